/** Acceptance 5, for the whole room: every option that is a number, a length or a word, given what it cannot mean. */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import {
  Backoff,
  Bulkhead,
  CircuitBreaker,
  Coalesce,
  Concurrency,
  createPolicy,
  Deadline,
  Fallback,
  Hedge,
  InvalidOption,
  OpenTime,
  RateLimit,
  Resilience,
  Retry,
  RetryBudget,
  Timeout,
  Trip,
  Window
} from "@zenus/core/resilience"

const { Breakers } = CircuitBreaker
const call = Effect.succeed(1)
const option = { name: "one", run: call }

/** A layer, or what is made at once. */
type Make = (value: number) => unknown

const notANumber = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1]
const wholeFrom = (min: number, max: number) => [...notANumber, 0.5, min - 1, max + 1]
const share = [...notANumber, 0, 1.01]
const shareFromNothing = [...notANumber, 1.01]
/** Timers end at 2^31 - 1 ms. */
const TOO_LONG = 2 ** 31
const length = [...notANumber, 0, TOO_LONG]
const lengthFromNothing = [...notANumber, TOO_LONG]

const table: ReadonlyArray<readonly [name: string, option: string, make: Make, wrong: ReadonlyArray<number>]> = [
  ["Trip.consecutive", "trip.consecutive", Trip.consecutive, wholeFrom(1, 10_000)],
  ["Trip.rate failure", "trip.failure", (failure) => Trip.rate({ failure }), share],
  [
    "Trip.rate minimumCalls",
    "trip.minimumCalls",
    (minimumCalls) => Trip.rate({ minimumCalls }),
    [...notANumber, 0, 0.5]
  ],
  ["Trip.rate slow.after", "trip.slow.after", (after) => Trip.rate({ slow: { after, rate: 1 } }), length],
  ["Trip.rate slow.rate", "trip.slow.rate", (rate) => Trip.rate({ slow: { after: 1, rate } }), share],
  ["Window.count", "window.count", Window.count, wholeFrom(1, 10_000)],
  ["Window.time", "window.time", Window.time, [...length, 19, 24 * 3_600_000 + 1]],
  ["OpenTime.fixed", "open", (ms) => OpenTime.fixed(ms), length],
  ["OpenTime.fixed jitter", "open.jitter", (jitter) => OpenTime.fixed(1, { jitter }), shareFromNothing],
  ["OpenTime.growing first", "open.first", (first) => OpenTime.growing({ first }), length],
  ["OpenTime.growing factor", "open.factor", (factor) => OpenTime.growing({ factor }), [...notANumber, 0.9, 101]],
  ["OpenTime.growing max", "open.max", (max) => OpenTime.growing({ first: 2, max }), [...length, 1]],
  ["OpenTime.growing jitter", "open.jitter", (jitter) => OpenTime.growing({ jitter }), shareFromNothing],
  ["breaker open", "open", (open) => Breakers.layer({ open }), length],
  ["breaker maxOpen", "maxOpen", (maxOpen) => Breakers.layer({ maxOpen }), length],
  ["breaker permits", "halfOpen.permits", (permits) => Breakers.layer({ halfOpen: { permits } }), wholeFrom(1, 1_000)],
  [
    "breaker successes",
    "halfOpen.successes",
    (successes) => Breakers.layer({ halfOpen: { successes } }),
    wholeFrom(1, 1_000)
  ],
  ["breaker lease", "halfOpen.lease", (lease) => Breakers.layer({ halfOpen: { lease } }), length],
  [
    "breaker idleTimeToLive",
    "idleTimeToLive",
    (idleTimeToLive) => Breakers.layer({ idleTimeToLive }),
    [...length, 59_999]
  ],
  [
    "retry attempts",
    "attempts",
    (attempts) => Retry.retry(call, { attempts, budget: "none" }),
    [...notANumber, 0, 0.5]
  ],
  [
    "retry maxRetryAfter",
    "maxRetryAfter",
    (maxRetryAfter) => Retry.retry(call, { maxRetryAfter, budget: "none" }),
    lengthFromNothing
  ],
  ["Backoff.constant", "delay", Backoff.constant, lengthFromNothing],
  ["Backoff.linear base", "base", (base) => Backoff.linear({ base }), [...length, 20_001]],
  ["Backoff.linear step", "step", (step) => Backoff.linear({ step }), lengthFromNothing],
  ["Backoff.exponential cap", "cap", (cap) => Backoff.exponential({ cap }), length],
  ["Backoff.exponential factor", "factor", (factor) => Backoff.exponential({ factor }), [...notANumber, 0.99]],
  ["Backoff.fibonacci base", "base", (base) => Backoff.fibonacci({ base }), length],
  ["Backoff.own cap", "cap", (cap) => Backoff.own(() => 1, { cap }), length],
  ["budget capacity", "capacity", (capacity) => RetryBudget.layer({ capacity }), [...notANumber, 0.9, 1e6 + 1]],
  ["budget ratio", "ratio", (ratio) => RetryBudget.layer({ ratio }), [...notANumber, 0, 1.01]],
  ["budget retries", "retries", (retries) => RetryBudget.layer({ kind: "window", retries }), wholeFrom(1, 1e9)],
  ["budget per", "per", (per) => RetryBudget.layer({ kind: "window", per }), length],
  ["budget of traffic", "ratio", (ratio) => RetryBudget.layer({ kind: "ratio", ratio }), [...notANumber, 0, 1.01]],
  ["budget window", "window", (window) => RetryBudget.layer({ kind: "ratio", window }), length],
  [
    "budget minimumPerSecond",
    "minimumPerSecond",
    (minimumPerSecond) => RetryBudget.layer({ kind: "ratio", minimumPerSecond }),
    [...notANumber, 1e6 + 1]
  ],
  ["budget maxNames", "maxNames", (maxNames) => RetryBudget.layer({ maxNames }), wholeFrom(1, 1e7)],
  ["option timeout", "options[0].timeout", (timeout) => Fallback.cascade("c", [{ ...option, timeout }]), length],
  ["option price", "options[0].price", (price) => Fallback.cascade("c", [{ ...option, price }]), notANumber],
  ["cascade sticky", "sticky", (sticky) => Fallback.cascade("c", [option], { sticky }), length],
  [
    "bestEffort concurrency",
    "concurrency",
    (concurrency) => Fallback.bestEffort("c", [option], { concurrency }),
    wholeFrom(1, 64)
  ],
  ["cascades maxNames", "maxNames", (maxNames) => Fallback.Cascades.layer({ maxNames }), wholeFrom(1, 100_000)],
  ["timeout", "timeout", (ms) => Timeout.timeout(call, ms), length],
  ["deadline", "deadline", (ms) => Deadline.withDeadline(call, ms), length],
  ["first element", "firstElement", (ms) => Timeout.firstElement(Stream.empty, ms), length],
  ["gap", "gap", (ms) => Timeout.gap(Stream.empty, ms), length],
  ["a call's tokens", "tokens", (tokens) => RateLimit.withRateLimit(call, { key: "k", tokens }), wholeFrom(0, 1e9)],
  ["policy tokens", "tokens", (tokens) => Resilience.policy({ name: "p", rateLimit: { tokens } }), wholeFrom(0, 1e9)],
  ["bulkhead permits", "permits", (permits) => Bulkhead.layer({ permits }), wholeFrom(1, 1e6)],
  ["bulkhead queue", "queue", (queue) => Bulkhead.layer({ queue }), wholeFrom(0, 1e6)],
  ["bulkhead maxWait", "maxWait", (maxWait) => Bulkhead.layer({ maxWait }), length],
  ["bulkhead idle", "idle", (idle) => Bulkhead.layer({ idle }), length],
  [
    "requests limit",
    "requests.limit",
    (limit) => RateLimit.layer({ requests: { limit, window: 1_000 } }),
    wholeFrom(1, 1e9)
  ],
  ["requests window", "requests.window", (window) => RateLimit.layer({ requests: { limit: 1, window } }), length],
  ["tokens limit", "tokens.limit", (limit) => RateLimit.layer({ tokens: { limit, window: 1_000 } }), wholeFrom(1, 1e9)],
  [
    "rate limit maxWait",
    "maxWait",
    (maxWait) => RateLimit.layer({ requests: { limit: 1, window: 1_000 }, maxWait }),
    lengthFromNothing
  ],
  [
    "rate limit idle",
    "idle",
    (idle) => RateLimit.layer({ requests: { limit: 1, window: 1_000 }, idle }),
    [...length, 999]
  ],
  ["concurrency initial", "initial", (initial) => Concurrency.layer({ initial, max: 9 }), wholeFrom(1, 9)],
  ["concurrency min", "min", (min) => Concurrency.layer({ min }), wholeFrom(1, 1e6)],
  ["concurrency max", "max", (max) => Concurrency.layer({ min: 2, max }), wholeFrom(2, 1e6)],
  ["concurrency decrease", "decrease", (decrease) => Concurrency.layer({ decrease }), [...notANumber, 0, 1]],
  ["concurrency slow", "slow", (slow) => Concurrency.layer({ slow }), length],
  ["concurrency queue", "queue", (queue) => Concurrency.layer({ queue }), wholeFrom(0, 1e6)],
  ["concurrency maxWait", "maxWait", (maxWait) => Concurrency.layer({ maxWait }), length],
  ["concurrency idle", "idle", (idle) => Concurrency.layer({ idle }), length],
  ["hedge percentile", "percentile", (percentile) => hedge({ percentile }), [...notANumber, 0, 1]],
  ["hedge samples", "samples", (samples) => hedge({ samples }), wholeFrom(1, 100_000)],
  ["hedge minimumCalls", "minimumCalls", (minimumCalls) => hedge({ samples: 9, minimumCalls }), wholeFrom(1, 9)],
  ["hedge warmUpDelay", "warmUpDelay", (warmUpDelay) => hedge({ warmUpDelay }), length],
  ["hedge minimumDelay", "minimumDelay", (minimumDelay) => hedge({ minimumDelay }), lengthFromNothing],
  ["hedge idle", "idle", (idle) => hedge({ idle }), length],
  ["coalesce keep", "keep", (keep) => Coalesce.layer({ keep }), lengthFromNothing],
  [
    "coalesce staleOnError",
    "staleOnError",
    (staleOnError) => Coalesce.layer({ keep: 1, staleOnError }),
    lengthFromNothing
  ],
  ["coalesce capacity", "capacity", (capacity) => Coalesce.layer({ capacity }), wholeFrom(1, 1e7)],
  ["keeper every", "every", (every) => keeper({ every }), length],
  ["keeper storeTimeout", "storeTimeout", (storeTimeout) => keeper({ storeTimeout }), length],
  ["policy deadline", "deadline", (deadline) => Resilience.policy({ name: "p", deadline }), length],
  ["policy timeout", "timeout", (timeout) => Resilience.policy({ name: "p", timeout }), length],
  [
    "policy attempts",
    "retry.attempts",
    (attempts) => Resilience.policy({ name: "p", retry: { attempts } }),
    [0, Number.NaN]
  ],
  [
    "named policy",
    "policies.p.retry.attempts",
    (attempts) => Resilience.layer({ policies: { p: { retry: { attempts } } } }),
    [0, Number.NaN]
  ],
  ["plain attempts", "retry.attempts", (attempts) => createPolicy({ name: "p", retry: { attempts } }), [0, Number.NaN]],
  [
    "plain permits",
    "bulkhead.permits",
    (permits) => createPolicy({ name: "p", bulkhead: { permits } }),
    wholeFrom(1, 1e6)
  ],
  ["plain breaker", "breaker.open", (open) => createPolicy({ name: "p", breaker: { open } }), length]
]

const hedge = (options: Hedge.HedgeOptions) => Layer.provide(Hedge.layer(options), RetryBudget.layer())
const keeper = (options: Resilience.KeeperOptions) =>
  Layer.provide(
    Resilience.Keeper.layer(options),
    Layer.merge(Resilience.services(), Resilience.ResilienceStore.layerMemory)
  )

/** What is thrown when it is made, or when the layer that was made is built. */
const refusal = (make: () => unknown): unknown => {
  try {
    const made = make()
    if (!Layer.isLayer(made)) return undefined
    const exit = Effect.runSyncExit(Effect.scoped(Layer.build(made as Layer.Layer<unknown, unknown>)))
    return Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
  } catch (error) {
    return error
  }
}

/** As a message shows it. */
const shown = (value: unknown): string => (typeof value === "string" ? JSON.stringify(value) : String(value))

describe("5: an option that cannot be meant is refused with its name, the value and the range", () => {
  it.each(table)("%s", (_, name, make, wrong) => {
    const texts: ReadonlyArray<Duration.Input | string> = ["soon", ""]
    for (const value of [...wrong, ...texts] as ReadonlyArray<number>) {
      const error = refusal(() => make(value))
      assert.instanceOf(error, InvalidOption, `${name}: ${shown(value)}`)
      assert.strictEqual(error.option, name)
      assert.include(error.message, shown(value))
      assert.include(error.message, error.allowed)
      assert.isNotEmpty(error.recovery)
    }
  })

  const words: ReadonlyArray<readonly [name: string, make: () => unknown]> = [
    ["jitter", () => Retry.retry(call, { jitter: "some" as never })],
    ["exhausted", () => Retry.retry(call, { exhausted: "never" as never })],
    ["budget", () => Retry.retry(call, { budget: "" })],
    ["kind", () => RetryBudget.layer({ kind: "successes " as never })],
    ["order", () => Fallback.cascade("c", [option], { order: "cheapest" as never })],
    ["options.length", () => Fallback.cascade("c", [])],
    ["options[1].name", () => Fallback.cascade("c", [option, option])],
    ["name", () => Fallback.cascade("", [option])],
    ["name", () => Resilience.policy({ name: "" })],
    ["coalesce.key", () => Resilience.policy({ name: "p", coalesce: { key: "" } })],
    ["requests", () => RateLimit.layer({})],
    ["trip.any", () => Trip.any()],
    ["backoff", () => Retry.retry(call, { backoff: "1 second" as never })],
    ["backoff", () => Retry.retry(call, { backoff: null as never })],
    ["backoff.capMs", () => Retry.retry(call, { backoff: { ...Backoff.constant(1), capMs: Number.NaN } })],
    ["delayMs", () => Backoff.own("1 second" as never)],
    ["budget", () => Retry.retry(call, { budget: null as never })],
    ["while", () => Retry.retry(call, { while: Number.NaN as never })],
    ["classify", () => Retry.retry(call, { classify: "http" as never })],
    ["retryAfter", () => Retry.retry(call, { retryAfter: 5 as never })],
    ["observe", () => Retry.retry(call, { observe: {} as never })],
    ["retry.while", () => Resilience.policy({ name: "p", retry: { while: Number.NaN as never } })],
    ["retry", () => Resilience.policy({ name: "p", retry: null as never })],
    ["breaker", () => Resilience.policy({ name: "p", breaker: null as never })],
    ["fallbacks", () => Resilience.policy({ name: "p", fallbacks: null as never })],
    ["options", () => Resilience.policy(null as never)],
    ["options", () => Retry.retry(call, null as never)],
    ["options", () => createPolicy(null as never)],
    ["bulkhead", () => createPolicy({ name: "p", bulkhead: null as never })],
    ["fallbacks[0]", () => createPolicy({ name: "p", fallbacks: [null as never] })],
    ["fallbacks[0].run", () => createPolicy({ name: "p", fallbacks: [{ name: "b" } as never] })],
    ["rateLimit", () => RateLimit.withRateLimit(call, null as never)],
    ["key", () => RateLimit.withRateLimit(call, {} as never)],
    ["key", () => Bulkhead.withBulkhead(call, { key: "k" } as never)],
    ["key", () => Concurrency.withConcurrency(call, undefined as never)],
    ["key", () => Hedge.withHedge(call, { key: "k" } as never)],
    ["key", () => Coalesce.withCoalesce(call, 5 as never)],
    ["key", () => CircuitBreaker.withBreaker(call, {} as never)],
    ["breaker", () => CircuitBreaker.withBreaker(call, "k" as never)],
    ["classify", () => CircuitBreaker.withBreaker(call, { key: "k", classify: Number.NaN as never })],
    ["breaker.key", () => Resilience.policy({ name: "p", breaker: { key: 5 as never } })],
    ["breaker.classify", () => Resilience.policy({ name: "p", breaker: { classify: "http" as never } })],
    ["coalesce.key", () => Resilience.policy({ name: "p", coalesce: {} as never })],
    ["used", () => RateLimit.withRateLimit(call, { key: "k", used: 5 as never })],
    ["requests", () => RateLimit.layer({ requests: null as never })],
    ["options", () => RateLimit.layer(null as never)],
    ["options", () => RetryBudget.layer(null as never)],
    ["backoff", () => Backoff.exponential(null as never)],
    ["timeout", () => Timeout.timeout(call, "1 second", null as never)],
    ["options[0].when", () => Fallback.cascade("c", [{ ...option, when: true as never }])],
    ["options[0].unavailable", () => Fallback.cascade("c", [{ ...option, unavailable: "no key" as never }])],
    ["options[0].breaker", () => Fallback.cascade("c", [{ ...option, breaker: 5 as never }])],
    ["options[0].run", () => Fallback.cascade("c", [{ name: "one" } as never])],
    ["options", () => Fallback.cascade("c", [option], null as never)],
    ["options[0].run", () => Fallback.cascade("c", [{ name: "one", run: "call" as never }])],
    ["options[0].run", () => Fallback.cascade("c", [{ name: "one", run: Stream.empty as never }])],
    ["options[0].run", () => Fallback.cascadeStream("c", [{ name: "one", run: call as never }])],
    ["trip.any[1].trip", () => Trip.any(Trip.standard, "x" as never)],
    ["trip.any[0].trip.consecutive", () => Trip.any({ _tag: "Consecutive", failures: 0 })],
    ["trip.window", () => Trip.rate({ window: "30 seconds" as never })],
    ["trip.window", () => Trip.rate({ window: {} as never })],
    ["trip.window.time", () => Trip.rate({ window: { _tag: "Time", lengthMs: Number.NaN } })],
    ["classify", () => Breakers.layer({ classify: Number.NaN as never })],
    ["classify", () => Concurrency.layer({ classify: "http" as never })],
    ["policies.p.name", () => Resilience.layer({ policies: { p: { name: "q" } as never } })],
    ["onAnswer", () => Fallback.cascadeStream("c", [{ name: "s", run: Stream.empty }], { onAnswer: 5 as never })],
    ["staleOnError", () => Coalesce.layer({ staleOnError: "1 minute" })]
  ]
  it.each(words)("%s", (name, make) => {
    const error = refusal(make)
    assert.instanceOf(error, InvalidOption)
    assert.strictEqual(error.option, name)
  })

  it.each<[string, () => unknown, string]>([
    [
      "a length as a backoff",
      () => Retry.retry(call, { backoff: "1 second" as never }),
      'backoff: expected a backoff, such as Backoff.constant("1 second") or Backoff.exponential({ base: "1 second" }), got "1 second".'
    ],
    [
      "a stale answer that was never kept",
      () => Coalesce.layer({ staleOnError: "1 minute" }),
      'staleOnError: expected `keep` beside it: what is not kept cannot be given again, got "1 minute".'
    ]
  ])("%s is told what to write", (_, make, message) => {
    const error = refusal(make)
    assert.instanceOf(error, InvalidOption)
    assert.strictEqual(error.message, message)
  })

  it("a cap below the usual base is the base, too: nobody is refused for what was not given", () => {
    for (const backoff of [Backoff.exponential({ cap: "100 millis" }), Backoff.own(() => 5, { cap: "100 millis" })]) {
      assert.deepStrictEqual([backoff.baseMs, backoff.capMs], [100, 100])
    }
  })
})
