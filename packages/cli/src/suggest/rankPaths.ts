/**
 * Which paths fit what somebody types of one, best first. Pure. How well: its own name begins with it, a word of its name does, its name
 * holds it, the path does, its letters stand in the name or in the path in this order. Among equals the nearer ones come first, then
 * the shorter, then by name. A `/` in what is typed looks at whole paths.
 */
import type { Walked } from "./FolderWalk.ts"

export const MAX_PATHS_SHOWN = 200
/** Equals that are put in order; of 100,000 that fit a single letter nobody reads the last. */
const MAX_ORDERED = 2_000
const FITS = 6

const isWordStart = (text: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))

const isScattered = (text: string, from: number, wanted: string): boolean => {
  let at = from - 1
  for (const letter of wanted) {
    at = text.indexOf(letter, at + 1)
    if (at < 0) return false
  }
  return true
}

/** 0 at best, `FITS` where it does not fit. `path` in lower case; its name begins at `name`. */
const fitOf = (path: string, name: number, wanted: string): number => {
  const at = path.indexOf(wanted, name)
  if (at === name) return 0
  if (at > name) return isWordStart(path, at) ? 1 : 2
  if (path.includes(wanted)) return 3
  if (isScattered(path, name, wanted)) return 4
  return isScattered(path, 0, wanted) ? 5 : FITS
}

const depthOf = (path: string): number => {
  let depth = 0
  for (let at = path.indexOf("/"); at >= 0 && at < path.length - 1; at = path.indexOf("/", at + 1)) depth++
  return depth
}

const compare = (a: string, b: string): number => depthOf(a) - depthOf(b) || a.length - b.length || (a < b ? -1 : 1)
const byName = (a: string, b: string): number => depthOf(a) - depthOf(b) || (a < b ? -1 : 1)

/** At most `MAX_PATHS_SHOWN`. Without anything typed: the nearest, by name. */
export const rankPaths = ({ names, paths }: Pick<Walked, "names" | "paths">, typed: string): ReadonlyArray<string> => {
  const wanted = typed.toLowerCase()
  const groups: ReadonlyArray<Array<string>> = Array.from({ length: FITS }, () => [])
  const isPath = wanted.includes("/")
  for (const [index, path] of paths.entries()) {
    const name = isPath ? 0 : (names[index] ?? 0)
    const fit = wanted === "" ? 0 : fitOf(path.toLowerCase(), name, wanted)
    const group = groups[fit]
    if (group !== undefined && group.length < MAX_ORDERED) group.push(path)
  }
  const out: Array<string> = []
  for (const group of groups) {
    if (out.length >= MAX_PATHS_SHOWN) break
    out.push(...group.toSorted(wanted === "" ? byName : compare))
  }
  return out.slice(0, MAX_PATHS_SHOWN)
}
