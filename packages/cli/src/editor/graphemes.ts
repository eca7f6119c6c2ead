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

/** The signs of our own prompt, which is measured with the line: the three dots of a path that was cut, and the arrow. */
const DOTS = 0x2026
const ARROW = 0x276f

/** Cells of a character that never joins another of this table; 0: not in the table. */
const simpleWidth = (code: number): 0 | 1 | 2 => {
  if (code < 0x7f) return code >= 0x20 ? 1 : 0
  if (code < 0x530) {
    if (code < 0xa1 || code === 0xad) return 0
    return code < 0x300 || (code >= 0x370 && code < 0x483) || code >= 0x48a ? 1 : 0
  }
  if (code < 0x3041) return code === DOTS || code === ARROW ? 1 : 0
  if (code <= 0x3096 || (code >= 0x30a1 && code <= 0x30fa)) return 2
  if (code < 0x3400) return 0
  return code <= 0x4dbf || (code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3) ? 2 : 0
}

const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code < 0xa0)

/** A character boundary lies on both sides of two of these that stand side by side. */
export const standsAlone = (code: number): boolean => simpleWidth(code) > 0 || isControl(code)

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
  const from = boundaryBefore(text, at)
  let start = from
  // What follows belongs to it where `at` is within a grapheme.
  walk(text, from, Math.min(text.length, at + LOOKED_AT), (begin, end) => {
    start = begin
    return end >= at
  })
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

/** What was looked up lately: a grapheme never looks different, and finding out takes 10 us. Holds so many at most. */
const known = new Map<string, Shown>()
const MAX_KNOWN = 2_000

/** How one grapheme is shown, and in how many cells. Line ends and tabs, too, as escapes: whoever lays out text knows better. */
export const shown = (grapheme: string): Shown => {
  if (grapheme.length === 1) {
    const cells = simpleWidth(grapheme.charCodeAt(0))
    if (cells > 0) return { text: grapheme, cells }
  }
  const before = known.get(grapheme)
  if (before !== undefined) return before
  const now = showOdd(grapheme)
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(grapheme, now)
  return now
}

/** Where a run of characters that may belong together ends: before two that do not, or after as much as is looked at. */
const runEnd = (text: string, from: number, to: number): number => {
  const most = Math.min(to, from + LOOKED_AT)
  let end = from + 1
  while (end < most && !(standsAlone(text.charCodeAt(end - 1)) && standsAlone(text.charCodeAt(end)))) end++
  return end
}

/**
 * Goes through the graphemes from `from` to `to`, with the cells that each takes, until `visit` says true. Line ends and tabs have the
 * cells of their escapes.
 */
export const walk = (
  text: string,
  from: number,
  to: number,
  visit: (at: number, end: number, cells: number) => boolean | void
): void => {
  for (let at = from; at < to;) {
    const cells = simpleWidth(text.charCodeAt(at))
    if (cells > 0 && (at + 1 >= to || standsAlone(text.charCodeAt(at + 1)))) {
      if (visit(at, at + 1, cells) === true) return
      at += 1
      continue
    }
    const until = runEnd(text, at, to)
    const run = text.slice(at, until)
    const isCut = until < to && !standsAlone(text.charCodeAt(until))
    let next = until
    for (const { index, segment } of segmenter.segment(run)) {
      // What is at the end of a run that was cut goes on behind it.
      if (isCut && index > 0 && index + segment.length === run.length) {
        next = at + index
        break
      }
      if (visit(at + index, at + index + segment.length, shown(segment).cells) === true) return
    }
    at = next
  }
}

/** Each grapheme of a text, from `from` to `to`. */
export const graphemesOf = (
  text: string,
  from = 0,
  to = text.length
): ReadonlyArray<readonly [at: number, end: number]> => {
  const found: Array<readonly [at: number, end: number]> = []
  walk(text, from, to, (at, end) => void found.push([at, end]))
  return found
}

// oxlint-disable-next-line no-control-regex -- colour codes and links begin with Escape
const CODES = /\u001b\[[\d;]*[a-zA-Z]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g

/** A row as it is seen: without colour codes and links. */
export const withoutCodes = (row: string): string => (row.includes("\u001b") ? row.replace(CODES, "") : row)

/** Cells of a row that may hold colour codes and links: those take none. */
export const rowWidth = (row: string): number => {
  const seen = withoutCodes(row)
  let width = 0
  walk(seen, 0, seen.length, (_at, _end, cells) => {
    width += cells
  })
  return width
}
