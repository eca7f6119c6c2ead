import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import type { BreakerOptions } from "#core/resilience/breaker/breakerOptions.ts"
import { Breakers, type KeptState, withBreaker } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import * as Window from "#core/resilience/breaker/Window.ts"
import { failure, success } from "#core/resilience/Outcome.ts"
import { circuitWorld, EPOCH } from "./circuitWorld.ts"

const options: BreakerOptions = {
  trip: Trip.any(Trip.consecutive(3), Trip.rate({ window: Window.time("20 seconds"), minimumCalls: 8 })),
  open: "30 seconds",
  halfOpen: { permits: 2 }
}

const call = (name: string) => withBreaker(Effect.void, { key: name })

/** What another process finds, `passed` ms later by the wall, with a monotonic clock of its own. */
const nextRun = (world: ReturnType<typeof circuitWorld>, passed: number, change: BreakerOptions = options) => {
  const wall = world.now + world.wallOffset
  const text = JSON.stringify(world.registry.keep(world.now, wall, false))
  const next = circuitWorld(change)
  next.now = 123_456
  next.wallOffset = wall + passed - next.now
  const refused = next.registry.takeBack(JSON.parse(text), next.now, wall + passed)
  assert.strictEqual(refused, 0)
  return next
}

const opened = () => {
  const world = circuitWorld(options)
  world.bad(3)
  world.pass(6_000)
  return world
}

describe("a circuit after a restart", () => {
  it.each([
    [0, 24_000],
    [23_999, 1],
    [24_000, 0],
    [86_400_000, 0],
    [-86_400_000, 24_000]
  ])("20: is open for the rest of its time and never longer, %d ms later by the wall: %d ms", (passed, rest) => {
    const next = nextRun(opened(), passed)
    assert.deepInclude(next.see(), { state: "Open", retryInMs: rest, why: "3 failures in a row", lastError: "failed" })
    assert.strictEqual(next.admit() === null, rest > 0)
    next.pass(rest)
    assert.isNotNull(next.admit())
  })

  it("39: goes on counting its transitions, of which only the newest are listed", () => {
    const world = circuitWorld(options)
    for (let n = 0; n < 10; n++) {
      world.registry.isolate("openai", "x", world.now)
      world.registry.close("openai", "y", world.now)
    }
    assert.lengthOf(world.see().transitions, 16)
    assert.strictEqual(world.see().moves, 20)
    const next = nextRun(world, 1_000)
    next.registry.isolate("openai", "x", next.now)
    assert.strictEqual(next.see().moves, 21)
    assert.lengthOf(next.see().transitions, 16)
  })

  it("is taken back from a row without that count: it has at least those that are listed", () => {
    const world = opened()
    const [row] = world.registry.keep(world.now, EPOCH, false)
    const { moves, ...older } = row?.state ?? { moves: 0 }
    assert.strictEqual(moves, 1)
    const next = circuitWorld(options)
    assert.strictEqual(next.registry.takeBack([{ name: "openai", state: older }], 0, EPOCH), 0)
    assert.strictEqual(next.see().moves, 1)
  })

  it("20: grows on where it was", () => {
    const world = circuitWorld({ trip: Trip.consecutive(1), halfOpen: { permits: 1 } })
    world.bad()
    const next = nextRun(world, 5_000, { trip: Trip.consecutive(1), halfOpen: { permits: 1 } })
    next.bad()
    assert.strictEqual(next.see().retryInMs, 10_000)
  })

  it("19: is isolated or disabled, since when it was and for the same reason", () => {
    const world = circuitWorld(options)
    world.pass(1_000)
    world.registry.isolate("deepseek", "wrong answers", world.now)
    world.registry.disable("local", "debugging", world.now)
    const next = nextRun(world, 7 * 86_400_000)
    assert.deepInclude(next.see("deepseek"), { state: "Isolated", since: EPOCH + 1_000, why: "wrong answers" })
    assert.isNull(next.admit("deepseek"))
    assert.isNotNull(next.admit("openai"))
    assert.deepInclude(next.see("local"), { state: "Disabled", why: "debugging" })
    next.registry.close("deepseek", "closed by hand", next.now)
    assert.strictEqual(nextRun(next, 0).state("deepseek"), "Closed")
  })

  it("counts on: streaks, windows by age, trials that succeeded, what was turned away", () => {
    const streak = circuitWorld(options)
    streak.bad(2)
    const next = nextRun(streak, 1_000)
    next.bad()
    assert.strictEqual(next.see().why, "3 failures in a row")

    const share = circuitWorld(options)
    for (let turn = 0; turn < 3; turn++) {
      share.bad()
      share.good()
    }
    for (const [passed, state] of [
      [19_000, "Open"],
      [20_000, "Closed"]
    ] as const) {
      const later = nextRun(share, passed)
      later.bad()
      later.good()
      assert.strictEqual(later.state(), state)
    }

    const trying = opened()
    assert.isNull(trying.admit())
    trying.pass(24_000)
    trying.good()
    const closing = nextRun(trying, 0)
    assert.deepInclude(closing.see(), { state: "HalfOpen", rejected: 1 })
    closing.good()
    assert.strictEqual(closing.state(), "Closed")
  })

  it("has an empty window where the policy has another kind of it, and is as open as it was", () => {
    const world = opened()
    const other = nextRun(world, 0, { trip: Trip.rate({ window: Window.count(5), minimumCalls: 5 }) })
    assert.deepInclude(other.see(), { state: "Open", retryInMs: 24_000, calls: 0 })
  })
})

describe("a damaged row", () => {
  const good = opened().registry.keep(6_000, EPOCH + 6_000, false)[0]
  if (good === undefined) throw new Error("nothing kept")
  const { state } = good
  const past = state.past ?? {}

  it.each<[string, unknown]>([
    ["nothing", null],
    ["text", "Open"],
    ["an empty object", {}],
    ["of another version", { ...state, version: 2 }],
    ["no such state", { ...state, state: "Ajar" }],
    ["open without an opening", { ...state, past: null }],
    ["negative time", { ...state, past: { ...past, remainingMs: -1 } }],
    ["time without end", { ...state, past: { ...past, remainingMs: 1e300 } }],
    ["time that is no number", { ...state, past: { ...past, remainingMs: Number.NaN } }],
    ["counts below zero", { ...state, failures: -1 }],
    ["more failures than calls", { ...state, calls: 1, failures: 2 }],
    ["a ring of other digits", { ...state, tallies: [{ kind: "count", ring: "0129" }] }],
    ["a slice of more failures than calls", { ...state, tallies: [{ kind: "time", slices: [[1, 1, 2, 0]] }] }],
    ["too long a text", { ...state, lastError: "x".repeat(5_000) }]
  ])("(%s) is refused alone", (_, damaged) => {
    const next = circuitWorld(options)
    const rows = [
      { name: "damaged", state: damaged },
      { name: "whole", state }
    ]
    assert.strictEqual(next.registry.takeBack(rows, 0, EPOCH), 1)
    assert.deepStrictEqual([next.state("damaged"), next.state("whole")], ["Closed", "Open"])
  })

  it("of any form whatever is refused or works, and never keeps a circuit open for longer than it says", () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record(
        Object.fromEntries(
          Object.entries(state).map(([key, value]) => [key, fc.oneof(fc.constant(value), fc.anything())])
        )
      )
    )
    fc.assert(
      fc.property(anything, (row) => {
        const next = circuitWorld(options)
        next.registry.takeBack([{ name: "any", state: row }], 0, EPOCH)
        next.pass(2 ** 31)
        assert.isTrue(next.state("any") === "Isolated" || next.admit("any") !== null)
      })
    )
  })
})

describe("Breakers", () => {
  const key = "openai"
  const layer = Breakers.layer({ trip: Trip.consecutive(1), open: "30 seconds" })

  it.effect("20: hands its state to the next layer, by the fiber's clocks", () =>
    Effect.gen(function* () {
      const [first, second] = [yield* Layer.build(Layer.fresh(layer)), yield* Layer.build(Layer.fresh(layer))]
      const rows = yield* withBreaker(Effect.fail("no"), { key }).pipe(
        Effect.ignore,
        Effect.andThen(Effect.flatMap(Breakers, ({ exportState }) => exportState)),
        Effect.provide(first)
      )
      const clock = yield* Clock.Clock
      const later = { ...clock, currentTimeMillisUnsafe: () => 20_000 }
      yield* Effect.gen(function* () {
        const { importState } = yield* Breakers
        const damaged: KeptState = { name: "other", state: { version: 1 } }
        assert.strictEqual(yield* importState([...rows, damaged]), 1)
        const open = yield* Effect.flip(withBreaker(Effect.void, { key }))
        assert.strictEqual(open.remainingMs, 10_000)
      }).pipe(Effect.provideService(Clock.Clock, later), Effect.provide(second))
    }).pipe(Effect.scoped)
  )

  it.effect("says once that there is something new to write down, until it is written", () =>
    Effect.gen(function* () {
      const { changes, exportChanged } = yield* Breakers
      const listening = yield* changes.pipe(
        Stream.take(3),
        Stream.runCollect,
        Effect.forkChild({ startImmediately: true })
      )
      yield* Effect.yieldNow
      yield* Effect.all([call("a"), call("a"), call("b"), call("a")])
      assert.deepStrictEqual(
        (yield* exportChanged).map(({ name }) => name),
        ["a", "b"]
      )
      assert.isEmpty(yield* exportChanged)
      yield* Effect.all([call("b"), call("b")])
      assert.deepStrictEqual([...(yield* Fiber.join(listening))], ["a", "b", "b"])
      assert.deepStrictEqual(
        (yield* exportChanged).map(({ name }) => name),
        ["b"]
      )
    }).pipe(Effect.provide(layer))
  )

  it("forgets what was there before, for good", () => {
    const world = circuitWorld({ trip: Trip.consecutive(1), open: "2 hours" })
    world.good()
    const rows = world.registry.keep(0, EPOCH, false)
    world.bad()
    world.registry.takeBack(rows, 0, EPOCH)
    assert.strictEqual(world.state(), "Closed")
    world.pass(3_600_000)
    world.start("another")
    assert.strictEqual(world.state(), "Closed")
  })

  it("keeps calls that run apart from what was taken back", () => {
    const world = circuitWorld(options)
    const [early, other] = [world.start(), world.start()]
    const rows = opened().registry.keep(6_000, EPOCH + 6_000, false)
    world.registry.takeBack(rows, 0, EPOCH + 6_000)
    world.end(early, success)
    world.end(other, failure)
    assert.deepInclude(world.see(), { state: "Open", retryInMs: 24_000 })
  })
})
