import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import * as ConcurrencyState from "#core/resilience/limits/ConcurrencyState.ts"

describe("ConcurrencyState", () => {
  it("rises by one in a round of successes", () => {
    const rule = ConcurrencyState.ruleOf({ initial: 10 })
    const state = ConcurrencyState.initial(rule)
    for (let call = 0; call < 10; call++) ConcurrencyState.success(state, rule, 10, 0)
    assert.strictEqual(ConcurrencyState.limitOf(state), 10)
    ConcurrencyState.success(state, rule, 10, 0)
    assert.strictEqual(ConcurrencyState.limitOf(state), 11)
  })

  it("does not rise while less than half is in use", () => {
    const rule = ConcurrencyState.ruleOf({ initial: 10 })
    const state = ConcurrencyState.initial(rule)
    for (let call = 0; call < 100; call++) ConcurrencyState.success(state, rule, 4, 0)
    assert.strictEqual(state.limit, 10)
    ConcurrencyState.success(state, rule, 5, 0)
    assert.isAbove(state.limit, 10)
  })

  it("stays at half of what is slow, and falls beyond all of it", () => {
    const rule = ConcurrencyState.ruleOf({ initial: 10, slow: "500 millis" })
    const state = ConcurrencyState.initial(rule)
    ConcurrencyState.success(state, rule, 10, 251)
    ConcurrencyState.success(state, rule, 10, 500)
    assert.strictEqual(state.limit, 10)
    ConcurrencyState.success(state, rule, 10, 501)
    assert.strictEqual(state.limit, 9)
    ConcurrencyState.success(state, rule, 9, 250)
    assert.isAbove(state.limit, 9)
  })

  it("38: never falls below one nor rises above the maximum, whatever happens", () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 400 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 5, max: 50 }),
        fc.double({ min: 0.1, max: 0.999, noNaN: true }),
        (course, min, max, decrease) => {
          const rule = ConcurrencyState.ruleOf({ min, max, initial: min, decrease })
          const state = ConcurrencyState.initial(rule)
          for (const good of course) {
            if (good) ConcurrencyState.success(state, rule, max, 0)
            else ConcurrencyState.failure(state, rule)
            assert.isAtLeast(ConcurrencyState.limitOf(state), min)
            assert.isAtMost(ConcurrencyState.limitOf(state), max)
          }
        }
      )
    )
  })

  it("5: refuses impossible options, by name", () => {
    const bad = [
      [{ min: 0 }, /^min: /],
      [{ min: Number.NaN }, /^min: /],
      [{ min: 5, max: 4 }, /^max: expected a whole number from 5 to 1000000, got 4\.$/],
      [{ initial: 0 }, /^initial: /],
      [{ max: 10, initial: 11 }, /^initial: expected a whole number from 1 to 10, got 11\.$/],
      [{ decrease: 1 }, /^decrease: /],
      [{ decrease: Number.NaN }, /^decrease: /],
      [{ slow: 0 }, /^slow: /],
      [{ slow: Number.NaN }, /^slow: /]
    ] as const
    for (const [options, message] of bad) assert.throws(() => ConcurrencyState.ruleOf(options), message)
    assert.deepStrictEqual(ConcurrencyState.ruleOf({ max: 5 }), {
      min: 1,
      max: 5,
      initial: 5,
      decrease: 0.9,
      slowMs: Infinity
    })
  })
})
