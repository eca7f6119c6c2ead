/** Where the last lines of a file begin, found from its end: a file of many gigabytes costs a few reads. */
import type { ReadDisk } from "@zenus/core"

/** Bytes read at once. */
const BLOCK = 64 * 1024
const LF = 0x0a

/** The place in bytes where the last `count` lines begin; 0 when there are no more. Throws `DiskError`. */
export const startOfLastLines = (disk: ReadDisk, path: string, size: number, count: number): number => {
  if (count <= 0) return size
  let found = 0
  for (let end = size; end > 0; end -= BLOCK) {
    const from = Math.max(0, end - BLOCK)
    const bytes = disk.read(path, from, end)
    // The very last byte ends a line and begins none.
    let at = end === size && bytes.at(-1) === LF ? bytes.length - 1 : bytes.length
    for (;;) {
      at = at === 0 ? -1 : bytes.lastIndexOf(LF, at - 1)
      if (at < 0) break
      found++
      if (found === count) return from + at + 1
    }
  }
  return 0
}
