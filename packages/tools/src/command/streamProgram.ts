/**
 * The output of a program as it comes, for what is too long to be held: the reader's pace is the program's. The same rules as
 * `runProgram` (no shell, no terminal, a closed standard input, a group of its own). Whoever stops reading ends the
 * program; an exit code other than 0 is an error here, since half an output looks like a whole one.
 */
import { StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { describeStart, endGroup, KEPT_ERROR_BYTES, launch, type RunOptions } from "./runProgram.ts"

export interface StreamOptions extends Pick<RunOptions, "doing" | "cwd" | "env"> {
  /** Ends the program at once, also while nobody reads. */
  readonly signal?: AbortSignal
}

/** Throws `StepFailed` when it cannot be started or fails, with the first line of what it said. */
export async function* streamProgram(
  program: string,
  args: ReadonlyArray<string>,
  options: StreamOptions
): AsyncGenerator<Uint8Array> {
  const { cwd, doing, env, signal } = options
  const run: RunOptions = { doing, cwd, env, timeoutMs: Number.POSITIVE_INFINITY }
  signal?.throwIfAborted()
  const child = launch(program, args, run)
  if (child instanceof StepFailed) throw child
  let errors = ""
  child.stderr?.setEncoding("utf8")
  child.stderr?.on("data", (text: string) => {
    errors = (errors + text).slice(-KEPT_ERROR_BYTES)
  })
  const ended = new Promise<number | StepFailed>((resolve) => {
    child.on("error", (error: NodeJS.ErrnoException) => resolve(describeStart(program, run, error)))
    child.on("close", (code) => resolve(code ?? 1))
  })
  let whole = false
  const abort = (): void => void Effect.runFork(endGroup(child))
  signal?.addEventListener("abort", abort, { once: true })
  try {
    if (child.stdout !== null) for await (const slice of child.stdout) if (slice instanceof Uint8Array) yield slice
    const end = await ended
    whole = true
    signal?.throwIfAborted()
    if (end instanceof StepFailed) throw end
    if (end !== 0) {
      throw new StepFailed({
        doing,
        reason: `${program} failed: ${errors.trim().split("\n")[0] || `exit code ${end}`}`,
        hints: ["Look at the file: it may be damaged or cut off."]
      })
    }
  } finally {
    signal?.removeEventListener("abort", abort)
    if (!whole) await Effect.runPromise(endGroup(child))
  }
}
