/** Columns that line up, measured in terminal cells. Pure; cells hold text that is already escaped. */
import { displayWidth } from "./displayWidth.ts"

export interface Column {
  readonly title: string
  readonly align?: "left" | "right"
}

const pad = (text: string, width: number, align: "left" | "right"): string => {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)))
  return align === "right" ? space + text : text + space
}

/** Lines without trailing spaces; an empty title row is left out where no column has a title. */
export const table = (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  header: (text: string) => string = (text) => text
): ReadonlyArray<string> => {
  const widths = columns.map((column, at) =>
    rows.reduce((width, row) => Math.max(width, displayWidth(row[at] ?? "")), displayWidth(column.title))
  )
  const line = (cells: ReadonlyArray<string>): string =>
    cells
      .map((cell, at) => pad(cell, widths[at] ?? 0, columns[at]?.align ?? "left"))
      .join("  ")
      .trimEnd()
  const titles = columns.map((column) => column.title)
  return [...(titles.some((title) => title !== "") ? [header(line(titles))] : []), ...rows.map(line)]
}
