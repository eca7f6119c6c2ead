/**
 * A classifier that somebody brings, asked for one call. One that throws, or gives what is no `Outcome` ("Failure", a promise, nothing), is as
 * if it had not been given: the call counts as by default, ends as it ended, and `warn` is told why, once a call.
 */
import type * as Exit from "effect/Exit"
import { sayGiven, sayThrown } from "./ask.ts"
import { type Classify, classify as byDefault, type Outcome } from "./Outcome.ts"

const isOutcome = (given: unknown): given is Outcome =>
  typeof given === "object" &&
  given !== null &&
  "_tag" in given &&
  (given._tag === "Success" || given._tag === "Failure" || given._tag === "Ignored")

/** `who` is handed on to `warn`, so that one function serves all keys of a layer. */
export const classifyWith = <A, E>(
  classify: Classify<A, E>,
  exit: Exit.Exit<A, E>,
  elapsedMs: number,
  warn: (who: string, why: string) => void,
  who: string
): Outcome => {
  if (classify === byDefault) return byDefault(exit, elapsedMs)
  let why: string
  try {
    const given: unknown = classify(exit, elapsedMs)
    if (isOutcome(given)) return given
    why = sayGiven(given)
  } catch (thrown) {
    why = sayThrown(thrown)
  }
  warn(who, why)
  return byDefault(exit, elapsedMs)
}
