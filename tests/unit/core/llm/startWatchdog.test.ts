/** One timer for many waits: the one that is too long is told, no other, and nothing is left sleeping. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { startWatchdog } from "#core/llm/startWatchdog.ts"

describe("startWatchdog", () => {
  it.effect("tells a wait that is too long, once, at its time", () =>
    Effect.gen(function* () {
      const told: Array<string> = []
      const { within } = startWatchdog(yield* Effect.context<never>(), 20_000)
      within(30_000, () => told.push("first"))
      yield* TestClock.adjust(29_999)
      assert.deepStrictEqual(told, [])
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(told, ["first"])
      within(20_000, () => told.push("second"))
      yield* TestClock.adjust(100_000)
      assert.deepStrictEqual(told, ["first", "second"])
    })
  )

  it.effect("counts each wait from its own beginning, over the end of those that were in time", () =>
    Effect.gen(function* () {
      let told = 0
      const { within } = startWatchdog(yield* Effect.context<never>(), 20_000)
      for (let piece = 0; piece < 5; piece++) {
        const inTime = within(20_000, () => told++)
        yield* TestClock.adjust(15_000)
        inTime()
      }
      yield* TestClock.adjust(60_000)
      assert.strictEqual(told, 0, "nobody waits any more")
      within(20_000, () => told++)
      yield* TestClock.adjust(19_999)
      assert.strictEqual(told, 0)
      yield* TestClock.adjust(1)
      assert.strictEqual(told, 1)
    })
  )

  it.effect("says nothing after its end", () =>
    Effect.gen(function* () {
      let told = 0
      const { end, within } = startWatchdog(yield* Effect.context<never>(), 20_000)
      within(1_000, () => told++)
      end()
      yield* TestClock.adjust(60_000)
      assert.strictEqual(told, 0)
    })
  )
})
