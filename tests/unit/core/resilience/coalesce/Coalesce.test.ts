import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scheduler from "effect/Scheduler"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { type CoalesceEvent, Coalescing, layer, withCoalesce } from "#core/resilience/coalesce/Coalesce.ts"

const start = <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.forkChild(self, { startImmediately: true })
const snapshot = Effect.map(
  Coalescing.use((coalescing) => coalescing.snapshots),
  ([row]) => row
)

/** A call of a second that counts itself, fails where told, and notes that it was interrupted. */
const counted = (fails: (call: number) => boolean = () => false) => {
  const seen = { calls: 0, interrupted: 0 }
  const call = Effect.suspend(() => {
    const number = ++seen.calls
    return Effect.andThen(
      Effect.sleep("1 second"),
      fails(number) ? Effect.fail(`error ${number}`) : Effect.succeed(`answer ${number}`)
    )
  }).pipe(Effect.onInterrupt(() => Effect.sync(() => void seen.interrupted++)))
  return { seen, call: call.pipe(withCoalesce("key")) }
}

describe("withCoalesce", () => {
  it.effect("makes one call of those that run at the same time, and keeps nothing by default", () =>
    Effect.gen(function* () {
      const { call, seen } = counted()
      const fibers = yield* Effect.forEach([1, 2, 3], () => start(call))
      const other = yield* start(Effect.succeed("other").pipe(withCoalesce("other key")))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Effect.forEach([...fibers, other], (fiber) => Fiber.join(fiber)), [
        "answer 1",
        "answer 1",
        "answer 1",
        "other"
      ])
      const again = yield* start(call)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(again), "answer 2")
      assert.strictEqual(seen.calls, 2)
      assert.deepStrictEqual(yield* snapshot, {
        name: "coalesce",
        calls: 3,
        joined: 2,
        hits: 0,
        stale: 0,
        running: 0,
        kept: 0
      })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("fails all who share a call that fails, and does not keep the failure", () =>
    Effect.gen(function* () {
      const { call } = counted((number) => number === 1)
      const fibers = yield* Effect.forEach([1, 2], () => start(Effect.exit(call)))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Effect.forEach(fibers, (fiber) => Fiber.join(fiber)), [
        Exit.fail("error 1"),
        Exit.fail("error 1")
      ])
      const again = yield* start(call)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(again), "answer 2")
    }).pipe(Effect.provide(layer({ keep: "1 minute" })))
  )

  it.effect("gives an answer again until exactly its time is over", () =>
    Effect.gen(function* () {
      const { call, seen } = counted()
      const first = yield* start(call)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(first)
      yield* TestClock.adjust("59999 millis")
      assert.strictEqual(yield* call, "answer 1")
      yield* TestClock.adjust("1 millis")
      const anew = yield* start(call)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(anew), "answer 2")
      assert.strictEqual(seen.calls, 2)
    }).pipe(Effect.provide(layer({ keep: "1 minute" })))
  )

  it.effect("gives an answer that is too old when the call fails, within its bound, and no error's", () =>
    Effect.gen(function* () {
      const { call } = counted((number) => number > 1)
      const run = Effect.gen(function* () {
        const fiber = yield* start(Effect.exit(call))
        yield* TestClock.adjust("1 second")
        return yield* Fiber.join(fiber)
      })
      assert.deepStrictEqual(yield* run, Exit.succeed("answer 1"))
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(yield* run, Exit.succeed("answer 1"))
      yield* TestClock.adjust("51 minutes")
      assert.deepStrictEqual(yield* run, Exit.fail("error 3"))
      assert.strictEqual((yield* snapshot)?.stale, 1)
    }).pipe(Effect.provide(layer({ keep: "1 minute", staleOnError: "1 hour" })))
  )

  it.effect("goes on when the one who began it leaves, and is interrupted when the last one has", () =>
    Effect.gen(function* () {
      const { call, seen } = counted()
      const [one, two] = [yield* start(call), yield* start(call)]
      yield* Fiber.interrupt(one)
      assert.strictEqual(seen.interrupted, 0)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(two), "answer 1")
      const three = yield* start(call)
      yield* Fiber.interrupt(three)
      assert.deepStrictEqual(seen, { calls: 2, interrupted: 1 })
      assert.strictEqual((yield* snapshot)?.running, 0)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("who comes while a call is being stopped begins a new one", () =>
    Effect.gen(function* () {
      let calls = 0
      const call = Effect.suspend(() => {
        calls++
        return Effect.onInterrupt(Effect.sleep("1 second"), () => Effect.sleep("5 seconds"))
      }).pipe(withCoalesce("key"))
      const leaving = yield* start(call)
      yield* start(Fiber.interrupt(leaving))
      yield* TestClock.adjust("1 millis")
      const coming = yield* start(call)
      yield* TestClock.adjust("1 second")
      assert.isTrue(Exit.isSuccess(yield* Fiber.await(coming)))
      assert.strictEqual(calls, 2)
      yield* TestClock.adjust("5 seconds")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("interrupted at any step, it leaves no call behind", () =>
    Effect.gen(function* () {
      for (const ops of [3, 4, 5, 6, 8, 11, 16, 64]) {
        for (let yields = 0; yields <= 8; yields++) {
          const row = yield* Effect.gen(function* () {
            const call = Effect.never.pipe(withCoalesce("key"), Effect.provideService(Scheduler.MaxOpsBeforeYield, ops))
            const fibers = yield* Effect.forEach([1, 2], () => Effect.forkChild(call))
            for (let step = 0; step < yields; step++) yield* Effect.yieldNow
            yield* Fiber.interruptAll(fibers)
            return yield* snapshot
          }).pipe(Effect.provide(layer()))
          assert.strictEqual(row?.running, 0, `${ops} ${yields}`)
        }
      }
    })
  )

  it.effect("keeps no more answers than it may, and forgets the one not asked for the longest", () =>
    Effect.gen(function* () {
      let calls = 0
      const ask = (key: string) => Effect.sync(() => ++calls).pipe(withCoalesce(key))
      yield* Effect.forEach(["a", "b", "a", "c"], ask)
      assert.strictEqual(yield* ask("a"), 1)
      assert.strictEqual(yield* ask("b"), 4)
      assert.strictEqual((yield* snapshot)?.kept, 2)
      yield* Coalescing.use((coalescing) => coalescing.forget("b"))
      assert.strictEqual(yield* ask("b"), 5)
    }).pipe(Effect.provide(layer({ keep: "1 hour", capacity: 2 })))
  )

  it.effect("18: does not mind the wall clock being set back", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(86_400_000)
      const ask = Clock.currentTimeMillis.pipe(withCoalesce("key"))
      yield* ask
      yield* TestClock.setTime(0)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* ask, 60_000)
    }).pipe(Effect.provide(layer({ keep: "1 minute" })))
  )

  it.effect("39: tells listeners who joined, what was given again and what was stale", () =>
    Effect.gen(function* () {
      const events: Array<CoalesceEvent> = []
      const heard = (yield* Coalescing).events
      yield* start(Stream.runForEach(heard, (event) => Effect.sync(() => events.push(event))))
      const { call } = counted((number) => number > 1)
      yield* Effect.forEach([1, 2], () => start(call))
      yield* TestClock.adjust("1 second")
      yield* call
      yield* TestClock.adjust("1 second")
      yield* start(call)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(events, [
        { _tag: "coalesce.joined", name: "models", key: "key", at: 0 },
        { _tag: "coalesce.hit", name: "models", key: "key", at: 1_000, ageMs: 0 },
        { _tag: "coalesce.stale", name: "models", key: "key", at: 3_000, ageMs: 2_000 }
      ])
    }).pipe(Effect.provide(layer({ name: "models", keep: "1 second", staleOnError: "1 minute" })))
  )

  it.effect("5: refuses impossible options when the layer is built", () =>
    Effect.gen(function* () {
      for (const options of [
        { keep: -1 },
        { keep: Number.NaN },
        { keep: Number.POSITIVE_INFINITY },
        { staleOnError: "1 minute" },
        { keep: 1, staleOnError: -1 },
        { capacity: 0 },
        { capacity: 0.5 }
      ] as const) {
        const exit = yield* Effect.exit(Effect.scoped(Layer.build(layer(options))))
        assert.isTrue(Exit.hasDies(exit), JSON.stringify(options))
      }
    })
  )
})
