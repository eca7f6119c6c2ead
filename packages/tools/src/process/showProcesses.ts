/**
 * Processes as an answer: one a line with tabs between the columns for a pipe, a table for a terminal, numbers for
 * `--json`. A command line is shown escaped, because it may hold line ends and a line is one process.
 */
import type { Cell, Output } from "@zenus/core"
import { escapeName } from "@zenus/core"
import { formatBytes } from "../action/formatBytes.ts"
import type { ProcessFacts } from "./Processes.ts"

export interface Shown {
  readonly facts: ProcessFacts
  readonly user: string
  /** Percent of one core; only where it was measured. */
  readonly cpu?: number
}

interface Column {
  readonly title: string
  readonly line: (shown: Shown) => string
  readonly cell: (shown: Shown) => Cell
}

const column = (title: string, of: (shown: Shown) => string | number): Column => ({
  title,
  line: (shown) => String(of(shown)),
  cell: of
})

const COLUMNS = {
  pid: column("PID", ({ facts }) => facts.pid),
  user: column("USER", ({ user }) => user),
  cpu: column("CPU %", ({ cpu }) => cpu ?? 0),
  memory: {
    title: "MEMORY",
    line: ({ facts }) => String(facts.memory),
    cell: ({ facts }) => formatBytes(facts.memory)
  },
  name: column("NAME", ({ facts }) => escapeName(facts.name)),
  command: column("COMMAND", ({ facts }) => escapeName(facts.command))
} as const satisfies Readonly<Record<string, Column>>

export type ColumnName = keyof typeof COLUMNS

/** What programs get, also for one process. */
export const documentOf = ({ facts, user, cpu }: Shown) => ({
  pid: facts.pid,
  parent: facts.parent,
  name: facts.name,
  command: facts.command,
  user,
  state: facts.state,
  memory: facts.memory,
  ...(cpu === undefined ? {} : { cpu }),
  startedAt: facts.startedAtMs === null ? null : new Date(facts.startedAtMs).toISOString()
})

export const showProcesses = (
  shown: ReadonlyArray<Shown>,
  columns: ReadonlyArray<ColumnName>,
  note?: string
): Output => {
  const chosen = columns.map((name) => COLUMNS[name])
  return {
    lines: shown.map((one) => chosen.map((column) => column.line(one)).join("\t")),
    table: {
      columns: chosen.map((column) => column.title),
      rows: shown.map((one) => chosen.map((column) => column.cell(one)))
    },
    data: shown.map(documentOf),
    ...(note === undefined ? {} : { note })
  }
}
