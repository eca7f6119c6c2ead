/**
 * One absolute end for everything a call does: attempts, waits between them, queues and fallbacks. It lives in the fiber's context, so
 * whatever runs below can ask how much is left (`Retry` does not begin a wait that would outlive it, a queue does not
 * keep a caller beyond it); `withDeadline` also enforces it, by interrupting. The idea of one deadline over all attempts
 * is Finagle's and gRPC's. A deadline belongs to the caller: running into it says nothing about the dependency.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import { formatMs } from "../formatMs.ts"
import { monotonicMs } from "../monotonic.ts"
import { operator } from "../operator.ts"
import { Rejection } from "../Rejection.ts"
import { endAfter } from "./endAfter.ts"
import { type TimeLimit, timeLimit, type TimeLimitOperator } from "./timeLimit.ts"

/** The end in monotonic milliseconds of the fiber's clock; null when there is none. */
export const Deadline: Context.Reference<number | null> = Context.Reference<number | null>(
  "@zenus/core/resilience/Deadline",
  { defaultValue: () => null }
)

/** A kind of time that may be going on several times at once: the sum is right at any moment, also of what has not ended. */
interface Stretch {
  sumMs: number
  open: number
}

/** What the time under one deadline goes to; operators write into it, `DeadlineExceeded` tells it. */
export interface TimeSpent {
  /** Attempts begun after the first of each call. */
  retries: number
  readonly waiting: Stretch
  readonly queueing: Stretch
}

/** The account of the innermost `withDeadline`, or null. */
export const TimeSpent: Context.Reference<TimeSpent | null> = Context.Reference<TimeSpent | null>(
  "@zenus/core/resilience/TimeSpent",
  { defaultValue: () => null }
)

const emptyAccount = (): TimeSpent => ({
  retries: 0,
  waiting: { sumMs: 0, open: 0 },
  queueing: { sumMs: 0, open: 0 }
})

/** Books a length of waiting or queueing from `begin` until `end`; each once, in pairs. */
export const begin = (spent: TimeSpent | null, kind: "waiting" | "queueing", now: number): void => {
  if (spent === null) return
  spent[kind].open++
  spent[kind].sumMs -= now
}
export const end = (spent: TimeSpent | null, kind: "waiting" | "queueing", now: number): void => {
  if (spent === null) return
  spent[kind].open--
  spent[kind].sumMs += now
}

const sumAt = (stretch: Stretch, now: number): number => stretch.sumMs + stretch.open * now

/**
 * The time was over before the call had an answer; what ran was interrupted. `elapsedMs` is since the deadline was set, and
 * `waitedMs` (between attempts), `queuedMs` (for a place) and `calledMs` (the rest) say what it went to. `attempts` counts the
 * first of a call too. `what` is the name given to `withDeadline`.
 */
export class DeadlineExceeded extends Rejection {
  readonly _tag = "DeadlineExceeded"
  readonly what: string | null
  readonly limitMs: number
  readonly elapsedMs: number
  readonly attempts: number
  readonly waitedMs: number
  readonly queuedMs: number
  readonly calledMs: number
  constructor(fields: {
    readonly what: string | null
    readonly limitMs: number
    readonly elapsedMs: number
    readonly attempts: number
    readonly waitedMs: number
    readonly queuedMs: number
  }) {
    super()
    this.what = fields.what
    this.limitMs = fields.limitMs
    this.elapsedMs = fields.elapsedMs
    this.attempts = fields.attempts
    this.waitedMs = fields.waitedMs
    this.queuedMs = fields.queuedMs
    this.calledMs = Math.max(0, fields.elapsedMs - fields.waitedMs - fields.queuedMs)
  }
  get message(): string {
    const who = this.what ?? "The call"
    if (this.attempts === 0) return `${who} was not started: its deadline had passed.`
    const attempts = this.attempts === 1 ? "1 attempt" : `${this.attempts} attempts`
    const parts = [
      `${formatMs(this.calledMs)} in ${attempts}`,
      ...(this.waitedMs > 0 ? [`${formatMs(this.waitedMs)} waiting between them`] : []),
      ...(this.queuedMs > 0 ? [`${formatMs(this.queuedMs)} in a queue`] : [])
    ]
    return `${who} has used up its ${formatMs(this.limitMs)}: ${parts.join(", ")}.`
  }
  get recovery(): ReadonlyArray<string> {
    return this.queuedMs > this.calledMs
      ? ["Start fewer calls at once, or allow more of them.", "Give the call a later deadline."]
      : ["Give the call a later deadline.", "Set a shorter timeout for each attempt, so that another can follow."]
  }
}

/** The end that holds for this fiber, monotonic ms, or null; for operators in synchronous code. */
export const deadlineOf = (fiber: Fiber.Fiber<unknown, unknown>): number | null => fiber.getRef(Deadline)

/** Milliseconds left, 0 when it is over; null without a deadline. */
export const remainingMs: Effect.Effect<number | null> = Effect.withFiber((fiber) => {
  const until = deadlineOf(fiber)
  return Effect.succeed(until === null ? null : Math.max(0, until - monotonicMs(fiber.getRef(Clock.Clock))))
})

export interface DeadlineOptions {
  /** Named in the error. */
  readonly name?: string
}

const bounded = <A, E, R>(self: Effect.Effect<A, E, R>, plan: TimeLimit): Effect.Effect<A, E | DeadlineExceeded, R> =>
  Effect.withFiber((fiber): Effect.Effect<A, E | DeadlineExceeded, R> => {
    const what = plan.name
    const clock = fiber.getRef(Clock.Clock)
    const from = monotonicMs(clock)
    const outer = deadlineOf(fiber)
    const until = Math.min(outer ?? Number.POSITIVE_INFINITY, from + plan.limitMs)
    const limitMs = Math.max(0, until - from)
    if (limitMs === 0) {
      return Effect.fail(new DeadlineExceeded({ what, limitMs, elapsedMs: 0, attempts: 0, waitedMs: 0, queuedMs: 0 }))
    }
    const account = fiber.getRef(TimeSpent)
    // The outer one ends this call, too, and in its own name; without an account it is a bare instant that ends nothing.
    if (account !== null && until === outer) return self
    // An inner deadline books into the outer account, so that the outer error tells the whole story.
    const spent = account ?? emptyAccount()
    const before = { retries: spent.retries, waited: sumAt(spent.waiting, from), queued: sumAt(spent.queueing, from) }
    const over = () => {
      const now = monotonicMs(clock)
      return new DeadlineExceeded({
        what,
        limitMs,
        elapsedMs: now - from,
        attempts: 1 + spent.retries - before.retries,
        waitedMs: sumAt(spent.waiting, now) - before.waited,
        queuedMs: sumAt(spent.queueing, now) - before.queued
      })
    }
    // Added one by one: what merges contexts copies them.
    const inTime = Effect.updateContext(self, (context: Context.Context<R>) =>
      Context.add(Context.add(context, Deadline, until), TimeSpent, spent)
    )
    return endAfter(inTime, limitMs, over)
  })

/**
 * Ends the call `duration` from its start, or at the deadline it already has, whichever is sooner: interrupts it and fails with
 * `DeadlineExceeded`. One that is over already does not start it. Exactly at the end, a call that has its answer gives it.
 */
export const withDeadline = operator(Effect.isEffect, timeLimit("deadline"), bounded) as TimeLimitOperator<
  DeadlineOptions,
  DeadlineExceeded
>
