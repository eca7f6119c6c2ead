/** The lines of texts in order: by code points, any case, as numbers, or by a column; shown or saved. A header stays on top. */
import { BadArgument, defineAction, type Output, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, option, optionalText } from "../file/field.ts"
import { type Delimiter, delimiterOf, guessDelimiter, parseRow } from "./csv.ts"
import { allLines } from "./lineStream.ts"
import { type Column, columnFinder } from "./rows.ts"
import { showOrSave, toField } from "./saveLines.ts"
import { describeSources, sourceFields } from "./textSources.ts"

/** Most bytes that are sorted: all lines are held. */
export const MAX_SORTED = 256 * 1024 * 1024

interface How {
  readonly numeric?: boolean
  readonly reverse?: boolean
  readonly anyCase?: boolean
  readonly unique?: boolean
  readonly header?: boolean
  readonly by?: Column
}

/** The number a line begins with; lines without one come first, as with `sort -n`. */
const leadingNumber = (text: string): number => {
  const match = /^\s*[-+]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(text)
  return match === null ? Number.NEGATIVE_INFINITY : Number(match[0].replaceAll(",", ""))
}

const order = <A extends string | number>(a: A, b: A): number => (a < b ? -1 : a > b ? 1 : 0)

/** Pure: stable; ties of a numeric or a column order go by the whole line, so that every run gives the same. */
export const sortLines = (
  lines: ReadonlyArray<string>,
  how: How,
  cell: (line: string) => string
): ReadonlyArray<string> => {
  const body = how.header === true ? lines.slice(1) : lines
  const sign = how.reverse === true ? -1 : 1
  const keyed = body.map((line) => {
    const key = cell(line)
    return { line, key: how.numeric === true ? leadingNumber(key) : how.anyCase === true ? key.toLowerCase() : key }
  })
  keyed.sort((a, b) => sign * (order(a.key, b.key) || order(a.line, b.line)))
  const sorted = keyed.map(({ line }) => line)
  const fresh = how.unique === true ? sorted.filter((line, at) => line !== sorted[at - 1]) : sorted
  return [...(how.header === true ? lines.slice(0, 1) : []), ...fresh]
}

const cellOf = (
  by: Column | undefined,
  delimiter: Delimiter,
  header: string | undefined
): ((line: string) => string) => {
  if (by === undefined) return (line) => line
  const find = columnFinder("sort", by, header === undefined ? null : parseRow(header, delimiter))
  return (line) => {
    const row = parseRow(line, delimiter) ?? [line]
    return row[find(row)] ?? ""
  }
}

export const sort = defineAction({
  name: "sort",
  description: "Sort the lines of files: alphabetically, as numbers, in reverse, by a column; shown or saved",
  args: Schema.Struct({
    ...sourceFields,
    numeric: flag("as numbers"),
    reverse: flag("the greatest or last one first"),
    anyCase: flag("upper and lower case are the same"),
    unique: flag("each line only once"),
    by: option(
      Schema.Union([Schema.Int, Schema.String]),
      "the column to sort by: number from 1 (-1 is the last), or name in the header"
    ),
    delimiter: optionalText(
      "what stands between the columns: a character, or comma, semicolon, tab, pipe, space (default by the file)"
    ),
    header: flag("the first line is a header and stays on top (default: when the column is named)"),
    ...toField
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: [
    phrase("sort|order [the] [lines|rows] [of|in] {files:files} [alphabetically] [and show|print it]"),
    phrase("[show|print|display] [the] lines of|in {files:files} sorted [alphabetically]"),
    phrase(
      "sort|order [the] [lines] [of|in] {files:files} [alphabetically] [and] save|write [it|them|the_result] to|as|in {to:path}"
    ),
    phrase("sort|order [the] [lines|rows] [of|in] {files:files} numerically|by_number|as_numbers", { numeric: true }),
    phrase("sort|order [the] [lines|rows] [of|in] {files:files} in reverse|descending [alphabetical] [order]", {
      reverse: true
    }),
    phrase(
      "sort|order [the] [lines|rows] [of|in] {files:files} in reverse|descending [alphabetical] order [and] save|write [it|them|the_result] to|as|in {to:path}",
      { reverse: true }
    ),
    phrase("sort|order [the] [lines|rows] [of|in] {files:files} by [the] [column] {by:word} [column]")
  ],
  examples: [
    "sort words.txt alphabetically and show it",
    "sort words.txt and save the result to sorted.txt",
    "sort people.csv by age"
  ],
  look: (args, context) => {
    if (args.by === 0)
      return Effect.fail(
        new BadArgument({
          action: "sort",
          reason: "columns are counted from 1.",
          hints: ["Say which one: the 2nd column."]
        })
      )
    return showOrSave(
      "sort",
      `Sort the lines of ${describeSources(args)}`,
      args,
      context,
      async (sources): Promise<Output> => {
        const lines = await allLines(sources.together(), MAX_SORTED, "Sort the lines")
        const header = args.header ?? typeof args.by === "string"
        const delimiter =
          args.delimiter === undefined
            ? guessDelimiter(sources.all[0]?.name ?? "", lines[0] ?? "")
            : delimiterOf(args.delimiter)
        const cell = cellOf(args.by, delimiter, lines[0])
        return { lines: sortLines(lines, { ...args, header }, cell), ...sources.about }
      }
    )
  }
})
