/**
 * A whole tree, with many folders in flight at once: `readdir` callbacks are the fastest way node:fs has (a promise or an
 * Effect for each folder costs more than the listing). Links are listed and never entered. Mounts are not entered
 * unless said: each subfolder's device is looked at once, files are not looked at, but for facts that are asked for. A folder that
 * vanishes or may not be read is one error, not the end of the walk; only the start folder's is.
 */
import * as fs from "node:fs"
import { DiskError, type Entry, type EntryType, type WalkOptions } from "../disk/Disk.ts"
import { fromBytes } from "../disk/PathBytes.ts"
import { child } from "../disk/PathText.ts"
import { asDiskError } from "./diskError.ts"
import { maybeLossy, toFsPath } from "./fsPath.ts"
import { makeLooking } from "./lookAtFacts.ts"

/** Listings under way at a time. */
const MAX_IN_FLIGHT = 256

/**
 * And while facts are looked at: Node hands on all listings that have ended before it hears of a signal, and the files of one take
 * a millisecond. Ctrl+C in a search by size then has an answer after 30 to 90 ms, at 256 after 70 to 360; it takes no longer.
 */
const MAX_IN_FLIGHT_LOOKING = 16

/** Node itself looks up (`lstat`) the entries whose type the file system does not tell. */
export const typeOfDirent = (entry: {
  isFile(): boolean
  isDirectory(): boolean
  isSymbolicLink(): boolean
}): EntryType => (entry.isFile() ? "file" : entry.isDirectory() ? "folder" : entry.isSymbolicLink() ? "link" : "other")

/** What a listing gave, with exact names: `again` lists the folder as bytes and is called only when a name lost some. */
export const exactEntries = (
  dirents: ReadonlyArray<fs.Dirent>,
  again: () => ReadonlyArray<fs.Dirent<Buffer>>
): ReadonlyArray<Entry> => {
  const entries: Array<Entry> = []
  for (let at = 0; at < dirents.length; at++) {
    const dirent = dirents[at]
    if (dirent === undefined) break
    const { name } = dirent
    if (maybeLossy(name)) {
      return again().map((exact) => ({ name: fromBytes(exact.name), type: typeOfDirent(exact) }))
    }
    entries.push({ name, type: typeOfDirent(dirent) })
  }
  return entries
}

/** What a folder holds: what is wanted of it, and the names of all its folders. */
interface Sifted {
  readonly entries: Array<Entry>
  readonly folders: Array<string>
}

/** As `exactEntries`, in one go: this is done for every name of a tree. */
const sift = (
  dirents: ReadonlyArray<fs.Dirent>,
  wants: WalkOptions["wants"],
  again: () => ReadonlyArray<fs.Dirent<Buffer>>
): Sifted => {
  const sifted: Sifted = { entries: [], folders: [] }
  for (let at = 0; at < dirents.length; at++) {
    const dirent = dirents[at]
    if (dirent === undefined) break
    const { name } = dirent
    if (maybeLossy(name)) return siftExactly(again(), wants)
    const type = typeOfDirent(dirent)
    if (type === "folder") sifted.folders.push(name)
    if (wants === undefined || wants(name, type)) sifted.entries.push({ name, type })
  }
  return sifted
}

const siftExactly = (dirents: ReadonlyArray<fs.Dirent<Buffer>>, wants: WalkOptions["wants"]): Sifted => {
  const all = dirents.map((dirent) => ({ name: fromBytes(dirent.name), type: typeOfDirent(dirent) }))
  return {
    entries: wants === undefined ? all : all.filter(({ name, type }) => wants(name, type)),
    folders: all.filter(({ type }) => type === "folder").map(({ name }) => name)
  }
}

interface Waiting {
  readonly path: string
  readonly depth: number
}

const deviceOf = (start: string): number => {
  try {
    return fs.statSync(toFsPath("list", start)).dev
  } catch (cause) {
    throw asDiskError("list", start, cause)
  }
}

/** Rejects with a `DiskError` where the start folder cannot be listed, with the signal's reason, and with whatever `onFolder` or `enter` throws. */
export const walkTree = (start: string, options: WalkOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    const maxDepth = options.maxDepth ?? Number.POSITIVE_INFINITY
    const startDevice = options.crossMounts === true ? null : deviceOf(start)
    const waiting: Array<Waiting> = [{ path: start, depth: 0 }]
    let inFlight = 0
    let ended = false

    const end = (): void => {
      ended = true
      looking?.end()
    }
    const fail = (cause: unknown): void => {
      end()
      reject(cause)
    }
    /** What comes from elsewhere than a listing of ours. */
    const guarded = (work: () => void): void => {
      if (ended) return
      try {
        options.signal?.throwIfAborted()
        work()
        next()
      } catch (thrown) {
        fail(thrown)
      }
    }
    const report = (folder: Waiting, cause: unknown): void => {
      const error = asDiskError("list", folder.path, cause)
      if (folder.depth === 0 || !(error instanceof DiskError)) throw error
      options.onError?.(error)
    }

    const looking = options.facts === undefined ? null : makeLooking(options.facts, guarded)
    const maxInFlight = looking === null ? MAX_IN_FLIGHT : MAX_IN_FLIGHT_LOOKING

    /** Not for a mount, nor for what is no folder any more. */
    const mayEnter = (folder: Waiting): boolean => {
      if (startDevice === null) return true
      try {
        const stats = fs.lstatSync(toFsPath("list", folder.path))
        return stats.isDirectory() && stats.dev === startDevice
      } catch (cause) {
        report(folder, cause)
        return false
      }
    }

    const siftedOf = (folder: Waiting, dirents: ReadonlyArray<fs.Dirent>): Sifted | null => {
      try {
        return sift(dirents, options.wants, () =>
          fs.readdirSync(toFsPath("list", folder.path), { withFileTypes: true, encoding: "buffer" })
        )
      } catch (cause) {
        report(folder, cause)
        return null
      }
    }

    const listed = (folder: Waiting, dirents: ReadonlyArray<fs.Dirent>): void => {
      const sifted = siftedOf(folder, dirents)
      if (sifted === null) return
      const { entries } = sifted
      const { path } = folder
      const hand = (given: ReadonlyArray<Entry>): void => {
        if (!ended) options.onFolder({ path, depth: folder.depth, entries: given })
      }
      if (looking === null) hand(entries)
      else looking.take(path, entries, hand)
      if (ended) return
      const depth = folder.depth + 1
      if (depth > maxDepth) return
      for (const name of sifted.folders) {
        const below = { path: child(folder.path, name), depth }
        if (options.enter !== undefined && !options.enter(below.path, name, depth)) continue
        if (mayEnter(below)) waiting.push(below)
      }
    }

    const next = (): void => {
      while (inFlight < maxInFlight) {
        const folder = waiting.pop()
        if (folder === undefined) break
        inFlight += 1
        fs.readdir(toFsPath("list", folder.path), { withFileTypes: true }, (cause, dirents) => {
          if (ended) return
          try {
            options.signal?.throwIfAborted()
            if (cause === null) listed(folder, dirents)
            else report(folder, cause)
            // Not before: an answer that is met in between may be the last one that is missing.
            inFlight -= 1
            next()
          } catch (thrown) {
            fail(thrown)
          }
        })
      }
      if (inFlight > 0 || looking?.isBusy() === true || ended) return
      end()
      resolve()
    }
    next()
  })
