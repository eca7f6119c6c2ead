/**
 * Functions that people hand in, and that throw or give what is no answer: the call ends as it ended, what stands for the answer is what
 * the page says, and an event tells it, once a call.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import {
  Backoff,
  CircuitBreaker,
  Concurrency,
  createPolicy,
  Fallback,
  type Outcome,
  type PlainEvent,
  RateLimit,
  Resilience,
  Retry,
  RetryBudget,
  Trip
} from "@zenus/core/resilience"

const { Breakers, withBreaker } = CircuitBreaker
const trap = (): never => {
  throw new Error("trap")
}
/** Fails late, as an async function does. */
const late = async (): Promise<never> => Promise.reject(new Error("late"))

/** As somebody without types writes a classifier; and what the event says of it. */
const classifiers: ReadonlyArray<readonly [name: string, classify: Outcome.Classify, why: RegExp]> = [
  ["throws", trap, /^it threw: trap$/],
  ["gives nothing", (() => undefined) as never, /^it gave undefined$/],
  ["gives a word", (() => "Failure") as never, /^it gave "Failure"$/],
  ["gives a tag that there is not", (() => ({ _tag: "failure" })) as never, /^it gave an object that is none$/],
  ["gives a promise", (async () => ({ _tag: "Failure" })) as never, /^it gave a promise$/],
  ["gives a promise that fails", late as never, /^it gave a promise$/]
]

/** What a program heard until now, of a stream of events. */
const listening = <E extends { readonly _tag: string }>(events: Stream.Stream<E>) =>
  Effect.gen(function* () {
    const heard: Array<E> = []
    yield* Effect.forkScoped(
      Stream.runForEach(events, (event) => Effect.sync(() => void heard.push(event))),
      { startImmediately: true }
    )
    return Effect.as(Effect.yieldNow, heard)
  })

describe.each(classifiers)("a classifier that %s", (_, classify, why) => {
  it.effect("lets a call through a breaker end as it ended, which counts as by default", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      const heard = yield* listening(breakers.events)
      assert.strictEqual(yield* withBreaker(Effect.succeed(1), { key: "k", classify }), 1)
      assert.deepStrictEqual(
        yield* Effect.exit(withBreaker(Effect.fail("no"), { key: "k", classify })),
        Exit.fail("no")
      )
      assert.deepInclude(breakers.breaker("k").snapshot(0), { calls: 2, failures: 1, lastError: "no" })
      const warnings = (yield* heard).filter(({ _tag }) => _tag === "breaker.misclassified")
      assert.lengthOf(warnings, 2)
      for (const warning of warnings) assert.match("why" in warning ? warning.why : "", why)
    }).pipe(Effect.scoped, Effect.provide(Breakers.layer()))
  )

  it.effect("settles a trial as by default, and gives its place back", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      yield* breakers.forceOpen("k", "1 second", "to be tried")
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* withBreaker(Effect.succeed(1), { key: "k", classify }), 1)
      assert.deepInclude(breakers.breaker("k").snapshot(0), { state: "HalfOpen", trials: 0 })
      yield* Effect.exit(withBreaker(Effect.fail("no"), { key: "k", classify }))
      assert.deepInclude(breakers.breaker("k").snapshot(0), { state: "Open", trials: 0 })
    }).pipe(Effect.provide(Breakers.layer()))
  )

  it.effect("moves an adaptive limit as by default", () =>
    Effect.gen(function* () {
      const limits = yield* Concurrency.Concurrencies
      const heard = yield* listening(limits.events)
      const call = Concurrency.withConcurrency(Effect.fail("no"), "k")
      assert.deepStrictEqual(yield* Effect.exit(call), Exit.fail("no"))
      assert.strictEqual(yield* Effect.succeed(1).pipe(Concurrency.withConcurrency("k")), 1)
      const [k] = yield* limits.snapshots
      assert.deepInclude(k, { limit: 9, running: 0 })
      assert.deepStrictEqual(
        (yield* heard).map(({ _tag }) => _tag),
        ["concurrency.misclassified", "concurrency.lowered", "concurrency.misclassified"]
      )
    }).pipe(Effect.scoped, Effect.provide(Concurrency.layer({ initial: 10, classify })))
  )

  it.effect("lets a retry go on as by default, and tells its observer", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      let calls = 0
      const retried = Retry.retry(
        Effect.suspend(() => Effect.fail(`no ${++calls}`)),
        {
          budget: "none",
          attempts: 2,
          backoff: Backoff.constant(0),
          classify,
          observe: (event) => void seen.push(event._tag === "retry.misjudged" ? event.what : event._tag)
        }
      )
      assert.deepStrictEqual(yield* Effect.exit(retried), Exit.fail("no 2"))
      assert.deepStrictEqual(seen, ["classify", "retry.scheduled", "classify", "retry.stopped"])
    })
  )

  it.each(["without a fiber", "in a fiber"])("lets a plain call %s end as it ended", async (way) => {
    const policy = createPolicy({
      name: "k",
      breaker: { trip: Trip.consecutive(2), classify },
      ...(way === "in a fiber" ? { bulkhead: {} } : {})
    })
    const heard: Array<PlainEvent["_tag"]> = []
    const stop = policy.onEvent(({ _tag }) => void heard.push(_tag))
    assert.strictEqual(await policy.execute(() => 42), 42)
    const error = new Error("no")
    for (let n = 0; n < 2; n++) {
      assert.strictEqual(await policy.execute(() => Promise.reject(error)).catch((found: unknown) => found), error)
    }
    assert.strictEqual(policy.snapshot().breakers[0]?.state, "Open")
    await new Promise((done) => setImmediate(done))
    stop()
    assert.strictEqual(heard.filter((tag) => tag === "breaker.misclassified").length, 3)
  })
})

describe("a function of a retry that throws or gives no answer", () => {
  const rows: ReadonlyArray<
    readonly [name: string, options: Retry.RetryOptions<string>, calls: number, what: string, why: string]
  > = [
    ["while throws: no further attempt", { while: trap }, 1, "while", "it threw: trap"],
    ["while gives nothing: the same", { while: (() => undefined) as never }, 1, "while", "it gave undefined"],
    ["while is async: the same", { while: late as never }, 1, "while", "it gave a promise"],
    ["retryAfter throws: nothing was asked for", { retryAfter: trap }, 2, "retryAfter", "it threw: trap"],
    ["retryAfter gives no length: the same", { retryAfter: () => "soon" as never }, 2, "retryAfter", 'it gave "soon"'],
    ["retryAfter gives NaN: the same", { retryAfter: () => Number.NaN }, 2, "retryAfter", "it gave NaN"],
    ["backoff throws: the cap is waited", { backoff: Backoff.own(trap) }, 2, "backoff", "it threw: trap"],
    ["backoff gives a bigint: the same", { backoff: Backoff.own(() => 10n as never) }, 2, "backoff", "it gave 10"]
  ]
  it.effect.each(rows)("%s", ([, options, calls, what, why]) =>
    Effect.gen(function* () {
      const budget = (yield* RetryBudget.RetryBudgets).budget("b")
      const seen: Array<string> = []
      let count = 0
      const retried = Retry.retry(
        Effect.suspend(() => Effect.fail(`no ${++count}`)),
        {
          attempts: 2,
          jitter: "none",
          ...options,
          budget,
          observe: (event) => {
            if (event._tag === "retry.misjudged") seen.push(`${event.what}: ${event.why}`)
          }
        }
      )
      const fiber = yield* Effect.forkChild(Effect.exit(retried), { startImmediately: true })
      if (what === "backoff") {
        yield* TestClock.adjust("19999 millis")
        assert.isUndefined(fiber.pollUnsafe())
      }
      yield* TestClock.adjust("20 seconds")
      assert.deepStrictEqual(yield* Fiber.join(fiber), Exit.fail(`no ${calls}`))
      // A wait is asked for after the last attempt, too: the error that says why it stopped holds it.
      assert.deepStrictEqual([...new Set(seen)], [`${what}: ${why}`])
      assert.strictEqual(budget.snapshot(0).balance, 10 - (calls - 1))
    }).pipe(Effect.provide(RetryBudget.layer()))
  )

  it.effect("a wait of null is none, and nobody is warned", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      yield* Effect.exit(
        Retry.retry(Effect.fail("no"), {
          budget: "none",
          attempts: 2,
          backoff: Backoff.constant(0),
          retryAfter: () => null as never,
          observe: ({ _tag }) => void seen.push(_tag)
        })
      )
      assert.deepStrictEqual(seen, ["retry.scheduled", "retry.stopped"])
    })
  )

  it.effect("an Effect that gives no boolean says no", () =>
    Effect.gen(function* () {
      let count = 0
      const failing = Effect.suspend(() => Effect.fail(`no ${++count}`))
      const exit = yield* Effect.exit(
        Retry.retry(failing, { budget: "none", while: () => Effect.succeed("yes" as never) })
      )
      assert.deepStrictEqual(exit, Exit.fail("no 1"))
    })
  )

  it.effect("7: an observer in a span that fails late ends no process", () =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const note = (error: unknown): void => void seen.push(error)
      process.on("unhandledRejection", note)
      const policy = Resilience.policy({
        name: "p",
        retry: { attempts: 2, backoff: Backoff.constant(0), budget: "none", observe: late }
      })
      yield* Effect.ignore(Effect.withSpan(policy(Effect.fail("no")), "span"))
      yield* Effect.promise(() => new Promise((done) => setImmediate(done)))
      process.off("unhandledRejection", note)
      assert.deepStrictEqual(seen, [])
    })
  )
})

describe("a function of a cascade or a limit", () => {
  it.effect("that reads what was used and throws leaves the answer and the estimate", () =>
    Effect.gen(function* () {
      const call = Effect.succeed("answer").pipe(RateLimit.withRateLimit({ key: "k", tokens: 4, used: trap }))
      assert.strictEqual(yield* call, "answer")
      const [k] = yield* (yield* RateLimit.RateLimits).snapshots
      assert.strictEqual(k?.tokens?.remaining, 96)
    }).pipe(Effect.provide(RateLimit.layer({ tokens: { limit: 100, window: "1 hour" } })))
  )

  it.effect("that is a condition and async passes its option over, and says so", () =>
    Effect.gen(function* () {
      const { option, skipped } = yield* Fallback.cascade("c", [
        { name: "a", run: Effect.fail("no") },
        { name: "b", run: Effect.succeed(1), when: late as never },
        { name: "c", run: Effect.succeed(2), unavailable: late as never },
        { name: "d", run: Effect.succeed(3), unavailable: () => false as never }
      ])
      assert.strictEqual(option, "d")
      assert.deepStrictEqual(
        skipped.map(({ why }) => why),
        ["its condition failed: it gave a promise", "asking whether it can answer failed: it gave a promise"]
      )
    }).pipe(Effect.provide(Fallback.Cascades.layer()))
  )

  it.effect("that is told who answers a stream and throws breaks no stream", () =>
    Effect.gen(function* () {
      const stream = Fallback.cascadeStream("c", [{ name: "a", run: Stream.make(1, 2) }], { onAnswer: trap })
      assert.deepStrictEqual(yield* Stream.runCollect(stream), [1, 2])
    }).pipe(Effect.provide(Fallback.Cascades.layer()))
  )
})
