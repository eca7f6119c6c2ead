/**
 * A path of ours as node:fs takes it: a plain string nearly always, bytes where the name holds some that are no
 * UTF-8. And back: node:fs decodes names leniently, so an answer with U+FFFD in it is asked for again as bytes; a name
 * that truly holds U+FFFD comes through that unharmed.
 */
import { fromBytes, isRepresentable, toBytes } from "../disk/PathBytes.ts"
import { diskError } from "./diskError.ts"

export type FsPath = string | Buffer

const REPLACED = "\ufffd"

/** Throws `EINVAL` for text that is no name: a NUL, or a surrogate that stands for no byte. */
export const toFsPath = (operation: string, path: string): FsPath => {
  if (path.isWellFormed()) return path
  if (!isRepresentable(path)) throw diskError(operation, path, "EINVAL")
  return Buffer.from(toBytes(path))
}

/** A path made of an ASCII prefix and one name. */
export const joinFsPath = (operation: string, prefix: string, name: string): FsPath => {
  const last = toFsPath(operation, name)
  return typeof last === "string" ? prefix + last : Buffer.concat([Buffer.from(prefix), last])
}

/** The exact text that a call gives: `lenient` first, `exact` only where that lost something. */
export const exactText = (lenient: () => string, exact: () => Uint8Array): string => {
  const text = lenient()
  return text.includes(REPLACED) ? fromBytes(exact()) : text
}

/** Whether a name may have lost bytes when it was decoded. */
export const maybeLossy = (name: string): boolean => name.includes(REPLACED)
