/** What the tests of the router share: a test over a world of scripts, and time that goes on while it works. */
import { it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import type { Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import type { Cascades } from "#core/resilience/cascade/Cascades.ts"
import type { RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"
import { Router } from "#core/routing/Router.ts"
import type { ModelAsk, RouteAttempt } from "#core/routing/Routed.ts"
import { routeWorld, type RouteWorld, type RouteWorldOptions } from "#kit/routeWorld.ts"

/** Turns of the event loop in which everything that needs no time has happened. */
const TURNS = Array.from({ length: 20 }, (_, at) => at)

export const complete = (ask: ModelAsk) => Effect.flatMap(Router, (router) => router.complete(ask))
export const stream = (ask: ModelAsk) => Stream.unwrap(Effect.map(Router, (router) => router.stream(ask)))

/** `provider outcome error`, in order. */
export const course = (attempts: ReadonlyArray<RouteAttempt>) =>
  attempts.map(({ error, outcome, provider }) => `${provider} ${outcome}${error === undefined ? "" : ` ${error}`}`)

/** Runs it while time goes on, and says how long it took on that clock. */
export const inTime = <A, E, R>(work: Effect.Effect<A, E, R>, step = 100) =>
  Effect.gen(function* () {
    const from = yield* Clock.currentTimeMillis
    const fiber = yield* Effect.forkChild(work, { startImmediately: true })
    // Answers come over promises, which need turns of their own.
    const settle = Effect.forEach(TURNS, () => Effect.promise(() => new Promise(setImmediate)))
    yield* settle
    while (fiber.pollUnsafe() === undefined) {
      yield* TestClock.adjust(step)
      yield* settle
    }
    return { value: yield* Fiber.join(fiber), ms: (yield* Clock.currentTimeMillis) - from }
  })

type Services = Router | Breakers | Cascades | RetryBudgets

export const test = (
  name: string,
  options: RouteWorldOptions,
  work: (world: RouteWorld) => Effect.Effect<void, unknown, Services>
) =>
  it.effect(name, () => {
    const world = routeWorld(options)
    return Effect.provide(work(world), world.layer)
  })

/** Whose upstreams were asked, in order. */
export const who = ({ asked }: RouteWorld) => asked.map(({ provider }) => provider)
