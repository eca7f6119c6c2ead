/** What is written down of a limit, and read back to be shown. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { Bulkheads, withBulkhead } from "#core/resilience/limits/Bulkhead.ts"
import { Concurrencies, withConcurrency } from "#core/resilience/limits/Concurrency.ts"
import { makeLimitNews, noCounts, places, readLimit } from "#core/resilience/limits/keptLimit.ts"
import { RateLimits, withRateLimit } from "#core/resilience/limits/RateLimit.ts"

const kept = {
  version: 1,
  at: 1_000,
  places: null,
  requests: { limit: 60, windowMs: 60_000 },
  tokens: null,
  admitted: 3,
  queued: 2,
  rejected: 1
} as const

describe("a row of a limit", () => {
  it("is read back as it was written, whatever else is beside it", () => {
    assert.deepStrictEqual(readLimit(kept), kept)
    assert.deepInclude(readLimit({ ...kept, history: [[1, 2, 3]] }), { admitted: 3 })
  })

  it.each([
    null,
    "text",
    [],
    {},
    { ...kept, version: 2 },
    { ...kept, at: Number.NaN },
    { ...kept, at: 8.64e15 + 1 },
    { ...kept, admitted: -1 },
    { ...kept, queued: "2" },
    { ...kept, rejected: 0.5 },
    { ...kept, places: undefined },
    { ...kept, requests: { limit: 1 } },
    { ...kept, tokens: { limit: 1, windowMs: 0 } }
  ])("that is damaged is none: %j", (row) => assert.isNull(readLimit(row)))
})

describe("news of a limit", () => {
  it.effect("are told once until they are taken, and taken once", () =>
    Effect.gen(function* () {
      const news = makeLimitNews()
      const [one, other] = [noCounts("a"), noCounts("b")]
      const heard: Array<string> = []
      yield* Effect.forkChild(
        Stream.runForEach(news.changes, (name) => Effect.sync(() => void heard.push(name))),
        { startImmediately: true }
      )
      yield* Effect.yieldNow
      one.admitted++
      for (let n = 0; n < 3; n++) news.mark(one)
      const take = () => news.take([one, other], () => places(7), 5).map(({ name, state }) => [name, state.admitted])
      assert.deepStrictEqual(take(), [["a", 1]])
      assert.deepStrictEqual(take(), [])
      news.mark(one)
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(heard, ["a", "a"])
    })
  )
})

const held = Effect.sleep("1 second")
/** Three at once: one runs, one waits, one is turned away. */
const three = <E, R>(call: Effect.Effect<void, E, R>) =>
  Effect.gen(function* () {
    const all = yield* Effect.forkChild(Effect.all([call, call, call].map(Effect.exit), { concurrency: "unbounded" }), {
      startImmediately: true
    })
    yield* TestClock.adjust("3 seconds")
    yield* Fiber.join(all)
  })
const counts = { name: "a", state: { version: 1, admitted: 2, queued: 1, rejected: 1, at: 3_000 } as const }

describe("39: what a limit writes down", () => {
  it.effect("of a bulkhead", () =>
    Effect.gen(function* () {
      yield* three(withBulkhead(held, "a"))
      const rows = yield* Bulkheads.use(({ exportChanged }) => exportChanged)
      assert.deepStrictEqual(rows, [{ name: "a", state: { ...counts.state, ...places(1) } }])
      assert.deepStrictEqual(yield* Bulkheads.use(({ exportChanged }) => exportChanged), [])
      assert.strictEqual((yield* Bulkheads.use(({ snapshots }) => snapshots))[0]?.queued, 1)
    }).pipe(Effect.provide(Bulkheads.layer({ permits: 1, queue: 1 })))
  )

  it.effect("of a concurrency limit, also when nothing but the limit has moved", () =>
    Effect.gen(function* () {
      yield* three(withConcurrency(held, "a"))
      const exported = Concurrencies.use(({ exportChanged }) => exportChanged)
      const [row] = yield* exported
      assert.deepInclude(row?.state, { ...counts.state, places: 2 })
      assert.strictEqual((yield* Concurrencies.use(({ snapshots }) => snapshots))[0]?.queued, 1)
      const failing = yield* Effect.forkChild(
        Effect.exit(withConcurrency(Effect.andThen(held, Effect.fail("no")), "a")),
        { startImmediately: true }
      )
      assert.lengthOf(yield* exported, 1)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(failing)
      assert.deepInclude((yield* exported)[0]?.state, { places: 1, admitted: 3 })
    }).pipe(Effect.provide(Concurrencies.layer({ initial: 1, decrease: 0.5, queue: 1, maxWait: "1 minute" })))
  )

  it.effect("of a rate, with what it allows", () =>
    Effect.gen(function* () {
      yield* three(withRateLimit(Effect.void, "a"))
      const [row] = yield* RateLimits.use(({ exportChanged }) => exportChanged)
      assert.deepStrictEqual(row?.state, {
        ...counts.state,
        places: null,
        requests: { limit: 1, windowMs: 2_000 },
        tokens: { limit: 9, windowMs: 1_000 }
      })
    }).pipe(
      Effect.provide(
        RateLimits.layer({
          requests: { limit: 1, window: "2 seconds" },
          tokens: { limit: 9, window: "1 second" },
          maxWait: "3 seconds"
        })
      )
    )
  )
})
