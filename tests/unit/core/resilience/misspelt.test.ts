/** Options under names that nobody reads: said at once, with the names that there are. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Theirs from "effect/persistence/CircuitBreaker"
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
  HttpOutcome,
  InvalidOption,
  OpenTime,
  RateLimit,
  Resilience,
  Retry,
  RetryBudget,
  type RetryStopped,
  Timeout,
  Trip
} from "@zenus/core/resilience"
import { sayError } from "#core/resilience/formatMs.ts"
import { building, messageOf, untyped } from "./wrongOptions.ts"

const fromConfig = (policies: unknown) => building(Resilience.layer(untyped({ policies })))

describe("a misspelt option", () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      "policy",
      () => Resilience.policy(untyped({ name: "a", timeuot: 1 })),
      /^timeuot: .*there are name, .*timeout.*got 1\.$/
    ],
    ["part of a policy", () => Resilience.policy(untyped({ name: "a", retry: { attempt: 5 } })), /^retry\.attempt: /],
    [
      "setting of the breakers' layer in a policy",
      () => Resilience.policy(untyped({ name: "a", breaker: { trip: Trip.standard } })),
      /^breaker\.trip: .*there are key, classify/
    ],
    ["plain policy", () => createPolicy(untyped({ name: "a", retries: 3 })), /^retries: /],
    ["configured policy", fromConfig({ a: { timeuot: "1 second" } }), /^policies\.a\.timeuot: /],
    ["part of a configured policy", fromConfig({ a: { retry: { attempt: 5 } } }), /^policies\.a\.retry\.attempt: /],
    ["wrong length of a configured policy", fromConfig({ a: { timeout: "-1 second" } }), /^policies\.a\.timeout: /],
    ["part that is no object", fromConfig({ a: { retry: "3" } }), /^policies\.a\.retry: expected an object/],
    ["policy that is none", fromConfig({ a: null }), /^policies\.a: expected an object/]
  ])("is named: of a %s", (_, work, message) => {
    assert.match(messageOf(work), message)
  })
})

const call = Effect.succeed(1)
const option = { name: "one", run: call }

describe("3: a name that no operator reads is an error of the types, and at run time", () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      "retry",
      // @ts-expect-error attempts is meant
      () => Retry.retry(call, { attempt: 5, budget: "none" }),
      /^attempt: .*there are attempts, .*got 5\.$/
    ],
    [
      "retry, in a pipe",
      // @ts-expect-error exhausted is meant
      () => call.pipe(Retry.retry({ exhaust: "wrap" })),
      /^exhaust: /
    ],
    [
      "policy",
      // @ts-expect-error timeout is meant
      () => Resilience.policy({ name: "a", timeuot: "1 second" }),
      /^timeuot: /
    ],
    [
      "policy's retry",
      // @ts-expect-error jitter is meant
      () => Resilience.policy({ name: "a", retry: { attempts: 2, jiter: "none" } }),
      /^retry\.jiter: /
    ],
    [
      "policy's fallback",
      // @ts-expect-error timeout is meant
      () => Resilience.policy({ name: "a", fallbacks: [{ ...option, tiemout: "1 second" }] }),
      /^fallbacks\[0\]\.tiemout: .*there are name, run/
    ],
    [
      "cascade's option",
      // @ts-expect-error timeout is meant
      () => Fallback.cascade("c", [{ ...option, tiemout: "1 second" }]),
      /^options\[0\]\.tiemout: /
    ],
    [
      "cascade",
      // @ts-expect-error sticky is meant
      () => Fallback.cascade("c", [option], { stiky: "1 second" }),
      /^stiky: .*there are order, sticky/
    ],
    [
      "parallel's option",
      // @ts-expect-error timeout is meant
      () => Fallback.parallel("c", [{ ...option, tiemout: "1 second" }]),
      /^options\[0\]\.tiemout: /
    ],
    [
      "bestEffort",
      // @ts-expect-error concurrency is meant
      () => Fallback.bestEffort("c", [option], { concurency: 2 }),
      /^concurency: /
    ],
    [
      "withFallbacks",
      // @ts-expect-error price is meant
      () => call.pipe(Fallback.withFallbacks({ cascade: "c", name: "a", others: [], pricee: 1 })),
      /^pricee: .*there are cascade, name, others/
    ],
    [
      "withFallbacks' other",
      // @ts-expect-error when is meant
      () => Fallback.withFallbacks(call, { cascade: "c", name: "a", others: [{ ...option, wehn: () => true }] }),
      /^others\[0\]\.wehn: /
    ],
    [
      "timeout",
      // @ts-expect-error name is meant
      () => Timeout.timeout(call, "1 second", { nam: "a" }),
      /^timeout\.nam: .*there are name/
    ],
    [
      "deadline",
      // @ts-expect-error name is meant
      () => Deadline.withDeadline(call, "1 second", { nam: "a" }),
      /^deadline\.nam: /
    ],
    [
      "rate limit",
      // @ts-expect-error tokens is meant
      () => RateLimit.withRateLimit(call, { key: "a", token: 5 }),
      /^rateLimit\.token: /
    ],
    [
      "backoff",
      // @ts-expect-error base is meant
      () => Backoff.exponential({ bas: "1 second" }),
      /^backoff\.bas: .*there are base, cap, factor/
    ],
    [
      "breaker",
      // @ts-expect-error classify is meant
      () => CircuitBreaker.withBreaker(call, { key: "a", clasify: HttpOutcome.classifyHttp }),
      /^breaker\.clasify: .*there are key, classify/
    ],
    [
      "classifier",
      // @ts-expect-error opensWhenUnreachable is meant
      () => HttpOutcome.classifyHttpWith({ opensWhenUnreached: true }),
      /^opensWhenUnreached: /
    ],
    [
      "layer of budgets",
      // @ts-expect-error capacity is meant
      building(RetryBudget.layer({ capasity: 5 })),
      /^capasity: .*there are kind, capacity, ratio, maxNames/
    ],
    [
      "layer of budgets of another kind",
      // @ts-expect-error a window has no capacity
      building(RetryBudget.layer({ kind: "window", capacity: 5 })),
      /^capacity: .*there are kind, retries, per, maxNames/
    ],
    [
      "layer of coalescing",
      // @ts-expect-error keep is meant
      building(Coalesce.layer({ keeep: 5 })),
      /^keeep: /
    ],
    [
      "layer of breakers",
      // @ts-expect-error trip is meant
      building(CircuitBreaker.Breakers.layer({ tripp: Trip.consecutive(1) })),
      /^tripp: .*there are trip, open, maxOpen, halfOpen, classify, idleTimeToLive/
    ],
    [
      "trials of a breaker",
      // @ts-expect-error permits is meant
      building(CircuitBreaker.Breakers.layer({ halfOpen: { permit: 1 } })),
      /^halfOpen\.permit: .*there are permits, successes, lease/
    ],
    [
      "layer of shared breakers",
      // @ts-expect-error storeRest is meant
      building(CircuitBreaker.layerShared({ store: Theirs.layerStoreMemory(), storeRset: 1 })),
      /^storeRset: .*storeRest/
    ],
    [
      "rate that trips",
      // @ts-expect-error failure is meant
      () => Trip.rate({ failures: 0.5 }),
      /^trip\.failures: /
    ],
    [
      "slowness that trips",
      // @ts-expect-error rate is meant
      () => Trip.rate({ slow: { after: 1, rate: 1, share: 1 } }),
      /^trip\.slow\.share: /
    ],
    [
      "growing open time",
      // @ts-expect-error max is meant
      () => OpenTime.growing({ maxx: 5 }),
      /^open\.maxx: /
    ],
    [
      "fixed open time",
      // @ts-expect-error jitter is meant
      () => OpenTime.fixed(5, { jiter: 0 }),
      /^open\.jiter: /
    ],
    [
      "layer of places",
      // @ts-expect-error permits is meant
      building(Bulkhead.layer({ permit: 5 })),
      /^permit: .*there are permits, queue/
    ],
    [
      "layer of learned limits",
      // @ts-expect-error initial is meant
      building(Concurrency.layer({ inital: 5 })),
      /^inital: /
    ],
    [
      "layer of all services",
      // @ts-expect-error breaker is meant
      building(Resilience.services({ breakers: {} })),
      /^breakers: .*there are breaker, retryBudget/
    ],
    [
      "configuration of all",
      // @ts-expect-error bulkhead is meant
      building(Resilience.layer({ policies: {}, bulkheads: {} })),
      /^bulkheads: /
    ],
    [
      "keeper",
      building(
        Layer.provide(
          // @ts-expect-error every is meant
          Resilience.Keeper.layer({ evry: 5 }),
          Layer.merge(Resilience.services(), Resilience.ResilienceStore.layerMemory)
        ) as Layer.Layer<unknown, unknown>
      ),
      /^evry: .*there are every, storeTimeout/
    ],
    [
      "layer of hedges",
      // @ts-expect-error idle is meant
      building(Layer.provide(Hedge.layer({ idel: 5 }), RetryBudget.layer())),
      /^idel: /
    ],
    [
      "layer of rates",
      // @ts-expect-error maxWait is meant
      building(RateLimit.layer({ requests: { limit: 1, window: 1 }, maxWiat: 5 })),
      /^maxWiat: /
    ]
  ])("%s", (_, work, message) => {
    assert.match(messageOf(work), message)
  })
})

const optionOf = (error: unknown): unknown => (error instanceof InvalidOption ? error.option : error)

it("a call without Effect says so, too, and does not begin", async () => {
  const policy = createPolicy({ name: "a" })
  let calls = 0
  const { signal } = new AbortController()
  const said: Array<unknown> = []
  for (const how of [{ singal: signal }, { signal: "now" }, 5]) {
    said.push(await policy.execute(() => ++calls, untyped(how)).catch(optionOf))
  }
  said.push(await policy.execute(untyped("call")).catch(optionOf))
  assert.deepStrictEqual([said, calls], [["singal", "signal", "options", "run"], 0])
  assert.throws(() => policy.onEvent(untyped({})), /^listener: expected a function/)
})

const late = async (): Promise<never> => Promise.reject(new Error("late"))

describe("what callers can rely on", () => {
  it("a wait of the remaining time is long enough, to the whole millisecond", () => {
    const open = new CircuitBreaker.CircuitOpen(
      "a",
      "Open",
      4_999.000_1,
      { openedAt: 0, number: 1, why: null, lastError: null },
      () => []
    )
    assert.strictEqual(open.remainingMs, 5_000)
  })

  it("a backoff of one's own that gives no number waits the cap", () => {
    const backoff = Backoff.own(() => untyped(undefined), { base: "10 millis", cap: "1 second" })
    assert.strictEqual(Backoff.delayMs(backoff, "none", 1, 0, 0), 1_000)
  })

  it("39: a listener that fails late ends no process", async () => {
    const seen: Array<unknown> = []
    const note = (error: unknown): void => void seen.push(error)
    process.on("unhandledRejection", note)
    try {
      const policy = createPolicy({
        name: "a",
        breaker: { trip: Trip.consecutive(1) },
        retry: { attempts: 2, backoff: Backoff.constant(0), observe: late }
      })
      const stop = policy.onEvent(late)
      await policy.execute(async () => Promise.reject(new Error("down"))).catch(() => null)
      await new Promise((done) => setImmediate(done))
      await new Promise((done) => setImmediate(done))
      stop()
    } finally {
      process.off("unhandledRejection", note)
    }
    assert.deepStrictEqual(seen, [])
  })

  it.each([
    [{ status: 503, headers: { authorization: "hush" } }, "status 503"],
    [{ code: 5, detail: "hush" }, "an object with code, detail"],
    [{}, "an empty object"],
    [null, "null"],
    [[1, 2], "1,2"]
  ])("an error that is no Error is said without its contents: %j", (error, said) => {
    assert.strictEqual(sayError(error), said)
  })

  it.effect("4: a retry that met an open circuit says what the circuit says, not to change the request", () =>
    Effect.gen(function* () {
      const failing = Effect.fail("down").pipe(CircuitBreaker.withBreaker({ key: "a" }))
      yield* Effect.ignore(failing)
      const stopped: RetryStopped<unknown> = yield* Effect.flip(
        Retry.retry(failing, { budget: "none", exhausted: "wrap" })
      )
      assert.strictEqual(stopped.reason, "refused")
      assert.include(stopped.message, "turned away before it began")
      assert.deepStrictEqual(stopped.recovery, ["Wait 1 s."])
    }).pipe(Effect.provide(CircuitBreaker.Breakers.layer({ trip: Trip.consecutive(1), open: "1 second" })))
  )
})
