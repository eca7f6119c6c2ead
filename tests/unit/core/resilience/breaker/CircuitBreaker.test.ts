import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Scheduler from "effect/Scheduler"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { Breakers, CircuitOpen, withBreaker } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as OpenTime from "#core/resilience/breaker/OpenTime.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import { ignored } from "#core/resilience/Outcome.ts"

const key = "openai"
const one = Breakers.layer({ trip: Trip.consecutive(1), open: "30 seconds", halfOpen: { permits: 1 } })
const bad = withBreaker(Effect.fail("no"), { key }).pipe(Effect.ignore)
const good = withBreaker(Effect.succeed("yes"), { key })
const see = Effect.map(Breakers, (breakers) => breakers.breaker(key).snapshot(0))
const stateOf = Effect.map(see, ({ state }) => state)

const throwing = (): never => {
  throw new Error("classifier")
}

describe("withBreaker", () => {
  it.effect(
    "2, 3: takes the call first or last, without annotations, and leaves `never` when every tag was handled",
    () =>
      Effect.gen(function* () {
        const call: Effect.Effect<number, "no"> = Effect.fail("no")
        const last: Effect.Effect<number, "no" | CircuitOpen, Breakers> = call.pipe(withBreaker({ key }))
        const first: Effect.Effect<number, "no" | CircuitOpen, Breakers> = withBreaker(call, { key })
        const handled: Effect.Effect<number, never, Breakers> = last.pipe(
          Effect.catchTag("CircuitOpen", () => Effect.succeed(2)),
          Effect.catch(() => Effect.succeed(1))
        )
        assert.deepStrictEqual([yield* handled, yield* handled], [1, 2])
        assert.instanceOf(yield* Effect.flip(first), CircuitOpen)
        // With a classifier of the call's own types.
        const classified = Effect.succeed({ status: 500 }).pipe(
          withBreaker({ key: "b", classify: (exit) => (Exit.isSuccess(exit) ? { _tag: "Failure" } : ignored) })
        )
        assert.strictEqual((yield* classified).status, 500)
        const breakers = yield* Breakers
        assert.deepInclude(breakers.breaker("b").snapshot(0), { state: "Open", lastError: "HTTP 500" })
      }).pipe(Effect.provide(one))
  )

  it.effect("11: turns a call away at 29.999 s without starting it, and lets one through at 30.000 s", () =>
    Effect.gen(function* () {
      let started = 0
      const call = withBreaker(
        Effect.sync(() => ++started),
        { key }
      )
      yield* bad
      yield* TestClock.adjust("29999 millis")
      const open = yield* Effect.flip(call)
      assert.deepStrictEqual([open.remainingMs, started], [1, 0])
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(yield* call, 1)
      assert.strictEqual(yield* stateOf, "Closed")
    }).pipe(Effect.provide(one))
  )

  it.effect("11: turns a million calls away, and remembers no more for it than their number", () =>
    Effect.gen(function* () {
      yield* bad
      const breaker = (yield* Breakers).breaker(key)
      for (let call = 0; call < 1_000_000; call++) breaker.admit(0)
      assert.deepInclude(yield* see, { rejected: 1_000_000, retryInMs: 30_000 })
      assert.lengthOf((yield* see).transitions, 1)
    }).pipe(Effect.provide(one))
  )

  it.effect("13: a trial that is cancelled gives its place back", () =>
    Effect.gen(function* () {
      yield* bad
      yield* TestClock.adjust("30 seconds")
      const trial = yield* Effect.forkChild(withBreaker(Effect.never, { key }), { startImmediately: true })
      assert.strictEqual((yield* Effect.flip(good)).state, "HalfOpen")
      yield* Fiber.interrupt(trial)
      assert.strictEqual(yield* good, "yes")
      assert.strictEqual(yield* stateOf, "Closed")
    }).pipe(Effect.provide(one))
  )

  it.effect("13: a trial that never ends loses its place after 60 s", () =>
    Effect.gen(function* () {
      yield* bad
      yield* TestClock.adjust("30 seconds")
      yield* Effect.forkChild(withBreaker(Effect.never, { key }), { startImmediately: true })
      yield* TestClock.adjust("59999 millis")
      assert.strictEqual((yield* Effect.flip(good)).state, "HalfOpen")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(yield* good, "yes")
    }).pipe(Effect.provide(one))
  )

  it.effect("15: cancelling a call never counts, however many are cancelled", () =>
    Effect.gen(function* () {
      for (let call = 0; call < 5; call++) {
        const running = yield* Effect.forkChild(withBreaker(Effect.never, { key }), { startImmediately: true })
        yield* Fiber.interrupt(running)
      }
      assert.deepInclude(yield* see, { state: "Closed", calls: 0 })
    }).pipe(Effect.provide(one))
  )

  it.effect("15: a timeout inside counts, a defect too", () =>
    Effect.gen(function* () {
      const slow = withBreaker(Effect.timeout(Effect.never, "1 second"), { key: "slow" })
      const running = yield* Effect.forkChild(Effect.exit(slow), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(running)
      yield* Effect.exit(withBreaker(Effect.die(new Error("a bug")), { key: "bug" }))
      const { breaker } = yield* Breakers
      assert.deepInclude(breaker("slow").snapshot(0), { state: "Open" })
      assert.deepInclude(breaker("bug").snapshot(0), { state: "Open", lastError: "a bug" })
    }).pipe(Effect.provide(one))
  )

  it.effect("17: the chance is the fiber's: the same seed, the same length", () =>
    Effect.gen(function* () {
      const length = Effect.gen(function* () {
        yield* bad
        return (yield* see).retryInMs
      }).pipe(
        Effect.provide(Breakers.layer({ trip: Trip.consecutive(1), open: OpenTime.growing({ jitter: 1 }) }), {
          local: true
        })
      )
      const [a, b, c] = [
        yield* Random.withSeed(length, "a"),
        yield* Random.withSeed(length, "a"),
        yield* Random.withSeed(length, "b")
      ]
      assert.strictEqual(a, b)
      assert.notStrictEqual(a, c)
    })
  )

  it.effect.each([["back", -1] as const, ["forward", 1] as const])(
    "18: a computer's clock set %s by a day keeps it open no longer and opens it no sooner",
    ([, sign]) =>
      Effect.gen(function* () {
        yield* bad
        const clock = yield* Clock.Clock
        const wall = () => clock.currentTimeMillisUnsafe() + sign * 86_400_000
        const wrong = { ...clock, currentTimeMillisUnsafe: wall, currentTimeMillis: Effect.sync(wall) }
        const turnedAway = Effect.flip(good).pipe(Effect.provideService(Clock.Clock, wrong))
        assert.strictEqual((yield* turnedAway).remainingMs, 30_000)
        yield* TestClock.adjust("29999 millis")
        assert.strictEqual((yield* turnedAway).remainingMs, 1)
        yield* TestClock.adjust("1 millis")
        assert.strictEqual(yield* Effect.provideService(good, Clock.Clock, wrong), "yes")
      }).pipe(Effect.provide(one))
  )

  it.effect("18: nor does TestClock's own way back", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(10 * 86_400_000)
      yield* bad
      yield* TestClock.setTime(9 * 86_400_000)
      assert.strictEqual((yield* Effect.flip(good)).remainingMs, 30_000)
    }).pipe(Effect.provide(one))
  )

  it.effect("gives its answer, counts as by default and loses no place where a classifier throws", () =>
    Effect.gen(function* () {
      yield* bad
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(yield* withBreaker(Effect.succeed(1), { key, classify: throwing }), 1)
      assert.strictEqual(yield* stateOf, "Closed")
      assert.strictEqual(yield* good, "yes")
    }).pipe(Effect.provide(one))
  )

  it.effect("shows errors that are no errors", () =>
    Effect.gen(function* () {
      const odd = {
        get message(): string {
          throw new Error("no message")
        }
      }
      yield* Effect.ignore(withBreaker(Effect.fail(odd), { key }))
      assert.strictEqual((yield* see).lastError, "an error that cannot be shown")
      for (const [at, error] of [undefined, null, 7, "x".repeat(5_000)].entries()) {
        yield* Effect.ignore(withBreaker(Effect.fail(error), { key: `odd ${at}` }))
        const { breaker } = yield* Breakers
        assert.isAtMost((breaker(`odd ${at}`).snapshot(0).lastError ?? "").length, 200)
      }
    }).pipe(Effect.provide(one))
  )

  it.effect("6: two layers share nothing", () =>
    Effect.gen(function* () {
      const [first, second] = [yield* Layer.build(Layer.fresh(one)), yield* Layer.build(Layer.fresh(one))]
      yield* Effect.provide(bad, first)
      assert.strictEqual(yield* Effect.provide(stateOf, first), "Open")
      assert.strictEqual(yield* Effect.provide(good, second), "yes")
    }).pipe(Effect.scoped)
  )
})

/** Runs the call, and interrupts it after so many turns of the scheduler. */
const cancelled = (turns: number, maxOps: number) =>
  Effect.gen(function* () {
    yield* bad
    yield* TestClock.adjust("30 seconds")
    const steps = Effect.forEach([1, 2, 3, 4, 5, 6], () => Effect.yieldNow)
    const trial = yield* withBreaker(steps, { key }).pipe(
      Effect.provideService(Scheduler.MaxOpsBeforeYield, maxOps),
      Effect.forkChild({ startImmediately: true })
    )
    for (let turn = 0; turn < turns; turn++) yield* Effect.yieldNow
    yield* Fiber.interrupt(trial)
    // Whatever was reached, there is a place for a trial, or the trial had ended and closed it.
    assert.strictEqual(yield* good, "yes", `${turns} turns, ${maxOps} ops`)
    assert.strictEqual(yield* stateOf, "Closed")
  }).pipe(Effect.provide(one, { local: true }))

describe("interruption at every step", () => {
  it.effect("13: no trial's place is lost", () =>
    Effect.gen(function* () {
      for (let maxOps = 3; maxOps <= 64; maxOps += maxOps < 12 ? 1 : 13) {
        for (let turns = 0; turns < 24; turns++) yield* cancelled(turns, maxOps)
      }
    })
  )
})

describe("Breakers", () => {
  it.effect("39: tells transitions, turned-away and ignored calls to whoever listens; reading changes nothing", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      const listening = yield* breakers.events.pipe(
        Stream.take(6),
        Stream.runCollect,
        Effect.forkChild({ startImmediately: true })
      )
      yield* Effect.yieldNow
      yield* withBreaker(Effect.fail("no"), { key, classify: () => ignored }).pipe(Effect.ignore)
      yield* bad
      yield* Effect.ignore(good)
      yield* TestClock.adjust("30 seconds")
      yield* good
      yield* breakers.isolate(key, "by hand")
      assert.deepStrictEqual(yield* breakers.snapshots, yield* breakers.snapshots)
      const events = yield* Fiber.join(listening)
      assert.deepStrictEqual(
        events.map((event) => event._tag),
        [
          "breaker.ignored",
          "breaker.opened",
          "breaker.rejected",
          "breaker.half-opened",
          "breaker.closed",
          "breaker.isolated"
        ]
      )
      assert.deepInclude(events[1], { name: key, from: "Closed", why: "a failure", openMs: 30_000, at: 0 })
    }).pipe(Effect.provide(one))
  )

  it.effect("tells of slow calls, and a listener that hangs delays no call", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      const slow = yield* Deferred.make<unknown>()
      yield* breakers.events.pipe(
        Stream.runForEach((event) => Effect.andThen(Deferred.succeed(slow, event), Effect.never)),
        Effect.forkChild({ startImmediately: true })
      )
      yield* Effect.yieldNow
      for (let call = 0; call < 1_000; call++) {
        const running = yield* Effect.forkChild(withBreaker(Effect.sleep("3 seconds"), { key: `k${call}` }), {
          startImmediately: true
        })
        yield* TestClock.adjust("3 seconds")
        yield* Fiber.join(running)
      }
      assert.deepInclude(yield* Deferred.await(slow), { _tag: "breaker.slow", name: "k0", elapsedMs: 3_000 })
    }).pipe(Effect.provide(Breakers.layer({ trip: Trip.rate({ slow: { after: "2 seconds", rate: 1 } }) })))
  )

  it.effect("19: is steered by key or by handle", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      const breaker = breakers.breaker(key)
      yield* breaker.isolate("first")
      assert.strictEqual((yield* Effect.flip(good)).why, "first")
      yield* breakers.close(key)
      assert.strictEqual(yield* good, "yes")
      yield* breaker.forceOpen("1 minute", "second")
      assert.strictEqual((yield* Effect.flip(good)).remainingMs, 60_000)
      yield* breaker.disable("third")
      yield* bad
      assert.strictEqual(yield* good, "yes")
      yield* breaker.close
      assert.deepInclude(yield* see, { state: "Closed", why: null })
      assert.lengthOf((yield* see).transitions, 5)
    }).pipe(Effect.provide(one))
  )
})
