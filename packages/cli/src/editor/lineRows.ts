/** The line and what stands under it as rows that fit the window. Pure. */
import { stripVTControlCharacters } from "node:util"
import { fitCells, fitRow } from "./fitRow.ts"
import { rowWidth } from "./graphemes.ts"
import { helpRows } from "./helpRows.ts"
import { type Layout, layoutText } from "./layoutText.ts"
import type { LineState } from "./LineState.ts"
import type { PickItem } from "./PickItem.ts"

/** Lines of a list that are shown at once. */
const LIST_ROWS = 10

export interface RowOptions {
  /** One row, may hold colour codes; cut where it leaves no room. */
  readonly prompt: string
  readonly width: number
  readonly height: number
  readonly ghost: string | null
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
}

/** The prompt, or its end without colours where it would take more than half of the row. */
export const fitPrompt = (prompt: string, width: number): string => {
  if (rowWidth(prompt) <= Math.max(width - 20, width / 2)) return prompt
  let rest = stripVTControlCharacters(prompt)
  while (rest !== "" && rowWidth(rest) > width / 2) rest = rest.slice(1)
  return rest.toWellFormed()
}

/** Labels that are words stand in a column, and what they mean beside it; lines that were written do not, since each has another length. */
const MAX_COLUMN = 16
/** Longer lists are no words. */
const MAX_WORDS = 100

const columnOf = (items: ReadonlyArray<PickItem>): number => {
  if (items.length > MAX_WORDS || items.some(({ note }) => note === "")) return 0
  const widest = Math.max(...items.map(({ label }) => rowWidth(label)))
  return widest > MAX_COLUMN ? 0 : widest
}

/** A window of rows around the highlighted item. */
export const listRows = (
  { at, items }: { readonly at: number; readonly items: ReadonlyArray<PickItem> },
  height: number,
  { bold, dim, width }: Pick<RowOptions, "bold" | "dim" | "width">
): ReadonlyArray<string> => {
  const room = Math.min(LIST_ROWS, height, items.length)
  if (room < 1) return []
  const isCut = items.length > room && room > 2
  const shown = isCut ? room - 1 : room
  const first = Math.max(0, Math.min(at - Math.floor(shown / 2), items.length - shown))
  const column = columnOf(items)
  const rows = items.slice(first, first + shown).map(({ label, note }, index) => {
    const isHere = first + index === at
    const padded = label + " ".repeat(Math.max(0, column - rowWidth(label)))
    const row = fitRow(`${isHere ? "> " : "  "}${padded}`, note, width, dim)
    return isHere ? bold(row) : row
  })
  return isCut ? [...rows, dim(fitCells(`  ${at + 1} of ${items.length}`, width))] : rows
}

const searchTitle = (query: string): string => `Find: ${query}`

const panelRows = (state: LineState, height: number, options: RowOptions): ReadonlyArray<string> => {
  const { notice, panel } = state
  const { dim, width } = options
  if (height < 1) return []
  if (panel?.type === "keys") return helpRows(panel.top, width, height, options.height).map(dim)
  if (panel?.type === "list")
    return panel.items.length === 0 ? [dim(fitCells("  (still looking)", width))] : listRows(panel, height, options)
  if (panel?.type === "search") {
    const title = fitCells(`${searchTitle(panel.query)}${panel.items.length === 0 ? "  (nothing fits)" : ""}`, width)
    return [title, ...listRows(panel, height - 1, options)]
  }
  return notice === null ? [] : [dim(fitCells(notice, width))]
}

export const lineRows = (state: LineState, options: RowOptions): Layout => {
  const { height } = options
  const { cursor, text } = state.editor
  const prompt = fitPrompt(options.prompt, options.width)
  const whole = layoutText(text, cursor, { ...options, prompt })
  // The line has the first half of the window, what is under it the rest.
  const below = panelRows(state, Math.max(height - whole.rows.length, Math.floor(height / 2)), options)
  if (below.length === 0) return whole
  const line =
    whole.rows.length + below.length <= height
      ? whole
      : layoutText(text, cursor, { ...options, prompt, height: Math.max(1, height - below.length) })
  const rows = [...line.rows, ...below]
  if (state.panel?.type !== "search") return { rows, cursor: line.cursor }
  // What is typed goes into the search.
  const cell = Math.min(rowWidth(fitCells(searchTitle(state.panel.query), options.width)), options.width - 1)
  return { rows, cursor: { row: line.rows.length, cell } }
}

/** Rows of a line that is done with; a longer one says how much more there was. */
const KEPT_ROWS = 200
/** The same of one that was thrown away. */
const THROWN_AWAY_ROWS = 5

/** The line as it stays above. */
export const keptRows = (
  text: string,
  prompt: string,
  { dim, width }: Pick<RowOptions, "dim" | "width">
): ReadonlyArray<string> =>
  layoutText(text, 0, { prompt: fitPrompt(prompt, width), width, height: KEPT_ROWS, ghost: null, dim }).rows

/** The same of a line that Ctrl+C threw away. */
export const thrownAwayRows = (
  text: string,
  prompt: string,
  { dim, width }: Pick<RowOptions, "dim" | "width">
): ReadonlyArray<string> =>
  layoutText(`${text}^C`, 0, { prompt: fitPrompt(prompt, width), width, height: THROWN_AWAY_ROWS, ghost: null, dim })
    .rows
