import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Theirs from "effect/persistence/CircuitBreaker"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { Breakers, withBreaker } from "#core/resilience/breaker/CircuitBreaker.ts"
import { toEffectCircuitBreaker } from "#core/resilience/breaker/effectBreaker.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"

const key = "search"
const layer = Breakers.layer({ trip: Trip.consecutive(2), open: "30 seconds", halfOpen: { permits: 1 } })
const classify = () => Effect.as(Effect.yieldNow, Theirs.failure({ retryAfter: "1 minute" }))
const both = Effect.map(Breakers, (breakers) => ({ breakers, theirs: toEffectCircuitBreaker(breakers) }))

describe("our circuits behind effect's interface", () => {
  it.effect("are taken by HttpClient.withCircuitBreaker", () =>
    Effect.gen(function* () {
      const { theirs } = yield* both
      let requests = 0
      const client = HttpClient.make((request) =>
        Effect.sync(() => {
          requests++
          return HttpClientResponse.fromWeb(request, new Response(null, { status: 503 }))
        })
      ).pipe(HttpClient.withCircuitBreaker({ breaker: theirs, key }))
      const call = client.execute(HttpClientRequest.get("http://search.test/"))
      yield* call
      yield* call
      const rejected = yield* Effect.flip(call)
      assert.instanceOf(rejected, Theirs.CircuitBreakerError)
      assert.strictEqual(requests, 2)
      assert.deepInclude(yield* theirs.state(key), { _tag: "Open", consecutiveOpenings: 1 })
    }).pipe(Effect.provide(layer))
  )

  it.effect("open, try and close as theirs do, and tell it", () =>
    Effect.gen(function* () {
      const { breakers, theirs } = yield* both
      const listening = yield* theirs.transitions.pipe(
        Stream.take(4),
        Stream.runCollect,
        Effect.forkChild({ startImmediately: true })
      )
      yield* Effect.yieldNow
      const bad = Effect.ignore(theirs.execute(Effect.fail("no"), { key }))
      yield* bad
      yield* bad
      const open = yield* Effect.flip(Effect.succeed(1).pipe(theirs.execute({ key })))
      assert.deepStrictEqual(open.reason._tag === "CircuitOpen" && Duration.toMillis(open.reason.retryAfter), 30_000)
      yield* TestClock.adjust("30 seconds")
      const trial = yield* Effect.forkChild(theirs.execute(Effect.never, { key }), { startImmediately: true })
      const trying = yield* Effect.flip(theirs.execute(Effect.void, { key }))
      assert.strictEqual(trying.reason._tag, "CircuitHalfOpen")
      assert.deepInclude(yield* theirs.state(key), { _tag: "HalfOpen", probing: true })
      yield* Fiber.interrupt(trial)
      assert.strictEqual(yield* theirs.execute(Effect.succeed(7), { key }), 7)
      assert.deepStrictEqual(yield* theirs.state(key), { _tag: "Closed", key })
      yield* breakers.isolate(key, "by hand")
      assert.deepInclude(yield* theirs.state(key), { _tag: "Open" })
      yield* breakers.close(key)
      yield* bad
      yield* bad
      const told = yield* Fiber.join(listening)
      assert.deepStrictEqual(
        told.map(({ from, to }) => `${from} ${to}`),
        ["Closed Open", "Open HalfOpen", "HalfOpen Closed", "Closed Open"]
      )
      assert.deepInclude(told[3], { consecutiveOpenings: 2 })
    }).pipe(Effect.provide(layer))
  )

  it.effect("take a classifier that is an effect, and end with what it dies of", () =>
    Effect.gen(function* () {
      const { breakers, theirs } = yield* both
      yield* theirs.execute(Effect.void, { key, classify })
      yield* theirs.execute(Effect.void, { key, classify })
      assert.deepInclude(breakers.breaker(key).snapshot(0), { state: "Open", retryInMs: 60_000 })
      const died = yield* Effect.exit(theirs.execute(Effect.void, { key: "other", classify: () => Effect.die("oh") }))
      assert.deepStrictEqual(died, Exit.die("oh"))
      assert.deepInclude(breakers.breaker("other").snapshot(0), { state: "Closed", calls: 0 })
    }).pipe(Effect.provide(layer))
  )

  it.effect("leave a rejection of another breaker inside as it is", () =>
    Effect.gen(function* () {
      const { breakers, theirs } = yield* both
      yield* breakers.isolate("inner", "by hand")
      const inner = yield* Effect.flip(theirs.execute(withBreaker(Effect.void, { key: "inner" }), { key }))
      assert.strictEqual(inner._tag, "CircuitOpen")
      assert.deepInclude(breakers.breaker(key).snapshot(0), { calls: 0 })
    }).pipe(Effect.provide(layer))
  )
})
