/** Acceptance 39: the figures of the snapshots as metrics, and what a call leaves on its span. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Theirs from "effect/persistence/CircuitBreaker"
import * as TestClock from "effect/testing/TestClock"
import type * as Tracer from "effect/Tracer"
import { Breakers, layerShared, withBreaker } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import * as Fallback from "#core/resilience/cascade/Fallback.ts"
import * as Resilience from "#core/resilience/policy/Resilience.ts"
import { RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"
import * as Backoff from "#core/resilience/retry/Backoff.ts"
import { attributeTable } from "#core/telemetry/attributes.ts"
import { LiveMetrics } from "#core/telemetry/LiveMetrics.ts"
import { type MetricName, metricTable } from "#core/telemetry/metrics.ts"

const layer = Layer.provideMerge(
  Resilience.layerMetrics,
  Resilience.services({ breaker: { trip: Trip.consecutive(1), open: "30 seconds" } })
)

/** The value of one series now. */
const read = (metric: MetricName, ...values: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    yield* (yield* LiveMetrics).refresh
    const found = (yield* Metric.snapshot).find(
      ({ attributes, id }) =>
        id === metricTable[metric].name && values.every((value) => Object.values(attributes ?? {}).includes(value))
    )
    return found?.type === "Counter" ? found.state.count : found?.type === "Gauge" ? found.state.value : undefined
  })

const isolated = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(Effect.provide(layer), Effect.provideService(Metric.MetricRegistry, new Map()))

describe("the metrics of the resilience layers", () => {
  it.effect("19: show a circuit under one that is isolated as its callers find it, and each rejection once", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      yield* breakers.isolate("deepseek", "for the test")
      const call = breakers.breaker("deepseek/deepseek-chat").protect(Effect.void)
      assert.deepStrictEqual(yield* attributesOf(Resilience.policy({ name: "deepseek/coder", breaker: {} })(call)), {
        "zenus.policy.name": "deepseek/coder",
        "zenus.retry.attempts": 0,
        "zenus.breaker.name": "deepseek",
        "zenus.breaker.state": "Isolated"
      })
      yield* Effect.exit(call)
      assert.strictEqual(yield* read("breakerState", "deepseek/deepseek-chat"), 3)
      assert.strictEqual(yield* read("breakerRejections", "deepseek/deepseek-chat"), 1)
      assert.strictEqual(yield* read("breakerRejections", "deepseek"), 0)
    }).pipe(isolated)
  )

  it.effect("39: count every transition, also more than are listed, between two readings and before the first", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      const turns = Effect.forEach(Array.from({ length: 20 }), () =>
        Effect.andThen(breakers.isolate("a", "for the test"), breakers.close("a"))
      )
      yield* turns
      assert.strictEqual(yield* read("breakerTransitions", "a"), 40)
      yield* turns
      assert.strictEqual(yield* read("breakerTransitions", "a"), 80)
      assert.lengthOf((yield* breakers.snapshots)[0]?.transitions ?? [], 16)
    }).pipe(isolated)
  )

  it.effect("39: are the figures of the snapshots: transitions, rejections, budgets, answers, skips", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      const call = breakers.breaker("openai").protect(Effect.fail("no"))
      yield* Effect.exit(call)
      yield* Effect.exit(call)
      yield* Effect.exit(call)
      const budget = (yield* RetryBudgets).budget("openai")
      budget.withdraw(0)
      yield* Fallback.cascade("answer", [
        { name: "openai", run: Effect.succeed("o"), breaker: "openai" },
        { name: "rules", run: Effect.succeed("r") }
      ])
      const [shown] = yield* breakers.snapshots
      assert.strictEqual(yield* read("breakerState", "openai"), 2)
      assert.strictEqual(yield* read("breakerTransitions", "openai"), 1)
      assert.strictEqual(yield* read("breakerRejections", "openai"), shown?.rejected)
      assert.strictEqual(shown?.rejected, 3)
      assert.strictEqual(yield* read("budgetGranted", "openai"), 1)
      assert.strictEqual(yield* read("budgetBalance", "openai"), 9)
      assert.strictEqual(yield* read("optionSkips", "answer", "openai"), 1)
      assert.strictEqual(yield* read("optionAnswers", "answer", "rules"), 1)
      // Breaker, budget, cascade.
      assert.strictEqual(yield* read("keys"), 3)
      // Reading changes nothing.
      assert.deepStrictEqual((yield* breakers.snapshots)[0], shown)
    }).pipe(isolated)
  )

  it.effect("count transitions that happen in the same millisecond, each once, and those of limits", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      yield* breakers.isolate("a", "for the test")
      assert.strictEqual(yield* read("breakerTransitions", "a"), 1)
      yield* breakers.close("a")
      yield* breakers.isolate("a", "for the test")
      assert.strictEqual(yield* read("breakerTransitions", "a"), 3)
      assert.strictEqual(yield* read("breakerTransitions", "a"), 3)
      yield* Effect.succeed(1).pipe(Resilience.policy({ name: "b", bulkhead: {}, concurrency: {}, rateLimit: {} }))
      assert.strictEqual(yield* read("limitPlaces", "b", "bulkhead"), 10)
      assert.strictEqual(yield* read("limitRunning", "b", "concurrencyLimit"), 0)
      assert.strictEqual(yield* read("limitRejections", "b", "rateLimit"), 0)
      for (const kind of ["bulkhead", "concurrencyLimit", "rateLimit"]) {
        assert.strictEqual(yield* read("limitAdmitted", "b", kind), 1)
        assert.strictEqual(yield* read("limitQueued", "b", kind), 0)
      }
    }).pipe(isolated)
  )
})

/** What a call leaves on the span that it runs in. */
const attributesOf = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const seen: Array<Tracer.Span> = []
    yield* Effect.tap(Effect.currentSpan, (span) => Effect.sync(() => seen.push(span))).pipe(
      Effect.andThen(call),
      Effect.exit,
      Effect.withSpan("call")
    )
    return Object.fromEntries(seen[0]?.attributes ?? [])
  })

/** The same for a call of this length. */
const after = (ms: number, end: Effect.Effect<unknown, string>) =>
  Effect.gen(function* () {
    const call = withBreaker(Effect.andThen(Effect.sleep(ms), end), { key: "openai" })
    const running = yield* Effect.forkChild(attributesOf(call), { startImmediately: true })
    yield* TestClock.adjust(ms)
    return yield* Fiber.join(running)
  })

describe("a call's span", () => {
  it.effect("39: says which option answered, which were passed over and which failed", () =>
    Effect.gen(function* () {
      const answer = Fallback.cascade("answer", [
        { name: "x", run: Effect.succeed("x"), unavailable: () => "no key" },
        { name: "a", run: Effect.fail("no") },
        { name: "b", run: Effect.succeed("b") }
      ])
      assert.deepStrictEqual(yield* attributesOf(answer), {
        "zenus.cascade.name": "answer",
        "zenus.cascade.answered": "b",
        "zenus.cascade.skipped": "x",
        "zenus.cascade.failed": "a"
      })
    }).pipe(isolated)
  )

  it.effect(
    "39: says how many attempts a policy made, why there was no further one, and who turned the call away",
    () =>
      Effect.gen(function* () {
        const told: Array<string> = []
        const retry = {
          backoff: Backoff.constant(0),
          observe: ({ _tag }: { readonly _tag: string }) => void told.push(_tag)
        }
        const policy = Resilience.policy({ name: "openai", retry })
        assert.deepStrictEqual(yield* attributesOf(policy(Effect.fail("no"))), {
          "zenus.policy.name": "openai",
          "zenus.retry.attempts": 3,
          "zenus.retry.stopped": "attempts"
        })
        assert.deepStrictEqual(told, ["retry.scheduled", "retry.scheduled", "retry.stopped"])
        for (let n = 0; n < 8; n++) (yield* RetryBudgets).budget("openai").withdraw(0)
        assert.deepInclude(yield* attributesOf(policy(Effect.fail("no"))), {
          "zenus.retry.attempts": 1,
          "zenus.retry.stopped": "budget"
        })
        yield* (yield* Breakers).isolate("deepseek", "for the test")
        const guarded = Resilience.policy({ name: "mine", breaker: { key: "deepseek" } })
        assert.deepStrictEqual(yield* attributesOf(guarded(Effect.succeed(1))), {
          "zenus.policy.name": "mine",
          "zenus.retry.attempts": 0,
          "zenus.breaker.name": "deepseek",
          "zenus.breaker.state": "Isolated"
        })
        assert.strictEqual(yield* policy(Effect.succeed(1)), 1)
      }).pipe(isolated, TestClock.withLive)
  )

  const slowIs = {
    trip: Trip.rate({ slow: { after: "1 second", rate: 1 } }),
    open: "30 seconds"
  } as const

  it.effect.each([
    ["of one process", Breakers.layer(slowIs)],
    ["shared", layerShared({ ...slowIs, store: Theirs.layerStoreMemory() })]
  ] as const)("39: says that an attempt was slow, and by whose policy, well or badly ended: %s", ([, breakers]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* after(1_000, Effect.void), {})
      assert.deepStrictEqual(yield* after(1_001, Effect.void), { "zenus.breaker.slow": "openai" })
      assert.deepStrictEqual(yield* after(1_001, Effect.fail("no")), { "zenus.breaker.slow": "openai" })
      // What is ignored counts as nothing, slow or not.
      assert.deepStrictEqual(yield* after(1_001, Effect.interrupt), {})
    }).pipe(Effect.provide(breakers))
  )

  it("39: has every attribute documented", () => {
    for (const text of Object.values(attributeTable)) assert.match(text, /^[A-Z].*\.$/)
  })
})
