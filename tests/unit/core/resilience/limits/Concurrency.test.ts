import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { isRecoverable } from "#core/errors/Recoverable.ts"
import {
  Concurrencies,
  type ConcurrencyEvent,
  ConcurrencyLimited,
  layer,
  withConcurrency
} from "#core/resilience/limits/Concurrency.ts"
import { classify } from "#core/resilience/Outcome.ts"

const start = <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.forkChild(self, { startImmediately: true })
const limit = Effect.map(
  Concurrencies.use((all) => all.snapshots),
  (all) => all[0]?.limit
)

/** `count` calls of a second at once; how many were let in. */
const wave = <E>(count: number, end: Effect.Effect<void, E>) =>
  Effect.gen(function* () {
    const call = Effect.andThen(Effect.sleep("1 second"), end).pipe(withConcurrency("p"), Effect.exit)
    const fibers = yield* Effect.forEach(Array.from({ length: count }), () => start(call))
    yield* TestClock.adjust("1 second")
    const exits = yield* Effect.forEach(fibers, (fiber) => Fiber.join(fiber))
    return exits.filter((exit) => classify(exit, 0)._tag !== "Ignored").length
  })

describe("withConcurrency", () => {
  it.effect("38: fewer run at once when the provider answers 429, never none, and more again afterwards", () =>
    Effect.gen(function* () {
      const busy = Effect.fail({ _tag: "TooMany", retryAfterMs: 1 })
      const letIn: Array<number> = []
      for (let round = 0; round < 6; round++) letIn.push(yield* wave(30, busy))
      assert.deepStrictEqual(letIn, [20, 2, 1, 1, 1, 1])
      const risen: Array<number> = []
      for (let round = 0; round < 6; round++) risen.push(yield* wave(30, Effect.void))
      assert.deepStrictEqual(risen, [1, 2, 2, 3, 3, 4])
    }).pipe(Effect.provide(layer()))
  )

  it.effect("38: is not moved by its own refusals, by cancelled calls and by what the caller got wrong", () =>
    Effect.gen(function* () {
      const fiber = yield* start(Effect.never.pipe(withConcurrency("p")))
      const error = yield* Effect.flip(Effect.void.pipe(withConcurrency("p")))
      assert.instanceOf(error, ConcurrencyLimited)
      assert.strictEqual(error.message, "p bears 1 call at once now, and they are running.")
      assert.isTrue(isRecoverable(error))
      assert.deepStrictEqual(classify(Exit.fail(error), 0), { _tag: "Ignored" })
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(yield* limit, 1)
    }).pipe(Effect.provide(layer({ initial: 1 })))
  )

  it.effect("38: takes another reading of how a call ended", () =>
    Effect.gen(function* () {
      yield* Effect.exit(Effect.fail("wrong").pipe(withConcurrency("p")))
      assert.strictEqual(yield* limit, 10)
    }).pipe(Effect.provide(layer({ initial: 10, classify: () => ({ _tag: "Ignored" }) })))
  )

  it.effect("lets the first in line in as soon as the limit has room for it", () =>
    Effect.gen(function* () {
      const call = Effect.sleep("100 millis").pipe(withConcurrency("p"))
      const fibers = yield* Effect.forEach([1, 2, 3], () => start(Effect.exit(call)))
      yield* TestClock.adjust("100 millis")
      // one has ended and the limit is 2: both others run
      assert.strictEqual((yield* Concurrencies.use((all) => all.snapshots))[0]?.running, 2)
      yield* TestClock.adjust("100 millis")
      assert.isTrue((yield* Effect.forEach(fibers, (fiber) => Fiber.join(fiber))).every(Exit.isSuccess))
    }).pipe(Effect.provide(layer({ initial: 1, queue: 2 })))
  )

  it.effect("39: tells listeners what it lowered, raised and refused", () =>
    Effect.gen(function* () {
      const events: Array<ConcurrencyEvent> = []
      const heard = (yield* Concurrencies).events
      yield* start(Stream.runForEach(heard, (event) => Effect.sync(() => events.push(event))))
      yield* Effect.exit(Effect.fail("x").pipe(withConcurrency("p")))
      yield* Effect.void.pipe(withConcurrency("p"))
      yield* Effect.void.pipe(withConcurrency("p"))
      yield* start(Effect.all([Effect.never, Effect.never].map(withConcurrency("p")), { concurrency: 2 }))
      yield* Effect.exit(Effect.void.pipe(withConcurrency("p")))
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(events, [
        { _tag: "concurrency.lowered", name: "p", at: 0, limit: 1 },
        { _tag: "concurrency.raised", name: "p", at: 0, limit: 2 },
        { _tag: "concurrency.limited", name: "p", at: 0, limit: 2 }
      ])
    }).pipe(Effect.provide(layer({ initial: 2 })))
  )

  it.effect("5: refuses impossible options when the layer is built", () =>
    Effect.gen(function* () {
      for (const options of [{ min: 0 }, { queue: -1 }, { maxWait: 0 }, { idle: Number.NaN }, { decrease: 2 }]) {
        assert.isTrue(Exit.hasDies(yield* Effect.exit(Effect.scoped(Layer.build(layer(options))))))
      }
    })
  )
})
