/** Columns that line up, measured in terminal cells, within the width of the terminal. Pure; cells hold text that is already escaped. */
import { displayWidth } from "./displayWidth.ts"
import { cutText, wrapText } from "./fitText.ts"

export interface Column {
  readonly title: string
  readonly align?: "left" | "right"
  /** What happens to its cells when the table is too wide: one column of a table at most. Without one it stays as wide as it is. */
  readonly fit?: "wrap" | "cut"
}

export interface TableOptions {
  /** Colour of the titles. */
  readonly header?: (text: string) => string
  /** Cells of a line. Default: no limit. */
  readonly width?: number
}

const BETWEEN = "  "
/** A column is not made narrower than this, or its title. */
export const LEAST = 10

const pad = (text: string, width: number, align: "left" | "right"): string => {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)))
  return align === "right" ? space + text : text + space
}

type Rows = ReadonlyArray<ReadonlyArray<string>>

const naturalWidths = (columns: ReadonlyArray<Column>, rows: Rows): Array<number> =>
  columns.map((column, at) =>
    rows.reduce((width, row) => Math.max(width, displayWidth(row[at] ?? "")), displayWidth(column.title))
  )

/** Cells that the table takes when nothing is wrapped or cut, the last column's padding left out. */
export const tableWidth = (columns: ReadonlyArray<Column>, rows: Rows): number =>
  naturalWidths(columns, rows).reduce((sum, width) => sum + width, 0) + BETWEEN.length * (columns.length - 1)

const FITS = { wrap: wrapText, cut: (text: string, width: number) => [cutText(text, width)] } as const

/** Lines without trailing spaces; an empty title row is left out where no column has a title. */
export const table = (
  columns: ReadonlyArray<Column>,
  rows: Rows,
  { header = (text) => text, width = Infinity }: TableOptions = {}
): ReadonlyArray<string> => {
  const widths = naturalWidths(columns, rows)
  const flexible = columns.findIndex(({ fit }) => fit !== undefined)
  const flexed = columns[flexible]
  const over = tableWidth(columns, rows) - width
  if (flexed !== undefined && over > 0) {
    widths[flexible] = Math.max(LEAST, displayWidth(flexed.title), (widths[flexible] ?? 0) - over)
  }
  const fitted = (cell: string, at: number): ReadonlyArray<string> =>
    at === flexible && flexed?.fit !== undefined ? FITS[flexed.fit](cell, widths[at] ?? LEAST) : [cell]
  const line = (cells: ReadonlyArray<string>): string =>
    columns
      .map((column, at) => pad(cells[at] ?? "", widths[at] ?? 0, column.align ?? "left"))
      .join(BETWEEN)
      .trimEnd()
  const linesOf = (cells: ReadonlyArray<string>): ReadonlyArray<string> => {
    const parts = cells.map(fitted)
    const height = Math.max(1, ...parts.map((part) => part.length))
    return Array.from({ length: height }, (_, at) => line(parts.map((part) => part[at] ?? "")))
  }
  const titles = columns.map((column) => column.title)
  return [...(titles.some((title) => title !== "") ? [header(line(titles))] : []), ...rows.flatMap(linesOf)]
}
