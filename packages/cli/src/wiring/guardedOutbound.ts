/**
 * Every call of a deed that leaves this machine, under one policy: a circuit, an end to each attempt, and where its action may be repeated, up to
 * three attempts on a budget of the circuit's name. Only what a call itself names as transient is counted and repeated: a wrong
 * address or key says nothing about the other machine. What is learned is in the state file for the next process.
 */
import * as Effect from "effect/Effect"
import type { CallOutbound, OutboundCall } from "@zenus/core"
import { CircuitBreaker, Outcome, Resilience, type RetryStopped, Timeout } from "@zenus/core/resilience"
import type { Learned } from "./resilience.ts"

const outcomeOf =
  <A, E>({ isTransient }: OutboundCall<A, E>): Outcome.Classify =>
  (exit, elapsedMs) => {
    const outcome = Outcome.classify(exit, elapsedMs)
    if (exit._tag === "Success" || outcome._tag !== "Failure") return outcome
    const counts = exit.cause.reasons.some(
      (reason) => reason._tag === "Fail" && (reason.error instanceof Timeout.TimedOut || isTransient(reason.error as E))
    )
    return counts ? outcome : Outcome.ignored
  }

const under = <A, E>(call: OutboundCall<A, E>) => {
  const { isTransient, key, repeatable, timeoutMs } = call
  const parts = { name: key, breaker: { classify: outcomeOf(call) }, timeout: timeoutMs }
  // An attempt that took all its time has taken that of the others, too.
  const isWorthIt = (error: unknown): boolean => !(error instanceof Timeout.TimedOut) && isTransient(error as E)
  return repeatable
    ? Effect.mapError(
        Resilience.policy({ ...parts, retry: { while: isWorthIt, exhausted: "wrap" } })(call.run),
        whatWentWrong
      )
    : Resilience.policy(parts)(call.run)
}

/** The last error of the other side, also where its circuit opened in between: that it rests now explains nothing of this call. */
const whatWentWrong = <E>({ attempts, last }: RetryStopped<E>): E =>
  last instanceof CircuitBreaker.CircuitOpen ? (attempts.at(-2)?.error ?? last) : last

export const guardedOutbound =
  (learned: Learned): CallOutbound =>
  (call) =>
    Effect.provide(under(call), learned)
