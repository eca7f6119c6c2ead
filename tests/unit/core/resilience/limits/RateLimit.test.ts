import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as RateLimiter from "effect/persistence/RateLimiter"
import * as Scheduler from "effect/Scheduler"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { isRecoverable } from "#core/errors/Recoverable.ts"
import { withDeadline } from "#core/resilience/limits/Deadline.ts"
import {
  layer,
  layerShared,
  RateLimited,
  type RateLimitEvent,
  RateLimits,
  withRateLimit
} from "#core/resilience/limits/RateLimit.ts"
import { classify } from "#core/resilience/Outcome.ts"

const start = <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.forkChild(self, { startImmediately: true })
const snapshots = RateLimits.use((limits) => limits.snapshots)
const now = Clock.currentTimeMillis.pipe(withRateLimit("p"))
const twoASecond = { requests: { limit: 2, window: "1 second" } } as const
const remaining = Effect.map(snapshots, (all) => [all[0]?.requests?.remaining, all[0]?.tokens?.remaining])

/** A call that is expected to take `tokens`, and takes `used`. */
const call = (tokens: number, used: number) =>
  Effect.succeed({ used }).pipe(withRateLimit({ key: "p", tokens, used: (answer) => answer.used }))

describe("withRateLimit", () => {
  it.effect("lets as many through at once as the limit says, the others one by one as room comes", () =>
    Effect.gen(function* () {
      const fibers = yield* Effect.forEach([1, 2, 3, 4], () => start(now))
      yield* TestClock.adjust("499 millis")
      assert.isUndefined(fibers[2]?.pollUnsafe())
      yield* TestClock.adjust("1 seconds")
      assert.deepStrictEqual(yield* Effect.forEach(fibers, (fiber) => Fiber.join(fiber)), [0, 0, 500, 1_000])
    }).pipe(Effect.provide(layer(twoASecond)))
  )

  it.effect("refuses at once what would have to wait too long, takes nothing for it and says when there is room", () =>
    Effect.gen(function* () {
      yield* now
      yield* now
      const error = yield* Effect.flip(now)
      assert.instanceOf(error, RateLimited)
      assert.strictEqual(error.message, "p has used its 2 requests in 1 s; room for this call in 500 ms.")
      assert.isTrue(isRecoverable(error))
      assert.deepStrictEqual(classify(Exit.fail(error), 0), { _tag: "Ignored" })
      yield* TestClock.adjust("500 millis")
      assert.strictEqual(yield* now, 500)
      assert.deepStrictEqual(yield* snapshots, [
        {
          name: "p",
          requests: { limit: 2, windowMs: 1_000, remaining: 0 },
          tokens: null,
          admitted: 3,
          delayed: 0,
          rejected: 1
        }
      ])
    }).pipe(Effect.provide(layer({ ...twoASecond, maxWait: 0 })))
  )

  it.effect("35: does not begin a wait that ends at or after the deadline", () =>
    Effect.gen(function* () {
      yield* now
      yield* now
      const error = yield* Effect.flip(withDeadline(now, "500 millis"))
      assert.strictEqual(error._tag, "RateLimited")
      const fiber = yield* start(withDeadline(now, "501 millis"))
      yield* TestClock.adjust("500 millis")
      assert.strictEqual(yield* Fiber.join(fiber), 500)
    }).pipe(Effect.provide(layer(twoASecond)))
  )

  it.effect("counts requests and tokens apart, and gives back what a call has not used", () =>
    Effect.gen(function* () {
      yield* call(600, 100)
      assert.deepStrictEqual(yield* remaining, [9, 900])
      yield* call(100, 300)
      assert.deepStrictEqual(yield* remaining, [8, 600])
      yield* call(0, Number.NaN)
      assert.deepStrictEqual(yield* remaining, [7, 600])
      const error = yield* Effect.flip(call(700, 0))
      assert.deepStrictEqual([error.what, error.remainingMs], ["tokens", 6_000])
      assert.deepStrictEqual(yield* remaining, [7, 600])
    }).pipe(
      Effect.provide(
        layer({ requests: { limit: 10, window: "1 minute" }, tokens: { limit: 1_000, window: "1 minute" }, maxWait: 0 })
      )
    )
  )

  it.effect("never gives back more than the bucket holds", () =>
    Effect.gen(function* () {
      const call = Effect.sleep("1 minute").pipe(withRateLimit({ key: "p", tokens: 1_000, used: () => 0 }))
      const fiber = yield* start(call)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual((yield* remaining)[1], 1_000)
    }).pipe(Effect.provide(layer({ tokens: { limit: 1_000, window: "1 minute" } })))
  )

  it.effect("27: a wait that is cancelled takes nothing", () =>
    Effect.gen(function* () {
      yield* now
      yield* now
      const fiber = yield* start(now)
      assert.deepStrictEqual((yield* remaining)[0], -1)
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual((yield* remaining)[0], 0)
    }).pipe(Effect.provide(layer(twoASecond)))
  )

  it.effect("interrupted at any step, it takes nothing for a call that did not run", () =>
    Effect.gen(function* () {
      for (const ops of [3, 4, 5, 6, 8, 11, 16, 64]) {
        for (let yields = 0; yields <= 20; yields += 2) {
          let ran = 0
          const [left] = yield* Effect.gen(function* () {
            const call = Effect.sync(() => ran++).pipe(withRateLimit("p"))
            const fiber = yield* Effect.forkChild(Effect.provideService(call, Scheduler.MaxOpsBeforeYield, ops))
            for (let step = 0; step < yields; step++) yield* Effect.yieldNow
            yield* Fiber.interrupt(fiber)
            return yield* remaining
          }).pipe(Effect.provide(layer(twoASecond)))
          assert.strictEqual(left ?? 2, 2 - ran, `${ops} ${yields}`)
        }
      }
    })
  )

  it.effect("18: does not mind the wall clock being set", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(86_400_000)
      yield* now
      yield* now
      yield* TestClock.setTime(0)
      assert.strictEqual((yield* Effect.flip(now)).remainingMs, 500)
      yield* TestClock.adjust("500 millis")
      assert.strictEqual(yield* now, 500)
    }).pipe(Effect.provide(layer({ ...twoASecond, maxWait: 0 })))
  )

  it.effect("39: tells listeners who waited and who was refused", () =>
    Effect.gen(function* () {
      const events: Array<RateLimitEvent> = []
      const heard = (yield* RateLimits).events
      yield* start(Stream.runForEach(heard, (event) => Effect.sync(() => events.push(event))))
      yield* Effect.forEach([1, 2, 3, 4], () => start(Effect.exit(now)))
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(events, [
        { _tag: "rateLimit.delayed", name: "p", at: 0, what: "requests", waitMs: 500 },
        { _tag: "rateLimit.rejected", name: "p", at: 0, what: "requests", waitMs: 1_000 }
      ])
    }).pipe(Effect.provide(layer({ ...twoASecond, maxWait: "999 millis" })))
  )

  it.effect("shares a store with others", () =>
    Effect.gen(function* () {
      const store = yield* Layer.build(RateLimiter.layerStoreMemory)
      const machine = () => Layer.provide(layerShared({ ...twoASecond, maxWait: 0 }), Layer.succeedContext(store))
      yield* Effect.provide(now, machine())
      yield* Effect.provide(now, machine())
      const error = yield* Effect.flip(Effect.provide(now, machine()))
      assert.strictEqual(error.remainingMs, 500)
    }).pipe(Effect.scoped)
  )

  it.effect("counts for itself while the shared store is away or silent, and does not ask it at each call", () =>
    Effect.gen(function* () {
      for (const [answer, waits] of [
        [Effect.die("away"), 0],
        [Effect.never, 1_000]
      ] as const) {
        let asked = 0
        const tokenBucket = () =>
          Effect.andThen(
            Effect.sync(() => asked++),
            answer
          )
        const broken = Layer.effect(
          RateLimiter.RateLimiterStore,
          Effect.map(RateLimiter.RateLimiterStore, (store) => ({ ...store, tokenBucket }))
        ).pipe(Layer.provide(RateLimiter.layerStoreMemory))
        const from = yield* Clock.currentTimeMillis
        const fiber = yield* start(
          Effect.all([now, now, Effect.flip(now)]).pipe(
            Effect.provide(Layer.provide(layerShared({ ...twoASecond, maxWait: 0 }), broken))
          )
        )
        yield* TestClock.adjust("10 seconds")
        const [first, second, third] = yield* Fiber.join(fiber)
        assert.deepStrictEqual([first - from, second - from, third._tag], [waits, waits, "RateLimited"])
        assert.strictEqual(asked, 1)
      }
    })
  )

  it.effect("5: refuses impossible options when the layer is built", () =>
    Effect.gen(function* () {
      for (const options of [
        {},
        { requests: { limit: 0, window: "1 second" } },
        { requests: { limit: Number.NaN, window: "1 second" } },
        { tokens: { limit: 1, window: 0 } },
        { tokens: { limit: 1, window: Number.POSITIVE_INFINITY } },
        { ...twoASecond, maxWait: -1 },
        { ...twoASecond, idle: "999 millis" }
      ] as const) {
        const exit = yield* Effect.exit(Effect.scoped(Layer.build(layer(options))))
        assert.isTrue(Exit.hasDies(exit), JSON.stringify(options))
      }
    })
  )
})
