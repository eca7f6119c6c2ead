import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { InvalidOption } from "#core/resilience/checkOptions.ts"
import * as State from "#core/resilience/retry/RetryBudgetState.ts"

const made = (options: State.RetryBudgetOptions) => {
  const rule = State.ruleOf(options)
  return { rule, state: State.initial(rule) }
}

/** How many of `asked` retries of cost 1 are granted at `now`. */
const granted = ({ rule, state }: ReturnType<typeof made>, now: number, asked: number): number =>
  Array.from({ length: asked }).filter(() => State.withdraw(state, rule, now, 1)).length

describe("successes", () => {
  it("is full at the start with ten retries, and ten successes pay for one, not nine and not eleven", () => {
    const budget = made({})
    assert.strictEqual(granted(budget, 0, 50), 10)
    for (let success = 1; success <= 9; success++) State.success(budget.state, budget.rule)
    assert.strictEqual(granted(budget, 0, 1), 0)
    State.success(budget.state, budget.rule)
    assert.strictEqual(granted(budget, 0, 2), 1)
    assert.deepStrictEqual([budget.state.granted, budget.state.refused], [11, 42])
  })

  it("never holds more than its capacity", () => {
    const budget = made({ capacity: 2, ratio: 1 })
    assert.isFalse(State.success(budget.state, budget.rule))
    assert.strictEqual(granted(budget, 0, 9), 2)
    for (let success = 0; success < 100; success++) State.success(budget.state, budget.rule)
    assert.strictEqual(granted(budget, 0, 9), 2)
  })

  it("refuses what costs more than is left, and takes nothing for it", () => {
    const budget = made({ capacity: 3 })
    assert.isTrue(State.withdraw(budget.state, budget.rule, 0, 2))
    assert.isFalse(State.withdraw(budget.state, budget.rule, 0, 2))
    assert.isTrue(State.withdraw(budget.state, budget.rule, 0, 1))
  })

  it("agrees with a model that keeps a list of what came and went", () => {
    const steps = fc.array(fc.constantFrom("success", "withdraw", "double", "refund"), { maxLength: 200 })
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 1_000 }),
        (course, capacity, gain) => {
          const budget = made({ capacity, ratio: gain / 1_000 })
          let model = BigInt(capacity) * 1_000n
          const open: Array<number> = []
          for (const step of course) {
            if (step === "success") {
              State.success(budget.state, budget.rule)
              model += BigInt(gain)
            } else if (step === "refund") {
              const cost = open.pop()
              if (cost === undefined) continue
              State.refund(budget.state, budget.rule, 0, cost)
              model += BigInt(cost) * 1_000n
            } else {
              const cost = step === "double" ? 2 : 1
              const expected = model >= BigInt(cost) * 1_000n
              assert.strictEqual(State.withdraw(budget.state, budget.rule, 0, cost), expected)
              if (expected) {
                model -= BigInt(cost) * 1_000n
                open.push(cost)
              }
            }
            if (model > BigInt(capacity) * 1_000n) model = BigInt(capacity) * 1_000n
            assert.strictEqual(BigInt(budget.state.amount), model)
          }
        }
      )
    )
  })
})

describe("window", () => {
  const options = { kind: "window", retries: 3, per: "10 minutes" } as const

  it("starts with its first retry and grants anew exactly when it is over", () => {
    const budget = made(options)
    assert.strictEqual(granted(budget, 1_000, 9), 3)
    assert.strictEqual(granted(budget, 600_999, 9), 0)
    assert.strictEqual(granted(budget, 601_000, 9), 3)
  })

  it("gives a refund back within its window only", () => {
    const budget = made(options)
    granted(budget, 0, 3)
    State.refund(budget.state, budget.rule, 1, 1)
    assert.strictEqual(granted(budget, 2, 9), 1)
    State.refund(budget.state, budget.rule, 600_000, 1)
    assert.strictEqual(granted(budget, 600_000, 9), 3)
  })
})

describe("ratio", () => {
  it("grants a share of the calls of the last ten seconds and the minimum", () => {
    const budget = made({ kind: "ratio", ratio: 0.2, minimumPerSecond: 1 })
    for (let call = 0; call < 100; call++) State.call(budget.state, budget.rule, 0)
    assert.strictEqual(granted(budget, 9_999, 99), 30)
    assert.strictEqual(granted(budget, 10_000, 99), 0)
    assert.strictEqual(granted(budget, 20_000, 99), 10)
  })

  it("does not hang or revive anything when time jumps far or back", () => {
    const budget = made({ kind: "ratio" })
    for (const now of [0, 1e15, 5, 1e15 + 1]) {
      State.call(budget.state, budget.rule, now)
      assert.isAtMost(granted(budget, now, 99), 10)
    }
  })
})

it("none grants everything and says that it has no limit", () => {
  const budget = made({ kind: "none" })
  assert.strictEqual(granted(budget, 0, 1_000), 1_000)
  assert.deepStrictEqual(State.balance(budget.state, budget.rule, 0), { balance: null, capacity: null })
})

describe("what is kept", () => {
  const kinds: ReadonlyArray<State.RetryBudgetOptions> = [
    {},
    { kind: "window", retries: 3, per: "1 minute" },
    { kind: "ratio" },
    { kind: "none" }
  ]
  it("comes back as it was", () => {
    for (const options of kinds) {
      const budget = made(options)
      granted(budget, 50, 2)
      const kept: unknown = JSON.parse(JSON.stringify(State.keep(budget.state, budget.rule, 100, 5_000_000)))
      const back = State.restore(kept, budget.rule, 7, 5_000_000)
      assert.deepStrictEqual(
        back === null ? null : State.balance(back, budget.rule, 7),
        options.kind === "ratio" ? { balance: 10, capacity: null } : State.balance(budget.state, budget.rule, 100)
      )
      assert.deepStrictEqual([back?.granted, back?.refused], [2, 0])
    }
  })

  it("ends a window when it would have ended, never later, whatever the clock says", () => {
    const budget = made({ kind: "window", retries: 3, per: "1 minute" })
    granted(budget, 0, 3)
    const kept = State.keep(budget.state, budget.rule, 20_000, 1_000_000)
    const endOf = (at: number) => State.restore(kept, budget.rule, 500, at)?.endsAt
    assert.strictEqual(endOf(1_000_000), 40_500)
    assert.strictEqual(endOf(1_030_000), 10_500)
    assert.strictEqual(endOf(1_040_000), 0)
    // set back an hour: the rest, and not an hour more
    assert.strictEqual(endOf(0), 40_500)
    assert.strictEqual(State.restore({ ...kept, remainingMs: 1e12 }, budget.rule, 0, 1_000_000)?.endsAt, 60_000)
  })

  it("is refused when it cannot have been written by this rule", () => {
    const { rule, state } = made({})
    const good = State.keep(state, rule, 0, 1)
    const bad: ReadonlyArray<unknown> = [
      null,
      "full",
      [],
      {},
      { ...good, kind: "window" },
      { ...good, amount: -1 },
      { ...good, amount: 0.5 },
      { ...good, amount: Number.NaN },
      { ...good, amount: "10" },
      { ...good, granted: -1 },
      { ...good, refused: 1e300 },
      { ...good, at: Number.POSITIVE_INFINITY },
      { ...good, remainingMs: -1 }
    ]
    for (const row of bad) assert.isNull(State.restore(row, rule, 0, 1))
    assert.strictEqual(State.restore({ ...good, amount: 99_000 }, rule, 0, 1)?.amount, 10_000)
  })
})

it("5: impossible options are refused, by name", () => {
  const refused: ReadonlyArray<readonly [State.RetryBudgetOptions, string]> = [
    [{ capacity: 0 }, "capacity: expected a number of at least 1 and up to 1000000, got 0."],
    [{ capacity: Number.NaN }, "capacity: expected a number of at least 1 and up to 1000000, got NaN."],
    [{ ratio: 0 }, "ratio: expected a number of at least 0.001 and up to 1, got 0."],
    [{ ratio: 1.1 }, "ratio: expected a number of at least 0.001 and up to 1, got 1.1."],
    [{ kind: "window", retries: 0.5 }, "retries: expected a whole number from 1 to 1000000000, got 0.5."],
    [
      { kind: "ratio", minimumPerSecond: -1 },
      "minimumPerSecond: expected a number of at least 0 and up to 1000000, got -1."
    ],
    [{ kind: "all" as never }, 'kind: expected "successes" or "window" or "ratio" or "none", got "all".']
  ]
  for (const [options, message] of refused) {
    let thrown: unknown
    try {
      State.ruleOf(options)
    } catch (error) {
      thrown = error
    }
    assert.instanceOf(thrown, InvalidOption)
    assert.strictEqual(thrown.message, message)
  }
  assert.throws(() => State.ruleOf({ kind: "window", per: -1 }), /^per: /)
  assert.throws(() => State.ruleOf({ kind: "ratio", window: Infinity }), /^window: /)
})
