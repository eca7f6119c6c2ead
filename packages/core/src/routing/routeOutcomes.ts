/**
 * What a failed call means beyond itself, as a table: to which of the two circuits it belongs, and whether it can have cost money.
 * Pure. A provider's circuit hears what concerns all its models (nobody answers, the account); the model's circuit hears
 * the rest. What may surprise: to the provider's circuit an error with a status is good news, since somebody answered.
 */
import * as Cause from "effect/Cause"
import type * as Exit from "effect/Exit"
import type { CallBill } from "../cost/SpendLimit.ts"
import type { ChatAnswer } from "../llm/ChatAnswer.ts"
import { outcomeOfProviderError, ProviderError, type ProviderErrorReason } from "../llm/ProviderError.ts"
import { type Classify, classify as classifyOther, ignored, type Outcome, success } from "../resilience/Outcome.ts"

interface Row {
  /** Whose circuit: of the provider, the first one `opens` it; of the model, as the table of provider errors says. */
  readonly concerns: "provider" | "model"
  readonly opens: boolean
  /** `unbilled`: the provider itself said that it did not do it, or was never reached. */
  readonly bill: "unbilled" | "unknown"
}

const said: Row = { concerns: "model", opens: false, bill: "unbilled" }
const cutOff: Row = { concerns: "model", opens: false, bill: "unknown" }

const rows: Readonly<Record<ProviderErrorReason, Row>> = {
  Unreachable: { concerns: "provider", opens: true, bill: "unbilled" },
  QuotaSpent: { concerns: "provider", opens: true, bill: "unbilled" },
  // Nothing is wrong over there: the next call may have another key, and must not find a circuit that this one opened.
  BadKey: said,
  RateLimited: said,
  Overloaded: said,
  ServerFailed: said,
  ModelUnknown: said,
  ContextTooLong: said,
  BadRequest: said,
  ContentRefused: cutOff,
  MalformedAnswer: cutOff,
  AnswerTooLarge: cutOff,
  TimedOut: cutOff,
  Stalled: cutOff,
  ConnectionLost: cutOff
}

/** Lost before anything of an answer: the line to the provider, not one of its models. */
const concernsProvider = (error: ProviderError): boolean =>
  rows[error.reason].concerns === "provider" || (error.reason === "ConnectionLost" && !error.hasBegun)

const errorIn = (exit: Exit.Exit<unknown, unknown>): ProviderError | null => {
  if (exit._tag === "Success") return null
  const found = exit.cause.reasons.find((reason) => Cause.isFailReason(reason) && reason.error instanceof ProviderError)
  return found !== undefined && Cause.isFailReason(found) && found.error instanceof ProviderError ? found.error : null
}

const failedWith = (error: ProviderError, opens: boolean): Outcome => ({
  _tag: "Failure",
  ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  ...(opens ? { opens: true } : {})
})

/** From here on a wish for rest opens the model's circuit by itself. */
const LONG_REST_MS = 60_000

/** For the circuit `provider`. */
export const classifyForProvider: Classify = (exit, elapsedMs) => {
  const error = errorIn(exit)
  if (error === null) return exit._tag === "Success" ? success : ignoredUnlessDefect(exit, elapsedMs)
  if (concernsProvider(error)) return failedWith(error, rows[error.reason].opens)
  return error.hasBegun ? success : ignored
}

/** For the circuit `provider/model`. */
export const classifyForModel: Classify = (exit, elapsedMs) => {
  const error = errorIn(exit)
  if (error === null) return exit._tag === "Success" ? success : ignoredUnlessDefect(exit, elapsedMs)
  if (concernsProvider(error)) return ignored
  const outcome = outcomeOfProviderError(error)
  // A rest that no call waits for is not asked for twice, by the next process either.
  return outcome._tag === "Failure" && (outcome.retryAfterMs ?? 0) > LONG_REST_MS
    ? { ...outcome, opens: true }
    : outcome
}

/** Typed errors of ours (no money, no time) say nothing about anybody; a defect of a wire does. */
const ignoredUnlessDefect: Classify = (exit, elapsedMs) =>
  exit._tag === "Failure" && exit.cause.reasons.some(Cause.isDieReason) ? classifyOther(exit, elapsedMs) : ignored

/** Whether it says something about the provider's health, as against the request or the key. */
export const hurtsHealth = (error: ProviderError): boolean => outcomeOfProviderError(error)._tag === "Failure"

/** What a call cost, by how it ended. Cancelled or broken off, nobody knows. */
export const billOf = (exit: Exit.Exit<ChatAnswer, unknown>): CallBill => {
  if (exit._tag === "Success") return exit.value.usage
  const error = errorIn(exit)
  if (error === null) return "unknown"
  if (error.received !== null) return "unknown"
  return error.status !== null && (error.status < 200 || error.status > 299) ? "unbilled" : rows[error.reason].bill
}

/** It cost all the time that one attempt has: another attempt would cost it again. */
export const tookItsTime = (error: ProviderError): boolean => error.reason === "TimedOut" || error.reason === "Stalled"
