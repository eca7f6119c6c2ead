/**
 * Removes a tree for good: what we made or keep ourselves, and what was agreed to where no trash can be made. Enters no
 * link and no mount point: where another file system is mounted it stops before anything of it is touched. A tree may be
 * deeper than a path can be long: a folder whose entries cannot be named any more is first moved up to the top of the tree.
 */
import { DiskError, type Disk } from "../disk/Disk.ts"
import { child, dirname } from "../disk/PathText.ts"

export interface Removed {
  readonly entries: number
  readonly bytes: number
}

/** Entries removed between two chances to let others work. */
const SLICE = 500

/** Characters of a folder's path up to which every name in it fits into the shortest limit there is (1,024 bytes), whatever the characters. */
const ALWAYS_FITS = 190

/** Whether the path is longer than the system takes. */
const isTooDeep = (disk: Disk, path: string): boolean => {
  try {
    disk.lstat(path)
    return false
  } catch (error) {
    if (error instanceof DiskError && error.code === "ENAMETOOLONG") return true
    throw error
  }
}

/**
 * Removes in slices: run it to its end, or let the event loop run at each `yield`. What is not there any more counts as
 * removed. Throws `DiskError`: `EXDEV` for a mount point, or what the system says; all that stands then is left.
 */
export function* removeTree(disk: Disk, start: string): Generator<void, Removed> {
  const first = disk.lstat(start)
  if (first === null) return { entries: 0, bytes: 0 }
  let entries = 0
  let bytes = 0
  let lifted = 0
  /** What stands directly in `start` cannot be moved further up. */
  const mayEnd = (folder: string): boolean => folder.length > ALWAYS_FITS && dirname(folder) !== start
  /** To a name of its own directly in `start`, from where its entries can be named. */
  const lift = (folder: string): string => {
    for (;;) {
      const to = child(start, `.zenus-lifted-${lifted++}`)
      if (disk.lstat(to) !== null) continue
      disk.move(folder, to, "folder")
      return to
    }
  }
  const remove = function* (path: string): Generator<void, void> {
    const stat = disk.lstat(path)
    if (stat === null) return
    if (stat.dev !== first.dev) throw new DiskError("remove the mount point", path, "EXDEV")
    if (stat.type === "folder") {
      const names = disk.list(path).map(({ name }) => child(path, name))
      if (mayEnd(path) && names.some((name) => isTooDeep(disk, name))) return yield* remove(lift(path))
      for (const name of names) yield* remove(name)
      disk.rmdir(path)
    } else {
      disk.unlink(path)
      // Bytes are only freed with the last name.
      if (stat.nlink === 1) bytes += stat.size
    }
    entries += 1
    if (entries % SLICE === 0) yield
  }
  yield* remove(start)
  return { entries, bytes }
}
