/**
 * Whether a file's content holds a text: read in slices of fixed size, as bytes, so that neither a huge nor a binary
 * file is a difficulty. Plain text is searched as bytes; any case, whole words and expressions go line by line, as
 * grep does, and a line longer than a slice is looked at in pieces of that length. Expressions run
 * under a time limit (see guardedRegex).
 */
import type { Containing, ReadDisk } from "@zenus/core"
import type { Breathe } from "../action/breathe.ts"
import { type LineTest, makeLineTest } from "../lines/lineTest.ts"

/** Bytes read at once: `breathe` is called behind each slice of so many. */
export const CONTENT_SLICE = 512 * 1024

/** Whether a whole file holds what was asked. */
export type ContentTest = (path: string, size: number, breathe: Breathe) => Promise<boolean>

const plainTest = (disk: ReadDisk, text: string): ContentTest => {
  const needle = Buffer.from(text, "utf8")
  return async (path, size, breathe) => {
    if (needle.length === 0) return true
    for (let at = 0; at + needle.length <= size; at += CONTENT_SLICE) {
      // A slice reaches into the next one, so that a text across the border is seen.
      const bytes = disk.read(path, at, Math.min(size, at + CONTENT_SLICE + needle.length - 1))
      if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(needle)) return true
      await breathe()
    }
    return false
  }
}

const lineByLine =
  (disk: ReadDisk, test: LineTest): ContentTest =>
  async (path, size, breathe) => {
    let carry = Buffer.alloc(0)
    for (let at = 0; at < size; at += CONTENT_SLICE) {
      const bytes = Buffer.concat([carry, disk.read(path, at, Math.min(size, at + CONTENT_SLICE))])
      const last = at + CONTENT_SLICE >= size
      const end = last || carry.length >= CONTENT_SLICE ? bytes.length : bytes.lastIndexOf(10) + 1
      if (end > 0 && test.anyLine(bytes.toString("utf8", 0, end))) return true
      carry = bytes.subarray(end)
      await breathe()
    }
    return false
  }

/** Throws `BadArgument` for an expression that cannot be read. */
export const compileContaining = (disk: ReadDisk, wanted: Containing): ContentTest =>
  wanted.regex === true || wanted.anyCase === true || wanted.wholeWord === true || wanted.text.includes("\n")
    ? wanted.regex === true || !wanted.text.includes("\n")
      ? lineByLine(disk, makeLineTest(wanted))
      : plainTest(disk, wanted.text)
    : plainTest(disk, wanted.text)
