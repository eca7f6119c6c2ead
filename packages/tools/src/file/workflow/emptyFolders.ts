/**
 * Which folders hold nothing, or will once certain entries are gone: nested ones too, each outermost named with how many it
 * takes along. What cannot be listed, and where another file system begins, counts as full.
 */
import { type DiskError, PathText, type ReadDisk, type WalkedFolder } from "@zenus/core"

export interface EmptyFolder {
  readonly path: string
  /** Folders in it, itself included. */
  readonly folders: number
}

/**
 * The outermost empty folders below `start`, which is never one itself, by path. `gone` are paths that will be away;
 * `mayGo` says of a folder whether it may be taken at all, `enter` whether one of this name is looked into (else it is full). Throws `DiskError` when `start` cannot be listed.
 */
export const emptyFoldersBelow = async (
  start: string,
  gone: ReadonlySet<string>,
  mayGo: (path: string) => boolean,
  enter: (name: string) => boolean,
  disk: ReadDisk
): Promise<{ readonly empty: ReadonlyArray<EmptyFolder>; readonly unreadable: ReadonlyArray<string> }> => {
  const listed = new Map<string, WalkedFolder>()
  const unreadable: Array<string> = []
  let failed: DiskError | null = null
  await disk.walk(start, {
    enter: (_, name) => enter(name),
    onFolder: (folder) => listed.set(folder.path, folder),
    onError: (error) => {
      if (error.path === start) failed = error
      else unreadable.push(error.path)
    }
  })
  if (failed !== null) throw failed
  const empty: Array<EmptyFolder> = []
  const counts = new Map<string, number>()
  // Deepest first: what a folder holds is known before the folder.
  for (const folder of [...listed.values()].toSorted((a, b) => b.depth - a.depth)) {
    let folders = 1
    let holds = folder.path === start || !mayGo(folder.path)
    for (const { name, type } of folder.entries) {
      const path = PathText.child(folder.path, name)
      const inside = type === "folder" ? counts.get(path) : undefined
      if (inside !== undefined) folders += inside
      else if (!gone.has(path)) holds = true
    }
    if (!holds) counts.set(folder.path, folders)
  }
  for (const [path, folders] of counts) {
    if (!counts.has(PathText.dirname(path))) empty.push({ path, folders })
  }
  return { empty: empty.toSorted((a, b) => (a.path < b.path ? -1 : 1)), unreadable: unreadable.toSorted() }
}
