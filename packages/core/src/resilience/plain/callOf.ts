/**
 * A plain call as an effect: what it throws is its typed failure, whatever that is; when the effect is interrupted, the call's signal is
 * aborted, with the same reason as in a call without a fiber: that of the caller's own signal, or the error of the time limit
 * that ended it. What a call that nobody waits for any more still throws is dropped.
 */
import * as Effect from "effect/Effect"
import { CallEnd } from "../limits/endAfter.ts"
import type { Run } from "./PlainOptions.ts"

/** A call that takes no signal is spared one. */
export const signalFor = (run: Run<unknown>): AbortController | null =>
  run.length === 0 ? null : new AbortController()

/** Never aborted. Made for each call that takes none: who reads it all the same (`arguments`) shares it with nobody. */
export const idleSignal = (): AbortSignal => new AbortController().signal

/** `CallEnd` must be provided where a reason is wanted. */
export const callOf = <A>(run: Run<A>): Effect.Effect<A, unknown> =>
  Effect.withFiber((fiber) => {
    const end = fiber.getRef(CallEnd)
    return Effect.callback<A, unknown>((resume) => {
      const controller = signalFor(run)
      const fail = (error: unknown): void => resume(Effect.fail(error))
      try {
        Promise.resolve(run(controller?.signal ?? idleSignal())).then((value) => resume(Effect.succeed(value)), fail)
      } catch (error) {
        fail(error)
      }
      if (controller === null) return
      return Effect.sync(() => controller.abort(end?.reason()))
    })
  })
