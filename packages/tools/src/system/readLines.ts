/** Lines of a small file of the system; none where it is not there or may not be read. */
import type { ReadDisk } from "@zenus/core"

/** Bytes that are read at most: tables of a system are small, and a file that is not is not such a table. */
const MAX_BYTES = 4 * 1024 * 1024

export const readLines = (disk: ReadDisk, path: string): ReadonlyArray<string> => {
  try {
    return new TextDecoder().decode(disk.read(path, 0, MAX_BYTES)).split("\n")
  } catch {
    return []
  }
}
