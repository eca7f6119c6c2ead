/** Answers made of named facts: all of them as rows, or one alone as a bare value. */
import type { Cell, Output } from "@zenus/core"
import { escapeName } from "@zenus/core"

export interface Fact {
  readonly name: string
  /** For a pipe and for programs: bare, without a unit. */
  readonly value: string | number
  /** For a screen, where that reads better: `23.5 GB`. */
  readonly screen?: string
}

const screenOf = ({ value, screen }: Fact): Cell => screen ?? value

/** Nothing at all, with the reason on standard error. */
export const nothing = (note: string): Output => ({ lines: [], note })

/** Rows `name TAB value`; with `what`, the value of that fact alone. A fact that is not there is an empty answer. */
export const showFacts = (facts: ReadonlyArray<Fact>, what?: string): Output => {
  const chosen = what === undefined ? facts : facts.filter(({ name }) => name === what)
  const data = Object.fromEntries(chosen.map(({ name, value }) => [name, value] as const))
  if (what === undefined) {
    return {
      lines: chosen.map(({ name, value }) => `${name}\t${value}`),
      table: { columns: ["WHAT", "VALUE"], rows: chosen.map((fact) => [fact.name, screenOf(fact)]) },
      data
    }
  }
  const [first] = chosen
  if (first === undefined) return nothing(`There is no ${what} here.`)
  return {
    lines: [String(first.value)],
    ...(first.screen === undefined ? {} : { table: { columns: [first.name.toUpperCase()], rows: [[first.screen]] } }),
    data: first.value
  }
}

/** A plain list, one item a line. */
export const showItems = (items: ReadonlyArray<string>, whenEmpty: string): Output =>
  items.length === 0 ? nothing(whenEmpty) : { lines: items.map(escapeName), data: items }

/** Rows of equal shape: tabs in a pipe, a table on a terminal. A column whose `screen` differs says so. */
export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string | number
  readonly screen?: (row: Row) => string | number
}

export const showRows = <Row>(
  rows: ReadonlyArray<Row>,
  columns: ReadonlyArray<Column<Row>>,
  note?: string
): Output => ({
  lines: rows.map((row) => columns.map(({ value }) => escapeName(String(value(row)))).join("\t")),
  table: {
    columns: columns.map(({ title }) => title),
    rows: rows.map((row) => columns.map(({ value, screen }) => (screen ?? value)(row)))
  },
  data: rows,
  ...(note === undefined ? {} : { note })
})
