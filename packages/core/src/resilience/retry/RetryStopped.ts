/** Why a retry went no further, with everything it saw: what `exhausted: "wrap"` fails with. A failure of the dependency, not a refusal of ours. */
import { formatMs, sayError } from "../formatMs.ts"
import { isLocalRejection } from "../Rejection.ts"
import { StacklessError } from "../StacklessError.ts"
import type { StopReason } from "./RetryState.ts"

/** `atMs`: when it failed, since the first failure (0 for that). `waitedMs`: the wait before it. */
export interface Attempt<E> {
  readonly error: E
  readonly atMs: number
  readonly waitedMs: number
}

interface Stopped<E> {
  readonly reason: StopReason
  readonly attempts: ReadonlyArray<Attempt<E>>
  readonly last: E
  readonly budget: string | null
  readonly retryAfterMs: number | undefined
}

const said = (ms: number): string => (Number.isFinite(ms) ? `for ${formatMs(ms)}` : "for good")

const whys: { readonly [R in StopReason]: (stopped: Stopped<unknown>) => string } = {
  attempts: () => "no attempt is left",
  budget: ({ budget }) => `the retry budget ${budget === null ? "" : `"${budget}" `}is used up`,
  deadline: () => "the deadline comes before the next attempt could begin",
  refused: ({ last }) =>
    isLocalRejection(last) ? "the call was turned away before it began" : "repeating it is not worth it",
  retryAfter: ({ retryAfterMs }) => `it asks to be left alone ${said(retryAfterMs ?? 0)}`
}

const recoveries: { readonly [R in StopReason]: (stopped: Stopped<unknown>) => ReadonlyArray<string> } = {
  attempts: () => ["Try again later, or let something else answer (a fallback)."],
  budget: () => [
    "Let something else answer (a fallback): this one fails more often than it is retried.",
    "The budget fills again with successes; `zenus stats` shows its balance."
  ],
  deadline: () => ["Give the call a later deadline, or each attempt a shorter timeout."],
  refused: ({ last }) =>
    isLocalRejection(last) ? last.recovery : ["Change what is asked: the same call would fail the same way."],
  retryAfter: ({ retryAfterMs = 0 }) => [
    Number.isFinite(retryAfterMs)
      ? `Try again in ${formatMs(retryAfterMs)}, or let something else answer (a fallback).`
      : "Let something else answer (a fallback)."
  ]
}

/** `attempts` in order, never empty; `last` is the newest one's error. `retryAfterMs` is there when the dependency asked for a wait. */
export class RetryStopped<out E> extends StacklessError {
  readonly _tag = "RetryStopped"
  readonly reason: StopReason
  readonly attempts: ReadonlyArray<Attempt<E>>
  readonly last: E
  /** Name of the retry budget, null without one. */
  readonly budget: string | null
  readonly retryAfterMs: number | undefined
  constructor(fields: Stopped<E>) {
    super()
    this.reason = fields.reason
    this.attempts = fields.attempts
    this.last = fields.last
    this.budget = fields.budget
    this.retryAfterMs = fields.retryAfterMs
  }
  get name(): string {
    return this._tag
  }
  get cause(): E {
    return this.last
  }
  get message(): string {
    const count = this.attempts.length
    const last = sayError(this.last)
    return `Gave up after ${count === 1 ? "1 attempt" : `${count} attempts`}, because ${whys[this.reason](this)}. The last error: ${last}${/[.!?…]$/.test(last) ? "" : "."}`
  }
  get recovery(): ReadonlyArray<string> {
    return recoveries[this.reason](this)
  }
}
