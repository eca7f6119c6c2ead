import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { setAlarm } from "#core/resilience/limits/setAlarm.ts"

const machine = Context.empty()

describe("setAlarm", () => {
  it.effect("rings once on the clock of its context, to the millisecond, and not after it was taken back", () =>
    Effect.gen(function* () {
      const context = yield* Effect.context<never>()
      const rung: Array<string> = []
      setAlarm(context, 1_000, () => void rung.push("kept"))
      const stop = setAlarm(context, 1_000, () => void rung.push("taken back"))
      yield* TestClock.adjust("999 millis")
      assert.deepStrictEqual(rung, [])
      stop()
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(rung, ["kept"])
      stop()
    })
  )

  it("rings on the machine's clock, and at once where no time is left", async () => {
    const rung: Array<number> = []
    await new Promise<void>((resolve) => {
      const stop = setAlarm(machine, 1, () => void rung.push(-1))
      setAlarm(machine, 5, () => {
        rung.push(5)
        resolve()
      })
      setAlarm(machine, 1, () => void rung.push(1))
      setAlarm(machine, 0, () => void rung.push(0))
      stop()
    })
    assert.deepStrictEqual(rung.toSorted(), [0, 1, 5])
  })

  it("is not rung at once by a length that a timer cannot hold, nor ever by one without an end", async () => {
    const rung: Array<string> = []
    const stops = [2 ** 31, Infinity].map((ms) => setAlarm(machine, ms, () => void rung.push(`${ms}`)))
    await new Promise<void>((resolve) => void setAlarm(machine, 5, resolve))
    for (const stop of stops) stop()
    assert.deepStrictEqual(rung, [])
  })
})
