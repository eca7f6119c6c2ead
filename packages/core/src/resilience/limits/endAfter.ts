/**
 * Ends a call after a time: the one place where a timer is set for deadlines and timeouts. The call is interrupted and waited for, so
 * that its connection is closed when the error comes; one that cannot be interrupted holds the error back until it ends.
 * A call that ends at once sets no timer.
 */
import * as Effect from "effect/Effect"

/** `over` is what it fails with when `ms` have passed; exactly then, a call that has its answer gives it. */
export const endAfter = <A, E, R, E2>(
  self: Effect.Effect<A, E, R>,
  ms: number,
  over: Effect.Effect<never, E2>
): Effect.Effect<A, E | E2, R> =>
  Effect.raceFirst(
    self,
    Effect.flatMap(Effect.sleep(ms), () => over)
  )
