/**
 * The word that is being typed: where it begins, what it is without its quotes. Pure. Inside of quotes that are not closed yet, blanks
 * belong to it; a folder in quotes that are just closed (`'my pictures/'`) can be gone on with, so it is one, too.
 */

export interface TypedWord {
  /** Offset of its first character, a quote included. */
  readonly from: number
  /** Where it ends: the cursor, or behind the quote that closes it. */
  readonly to: number
  /** Without quotes. */
  readonly text: string
  /** Whether a quote begins it: then it is a name and no word of a sentence. */
  readonly quoted: boolean
}

const CLOSING: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ['"', '"'],
  ["“", "”"],
  ["«", "»"],
  ["`", "`"]
])
const isBlank = (text: string, at: number): boolean => at >= text.length || at < 0 || /\s/.test(text.charAt(at))

/** Where the string that opens at `at` is closed before `end`; -1 where it is not. */
const closedAt = (text: string, at: number, close: string, end: number): number => {
  for (let index = at + 1; index < end; index++)
    if (text.charAt(index) === close && (isBlank(text, index + 1) || /[.,:;!?)]/.test(text.charAt(index + 1))))
      return index
  return -1
}

export const wordAt = (text: string, cursor: number): TypedWord => {
  let from = 0
  for (let at = 0; at < cursor;) {
    const close = isBlank(text, at - 1) ? CLOSING.get(text.charAt(at)) : undefined
    if (close !== undefined) {
      const end = closedAt(text, at, close, cursor)
      if (end < 0) {
        const to = text.charAt(cursor) === close ? cursor + 1 : cursor
        return { from: at, to, text: text.slice(at + 1, cursor), quoted: true }
      }
      if (end === cursor - 1 && text.charAt(end - 1) === "/")
        return { from: at, to: cursor, text: text.slice(at + 1, end), quoted: true }
      at = end + 1
      from = at
      continue
    }
    if (isBlank(text, at)) from = at + 1
    at++
  }
  return { from, to: cursor, text: text.slice(from, cursor), quoted: false }
}
