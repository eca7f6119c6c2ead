/**
 * Between the bytes of a name on the disk and the string it has in zenus: UTF-8, with every byte that is no valid
 * UTF-8 as the lone surrogate U+DC00 + byte ("surrogateescape", Python's PEP 383). Pure; each name has exactly one
 * string and comes back to exactly its bytes. Only bytes from 0x80 up are ever escaped, so an escape can never
 * smuggle in a `/` or a NUL. What may surprise: two escaped bytes that somebody puts side by side by hand
 * may together be valid UTF-8; the disk then gives that name back in its other, plain form.
 */

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** How many bytes the valid UTF-8 character at `at` takes; 0 when there is none (Unicode 16, table 3-7). */
const characterLength = (bytes: Uint8Array, at: number): number => {
  const byte = (offset: number): number => bytes[at + offset] ?? 0
  const continues = (offset: number, from = 0x80, to = 0xbf): boolean => byte(offset) >= from && byte(offset) <= to
  const first = byte(0)
  if (first < 0x80) return 1
  if (first >= 0xc2 && first <= 0xdf) return continues(1) ? 2 : 0
  if (first >= 0xe0 && first <= 0xef) {
    const second = continues(1, first === 0xe0 ? 0xa0 : 0x80, first === 0xed ? 0x9f : 0xbf)
    return second && continues(2) ? 3 : 0
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const second = continues(1, first === 0xf0 ? 0x90 : 0x80, first === 0xf4 ? 0x8f : 0xbf)
    return second && continues(2) && continues(3) ? 4 : 0
  }
  return 0
}

const isValid = (bytes: Uint8Array): boolean => {
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at)
    if (length === 0) return false
    at += length
  }
  return true
}

/** The string of these bytes. */
export const fromBytes = (bytes: Uint8Array): string => {
  if (isValid(bytes)) return strict.decode(bytes)
  let text = ""
  let start = 0
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at)
    if (length > 0) {
      at += length
      continue
    }
    text += strict.decode(bytes.subarray(start, at)) + String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
    at += 1
    start = at
  }
  return text + strict.decode(bytes.subarray(start))
}

/** Whether the string stands for bytes at all: a lone surrogate that is no escape (0x80 to 0xff) stands for none. */
export const isRepresentable = (path: string): boolean =>
  path.isWellFormed() || path.replace(ESCAPES, "").isWellFormed()

/** Escapes that stand alone: a low surrogate that belongs to a pair is a part of a character. */
const ESCAPES = /(?<![\ud800-\udbff])[\udc80-\udcff]/g

/** The bytes of this string. Throws a `RangeError` for one that is not representable. */
export const toBytes = (path: string): Uint8Array => {
  if (path.isWellFormed()) return encoder.encode(path)
  if (!isRepresentable(path)) throw new RangeError("The text holds a lone surrogate that stands for no byte.")
  const pieces: Array<Uint8Array> = []
  let start = 0
  for (const match of path.matchAll(ESCAPES)) {
    pieces.push(encoder.encode(path.slice(start, match.index)), Uint8Array.of(path.charCodeAt(match.index) - 0xdc00))
    start = match.index + 1
  }
  pieces.push(encoder.encode(path.slice(start)))
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
