/**
 * A limit for one attempt, inside the breaker and the retry: running into it is a failure of what was called, which `Deadline` is not. For
 * streams there are two, since a slow stream is not a stuck one: until the first element, and between two. The work is
 * interrupted and its finalizers have run when the error comes. A consumer's own time does not count.
 */
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { escapeName } from "../../errors/escapeName.ts"
import { formatMs } from "../formatMs.ts"
import { monotonicMs } from "../monotonic.ts"
import { operator } from "../operator.ts"
import { StacklessError } from "../StacklessError.ts"
import { endAfter } from "./endAfter.ts"
import { type TimeLimit, timeLimit, type TimeLimitOperator } from "./timeLimit.ts"

/** `of`: the whole call, the first element of a stream, or the pause between two of its elements. */
export type Limited = "call" | "firstElement" | "gap"

const whats: { readonly [L in Limited]: string } = {
  call: "did not answer within",
  firstElement: "sent nothing within",
  gap: "sent nothing more for"
}

/** It took too long. `elapsedMs` is how long it was waited for, finalizers apart; both in milliseconds. */
export class TimedOut extends StacklessError {
  readonly _tag = "TimedOut"
  readonly name: string
  readonly limitMs: number
  readonly elapsedMs: number
  readonly of: Limited
  constructor(name: string, limitMs: number, elapsedMs: number, of: Limited) {
    super()
    this.name = name
    this.limitMs = limitMs
    this.elapsedMs = elapsedMs
    this.of = of
  }
  get message(): string {
    return `${escapeName(this.name)} ${whats[this.of]} ${formatMs(this.limitMs)}.`
  }
  get recovery(): ReadonlyArray<string> {
    return [
      "Try again, or let something else answer (a fallback).",
      `Give ${escapeName(this.name)} a longer timeout if it is slow by nature.`
    ]
  }
}

export interface TimeoutOptions {
  /** Who is waited for, in the error; default "The call". */
  readonly name?: string
}

const NAME = "The call"

const limited = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  plan: TimeLimit,
  of: Limited
): Effect.Effect<A, E | TimedOut, R> =>
  Effect.withFiber((fiber) => {
    const clock = fiber.getRef(Clock.Clock)
    const from = monotonicMs(clock)
    const over = () => new TimedOut(plan.name ?? NAME, plan.limitMs, monotonicMs(clock) - from, of)
    return endAfter(self, plan.limitMs, over)
  })

/** Limits the first pull that gives elements, or each later one. */
const limitedStream = <A, E, R>(
  self: Stream.Stream<A, E, R>,
  plan: TimeLimit,
  of: "firstElement" | "gap"
): Stream.Stream<A, E | TimedOut, R> =>
  Stream.transformPull(self, (pull) =>
    Effect.sync(() => {
      let begun = false
      const first = Effect.tap(of === "firstElement" ? limited(pull, plan, of) : pull, () =>
        Effect.sync(() => {
          begun = true
        })
      )
      const later = of === "gap" ? limited(pull, plan, of) : pull
      return Effect.suspend(() => (begun ? later : first))
    })
  )

type StreamTimeoutOperator = {
  (
    duration: Duration.Input,
    options?: TimeoutOptions
  ): <A, E, R>(self: Stream.Stream<A, E, R>) => Stream.Stream<A, E | TimedOut, R>
  <A, E, R>(
    self: Stream.Stream<A, E, R>,
    duration: Duration.Input,
    options?: TimeoutOptions
  ): Stream.Stream<A, E | TimedOut, R>
}

/**
 * Interrupts the call after `duration` and fails with `TimedOut`. Exactly at the limit, a call that has its answer gives it.
 * @throws InvalidOption, when the operator is made, for a duration that is none.
 * @example A call that never answers
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { Timeout } from "@zenus/core/resilience"
 *
 * const error = await Effect.runPromise(Effect.never.pipe(Timeout.timeout("5 millis", { name: "ollama" }), Effect.flip))
 *
 * error.message // => "ollama did not answer within 5 ms."
 * ```
 */
export const timeout = operator(Effect.isEffect, timeLimit("timeout"), (self, plan) =>
  limited(self, plan, "call")
) as TimeLimitOperator<TimeoutOptions, TimedOut>

/** Fails with `TimedOut` when the stream has sent nothing `duration` after it was first asked, and closes it. */
export const firstElement = operator(Stream.isStream, timeLimit("firstElement"), (self, plan) =>
  limitedStream(self, plan, "firstElement")
) as StreamTimeoutOperator

/**
 * Fails with `TimedOut` when, after the first element, the stream is asked for more and sends nothing for `duration`, and closes it. What
 * was sent stays sent. The end of a stream must come within it, too.
 */
export const gap = operator(Stream.isStream, timeLimit("gap"), (self, plan) =>
  limitedStream(self, plan, "gap")
) as StreamTimeoutOperator
