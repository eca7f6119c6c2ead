/**
 * Draws lines in place of those that are there: only what changed is sent, in one piece between the marks of a synchronized update,
 * so that nothing flickers. The main screen is used, so what was shown last stays when it ends. Pure; escape codes
 * are those of ECMA-48 and DEC (?25 cursor, ?7 line wrap, ?2026 synchronized update; terminals pass over what they do not know).
 */
const ESC = "\u001b["
const BEGIN = `${ESC}?2026h`
const END = `${ESC}?2026l`
const CLEAR_LINE = `${ESC}2K`
const CLEAR_BELOW = `${ESC}J`

/** Sent once before the first frame: no cursor, and lines that are too long are cut by the terminal. */
export const ENTER = `${ESC}?25l${ESC}?7l`
/** Sent once after the last one: everything as it was. */
export const LEAVE = `${ESC}?7h${ESC}?25h`
/** Sent when the terminal has another size: what was drawn may stand anywhere. */
export const WIPE = `${ESC}H${ESC}2J`

/** At most `rows - 1` lines, since the cursor stands below them; the last one says how many are left out. */
export const fitRows = (lines: ReadonlyArray<string>, rows: number): ReadonlyArray<string> => {
  const room = Math.max(1, rows - 1)
  return lines.length <= room ? lines : [...lines.slice(0, room - 1), `... ${lines.length - room + 1} more lines`]
}

/** What to send to turn `before` into `now`; the cursor stands below the last line before and after. Empty when nothing changed. */
export const frame = (before: ReadonlyArray<string>, now: ReadonlyArray<string>): string => {
  if (before.length === now.length && before.every((line, at) => line === now[at])) return ""
  const up = before.length === 0 ? "" : `${ESC}${before.length}A`
  const drawn = now.map((line, at) => `${line === before[at] ? "" : `${CLEAR_LINE}${line}`}\r\n`).join("")
  const below = before.length > now.length ? CLEAR_BELOW : ""
  return `${BEGIN}${up}\r${drawn}${below}${END}`
}
