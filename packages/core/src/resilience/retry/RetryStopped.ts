/** Why a retry went no further, with everything it saw: what `exhausted: "wrap"` fails with. A failure of the dependency, not a refusal of ours. */
import { LONGEST_MS } from "../checkOptions.ts"
import { formatMs, sayError } from "../formatMs.ts"
import { DeadlineExceeded } from "../limits/Deadline.ts"
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

/** What is read of an answer is cut where timers end: then it asked for that or more. */
const lengthOf = (ms: number): string => `${ms === LONGEST_MS ? "at least " : ""}${formatMs(ms)}`

const said = (ms: number): string => (Number.isFinite(ms) ? `for ${lengthOf(ms)}` : "for good")

const whys: { readonly [R in StopReason]: (stopped: Stopped<unknown>) => string } = {
  attempts: () => "no attempt is left",
  budget: ({ budget }) => `the retry budget ${budget === null ? "" : `"${budget}" `}is used up`,
  deadline: () => "the deadline comes before the next attempt could begin",
  refused: () => "repeating it is not worth it",
  retryAfter: ({ retryAfterMs }) => `it asks to be left alone ${said(retryAfterMs ?? 0)}`
}

const times = (count: number, what: string): string => (count === 1 ? `1 ${what}` : `${count} ${what}s`)

/** A layer of ours ended it: that was no attempt, unless a deadline inside ended a call that had begun. */
const turnedAway = (last: unknown, tries: number): string => {
  const made = last instanceof DeadlineExceeded && last.attempts > 0 ? tries : tries - 1
  if (made === tries) return `Gave up after ${times(tries, "attempt")}, because the last one's own deadline was over.`
  return made === 0
    ? "Gave up: the call was turned away before it began."
    : `Gave up after ${times(made, "attempt")}: the next was turned away before it began.`
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
      ? `Try again in ${lengthOf(retryAfterMs)}, or let something else answer (a fallback).`
      : "Let something else answer (a fallback)."
  ]
}

/**
 * `attempts` in order, never empty; `last` is the newest one's error. Where a layer of ours turned the next attempt away, that refusal stands last
 * among them, and the message does not count it. `retryAfterMs` is there when the dependency asked for a wait.
 */
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
    const last = sayError(this.last)
    const end = `The last error: ${last}${/[.!?…]$/.test(last) ? "" : "."}`
    return this.reason === "refused" && isLocalRejection(this.last)
      ? `${turnedAway(this.last, this.attempts.length)} ${end}`
      : `Gave up after ${times(this.attempts.length, "attempt")}, because ${whys[this.reason](this)}. ${end}`
  }
  get recovery(): ReadonlyArray<string> {
    return recoveries[this.reason](this)
  }
}
