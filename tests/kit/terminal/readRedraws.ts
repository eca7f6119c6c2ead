/**
 * What a program did to rows that were on the screen already, read from the bytes it wrote: pure, a table of sequences. A redraw is
 * a synchronized update (DEC 2026); what goes up, erases or scrolls outside of one is told, since a terminal would show it half done.
 * Text that is only printed below what is there is none.
 */

/** One piece as the program's terminal gave it, `at` ms after the start. */
export interface Piece {
  readonly at: number
  readonly bytes: Buffer
}

export interface Redraws {
  /** When each synchronized update was closed, ms since the start. */
  readonly updates: ReadonlyArray<number>
  /** Updates within any one second, at most. */
  readonly mostPerSecond: number
  /** Sequences that changed rows outside of a synchronized update, as written. */
  readonly outside: ReadonlyArray<string>
  /** The alternate screen was asked for (47, 1047, 1049). */
  readonly alternateScreen: boolean
  /** Screens or scrollbacks that were cleared whole (`CSI 2J`, `CSI 3J`, `ESC c`). */
  readonly clears: number
}

const ESCAPE = "\u001b"
/** CSI with its parameters and final letter, or a full reset. */
const SEQUENCE = new RegExp(`${ESCAPE}(?:\\[([<=>?]?[\\d;:]*)([ -/]*[@-~])|(c))`, "g")
/** Up, down, to a place, erase, insert and delete lines, scroll: what touches other rows than the one being written. */
const MOVES: ReadonlySet<string> = new Set(["A", "E", "F", "H", "J", "L", "M", "S", "T", "d", "f"])
const ALTERNATE: ReadonlySet<string> = new Set(["?47", "?1047", "?1049"])

const mostWithin = (times: ReadonlyArray<number>, ms: number): number => {
  let first = 0
  let most = 0
  for (const [at, time] of times.entries()) {
    while (time - (times[first] ?? time) >= ms) first++
    most = Math.max(most, at - first + 1)
  }
  return most
}

export const readRedraws = (pieces: ReadonlyArray<Piece>): Redraws => {
  const text = pieces.map(({ bytes }) => bytes.toString("latin1")).join("")
  const ends: Array<number> = []
  for (const { bytes } of pieces) ends.push((ends.at(-1) ?? 0) + bytes.length)
  let piece = 0
  const updates: Array<number> = []
  const outside: Array<string> = []
  let open = false
  let alternateScreen = false
  let clears = 0
  for (const match of text.matchAll(SEQUENCE)) {
    const [whole, parameters = "", final = "", reset] = match
    while ((ends[piece] ?? Infinity) <= match.index) piece++
    if (reset !== undefined || (final === "J" && (parameters === "2" || parameters === "3"))) clears++
    if (final === "h" && ALTERNATE.has(parameters)) alternateScreen = true
    if (parameters === "?2026") {
      if (open && final === "l") updates.push(pieces[piece]?.at ?? Number.NaN)
      open = final === "h"
    } else if (!open && MOVES.has(final)) outside.push(JSON.stringify(whole))
  }
  return { updates, mostPerSecond: mostWithin(updates, 1_000), outside, alternateScreen, clears }
}
