/** An error as lines: what went wrong, then what to do. Pure. */
import { escapeText, type Recoverable } from "@zenus/core"
import type { Colours } from "./colour.ts"

export const errorLines = (error: Recoverable, colours: Colours, verbose: boolean): ReadonlyArray<string> => {
  const stack = verbose && error instanceof Error && error.stack !== undefined ? error.stack.split("\n").slice(1) : []
  const cause = verbose && error instanceof Error && error.cause !== undefined ? [`Cause: ${String(error.cause)}`] : []
  return [
    `${colours.red("zenus:")} ${escapeText(error.message)}`,
    ...error.recovery.map((step) => `  ${escapeText(step)}`),
    ...cause,
    ...stack
  ]
}
