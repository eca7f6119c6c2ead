/**
 * What is written so that some rows at the bottom of a terminal become others: pure. Rows are compared, and of a row that changed only
 * what follows the part that stayed is written; the cursor moves no further than it must.
 *
 * It knows nothing of what is above: everything is relative to the row in which it once began. After the window changed its size the
 * rows may be broken anew; then all are written again.
 */
import { rowWidth, standsAlone, walk, withoutCodes } from "../editor/graphemes.ts"

export interface Drawn {
  readonly rows: ReadonlyArray<string>
  /** Where the terminal's cursor is: rows below the first, cells from the left. */
  readonly row: number
  readonly cell: number
  /** The rows on the screen are not `rows` any more, only how many are above the cursor is known. */
  readonly isBroken: boolean
}
export const emptyDrawn: Drawn = { rows: [], row: 0, cell: 0, isBroken: false }

const SYNC_ON = "\u001b[?2026h"
const SYNC_OFF = "\u001b[?2026l"
const HIDE = "\u001b[?25l"
const SHOW = "\u001b[?25h"
/** Text ends at the edge of the window and goes on in no other row (DECAWM). */
const CUT = "\u001b[?7l"
const WRAP = "\u001b[?7h"
const ERASE_BELOW = "\u001b[J"
const ERASE_RIGHT = "\u001b[K"

/** One update. Text that moves nothing needs no brackets. */
const together = (text: string): string =>
  text.includes("\u001b") ? `${SYNC_ON}${HIDE}${text}${SHOW}${SYNC_OFF}` : text

const up = (rows: number): string => (rows > 0 ? `\u001b[${rows}A` : "")
const down = (rows: number): string => (rows > 0 ? `\u001b[${rows}B` : "")

/** From one place to another among rows that are there. */
const move = (from: { row: number; cell: number }, to: { row: number; cell: number }): string => {
  const vertical = up(from.row - to.row) + down(to.row - from.row)
  if (from.cell === to.cell) return vertical
  return vertical + (to.cell === 0 ? "\r" : `\u001b[${to.cell + 1}G`)
}

export const eraseRows = (drawn: Drawn): string =>
  drawn.rows.length === 0 && !drawn.isBroken ? "" : together(`${up(drawn.row)}\r${ERASE_BELOW}`)

/** Which colour codes a code ends: those of the same kind. */
const kindOf = (code: number): string => {
  if (code === 1 || code === 2 || code === 22) return "weight"
  if ((code >= 30 && code <= 39) || (code >= 90 && code <= 97)) return "foreground"
  if ((code >= 40 && code <= 49) || (code >= 100 && code <= 107)) return "background"
  return String(code > 20 && code < 30 ? code - 20 : code)
}
const ENDS: ReadonlySet<number> = new Set([22, 23, 24, 25, 27, 28, 29, 39, 49])

// oxlint-disable-next-line no-control-regex -- colour codes begin with Escape
const COLOUR_CODE = /\u001b\[([\d;]*)m/g

/** The colour codes that hold after a text. */
export const openCodes = (text: string): string => {
  const open = new Map<string, string>()
  for (const [whole, body = ""] of text.matchAll(COLOUR_CODE)) {
    const code = Number(body.split(";")[0] ?? "0")
    if (code === 0) open.clear()
    else if (ENDS.has(code)) open.delete(kindOf(code))
    else open.set(kindOf(code), whole)
  }
  return [...open.values()].join("")
}

const ESCAPE = 0x1b
/** A unit of a row, or its end, that joins nothing. */
const isApart = (unit: number): boolean => Number.isNaN(unit) || unit === ESCAPE || standsAlone(unit)

/** How many characters at the beginning of two rows are the same and may stay: nothing is cut in a code or within a grapheme. */
const sameBeginning = (before: string, after: string): number => {
  // Links are states that no code tells of.
  if (before.includes("\u001b]") || after.includes("\u001b]")) return 0
  const most = Math.min(before.length, after.length)
  let at = 0
  while (at < most && before.charCodeAt(at) === after.charCodeAt(at)) at++
  if (at === 0) return 0
  // Where the last code ends before that place, or where one begins that is cut there.
  const code = after.lastIndexOf("\u001b", at - 1)
  const letter = code < 0 ? -1 : after.slice(code + 1).search(/[a-zA-Z]/)
  const from = code < 0 ? 0 : code + 1 + letter + 1
  if (code >= 0 && (letter < 0 || from > at)) return code
  if (at === from || [before, after].every((row) => isApart(row.charCodeAt(at)) && isApart(row.charCodeAt(at - 1))))
    return at
  // What follows may join the last character that is the same.
  let last = from
  walk(after, from, at, (begin) => {
    last = begin
  })
  return last
}

/** Rows around the cursor that fit. */
const clip = (
  rows: ReadonlyArray<string>,
  cursor: { readonly row: number; readonly cell: number } | undefined,
  height: number
): { readonly rows: ReadonlyArray<string>; readonly row: number; readonly cell: number } => {
  const last = rows.length - 1
  const row = cursor?.row ?? last
  const cell = cursor?.cell ?? rowWidth(rows[last] ?? "")
  if (rows.length <= height) return { rows, row, cell }
  const first = Math.max(0, Math.min(row - Math.floor(height / 2), rows.length - height))
  return { rows: rows.slice(first, first + height), row: row - first, cell }
}

/**
 * What to write so that these rows are there, and what is there then. Empty where nothing changed.
 * @param isCut the rows end at the window's edge, however wide that is once they are there. Default false.
 */
export const drawRows = (
  drawn: Drawn,
  wanted: ReadonlyArray<string>,
  cursor: { readonly row: number; readonly cell: number } | undefined,
  height: number,
  isCut = false
): { readonly text: string; readonly drawn: Drawn } => {
  if (wanted.length === 0) return { text: eraseRows(drawn), drawn: emptyDrawn }
  const { rows, row, cell } = clip(wanted, cursor, Math.max(1, height))
  let text = drawn.isBroken ? `${up(drawn.row)}\r${ERASE_BELOW}` : ""
  const before = drawn.isBroken ? [] : drawn.rows
  let at = drawn.isBroken ? { row: 0, cell: 0 } : { row: drawn.row, cell: drawn.cell }
  for (const [index, next] of rows.entries()) {
    const old = before[index]
    if (old === next) continue
    if (old === undefined) {
      if (index > 0) text += `${move(at, { row: index - 1, cell: at.cell })}\r\n`
      text += next
    } else {
      const same = sameBeginning(old, next)
      const kept = next.slice(0, same)
      text += move(at, { row: index, cell: rowWidth(kept) }) + openCodes(kept) + next.slice(same)
      if (rowWidth(next) < rowWidth(old)) text += ERASE_RIGHT
    }
    at = { row: index, cell: rowWidth(next) }
  }
  if (before.length > rows.length) {
    text += `${move(at, { row: rows.length, cell: 0 })}${at.cell === 0 ? "\r" : ""}${ERASE_BELOW}`
    at = { row: rows.length, cell: 0 }
  }
  text += move(at, { row, cell })
  // A typed character fits where the cursor stood.
  const isFitting = !isCut || (before.length > 0 && !text.includes("\u001b"))
  return {
    text: text === "" ? "" : together(isFitting ? text : CUT + text + WRAP),
    drawn: { rows, row, cell, isBroken: false }
  }
}

/** What to write so that these rows stay for good and the cursor is on the line below. More rows than the window holds scroll away. */
export const leaveRows = (drawn: Drawn, rows: ReadonlyArray<string>, height: number): string => {
  if (rows.length > height || drawn.rows.length > rows.length)
    return `${eraseRows(drawn)}${rows.map((row) => `${row}\r\n`).join("")}`
  const last = rows.length - 1
  const next = drawRows(drawn, rows, { row: last, cell: rowWidth(rows[last] ?? "") }, height)
  return `${next.text}\r\n`
}

/** How many rows of `width` a row takes when the terminal breaks it. */
const brokenInto = (row: string, until: number, width: number): number => {
  let count = 1
  let cells = 0
  let passed = 0
  const plain = withoutCodes(row)
  walk(plain, 0, plain.length, (_at, _end, wide) => {
    if (passed >= until) return true
    passed += wide
    if (cells + wide > width) {
      count += 1
      cells = 0
    }
    cells += wide
    return false
  })
  return count
}

/**
 * What a terminal does with rows that are too long for a window that became narrower. `breaks`: it breaks them, and the cursor stays on
 * its character. `cuts`: it breaks all but the cursor's row, and the cursor slips down by rows that were added below it (xterm.js).
 * `keeps`: it breaks none.
 */
export type Reflow = "breaks" | "cuts" | "keeps"

/** Rows from the first one down to the cursor, in a window that is `width` wide now. */
const rowsAbove = ({ cell, row, rows }: Drawn, width: number, reflow: Reflow): number => {
  if (reflow === "keeps") return row
  const added = (index: number, until: number): number => brokenInto(rows[index] ?? "", until, width) - 1
  let at = row
  // From the last row to the first, as xterm.js does: which row is the cursor's depends on what was added before.
  for (let index = rows.length - 1; index >= 0; index--) {
    if (reflow === "cuts") at += index === at ? 0 : added(index, Infinity)
    else if (index <= row) at += added(index, index === row ? cell : Infinity)
  }
  return at
}

/** The same rows in a window of another size. */
export const reflowed = (drawn: Drawn, width: number, height: number, reflow: Reflow): Drawn =>
  drawn.rows.length === 0
    ? drawn
    : { ...drawn, row: Math.min(rowsAbove(drawn, width, reflow), Math.max(0, height - 1)), isBroken: true }
