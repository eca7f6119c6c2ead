/** The rows of text sources, with the delimiter said or guessed, and columns found by number or by their name in the header. */
import { BadArgument, escapeName } from "@zenus/core"
import { nearNames } from "../action/nearNames.ts"
import { type Delimiter, guessDelimiter, makeRowParser } from "../lines/csv.ts"
import { lineBatches } from "../lines/lineStream.ts"
import type { TextSource } from "./textSources.ts"

export type Row = ReadonlyArray<string>
/** A number from 1 (-1 is the last one), or a name of the header. */
export type Column = number | string

export interface RowBatch {
  readonly delimiter: Delimiter
  readonly rows: ReadonlyArray<Row>
  /** Whether the first of these rows is the first of its file. */
  readonly first: boolean
}

async function* rowsOfOne(source: TextSource, said: Delimiter | undefined): AsyncGenerator<RowBatch> {
  let delimiter = said
  let parser: ReturnType<typeof makeRowParser> | null = null
  let first = true
  for await (const batch of lineBatches(source.slices())) {
    if (batch.length === 0) continue
    delimiter ??= guessDelimiter(source.name, batch[0] ?? "")
    parser ??= makeRowParser(delimiter)
    const { push } = parser
    const rows = batch.flatMap((line) => push(line))
    if (rows.length === 0) continue
    yield { delimiter, rows, first }
    first = false
  }
  const rest = parser?.end() ?? []
  if (delimiter !== undefined && rest.length > 0) yield { delimiter, rows: rest, first }
}

/** Batches of rows of all sources, one after the other. */
export async function* rowBatches(
  sources: ReadonlyArray<TextSource>,
  delimiter: Delimiter | undefined
): AsyncGenerator<RowBatch> {
  for (const source of sources) yield* rowsOfOne(source, delimiter)
}

/** The place of a column in a row. Throws `BadArgument` for a name that is not in the header, and for 0. */
export const columnFinder = (action: string, column: Column, header: Row | null): ((row: Row) => number) => {
  if (typeof column === "number") {
    if (column === 0 || !Number.isInteger(column)) {
      throw new BadArgument({
        action,
        reason: "columns are counted from 1.",
        hints: ["Say which one: the 2nd column."]
      })
    }
    return column > 0 ? () => column - 1 : (row) => row.length + column
  }
  const names = header ?? []
  const exact = names.findIndex((name) => name.trim() === column)
  const found = exact >= 0 ? exact : names.findIndex((name) => name.trim().toLowerCase() === column.toLowerCase())
  if (found >= 0) return () => found
  const near = nearNames(
    column,
    names.map((name) => name.trim())
  )
  throw new BadArgument({
    action,
    reason: `there is no column "${escapeName(column)}"; there are ${
      names
        .slice(0, 20)
        .map((name) => escapeName(name.trim()))
        .join(", ") || "none"
    }.`,
    hints:
      near.length === 0
        ? ["Name one of these, or give its number."]
        : near.map((name) => `Did you mean ${escapeName(name)}?`)
  })
}
