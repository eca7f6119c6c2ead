/**
 * Ends a call after a time: the one place where a timer is set for deadlines, timeouts and lines. The call is interrupted and waited for,
 * so that its connection is closed when the error comes; one that cannot be interrupted holds the error back until it
 * ends. A call that ends at once sets no timer. Does what effect's `raceFirst` with a sleep does, at half of its cost
 * (measured): the call's fiber is begun and taken back in one step each, so no interruption leaves one behind.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { setAlarm } from "./setAlarm.ts"

/** Why a call is ended from outside, for whoever is to tell it to code without fibers. */
export interface CallEnd {
  /** A time limit ended it, with this error. */
  readonly over: (error: unknown) => void
  readonly reason: () => unknown
}

/** Of the call that this fiber belongs to; null where nobody asks. */
export const CallEnd: Context.Reference<CallEnd | null> = Context.Reference<CallEnd | null>(
  "@zenus/core/resilience/CallEnd",
  { defaultValue: () => null }
)

/** `over` makes the error when `ms` have passed, before the call has ended; exactly then, a call that has its answer gives it. */
export const endAfter = <A, E, R, E2>(
  self: Effect.Effect<A, E, R>,
  ms: number,
  over: () => E2
): Effect.Effect<A, E | E2, R> =>
  Effect.contextWith((context) =>
    Effect.callback<A, E | E2>((resume) => {
      const call = Effect.runForkWith(context)(self)
      const done = call.pollUnsafe()
      if (done !== undefined) return resume(done)
      const stop = setAlarm(context, ms, () => {
        const error = over()
        Context.get(context, CallEnd)?.over(error)
        resume(Effect.andThen(Effect.uninterruptible(Fiber.interrupt(call)), Effect.fail(error)))
      })
      call.addObserver((exit) => {
        stop()
        resume(exit)
      })
      return Effect.suspend(() => {
        stop()
        return Fiber.interrupt(call)
      })
    })
  )
