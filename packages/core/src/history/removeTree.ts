/**
 * Removes a tree for good: what we made or keep ourselves, and what was agreed to where no trash can be made. Enters no
 * link and no mount point: where another file system is mounted it stops before anything of it is touched.
 */
import { DiskError, type Disk } from "../disk/Disk.ts"
import { child } from "../disk/PathText.ts"

export interface Removed {
  readonly entries: number
  readonly bytes: number
}

/** Entries removed between two chances to let others work. */
const SLICE = 500

/**
 * Removes in slices: run it to its end, or let the event loop run at each `yield`. What is not there any more counts as
 * removed. Throws `DiskError`: `EXDEV` for a mount point, or what the system says; all that stands then is left.
 */
export function* removeTree(disk: Disk, start: string): Generator<void, Removed> {
  const first = disk.lstat(start)
  if (first === null) return { entries: 0, bytes: 0 }
  let entries = 0
  let bytes = 0
  const remove = function* (path: string): Generator<void, void> {
    const stat = disk.lstat(path)
    if (stat === null) return
    if (stat.dev !== first.dev) throw new DiskError("remove the mount point", path, "EXDEV")
    if (stat.type === "folder") {
      for (const entry of disk.list(path)) yield* remove(child(path, entry.name))
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
