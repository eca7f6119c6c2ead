/**
 * Calls again what failed and is worth it: at most three attempts, waits that grow, are capped and jittered, and a budget that all calls
 * to one dependency share. Whether to go on is decided before the wait; a retry that never runs costs nothing; the wait
 * ends with its caller. Only typed failures are repeated: a defect or an interruption goes through, and a refusal of our own
 * layers (`Rejection`) is never tried again at once. Nothing is built and no clock is read before the first failure.
 */
import * as Effect from "effect/Effect"
import { operator } from "../operator.ts"
import type { Budget, RetryBudgets } from "./RetryBudget.ts"
import { compile, run } from "./retryCourse.ts"
import type { BudgetOption, RetryOptions, Verdict } from "./RetryOptions.ts"
import type { RetryStopped } from "./RetryStopped.ts"

export type { RetryEvent, RetryOptions } from "./RetryOptions.ts"

/** What `retry` gives: errors and needs follow from the options (what `while` gives, the budget, how it ends). */
export type Retried<A, E, R, W, B, X> = Effect.Effect<
  A,
  (X extends "wrap" ? RetryStopped<E> : E) | Effect.Error<Extract<W, Effect.Effect<unknown, unknown, unknown>>>,
  | R
  | Effect.Services<Extract<W, Effect.Effect<unknown, unknown, unknown>>>
  | ([B] extends ["none" | Budget] ? never : RetryBudgets)
>

/**
 * Four signatures, since optional options in two of them keep TypeScript from inferring the error in `while`; those with options last, so that
 * its message names the option that there is not. The type parameters are single options and not all of them: so unknown names are refused.
 */
type RetryOperator = {
  (): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R | RetryBudgets>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | RetryBudgets>
  <A, E, R, W extends Verdict = boolean, B extends BudgetOption = "default", X extends "last" | "wrap" = "last">(
    self: Effect.Effect<A, E, R>,
    options: RetryOptions<E, W, B, X>
  ): Retried<A, E, R, W, B, X>
  <E, W extends Verdict = boolean, B extends BudgetOption = "default", X extends "last" | "wrap" = "last">(
    options: RetryOptions<E, W, B, X>
  ): <A, R>(self: Effect.Effect<A, E, R>) => Retried<A, E, R, W, B, X>
}

/**
 * Retries a call by the options above. Fails as its last attempt did, or with `RetryStopped` where `exhausted` is "wrap"; defects
 * and interruptions go through at once. Needs `RetryBudgets`, unless a budget itself or "none" is given.
 * @throws InvalidOption, when the operator is made, for options out of range or under names that there are not.
 * @example The third attempt answers
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { Backoff, Retry, RetryBudget } from "@zenus/core/resilience"
 *
 * let calls = 0
 * const shaky = Effect.suspend(() => (++calls < 3 ? Effect.fail("busy" as const) : Effect.succeed("done")))
 * const program = shaky.pipe(
 *   Retry.retry({ budget: "example", backoff: Backoff.constant("1 millis") }),
 *   Effect.provide(RetryBudget.layer())
 * )
 *
 * await Effect.runPromise(program) // => "done"
 * calls // => 3
 * ```
 */
export const retry = operator(
  Effect.isEffect,
  (options: RetryOptions<unknown, Verdict> = {}) => compile(options),
  run
) as RetryOperator
