/** The lines of texts in order: by code points, any case, as numbers, or by a column; shown or saved. A header stays on top. */
import { BadArgument, defineAction, type Output } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, option, optionalText } from "../action/field.ts"
import { type Delimiter, delimiterOf, guessDelimiter, parseRow } from "../lines/csv.ts"
import { allLines } from "../lines/lineStream.ts"
import { type Column, columnFinder } from "./rows.ts"
import { showOrSave, toField } from "./saveLines.ts"
import { describeSources, sourceFields } from "./textSources.ts"
import { said, SAVE } from "../action/wording.ts"
import { sorts } from "./textWording.ts"

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
  phrases: said([
    ...sorts(
      "[alphabetically|by_name|in_alphabetical_order|in_ascending_order|alphabetical|in_order|ascending|a_to_z|from_a_to_z|in_ascending_alphabetical_order|by_line]",
      {}
    ),
    ...sorts(
      "in reverse|descending|decreasing|reversed [alphabetical|alphabetic] [order]|reverse_alphabetically|descending|in_reverse|backwards_alphabetically|z_to_a|from_z_to_a|alphabetically_descending|alphabetically_in_reverse",
      { reverse: true }
    ),
    ...sorts(
      "numerically|by_number|as_numbers|by_value|by_numeric_value|in_numeric_order|in_numerical_order|numeric|as_numbers_ascending|from_smallest_to_largest|from_low_to_high|in_ascending_numeric_order|numerically_ascending|by_numerical_value",
      { numeric: true }
    ),
    ...sorts(
      "numerically_in_reverse|numerically_descending|numerically_in_descending_order|in_descending_numeric_order|in_descending_numerical_order|from_largest_to_smallest|from_high_to_low|as_numbers_descending|in_reverse_numeric_order|numerically_in_reverse_order|by_number_descending|numerically_,_largest_first|numerically_from_largest_to_smallest|numerically_,_descending|numerically_,_biggest_first|from_highest_to_lowest|from_biggest_to_smallest",
      { numeric: true, reverse: true }
    ),
    ...sorts("ignoring_case|case_insensitively|regardless_of_case|alphabetically_ignoring_case", { anyCase: true }),
    ...sorts(
      "and remove|removing|drop|dropping|without|eliminate|and_delete duplicates|duplicate_lines|repeated_lines|repetitions",
      { unique: true }
    ),
    ["[<show>] sorted unique|distinct lines|entries|rows of|in|from {files:document|files}", { unique: true }],
    [
      "sort|order [lines|rows] [of|in] {files:document} uniquely|and_keep_only_unique_lines|without_duplicates|with_unique_lines_only",
      { unique: true }
    ],
    `sort|order [lines|rows|records|entries] [of|in] {files:document} by|on [the] column|field [number|no|named|called] {by:columnid} ${SAVE}`,
    `sort|order lines|rows|records|entries of|in {files:files} by|on [the] column|field [number|no|named|called] {by:columnid} ${SAVE}`,
    `sort|order [lines|rows|records|entries] [of|in] {files:document} by|on [the] {by:columnid} [column|field|value] ${SAVE}`,
    `sort|order lines|rows|records|entries of|in {files:files} by|on [the] {by:columnid} [column|field|value] ${SAVE}`,
    [
      `sort|order [lines|rows|records|entries] [of|in] {files:document} numerically by|on column|field [number] {by:columnid} ${SAVE}`,
      { numeric: true }
    ],
    [
      `sort|order [lines|rows|records|entries] [of|in] {files:document} by|on [column|field|the] {by:columnid} [column|field] [, ] numerically|as_numbers|as_a_number ${SAVE}`,
      { numeric: true }
    ],
    [
      `sort|order [lines|rows|records|entries] [of|in] {files:document} by|on [column|field] {by:columnid} [column|field] [in] descending|reverse|decreasing|reversed|largest_first|highest_first|biggest_first [order] ${SAVE}`,
      { reverse: true }
    ],
    [`[<show>] {files:document} sorted|ordered by|on [column|field] {by:columnid} [column|field]`, {}],
    [
      `[<show>] {files:document} sorted|ordered by|on [column|field] {by:columnid} [column|field] [in] descending|reverse|decreasing|largest_first [order]`,
      { reverse: true }
    ],
    ["sort|order [lines|text] [of] [it|output|result|results|them|list] {text:before}", {}],
    "sort|order result|output|results|list|them|it|that|those [alphabetically] {text:result}"
  ]),
  examples: [
    "sort words.txt alphabetically",
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
