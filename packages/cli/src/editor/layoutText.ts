/**
 * A text as rows of a terminal: pure. The first row begins behind the prompt, other lines are indented, a line that is longer than the
 * window goes on at the left. Of a text that is taller than the window the rows around the cursor are shown, with how many lines are
 * not, and only those are measured: the work does not grow with the text.
 *
 * What may surprise: where the last row is full to its end the cursor is on a row of its own, since terminals disagree about where it is
 * otherwise; a tab ends at the next multiple of eight cells.
 */
import { lineAround } from "./EditorState.ts"
import { rowWidth, shown, walk } from "./graphemes.ts"

/** Offsets of the text that stands in one row. */
interface Row {
  readonly from: number
  readonly to: number
  /** Cells before it: the prompt, the indentation, none. */
  readonly indent: number
}

export interface LayoutOptions {
  /** One row, may hold colour codes. */
  readonly prompt: string
  /** Cells of a row, at least 1. */
  readonly width: number
  /** Rows that there are at most, at least 1. */
  readonly height: number
  /** Grey, behind the cursor; only where that is at the end of the text. Its first line is shown. */
  readonly ghost: string | null
  /** How what is not the person's own text is written. */
  readonly dim: (text: string) => string
}

export interface Layout {
  readonly rows: ReadonlyArray<string>
  readonly cursor: { readonly row: number; readonly cell: number }
}

const TAB = 0x09
const TAB_CELLS = 8

/** Cells of a grapheme at a place of a row; nothing is wider than a row. */
const cellsAt = (text: string, at: number, cells: number, cell: number, width: number): number =>
  text.charCodeAt(at) === TAB
    ? Math.max(1, Math.min(TAB_CELLS - (cell % TAB_CELLS), width - cell))
    : Math.min(cells, width)

/** A line that is longer is looked at as a whole first: where every character takes one cell nothing is measured. */
const LONG = 4_000
const ONE_CELL_EACH = /^[ -~]*$/

const evenRows = (from: number, to: number, indent: number, width: number): ReadonlyArray<Row> => {
  const first = Math.max(from, Math.min(to, from + width - indent))
  const rows: Array<Row> = [{ from, to: first, indent }]
  for (let at = first; at < to; at += width) rows.push({ from: at, to: Math.min(to, at + width), indent: 0 })
  // A full last row: what is typed next stands below.
  if ((to - first) % width === 0) rows.push({ from: to, to, indent: 0 })
  return rows
}

/** The rows of the line from `from` to `to`; there is at least one. */
const rowsOfLine = (text: string, from: number, to: number, indent: number, width: number): ReadonlyArray<Row> => {
  if (to - from > LONG && ONE_CELL_EACH.test(text.slice(from, to))) return evenRows(from, to, indent, width)
  const rows: Array<Row> = []
  let begin = from
  let own = indent
  let cell = indent
  walk(text, from, to, (at, _end, wide) => {
    const cells = cellsAt(text, at, wide, cell, width)
    if (cell + cells > width) {
      rows.push({ from: begin, to: at, indent: own })
      begin = at
      own = 0
      cell = cellsAt(text, at, wide, 0, width)
    } else cell += cells
  })
  rows.push({ from: begin, to, indent: own })
  // A full last row: what is typed next stands below.
  if (cell >= width) rows.push({ from: to, to, indent: 0 })
  return rows
}

/** Cells before the lines of a text: the first stands behind the prompt, the others below that, where there is room. */
const indents = (prompt: string, width: number): { readonly first: number; readonly other: number } => {
  const first = rowWidth(prompt)
  return { first, other: first <= width / 3 ? first : Math.min(2, width - 1) }
}

type Shape = Pick<LayoutOptions, "prompt" | "width">

const lineRows = (text: string, at: number, { prompt, width }: Shape): ReadonlyArray<Row> => {
  const { from, to } = lineAround(text, at)
  const indent = indents(prompt, width)
  return rowsOfLine(text, from, to, from === 0 ? indent.first : indent.other, width)
}

/** The row of a line in which an offset stands: at a break the one below. */
const rowAt = (rows: ReadonlyArray<Row>, at: number): number => {
  let index = rows.length - 1
  while (index > 0 && (rows[index]?.from ?? 0) > at) index--
  return index
}

const cellOf = (text: string, row: Row, at: number, width: number): number => {
  let cell = row.indent
  walk(text, row.from, Math.min(row.to, at), (from, _end, cells) => {
    cell += cellsAt(text, from, cells, cell, width)
  })
  return cell
}

/** The offset in a row that is nearest to a cell, and not right of it. */
const offsetAt = (text: string, row: Row, cell: number, width: number): number => {
  let passed = row.indent
  let found = row.to
  walk(text, row.from, row.to, (from, _end, cells) => {
    passed += cellsAt(text, from, cells, passed, width)
    if (passed > cell) found = from
    return passed > cell
  })
  return found
}

const draw = (text: string, row: Row, width: number): string => {
  let cell = row.indent
  let drawn = ""
  walk(text, row.from, row.to, (from, end, wide) => {
    const cells = cellsAt(text, from, wide, cell, width)
    if (text.charCodeAt(from) === TAB) drawn += " ".repeat(cells)
    else drawn += wide <= width ? shown(text.slice(from, end)).text : "?".repeat(width)
    cell += cells
  })
  return drawn
}

export interface Moved {
  readonly cursor: number
  /** Cells that were aimed at, in the row that it is in now. */
  readonly goal: number
}

/** The cursor one row up (-1) or down (1), as near to `goal` (else to where it is) as can be; null in the first or last row. */
export const moveByRow = (
  text: string,
  cursor: number,
  by: 1 | -1,
  goal: number | null,
  shape: Shape
): Moved | null => {
  const own = lineRows(text, cursor, shape)
  const index = rowAt(own, cursor)
  const here = own[index]
  if (here === undefined) return null
  const aim = goal ?? cellOf(text, here, cursor, shape.width)
  const { from, to } = lineAround(text, cursor)
  const beside = own[index + by]
  if (beside !== undefined) {
    const at = within(text, beside, own[index + by + 1], aim, shape.width)
    // A row in which nothing fitted behind the prompt shows no place of its own.
    return at === cursor || (by < 0 && beside.from === beside.to) ? null : { cursor: at, goal: aim }
  }
  if (by < 0 ? from === 0 : to === text.length) return null
  const other = lineRows(text, by < 0 ? from - 1 : to + 1, shape)
  const row = by < 0 ? other.at(-1) : other[0]
  if (row === undefined) return null
  // Lines begin at different places where the prompt is long: what counts between them is how far into the text.
  const into = Math.max(0, aim - here.indent + row.indent)
  return { cursor: within(text, row, by < 0 ? undefined : other[1], into, shape.width), goal: into }
}

/** The end of a row that goes on below is the beginning of the next one: the last place in it is one character before. */
const within = (text: string, row: Row, next: Row | undefined, cell: number, width: number): number => {
  const at = offsetAt(text, row, cell, width)
  if (next === undefined || at < next.from) return at
  let last = row.from
  walk(text, row.from, row.to, (from) => {
    last = from
  })
  return last
}

const countLines = (text: string, from: number, to: number): number => {
  let count = 0
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) count++
  return count
}

/** Rows above (below) those of the cursor's line, nearest first, at most `most`. */
const neighbours = (text: string, at: number, by: 1 | -1, most: number, shape: Shape): ReadonlyArray<Row> => {
  const rows: Array<Row> = []
  let { from, to } = lineAround(text, at)
  while (rows.length < most && (by < 0 ? from > 0 : to < text.length)) {
    const other = by < 0 ? from - 1 : to + 1
    const line = lineRows(text, other, shape)
    rows.push(...(by < 0 ? line.toReversed() : line))
    ;({ from, to } = lineAround(text, other))
  }
  return rows.slice(0, most)
}

const hiddenText = (lines: number, where: "above" | "below"): string =>
  lines === 0 ? `... more ${where}` : `... ${lines} ${lines === 1 ? "line" : "lines"} ${where}`

/** The suggestion in the cells that are left of a row, and in rows below. */
const ghostRows = (ghost: string, cell: number, width: number): ReadonlyArray<string> => {
  const end = ghost.indexOf("\n")
  const line = end < 0 ? ghost : `${ghost.slice(0, end)} ...`
  const rows = [""]
  let at = cell
  walk(line, 0, line.length, (from, end, wide) => {
    const cells = cellsAt(line, from, wide, at, width)
    if (at + cells > width) {
      rows.push("")
      at = 0
    }
    rows[rows.length - 1] += draw(line, { from, to: end, indent: at }, width)
    at += cellsAt(line, from, wide, at, width)
  })
  return rows
}

/** The rows of a text, with the prompt before it, and where the cursor stands. */
export const layoutText = (text: string, cursor: number, options: LayoutOptions): Layout => {
  const { dim, ghost, height, prompt, width } = options
  const own = lineRows(text, cursor, options)
  const index = rowAt(own, cursor)
  const above = own.slice(Math.max(0, index - height), index).toReversed()
  if (above.length < height) above.push(...neighbours(text, cursor, -1, height - above.length, options))
  const below = own.slice(index + 1, index + 1 + height)
  if (below.length < height) below.push(...neighbours(text, cursor, 1, height - below.length, options))
  const here = own[index] ?? { from: 0, to: 0, indent: 0 }
  const rows = [...above.toReversed(), here, ...below]
  const cell = cellOf(text, here, cursor, width)
  // As many rows above the cursor as there is room for when those below have a third of the window.
  const room = Math.min(rows.length, height)
  const wantedBelow = Math.min(below.length, Math.max(height - 1 - above.length, Math.floor(height / 3)))
  const last = above.length + wantedBelow
  const first = Math.max(0, last - room + 1)
  const visible = rows.slice(first, first + room)
  const at = above.length - first
  const drawn = visible.map((row) => {
    const begin = row.from === 0 && row.indent > 0 ? prompt : " ".repeat(row.indent)
    return begin + draw(text, row, width)
  })
  // A row that says what is hidden stands in the place of one more that is.
  const second = visible[1]
  const beforeLast = visible.at(-2)
  if (first > 0 && at > 0 && second !== undefined)
    drawn[0] = dim(fit(hiddenText(countLines(text, 0, second.from), "above"), width))
  if (first + room < rows.length && at < visible.length - 1 && beforeLast !== undefined)
    drawn[drawn.length - 1] = dim(fit(hiddenText(countLines(text, beforeLast.to, text.length), "below"), width))
  if (ghost !== null && ghost !== "" && cursor === text.length && at === visible.length - 1) {
    const [rest = "", ...more] = ghostRows(ghost, cell, width)
    if (rest !== "") drawn[at] += dim(rest)
    for (const row of more.slice(0, Math.max(0, height - drawn.length))) drawn.push(dim(row))
  }
  return { rows: drawn, cursor: { row: at, cell } }
}

const fit = (text: string, width: number): string => text.slice(0, width)
