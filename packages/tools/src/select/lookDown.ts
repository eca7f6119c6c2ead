/**
 * The facts of an entry met on the way down a tree. A tree may be deeper than a path can be long (4,096 bytes on Linux): what
 * lies there is named as unreadable instead of ending the walk, since all above it can still be served.
 */
import { DiskError, type ReadDisk, type Stat } from "@zenus/core"

/** `null` for what is gone, and for what lies too deep, which `unreadable` then holds. Throws `DiskError` for all else. */
export const lookDown = (disk: ReadDisk, path: string, unreadable: Array<string>): Stat | null => {
  try {
    return disk.lstat(path)
  } catch (error) {
    if (!(error instanceof DiskError) || error.code !== "ENAMETOOLONG") throw error
    unreadable.push(path)
    return null
  }
}
