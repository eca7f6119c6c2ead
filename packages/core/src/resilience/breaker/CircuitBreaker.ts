/**
 * Circuit breakers: one circuit a key, all circuits of a layer under one policy. A circuit watches how calls end; when too many
 * fail or are slow it opens, and turns calls away without starting them, so that a dependency in trouble is left alone and its
 * callers learn it in microseconds. It never waits and never retries, and it holds no timer: time moves it when
 * somebody calls.
 *
 * Beside effect's own CircuitBreaker, because that one has neither windows of time, slow calls, several trials, manual control nor
 * counters, reads the wall clock and costs about ten times as much a call; `toEffectCircuitBreaker` is ours behind
 * its interface, `layerShared` shares openings over its store. The design is resilience4j's (windows, slow calls, trials) with gobreaker's
 * generations.
 *
 * What may surprise: put a timeout inside, since one outside cancels the call, and cancelling says nothing about the dependency. Options
 * out of range are defects of the program (`InvalidOption`), not failures of calls.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import { checkFunction, checkKey, checkKeys, checkObject } from "../checkOptions.ts"
import type * as Outcome from "../Outcome.ts"
import { Breakers } from "./Breakers.ts"
import type { CircuitOpen } from "./CircuitOpen.ts"

export { Breakers } from "./Breakers.ts"
export type { KeptState } from "./Breakers.ts"
export { CircuitOpen } from "./CircuitOpen.ts"
export type { Opening } from "./CircuitOpen.ts"
export type { Breaker, Control } from "./LocalBreaker.ts"
export { type BreakerOptions, frequentCalls } from "./breakerOptions.ts"
export type { BreakerEvent, BreakerSnapshot } from "./BreakerRegistry.ts"
export { underCover } from "./cover.ts"
export type { BreakerState, Permit, Transition } from "./CircuitBreakerState.ts"
export { layerShared, type SharedOptions } from "./SharedBreakers.ts"
export { toEffectCircuitBreaker } from "./effectBreaker.ts"

/** Which circuit, and what an Exit means where the layer's classifier does not fit. */
export interface WithBreakerOptions<A = unknown, E = unknown> {
  readonly key: string
  readonly classify?: Outcome.Classify<A, E>
}

/**
 * The call through the circuit of `key`: fails with `CircuitOpen`, without starting it, while the circuit is open.
 * @throws InvalidOption, when it is applied to a call, for a key that is no text and for names that there are not.
 * @example Two failures in a row open it; the third call is not made
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { CircuitBreaker, Trip } from "@zenus/core/resilience"
 *
 * let calls = 0
 * const call = Effect.suspend(() => Effect.fail(`no answer to call ${++calls}`)).pipe(
 *   CircuitBreaker.withBreaker({ key: "search" }),
 *   Effect.catchTag("CircuitOpen", (open) => Effect.fail(open.state)),
 *   Effect.flip
 * )
 * const answers = await Effect.runPromise(
 *   Effect.all([call, call, call]).pipe(
 *     Effect.provide(CircuitBreaker.Breakers.layer({ trip: Trip.consecutive(2), open: "30 seconds" }))
 *   )
 * )
 * answers // => ["no answer to call 1", "no answer to call 2", "Open"]
 * ```
 */
export const withBreaker: {
  <A, E>(options: {
    readonly key: string
    readonly classify: Outcome.Classify<A, E>
  }): <R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | CircuitOpen, R | Breakers>
  (options: {
    readonly key: string
  }): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | CircuitOpen, R | Breakers>
  <A, E, R>(
    self: Effect.Effect<A, E, R>,
    options: WithBreakerOptions<A, E>
  ): Effect.Effect<A, E | CircuitOpen, R | Breakers>
} = dual(
  2,
  <A, E, R>(
    self: Effect.Effect<A, E, R>,
    options: WithBreakerOptions<A, E>
  ): Effect.Effect<A, E | CircuitOpen, R | Breakers> => {
    checkKeys("breaker", checkObject("breaker", options), ["key", "classify"])
    checkKey("key", options.key)
    checkFunction("classify", options.classify)
    // Made once for a program that makes the call over and over.
    let known: { readonly of: Breakers["Service"]; readonly call: Effect.Effect<A, E | CircuitOpen, R> } | undefined
    return Effect.withFiber((fiber) => {
      const breakers = Context.getUnsafe(fiber.context, Breakers)
      if (known?.of !== breakers) {
        known = { of: breakers, call: breakers.breaker(options.key).protect(self, options.classify) }
      }
      return known.call
    })
  }
)
