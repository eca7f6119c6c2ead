import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import * as ConcurrencyState from "#core/resilience/limits/ConcurrencyState.ts"
import { seeded } from "../../../../simulation/seeded.ts"

describe("ConcurrencyState", () => {
  it("rises by one in a round of successes", () => {
    const rule = ConcurrencyState.ruleOf({ initial: 10 })
    const state = ConcurrencyState.initial(rule)
    for (let call = 0; call < 10; call++) ConcurrencyState.success(state, rule, 10, 0, 0)
    assert.strictEqual(ConcurrencyState.limitOf(state), 10)
    ConcurrencyState.success(state, rule, 10, 0, 0)
    assert.strictEqual(ConcurrencyState.limitOf(state), 11)
  })

  it("does not rise while less than half is in use", () => {
    const rule = ConcurrencyState.ruleOf({ initial: 10 })
    const state = ConcurrencyState.initial(rule)
    for (let call = 0; call < 100; call++) ConcurrencyState.success(state, rule, 4, 0, 0)
    assert.strictEqual(state.limit, 10)
    ConcurrencyState.success(state, rule, 5, 0, 0)
    assert.isAbove(state.limit, 10)
  })

  it("stays at half of what is slow, and falls beyond all of it", () => {
    const rule = ConcurrencyState.ruleOf({ initial: 10, slow: "500 millis" })
    const state = ConcurrencyState.initial(rule)
    ConcurrencyState.success(state, rule, 10, 251, 0)
    ConcurrencyState.success(state, rule, 10, 500, 0)
    assert.strictEqual(state.limit, 10)
    ConcurrencyState.success(state, rule, 10, 501, 0)
    assert.strictEqual(state.limit, 9)
    ConcurrencyState.success(state, rule, 9, 250, 0)
    assert.isAbove(state.limit, 9)
  })

  it("falls by a tenth with an overload at once, and with another failure where it is one of many", () => {
    const rule = ConcurrencyState.ruleOf({ initial: 10, max: 10 })
    const after = (course: string): number => {
      const state = ConcurrencyState.initial(rule)
      for (const one of course) {
        if (one === ".") ConcurrencyState.success(state, rule, 1, 0, 0)
        else ConcurrencyState.failure(state, rule, one === "t")
      }
      return state.limit
    }
    const well = ".".repeat(40)
    assert.strictEqual(after(`${well}t`), 9)
    assert.strictEqual(after(`${well}f`), 10)
    assert.strictEqual(after(`${well}ffff`), 10)
    assert.strictEqual(after(`${well}fffff`), 9)
    assert.closeTo(after("fff"), 7.29, 1e-9)
    // One in twenty is chance, one in four is not.
    assert.strictEqual(after(`${".".repeat(19)}f`.repeat(20)), 10)
    assert.isBelow(after("...f".repeat(20)), 5)
  })

  it("38: never falls below the minimum nor rises above the maximum, whatever happens", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.nat(100_000)), { maxLength: 400 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 5, max: 50 }),
        fc.double({ min: 0.1, max: 0.999, noNaN: true }),
        (course, min, max, decrease) => {
          const rule = ConcurrencyState.ruleOf({ min, max, initial: min, decrease })
          const state = ConcurrencyState.initial(rule)
          for (const [at, [good, elapsedMs]] of course.entries()) {
            if (good) ConcurrencyState.success(state, rule, max, elapsedMs, at * 100)
            else ConcurrencyState.failure(state, rule, elapsedMs % 2 === 0)
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
      slowMs: Infinity,
      learns: true
    })
    assert.deepInclude(ConcurrencyState.ruleOf({ slow: "never" }), { slowMs: Infinity, learns: false })
    assert.deepInclude(ConcurrencyState.ruleOf({ slow: "1 second" }), { slowMs: 1_000, learns: false })
  })
})

/** A limit of 20 in full use, whose answers come one every `everyMs`; gives what becomes of it. */
const inUse = (options: ConcurrencyState.ConcurrencyRuleOptions = {}, everyMs = 10) => {
  const rule = ConcurrencyState.ruleOf({ initial: 20, max: 20, ...options })
  const state = ConcurrencyState.initial(rule)
  let now = 0
  const answers = (count: number, elapsedMs: (n: number) => number, running = 20): number => {
    for (let n = 0; n < count; n++) ConcurrencyState.success(state, rule, running, elapsedMs(n), (now += everyMs))
    return state.limit
  }
  return answers
}

describe("answers that take longer than usual", () => {
  it("lower the limit at ten times the usual, once a round, and never below five", () => {
    const answers = inUse()
    answers(60, () => 10)
    // The mean of about the last ten is tenfold after so many of thirtyfold.
    assert.strictEqual(
      answers(3, () => 300),
      20
    )
    assert.strictEqual(
      answers(1, () => 300),
      14
    )
    // Calls that began before it was lowered say nothing new: 300 ms are thirty answers.
    assert.strictEqual(
      answers(29, () => 300),
      14
    )
    assert.closeTo(
      answers(1, () => 300),
      9.8,
      1e-9
    )
    assert.strictEqual(
      answers(300, () => 300),
      5
    )
  })

  it("say nothing before fifty of them, below half of the limit in use, or where told so", () => {
    const young = inUse()
    young(40, () => 10)
    assert.strictEqual(
      young(9, () => 1_000),
      20
    )
    const idle = inUse()
    idle(60, () => 10)
    assert.strictEqual(
      idle(50, () => 1_000, 9),
      20
    )
    const never = inUse({ slow: "never" })
    never(60, () => 10)
    assert.strictEqual(
      never(50, () => 1_000),
      20
    )
  })

  it("hold it from five times the usual on", () => {
    const answers = inUse({ max: 40 })
    answers(60, () => 10)
    // Sixfold: it takes fifteen answers until their mean is more than fivefold.
    const risen = answers(17, () => 60)
    assert.strictEqual(
      answers(50, () => 60),
      risen
    )
    assert.isBelow(risen, 24)
  })

  it("of a dependency whose answers are of every length never lower it", () => {
    const draw = seeded(7)
    // Log-normal, from a tenth of a second to minutes, as answers of a model are.
    const length = (): number =>
      3_000 * Math.exp(1.2 * Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(6.2832 * draw()))
    assert.strictEqual(inUse({}, 200)(50_000, length), 20)
  })

  it("for good become the usual: what was lowered grows again, within a minute", () => {
    const answers = inUse({}, 50)
    answers(200, () => 10)
    assert.isBelow(
      answers(100, () => 600),
      20
    )
    answers(1_100, () => 600)
    assert.strictEqual(
      answers(0, () => 0),
      20
    )
  })
})
