import { assert, describe, it } from "vitest"
import { policies } from "../../../simulation/policies.ts"
import { type Score, score } from "../../../simulation/score.ts"
import { type Policy, simulate, type Trigger } from "../../../simulation/simulate.ts"

/** One seed keeps this quick; `npm run simulate SEED` prints any other. */
const SEED = 1
const runs = new Map<string, Score>()

const named = (name: string): Policy => {
  const policy = policies.find((one) => one.name === name)
  if (policy === undefined) throw new Error(`There is no policy ${name}.`)
  return policy
}
const run = (trigger: Trigger, name: string): Score => {
  const policy = named(name)
  const key = `${trigger}, ${name}`
  const found = runs.get(key) ?? score(simulate({ seed: SEED, trigger, policy }))
  runs.set(key, found)
  return found
}
const recovery = (trigger: Trigger, name: string): number => run(trigger, name).recoveryS ?? Number.POSITIVE_INFINITY

const DEFAULT = "retry with its budget (the default)"
const overloads: ReadonlyArray<Trigger> = ["burst", "dip", "outage"]

const ADAPTIVE = "budget and adaptive concurrency"
const adaptive = named(ADAPTIVE)
const FREQUENT = "budget and breaker for frequent calls"

describe("29: an overload that its cause has left", () => {
  it("never ends when callers retry without a budget, or the simulation would show nothing", () => {
    assert.strictEqual(recovery("burst", "retry without a budget"), Number.POSITIVE_INFINITY)
  })

  it.each(overloads)("ends with the default at most a second later than without retries: %s", (trigger) => {
    assert.isAtMost(recovery(trigger, DEFAULT), recovery(trigger, "no retry") + 1)
    assert.isAtMost(run(trigger, DEFAULT).attemptsAfter, 1.02)
  })

  it.each(overloads)("ends within 7 s with the breaker for frequent calls: %s", (trigger) => {
    assert.isAtMost(recovery(trigger, FREQUENT), 7)
  })

  it("is over twice as soon with that breaker as without retries, after a burst", () => {
    assert.isAtMost(recovery("burst", FREQUENT) * 2, recovery("burst", "no retry"))
  })

  it.each<Trigger>(["burst", "dip"])(
    "leaves 99 of 100 requests answered with adaptive concurrency and no option: %s",
    (trigger) => {
      assert.isAtLeast(run(trigger, ADAPTIVE).after, 0.99)
      assert.isAtMost(recovery(trigger, ADAPTIVE), 1)
    }
  )

  it("costs a single caller with all the load nothing by its limit, before a burst and after it", () => {
    const { seconds } = simulate({ seed: SEED, trigger: "burst", policy: adaptive, callers: 1 })
    const lost = seconds.map(({ requests, succeeded }) => requests - succeeded)
    assert.deepStrictEqual(new Set([...lost.slice(0, 10), ...lost.slice(21, 70)]), new Set([0]))
  })

  it.each(policies.map(({ name }) => name).filter((name) => name.includes("budget") && !name.includes("without")))(
    "is not paid for where 5 of 100 answers fail by chance: %s",
    (name) => {
      assert.isAtLeast(run("random errors", name).whole, 0.999)
    }
  )

  it("is not paid for by a single caller with all the load either: a few failures by chance lower no limit", () => {
    assert.isAtLeast(
      score(simulate({ seed: SEED, trigger: "random errors", policy: adaptive, callers: 1 })).whole,
      0.999
    )
  })

  it("is the same to the last request for the same seed", () => {
    const again = score(simulate({ seed: SEED, trigger: "burst", policy: named(FREQUENT) }))
    assert.deepStrictEqual(again, run("burst", FREQUENT))
  })
})
