import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { CircuitBreaker, Retry, RetryBudget, Trip } from "@zenus/core/resilience"

const { Breakers, withBreaker } = CircuitBreaker
const stateOf = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.match(call, {
    onFailure: (error) => (error instanceof CircuitBreaker.CircuitOpen ? error.state : "failed"),
    onSuccess: () => "answered"
  })

/** What a call keeps between two runs must never be older than what it stands for. */
describe("a call that is made again and again", () => {
  const twice = Breakers.layer({ trip: Trip.consecutive(2), open: "30 seconds" })

  it.effect("counts each of its runs, and is turned away when they opened the circuit", () =>
    Effect.gen(function* () {
      const call = stateOf(withBreaker(Effect.fail("no"), { key: "a" }))
      assert.deepStrictEqual(yield* Effect.all([call, call, call, call]), ["failed", "failed", "Open", "Open"])
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(yield* call, "failed")
      assert.strictEqual(yield* call, "Open")
    }).pipe(Effect.provide(twice))
  )

  it.effect("sees a circuit that was taken back from what was kept", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      const call = stateOf(withBreaker(Effect.succeed(1), { key: "a" }))
      yield* breakers.isolate("a", "by hand")
      const kept = yield* breakers.exportState
      yield* breakers.close("a")
      assert.deepStrictEqual(yield* Effect.all([call, call]), ["answered", "answered"])
      yield* breakers.importState(kept)
      assert.strictEqual(yield* call, "Isolated")
    }).pipe(Effect.provide(twice))
  )

  it.effect("sees the circuit that came after one that was forgotten, whoever calls it", () =>
    Effect.gen(function* () {
      const good = stateOf(withBreaker(Effect.succeed(1), { key: "a" }))
      const bad = stateOf(withBreaker(Effect.fail("no"), { key: "a" }))
      const other = stateOf(withBreaker(Effect.succeed(1), { key: "b" }))
      yield* Effect.all([good, good])
      yield* TestClock.adjust("1 hour")
      // All are forgotten by this one.
      yield* Effect.all([other, other])
      yield* Effect.all([bad, bad])
      assert.strictEqual(yield* good, "Open")
    }).pipe(Effect.provide(twice))
  )

  it.effect("belongs to the layer it runs in, not to the one it ran in first", () =>
    Effect.gen(function* () {
      const call = withBreaker(Effect.fail("no"), { key: "a" })
      const states = stateOf(Effect.andThen(Effect.exit(call), call)).pipe(Effect.provide(twice, { local: true }))
      assert.deepStrictEqual(yield* Effect.all([states, states]), ["failed", "failed"])
    })
  )

  it.effect("draws on the budget that its name has now, also when the one before was forgotten", () =>
    Effect.gen(function* () {
      const budgets = yield* RetryBudget.RetryBudgets
      const retried = Retry.retry(Effect.fail("no"), { attempts: 2, budget: "a", jitter: "none", while: () => true })
      const run = Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Effect.exit(retried), { startImmediately: true })
        yield* TestClock.adjust("1 second")
        return fiber.pollUnsafe()?._tag
      })
      yield* run
      budgets.budget("b")
      yield* run
      const [a] = (yield* budgets.snapshots).filter(({ name }) => name === "a")
      assert.strictEqual(a?.granted, 1)
    }).pipe(Effect.provide(RetryBudget.layer({ maxNames: 1 })))
  )
})
