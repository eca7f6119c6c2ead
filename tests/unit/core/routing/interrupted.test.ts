/** Asks that are cancelled at every moment of their course: nothing stays held, no place in a circuit stays taken. */
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import { RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"
import type { RouteEvent } from "#core/routing/Routed.ts"
import { question, type RouteWorld } from "#kit/routeWorld.ts"
import { complete, stream, test } from "./routeTest.ts"

/** The shortest turn there is: of the queue of promises, over which a scripted answer comes. */
const turn = Effect.promise(() => Promise.resolve())

/** Turns after which it is cancelled; a whole ask of these takes fewer than the most. */
const MOST_TURNS = 80

const nothingLeft = (world: RouteWorld) =>
  Effect.gen(function* () {
    assert.strictEqual(world.settled.length, world.held.length)
    const circuits = yield* Effect.flatMap(Breakers, (breakers) => breakers.snapshots)
    assert.deepStrictEqual(
      circuits.map(({ name, trials }) => [name, trials]),
      circuits.map(({ name }) => [name, 0])
    )
  })

const scripts = { anthropic: ["refused"], deepseek: [{ status: 500 }, "Hello there you"], openai: ["hi"] } as const
const ways = [
  ["whole", Effect.suspend(() => Effect.asVoid(complete(question())))],
  ["streamed", Effect.suspend(() => Stream.runDrain(stream(question())))]
] as const

describe("an ask that is cancelled", () => {
  for (const [what, asked] of ways) {
    test(`${what}, at any turn, leaves nothing behind`, { scripts }, (world) =>
      Effect.gen(function* () {
        const breakers = yield* Breakers
        for (let turns = 0; turns < MOST_TURNS; turns += 3) {
          // An open circuit whose time is over: the call is a trial and takes a place.
          yield* breakers.forceOpen("anthropic", "1 millis", "test")
          yield* breakers.forceOpen("deepseek/deepseek-model", "1 millis", "test")
          yield* TestClock.adjust("10 seconds")
          const fiber = yield* Effect.forkChild(Effect.ignore(asked), { startImmediately: true })
          for (let passed = 0; passed < turns; passed++) yield* turn
          // In the middle of a wait between two attempts, too.
          if (turns % 2 === 0) yield* TestClock.adjust("50 millis")
          yield* Fiber.interrupt(fiber)
          yield* nothingLeft(world)
        }
        assert.isAbove(world.held.length, 0)
        assert.isAbove(world.settled.filter(({ bill }) => bill === "unknown").length, 0)
      })
    )
  }

  test(
    "in the middle of a call, tells that nobody knows what the call cost; a refused one is told to cost nothing",
    { scripts: { anthropic: [{ status: 500 }, { silent: true }] } },
    () =>
      Effect.gen(function* () {
        const told: Array<RouteEvent> = []
        const ask = question("hi", { onEvent: (event) => void told.push(event) })
        const fiber = yield* Effect.forkChild(Effect.ignore(complete(ask)), { startImmediately: true })
        yield* Effect.promise(() => new Promise(setImmediate))
        yield* TestClock.adjust("2 seconds")
        yield* Effect.promise(() => new Promise(setImmediate))
        assert.lengthOf(
          told.filter(({ type }) => type === "attempt"),
          2
        )
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(
          told.filter(({ type }) => type === "unanswered"),
          [{ type: "unanswered", provider: "anthropic", model: "anthropic-model", microUsd: null }]
        )
      })
  )

  test("in the wait before a second attempt, has not paid for it", { scripts: { anthropic: [{ status: 500 }] } }, () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.ignore(complete(question())), { startImmediately: true })
      yield* Effect.promise(() => new Promise(setImmediate))
      const budgets = yield* RetryBudgets
      const granted = (yield* budgets.snapshots).map(({ balance, capacity }) => (capacity ?? 0) - (balance ?? 0))
      assert.deepStrictEqual(granted, [1])
      yield* Fiber.interrupt(fiber)
      const after = (yield* budgets.snapshots).map(({ balance, capacity }) => (capacity ?? 0) - (balance ?? 0))
      assert.deepStrictEqual(after, [0])
    })
  )
})
