import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { Health } from "#core/health/Health.ts"
import { MAX_MODELS } from "#core/health/keepHealth.ts"

const claude = { provider: "anthropic", model: "claude-x" }
const failed = { ok: false, durationMs: 5, error: "refused" } as const
const answered = { ok: true, durationMs: 40 } as const

describe("Health", () => {
  it.effect("leaves an unhealthy one alone until it has rested, then lets one call at a time try it", () =>
    Effect.gen(function* () {
      const health = yield* Health
      assert.isTrue(yield* health.admit(claude))
      for (let call = 0; call < 3; call++) yield* health.record(claude, failed)
      assert.isFalse(yield* health.admit(claude))
      yield* TestClock.adjust("14999 millis")
      assert.isFalse(yield* health.admit(claude))
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual([yield* health.admit(claude), yield* health.admit(claude)], [true, false])
      yield* health.record(claude, failed)
      yield* TestClock.adjust("29999 millis")
      assert.isFalse(yield* health.admit(claude), "twice as long after a trial that failed")
      yield* TestClock.adjust("1 millis")
      assert.isTrue(yield* health.admit(claude))
      yield* health.record(claude, answered)
      assert.deepStrictEqual([yield* health.admit(claude), yield* health.admit(claude)], [true, true])
    }).pipe(Effect.provide(Health.layerMemory()))
  )

  it.effect("lets the next one try when a trial never reports", () =>
    Effect.gen(function* () {
      const health = yield* Health
      for (let call = 0; call < 3; call++) yield* health.record(claude, failed)
      yield* TestClock.adjust("15 seconds")
      assert.isTrue(yield* health.admit(claude))
      yield* TestClock.adjust("59999 millis")
      assert.isFalse(yield* health.admit(claude))
      yield* TestClock.adjust("1 millis")
      assert.isTrue(yield* health.admit(claude))
    }).pipe(Effect.provide(Health.layerMemory()))
  )

  it.effect("knows each model of each provider by itself, and not more than it may", () =>
    Effect.gen(function* () {
      const health = yield* Health
      yield* health.record(claude, failed)
      assert.deepInclude(yield* health.of(claude), { consecutiveFailures: 1 })
      yield* TestClock.adjust("1 second")
      for (let number = 0; number < MAX_MODELS; number++) {
        yield* health.record({ provider: "openai", model: `gpt-${number}` }, answered)
      }
      const all = yield* health.all
      assert.strictEqual(all.length, MAX_MODELS)
      assert.deepInclude(all[0], { provider: "openai", model: "gpt-0", condition: "healthy", p50Ms: 40 })
      assert.deepInclude(yield* health.of(claude), { ...claude, successRate: null })
    }).pipe(Effect.provide(Health.layerMemory()))
  )

  it.effect("has all that was recorded in its figures, however much came before anybody asked", () =>
    Effect.gen(function* () {
      const health = yield* Health
      for (let call = 0; call < 150; call++) yield* health.record(claude, call === 120 ? failed : answered)
      assert.deepInclude(yield* health.of(claude), { successRate: 0.99, consecutiveFailures: 0 })
      for (let call = 0; call < 100; call++) yield* health.record(claude, answered)
      assert.deepInclude(yield* health.of(claude), { successRate: 1, condition: "healthy" })
      yield* TestClock.adjust("1 second")
      yield* health.record(claude, answered)
      assert.strictEqual(yield* health.lastSeen(claude), 1_000)
    }).pipe(Effect.provide(Health.layerMemory()))
  )
})
