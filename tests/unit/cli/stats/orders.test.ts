/** What a person ordered, laid over what circuits found out; and which names a person may say. */
import { assert, describe, it } from "vitest"
import { checkName, healthNames, keptNames } from "#cli/stats/names.ts"
import { emptyHealth } from "#core/health/HealthState.ts"
import { PROVIDER_NAMES } from "#core/llm/knownProviders.ts"
import { type BreakerSnapshot, withOrders } from "#cli/stats/Stats.ts"

const circuit = (more: Partial<BreakerSnapshot>): BreakerSnapshot => ({
  name: "openai",
  state: "Open",
  calls: 3,
  failures: 3,
  slow: 0,
  failureRate: 1,
  slowRate: 0,
  rejected: 7,
  lastError: "no answer",
  retryInMs: 4_000,
  openings: 1,
  trials: 0,
  since: 100,
  why: "3 failures in a row",
  transitions: [{ at: 100, from: "Closed", to: "Open", why: "3 failures in a row" }],
  moves: 1,
  coveredBy: null,
  ...more
})
const isolate = (breaker: string, at: number) => ({ breaker, wish: "isolate", reason: "too slow", at }) as const
const close = (breaker: string, at: number) => ({ breaker, wish: "close", reason: "", at }) as const

describe("19: an order", () => {
  it("isolates what was never called, and says since when and why", () => {
    const [found] = withOrders([], [isolate("deepseek", 5)])
    assert.deepInclude(found, {
      name: "deepseek",
      state: "Isolated",
      since: 5,
      why: "too slow",
      calls: 0,
      retryInMs: null
    })
    assert.deepStrictEqual(found?.transitions, [{ at: 5, from: "Closed", to: "Isolated", why: "too slow" }])
  })

  it("isolates an open circuit, whose figures of all times stay", () => {
    const [found] = withOrders([circuit({})], [isolate("openai", 200)])
    assert.deepInclude(found, {
      state: "Isolated",
      since: 200,
      why: "too slow",
      calls: 0,
      rejected: 7,
      retryInMs: null
    })
    assert.lengthOf(found?.transitions ?? [], 2)
  })

  it("holds from when it was given, not from when a process heard of it", () => {
    const heard = circuit({ state: "Isolated", since: 300, why: "too slow", retryInMs: null, rejected: 2 })
    const [found] = withOrders([heard], [isolate("openai", 200)])
    assert.deepInclude(found, { state: "Isolated", since: 200, rejected: 2 })
    assert.strictEqual(found?.transitions, heard.transitions)
  })

  it.each([
    ["at the moment it opened", 100, "Closed"],
    ["before it opened", 99, "Open"]
  ])("to close %s", (_, at, state) => {
    assert.strictEqual(withOrders([circuit({})], [close("openai", at)])[0]?.state, state)
  })

  it("to close what was isolated and never called shows it closed", () => {
    assert.deepInclude(withOrders([], [close("gemini", 9)])[0], {
      name: "gemini",
      state: "Closed",
      since: 9,
      why: null
    })
  })

  it("leaves a closed circuit as it is, and sorts by name", () => {
    const closed = circuit({ state: "Closed", why: null })
    assert.deepStrictEqual(
      withOrders([closed], [close("openai", 500), isolate("a", 1)]).map(({ name }) => name),
      ["a", "openai"]
    )
    assert.strictEqual(withOrders([closed], [close("openai", 500)])[0], closed)
  })
})

describe("a name", () => {
  it.each([...PROVIDER_NAMES, "openai/gpt-5", "openrouter/a/b", "git/github.com", "git/[::1]:8080", "known"])(
    "may be %s",
    (name) => assert.isNull(checkName(name, ["known"]))
  )
  it.each(["depseek", "", "openai/", "git/", "git/a b", "Git/x", "nobody", `openai/${"x".repeat(300)}`])(
    "may not be %j",
    (name) => {
      const error = checkName(name, ["known"])
      assert.strictEqual(error?._tag, "UsageError")
      assert.isAtLeast(error?.recovery.length ?? 0, 2)
    }
  )
  it("that is near another one is answered with it", () => {
    assert.include(checkName("depseek", [])?.recovery[0] ?? "", "deepseek")
    assert.include(checkName("knwon", ["known"])?.recovery[0] ?? "", "known")
  })
  it("may be that of a person's own provider, whole or one model, and only where that is configured", () => {
    for (const name of ["mine", "mine/big"]) {
      assert.isNull(checkName(name, [], ["mine"]))
      assert.isNotNull(checkName(name, []))
    }
    assert.include(checkName("mien", [], ["mine"])?.recovery[0] ?? "", "mine")
  })
  it("is known by a call that was counted", () => {
    const name = { provider: "mine", model: "big" }
    const rows = new Map([["x", { name, state: emptyHealth }]])
    assert.deepStrictEqual(healthNames(rows), ["mine", "mine/big"])
  })
  it("is known by a row or an order", () => {
    const rows = [{ kind: "budget", name: "a", state: {} }] as const
    assert.deepStrictEqual(keptNames({ rows, orders: [close("b", 1), close("a", 1)], refused: 0 }), ["a", "b"])
  })
})
