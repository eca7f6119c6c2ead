/** A circuit stands above those whose key goes on after its own with a slash: `openai` above `openai/gpt-5`. */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import * as Theirs from "effect/persistence/CircuitBreaker"
import { CircuitBreaker, createPolicy, Fallback, Resilience, Trip } from "@zenus/core/resilience"
import { keysAbove, LEVELS } from "#core/resilience/breaker/cover.ts"
import { circuitWorld } from "./circuitWorld.ts"

const { Breakers, CircuitOpen, layerShared, toEffectCircuitBreaker, underCover, withBreaker } = CircuitBreaker

const MODEL = "deepseek/deepseek-chat"
const twice = { trip: Trip.consecutive(2), open: "30 seconds" } as const

const call = (key: string) =>
  Effect.match(withBreaker(Effect.succeed(1), { key }), {
    onFailure: ({ message }) => message,
    onSuccess: () => "answered"
  })
const failing = (key: string) => Effect.exit(withBreaker(Effect.fail("no"), { key }))
const twoFail = (key: string) => Effect.andThen(failing(key), failing(key))
const shown = (key: string) =>
  Effect.flatMap(Breakers, (breakers) =>
    Clock.clockWith((clock) =>
      Effect.succeed(breakers.breaker(key).snapshot(Number(clock.monotonicTimeNanosUnsafe()) / 1e6))
    )
  )

describe("the keys above a key", () => {
  it.each([
    ["openai", null],
    ["", null],
    ["/x", null],
    ["openai/gpt-5", ["openai"]],
    ["openrouter/a/b", ["openrouter", "openrouter/a"]],
    ["git/github.com", ["git"]],
    ["a/", ["a"]],
    ["a//b", ["a", "a/"]]
  ])("%j: %j", (key, above) => assert.deepStrictEqual(keysAbove(key), above))

  it("are not more than so many, however long it is", () => {
    assert.lengthOf(keysAbove("a/".repeat(100_000)) ?? [], LEVELS)
  })
})

const layers = [
  ["of one process", Breakers.layer(twice)],
  ["shared", layerShared({ ...twice, store: Theirs.layerStoreMemory() })]
] as const

describe.each(layers)("19: a circuit above others, %s", (_, layer) => {
  it.effect("that is isolated turns the calls of longer keys away, and no others, until it is closed", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      // One call that is made again and again, before and after.
      const again = call(MODEL)
      assert.deepStrictEqual(yield* Effect.all([again, again, call("deepseek-2")]), Array(3).fill("answered"))
      yield* breakers.isolate("deepseek", "by hand")
      assert.deepStrictEqual(yield* Effect.all([again, call(MODEL), call("deepseek-2")]), [
        `${MODEL} is isolated with deepseek: by hand. No call goes there until deepseek is closed by hand.`,
        `${MODEL} is isolated with deepseek: by hand. No call goes there until deepseek is closed by hand.`,
        "answered"
      ])
      yield* breakers.close("deepseek")
      assert.deepStrictEqual(yield* Effect.all([again, call(MODEL)]), ["answered", "answered"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("that opened by failures turns them away until its time is over; they make no trial of it", () =>
    Effect.gen(function* () {
      yield* twoFail("deepseek")
      assert.strictEqual(
        yield* call(MODEL),
        `${MODEL} is resting with deepseek: 2 failures in a row; next try in 30 s. Last error: no`
      )
      yield* TestClock.adjust("29999 millis")
      assert.include(yield* call(MODEL), "next try in 1 ms")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(yield* call(MODEL), "answered")
      assert.strictEqual((yield* shown("deepseek")).state, "Open")
      assert.strictEqual((yield* shown("deepseek")).rejected, 0)
    }).pipe(Effect.provide(layer))
  )

  it.effect("that is open by hand does so, too, and hears nothing of their failures", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      yield* breakers.forceOpen("deepseek", "1 minute", "moving")
      assert.include(yield* call(MODEL), "is resting with deepseek: moving; next try in 60 s")
      yield* breakers.close("deepseek")
      yield* twoFail(MODEL)
      assert.include(yield* call(MODEL), `${MODEL} is resting: 2 failures`)
      assert.strictEqual(yield* call("deepseek"), "answered")
    }).pipe(Effect.provide(layer))
  )

  it.effect("that is disabled lets them through uncounted, unless they are isolated themselves", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      yield* twoFail(MODEL)
      yield* breakers.isolate("deepseek/other", "bad")
      yield* breakers.disable("deepseek", "trust")
      for (let n = 0; n < 5; n++) yield* failing(MODEL)
      assert.strictEqual(yield* call(MODEL), "answered")
      assert.include(yield* call("deepseek/other"), "deepseek/other is isolated: bad.")
      yield* breakers.close("deepseek")
      assert.strictEqual((yield* shown(MODEL)).state, "Open")
      yield* breakers.close(MODEL)
      assert.strictEqual((yield* shown(MODEL)).failures, 0)
    }).pipe(Effect.provide(layer))
  )
})

describe("19: under a circuit above", () => {
  it.effect("the rejection names both, and says what can answer", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      yield* Effect.all([call(MODEL), call("deepseek/coder"), call("openai/gpt-5")])
      yield* breakers.isolate("deepseek", "")
      breakers.relate([MODEL, "deepseek/coder", "openai/gpt-5"])
      const error = yield* Effect.flip(withBreaker(Effect.succeed(1), { key: MODEL }))
      assert.instanceOf(error, CircuitOpen)
      assert.deepInclude({ ...error }, { key: MODEL, by: "deepseek", state: "Isolated", remainingMs: null })
      assert.strictEqual(
        error.message,
        `${MODEL} is isolated with deepseek. No call goes there until deepseek is closed by hand.`
      )
      assert.deepStrictEqual(error.recovery, [
        "Close deepseek by hand when it may be called again.",
        "Use what can answer now: openai/gpt-5."
      ])
    }).pipe(Effect.provide(Breakers.layer(twice)))
  )

  it.effect("snapshots show what callers find, with their own counts; `circuits` what each is by itself", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      yield* failing(MODEL)
      yield* TestClock.adjust("1 second")
      yield* breakers.isolate("deepseek", "too slow")
      yield* call(MODEL)
      const [above, below] = yield* breakers.snapshots
      assert.deepInclude(above, { name: "deepseek", state: "Isolated", coveredBy: null, rejected: 0 })
      assert.deepInclude(below, {
        name: MODEL,
        state: "Isolated",
        coveredBy: "deepseek",
        since: 1_000,
        why: "too slow",
        calls: 1,
        failures: 1,
        rejected: 1
      })
      const own = yield* breakers.circuits
      assert.deepInclude(own[1], { name: MODEL, state: "Closed", coveredBy: null, since: 0, why: null, rejected: 1 })
      assert.deepStrictEqual(underCover(own), yield* breakers.snapshots)
      // One that nobody called yet is seen in the same way, and is not made.
      assert.deepInclude(yield* shown("deepseek/new"), { state: "Isolated", coveredBy: "deepseek", calls: 0 })
      assert.lengthOf(yield* breakers.circuits, 2)
      assert.deepInclude(yield* toEffectCircuitBreaker(breakers).state(MODEL), { _tag: "Open", key: MODEL } as never)
    }).pipe(Effect.provide(Breakers.layer(twice)))
  )

  it.effect("of several above, the outermost that turns away decides", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      yield* breakers.disable("openrouter", "trust")
      yield* breakers.isolate("openrouter/a", "bad")
      assert.include(yield* call("openrouter/a/b"), "isolated with openrouter/a: bad")
      assert.strictEqual((yield* shown("openrouter/a/b")).coveredBy, "openrouter/a")
      yield* breakers.isolate("openrouter", "worse")
      assert.include(yield* call("openrouter/a/b"), "isolated with openrouter: worse")
    }).pipe(Effect.provide(Breakers.layer(twice)))
  )

  it.effect("a call that runs already is neither cut off nor forgotten", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      const slow = withBreaker(Effect.andThen(Effect.sleep("1 second"), Effect.fail("no")), { key: MODEL })
      const running = yield* Effect.forkChild(Effect.exit(slow), { startImmediately: true })
      yield* breakers.isolate("deepseek", "x")
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(running)
      assert.strictEqual((yield* breakers.circuits)[1]?.failures, 1)
    }).pipe(Effect.provide(Breakers.layer({ trip: Trip.consecutive(5) })))
  )

  it.effect("a circuit that is taken back from what was kept decides at once", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      const again = call(MODEL)
      yield* breakers.isolate("deepseek", "kept")
      const kept = yield* breakers.exportState
      const other = yield* Effect.flatMap(Breakers, (fresh) =>
        Effect.andThen(Effect.all([again, again]), Effect.andThen(fresh.importState(kept), again))
      ).pipe(Effect.provide(Breakers.layer(twice), { local: true }))
      assert.include(other, "isolated with deepseek: kept")
    }).pipe(Effect.provide(Breakers.layer(twice)))
  )

  it.effect("an option of a cascade is passed over without an attempt, and its provider is named", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      yield* breakers.isolate("deepseek", "by hand")
      const answer = yield* Fallback.cascade("answer", [
        { name: "deepseek", run: Effect.die("it was called"), breaker: MODEL },
        { name: "rules", run: Effect.succeed("r") }
      ])
      assert.deepInclude(answer.skipped[0], { option: "deepseek", reason: "circuit" })
      assert.include(answer.skipped[0]?.why, "isolated with deepseek")
    }).pipe(Effect.provide(Resilience.services({ breaker: twice })))
  )

  it("code without fibers finds it, too", async () => {
    const policy = createPolicy({ name: MODEL, breaker: twice })
    assert.strictEqual(await policy.execute(async () => 1), 1)
    policy.isolate("x")
    const error = await policy.execute(async () => 1).catch((thrown: unknown) => thrown)
    assert.deepInclude({ ...(error as object) }, { key: MODEL, by: MODEL })
  })

  it("without fibers: a permit is asked of the circuit above, also where the quick way was open before", () => {
    const { registry } = circuitWorld(twice)
    registry.circuit(MODEL, 0)
    assert.isFalse(registry.mayBeCovered(["deepseek"]))
    registry.isolate("deepseek", "x", 0)
    assert.isTrue(registry.mayBeCovered(["deepseek"]))
    assert.isFalse(registry.mayBeCovered(null))
    assert.instanceOf(registry.admitCovered(registry.circuit(MODEL, 0), ["deepseek"], 0), CircuitOpen)
  })
})

describe("a rejection whose reason is empty", () => {
  it.effect("says so in a whole sentence", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      yield* breakers.isolate("k", "")
      assert.strictEqual(yield* call("k"), "k is isolated. No call goes there until it is closed by hand.")
      yield* breakers.forceOpen("k", "1 second", "")
      assert.strictEqual(yield* call("k"), "k is resting; next try in 1 s.")
    }).pipe(Effect.provide(Layer.fresh(Breakers.layer())))
  )
})
