/**
 * Marks a call as begun so that nothing comes between the mark and the call's first operation. A fiber yields after so many operations,
 * and can be interrupted there: marked, but never run, it would pay for nothing. So where the next operation would
 * yield, the yield is taken before the mark; otherwise this costs nothing.
 */
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

/** `mark` gives the call to run. To be used as the result of a continuation (`flatMap`, `suspend`), not wrapped in more operations. */
export const unbroken = <A, E, R>(
  fiber: Fiber.Fiber<unknown, unknown>,
  mark: () => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  fiber.currentOpCount + 1 < fiber.cache.maxOpsBeforeYield ? mark() : Effect.flatMap(Effect.yieldNow, mark)
