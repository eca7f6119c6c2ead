/** What a tool's asynchronous work threw, as one of the errors that a tool may fail with; anything unknown stays a defect. */
import type { TellProgress, ToolError } from "@zenus/core"
import { BadArgument, ChangedSince, DeedRefused, DiskError, PathNotFound, StepFailed, Telling } from "@zenus/core"
import * as Effect from "effect/Effect"

const isToolError = (error: unknown): error is ToolError =>
  error instanceof PathNotFound ||
  error instanceof BadArgument ||
  error instanceof DeedRefused ||
  error instanceof StepFailed ||
  error instanceof ChangedSince

/** `null` for what no tool expects. */
const asToolError = (doing: string, error: unknown): ToolError | null => {
  if (isToolError(error)) return error
  if (error instanceof DiskError) {
    return new StepFailed({ doing, reason: error.message, hints: [...error.recovery], cause: error })
  }
  return null
}

/**
 * Runs synchronous or asynchronous disk work; the signal is aborted when the fiber is interrupted. `doing` is an infinitive: "List the
 * folder". Work that takes long may `tell` how far it is.
 */
export const attempt = <A>(
  doing: string,
  work: (signal: AbortSignal, tell: TellProgress) => A | Promise<A>
): Effect.Effect<A, ToolError> =>
  Effect.flatMap(Telling, (tell) =>
    Effect.tryPromise({
      try: async (signal) => work(signal, tell),
      catch: (error) => error
    })
  ).pipe(
    Effect.catch((error) => {
      const known = asToolError(doing, error)
      return known === null ? Effect.die(error) : Effect.fail(known)
    })
  )
