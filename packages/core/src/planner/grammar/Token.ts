/**
 * The smallest pieces of a request: words, quoted strings, punctuation. Nothing is normalised here but the
 * case of ASCII letters (in `low`): a full-width or Cyrillic letter stays what it is and so matches no word of ours.
 */

export type TokenKind = "word" | "quoted" | "punct"

export interface Token {
  readonly kind: TokenKind
  /** As written, without its quotes. */
  readonly text: string
  /** ASCII letters lowered; a quoted string has a mark in front, so that it never equals a word. */
  readonly low: string
  /** Offsets in the source, quotes included; two tokens of one contraction share them. */
  readonly start: number
  readonly end: number
  /** Whether white space (or the beginning) stands before it. */
  readonly spaced: boolean
  /** What a slip was taken to be; the written word stays in `text`. */
  readonly repaired?: boolean
}

export const QUOTED = "\u0000"

/** ASCII only: `toLowerCase` makes `k` of the Kelvin sign, and a look-alike must never become a deed. */
export const lowerAscii = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- all of ASCII, its control characters too
  /^[\x00-\x7f]*$/.test(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (part) => part.toLowerCase())

export const isWord = (token: Token | undefined): token is Token => token !== undefined && token.kind === "word"
