import { assert, describe, it } from "@effect/vitest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { isRecoverable } from "#core/errors/Recoverable.ts"
import * as Deadline from "#core/resilience/limits/Deadline.ts"
import { classify } from "#core/resilience/Outcome.ts"

const start = <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.forkChild(self, { startImmediately: true })

const nested = (inner: Duration.Input, outer: Duration.Input) =>
  Effect.never.pipe(Deadline.withDeadline(inner, { name: "inner" }), Deadline.withDeadline(outer, { name: "outer" }))

describe("withDeadline", () => {
  it.effect("35: ends the call exactly at its end, and interrupts it", () =>
    Effect.gen(function* () {
      let interrupted = false
      const call = Effect.onInterrupt(Effect.never, () => Effect.sync(() => void (interrupted = true)))
      const fiber = yield* start(Deadline.withDeadline(call, "10 seconds"))
      yield* TestClock.adjust("9999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      const error = yield* Effect.flip(Fiber.join(fiber))
      assert.isTrue(interrupted)
      assert.strictEqual(error.message, "The call has used up its 10 s: 10 s in 1 attempt.")
      assert.isTrue(isRecoverable(error))
      assert.strictEqual(error.calledMs, 10_000)
    })
  )

  it.effect("gives an answer that comes exactly at the end", () =>
    Effect.gen(function* () {
      const fiber = yield* start(Effect.as(Effect.sleep("10 seconds"), 1).pipe(Deadline.withDeadline("10 seconds")))
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), 1)
    })
  )

  it.effect("takes the smaller of two, whichever is outside", () =>
    Effect.gen(function* () {
      const left = Deadline.remainingMs
      assert.isNull(yield* left)
      assert.strictEqual(
        yield* left.pipe(Deadline.withDeadline("2 seconds"), Deadline.withDeadline("5 seconds")),
        2_000
      )
      assert.strictEqual(
        yield* left.pipe(Deadline.withDeadline("5 seconds"), Deadline.withDeadline("2 seconds")),
        2_000
      )
      const fiber = yield* start(
        Effect.never.pipe(Deadline.withDeadline("5 seconds", { name: "inner" }), Deadline.withDeadline("2 seconds"))
      )
      yield* TestClock.adjust("2 seconds")
      assert.isTrue(Exit.isFailure(yield* Fiber.await(fiber)))
    })
  )

  it.effect("23: ends in the name of the one that ended, also where an inner one was longer", () =>
    Effect.gen(function* () {
      for (const [inner, outer, what] of [
        ["5 seconds", "2 seconds", "outer"],
        ["2 seconds", "5 seconds", "inner"]
      ] as const) {
        const fiber = yield* start(Effect.flip(nested(inner, outer)))
        yield* TestClock.adjust("2 seconds")
        assert.deepInclude(yield* Fiber.join(fiber), { what, limitMs: 2_000 })
      }
    })
  )

  it.effect("holds a call to a bare instant from the context, which ends nothing by itself", () =>
    Effect.gen(function* () {
      const inner = Deadline.withDeadline(Effect.never, "5 seconds", { name: "inner" })
      const fiber = yield* start(Effect.flip(Effect.provideService(inner, Deadline.Deadline, 2_000)))
      yield* TestClock.adjust("2 seconds")
      assert.deepInclude(yield* Fiber.join(fiber), { what: "inner", limitMs: 2_000 })
    })
  )

  it.effect("counts from its start, so that the time before is not given again", () =>
    Effect.gen(function* () {
      const call = Effect.andThen(Effect.sleep("3 seconds"), Deadline.remainingMs)
      const fiber = yield* start(Deadline.withDeadline(call, "5 seconds"))
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), 2_000)
    })
  )

  it.effect("does not start a call when it is over", () =>
    Effect.gen(function* () {
      let started = false
      const inner = Deadline.withDeadline(
        Effect.sync(() => void (started = true)),
        "1 second"
      )
      const error = yield* Effect.flip(Effect.provideService(inner, Deadline.Deadline, 0))
      assert.strictEqual(error.message, "The call was not started: its deadline had passed.")
      assert.isFalse(started)
    })
  )

  it.effect("belongs to the caller: it says nothing about the dependency", () =>
    Effect.gen(function* () {
      const fiber = yield* start(Deadline.withDeadline(Effect.never, "1 second"))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(classify(yield* Fiber.await(fiber), 1_000), { _tag: "Ignored" })
    })
  )

  it.effect("does not mind the wall clock", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(86_400_000)
      const left = yield* Deadline.withDeadline(Effect.andThen(TestClock.setTime(0), Deadline.remainingMs), "5 seconds")
      assert.strictEqual(left, 5_000)
    })
  )

  it.effect("tells the time that was spent in a queue, also while it is still going on", () =>
    Effect.gen(function* () {
      const queued = Effect.withFiber((fiber) => {
        const spent = fiber.getRef(Deadline.TimeSpent)
        return Effect.andThen(
          Effect.clockWith((clock) =>
            Effect.sync(() => Deadline.begin(spent, "queueing", Number(clock.monotonicTimeNanosUnsafe()) / 1e6))
          ),
          Effect.never
        )
      })
      const fiber = yield* start(
        Deadline.withDeadline(Effect.andThen(Effect.sleep("1 second"), queued), "4 seconds", { name: "The plan" })
      )
      yield* TestClock.adjust("4 seconds")
      const error = yield* Effect.flip(Fiber.join(fiber))
      assert.strictEqual(error.message, "The plan has used up its 4 s: 1 s in 1 attempt, 3 s in a queue.")
    })
  )

  it("5: refuses a duration that is none", () => {
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
      assert.throws(() => Deadline.withDeadline(bad), /^deadline: expected a length above zero/)
    }
  })
})
