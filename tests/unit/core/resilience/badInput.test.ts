/** What no type can keep away: errors that are not Errors or fight back, functions that throw, data written by hand, damaged rows. */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import {
  Backoff,
  CircuitBreaker,
  createPolicy,
  Fallback,
  HttpOutcome,
  InvalidOption,
  isLocalRejection,
  type OpenTime,
  Outcome,
  RateLimit,
  Resilience,
  Retry,
  RetryBudget,
  type Trip
} from "@zenus/core/resilience"

const { Breakers, withBreaker } = CircuitBreaker
const trap = (): never => {
  throw new Error("trap")
}
const strange: ReadonlyArray<readonly [name: string, error: unknown]> = [
  ["null", null],
  ["undefined", undefined],
  ["a number", Number.NaN],
  ["an empty text", ""],
  ["a symbol", Symbol("s")],
  ["a function", trap],
  ["an object without a prototype", Object.create(null)],
  ["a message that throws", Object.defineProperty({}, "message", { get: trap })],
  ["a tag that throws", Object.defineProperty({}, "_tag", { get: trap })],
  ["a wait that throws", Object.defineProperty({}, "retryAfterMs", { get: trap })],
  ["a proxy that throws", new Proxy({}, { get: trap, has: trap })]
]

const squashed = (exit: Exit.Exit<unknown, unknown>): unknown =>
  Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
const built = <A>(layer: Layer.Layer<A>): unknown => squashed(Effect.runSyncExit(Effect.scoped(Layer.build(layer))))

describe("an error that is", () => {
  it.each(strange)("%s is a failure, and no reading of it throws", (_, error) => {
    assert.isFalse(isLocalRejection(error))
    assert.strictEqual(Outcome.outcomeOfError(error)._tag, "Failure")
    assert.strictEqual(HttpOutcome.classifyHttp(Exit.fail(error), 1)._tag, "Failure")
  })

  it.live.each(strange)("%s goes through every layer and is said in the end", ([, error]) =>
    Effect.gen(function* () {
      const policy = Resilience.policy({
        name: "p",
        deadline: "1 minute",
        fallbacks: [{ name: "other", run: Effect.fail(error), when: () => true }],
        retry: { attempts: 2, backoff: Backoff.constant(0), exhausted: "wrap" },
        breaker: {},
        bulkhead: {},
        concurrency: {},
        timeout: "1 minute"
      })
      const failed = yield* Effect.flip(policy(Effect.fail(error)))
      assert.strictEqual(failed._tag, "AllOptionsFailed")
      assert.match(failed.message, /^No answer from 2 options of p\. p: Gave up after 2 attempts, .+ other: .+/s)
      const [circuit] = yield* (yield* Breakers).snapshots
      assert.strictEqual(circuit?.failures, 2)
    }).pipe(Effect.provide(Resilience.services()))
  )

  it.each(strange)("%s is rejected as it is by a plain policy, and counted", async (_, error) => {
    const policy = createPolicy({ name: "p", retry: { attempts: 2, backoff: Backoff.constant(0) }, breaker: {} })
    // In a box: a promise would ask what it is given for its `then`.
    const box: Array<unknown> = []
    await policy.execute(() => Promise.reject(error)).catch((found: unknown) => void box.push(found))
    assert.isTrue(Object.is(box[0], error))
    assert.lengthOf(box, 1)
    assert.strictEqual(policy.snapshot().breakers[0]?.failures, 2)
  })
})

describe("a wait that cannot be meant", () => {
  it.effect.each([Number.NaN, -5, Number.POSITIVE_INFINITY])("keeps no circuit open for good: %d", (retryAfterMs) =>
    Effect.gen(function* () {
      const { snapshots } = yield* Breakers
      const opens = { _tag: "Failure", retryAfterMs, opens: true } as const
      yield* Effect.exit(withBreaker(Effect.fail("no"), { key: "k", classify: () => opens }))
      const [open] = yield* snapshots
      assert.strictEqual(open?.state, "Open")
      assert.isAtLeast(open?.retryInMs ?? Number.NaN, 1)
      assert.isAtMost(open?.retryInMs ?? Number.NaN, 3_600_000)
      yield* TestClock.adjust("1 hour")
      yield* withBreaker(Effect.void, { key: "k" })
    }).pipe(Effect.provide(Breakers.layer()))
  )

  it.effect("takes nothing more from a rate limit: what was used is no figure", () =>
    Effect.gen(function* () {
      for (const used of [Number.NaN, -1, 1e300, Number.POSITIVE_INFINITY]) {
        yield* Effect.void.pipe(RateLimit.withRateLimit({ key: "k", tokens: 1, used: () => used }))
      }
      const [k] = yield* (yield* RateLimit.RateLimits).snapshots
      assert.strictEqual(k?.tokens?.remaining, 96)
    }).pipe(Effect.provide(RateLimit.layer({ tokens: { limit: 100, window: "1 hour" } })))
  )
})

describe("a function that throws", () => {
  it.effect("of an option passes it over, or lets it answer, and never ends the cascade", () =>
    Effect.gen(function* () {
      const { option, skipped } = yield* Fallback.cascade("c", [
        { name: "throws", run: Effect.succeed(1), unavailable: trap },
        { name: "fails", run: Effect.fail("no"), unavailable: () => null as never },
        { name: "when", run: Effect.succeed(2), when: trap },
        { name: "last", run: Effect.succeed(3) }
      ])
      assert.strictEqual(option, "last")
      assert.deepStrictEqual(
        skipped.map(({ option, reason }) => [option, reason]),
        [
          ["throws", "unavailable"],
          ["when", "condition"]
        ]
      )
    }).pipe(Effect.provide(Fallback.Cascades.layer()))
  )
})

it.effect("thousands of attempts end, one after the other", () =>
  Effect.gen(function* () {
    let calls = 0
    const call = Effect.suspend(() => Effect.fail(++calls))
    const retried = call.pipe(Retry.retry({ attempts: 5_000, budget: "none", backoff: Backoff.constant(0) }))
    assert.strictEqual(yield* Effect.flip(retried), 5_000)
  })
)

describe("data that was written by hand", () => {
  const trips: ReadonlyArray<readonly [option: string, trip: unknown]> = [
    ["trip", {}],
    ["trip", { _tag: "Any", trips: [{}] }],
    ["trip.consecutive", { _tag: "Consecutive", failures: Number.NaN }],
    ["trip.failure", { _tag: "Rate" }],
    ["window", { _tag: "Rate", failure: 1, minimumCalls: 1, slow: null }],
    ["window.time", { _tag: "Rate", failure: 1, window: { _tag: "Time" }, minimumCalls: 1, slow: null }]
  ]
  it.each(trips)("is refused as %s: %j", (option, trip) => {
    const error = built(Breakers.layer({ trip: trip as Trip.Trip }))
    assert.instanceOf(error, InvalidOption)
    assert.strictEqual(error.option, option)
  })

  it.each([
    ["open.firstMs", { firstMs: Number.NaN, maxMs: 1, factor: 1, jitter: 0 }],
    ["open.maxMs", { firstMs: 2, maxMs: 1, factor: 1, jitter: 0 }],
    ["open.factor", { firstMs: 1, maxMs: 2, factor: Number.NaN, jitter: 0 }],
    ["open.jitter", { firstMs: 1, maxMs: 2, factor: 1, jitter: -1 }]
  ] as const)("is refused as %s: %j", (option, open: OpenTime.OpenTime) => {
    const error = built(Breakers.layer({ open }))
    assert.instanceOf(error, InvalidOption)
    assert.strictEqual(error.option, option)
  })

  const nothings: ReadonlyArray<readonly [option: string, options: object]> = [
    ["retry", { retry: null }],
    ["breaker", { breaker: 5 }],
    ["bulkhead", { bulkhead: null }],
    ["concurrency", { concurrency: [] }],
    ["rateLimit", { rateLimit: "fast" }],
    ["fallbacks", { fallbacks: null }],
    ["fallbacks[0]", { fallbacks: [null] }],
    ["deadline", { deadline: null }],
    ["timeout", { timeout: {} }]
  ]
  it.each(nothings)("is refused as %s of a policy: %j", (option, options) => {
    for (const make of [Resilience.policy, createPolicy] as ReadonlyArray<(options: unknown) => unknown>) {
      const error = squashed(
        Effect.runSyncExit(Effect.try({ try: () => make({ name: "p", ...options }), catch: (e) => e }))
      )
      assert.instanceOf(error, InvalidOption)
      assert.strictEqual(error.option, option)
    }
  })
})

it.effect.each([null, undefined, 5, "row", [], {}, { name: 5, state: {} }, { name: "a", state: null }])(
  "a row that is none is refused alone: %j",
  (row) =>
    Effect.gen(function* () {
      const good = yield* (yield* Breakers).exportState
      assert.strictEqual(yield* (yield* Breakers).importState([row as never, ...good]), 1)
      assert.strictEqual(yield* (yield* RetryBudget.RetryBudgets).importState([row]), 1)
      assert.strictEqual(yield* (yield* Fallback.Cascades).importState([row]), 1)
    }).pipe(Effect.provide(Resilience.services()))
)
