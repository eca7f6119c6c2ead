/**
 * Arguments that are no UTF-8. Node decodes them before we see them and puts U+FFFD in the place of bytes that mean nothing, so a
 * request would speak of another name than the one that was typed. Linux keeps the true bytes in /proc/self/cmdline; elsewhere
 * the sign itself is what is declined, since nothing tells a typed one from a replaced one. Costs nothing where the sign is not there.
 */
import fs from "node:fs"
import { isUtf8 } from "node:buffer"
import { UsageError } from "./UsageError.ts"

const REPLACED = "\ufffd"

/** Pure: whether the last `count` of the NUL-ended arguments are all UTF-8. */
export const lastAreUtf8 = (cmdline: Uint8Array, count: number): boolean => {
  let end = cmdline.length
  for (let left = count; left > 0 && end > 0; left--) {
    // Each ends with a NUL; the one before that begins it.
    const begin = cmdline.lastIndexOf(0, end - 2) + 1
    if (!isUtf8(cmdline.subarray(begin, end - 1))) return false
    end = begin
  }
  return true
}

const readCmdline = (): Uint8Array | null => {
  try {
    return fs.readFileSync("/proc/self/cmdline")
  } catch {
    return null
  }
}

const notUtf8 = (): UsageError =>
  new UsageError("The request holds bytes that are no UTF-8, so it cannot be known which name is meant.", [
    "Choose the file by a pattern instead: *.txt, or all files here.",
    "Or give the file another name first, with the shell's own mv."
  ])

/** A request as bytes, decoded. Throws `UsageError` for what is no UTF-8. */
export const decodeRequest = (bytes: Uint8Array): string => {
  if (!isUtf8(bytes)) throw notUtf8()
  return new TextDecoder().decode(bytes)
}

/** Throws `UsageError` when what was typed was no UTF-8. */
export const requireUtf8 = (argv: ReadonlyArray<string>, cmdline: () => Uint8Array | null = readCmdline): void => {
  const at = argv.findIndex((argument) => argument.includes(REPLACED))
  if (at < 0) return
  const bytes = cmdline()
  if (bytes !== null && lastAreUtf8(bytes, argv.length)) return
  throw notUtf8()
}
