/** Takes back exactly these, in this order and as one command, and tells what became of it as of a line's own doing. */
import type * as Effect from "effect/Effect"
import type { Recoverable } from "@zenus/core"
import { runUndo } from "../commands/undo.ts"
import type { LineOutcome } from "./makeBlock.ts"
import type { ShellContext } from "./ShellContext.ts"

/** Gives the exit code. */
export const takeBack = (
  { here }: ShellContext,
  id: ReadonlyArray<string>,
  onEnd: (end: LineOutcome) => void
): Effect.Effect<number, Recoverable> =>
  runUndo(here(), "undo", {
    count: 1,
    id,
    dryRun: false,
    json: false,
    onEnd: (report) => onEnd({ type: "undo", report, dryRun: false })
  })
