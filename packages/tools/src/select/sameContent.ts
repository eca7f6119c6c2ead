/** Whether two files hold the same bytes: by size, then slice by slice, stopping at the first difference. */
import type { ReadDisk } from "@zenus/core"
import type { Breathe } from "../action/breathe.ts"
import type { Told } from "../action/passes.ts"
import { SLICE } from "./content.ts"

/** `told` hears of the bytes that were the same. Throws `DiskError`. */
export const sameContent = async (
  disk: ReadDisk,
  a: string,
  b: string,
  breathe: Breathe,
  told: Told
): Promise<boolean> => {
  const [left, right] = [disk.stat(a), disk.stat(b)]
  // Files that do not know their size (/proc) say 0 and have to be read.
  if (left !== null && right !== null && left.size !== right.size && left.size > 0 && right.size > 0) return false
  for (let at = 0; ; at += SLICE) {
    const [one, other] = [disk.read(a, at, at + SLICE), disk.read(b, at, at + SLICE)]
    if (Buffer.compare(one, other) !== 0) return false
    if (one.length === 0) return true
    told(one.length)
    await breathe()
  }
}
