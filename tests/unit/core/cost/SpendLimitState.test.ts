import { assert, describe, it } from "vitest"
import * as fc from "fast-check"
import {
  levelsReached,
  limitState,
  refusalOf,
  type SpendLimits,
  type Spent,
  stopOf
} from "#core/cost/SpendLimitState.ts"

const none: Spent = { spent: 0, held: 0 }
const limits: SpendLimits = { day: 1_000, month: null, stopAt: 0.95, warnAt: 0.8 }
const today = (spent: number, held = 0) => ({ day: { spent, held }, month: { spent, held } })

describe("refusalOf", () => {
  it("lets in what fits exactly, and nothing at the stop, however cheap", () => {
    assert.isNull(refusalOf(limits, today(900), 50))
    assert.deepStrictEqual(refusalOf(limits, today(900), 51), {
      window: "day",
      limit: 1_000,
      stop: 950,
      spent: 900,
      held: 0
    })
    assert.isNull(refusalOf(limits, today(949), 0))
    assert.isNotNull(refusalOf(limits, today(950), 0))
  })

  it("counts what is held for calls that run now", () => {
    assert.isNull(refusalOf(limits, today(400, 500), 50))
    assert.isNotNull(refusalOf(limits, today(400, 501), 50))
  })

  it("needs a limit to refuse, and names the window in the way", () => {
    assert.isNull(refusalOf({ ...limits, day: null }, today(1e12), 1e12))
    const both = { ...limits, month: 2_000 }
    assert.strictEqual(refusalOf(both, { day: none, month: { spent: 1_890, held: 0 } }, 11)?.window, "month")
    assert.strictEqual(refusalOf(both, { day: none, month: none }, 951)?.window, "day")
  })

  it("never lets the sum of what it let in pass the stop, in whatever order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 400 })), (costs) => {
        let held = 0
        for (const cost of costs) if (refusalOf(limits, today(0, held), cost) === null) held += cost
        assert.isAtMost(held, stopOf(1_000, limits))
      })
    )
  })
})

describe("a limit", () => {
  it("is fine, then a warning, then stopped, each exactly at its share", () => {
    const state = [799, 800, 949, 950].map((spent) => limitState(limits, 1_000, { spent, held: 0 }))
    assert.deepStrictEqual(state, ["ok", "warning", "warning", "stopped"])
  })

  it("calls for its alerts at 50, 75, 90% and the stop, each exactly there", () => {
    const reached = [499, 500, 749, 750, 899, 900, 949, 950].map(
      (spent) => levelsReached(limits, 1_000, spent).at(-1) ?? "none"
    )
    assert.deepStrictEqual(reached, ["none", "50%", "50%", "75%", "75%", "90%", "90%", "stop"])
    assert.deepStrictEqual(levelsReached(limits, 1_000, 5_000), ["50%", "75%", "90%", "stop"])
  })
})
