/** Whether lines hold a text: as it is, in any case, as a whole word, or as an expression. What search and content conditions share. */
import type { Containing } from "@zenus/core"
import { type GuardedRegex, guardRegex, type Range } from "./guardedRegex.ts"

export interface LineTest {
  /** Without looking at single lines: false when no line of this text can match. */
  readonly mayMatch: (text: string) => boolean
  /** Whether any line of the text matches. */
  readonly anyLine: (text: string) => boolean
  /** For each line whether it matches. */
  readonly each: (lines: ReadonlyArray<string>) => ReadonlyArray<boolean>
  /** The matches in each line. */
  readonly ranges: (lines: ReadonlyArray<string>) => ReadonlyArray<ReadonlyArray<Range>>
}

/** A plain text as an expression that matches exactly it. */
export const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")

/** The expression that finds what was asked. A whole word has no letter, digit or `_` of any script beside it. */
export const regexOf = (wanted: Containing, flags = ""): GuardedRegex => {
  const source = wanted.regex === true ? wanted.text : escapeRegex(wanted.text)
  // With the `u` flag only for words, since the grep dialect does not survive it; `\p{L}` needs it, so word ends are
  // spelled with the ASCII class and all that lies above it and is no punctuation.
  const word = "[\\w\\u00aa-\\u1fff\\u2c00-\\ud7ff\\uf900-\\ufdff]"
  const whole = wanted.wholeWord === true ? `(?<!${word})(?:${source})(?!${word})` : source
  return guardRegex(whole, flags + (wanted.anyCase === true ? "i" : ""))
}

/** Lines of a text whatever their ends (LF, CRLF); the last one without an end counts, an empty rest does not. */
export const splitLines = (text: string): ReadonlyArray<string> => {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === "") lines.pop()
  return lines
}

/** Throws `BadArgument` for an expression that cannot be read. */
export const makeLineTest = (wanted: Containing): LineTest => {
  const plain = wanted.regex !== true && wanted.anyCase !== true && wanted.wholeWord !== true
  const regex = regexOf(wanted)
  return {
    mayMatch: (text) => !plain || text.includes(wanted.text),
    anyLine: (text) => (plain ? text.includes(wanted.text) : regex.testAny(splitLines(text))),
    each: (lines) => (plain ? lines.map((line) => line.includes(wanted.text)) : regex.testEach(lines)),
    ranges: (lines) => regex.findEach(lines)
  }
}
