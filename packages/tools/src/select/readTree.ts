/**
 * Everything in a folder with its facts, each folder before what it holds. Links are listed and not entered, other
 * file systems are named and not entered. Nothing is left out for being hidden: a folder is taken as a whole.
 */
import { type DiskError, type EntryType, PathText, type ReadDisk, type Stat } from "@zenus/core"
import { lookDown } from "./lookDown.ts"

export interface TreeEntry {
  readonly path: string
  /** Below the start folder, without a slash in front. */
  readonly relative: string
  readonly type: EntryType
  readonly stat: Stat
}

export interface Tree {
  /** Without the start folder, sorted so that a folder comes before what it holds. */
  readonly entries: ReadonlyArray<TreeEntry>
  /** Folders that could not be listed, and what lies deeper than a path can name. */
  readonly unreadable: ReadonlyArray<string>
  /** Folders on which another file system begins. */
  readonly mounts: ReadonlyArray<string>
  /** Of files. */
  readonly bytes: number
}

type OnEntry = (path: string, name: string, stat: Stat, isMount: boolean) => void

const walkTree = async (
  start: string,
  disk: ReadDisk,
  onEntry: OnEntry
): Promise<{ readonly unreadable: ReadonlyArray<string>; readonly tooDeep: number }> => {
  const unreadable: Array<string> = []
  const tooDeep: Array<string> = []
  const dev = disk.lstat(start)?.dev ?? 0
  let failed: DiskError | null = null
  await disk.walk(start, {
    onFolder: (folder) => {
      for (const { name } of folder.entries) {
        const path = PathText.child(folder.path, name)
        const stat = lookDown(disk, path, tooDeep)
        if (stat === null) continue
        onEntry(path, name, stat, stat.type === "folder" && dev > 0 && stat.dev > 0 && stat.dev !== dev)
      }
    },
    onError: (error) => {
      if (error.path === start) failed = error
      else unreadable.push(error.path)
    }
  })
  if (failed !== null) throw failed
  return { unreadable: [...new Set([...unreadable, ...tooDeep])].toSorted(), tooDeep: tooDeep.length }
}

/** Throws `DiskError` when the start folder cannot be listed. */
export const readTree = async (start: string, disk: ReadDisk): Promise<Tree> => {
  const entries: Array<TreeEntry> = []
  const mounts: Array<string> = []
  const cut = start === "/" ? 1 : start.length + 1
  let bytes = 0
  const { unreadable } = await walkTree(start, disk, (path, _, stat, isMount) => {
    if (isMount) mounts.push(path)
    if (stat.type === "file") bytes += stat.size
    entries.push({ path, relative: path.slice(cut), type: stat.type, stat })
  })
  entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  return { entries, unreadable, mounts: mounts.toSorted(), bytes }
}

export interface TreeCount {
  /** Without the start folder. */
  readonly files: number
  readonly folders: number
  /** Names with a dot in front. */
  readonly hidden: number
  /** Of files. */
  readonly bytes: number
  readonly unreadable: ReadonlyArray<string>
  /** Entries that are there and lie deeper than a path can name; what is below them is not known. */
  readonly tooDeep: number
  readonly mounts: ReadonlyArray<string>
}

/** The same tree only counted, so that its size does not matter. Throws `DiskError` when the start folder cannot be listed. */
export const countTree = async (start: string, disk: ReadDisk): Promise<TreeCount> => {
  const count = { files: 0, folders: 0, hidden: 0, bytes: 0 }
  const mounts: Array<string> = []
  const { unreadable, tooDeep } = await walkTree(start, disk, (path, name, stat, isMount) => {
    if (stat.type === "folder") count.folders++
    else count.files++
    if (stat.type === "file") count.bytes += stat.size
    if (name.startsWith(".")) count.hidden++
    if (isMount) mounts.push(path)
  })
  return { ...count, unreadable, tooDeep, mounts: mounts.toSorted() }
}
