/**
 * Everything in a folder with its facts, each folder before what it holds. Links are listed and not entered, other
 * file systems are named and not entered. Nothing is left out for being hidden: a folder is taken as a whole.
 */
import { type DiskError, type EntryType, PathText, type ReadDisk, type Stat } from "@zenus/core"

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
  /** Folders that could not be listed. */
  readonly unreadable: ReadonlyArray<string>
  /** Folders on which another file system begins. */
  readonly mounts: ReadonlyArray<string>
  /** Of files. */
  readonly bytes: number
}

/** Throws `DiskError` when the start folder cannot be listed. */
export const readTree = async (start: string, disk: ReadDisk): Promise<Tree> => {
  const entries: Array<TreeEntry> = []
  const unreadable: Array<string> = []
  const mounts: Array<string> = []
  const dev = disk.lstat(start)?.dev ?? 0
  let failed: DiskError | null = null
  let bytes = 0
  await disk.walk(start, {
    onFolder: (folder) => {
      for (const entry of folder.entries) {
        const path = PathText.child(folder.path, entry.name)
        const stat = disk.lstat(path)
        if (stat === null) continue
        if (stat.type === "folder" && dev > 0 && stat.dev > 0 && stat.dev !== dev) mounts.push(path)
        if (stat.type === "file") bytes += stat.size
        const relative = path.slice(start === "/" ? 1 : start.length + 1)
        entries.push({ path, relative, type: stat.type, stat })
      }
    },
    onError: (error) => {
      if (error.path === start) failed = error
      else unreadable.push(error.path)
    }
  })
  if (failed !== null) throw failed
  entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  return { entries, unreadable: unreadable.toSorted(), mounts: mounts.toSorted(), bytes }
}
