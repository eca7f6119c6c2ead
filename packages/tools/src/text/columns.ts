/**
 * Columns and rows of tables in text files: chosen columns by name or number, rows that fulfil conditions, or a figure computed of
 * a column. A column that is named makes the first row the header; the header is shown with the rest unless told not to.
 */
import { BadArgument, defineAction, type Output } from "@zenus/core"
import * as Schema from "effect/Schema"
import { flag, option, optionalText } from "../action/field.ts"
import { type Delimiter, delimiterOf, writeRow } from "../lines/csv.ts"
import { type Column, columnFinder, type Row, rowBatches } from "./rows.ts"
import { showOrSave, toField } from "./saveLines.ts"
import { streamLines } from "./streamLines.ts"
import { describeSources, readingText, sourceFields, type Sources } from "./textSources.ts"
import { said, SAVE } from "../action/wording.ts"
import { COMMAS } from "./textWording.ts"

const ColumnName = Schema.Union([Schema.Int, Schema.String])
const CONDITIONS = ["is", "isNot", "contains", "notContains", "over", "atLeast", "under", "atMost"] as const

export const Where = Schema.Struct({
  column: ColumnName.annotate({ description: "number from 1, or name in the header" }),
  is: Schema.Literals(CONDITIONS).annotate({
    description: "how the cell is compared; over, under and so on are for numbers"
  }),
  value: Schema.String.annotate({ description: "what it is compared with" }),
  anyCase: Schema.optionalKey(Schema.Boolean.annotate({ description: "upper and lower case are the same" }))
})
type Where = typeof Where.Type

/** A cell as a number: blanks and thousands separators aside; `null` for none. */
export const cellNumber = (cell: string): number | null => {
  const plain = cell
    .trim()
    .replace(/(?<=\d),(?=\d{3}(\D|$))/g, "")
    .replace(/^[$€£]\s*|\s*[%€]$/g, "")
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : null
}

const compareNumbers: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ["over", (a: number, b: number) => a > b],
  ["atLeast", (a: number, b: number) => a >= b],
  ["under", (a: number, b: number) => a < b],
  ["atMost", (a: number, b: number) => a <= b]
])

/** Whether a cell fulfils a condition. Pure. */
export const cellFits = ({ is, value, anyCase }: Where, cell: string): boolean => {
  const compare = compareNumbers.get(is)
  if (compare !== undefined) {
    const [a, b] = [cellNumber(cell), cellNumber(value)]
    return a !== null && b !== null && compare(a, b)
  }
  const fold = (text: string) => (anyCase === true ? text.trim().toLowerCase() : text.trim())
  const [a, b] = [fold(cell), fold(value)]
  if (is === "is") return a === b
  if (is === "isNot") return a !== b
  return a.includes(b) === (is === "contains")
}

interface Args {
  readonly columns?: ReadonlyArray<Column>
  readonly where?: ReadonlyArray<Where>
  readonly header?: boolean
  readonly noHeader?: boolean
  readonly delimiter?: string
  readonly as?: string
  readonly distinct?: boolean
  readonly separator?: string
}

const hasHeader = (args: Args & { readonly of?: Column }): boolean =>
  args.header === true ||
  [
    ...(args.columns ?? []),
    ...(args.where ?? []).map(({ column }) => column),
    ...(args.of === undefined ? [] : [args.of])
  ].some((column) => typeof column === "string")

/** What is done with each row of one file. */
const makeTake = (action: string, args: Args, header: Row | null) => {
  const places = args.columns?.map((column) => columnFinder(action, column, header))
  const conditions = (args.where ?? []).map((where) => ({ where, place: columnFinder(action, where.column, header) }))
  return {
    fits: (row: Row): boolean => conditions.every(({ where, place }) => cellFits(where, row[place(row)] ?? "")),
    cells: (row: Row): Row => (places === undefined ? row : places.map((place) => row[place(row)] ?? ""))
  }
}

async function* taken(
  sources: Sources,
  args: Args & { readonly of?: Column }
): AsyncGenerator<{ readonly rows: ReadonlyArray<Row>; readonly header: Row | null; readonly delimiter: Delimiter }> {
  const withHeader = hasHeader(args)
  let take = makeTake("columns", { ...args, columns: [], where: [] }, null)
  let shownHeader = false
  for await (const batch of rowBatches(
    sources.all,
    args.delimiter === undefined ? undefined : delimiterOf(args.delimiter)
  )) {
    const header = batch.first && withHeader ? (batch.rows[0] ?? null) : null
    if (batch.first) take = makeTake("columns", args, header)
    const rows = (header === null ? batch.rows : batch.rows.slice(1)).filter(take.fits).map(take.cells)
    const shown: Row | null = header !== null && !shownHeader ? take.cells(header) : null
    shownHeader = shownHeader || shown !== null
    yield { rows, header: shown, delimiter: batch.delimiter }
  }
}

async function* writtenRows(sources: Sources, args: Args): AsyncGenerator<ReadonlyArray<string>> {
  const seen = args.distinct === true ? new Set<string>() : null
  for await (const { rows, header, delimiter } of taken(sources, args)) {
    const as = args.as === undefined ? delimiter : delimiterOf(args.as)
    // A single column has nothing to be kept apart from, so its cells are shown as they are.
    const write = (row: Row) => (args.columns?.length === 1 ? (row[0] ?? "") : writeRow(row, as))
    const body = rows.map(write)
    const fresh = seen === null ? body : body.filter((line) => !seen.has(line) && seen.add(line))
    yield [...(header === null || args.noHeader === true ? [] : [write(header)]), ...fresh]
  }
}

/** All rows on one line. */
const onOneLine = (output: Pick<Output, "lines" | "bytes">, separator: string): Pick<Output, "lines" | "bytes"> =>
  output.bytes === undefined ? { lines: output.lines.length === 0 ? [] : [output.lines.join(separator)] } : output

export const columns = defineAction({
  name: "columns",
  description:
    "Show columns or rows of csv, tsv and other tables in text: by name or number, and where a condition holds",
  args: Schema.Struct({
    ...sourceFields,
    columns: option(
      Schema.Array(ColumnName),
      "the columns: numbers from 1 (-1 is the last), or names in the header; default all"
    ),
    where: option(Schema.Array(Where), "only rows that fulfil all of these"),
    delimiter: optionalText(
      "what stands between the columns: a character, or comma, semicolon, tab, pipe, space (default by the file)"
    ),
    header: flag("the first row is a header (default: when a column is named)"),
    noHeader: flag("leave the header out of the answer"),
    as: optionalText("what to put between the columns of the answer (default as in the file)"),
    distinct: flag("each row of the answer only once"),
    separator: optionalText("put all rows on one line with this between them"),
    ...toField
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    `[<show>|extract|cut] [only|just] {columns:ordinallist} [and] [comma_separated|comma-separated|tab_separated|tab-separated|whitespace|white_space|space] [separated|delimited] column|columns|field|fields|value|values of|from|in {files:document|files} ${SAVE} ${COMMAS}`,
    `[<show>|extract|cut] [only|just] column|columns|field|fields [number|numbers|named|called] {columns:columnlist} of|from|in {files:document|files} ${SAVE} ${COMMAS}`,
    `[<show>|extract|cut] [only|just] {columns:columnnames} column|columns|field|fields of|from|in {files:document|files} ${SAVE} ${COMMAS}`,
    [
      `[<show>|extract|cut] [only|just] last [comma_separated|comma-separated|tab_separated|tab-separated|whitespace|white_space|space-separated|space] [separated|delimited] column|field|value|word|part of|from|in each|every line|row [of|in|from] {files:document|files} ${SAVE} ${COMMAS}`,
      { columns: [-1] }
    ],
    [
      `[<show>|extract|cut] [only|just] last column|field of|from|in {files:document|files} ${SAVE} ${COMMAS}`,
      { columns: [-1] }
    ],
    [
      `[<show>|extract|cut] [only|just] {columns:ordinallist} [comma_separated|comma-separated|tab_separated|tab-separated|whitespace|white_space|space-separated|space] [separated|delimited] column|field|value|word of|from|in each|every line|row [of|in|from] {files:document|files} ${SAVE} ${COMMAS}`,
      {}
    ],
    [
      `[<show>|extract|cut] [only|just] last [slash|slash-separated|slash_separated] [separated] part|component|element|piece of|from|in each|every|all|the [line|row|path|filename|file_name|filename_path|file_path] [path|paths] [of|in|from] {files:document|files}`,
      { columns: [-1], delimiter: "/" }
    ],
    [
      `[<show>|extract|cut] [only|just] first [slash|slash-separated|slash_separated] [separated] part|component|element|piece of|from|in each|every|all|the [line|row|path|filename|file_name] [path|paths] [of|in|from] {files:document|files}`,
      { columns: [1], delimiter: "/" }
    ],
    `[<list>|<find>|which|what|filter|select] [only|all] {files:document} rows|row|lines|entries|records {where:where} ${SAVE}`,
    `[<list>|<find>|which|what|filter|select] [only|all] rows|row|lines|entries|records of|in|from {files:document} {where:where} ${SAVE}`,
    `[<list>|<find>|which|what|filter|select] [only|all] rows|row|lines|entries|records {where:where} of|in|from {files:document} ${SAVE}`,
    `<list>|filter|select {files:document} {where:where} ${SAVE}`,
    `<list>|<find>|which|what|extract {columns:columnnames} [column|columns|values|value] of|from|in {files:document} {where:where} ${SAVE}`,
    [
      `<list>|<find>|which|what [all] unique|distinct|different values|value|entries of|in|from [the] column|field [number|named|called] {columns:columnlist} of|from|in {files:document|files}`,
      { distinct: true, noHeader: true }
    ],
    [
      `<list>|<find>|which|what [all] unique|distinct|different values|value|entries of|in|from [the] {columns:columnnames} column|field of|from|in {files:document|files}`,
      { distinct: true, noHeader: true }
    ],
    [
      `<list>|<find>|which|what [all] unique|distinct|different {columns:columnnames} [values|value|entries] [are] [there] of|from|in {files:document|files}`,
      { distinct: true, noHeader: true }
    ]
  ]),
  examples: [
    "show the second column of people.csv",
    "give me the city column from people.csv",
    "show the rows of people.csv where city is Paris"
  ],
  look: (args, context) =>
    showOrSave(
      "columns",
      `Show columns of ${describeSources(args)}`,
      args,
      context,
      async (sources): Promise<Output> => {
        const output = await streamLines(writtenRows(sources, args))
        const shown = args.separator === undefined ? output : onOneLine(output, args.separator)
        const none = shown.bytes === undefined && shown.lines.length === 0
        return {
          ...shown,
          ...sources.about,
          ...(none && sources.about.note === undefined ? { note: "No row fits." } : {})
        }
      }
    )
})

const FIGURES = ["sum", "average", "min", "max", "median", "count", "distinct"] as const

/** A figure of numbers; `null` where there is none. Pure. Sums are compensated (Neumaier 1974), so that cents add up. */
export const figureOf = (what: (typeof FIGURES)[number], cells: ReadonlyArray<string>): number | null => {
  if (what === "count") return cells.length
  if (what === "distinct") return new Set(cells).size
  const numbers = cells.map(cellNumber).filter((number) => number !== null)
  if (numbers.length === 0) return null
  const sorted = what === "median" ? numbers.toSorted((a, b) => a - b) : []
  const middle = sorted.length / 2
  switch (what) {
    case "sum":
      return sumOf(numbers)
    case "average":
      return sumOf(numbers) / numbers.length
    case "min":
      return numbers.reduce((a, b) => Math.min(a, b))
    case "max":
      return numbers.reduce((a, b) => Math.max(a, b))
    case "median":
      return Number.isInteger(middle)
        ? ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
        : (sorted[Math.floor(middle)] ?? 0)
  }
}

const sumOf = (numbers: ReadonlyArray<number>): number => {
  let sum = 0
  let lost = 0
  for (const number of numbers) {
    const next = sum + number
    lost += Math.abs(sum) >= Math.abs(number) ? sum - next + number : number - next + sum
    sum = next
  }
  return sum + lost
}

/** At most twelve significant digits, so that 0.1 + 0.2 is 0.3. */
const figureText = (value: number): string => String(Number(value.toPrecision(12)))

export const calculate = defineAction({
  name: "calculate",
  description: "Compute a figure of a column of numbers: sum, average, smallest, largest, median, how many",
  args: Schema.Struct({
    ...sourceFields,
    figure: Schema.Literals(FIGURES).annotate({ description: "what to compute; count and distinct take any cells" }),
    of: option(ColumnName, "the column: number from 1, or name in the header (default 1)"),
    where: option(Schema.Array(Where), "only of rows that fulfil all of these"),
    delimiter: optionalText(
      "what stands between the columns: a character, or comma, semicolon, tab, pipe, space (default by the file)"
    ),
    header: flag("the first row is a header (default: when a column is named)")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    `[<tell>] {figure:choice(sum|total=sum|average|mean=average|arithmetic_mean=average|minimum=min|min|lowest=min|smallest=min|maximum=max|max|highest=max|largest=max|biggest=max|median)} [value] of|in [the] column|field [number|named|called] {of:columnid} of|in|from {files:document} [{where:where}]`,
    `[<tell>] {figure:choice(sum|total=sum|average|mean=average|minimum=min|min|lowest=min|smallest=min|maximum=max|max|highest=max|largest=max|biggest=max|median)} [value] of|in [the] [all] {of:columnid} [column|field|values|value|entries] of|in|from {files:document} [{where:where}]`,
    `[<tell>] {figure:choice(sum|total=sum|average|mean=average|minimum=min|min|lowest=min|smallest=min|maximum=max|max|highest=max|largest=max|biggest=max|median)} {of:columnid} of|in|from {files:document} [{where:where}]`,
    [
      `[<tell>] {figure:choice(sum|total=sum|average|mean=average|minimum=min|lowest=min|smallest=min|maximum=max|highest=max|largest=max|biggest=max|median)} [of] [the|all] [numbers|values|lines|number|value|lines_of] in|of|from {files:document}`,
      {}
    ],
    [`sum|add [up] [the|all] [numbers|values|lines] in|of|from {files:document}`, { figure: "sum" }],
    [`sum|add [up] [the] column|field {of:columnid} in|of|from {files:document}`, { figure: "sum" }],
    [`sum|add [up] [the] {of:columnid} [column|values] in|of|from {files:document}`, { figure: "sum" }],
    [`average [the|all] [numbers|values] in|of|from {files:document}`, { figure: "average" }],
    [
      `<count> different|distinct|unique lines|entries|rows [are] [there] in|of|from {files:document}`,
      { figure: "distinct", of: 1, delimiter: "\u0001" }
    ],
    [
      `<count> different|distinct|unique values|entries [are] [there] [in|of] [the] column|field {of:columnid} of|in|from {files:document}`,
      { figure: "distinct" }
    ],
    [
      `<count> different|distinct|unique {of:columnid} [values|value|entries] [are] [there] of|in|from {files:document}`,
      { figure: "distinct" }
    ],
    [`<count> {files:document} rows|row|lines|entries|records {where:where}`, { figure: "count" }],
    [
      `<count> rows|row|lines|entries|records of|in|from {files:document} [have|has|with] {where:where}`,
      { figure: "count" }
    ],
    [
      `<count> rows|row|lines|entries|records [have|has|with] {where:where} in|of|from {files:document}`,
      { figure: "count" }
    ]
  ]),
  examples: ["what is the average of the column cpu in metrics.csv?", "sum the amount column of sales.csv"],
  look: (args, context) => {
    const of: Column = args.of ?? 1
    const chosen = { ...args, columns: [of], of }
    return readingText(
      "calculate",
      `Compute the ${args.figure} of column ${of} of ${describeSources(args)}`,
      args,
      context,
      async (sources): Promise<Output> => {
        const cells: Array<string> = []
        for await (const { rows } of taken(sources, chosen))
          for (const [cell] of rows) if (cell !== undefined) cells.push(cell)
        const value = figureOf(args.figure, cells)
        if (value === null)
          throw new BadArgument({
            action: "calculate",
            reason: `column ${of} holds no number.`,
            hints: ["Name another column."]
          })
        const left = cells.filter((cell) => cellNumber(cell) === null).length
        const isCount = args.figure === "count" || args.figure === "distinct"
        return {
          lines: [figureText(value)],
          data: { [args.figure]: value, rows: cells.length },
          ...sources.about,
          ...(left > 0 && !isCount
            ? { note: `${left} of ${cells.length} cells are no numbers and were left out.` }
            : {})
        }
      }
    )
  }
})
