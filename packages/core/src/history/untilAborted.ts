/** A signal as an effect, to race long work with: ends with `value` once the signal is aborted. */
import * as Effect from "effect/Effect"

export const untilAborted = <A>(signal: AbortSignal, value: A): Effect.Effect<A> =>
  Effect.callback<A>((resume) => {
    const aborted = (): void => resume(Effect.succeed(value))
    if (signal.aborted) return aborted()
    signal.addEventListener("abort", aborted, { once: true })
    return Effect.sync(() => signal.removeEventListener("abort", aborted))
  })
