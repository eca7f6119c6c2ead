import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { Health } from "#core/health/Health.ts"
import { ProviderError, type ProviderErrorReason } from "#core/llm/ProviderError.ts"
import { probeProviders, type ProbeOptions } from "#core/routing/probeProviders.ts"
import { Router } from "#core/routing/Router.ts"
import type { ProviderStanding } from "#core/routing/Routed.ts"

const standing = (provider: string, more: Partial<ProviderStanding> = {}): ProviderStanding => ({
  provider,
  model: "m",
  isLocal: false,
  isInCascade: true,
  whyNot: null,
  circuit: "Closed",
  retryInMs: null,
  healthy: null,
  ...more
})

type Answer = "there" | "silent" | ProviderErrorReason

interface World {
  /** Who was looked at, in order. */
  readonly asked: Array<string>
  answer: Answer
}

const world = (standings: ReadonlyArray<ProviderStanding>) => {
  const state: World = { asked: [], answer: "there" }
  const models = (provider: string) =>
    Effect.suspend(() => {
      state.asked.push(provider)
      if (state.answer === "there") return Effect.succeed([])
      return state.answer === "silent"
        ? Effect.never
        : Effect.fail(new ProviderError({ provider, model: "m", reason: state.answer, detail: "no" }))
    })
  const router = Layer.succeed(Router, {
    complete: () => Effect.die("not asked"),
    stream: () => Stream.die("not asked"),
    standing: Effect.sync(() => standings),
    models
  })
  return { state, layer: Layer.merge(router, Health.layerMemory()) }
}

const looking = (options: ProbeOptions = {}) =>
  Effect.forkChild(Random.withSeed(probeProviders(options), "probes"), { startImmediately: true })
const of = (provider: string) => Effect.flatMap(Health, (health) => health.of({ provider, model: "m" }))

describe("probeProviders", () => {
  it.effect("looks at each of the cascade that can be called, between half a minute and one and a half", () => {
    const { layer, state } = world([
      standing("a"),
      standing("b"),
      standing("no key", { whyNot: "no key" }),
      standing("no model", { model: null }),
      standing("elsewhere", { isInCascade: false }),
      standing("isolated", { circuit: "Isolated" })
    ])
    return Effect.gen(function* () {
      const fiber = yield* looking()
      yield* TestClock.adjust("29 seconds")
      assert.deepStrictEqual(state.asked, [])
      yield* TestClock.adjust("61 seconds")
      assert.deepStrictEqual(new Set(state.asked), new Set(["a", "b"]))
      const before = state.asked.length
      yield* TestClock.adjust("90 seconds")
      assert.isAbove(state.asked.length, before)
      yield* Fiber.interrupt(fiber)
      const ended = state.asked.length
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(state.asked.length, ended)
    }).pipe(Effect.provide(layer))
  })

  it.effect("looks at one alone where that is said, and ends where there is nobody", () => {
    const { layer, state } = world([standing("a"), standing("elsewhere", { isInCascade: false })])
    return Effect.gen(function* () {
      yield* probeProviders({ only: "nobody" })
      yield* looking({ only: "elsewhere" })
      yield* TestClock.adjust("90 seconds")
      assert.deepStrictEqual([...new Set(state.asked)], ["elsewhere"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("leaves alone who was called of late", () => {
    const { layer, state } = world([standing("a")])
    return Effect.gen(function* () {
      const health = yield* Health
      yield* looking()
      for (let passed = 0; passed < 10; passed++) {
        yield* TestClock.adjust("29 seconds")
        yield* health.record({ provider: "a", model: "m" }, { ok: true, durationMs: 1 })
      }
      assert.deepStrictEqual(state.asked, [])
    }).pipe(Effect.provide(layer))
  })

  for (const answer of ["Unreachable", "ServerFailed", "silent"] as const) {
    it.effect(
      `makes one unhealthy that is ${answer}, and lets it back in when it is there again; neither is a call`,
      () => {
        const { layer, state } = world([standing("a")])
        return Effect.gen(function* () {
          const health = yield* Health
          yield* health.record({ provider: "a", model: "m" }, { ok: true, durationMs: 40 })
          state.answer = answer
          yield* looking()
          yield* TestClock.adjust("6 minutes")
          assert.deepInclude(yield* of("a"), { condition: "unhealthy", successRate: 1, p50Ms: 40 })
          state.answer = "there"
          yield* TestClock.adjust("2 minutes")
          assert.deepInclude(yield* of("a"), {
            condition: "healthy",
            consecutiveFailures: 0,
            successRate: 1,
            p50Ms: 40
          })
          assert.isTrue(yield* health.admit({ provider: "a", model: "m" }))
        }).pipe(Effect.provide(layer))
      }
    )
  }

  for (const answer of ["BadKey", "ModelUnknown"] as const) {
    it.effect(`learns nothing of whether it is there from ${answer}`, () => {
      const { layer, state } = world([standing("a")])
      state.answer = answer
      return Effect.gen(function* () {
        yield* looking()
        yield* TestClock.adjust("5 minutes")
        assert.isAtLeast(state.asked.length, 3)
        assert.deepInclude(yield* of("a"), { condition: "healthy", consecutiveFailures: 0 })
      }).pipe(Effect.provide(layer))
    })
  }
})
