/**
 * What lies in a folder, and under it, for lists that open while one types. It reads names and nothing else, in slices of a few
 * milliseconds with the keyboard in between: the first slice at once, so that a list has something in it, the others one by one. What was
 * found is given away as it grows and forgotten some seconds after nobody asked.
 *
 * It never goes through a link, and not into `.git` and `node_modules` below the top, nor into what is hidden, unless asked. What may
 * surprise: a name that is no UTF-8 is left out, since a line could not hold it; and after `MAX_PATHS` it stops.
 */
import fs from "node:fs"

export const MAX_PATHS = 200_000
const SLICE_MS = 4
/** The first slice delays the key that opens the list. */
const FIRST_MS = 10
/** Names that are read at a time. */
const BATCH = 512
const KEPT_MS = 5_000
const HEAVY: ReadonlySet<string> = new Set([".git", "node_modules"])

export interface Walked {
  /** As found, folders with a `/` behind them; nearer ones first. It grows. */
  readonly paths: ReadonlyArray<string>
  /** The same in lower case, to be searched. */
  readonly lows: ReadonlyArray<string>
  /** Where each path's own name begins. */
  readonly names: ReadonlyArray<number>
  /** Whether all were found. */
  readonly isWhole: boolean
}

export interface WalkOptions {
  /** Absolute. */
  readonly root: string
  /** Also what lies in its folders. */
  readonly deep: boolean
  /** Also names that begin with a dot, and what lies in such folders. */
  readonly hidden: boolean
  /** Also into `.git` and `node_modules`. */
  readonly heavy: boolean
}

export interface FolderWalks {
  /** What is known now; goes on by itself. Empty where the folder cannot be read. */
  readonly of: (options: WalkOptions) => Walked
  /** Told after each slice that found something. One listener; gives how to stop it. */
  readonly onChange: (again: () => void) => () => void
  /** Stops and forgets. */
  readonly forget: () => void
}

interface Walk {
  readonly paths: Array<string>
  readonly lows: Array<string>
  readonly names: Array<number>
  isWhole: boolean
  readonly slice: (ms: number) => void
}

const startWalk = ({ deep, heavy, hidden, root }: WalkOptions, now: () => number): Walk => {
  const walk = { paths: new Array<string>(), lows: new Array<string>(), names: new Array<number>(), isWhole: false }
  /** Relative to the root, with a `/` behind each; in the order in which they are read. */
  const waiting = [""]
  let next = 0
  let open: { readonly at: string; readonly folder: fs.Dir } | null = null

  const add = (at: string, entry: fs.Dirent): void => {
    const { name } = entry
    if (name.includes("\ufffd") || (!hidden && name.startsWith("."))) return
    const isFolder = entry.isDirectory()
    const path = isFolder ? `${at}${name}/` : at + name
    walk.paths.push(path)
    // Also makes one string of its pieces, which costs as much as the search when it is left to that.
    walk.lows.push(path.toLowerCase())
    walk.names.push(at.length)
    if (isFolder && deep && (heavy || !HEAVY.has(name))) waiting.push(`${at}${name}/`)
  }
  const openNext = (): boolean => {
    const at = waiting[next]
    if (at === undefined) return false
    next += 1
    try {
      open = { at, folder: fs.opendirSync(root.endsWith("/") ? root + at : `${root}/${at}`, { bufferSize: BATCH }) }
    } catch {
      // Not ours to read, or gone meanwhile: nothing of it is offered.
    }
    return true
  }
  const close = (): void => {
    open?.folder.closeSync()
    open = null
  }
  const readOne = (): void => {
    if (open === null) return
    try {
      const entry = open.folder.readSync()
      if (entry === null) close()
      else add(open.at, entry)
    } catch {
      close()
    }
  }
  return Object.assign(walk, {
    slice: (ms: number) => {
      const end = now() + ms
      for (let count = 1; ; count++) {
        if (open === null && !openNext()) break
        readOne()
        if (walk.paths.length >= MAX_PATHS) {
          close()
          break
        }
        // A look at the clock costs as much as a name.
        if (count % 64 === 0 && now() >= end) return
      }
      walk.isWhole = true
    }
  })
}

/** `schedule` runs the next slice when whatever waits has had its turn; for tests. */
export const makeFolderWalks = (
  now: () => number,
  schedule: (slice: () => void) => void = (slice) => void setImmediate(slice)
): FolderWalks => {
  let current: { readonly key: string; readonly walk: Walk; readonly at: number } | null = null
  let asked = 0
  let listener: (() => void) | null = null

  const goOn = (walk: Walk): void => {
    if (walk.isWhole) return
    schedule(() => {
      // Another folder was asked for meanwhile.
      if (current?.walk !== walk) return
      const before = walk.paths.length
      walk.slice(SLICE_MS)
      if (walk.paths.length > before || walk.isWhole) listener?.()
      goOn(walk)
    })
  }
  return {
    of: (options) => {
      const key = JSON.stringify(options)
      const time = now()
      const isOld = current === null || current.key !== key || (current.walk.isWhole && time - asked > KEPT_MS)
      asked = time
      if (current === null || isOld) {
        const walk = startWalk(options, now)
        current = { key, walk, at: time }
        walk.slice(FIRST_MS)
        goOn(walk)
      }
      return current.walk
    },
    onChange: (again) => {
      listener = again
      return () => {
        if (listener === again) listener = null
      }
    },
    forget: () => {
      current = null
    }
  }
}
