/** Each strategy, by table. */
import { assert, describe, it } from "vitest"
import { type ProviderFacts, rankProviders, strategies, type Strategy } from "#core/routing/rankProviders.ts"

const facts = (name: string, more: Partial<ProviderFacts> = {}): ProviderFacts => ({
  name,
  isLocal: false,
  price: null,
  p50Ms: null,
  condition: "healthy",
  successRate: null,
  ...more
})
const three = [
  facts("a", { price: 30, p50Ms: 400, condition: "degraded", successRate: 0.8 }),
  facts("b", { price: 10, p50Ms: 900, condition: "healthy", successRate: 0.9 }),
  facts("c", { price: 20, p50Ms: 100, condition: "unhealthy", successRate: 0.2, isLocal: true })
]
const context = { turn: 0, draw: () => 0.5, weights: {} }

describe("rankProviders", () => {
  const rows: ReadonlyArray<readonly [strategy: Strategy, order: ReadonlyArray<string>]> = [
    ["declared", ["a", "b", "c"]],
    ["cheapest", ["b", "c", "a"]],
    ["fastest", ["c", "a", "b"]],
    ["healthiest", ["b", "a", "c"]],
    ["local-first", ["c", "a", "b"]],
    ["round-robin", ["a", "b", "c"]],
    ["weighted", ["a", "b", "c"]]
  ]
  it.each(rows)("%s", (strategy, order) => {
    assert.deepStrictEqual(rankProviders(strategy, three, context), order)
  })

  it("has a row for every strategy, and leaves nobody out", () => {
    assert.deepStrictEqual(
      rows.map(([strategy]) => strategy),
      [...strategies]
    )
    for (const strategy of strategies) {
      assert.deepStrictEqual([...rankProviders(strategy, three, context)].toSorted(), ["a", "b", "c"])
    }
  })

  it("asks an unknown price last and an unknown latency first", () => {
    const known = facts("known", { price: 5, p50Ms: 5 })
    assert.deepStrictEqual(rankProviders("cheapest", [facts("new"), known], context), ["known", "new"])
    assert.deepStrictEqual(rankProviders("fastest", [known, facts("new")], context), ["new", "known"])
  })

  it("keeps the declared order among equals", () => {
    const equals = [facts("x", { price: 1 }), facts("y", { price: 1 }), facts("z", { price: 1 })]
    for (const strategy of ["cheapest", "fastest", "healthiest", "local-first"] as const) {
      assert.deepStrictEqual(rankProviders(strategy, equals, context), ["x", "y", "z"])
    }
  })

  it("goes round, one place a turn", () => {
    const firsts = [0, 1, 2, 3, 4].map((turn) => rankProviders("round-robin", three, { ...context, turn })[0])
    assert.deepStrictEqual(firsts, ["a", "b", "c", "a", "b"])
    assert.deepStrictEqual(rankProviders("round-robin", three, { ...context, turn: 1 }), ["b", "c", "a"])
  })

  it("gives first places by weight, and a weight of zero the last place", () => {
    // A small generator of its own (Park and Miller), so that the test is the same everywhere.
    let seed = 7
    const draw = (): number => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    const weights = { a: 3, b: 1, c: 0 }
    const counts = new Map<string, number>()
    for (let turn = 0; turn < 4_000; turn++) {
      const order = rankProviders("weighted", three, { turn, draw, weights })
      counts.set(order[0] ?? "", (counts.get(order[0] ?? "") ?? 0) + 1)
      assert.strictEqual(order[2], "c")
    }
    assert.approximately((counts.get("a") ?? 0) / 4_000, 0.75, 0.03)
    assert.approximately((counts.get("b") ?? 0) / 4_000, 0.25, 0.03)
  })
})
