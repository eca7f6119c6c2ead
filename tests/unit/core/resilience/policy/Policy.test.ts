/** What a policy is made of and what each part does in its place: acceptance 2, 3, 6, 35 in part. */
import { assert, describe, it } from "@effect/vitest"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { Breakers, type CircuitOpen } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import { Cascades } from "#core/resilience/cascade/Cascades.ts"
import type { DeadlineExceeded } from "#core/resilience/limits/Deadline.ts"
import type { TimedOut } from "#core/resilience/limits/Timeout.ts"
import * as Resilience from "#core/resilience/policy/Resilience.ts"
import * as Backoff from "#core/resilience/retry/Backoff.ts"
import { RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"

class Busy extends Data.TaggedError("Busy") {}

const layer = Resilience.services({
  breaker: { trip: Trip.consecutive(2), open: "30 seconds" },
  bulkhead: { permits: 1, queue: 0 },
  retryBudget: { capacity: 10 }
})

const once = { backoff: Backoff.constant("1 second"), jitter: "none" } as const

const breakerOf = (name: string) =>
  Effect.map(
    Effect.flatMap(Breakers, (all) => all.snapshots),
    (all) => all.find((one) => one.name === name)
  )

describe("Resilience.policy", () => {
  it("puts its parts into one order, whatever order they are named in, and says which", () => {
    const policy = Resilience.policy({
      name: "openai",
      timeout: "4 seconds",
      concurrency: {},
      bulkhead: { key: "all" },
      rateLimit: {},
      breaker: { key: "openai/large" },
      retry: { attempts: 1 },
      fallbacks: [{ name: "rules", run: Effect.succeed("r") }],
      coalesce: { key: "openai/models" },
      deadline: "1 minute"
    })
    assert.deepStrictEqual(
      policy.parts.map(({ part }) => part),
      ["deadline", "coalesce", "fallbacks", "retry", "breaker", "rateLimit", "bulkhead", "concurrency", "timeout"]
    )
    assert.strictEqual(
      policy.describe(),
      "openai: deadline 60 s > coalesce openai/models > fallbacks rules > retry 1 attempt, budget openai > breaker openai/large > rate limit openai > bulkhead all > concurrency limit openai > timeout 4 s > call"
    )
    assert.strictEqual(Resilience.policy({ name: "bare" }).describe(), "bare: call")
    assert.deepStrictEqual(policy.parts[0]?.settings, { limitMs: 60_000 })
  })

  it.effect("2: is an operator that takes the call first or last", () => {
    const policy = Resilience.policy({ name: "a", retry: {}, breaker: {}, timeout: "1 second" })
    const call = Effect.succeed(42)
    return Effect.gen(function* () {
      assert.strictEqual(yield* policy(call), yield* call.pipe(policy))
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "3: fails with errors of the parts that are named and no others, and needs their services and no others",
    () => {
      const call: Effect.Effect<number, Busy> = Effect.fail(new Busy())
      const protectedCall = call.pipe(
        Resilience.policy({ name: "a", breaker: {}, timeout: "1 second", deadline: "2 seconds" })
      )
      const exact: Effect.Effect<number, Busy | CircuitOpen | TimedOut | DeadlineExceeded, Breakers> = protectedCall
      const handled: Effect.Effect<number, never, Breakers> = protectedCall.pipe(
        Effect.catchTags({
          Busy: () => Effect.succeed(1),
          CircuitOpen: () => Effect.succeed(2),
          TimedOut: () => Effect.succeed(3),
          DeadlineExceeded: () => Effect.succeed(4)
        })
      )
      const bare: Effect.Effect<number, Busy> = call.pipe(Resilience.policy({ name: "a" }))
      // @ts-expect-error a retry is named, so its budgets are needed
      const lacking = (): Effect.Effect<number, Busy> => call.pipe(Resilience.policy({ name: "a", retry: {} }))
      const free: Effect.Effect<number, Busy> = call.pipe(
        Resilience.policy({ name: "a", retry: { budget: "none", attempts: 1 } })
      )
      return Effect.gen(function* () {
        assert.strictEqual(yield* handled, 1)
        assert.isTrue(Exit.isFailure(yield* Effect.exit(exact)))
        assert.isTrue(Exit.isFailure(yield* Effect.exit(bare)))
        assert.isTrue(Exit.isFailure(yield* Effect.exit(free)))
        assert.isFunction(lacking)
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("counts every attempt in the breaker, and ends the retrying when the circuit opens", () => {
    let calls = 0
    const call = Effect.suspend(() => (calls++, Effect.fail(new Busy())))
    const policy = Resilience.policy({ name: "a", retry: { ...once, attempts: 5 }, breaker: {} })
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.flip(policy(call)), { startImmediately: true })
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "CircuitOpen")
      assert.strictEqual(calls, 2)
      assert.deepInclude(yield* breakerOf("a"), { state: "Open", why: "2 failures in a row" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("counts running into the timeout as the dependency's failure, and a full bulkhead as nothing", () => {
    const policy = Resilience.policy({ name: "a", breaker: {}, bulkhead: {}, timeout: "1 second" })
    return Effect.gen(function* () {
      const slow = yield* Effect.forkChild(Effect.flip(policy(Effect.never)), { startImmediately: true })
      const full = yield* Effect.flip(policy(Effect.never))
      assert.strictEqual(full._tag, "BulkheadFull")
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(slow))._tag, "TimedOut")
      assert.deepInclude(yield* breakerOf("a"), { calls: 1, failures: 1, state: "Closed" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("holds no place while it waits for the next attempt", () => {
    let calls = 0
    const call = Effect.suspend(() => (++calls === 1 ? Effect.fail(new Busy()) : Effect.succeed("late")))
    const policy = Resilience.policy({ name: "a", retry: once, bulkhead: {} })
    return Effect.gen(function* () {
      const waiting = yield* Effect.forkChild(policy(call), { startImmediately: true })
      assert.strictEqual(yield* policy(Effect.succeed("meanwhile")), "meanwhile")
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(waiting), "late")
    }).pipe(Effect.provide(layer))
  })

  it.effect("35: one deadline ends attempts, waits and fallbacks, and says what the time went to", () => {
    const policy = Resilience.policy({
      name: "a",
      deadline: "10 seconds",
      retry: once,
      timeout: "8 seconds",
      fallbacks: [{ name: "b", run: Effect.never }]
    })
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.flip(policy(Effect.never)), { startImmediately: true })
      yield* TestClock.adjust("9999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      const error = yield* Fiber.join(fiber)
      assert.strictEqual(error._tag, "DeadlineExceeded")
      assert.strictEqual(error.message, "a has used up its 10 s: 9 s in 2 attempts, 1 s waiting between them.")
    }).pipe(Effect.provide(layer))
  })

  it.effect("30: passes its own call over, without an attempt, while its circuit is open", () => {
    let calls = 0
    const policy = Resilience.policy({
      name: "a",
      retry: once,
      breaker: {},
      fallbacks: [{ name: "b", run: Effect.succeed("b") }]
    })
    return Effect.gen(function* () {
      yield* Effect.flatMap(Breakers, (breakers) => breakers.isolate("a", "for the test"))
      assert.strictEqual(yield* policy(Effect.sync(() => String(calls++))), "b")
      assert.strictEqual(calls, 0)
      const [shown] = yield* Effect.flatMap(Cascades, (cascades) => cascades.snapshots)
      assert.deepStrictEqual(
        shown?.options.map(({ attempts, name, skips }) => [name, attempts, skips]),
        [
          ["a", 0, 1],
          ["b", 1, 0]
        ]
      )
      yield* Effect.flatMap(Breakers, (breakers) => breakers.close("a"))
      assert.strictEqual(yield* policy(Effect.sync(() => String(calls++))), "0")
    }).pipe(Effect.provide(layer))
  })

  it.effect("makes one call of equal ones at the same time, each with its own deadline", () => {
    let calls = 0
    const call = Effect.delay(
      Effect.sync(() => ++calls),
      "2 seconds"
    )
    const policy = Resilience.policy({ name: "a", coalesce: { key: "a/models" }, breaker: {} })
    const hasty = Resilience.policy({ name: "b", coalesce: { key: "a/models" }, deadline: "1 second" })
    return Effect.gen(function* () {
      const both = yield* Effect.forkChild(Effect.all([policy(call), policy(call)], { concurrency: 2 }), {
        startImmediately: true
      })
      const third = yield* Effect.forkChild(Effect.flip(hasty(call)), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(third))._tag, "DeadlineExceeded")
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Fiber.join(both), [1, 1])
    }).pipe(Effect.provide(layer))
  })

  it.effect("counts one attempt of the cascade for however many its retry made", () => {
    const policy = Resilience.policy({
      name: "a",
      retry: { ...once, attempts: 2 },
      fallbacks: [{ name: "b", run: Effect.succeed("b") }]
    })
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(policy(Effect.fail(new Busy())), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(fiber), "b")
      const [shown] = yield* Effect.flatMap(Cascades, (cascades) => cascades.snapshots)
      assert.deepInclude(shown?.options[0], { name: "a", attempts: 1, failures: 1 })
      const [budget] = yield* Effect.flatMap(RetryBudgets, (budgets) => budgets.snapshots)
      assert.deepInclude(budget, { name: "a", granted: 1 })
    }).pipe(Effect.provide(layer))
  })

  const wrong: ReadonlyArray<readonly [string, Resilience.PolicyOptions]> = [
    ["name", { name: "" }],
    ["deadline", { name: "a", deadline: "0 seconds" }],
    ["coalesce.key", { name: "a", coalesce: { key: "" } }],
    ["timeout", { name: "a", timeout: Number.NaN }],
    ["retry.attempts", { name: "a", retry: { attempts: 0 } }],
    ["retry.jitter", { name: "a", retry: { jitter: "some" as "full" } }],
    ["fallbacks[0].name", { name: "a", fallbacks: [{ name: "a", run: Effect.void }] }],
    ["sticky", { name: "a", fallbacks: [{ name: "b", run: Effect.void }], sticky: -1 }]
  ]
  it.each(wrong)("5: refuses an impossible %s when it is made", (option, options) => {
    assert.throws(() => Resilience.policy(options), new RegExp(`^${option.replace(/[[\].]/g, "\\$&")}: expected`))
  })
})

describe("Resilience.layer", () => {
  const configured = Resilience.layer({
    breaker: { trip: Trip.consecutive(1) },
    policies: {
      anthropic: { timeout: "1 second", breaker: {}, retry: { attempts: 2, base: "1 second", jitter: "none" } },
      deepseek: { deadline: "5 seconds" }
    }
  })

  it.effect("gives named policies from plain data, and the services they live in", () =>
    Effect.gen(function* () {
      const call = Effect.succeed("hello")
      assert.strictEqual(yield* call.pipe(Resilience.use("anthropic")), "hello")
      assert.strictEqual(yield* Resilience.use(call, "deepseek"), "hello")
      const failing = Effect.fail(new Busy()).pipe(Resilience.use("anthropic"), Effect.flip)
      const fiber = yield* Effect.forkChild(failing, { startImmediately: true })
      yield* TestClock.adjust("1 second")
      // The first failure opened the circuit, so the retry was turned away.
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "CircuitOpen")
      const policies = yield* Resilience.Policies
      assert.deepStrictEqual(policies.names, ["anthropic", "deepseek"])
      assert.deepStrictEqual(
        policies.describe("anthropic")?.map(({ text }) => text),
        ["retry 2 attempts, budget anthropic", "breaker anthropic", "timeout 1 s"]
      )
    }).pipe(Effect.provide(configured))
  )

  it.effect("answers an unknown name with an error that lists those there are, and starts nothing", () =>
    Effect.gen(function* () {
      let calls = 0
      const error = yield* Effect.flip(Effect.sync(() => calls++).pipe(Resilience.use("openai")))
      assert.strictEqual(error._tag, "UnknownPolicy")
      assert.strictEqual(error.message, "No policy is named openai: there are anthropic, deepseek.")
      assert.isNotEmpty(error.recovery)
      assert.strictEqual(calls, 0)
    }).pipe(Effect.provide(configured))
  )

  it.effect("6: two of them share nothing", () =>
    Effect.gen(function* () {
      yield* Effect.provide(
        Effect.flatMap(Breakers, (breakers) => breakers.isolate("anthropic", "for the test")),
        configured
      )
      yield* Effect.provide(Effect.succeed(1).pipe(Resilience.use("anthropic")), configured, { local: true })
    })
  )
})
