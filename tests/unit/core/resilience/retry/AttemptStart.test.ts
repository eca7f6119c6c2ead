/** 27: a retry is paid for when its call begins, not when it joins a line; whichever way the layers are put together. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { Backoff, Bulkhead, RateLimit, Resilience, Retry, RetryBudget } from "@zenus/core/resilience"

const retry = { attempts: 3, backoff: Backoff.constant(0), budget: "b" } as const
const services = Resilience.services({
  bulkhead: { permits: 1, queue: 9 },
  rateLimit: { requests: { limit: 1, window: "10 seconds" } }
})
const left = Effect.map(RetryBudget.RetryBudgets, (budgets) => budgets.budget("b").snapshot(0))

/** Fails the first time after a moment, and gives its place to whoever waits in line. */
const failing = () => {
  const seen = { calls: 0 }
  const call = Effect.suspend(() =>
    ++seen.calls === 1 ? Effect.andThen(Effect.sleep("500 millis"), Effect.fail("no")) : Effect.never
  )
  return { seen, call }
}

const start = <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.forkChild(self, { startImmediately: true })

describe("a retry that is cancelled", () => {
  const inLine: ReadonlyArray<
    readonly [
      name: string,
      wrap: (call: Effect.Effect<never, string>) => Effect.Effect<unknown, unknown, Resilience.Services>
    ]
  > = [
    ["in line for a place", (call) => call.pipe(Bulkhead.withBulkhead("k"), Retry.retry(retry))],
    ["in line, under a policy", Resilience.policy({ name: "k", retry, bulkhead: {}, breaker: {}, timeout: "1 minute" })]
  ]
  it.effect.each(inLine)("%s costs nothing", ([, wrap]) =>
    Effect.gen(function* () {
      const { call, seen } = failing()
      const first = yield* start(Effect.exit(wrap(call)))
      // Takes the place that the first attempt gives back, for good.
      const other = yield* start(Bulkhead.withBulkhead(Effect.never, "k"))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(seen.calls, 1)
      const [bulkhead] = yield* (yield* Bulkhead.Bulkheads).snapshots
      assert.deepInclude(bulkhead, { running: 1, waiting: 1 })
      assert.deepInclude(yield* left, { balance: 9, granted: 1 })
      yield* Fiber.interrupt(first)
      assert.deepInclude(yield* left, { balance: 10, granted: 0 })
      yield* Fiber.interrupt(other)
    }).pipe(Effect.provide(services))
  )

  const waiting: typeof inLine = [
    ["waiting for its turn", (call) => call.pipe(RateLimit.withRateLimit("k"), Retry.retry(retry))],
    ["waiting, under a policy", Resilience.policy({ name: "k", retry, rateLimit: {} })]
  ]
  it.effect.each(waiting)("%s costs nothing, and once its call has begun, one", ([, wrap]) =>
    Effect.gen(function* () {
      for (const [waits, balance] of [
        ["9 seconds", 10],
        ["10 seconds", 9]
      ] as const) {
        const { call } = failing()
        const fiber = yield* start(Effect.exit(wrap(call)))
        yield* TestClock.adjust(waits)
        yield* Fiber.interrupt(fiber)
        assert.deepInclude(yield* left, { balance })
        yield* TestClock.adjust("10 seconds")
      }
    }).pipe(Effect.provide(services))
  )

  it.effect("by the end of its time in line costs nothing, once", () =>
    Effect.gen(function* () {
      const { call } = failing()
      const fiber = yield* start(Effect.flip(call.pipe(Bulkhead.withBulkhead("k"), Retry.retry(retry))))
      const other = yield* start(Bulkhead.withBulkhead(Effect.never, "k"))
      yield* TestClock.adjust("1500 millis")
      assert.strictEqual((yield* Fiber.join(fiber)) instanceof Bulkhead.BulkheadFull, true)
      assert.deepInclude(yield* left, { balance: 10, granted: 0 })
      yield* Fiber.interrupt(other)
    }).pipe(
      Effect.provide(Layer.merge(RetryBudget.layer(), Bulkhead.layer({ permits: 1, queue: 9, maxWait: "1 second" })))
    )
  )

  it.effect("in a line that its call joins later is paid for: the call had begun", () =>
    Effect.gen(function* () {
      const other = yield* start(Bulkhead.withBulkhead(Effect.never, "k"))
      let calls = 0
      const call = Effect.suspend(() => (++calls === 1 ? Effect.fail("no") : Effect.sleep("10 millis"))).pipe(
        Effect.andThen(Bulkhead.withBulkhead(Effect.never, "k"))
      )
      const fiber = yield* start(Effect.exit(Retry.retry(call, retry)))
      yield* TestClock.adjust("1 second")
      const [bulkhead] = yield* (yield* Bulkhead.Bulkheads).snapshots
      assert.deepInclude(bulkhead, { running: 1, waiting: 1 })
      yield* Fiber.interrupt(fiber)
      assert.deepInclude(yield* left, { balance: 9, granted: 1 })
      yield* Fiber.interrupt(other)
    }).pipe(Effect.provide(services))
  )

  it.effect("within an inner retry leaves what the outer one paid for its call", () =>
    Effect.gen(function* () {
      const budgets = yield* RetryBudget.RetryBudgets
      const { call } = failing()
      let outer = 0
      const inner = call.pipe(Bulkhead.withBulkhead("k"), Retry.retry({ ...retry, budget: "inner" }))
      const twice = Effect.suspend(() => (++outer === 1 ? Effect.fail("not yet") : inner)).pipe(Retry.retry(retry))
      const fiber = yield* start(Effect.exit(twice))
      const other = yield* start(Bulkhead.withBulkhead(Effect.never, "k"))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      // Its inner call ran once, and only that one's second attempt did not.
      assert.strictEqual(budgets.budget("inner").snapshot(0).balance, 10)
      yield* Fiber.interrupt(other)
    }).pipe(Effect.provide(services))
  )
})
