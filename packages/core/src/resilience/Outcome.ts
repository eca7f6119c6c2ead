/**
 * What one call meant for the health of what was called: three outcomes, read from its Exit. A failure that the caller
 * caused (a wrong argument), a call that was cancelled, and a refusal of our own layers say nothing about the
 * dependency: they are ignored. The idea of a third outcome is resilience4j's `ignoreExceptions` and effect's `Ignored`.
 */
import * as Cause from "effect/Cause"
import type * as Exit from "effect/Exit"
import { isLocalRejection } from "./Rejection.ts"

/**
 * `retryAfterMs`: the dependency itself said how long it wants to be left alone. `timedOut`: it cost a whole timeout, so a
 * retry budget takes it twice. `opens`: needs no second one, the circuit opens at once (nobody listens at that address).
 */
export type Outcome =
  | { readonly _tag: "Success" }
  | { readonly _tag: "Failure"; readonly retryAfterMs?: number; readonly timedOut?: boolean; readonly opens?: boolean }
  | { readonly _tag: "Ignored" }

export const success: Outcome = { _tag: "Success" }
export const failure: Outcome = { _tag: "Failure" }
export const ignored: Outcome = { _tag: "Ignored" }

/**
 * Reads an outcome; `elapsedMs` is monotonic. One that throws, or gives what is no outcome, is as if it had not been given: the call counts as
 * by the default and ends as it ended, and an event (`breaker.misclassified`, `concurrency.misclassified`, `retry.misjudged`) says why.
 */
export type Classify<A = unknown, E = unknown> = (exit: Exit.Exit<A, E>, elapsedMs: number) => Outcome

const hasTag = (value: unknown, tag: string): boolean =>
  typeof value === "object" && value !== null && "_tag" in value && value._tag === tag

/** Errors of effect and of ours that mean "it took too long". */
const isTimeout = (error: unknown): boolean => hasTag(error, "TimeoutError") || hasTag(error, "TimedOut")

/** The wait that an error asks for, where it carries `retryAfterMs` (a number above zero) that can be read. */
export const retryAfterOf = (error: unknown): number | undefined => {
  if (typeof error !== "object" || error === null) return undefined
  try {
    const asked: unknown = "retryAfterMs" in error ? error.retryAfterMs : undefined
    return typeof asked === "number" && asked > 0 ? asked : undefined
  } catch {
    return undefined
  }
}

const timedOut: Outcome = { _tag: "Failure", timedOut: true }

/** What a failure with this error means: a refusal of our own layers is ignored. Never throws, whatever the error does when it is read. */
export const outcomeOfError = (error: unknown): Outcome => {
  if (isLocalRejection(error)) return ignored
  try {
    if (isTimeout(error)) return timedOut
  } catch {
    return failure
  }
  const retryAfterMs = retryAfterOf(error)
  return retryAfterMs === undefined ? failure : { _tag: "Failure", retryAfterMs }
}

/** The default: success, or a failure for an error or a defect, ignored for cancelling alone and for refusals of our own. */
export const classify: Classify = (exit) => {
  if (exit._tag === "Success") return success
  let found: Outcome = ignored
  for (const reason of exit.cause.reasons) {
    if (Cause.isInterruptReason(reason)) continue
    const outcome = Cause.isFailReason(reason) ? outcomeOfError(reason.error) : outcomeOfError(reason.defect)
    if (outcome._tag === "Failure") return outcome
    found = outcome
  }
  return found
}
