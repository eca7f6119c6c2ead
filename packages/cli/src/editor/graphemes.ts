/**
 * Where the characters that a person sees begin and end in a text, how many cells each takes, and how it is shown. Pure. What is
 * common (Latin, Greek, Cyrillic, Han, kana, Hangul) is told by tables, since a line is measured at every key; the rest by
 * `Intl.Segmenter` and string-width.
 *
 * Nothing that moves the cursor, hides or turns text around is ever shown as it is: control characters, bidirectional marks, bytes that
 * are no UTF-8 and characters without width are escaped as in names. What may surprise: a joiner inside a visible character stays, since
 * without it an emoji falls apart; a mark without a letter gets a dotted circle to stand on.
 */
import stringWidth from "string-width"
import { escapeName } from "@zenus/core"

/** Cells of a character that never joins another of this table; 0: not in the table. */
const simpleWidth = (code: number): 0 | 1 | 2 => {
  if (code < 0x7f) return code >= 0x20 ? 1 : 0
  if (code < 0x530) {
    if (code < 0xa1 || code === 0xad) return 0
    return code < 0x300 || (code >= 0x370 && code < 0x483) || code >= 0x48a ? 1 : 0
  }
  if (code < 0x3041) return 0
  if (code <= 0x3096 || (code >= 0x30a1 && code <= 0x30fa)) return 2
  if (code < 0x3400) return 0
  return code <= 0x4dbf || (code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3) ? 2 : 0
}

const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code < 0xa0)

/** A character boundary lies on both sides of two of these that stand side by side. */
const standsAlone = (code: number): boolean => simpleWidth(code) > 0 || isControl(code)

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" })

/** Characters that are looked at for one grapheme; a longer one (a letter with hundreds of marks) is taken in pieces. */
const LOOKED_AT = 128
/** How far a beginning is looked for to the left. */
const LOOKED_BACK = 256

/** Where the grapheme that begins at `at` ends; at most the end of the text. */
export const graphemeEnd = (text: string, at: number): number => {
  if (at + 1 >= text.length) return text.length
  if (standsAlone(text.charCodeAt(at)) && standsAlone(text.charCodeAt(at + 1))) return at + 1
  if (isControl(text.charCodeAt(at))) return at + 1
  for (const { segment } of segmenter.segment(text.slice(at, at + LOOKED_AT))) return at + segment.length
  return at + 1
}

/** A place at or before `at`, not far from it, where a grapheme begins for certain (or as good as). */
const boundaryBefore = (text: string, at: number): number => {
  const least = Math.max(0, at - LOOKED_BACK)
  for (let from = at - 1; from > least; from--) {
    if (standsAlone(text.charCodeAt(from)) && standsAlone(text.charCodeAt(from - 1))) return from
  }
  const isCut =
    least > 0 && /[\udc00-\udfff]/.test(text.charAt(least)) && /[\ud800-\udbff]/.test(text.charAt(least - 1))
  return isCut ? least + 1 : least
}

/** Where the grapheme that ends at `at` begins; at least 0. */
export const graphemeStart = (text: string, at: number): number => {
  if (at <= 1) return 0
  const before = text.charCodeAt(at - 1)
  if (standsAlone(before) && standsAlone(text.charCodeAt(at - 2))) return at - 1
  let start = boundaryBefore(text, at)
  for (let end = graphemeEnd(text, start); end < at; end = graphemeEnd(text, start)) start = end
  return start
}

/** The offset itself where a grapheme begins there, else the beginning of the one that it is in. */
export const onBoundary = (text: string, at: number): number => {
  const within = Math.max(0, Math.min(at, text.length))
  if (within === 0 || within === text.length) return within
  const start = graphemeStart(text, within)
  return graphemeEnd(text, start) > within ? start : within
}

export interface Shown {
  readonly text: string
  readonly cells: number
}

/** Units of one grapheme that are shown; marks above that only slow the terminal down. */
const SHOWN_UNITS = 24
const JOINERS = /[\u200c\u200d]/g

const showOdd = (grapheme: string): Shown => {
  const bounded = grapheme.length > SHOWN_UNITS ? grapheme.slice(0, SHOWN_UNITS).toWellFormed() : grapheme
  const plain = bounded.replace(JOINERS, "")
  const escaped = escapeName(plain)
  if (escaped !== plain) return { text: escapeName(bounded), cells: escapeName(bounded).length }
  const cells = stringWidth(bounded)
  if (cells > 0) return { text: bounded, cells }
  if (/^\p{M}+$/u.test(plain)) return { text: `\u25cc${bounded}`, cells: 1 }
  const hidden = [...bounded].map((character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`).join("")
  return { text: hidden, cells: hidden.length }
}

/** How one grapheme is shown, and in how many cells. Line ends and tabs, too, as escapes: whoever lays out text knows better. */
export const shown = (grapheme: string): Shown => {
  if (grapheme.length === 1) {
    const cells = simpleWidth(grapheme.charCodeAt(0))
    if (cells > 0) return { text: grapheme, cells }
  }
  return showOdd(grapheme)
}

/** Each grapheme of a text, from `from` to `to`. */
export const graphemesOf = function* (
  text: string,
  from = 0,
  to = text.length
): Generator<readonly [at: number, end: number]> {
  for (let at = from; at < to;) {
    const end = Math.min(to, graphemeEnd(text, at))
    yield [at, end]
    at = end
  }
}

/** Cells of a row that may hold colour codes and links: those take none. */
export const rowWidth = (row: string): number => stringWidth(row)
