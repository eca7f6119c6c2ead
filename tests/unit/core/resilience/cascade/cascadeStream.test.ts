/** Cascades of streams: acceptance 33 and 34. */
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scheduler from "effect/Scheduler"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import * as Fallback from "#core/resilience/cascade/Fallback.ts"
import { RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"

const layer = Layer.mergeAll(
  Fallback.Cascades.layer(),
  Breakers.layer({ trip: Trip.consecutive(1), open: "30 seconds", halfOpen: { permits: 1 } }),
  RetryBudgets.layer({})
)

const broken = (...pieces: ReadonlyArray<string>): Stream.Stream<string, string> =>
  Stream.concat(Stream.fromIterable(pieces), Stream.fail("cut off"))

const stateOf = (key: string) =>
  Effect.map(
    Effect.flatMap(Breakers, (breakers) => breakers.snapshots),
    (all) => all.find(({ name }) => name === key)?.state
  )
const optionsOf = Effect.map(
  Effect.flatMap(Fallback.Cascades, (cascades) => cascades.snapshots),
  ([first]) => (first?.options ?? []).map(({ attempts, lastOutcome, name }) => [name, attempts, lastOutcome])
)

describe("Fallback.cascadeStream", () => {
  it.effect("33: a stream that breaks before its first piece is taken over unseen", () =>
    Effect.gen(function* () {
      const told: Array<unknown> = []
      const pieces = yield* Stream.runCollect(
        Fallback.cascadeStream(
          "answer",
          [
            { name: "a", run: broken() },
            { name: "b", run: Stream.make("x", "y") }
          ],
          { onAnswer: (answer) => told.push(answer) }
        )
      )
      assert.deepStrictEqual(pieces, ["x", "y"])
      assert.deepStrictEqual(told, [
        { option: "b", skipped: [], failed: [{ option: "a", error: "cut off", durationMs: 0 }] }
      ])
    }).pipe(Effect.provide(layer))
  )

  it.effect(
    "33: after the first piece it ends with an error that says how much was delivered, and nothing is mixed in",
    () =>
      Effect.gen(function* () {
        const seen: Array<string> = []
        const error = yield* Fallback.cascadeStream("answer", [
          { name: "a", run: broken("one", "two"), breaker: "a" },
          { name: "b", run: Stream.make("x", "y") }
        ]).pipe(
          Stream.runForEach((piece) => Effect.sync(() => void seen.push(piece))),
          Effect.flip
        )
        assert.deepStrictEqual(seen, ["one", "two"])
        assert.strictEqual(error._tag, "StreamBroken")
        assert.strictEqual(error.message, "a broke off after 2 pieces: cut off")
        assert.strictEqual(error._tag === "StreamBroken" ? error.delivered : 0, 2)
        assert.isNotEmpty(error.recovery)
        // What breaks midway is a failure of its provider.
        assert.strictEqual(yield* stateOf("a"), "Open")
        assert.deepStrictEqual(yield* optionsOf, [["a", 1, "failed"]])
      }).pipe(Effect.provide(layer))
  )

  it.effect("fails with every error when no stream begins, and passes over open circuits", () =>
    Effect.gen(function* () {
      yield* Effect.flatMap(Breakers, (breakers) => breakers.isolate("b", "for the test"))
      const error = yield* Effect.flip(
        Stream.runDrain(
          Fallback.cascadeStream("answer", [
            { name: "a", run: broken() },
            { name: "b", run: Stream.make("x"), breaker: "b" },
            { name: "c", run: Stream.die("bug") }
          ])
        )
      )
      assert.strictEqual(
        error.message,
        "No answer from 3 options of answer. a: cut off. b: b is isolated: for the test. No call goes there until it is closed by hand. c: c broke: bug."
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("takes a stream that ends without a piece for an answer", () =>
    Effect.gen(function* () {
      const pieces = yield* Stream.runCollect(
        Fallback.cascadeStream("answer", [
          { name: "a", run: Stream.empty },
          { name: "b", run: Stream.make("x") }
        ])
      )
      assert.deepStrictEqual(pieces, [])
      assert.deepStrictEqual(yield* optionsOf, [["a", 1, "answered"]])
    }).pipe(Effect.provide(layer))
  )

  it.effect("goes on to the next when the first piece takes too long", () =>
    Effect.gen(function* () {
      let isClosed = false
      const stuck = Stream.ensuring(
        Stream.never,
        Effect.sync(() => void (isClosed = true))
      )
      const fiber = yield* Effect.forkChild(
        Stream.runCollect(
          Fallback.cascadeStream("answer", [
            { name: "a", run: stuck, timeout: "3 seconds", breaker: "a" },
            { name: "b", run: Stream.make("x") }
          ])
        ),
        { startImmediately: true }
      )
      yield* TestClock.adjust("2999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(yield* Fiber.join(fiber), ["x"])
      assert.isTrue(isClosed)
      assert.strictEqual(yield* stateOf("a"), "Open")
    }).pipe(Effect.provide(layer))
  )

  it.effect("34: cancelling before the first piece starts no second option, and counts as nothing", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        Stream.runDrain(
          Fallback.cascadeStream("answer", [
            {
              name: "a",
              run: Stream.fromEffect(Effect.andThen(Deferred.succeed(started, undefined), Effect.never)),
              breaker: "a"
            },
            { name: "b", run: Stream.make("x") }
          ])
        )
      )
      yield* Deferred.await(started)
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(yield* optionsOf, [["a", 1, "cancelled"]])
      assert.strictEqual(yield* stateOf("a"), "Closed")
    }).pipe(Effect.provide(layer))
  )

  it.effect("counts a consumer that stops early as nothing, and closes the source", () =>
    Effect.gen(function* () {
      let isClosed = false
      const source = Stream.ensuring(
        Stream.forever(Stream.make("x")),
        Effect.sync(() => void (isClosed = true))
      )
      const pieces = yield* Fallback.cascadeStream("answer", [{ name: "a", run: source, breaker: "a" }]).pipe(
        Stream.take(2),
        Stream.runCollect
      )
      assert.deepStrictEqual(pieces, ["x", "x"])
      assert.isTrue(isClosed)
      assert.deepStrictEqual(yield* optionsOf, [["a", 1, "cancelled"]])
    }).pipe(Effect.provide(layer))
  )

  it.effect("loses no trial of a half-open circuit, wherever it is cancelled", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      const answer = Fallback.cascadeStream("answer", [
        { name: "a", run: Stream.tap(Stream.make("x", "y"), () => Effect.yieldNow), breaker: "a" }
      ])
      for (const ops of [3, 8, 64]) {
        for (let yields = 0; yields < 30; yields++) {
          yield* breakers.forceOpen("a", "1 millis", "for the test")
          yield* TestClock.adjust("1 millis")
          const fiber = yield* Effect.forkChild(
            Effect.provideService(Stream.runDrain(answer), Scheduler.MaxOpsBeforeYield, ops)
          )
          for (let n = 0; n < yields; n++) yield* Effect.yieldNow
          yield* Fiber.interrupt(fiber)
          // The one place of a trial is free, or the trial has closed the circuit: either way a call goes through.
          assert.isTrue(yield* Effect.isSuccess(breakers.breaker("a").protect(Effect.void)), `${ops} ${yields}`)
        }
      }
    }).pipe(Effect.provide(layer))
  )
})
