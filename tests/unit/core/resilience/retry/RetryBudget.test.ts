import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scheduler from "effect/Scheduler"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as Backoff from "#core/resilience/retry/Backoff.ts"
import { retry } from "#core/resilience/retry/Retry.ts"
import { layer, type RetryBudgetEvent, RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"

const use = RetryBudgets.use.bind(RetryBudgets)

describe("RetryBudgets", () => {
  it.effect("gives one budget for one name, a full one for a new name, and shares nothing with another layer", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* Layer.build(layer({ capacity: 1 })), yield* Layer.build(layer({ capacity: 1 }))]
      const taken = use((budgets) => Effect.sync(() => budgets.budget("a").withdraw(0)))
      assert.isTrue(yield* Effect.provide(taken, one))
      assert.isFalse(yield* Effect.provide(taken, one))
      assert.isTrue(yield* Effect.provide(taken, two))
      assert.isTrue(
        yield* Effect.provide(
          use((budgets) => Effect.sync(() => budgets.budget("b").withdraw(0))),
          one
        )
      )
    }).pipe(Effect.scoped)
  )

  it.effect("tells listeners what was granted and refused, and the names that changed", () =>
    Effect.gen(function* () {
      const budgets = yield* RetryBudgets
      const events: Array<RetryBudgetEvent> = []
      const names: Array<string> = []
      yield* Effect.forkChild(
        Stream.runForEach(budgets.events, (event) => Effect.sync(() => events.push(event))),
        {
          startImmediately: true
        }
      )
      yield* Effect.forkChild(
        Stream.runForEach(budgets.changes, (name) => Effect.sync(() => names.push(name))),
        {
          startImmediately: true
        }
      )
      yield* TestClock.adjust("5 millis")
      const budget = budgets.budget("a")
      budget.success(5)
      budget.withdraw(5)
      budget.withdraw(5)
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(events, [
        { _tag: "retryBudget.granted", name: "a", at: 5, cost: 1, balance: 0 },
        { _tag: "retryBudget.refused", name: "a", at: 5, cost: 1, balance: 0 }
      ])
      assert.deepStrictEqual(names, ["a", "a"])
    }).pipe(Effect.provide(layer({ capacity: 1 })))
  )

  it.effect("is read back by another layer, bad rows refused one by one", () =>
    Effect.gen(function* () {
      const kept = yield* use((budgets) =>
        Effect.sync(() => {
          budgets.budget("a").withdraw(0)
          budgets.budget("b")
        }).pipe(Effect.andThen(budgets.exportState))
      ).pipe(Effect.provide(layer()))
      const rows: ReadonlyArray<unknown> = [
        ...kept,
        null,
        5,
        { name: 5, state: kept[0]?.state },
        { name: "c", state: {} }
      ]
      yield* use((budgets) =>
        Effect.gen(function* () {
          assert.strictEqual(yield* budgets.importState(JSON.parse(JSON.stringify(rows)) as ReadonlyArray<unknown>), 4)
          assert.deepStrictEqual(yield* budgets.snapshots, [
            { name: "a", balance: 9, capacity: 10, granted: 1, refused: 0 },
            { name: "b", balance: 10, capacity: 10, granted: 0, refused: 0 }
          ])
          yield* budgets.reset("a")
          assert.strictEqual((yield* budgets.snapshots)[0]?.balance, 10)
        })
      ).pipe(Effect.provide(layer()))
    })
  )

  it.effect("keeps no more names than it may, and forgets full budgets first", () =>
    Effect.gen(function* () {
      const budgets = yield* RetryBudgets
      budgets.budget("used").withdraw(0)
      for (let name = 0; name < 1_000; name++) budgets.budget(`full ${name}`)
      const names = (yield* budgets.snapshots).map(({ name }) => name)
      assert.deepStrictEqual(names, ["used", "full 998", "full 999"])
    }).pipe(Effect.provide(layer({ maxNames: 3 })))
  )

  it.effect("5: refuses impossible options when the layer is built", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(Effect.scoped(Layer.build(layer({ maxNames: 0 }))))
      assert.isTrue(Exit.hasDies(exit))
    })
  )

  it.effect("27: interrupted at any step, a retry loses no token and pays for none that did not run", () =>
    Effect.gen(function* () {
      const cases = [3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 32, 64].flatMap((ops) => [
        { ops, wait: 0 },
        { ops, wait: 1 }
      ])
      for (const { ops, wait } of cases) {
        for (let yields = 0; yields <= 12; yields++) {
          let starts = 0
          const call = Effect.suspend(() => {
            starts++
            return Effect.fail("busy")
          })
          const [snapshot] = yield* Effect.gen(function* () {
            const budgets = yield* RetryBudgets
            const self = retry(call, { attempts: 4, budget: "b", backoff: Backoff.constant(wait), jitter: "none" })
            const fiber = yield* Effect.forkChild(Effect.provideService(self, Scheduler.MaxOpsBeforeYield, ops))
            for (let step = 0; step < yields; step++) yield* step % 3 === 2 ? TestClock.adjust(1) : Effect.yieldNow
            yield* Fiber.interrupt(fiber)
            return yield* budgets.snapshots
          }).pipe(Effect.provide(layer()))
          const retries = Math.max(0, starts - 1)
          assert.deepStrictEqual(
            [snapshot?.balance ?? 10, snapshot?.granted ?? 0],
            [10 - retries, retries],
            `${ops} ${wait} ${yields}`
          )
        }
      }
    })
  )
})
