import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Latch from "effect/Latch"
import * as Scheduler from "effect/Scheduler"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { isRecoverable } from "#core/errors/Recoverable.ts"
import { type BulkheadEvent, BulkheadFull, Bulkheads, layer, withBulkhead } from "#core/resilience/limits/Bulkhead.ts"
import { withDeadline } from "#core/resilience/limits/Deadline.ts"
import { classify } from "#core/resilience/Outcome.ts"

const start = <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.forkChild(self, { startImmediately: true })
const second = Effect.as(Effect.sleep("1 second"), "done").pipe(withBulkhead("a"))
const snapshots = Bulkheads.use((bulkheads) => bulkheads.snapshots)

describe("withBulkhead", () => {
  it.effect("37: runs N at once, lets M wait, and answers the next at once with an error that no breaker counts", () =>
    Effect.gen(function* () {
      const fibers = yield* Effect.forEach([1, 2, 3, 4, 5], () => start(second))
      assert.deepStrictEqual(yield* snapshots, [
        { name: "a", permits: 2, running: 2, waiting: 2, admitted: 2, queued: 2, rejected: 1 }
      ])
      const exit = fibers[4]?.pollUnsafe()
      assert.isDefined(exit)
      assert.deepStrictEqual(classify(exit, 0), { _tag: "Ignored" })
      const error = yield* Effect.flip(exit)
      assert.instanceOf(error, BulkheadFull)
      assert.strictEqual(error.message, "a is full: 2 calls run and 2 wait.")
      assert.isTrue(isRecoverable(error))
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(
        fibers.map((fiber) => fiber.pollUnsafe()?._tag),
        ["Success", "Success", "Success", "Success", "Failure"]
      )
    }).pipe(Effect.provide(layer({ permits: 2, queue: 2 })))
  )

  it.effect("37: has places for each key", () =>
    Effect.gen(function* () {
      const one = yield* start(second)
      const other = yield* start(Effect.void.pipe(withBulkhead("b")))
      assert.isTrue(Exit.isSuccess(yield* Fiber.await(other)))
      yield* Fiber.interrupt(one)
    }).pipe(Effect.provide(layer({ permits: 1, queue: 0 })))
  )

  it.effect("37: a cancelled waiter leaves its place in line free, and the order of the others as it was", () =>
    Effect.gen(function* () {
      const order: Array<number> = []
      const fibers = yield* Effect.forEach([0, 1, 2, 3], (id) =>
        start(
          Effect.tap(
            second,
            Effect.sync(() => order.push(id))
          )
        )
      )
      const [, cancelled] = fibers
      assert.isDefined(cancelled)
      yield* Fiber.interrupt(cancelled)
      const late = yield* start(second)
      assert.strictEqual((yield* snapshots)[0]?.waiting, 3)
      yield* TestClock.adjust("4 seconds")
      assert.deepStrictEqual(order, [0, 2, 3])
      assert.isTrue(Exit.isSuccess(yield* Fiber.await(late)))
    }).pipe(Effect.provide(layer({ permits: 1, queue: 3 })))
  )

  it.effect("37: nobody waits longer than the longest wait: at it a place is still taken, after it none", () =>
    Effect.gen(function* () {
      yield* start(second)
      const waiting = yield* start(second)
      yield* TestClock.adjust("499 millis")
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      const error = yield* Effect.flip(Fiber.join(waiting))
      assert.strictEqual(error.message, "a had no place within 500 ms: 1 call runs and 1 wait.")
      assert.strictEqual((yield* snapshots)[0]?.waiting, 0)
    }).pipe(Effect.provide(layer({ permits: 1, maxWait: "500 millis" })))
  )

  it.effect("35: a deadline covers the line, and says so", () =>
    Effect.gen(function* () {
      yield* start(Effect.never.pipe(withBulkhead("a")))
      const waiting = yield* start(withDeadline(second, "2 seconds"))
      yield* TestClock.adjust("2 seconds")
      const error = yield* Effect.flip(Fiber.join(waiting))
      assert.strictEqual(error._tag, "DeadlineExceeded")
      assert.strictEqual(error.message, "The call has used up its 2 s: 0 ms in 1 attempt, 2 s in a queue.")
      assert.deepStrictEqual((yield* snapshots)[0]?.waiting, 0)
    }).pipe(Effect.provide(layer({ permits: 1 })))
  )

  it.effect("37: five hundred that wait for calls that end at once get through without a deep stack", () =>
    Effect.gen(function* () {
      const latch = yield* Latch.make()
      const first = yield* start(latch.await.pipe(withBulkhead("a")))
      const rest = yield* Effect.forEach(Array.from({ length: 500 }), () => start(Effect.void.pipe(withBulkhead("a"))))
      yield* latch.open
      yield* Fiber.join(first)
      yield* Fiber.joinAll(rest)
      assert.deepStrictEqual((yield* snapshots)[0]?.running, 0)
    }).pipe(Effect.provide(layer({ permits: 1, queue: 500 })))
  )

  it.effect("37: interrupted at any step, it loses no place", () =>
    Effect.gen(function* () {
      for (const ops of [3, 4, 5, 6, 8, 10, 11, 16, 64]) {
        for (let yields = 0; yields <= 10; yields++) {
          const [after] = yield* Effect.gen(function* () {
            const call = Effect.yieldNow.pipe(Effect.repeat({ times: 2 }), withBulkhead("a"))
            const slow = Effect.provideService(call, Scheduler.MaxOpsBeforeYield, ops)
            const fibers = yield* Effect.forEach([1, 2, 3, 4], () => Effect.forkChild(slow))
            for (let step = 0; step < yields; step++) yield* Effect.yieldNow
            // every second one: a runner and waiters, at any of their steps
            yield* Effect.forEach([fibers[0], fibers[2]], (fiber) =>
              fiber === undefined ? Effect.void : Fiber.interrupt(fiber)
            )
            yield* Effect.forEach(fibers, (fiber) => Fiber.await(fiber))
            return yield* snapshots
          }).pipe(Effect.provide(layer({ permits: 1, queue: 5 })))
          assert.deepStrictEqual([after?.running ?? 0, after?.waiting ?? 0], [0, 0], `${ops} ${yields}`)
        }
      }
    })
  )

  it.effect("gives its place back when the call dies or a caller is interrupted", () =>
    Effect.gen(function* () {
      yield* Effect.exit(Effect.die("bug").pipe(withBulkhead("a")))
      const fiber = yield* start(Effect.never.pipe(withBulkhead("a")))
      yield* Fiber.interrupt(fiber)
      assert.strictEqual((yield* snapshots)[0]?.running, 0)
    }).pipe(Effect.provide(layer({ permits: 1 })))
  )

  it.effect("21: forgets keys that were idle for the whole time, and none that is in use", () =>
    Effect.gen(function* () {
      yield* Effect.forEach(Array.from({ length: 500 }).keys(), (key) => Effect.void.pipe(withBulkhead(`key ${key}`)))
      yield* start(Effect.never.pipe(withBulkhead("busy")))
      yield* TestClock.adjust("3599999 millis")
      assert.lengthOf(yield* snapshots, 501)
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(
        (yield* snapshots).map(({ name }) => name),
        ["busy"]
      )
    }).pipe(Effect.provide(layer()))
  )

  it.effect("39: tells listeners of refusals", () =>
    Effect.gen(function* () {
      const events: Array<BulkheadEvent> = []
      const heard = (yield* Bulkheads).events
      yield* start(Stream.runForEach(heard, (event) => Effect.sync(() => events.push(event))))
      yield* start(second)
      yield* Effect.exit(second)
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(events, [{ _tag: "bulkhead.rejected", name: "a", at: 0, running: 1, waiting: 0 }])
    }).pipe(Effect.provide(layer({ permits: 1, queue: 0 })))
  )

  it.effect("5: refuses impossible options when the layer is built", () =>
    Effect.gen(function* () {
      for (const options of [
        { permits: 0 },
        { permits: 1.5 },
        { permits: Number.NaN },
        { queue: -1 },
        { queue: Number.POSITIVE_INFINITY },
        { maxWait: 0 },
        { maxWait: Number.NaN },
        { idle: -1 }
      ]) {
        const exit = yield* Effect.exit(Effect.scoped(Layer.build(layer(options))))
        assert.isTrue(Exit.hasDies(exit), JSON.stringify(options))
      }
    })
  )
})
