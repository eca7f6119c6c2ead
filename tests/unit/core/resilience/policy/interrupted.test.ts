/**
 * Every layer of a policy at once, cancelled after each number of steps: whatever was held is free again, and what was paid is
 * what was started.
 */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import * as TestClock from "effect/testing/TestClock"
import {
  Backoff,
  Bulkhead,
  CircuitBreaker,
  Concurrency,
  RateLimit,
  Resilience,
  RetryBudget
} from "@zenus/core/resilience"

const services = Resilience.services({
  rateLimit: { requests: { limit: 1_000_000, window: "20 days" } },
  breaker: { halfOpen: { permits: 2 } }
})

it.effect("13, 27, 37: no place, trial or token is lost, wherever a call under all layers is cancelled", () =>
  Effect.gen(function* () {
    const breakers = yield* CircuitBreaker.Breakers
    const budgets = yield* RetryBudget.RetryBudgets
    const budget = budgets.budget("p")
    let started = 0
    const call = Effect.suspend(() => Effect.andThen(Effect.yieldNow, Effect.fail(`no answer to ${++started}`)))
    const policy = Resilience.policy({
      name: "p",
      deadline: "1 minute",
      coalesce: { key: "p" },
      fallbacks: [{ name: "other", run: Effect.andThen(Effect.yieldNow, Effect.succeed("42")) }],
      retry: { attempts: 3, backoff: Backoff.constant(0) },
      breaker: {},
      rateLimit: {},
      bulkhead: {},
      concurrency: {},
      timeout: "10 seconds"
    })
    const held = Effect.gen(function* () {
      const [bulkhead] = yield* (yield* Bulkhead.Bulkheads).snapshots
      const [concurrency] = yield* (yield* Concurrency.Concurrencies).snapshots
      const { trials } = breakers.breaker("p").snapshot(0)
      return [bulkhead?.running ?? 0, bulkhead?.waiting ?? 0, concurrency?.running ?? 0, trials]
    })
    let answered = 0
    let cancelled = 0
    for (const isTrial of [false, true]) {
      for (const ops of [3, 4, 7, 17, 64]) {
        for (let yields = 0; yields < 45; yields++) {
          yield* budgets.reset("p")
          yield* breakers.close("p")
          if (isTrial) {
            yield* breakers.forceOpen("p", "1 millis", "to be tried")
            yield* TestClock.adjust("1 millis")
          }
          const before = started
          const fiber = yield* Effect.forkChild(Effect.provideService(policy(call), Scheduler.MaxOpsBeforeYield, ops))
          for (let n = 0; n < yields; n++) yield* Effect.yieldNow
          yield* Fiber.interrupt(fiber)
          const where = `trial ${isTrial}, ${ops} operations, ${yields} yields`
          assert.deepStrictEqual(yield* held, [0, 0, 0, 0], where)
          const retries = Math.max(0, started - before - 1)
          const paid = 10 - (budget.snapshot(0).balance ?? 0)
          // An attempt that is cancelled between its layers, before the call itself, costs nothing.
          assert.strictEqual(paid, retries, where)
          if (fiber.pollUnsafe()?._tag === "Success") answered++
          else cancelled++
        }
      }
    }
    const [rate] = yield* (yield* RateLimit.RateLimits).snapshots
    assert.strictEqual(rate?.requests?.remaining, 1_000_000 - (rate?.admitted ?? 0))
    // Admitted, and cancelled before the call itself: taken all the same.
    assert.isAtLeast(rate?.admitted ?? 0, started)
    assert.isAbove(answered, 20)
    assert.isAbove(cancelled, 100)
  }).pipe(Effect.provide(services))
)
