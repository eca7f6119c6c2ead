/**
 * Looks whether the providers of a cascade are there, for processes that live long: each about once a minute, with jitter, by asking for
 * its models, which costs nothing and checks its key. One that answers has its circuit closed and its row of failures ended before
 * somebody's call has to try it; one that does not answer rests before somebody's call has to fail. It refuses to ask whom a person
 * isolated, and need not ask who was called of late. It never ends by itself: fork it into a scope.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { Health } from "../health/Health.ts"
import { ProviderError } from "../llm/ProviderError.ts"
import { checkDuration } from "../resilience/checkOptions.ts"
import { sayError } from "../resilience/formatMs.ts"
import type { ProviderStanding } from "./Routed.ts"
import { Router } from "./Router.ts"
import { hurtsHealth } from "./routeOutcomes.ts"

export interface ProbeOptions {
  /** The usual time between two looks; each is drawn between half of it and one and a half. Default 1 minute. */
  readonly every?: Duration.Input
  /** The longest wait for one answer. Default 5 seconds. */
  readonly timeout?: Duration.Input
  /** This provider alone, whether it is in the cascade or not. Default: those of the cascade. */
  readonly only?: string | undefined
}

const isWanted = ({ isInCascade, model, provider, whyNot }: ProviderStanding, only: string | undefined): boolean =>
  whyNot === null && model !== null && (only === undefined ? isInCascade : provider === only)

/** What a failure says of the provider; a key that is refused says nothing of whether it is there. */
const failureOf = (error: unknown): string | null =>
  error instanceof ProviderError && hurtsHealth(error) ? sayError(error) : null

/** Looks until it is interrupted; at once done where there is nobody to look at. */
export const probeProviders = (options: ProbeOptions = {}): Effect.Effect<void, never, Router | Health> =>
  Effect.gen(function* () {
    const everyMs = checkDuration("every", options.every ?? "1 minute")
    const timeoutMs = checkDuration("timeout", options.timeout ?? "5 seconds")
    const router = yield* Router
    const health = yield* Health

    const look = (provider: string, model: string): Effect.Effect<void> =>
      Effect.gen(function* () {
        const from = yield* Clock.currentTimeMillis
        const late = `no list of models within ${Duration.format(Duration.millis(timeoutMs))}`
        const failure = yield* router
          .models(provider)
          .pipe(
            Effect.match({ onSuccess: () => null, onFailure: (error) => ({ error: failureOf(error) }) }),
            Effect.timeoutOrElse({ duration: timeoutMs, orElse: () => Effect.succeed({ error: late }) })
          )
        const durationMs = (yield* Clock.currentTimeMillis) - from
        const name = { provider, model }
        if (failure === null) yield* health.record(name, { ok: true, durationMs, probe: true })
        else if (failure.error !== null) {
          yield* health.record(name, { ok: false, durationMs, error: failure.error, probe: true })
        }
      })

    /** Whoever was called within half of the time is known well enough. */
    const isDue = (standing: ProviderStanding, model: string): Effect.Effect<boolean> =>
      standing.circuit === "Isolated"
        ? Effect.succeed(false)
        : Effect.gen(function* () {
            const seen = yield* health.lastSeen({ provider: standing.provider, model })
            const now = yield* Clock.currentTimeMillis
            return seen === null || now - seen >= everyMs / 2
          })

    const turn = (provider: string): Effect.Effect<void> =>
      Effect.gen(function* () {
        yield* Effect.sleep(everyMs * (0.5 + (yield* Random.next)))
        const standing = (yield* router.standing).find((one) => one.provider === provider)
        const model = standing?.model ?? null
        if (standing === undefined || model === null || !(yield* isDue(standing, model))) return
        yield* look(provider, model)
      })

    const wanted = (yield* router.standing).filter((standing) => isWanted(standing, options.only))
    yield* Effect.forEach(wanted, ({ provider }) => Effect.forever(turn(provider)), {
      concurrency: "unbounded",
      discard: true
    })
  })
