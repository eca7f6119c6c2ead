/** What a request answered, to standard output: tables for people, bare lines in a pipe, bytes unchanged. */
import { escapeName, escapeText, type Output } from "@zenus/core"
import type { Screen } from "../terminal/Screen.ts"
import { table } from "./table.ts"

export interface AnswerOptions {
  readonly print0: boolean
}

const cellText = (cell: string | number | null): string =>
  cell === null ? "" : typeof cell === "number" ? String(cell) : escapeName(cell)

/** Lines of a terminal: the table where there is one. Pure. */
export const terminalLines = (output: Output): ReadonlyArray<string> => {
  if (output.table === undefined) return output.lines.map(escapeText)
  const { columns, rows } = output.table
  const align = columns.map((_, at) =>
    rows.length > 0 && rows.every((row) => typeof row[at] === "number" || row[at] === null)
      ? ("right" as const)
      : ("left" as const)
  )
  return table(
    columns.map((title, at) => ({ title, align: align[at] ?? "left" })),
    rows.map((row) => row.map(cellText))
  )
}

/** Lines are joined in slices, so that a million of them neither make one huge string nor a million writes. */
const SLICE = 2_000

const writeLines = async (screen: Screen, lines: ReadonlyArray<string>, end: string): Promise<void> => {
  for (let at = 0; at < lines.length; at += SLICE) await screen.out(lines.slice(at, at + SLICE).join(end) + end)
}

export const writeAnswer = async (screen: Screen, output: Output, options: AnswerOptions): Promise<void> => {
  if (output.bytes !== undefined) {
    let last = 10
    for await (const bytes of output.bytes) {
      // On a terminal a file's control sequences are shown, not obeyed; in a pipe its bytes go out unchanged.
      if (screen.outIsTerminal) await screen.out(escapeText(new TextDecoder().decode(bytes)))
      else await screen.outBytes(bytes)
      last = bytes.at(-1) ?? last
    }
    if (screen.outIsTerminal && last !== 10) await screen.out("\n")
  } else if (screen.outIsTerminal) await writeLines(screen, terminalLines(output), "\n")
  else await writeLines(screen, output.lines, options.print0 ? "\0" : "\n")
  if (output.note !== undefined) screen.note(output.note)
}
