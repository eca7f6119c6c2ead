/** What somebody who meets the library writes first, and gets a little wrong: refused or heard, never silently nothing, and said truly. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import {
  Backoff,
  Bulkhead,
  CircuitBreaker,
  Concurrency,
  createPolicy,
  Deadline,
  Fallback,
  HttpOutcome,
  InvalidOption,
  RateLimit,
  Resilience,
  Retry,
  type RetryStopped,
  Timeout,
  Trip
} from "@zenus/core/resilience"
import { readKept } from "#core/resilience/keep/readKept.ts"
import { building, messageOf, throwFailure, untyped } from "./wrongOptions.ts"

const { Breakers, withBreaker } = CircuitBreaker
const refusalOf = (exit: Exit.Exit<unknown, unknown>): string => messageOf(() => throwFailure(exit))

const fine = () => 1

describe("5: a wrong option is said with the part it belongs to", () => {
  it.each<[string, () => unknown]>([
    ["bulkhead.permits: ", () => createPolicy({ name: "a", bulkhead: { permits: 0 } })],
    ["breaker.trip: ", () => createPolicy({ name: "a", breaker: { trip: untyped("often") } })],
    ["breaker.key: expected no option of this name", () => createPolicy({ name: "a", breaker: untyped({ key: "x" }) })],
    ["breaker.halfOpen.permits: ", building(Resilience.services({ breaker: { halfOpen: { permits: 0 } } }))],
    ["breaker: expected an object", building(Resilience.services({ breaker: untyped(5) }))],
    ["bulkhead: expected an object", building(Resilience.services({ bulkhead: untyped(5) }))],
    ["rateLimit.requests.limit: ", building(Resilience.services({ rateLimit: { requests: { limit: 0, window: 5 } } }))],
    ["cascades.nam: ", building(Resilience.services({ cascades: untyped({ nam: 1 }) }))],
    ["concurrency.idle: ", building(Resilience.services({ concurrency: { idle: -1 } }))],
    ["coalesce.capacity: ", building(Resilience.services({ coalesce: { capacity: 0 } }))],
    [
      "fallbacks[1].name: ",
      () =>
        createPolicy({
          name: "a",
          fallbacks: [
            { name: "x", run: fine },
            { name: "x", run: fine }
          ]
        })
    ],
    ["timeout: ", () => Fallback.withFallbacks(Effect.void, { cascade: "c", name: "a", timeout: -1, others: [] })]
  ])("%s", (said, work) => {
    assert.isTrue(messageOf(work).startsWith(said), messageOf(work))
  })

  it("a configuration is told all names that there are, policies too", () => {
    const built = building(Resilience.layer(untyped({ policies: {}, breakers: {} })))
    assert.match(messageOf(built), /^breakers: .*there are policies, breaker/)
  })
})

describe("5: what would be silently nothing is refused", () => {
  it.each<[string, RegExp, () => unknown]>([
    [
      "a budget without a retry",
      /^retry: .*retryBudget does nothing/,
      () => createPolicy({ name: "a", retryBudget: {} })
    ],
    ["an order without fallbacks", /^fallbacks: .*order/, () => createPolicy({ name: "a", order: "declared" })],
    ["a preference without fallbacks", /^fallbacks: .*sticky/, () => Resilience.policy({ name: "a", sticky: 5 })],
    ["five nanoseconds", /^timeout: .*got 5\.$/, () => Timeout.timeout(5n)]
  ])("%s", (_, said, work) => {
    assert.match(messageOf(work), said)
  })

  it("a bigint of a millisecond and more is nanoseconds, as everywhere in effect", () => {
    assert.strictEqual(createPolicy({ name: "a", timeout: 5_000_000n }).describe(), "a: timeout 5 ms > call")
  })

  it.each([{ name: "a" }, { name: "a", deadline: "1 second" as const }])(
    "a signal where options belong: %j",
    async (options) => {
      let calls = 0
      const { signal } = new AbortController()
      const error: unknown = await createPolicy(options)
        .execute(() => ++calls, untyped(signal))
        .catch((refused: unknown) => refused)
      assert.instanceOf(error, InvalidOption)
      assert.strictEqual(error.message, 'options: expected an object of options: { signal }, got "an AbortSignal".')
      assert.strictEqual(calls, 0)
    }
  )
})

const ask = (key: string) => Effect.flip(withBreaker(Effect.fail("down"), { key }))

describe("4: who was turned away is told what else could answer", () => {
  it.effect("and nothing that has nothing to do with it", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      yield* withBreaker(Effect.void, { key: "tickets" })
      yield* withBreaker(Effect.void, { key: "ollama" })
      yield* breakers.isolate("openai", "moving house")
      const alone = yield* ask("openai")
      assert.deepStrictEqual(alone instanceof CircuitBreaker.CircuitOpen && alone.recovery, [
        "Close openai by hand when it may be called again."
      ])
      yield* Fallback.cascade("answer", [
        { name: "large", run: Effect.succeed("large"), breaker: "openai" },
        { name: "small", run: Effect.succeed("small"), breaker: "ollama" }
      ])
      const inCompany = yield* ask("openai")
      assert.deepStrictEqual(inCompany instanceof CircuitBreaker.CircuitOpen && inCompany.recovery, [
        "Close openai by hand when it may be called again.",
        "Use what can answer now: ollama."
      ])
    }).pipe(Effect.provide(Layer.merge(Breakers.layer(), Fallback.Cascades.layer())))
  )
})

describe("what is said where somebody gave odd text", () => {
  it.effect("an option that cannot answer and says nothing", () =>
    Effect.gen(function* () {
      const failed = yield* Effect.flip(
        Fallback.cascade("c", [{ name: "b", run: Effect.void, unavailable: () => " " }])
      )
      assert.strictEqual(failed.message, "No answer from 1 option of c. b: it cannot answer now and does not say why.")
    }).pipe(Effect.provide(Fallback.Cascades.layer()))
  )

  it.effect("a key with an escape, in every refusal", () =>
    Effect.gen(function* () {
      const key = "a\u001b[2J\n"
      interface Said {
        readonly message: string
        readonly recovery: ReadonlyArray<string>
      }
      const refusals: ReadonlyArray<Effect.Effect<void, Said, Resilience.Services>> = [
        Bulkhead.withBulkhead(Bulkhead.withBulkhead(Effect.void, key), key),
        Concurrency.withConcurrency(Concurrency.withConcurrency(Effect.void, key), key),
        RateLimit.withRateLimit(RateLimit.withRateLimit(Effect.void, { key }), { key }),
        Timeout.timeout(Effect.never, 1, { name: key })
      ]
      for (const refused of refusals) {
        const fiber = yield* Effect.forkChild(Effect.flip(refused), { startImmediately: true })
        yield* TestClock.adjust("1 hour")
        const { message, recovery } = yield* Fiber.join(fiber)
        assert.include(message, "a\\e[2J\\n")
        const said = [message, ...recovery].join("")
        assert.notInclude(said, "\u001b")
        assert.notInclude(said, "\n")
      }
    }).pipe(
      Effect.provide(
        Resilience.services({
          bulkhead: { permits: 1, queue: 0 },
          concurrency: { initial: 1, max: 1 },
          rateLimit: { requests: { limit: 1, window: "1 minute" }, maxWait: 0 }
        })
      )
    )
  )
})

describe("what can never come true", () => {
  it.effect.each([
    [
      "1 minute",
      /^s never has room for this call: it wants more than 1000 tokens in 60 s and the longest wait give\.$/
    ],
    ["4 minutes", /^got in$/]
  ] as const)("a call of more tokens than %s of waiting can give is not told to try again", ([maxWait, said]) =>
    Effect.gen(function* () {
      const call = Effect.succeed("got in").pipe(
        RateLimit.withRateLimit({ key: "s", tokens: 5000 }),
        Effect.catchTag("RateLimited", (refused) => {
          assert.deepStrictEqual(refused.recovery, [
            "Ask for fewer tokens at a time, or give the limit a longer maxWait."
          ])
          return Effect.succeed(refused.message)
        })
      )
      const fiber = yield* Effect.forkChild(call, { startImmediately: true })
      yield* TestClock.adjust("4 minutes")
      assert.match(yield* Fiber.join(fiber), said)
    }).pipe(Effect.provide(RateLimit.layer({ tokens: { limit: 1000, window: "1 minute" }, maxWait })))
  )

  it.each([undefined, 5, {}])("circuits that are shared through no store: %j", (store) => {
    assert.match(
      messageOf(building(untyped(CircuitBreaker.layerShared(untyped({ store }))))),
      /^store: expected a layer/
    )
  })
})

describe("an order by hand", () => {
  it.each([undefined, null, {}, 5])("needs a reason that is text: %j", (reason) => {
    const policy = createPolicy({ name: "a", breaker: {} })
    assert.match(
      messageOf(() => policy.isolate(untyped(reason))),
      /^reason: expected a text/
    )
    assert.lengthOf(policy.snapshot().breakers, 0)
  })

  it.effect("needs a key that is text and not empty; closing goes for every key", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      for (const key of [undefined, "", 5]) {
        const orders = [breakers.isolate(untyped(key), "x"), breakers.disable(untyped(key), "x")]
        for (const order of [...orders, breakers.forceOpen(untyped(key), 5, "x")]) {
          assert.match(refusalOf(yield* Effect.exit(order)), /^key: expected a key/)
        }
      }
      assert.match(refusalOf(yield* Effect.exit(breakers.isolate("a", untyped(undefined)))), /^reason: /)
      yield* breakers.close("")
      assert.deepStrictEqual(
        (yield* breakers.snapshots).map(({ name }) => name),
        [""]
      )
    }).pipe(Effect.provide(Breakers.layer()))
  )

  it("that somebody kept for an empty key is left out, and stops nothing", () => {
    const order = { breaker: "", wish: "isolate", reason: "x", at: 1 }
    assert.deepStrictEqual(readKept({ rows: [], orders: [order], refused: 0 }), { rows: [], orders: [], refused: 1 })
  })

  it.effect("is said on one line and without escapes, whatever key and reason hold", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      yield* breakers.isolate("a\u001b[2J", "moving\nhouse \u001b[31mred")
      const error = yield* Effect.flip(withBreaker(Effect.void, { key: "a\u001b[2J" }))
      assert.include(error.message, "a\\e[2J is isolated: moving\\nhouse \\e[31mred.")
      assert.deepStrictEqual(error.recovery, ["Close a\\e[2J by hand when it may be called again."])
    }).pipe(Effect.provide(Breakers.layer()))
  )
})

describe("4: a retry that was turned away", () => {
  const options = { attempts: 3, budget: "none", exhausted: "wrap", backoff: Backoff.constant(0) } as const
  const down = Effect.fail("down")

  it.effect("by a circuit that it opened counts the calls that were made", () =>
    Effect.gen(function* () {
      const retried = down.pipe(withBreaker({ key: "a" }), Retry.retry(options))
      const stopped: RetryStopped<unknown> = yield* Effect.flip(retried)
      assert.match(
        stopped.message,
        /^Gave up after 2 attempts: the next was turned away before it began\. The last error: a is resting/
      )
      assert.lengthOf(stopped.attempts, 3)
      const again: RetryStopped<unknown> = yield* Effect.flip(retried)
      assert.match(again.message, /^Gave up: the call was turned away before it began\. The last error: a is resting/)
    }).pipe(Effect.provide(Breakers.layer({ trip: Trip.consecutive(2) })))
  )

  it.effect("by a deadline of its own attempt counts that attempt", () =>
    Effect.gen(function* () {
      const slow = Effect.never.pipe(Deadline.withDeadline(5), Retry.retry(options))
      const fiber = yield* Effect.forkChild(Effect.flip(slow), { startImmediately: true })
      yield* TestClock.adjust(5)
      const stopped: RetryStopped<unknown> = yield* Fiber.join(fiber)
      assert.match(stopped.message, /^Gave up after 1 attempt, because the last one's own deadline was over\. /)
    })
  )
})

/** A retry of a call that fails once with `error`: calls after 29 and after 30 seconds. */
const asked = (error: unknown) =>
  Effect.gen(function* () {
    let calls = 0
    const call = Effect.suspend(() => (++calls === 1 ? Effect.fail(error) : Effect.succeed(calls)))
    const retried = Retry.retry(call, { budget: "none", exhausted: "wrap", backoff: Backoff.constant(0) })
    const fiber = yield* Effect.forkChild(Effect.exit(retried), { startImmediately: true })
    yield* TestClock.adjust("29 seconds")
    const before = calls
    yield* TestClock.adjust("1 second")
    return { before, after: calls, fiber }
  })

describe("a Retry-After", () => {
  it.effect("that is a date without a Date beside it is reckoned from the clock of here", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 21, 8, 0, 0))
      const headers = { "retry-after": "Sat, 21 Nov 2026 08:00:30 GMT" }
      const { after, before } = yield* asked({ status: 503, headers })
      assert.deepStrictEqual([before, after], [1, 2])
    })
  )

  it.effect("in a plain object is read however its name is written", () =>
    Effect.gen(function* () {
      const { after, before } = yield* asked({ status: 503, headers: { "Content-Type": "x", "Retry-After": "30" } })
      assert.deepStrictEqual([before, after], [1, 2])
      assert.strictEqual(HttpOutcome.retryAfterOf({ headers: { "RETRY-AFTER-MS": "5" } }), 5)
      assert.isUndefined(HttpOutcome.retryAfterOf({ headers: null }))
    })
  )

  it.effect("of a year is not said to be shorter than it is", () =>
    Effect.gen(function* () {
      const { fiber } = yield* asked({ status: 503, headers: { "retry-after": "31536000" } })
      const stopped = (yield* Effect.flip(yield* Fiber.join(fiber))) as RetryStopped<unknown>
      assert.include(stopped.message, "because it asks to be left alone for at least 596.5 h.")
      assert.match(stopped.recovery[0] ?? "", /^Try again in at least 596\.5 h/)
    })
  )
})
