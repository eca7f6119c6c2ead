/** What a request answered, to standard output: tables for people, bare lines in a pipe, bytes unchanged. */
import { escapeName, escapeText, type Output } from "@zenus/core"
import { showBytes } from "./showBytes.ts"
import type { Screen } from "./Screen.ts"
import { pathLink } from "../render/pathLink.ts"
import { table } from "../render/table.ts"

export interface AnswerOptions {
  readonly print0: boolean
  /** On a terminal that shows links, this machine's name: paths lead to their files. Default: no links. */
  readonly linkHost?: string | null
  /** On a terminal each row has its number in front, for who cannot see how many are above it. Default: none has. */
  readonly isNumbered?: boolean
}

/** What is shown for a text of an answer that speaks of `path`; the text is raw. */
type Show = (text: string, path: string | undefined) => string

/** Whether a text names this very path: as a whole, or from some folder on. */
const names = (text: string, path: string): boolean => {
  const name = text.endsWith("/") ? text.slice(0, -1) : text
  return name !== "" && (path === name || path.endsWith(`/${name}`))
}

const showWith = (host: string | null): Show =>
  host === null
    ? (text) => escapeName(text)
    : (text, path) =>
        path !== undefined && names(text, path) ? pathLink(escapeName(text), path, host) : escapeName(text)

/**
 * Lines of a terminal: the table where there is one. With a host, what names the path of its own line is a link; with numbers, rows count
 * from 1. Pure.
 */
export const terminalLines = (
  output: Output,
  linkHost: string | null = null,
  isNumbered = false
): ReadonlyArray<string> => {
  const show = showWith(linkHost)
  const { lines, paths = [] } = output
  if (output.table === undefined) {
    // A line that is a path is one line whatever its name holds; those that people count in must be as many as are meant.
    const shown = paths.length === lines.length ? lines.map((line, at) => show(line, paths[at])) : lines.map(escapeText)
    return isNumbered ? shown.map((line, at) => `${at + 1}. ${line}`) : shown
  }
  // Of as many paths as rows, each belongs to its row.
  const pathOf = (row: number): string | undefined =>
    paths.length === output.table?.rows.length ? paths[row] : undefined
  const cellText = (cell: string | number | null, row: number): string =>
    cell === null ? "" : typeof cell === "number" ? String(cell) : show(cell, pathOf(row))
  const { columns, rows } = output.table
  const align = columns.map((_, at) =>
    rows.length > 0 && rows.every((row) => typeof row[at] === "number" || row[at] === null)
      ? ("right" as const)
      : ("left" as const)
  )
  const numbers = (at: number): ReadonlyArray<string> => (isNumbered ? [String(at + 1)] : [])
  return table(
    [
      ...(isNumbered ? [{ title: "No", align: "right" as const }] : []),
      ...columns.map((title, at) => ({ title, align: align[at] ?? "left" }))
    ],
    rows.map((row, at) => [...numbers(at), ...row.map((cell) => cellText(cell, at))])
  )
}

/** Lines are joined in slices, so that a million of them neither make one huge string nor a million writes. */
const SLICE = 2_000

const writeLines = async (screen: Screen, lines: ReadonlyArray<string>, end: string): Promise<void> => {
  for (let at = 0; at < lines.length; at += SLICE) {
    await screen.out(lines.slice(at, at + SLICE).join(end) + end)
    // A terminal takes each at once, and keys would not be heard before the last one.
    if (screen.outIsTerminal) await new Promise((turn) => setImmediate(turn))
  }
}

export const writeAnswer = async (screen: Screen, output: Output, options: AnswerOptions): Promise<void> => {
  if (output.bytes !== undefined) {
    if (screen.outIsTerminal) await showBytes(screen, output.bytes, output.paths ?? [])
    // In a pipe bytes go out unchanged.
    else for await (const bytes of output.bytes) await screen.outBytes(bytes)
  } else if (screen.outIsTerminal)
    await writeLines(screen, terminalLines(output, options.linkHost, options.isNumbered), "\n")
  else await writeLines(screen, output.lines, options.print0 ? "\0" : "\n")
  if (output.note !== undefined) screen.note(output.note)
}
