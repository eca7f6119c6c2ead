/** What is worth another attempt, and after which wait, by the classifier of the dependency: as a policy, as a retry alone, without Effect. */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import {
  Backoff,
  createPolicy,
  HttpOutcome,
  Outcome,
  Resilience,
  Retry,
  RetryBudget,
  Timeout
} from "@zenus/core/resilience"
import { createPolicyOn } from "#core/resilience/plain/createPolicy.ts"

const { classifyHttp } = HttpOutcome
const at = (status: number, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  response: { status, headers }
})
const quick = { attempts: 3, backoff: Backoff.constant(0), budget: "none" } as const

/** How often a call is made that always fails so. */
const attempts = (error: unknown, wrap: <A>(self: Effect.Effect<A, unknown>) => Effect.Effect<A, unknown, never>) =>
  Effect.gen(function* () {
    let calls = 0
    yield* Effect.exit(wrap(Effect.suspend(() => Effect.fail((calls++, error)))))
    return calls
  })

const services = Effect.provide(Resilience.services())

const policy = (options: Omit<Resilience.PolicyOptions, "name">) => {
  const made = Resilience.policy({ name: "p", ...options })
  return <A>(self: Effect.Effect<A, unknown>) => services(made(self) as Effect.Effect<A, unknown, never>)
}

describe("9: an error that the classifier calls nobody's fault", () => {
  it.effect.each<readonly [number, number]>([
    [404, 1],
    [401, 1],
    [429, 3],
    [503, 3]
  ])("%d is tried so often under a policy whose breaker is for HTTP: %d", ([status, calls]) =>
    Effect.gen(function* () {
      const under = policy({ retry: quick, breaker: { classify: classifyHttp } })
      assert.strictEqual(yield* attempts(at(status), under), calls)
    })
  )

  it.effect("is tried again where `while` says so, and where a classifier of the retry's own does", () =>
    Effect.gen(function* () {
      const breaker = { classify: classifyHttp }
      assert.strictEqual(yield* attempts(at(404), policy({ breaker, retry: { ...quick, while: () => true } })), 3)
      assert.strictEqual(
        yield* attempts(at(404), policy({ breaker, retry: { ...quick, classify: Outcome.classify } })),
        3
      )
      assert.strictEqual(yield* attempts(at(404), policy({ retry: quick, breaker: {} })), 3)
    })
  )

  it.effect("is not tried again by a retry alone that is given the classifier", () =>
    Effect.gen(function* () {
      const retry = Retry.retry({ ...quick, classify: classifyHttp })
      assert.strictEqual(yield* attempts(at(404), retry), 1)
      assert.strictEqual(yield* attempts(at(503), retry), 3)
    })
  )

  it.effect("is not tried again by a policy from configuration whose breakers have the classifier", () =>
    Effect.gen(function* () {
      const under = Effect.provide(
        Resilience.layer({
          policies: { p: { retry: { attempts: 3, base: "1 millis", cap: "1 millis" }, breaker: {} } },
          breaker: { classify: classifyHttp }
        })
      )
      const call = <A>(self: Effect.Effect<A, unknown>) => under(Resilience.use(self, "p"))
      assert.strictEqual(yield* attempts(at(404), call), 1)
    })
  )

  it.each(["without a fiber", "in a fiber"])("is not tried again by a plain policy %s", async (way) => {
    const policy = createPolicy({
      name: "p",
      breaker: { classify: classifyHttp },
      retry: { attempts: 3, backoff: Backoff.constant(0) },
      ...(way === "in a fiber" ? { bulkhead: {} } : {})
    })
    const count = async (error: unknown): Promise<number> => {
      let calls = 0
      const call = async (): Promise<never> => {
        calls++
        throw error
      }
      try {
        await policy.execute(call)
      } catch {
        // It always fails; only how often counts.
      }
      return calls
    }
    assert.deepStrictEqual([await count(at(404)), await count(at(503))], [1, 3])
  })
})

describe("25: the wait that the answer of a server asks for", () => {
  const after5 = at(503, { "retry-after": "5" })

  it.effect.each([
    ["its header", after5],
    ["its own retryAfterMs", { retryAfterMs: 5_000 }]
  ])("is kept to without a word: %s", ([, error]) =>
    Effect.gen(function* () {
      let calls = 0
      const retried = Retry.retry(
        Effect.suspend(() => Effect.fail((calls++, error))),
        { attempts: 2, backoff: Backoff.constant(0), budget: "none" }
      )
      const fiber = yield* Effect.forkChild(Effect.exit(retried), { startImmediately: true })
      yield* TestClock.adjust("4999 millis")
      assert.strictEqual(calls, 1)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(calls, 2)
      yield* Fiber.join(fiber)
    })
  )

  it.effect("is the one that a classifier reads, where it reads one", () =>
    Effect.gen(function* () {
      let calls = 0
      const retried = Retry.retry(
        Effect.suspend(() => Effect.fail((calls++, after5))),
        {
          attempts: 2,
          backoff: Backoff.constant(0),
          budget: "none",
          classify: () => ({ _tag: "Failure", retryAfterMs: 2_000 })
        }
      )
      yield* Effect.forkChild(Effect.exit(retried), { startImmediately: true })
      yield* TestClock.adjust("1999 millis")
      assert.strictEqual(calls, 1)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(calls, 2)
    })
  )

  it.effect("for good is said so, and nobody is told to try again then", () =>
    Effect.gen(function* () {
      const stopped = yield* Effect.flip(
        Retry.retry(Effect.fail("no"), { budget: "none", exhausted: "wrap", retryAfter: () => "Infinity" })
      )
      assert.strictEqual(stopped.reason, "retryAfter")
      assert.include(stopped.message, "because it asks to be left alone for good.")
      assert.deepStrictEqual(stopped.recovery, ["Let something else answer (a fallback)."])
    })
  )
})

describe("what a classifier is told and says", () => {
  it.effect("is how long each attempt took; one that timed out costs the budget two", () =>
    Effect.gen(function* () {
      const lengths: Array<number> = []
      const classify: Outcome.Classify = (_, elapsedMs) => {
        lengths.push(elapsedMs)
        return { _tag: "Failure", timedOut: true }
      }
      const budget = (yield* RetryBudget.RetryBudgets).budget("b")
      let calls = 0
      const slow = Effect.suspend(() => Effect.andThen(Effect.sleep(++calls * 100), Effect.fail("no")))
      const retried = Retry.retry(slow, {
        attempts: 2,
        backoff: Backoff.constant("1 second"),
        jitter: "none",
        budget,
        classify
      })
      const fiber = yield* Effect.forkChild(Effect.exit(retried), { startImmediately: true })
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(lengths, [100, 200])
      assert.strictEqual(budget.snapshot(0).balance, 8)
    }).pipe(Effect.provide(RetryBudget.layer()))
  )

  it.effect("is how long the first attempt of a plain call took, too", () =>
    Effect.gen(function* () {
      const lengths: Array<number> = []
      const clock = yield* Clock.Clock
      const policy = createPolicyOn(clock, {
        name: "p",
        retry: {
          attempts: 2,
          backoff: Backoff.constant(0),
          classify: (_, elapsedMs) => {
            lengths.push(elapsedMs)
            return { _tag: "Ignored" }
          }
        }
      })
      const gate = Promise.withResolvers<never>()
      const call = policy.execute(() => gate.promise).catch((error: unknown) => error)
      yield* TestClock.adjust("300 millis")
      gate.reject("no")
      assert.strictEqual(yield* Effect.promise(() => call), "no")
      assert.deepStrictEqual(lengths, [300])
    })
  )

  it.effect("holds for a time limit of ours, too, which the classifier for HTTP knows", () =>
    Effect.gen(function* () {
      const budget = (yield* RetryBudget.RetryBudgets).budget("b")
      const late = Effect.never.pipe(Timeout.timeout("1 second"))
      const fiber = yield* Effect.forkChild(
        Effect.exit(Retry.retry(late, { attempts: 2, backoff: Backoff.constant(0), budget, classify: classifyHttp })),
        { startImmediately: true }
      )
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(fiber)
      assert.strictEqual(budget.snapshot(0).balance, 8)
    }).pipe(Effect.provide(RetryBudget.layer()))
  )
})
