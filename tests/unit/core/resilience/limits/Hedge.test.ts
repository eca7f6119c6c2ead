import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scheduler from "effect/Scheduler"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { type HedgeEvent, type HedgeOptions, Hedges, layer, withHedge } from "#core/resilience/limits/Hedge.ts"
import * as HedgeState from "#core/resilience/limits/HedgeState.ts"
import * as RetryBudget from "#core/resilience/retry/RetryBudget.ts"

const start = <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.forkChild(self, { startImmediately: true })
const snapshot = Effect.map(
  Hedges.use((hedges) => hedges.snapshots),
  ([row]) => row
)
const balance = Effect.map(
  RetryBudget.RetryBudgets.use((budgets) => budgets.snapshots),
  ([row]) => row?.balance
)
const world = (options: HedgeOptions = {}, capacity = 10) =>
  Layer.provideMerge(layer(options), RetryBudget.layer({ capacity }))
/** A hedge from the first call on, after a second. */
const after = { warmUpDelay: "1 second" } as const

/** Attempts that take so long each and then end so; what they did is noted. */
const attempts = (...courses: ReadonlyArray<readonly [ms: number, end: Effect.Effect<string, string>]>) => {
  const seen = { started: 0, interrupted: 0 }
  const call = Effect.suspend(() => {
    const [ms, end] = courses[seen.started++] ?? [0, Effect.die("too many")]
    return Effect.andThen(Effect.sleep(ms), end).pipe(
      Effect.onInterrupt(() => Effect.sync(() => void seen.interrupted++))
    )
  })
  return { seen, call: call.pipe(withHedge("p")) }
}

/** The first needs five seconds, the second half a second. */
const slow = () => attempts([5_000, Effect.succeed("first")], [500, Effect.succeed("second")])

/** How it has ended after `ms`, if it has. */
const endAt = <A, E, R>(self: Effect.Effect<A, E, R>, ms: number) =>
  Effect.gen(function* () {
    const fiber = yield* start(self)
    yield* TestClock.adjust(ms - 1)
    assert.isUndefined(fiber.pollUnsafe())
    yield* TestClock.adjust(1)
    return fiber.pollUnsafe()
  })

describe("withHedge", () => {
  it.effect("starts a slow call once more, takes the first answer, interrupts the loser and counts its time", () =>
    Effect.gen(function* () {
      const { call, seen } = attempts([5_000, Effect.succeed("first")], [500, Effect.succeed("second")])
      assert.deepStrictEqual(yield* endAt(call, 1_500), Exit.succeed("second"))
      assert.deepStrictEqual(seen, { started: 2, interrupted: 1 })
      assert.deepStrictEqual(yield* snapshot, {
        name: "p",
        delayMs: 1_000,
        calls: 1,
        hedged: 1,
        won: 1,
        refused: 0,
        wastedMs: 1_500
      })
      // one retry paid, a tenth back for the success
      assert.strictEqual(yield* balance, 9.1)
    }).pipe(Effect.provide(world(after)))
  )

  it.effect("takes the first call's answer when that comes first after all", () =>
    Effect.gen(function* () {
      const { call, seen } = attempts([1_200, Effect.succeed("first")], [500, Effect.succeed("second")])
      assert.deepStrictEqual(yield* endAt(call, 1_200), Exit.succeed("first"))
      assert.deepStrictEqual(seen, { started: 2, interrupted: 1 })
      assert.strictEqual((yield* snapshot)?.wastedMs, 200)
    }).pipe(Effect.provide(world(after)))
  )

  it.effect("does not start one for a call that answers in time, or that fails before", () =>
    Effect.gen(function* () {
      const { call, seen } = attempts([999, Effect.succeed("first")], [999, Effect.fail("bad")])
      assert.deepStrictEqual(yield* endAt(call, 999), Exit.succeed("first"))
      assert.deepStrictEqual(yield* endAt(call, 999), Exit.fail("bad"))
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(seen, { started: 2, interrupted: 0 })
      assert.strictEqual(yield* balance, 10)
    }).pipe(Effect.provide(world(after)))
  )

  it.effect("waits for the other when one of two fails, and fails as the first did when both have", () =>
    Effect.gen(function* () {
      const one = attempts([1_100, Effect.fail("bad")], [500, Effect.succeed("second")])
      assert.deepStrictEqual(yield* endAt(one.call, 1_500), Exit.succeed("second"))
      const two = attempts([1_600, Effect.fail("bad 1")], [100, Effect.fail("bad 2")])
      assert.deepStrictEqual(yield* endAt(two.call, 1_600), Exit.fail("bad 1"))
    }).pipe(Effect.provide(world(after)))
  )

  it.effect("draws on the retry budget: without one there is no second call", () =>
    Effect.gen(function* () {
      assert.isDefined(yield* endAt(slow().call, 1_500))
      const { call, seen } = slow()
      assert.deepStrictEqual(yield* endAt(call, 5_000), Exit.succeed("first"))
      assert.strictEqual(seen.started, 1)
      assert.strictEqual((yield* snapshot)?.refused, 1)
    }).pipe(Effect.provide(world(after, 1)))
  )

  it.effect("learns its delay from the last calls, and hedges none before it knows enough", () =>
    Effect.gen(function* () {
      for (let ms = 1; ms <= 20; ms++) {
        assert.isNull((yield* snapshot)?.delayMs ?? null)
        yield* endAt(attempts([ms * 10, Effect.succeed("ok")]).call, ms * 10)
      }
      assert.strictEqual((yield* snapshot)?.delayMs, 190)
      const { call, seen } = attempts([1_000, Effect.succeed("first")], [10, Effect.succeed("second")])
      assert.deepStrictEqual(yield* endAt(call, 200), Exit.succeed("second"))
      assert.strictEqual(seen.started, 2)
    }).pipe(Effect.provide(world()))
  )

  it.effect("27: interrupted at any step, it loses no token and leaves nothing running", () =>
    Effect.gen(function* () {
      let begun = 0
      for (const ops of [3, 4, 5, 6, 8, 11, 16, 64]) {
        for (let yields = 0; yields <= 24; yields += 2) {
          const seen = { started: 0, ended: 0 }
          const [left, row] = yield* Effect.gen(function* () {
            const call = Effect.suspend(() => {
              seen.started++
              return Effect.onExit(Effect.never, () => Effect.sync(() => void seen.ended++))
            }).pipe(withHedge("p"), Effect.provideService(Scheduler.MaxOpsBeforeYield, ops))
            const fiber = yield* Effect.forkChild(call)
            for (let step = 0; step < yields; step++) {
              yield* step === 12 ? TestClock.adjust("1 second") : Effect.yieldNow
            }
            yield* Fiber.interrupt(fiber)
            return [yield* balance, yield* snapshot] as const
          }).pipe(Effect.provide(world(after)))
          const hedged = Math.max(0, seen.started - 1)
          assert.deepStrictEqual([left ?? 10, row?.hedged ?? 0], [10 - hedged, hedged], `${ops} ${yields}`)
          assert.isAtMost(seen.started - seen.ended, 0)
          begun += hedged
        }
      }
      assert.isAbove(begun, 10)
    })
  )

  it.effect("39: tells listeners", () =>
    Effect.gen(function* () {
      const events: Array<HedgeEvent> = []
      const heard = (yield* Hedges).events
      yield* start(Stream.runForEach(heard, (event) => Effect.sync(() => events.push(event))))
      yield* endAt(slow().call, 1_500)
      yield* endAt(slow().call, 5_000)
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(events, [
        { _tag: "hedge.started", name: "p", at: 1_000, delayMs: 1_000 },
        { _tag: "hedge.won", name: "p", at: 1_500, delayMs: 1_000 },
        { _tag: "hedge.refused", name: "p", at: 2_500, delayMs: 1_000 }
      ])
    }).pipe(Effect.provide(world(after, 1)))
  )
})

describe("HedgeState", () => {
  it("gives the nearest rank of the newest times, never sooner than the minimum", () => {
    const rule = HedgeState.ruleOf({ percentile: 0.9, samples: 10, minimumCalls: 3, minimumDelay: 4 })
    const state = HedgeState.empty()
    const after = (...times: ReadonlyArray<number>) => {
      for (const time of times) HedgeState.record(state, rule, time)
      return HedgeState.delayMs(state, rule)
    }
    assert.isNull(after(1, 2))
    assert.strictEqual(after(3), 4)
    assert.strictEqual(after(10, 20, 30, 40, 50, 60, 70), 60)
    assert.strictEqual(after(5, 5, 5), 60)
    assert.strictEqual(after(5, 5, 5, 5, 5, 5), 5)
  })

  it("5: refuses impossible options, by name", () => {
    const bad = [
      [{ percentile: 0 }, /^percentile: /],
      [{ percentile: 1 }, /^percentile: expected a number above 0 and below 1, got 1\.$/],
      [{ percentile: Number.NaN }, /^percentile: /],
      [{ samples: 0 }, /^samples: /],
      [{ samples: 10, minimumCalls: 11 }, /^minimumCalls: expected a whole number from 1 to 10, got 11\.$/],
      [{ warmUpDelay: 0 }, /^warmUpDelay: /],
      [{ minimumDelay: -1 }, /^minimumDelay: /]
    ] as const
    for (const [options, message] of bad) assert.throws(() => HedgeState.ruleOf(options), message)
  })
})
