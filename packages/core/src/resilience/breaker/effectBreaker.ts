/**
 * Our circuits behind the interface of effect's CircuitBreaker, for code that takes one: `HttpClient.withCircuitBreaker`. Its errors
 * are effect's (`CircuitBreakerError` with `CircuitOpen` or `CircuitHalfOpen`), so a rejection costs what theirs does. Isolated circuits
 * are shown as open for the longest time that a rejection can name; disabled ones as closed.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { dual } from "effect/Function"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Theirs from "effect/persistence/CircuitBreaker"
import { LONGEST_MS } from "../checkOptions.ts"
import { monotonicMs } from "../monotonic.ts"
import * as Outcome from "../Outcome.ts"
import type { BreakerEvent } from "./BreakerRegistry.ts"
import type { Breakers } from "./Breakers.ts"
import { CircuitOpen } from "./CircuitOpen.ts"

type TheirClassify<A, E, R> = (exit: Exit.Exit<A, E>) => Theirs.Outcome | Effect.Effect<Theirs.Outcome, never, R>

const ourOutcome = (theirs: Theirs.Outcome): Outcome.Outcome => {
  if (theirs._tag !== "Failure") return theirs
  return theirs.retryAfter === undefined
    ? Outcome.failure
    : { _tag: "Failure", retryAfterMs: Duration.toMillis(theirs.retryAfter) }
}

const theirError = (open: CircuitOpen): Theirs.CircuitBreakerError =>
  new Theirs.CircuitBreakerError({
    reason:
      open.state === "HalfOpen"
        ? new Theirs.CircuitHalfOpen({ key: open.key })
        : new Theirs.CircuitOpen({
            key: open.key,
            retryAfter: Duration.millis(open.remainingMs ?? LONGEST_MS)
          })
  })

/** Only the edges that effect's circuits have. */
const transitionOf = (event: BreakerEvent): Theirs.Transition | undefined => {
  const key = event.name
  switch (event._tag) {
    case "breaker.opened":
      return {
        key,
        from: event.from === "HalfOpen" ? "HalfOpen" : "Closed",
        to: "Open",
        retryAfter: Duration.millis(event.openMs ?? 0),
        consecutiveOpenings: event.openings
      }
    case "breaker.half-opened":
      return { key, from: "Open", to: "HalfOpen" }
    case "breaker.closed":
      return event.from === "HalfOpen" ? { key, from: "HalfOpen", to: "Closed" } : undefined
    default:
      return undefined
  }
}

/** The call, with an effect at its end that reads its outcome; one that fails or throws ends the call with that, and counts as nothing. */
const classifying = <A, E, R, R2>(
  self: Effect.Effect<A, E, R>,
  classify: TheirClassify<A, E, R2>,
  tell: (outcome: Theirs.Outcome) => void
): Effect.Effect<A, E, R | R2> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.exit(restore(self)), (exit) => {
      if (Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)) return exit
      const outcome = Effect.suspend(() => {
        const found = classify(exit)
        return Effect.isEffect(found) ? found : Effect.succeed(found)
      })
      return Effect.flatMap(Effect.exit(restore(outcome)), (found) => {
        if (Exit.isSuccess(found)) {
          tell(found.value)
          return exit
        }
        return Effect.failCause(Exit.isFailure(exit) ? Cause.combine(exit.cause, found.cause) : found.cause)
      })
    })
  )

/**
 * The same circuits as `breakers`, as effect's service. `transitions` ends with the layer of `breakers`; without `classify`, the layer's own
 * classifier decides.
 */
export const toEffectCircuitBreaker = (breakers: Breakers["Service"]): Theirs.CircuitBreaker => {
  const execute = <A, E, R, R2 = never>(
    self: Effect.Effect<A, E, R>,
    options: { readonly key: string; readonly classify?: TheirClassify<A, E, R2> | undefined }
  ): Effect.Effect<A, E | Theirs.CircuitBreakerError, R | R2> =>
    Effect.suspend(() => {
      const breaker = breakers.breaker(options.key)
      const { classify } = options
      let hasStarted = false
      let outcome: Outcome.Outcome = Outcome.ignored
      const started = Effect.suspend(() => {
        hasStarted = true
        return self
      })
      // Their classifier may be an effect, ours may not: it runs as the end of the call, and ours reads what it found.
      const guarded: Effect.Effect<A, E | CircuitOpen, R | R2> =
        classify === undefined
          ? breaker.protect(started)
          : breaker.protect(
              classifying(started, classify, (found) => {
                outcome = ourOutcome(found)
              }),
              () => outcome
            )
      return Effect.mapError(guarded, (error): E | Theirs.CircuitBreakerError =>
        // What another breaker inside said is the call's own error.
        !hasStarted && error instanceof CircuitOpen ? theirError(error) : (error as E)
      )
    })

  return {
    [Theirs.TypeId]: Theirs.TypeId,
    execute: dual(2, execute),
    state: (key) =>
      Effect.withFiberSucceed((fiber): Theirs.State => {
        const found = breakers.breaker(key).snapshot(monotonicMs(fiber.getRef(Clock.Clock)))
        const consecutiveOpenings = found.openings
        switch (found.state) {
          case "Closed":
          case "Disabled":
            return { _tag: "Closed", key }
          case "HalfOpen":
            return { _tag: "HalfOpen", key, probing: found.trials > 0, consecutiveOpenings }
          default:
            return {
              _tag: "Open",
              key,
              retryAfter: Duration.millis(found.retryInMs ?? LONGEST_MS),
              consecutiveOpenings
            }
        }
      }),
    transitions: breakers.events.pipe(
      Stream.filterMap((event) => {
        const transition = transitionOf(event)
        return transition === undefined ? Result.failVoid : Result.succeed(transition)
      })
    )
  }
}
