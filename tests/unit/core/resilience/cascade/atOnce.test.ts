/** Options asked all at once: for the first answer, or for whatever comes. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as Fallback from "#core/resilience/cascade/Fallback.ts"
import { RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"

const layer = Layer.mergeAll(Fallback.Cascades.layer(), Breakers.layer(), RetryBudgets.layer())

const optionsOf = (name: string) =>
  Effect.map(
    Effect.flatMap(Fallback.Cascades, (cascades) => cascades.snapshots),
    (all) => all.find((one) => one.name === name)?.options ?? []
  )

describe("Fallback.parallel", () => {
  it.effect("takes the first answer, and interrupts the others", () =>
    Effect.gen(function* () {
      let cancelled = 0
      const slow = Effect.onInterrupt(Effect.delay(Effect.succeed("slow"), "10 seconds"), () =>
        Effect.sync(() => void cancelled++)
      )
      const fiber = yield* Effect.forkChild(
        Fallback.parallel("answer", [
          { name: "slow", run: slow },
          { name: "bad", run: Effect.fail("no") },
          { name: "quick", run: Effect.delay(Effect.succeed("quick"), "1 second") }
        ]),
        { startImmediately: true }
      )
      yield* TestClock.adjust("1 second")
      const { failed, option, value } = yield* Fiber.join(fiber)
      assert.deepStrictEqual([option, value, cancelled], ["quick", "quick", 1])
      assert.deepStrictEqual(
        failed.map(({ option }) => option),
        ["bad"]
      )
      assert.deepStrictEqual(
        (yield* optionsOf("answer")).map(({ lastOutcome, name }) => [name, lastOutcome]).toSorted(),
        [
          ["bad", "failed"],
          ["quick", "answered"],
          ["slow", "cancelled"]
        ]
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("fails with every error, in the declared order, when all do", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        Effect.flip(
          Fallback.parallel("answer", [
            { name: "a", run: Effect.delay(Effect.fail("late"), "1 second") },
            { name: "b", run: Effect.fail("early") }
          ])
        ),
        { startImmediately: true }
      )
      yield* TestClock.adjust("1 second")
      const error = yield* Fiber.join(fiber)
      assert.deepStrictEqual(
        error.failed.map(({ error, option }) => [option, error]),
        [
          ["a", "late"],
          ["b", "early"]
        ]
      )
    }).pipe(Effect.provide(layer))
  )
})

describe("Fallback.bestEffort", () => {
  it.effect("gives what came, and what did not", () =>
    Effect.gen(function* () {
      const { answers, failed, skipped } = yield* Fallback.bestEffort("answer", [
        { name: "a", run: Effect.succeed(1) },
        { name: "b", run: Effect.fail("no") },
        { name: "c", run: Effect.succeed(3), unavailable: () => "no key" },
        { name: "d", run: Effect.succeed(4) }
      ])
      assert.deepStrictEqual(answers, [
        { option: "a", value: 1 },
        { option: "d", value: 4 }
      ])
      assert.deepStrictEqual([failed[0]?.option, skipped[0]?.option], ["b", "c"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("fails when nothing came, and runs no more at once than it is told", () => {
    let running = 0
    let most = 0
    const run = Effect.acquireUseRelease(
      Effect.sync(() => (most = Math.max(most, ++running))),
      () => Effect.andThen(Effect.sleep("1 second"), Effect.fail("no")),
      () => Effect.sync(() => running--)
    )
    return Effect.gen(function* () {
      const options = ["a", "b", "c", "d"].map((name) => ({ name, run }))
      const fiber = yield* Effect.forkChild(Effect.flip(Fallback.bestEffort("answer", options, { concurrency: 2 })), {
        startImmediately: true
      })
      yield* TestClock.adjust("2 seconds")
      assert.lengthOf((yield* Fiber.join(fiber)).failed, 4)
      assert.strictEqual(most, 2)
    }).pipe(Effect.provide(layer))
  })
})
