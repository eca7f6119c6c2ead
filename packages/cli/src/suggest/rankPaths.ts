/**
 * Which paths fit what somebody types of one, best first. Pure. How well: its own name begins with it, a word of its name does, its name
 * holds it, the path does, its letters stand in the name or in the path in this order. Among equals the nearer ones come first, then
 * the shorter, then by name. A `/` in what is typed looks at whole paths.
 *
 * What may surprise: it remembers what fitted the last time, because a path that does not fit some letters does not fit more of them; and
 * where thousands fit best, it does not look for those that fit less well.
 */
import type { Walked } from "./FolderWalk.ts"

export const MAX_PATHS_SHOWN = 200
/** Equals that are put in order; of 100,000 that fit a single letter nobody reads the last. */
const MAX_ORDERED = 1_000
const FITS = 6

const isWordStart = (text: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))

const isScattered = (text: string, from: number, wanted: string): boolean => {
  let at = from
  for (let index = 0; index < wanted.length; index++) {
    at = text.indexOf(wanted.charAt(index), at) + 1
    if (at === 0) return false
  }
  return true
}

/** 0 at best, `FITS` where it does not fit. Both in lower case; the path's own name begins at `name`. */
const fitOf = (path: string, name: number, wanted: string): number => {
  const first = path.indexOf(wanted)
  if (first < 0) {
    if (wanted.length < 2 || !isScattered(path, 0, wanted)) return FITS
    return isScattered(path, name, wanted) ? 4 : 5
  }
  const at = first < name ? path.indexOf(wanted, name) : first
  if (at === name) return 0
  return at < 0 ? 3 : isWordStart(path, at) ? 1 : 2
}

const depthOf = (path: string): number => {
  let depth = 0
  for (let at = path.indexOf("/"); at >= 0 && at < path.length - 1; at = path.indexOf("/", at + 1)) depth++
  return depth
}

/** Nearer ones first, then (unless nothing was typed) the shorter, then by name. */
const ordered = (paths: ReadonlyArray<string>, byLength: boolean): ReadonlyArray<string> =>
  paths
    .map((path) => ({ path, depth: depthOf(path) }))
    .toSorted(
      (a, b) => a.depth - b.depth || (byLength ? a.path.length - b.path.length : 0) || (a.path < b.path ? -1 : 1)
    )
    .map(({ path }) => path)

/** What fitted some letters. */
interface Fitting {
  readonly lows: ReadonlyArray<string>
  /** How many paths there were. */
  readonly count: number
  readonly wanted: string
  /** Their places; null where not all were looked at. */
  readonly places: ReadonlyArray<number> | null
}

export interface RankPaths {
  /** At most `MAX_PATHS_SHOWN`. Without anything typed: the nearest, by name. */
  readonly rank: (walked: Pick<Walked, "lows" | "names" | "paths">, typed: string) => ReadonlyArray<string>
}

export const makeRankPaths = (): RankPaths => {
  let last: Fitting | null = null
  return {
    rank: ({ lows, names, paths }, typed) => {
      const wanted = typed.toLowerCase()
      if (wanted === "") return ordered(paths.slice(0, MAX_ORDERED), false).slice(0, MAX_PATHS_SHOWN)
      const groups: ReadonlyArray<Array<string>> = Array.from({ length: FITS }, () => [])
      const [best] = groups
      const isPath = wanted.includes("/")
      const places: Array<number> = []
      /** Whether more have to be looked at. */
      const look = (place: number): boolean => {
        const fit = fitOf(lows[place] ?? "", isPath ? 0 : (names[place] ?? 0), wanted)
        if (fit === FITS) return true
        places.push(place)
        const group = groups[fit]
        if (group !== undefined && group.length < MAX_ORDERED) group.push(paths[place] ?? "")
        return best === undefined || best.length < MAX_ORDERED
      }
      const isNarrower = last !== null && last.lows === lows && wanted.startsWith(last.wanted)
      const known = isNarrower ? (last?.places ?? []) : []
      let next = isNarrower && last?.places !== null ? (last?.count ?? 0) : 0
      let goesOn = next === 0 || known.every(look)
      while (goesOn && next < lows.length) goesOn = look(next++)
      last = { lows, count: lows.length, wanted, places: goesOn ? places : null }
      const out: Array<string> = []
      for (const group of groups) {
        if (out.length >= MAX_PATHS_SHOWN) break
        out.push(...ordered(group, true))
      }
      return out.slice(0, MAX_PATHS_SHOWN)
    }
  }
}
