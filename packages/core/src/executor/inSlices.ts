/** Long synchronous work as an effect: between two slices the event loop runs, so that Ctrl+C and other steps get through. */
import * as Effect from "effect/Effect"

export const inSlices = <A>(start: () => Generator<void, A>): Effect.Effect<A> =>
  Effect.gen(function* () {
    const steps = start()
    for (;;) {
      const next = steps.next()
      if (next.done === true) return next.value
      yield* Effect.yieldNow
    }
  })
