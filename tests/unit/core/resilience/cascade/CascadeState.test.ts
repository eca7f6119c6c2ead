import { assert, describe, it } from "vitest"
import * as fc from "fast-check"
import * as CascadeState from "#core/resilience/cascade/CascadeState.ts"
import { keep, readRow, restore } from "#core/resilience/cascade/keptCascade.ts"

const facts = (over: Partial<CascadeState.OptionFacts>): CascadeState.OptionFacts => ({
  name: "one",
  place: 0,
  state: "None",
  p50Ms: null,
  price: null,
  successRate: null,
  ...over
})

const answer = (state: CascadeState.CascadeState, name: string, durationMs = 1): void => {
  CascadeState.started(state, name)
  CascadeState.ended(state, name, "answered", 1_000, durationMs)
}

describe("the order of options", () => {
  const three = [
    facts({ name: "a", price: 3, p50Ms: 10, state: "Open" }),
    facts({ name: "b", price: 1, p50Ms: 30, state: "HalfOpen" }),
    facts({ name: "c", price: 2, p50Ms: 20, state: "Closed" })
  ]
  const table: ReadonlyArray<readonly [string, CascadeState.Rank | null, string | null, ReadonlyArray<number>]> = [
    ["is the declared one without a rank", null, null, [0, 1, 2]],
    ["puts the preferred one first", null, "c", [2, 0, 1]],
    ["knows no preferred one that is not among them", null, "gone", [0, 1, 2]],
    ["goes by price", CascadeState.byPrice, null, [1, 2, 0]],
    ["goes by latency", CascadeState.byLatency, null, [0, 2, 1]],
    ["goes by the state of circuits", CascadeState.byState, null, [2, 1, 0]],
    ["puts the preferred one before the rank", CascadeState.byPrice, "a", [0, 1, 2]],
    ["keeps equal ranks as declared", () => 7, null, [0, 1, 2]],
    ["puts what cannot be ranked last", ({ name }) => (name === "a" ? Number.NaN : 0), null, [1, 2, 0]],
    ["survives a rank that throws", () => assert.fail("no"), null, [0, 1, 2]]
  ]
  it.each(table)("%s", (_title, rank, sticky, expected) => {
    assert.deepStrictEqual(CascadeState.orderOf(three, rank, sticky), expected)
  })

  it("gives an option without a price the last place, one that never answered the first", () => {
    assert.strictEqual(CascadeState.byPrice(facts({})), Infinity)
    assert.strictEqual(CascadeState.byLatency(facts({})), 0)
  })

  it("holds every option once, whatever ranks say", () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 12 }), (ranks) => {
        const all = ranks.map((_, place) => facts({ name: `o${place}`, place }))
        const order = CascadeState.orderOf(all, ({ place }) => ranks[place] ?? 0, null)
        assert.sameMembers(order, [...ranks.keys()])
      })
    )
  })
})

describe("the preferred option", () => {
  it("is the fallback that answered, for the time from its first answer, and not at its end", () => {
    const state = CascadeState.empty()
    CascadeState.prefer(state, "second", "first", 1_000, 500)
    assert.strictEqual(CascadeState.stickyOf(state, 1_499), "second")
    // Its next answers do not prolong it: there is a way back.
    CascadeState.prefer(state, "second", "first", 1_400, 500)
    assert.strictEqual(CascadeState.stickyOf(state, 1_500), null)
  })

  it("changes to another fallback at once, and to none when the first option answers", () => {
    const state = CascadeState.empty()
    CascadeState.prefer(state, "second", "first", 0, 500)
    CascadeState.prefer(state, "third", "first", 100, 500)
    assert.strictEqual(CascadeState.stickyOf(state, 550), "third")
    CascadeState.prefer(state, "first", "first", 560, 500)
    assert.strictEqual(CascadeState.stickyOf(state, 560), null)
  })

  it("is given up when it fails, and not when another one does", () => {
    const state = CascadeState.empty()
    CascadeState.prefer(state, "second", "first", 0, 500)
    CascadeState.disappoint(state, "first")
    assert.strictEqual(CascadeState.stickyOf(state, 1), "second")
    CascadeState.disappoint(state, "second")
    assert.strictEqual(CascadeState.stickyOf(state, 1), null)
  })
})

describe("an option's figures", () => {
  it("have a median of the newest 32 answers", () => {
    const state = CascadeState.empty()
    const option = CascadeState.optionOf(state, "a")
    assert.strictEqual(CascadeState.p50(option), null)
    for (let n = 1; n <= 4; n++) answer(state, "a", n)
    assert.strictEqual(CascadeState.p50(option), 2)
    for (let n = 0; n < 32; n++) answer(state, "a", 100)
    assert.strictEqual(CascadeState.p50(option), 100)
    assert.lengthOf(option.durations, 32)
  })

  it("count every outcome where it belongs", () => {
    const state = CascadeState.empty()
    answer(state, "a")
    CascadeState.started(state, "a")
    CascadeState.ended(state, "a", "failed", 2_000, 5)
    CascadeState.started(state, "a")
    CascadeState.ended(state, "a", "cancelled", 3_000, 5)
    CascadeState.ended(state, "a", "skipped", 4_000, 0)
    const [option] = CascadeState.snapshotOf("c", state, 0).options
    assert.deepInclude(option, {
      attempts: 3,
      successes: 1,
      failures: 1,
      skips: 1,
      lastOutcome: "skipped",
      lastAt: 4_000
    })
  })

  it("are kept for at most 64 names: the one not used for longest goes", () => {
    const state = CascadeState.empty()
    for (let n = 0; n < CascadeState.MAX_OPTIONS; n++) CascadeState.ended(state, `o${n}`, "skipped", 1_000 + n, 0)
    CascadeState.ended(state, "o0", "skipped", 9_000, 0)
    CascadeState.started(state, "new")
    assert.strictEqual(state.options.size, CascadeState.MAX_OPTIONS)
    assert.isTrue(state.options.has("o0"))
    assert.isFalse(state.options.has("o1"))
  })
})

describe("kept figures", () => {
  it("come back as they were", () => {
    const state = CascadeState.empty()
    answer(state, "a")
    CascadeState.ended(state, "b", "skipped", 4_000, 0)
    const row = readRow(JSON.parse(JSON.stringify({ name: "c", state: keep(state) })))
    const back = CascadeState.empty()
    assert.isNotNull(row)
    if (row !== null) restore(back, row.state)
    const shown = CascadeState.snapshotOf("c", back, 0)
    assert.deepStrictEqual(
      shown.options.map(({ attempts, name, skips, successes }) => [name, attempts, successes, skips]),
      [
        ["a", 1, 1, 0],
        ["b", 0, 0, 1]
      ]
    )
    assert.strictEqual(shown.lastAnswered, "a")
  })

  const good = { name: "a", attempts: 1, successes: 1, failures: 0, skips: 0, lastOutcome: "answered", lastAt: 1 }
  const bad: ReadonlyArray<readonly [string, unknown]> = [
    ["nothing", null],
    ["text", "{}"],
    ["no name", { state: { options: [], lastAnswered: null } }],
    ["no state", { name: "c" }],
    ["options that are no list", { name: "c", state: { options: {}, lastAnswered: null } }],
    ["a count that is none", { name: "c", state: { options: [{ ...good, attempts: -1 }], lastAnswered: null } }],
    ["a count that is not whole", { name: "c", state: { options: [{ ...good, skips: 0.5 }], lastAnswered: null } }],
    [
      "an outcome nobody knows",
      { name: "c", state: { options: [{ ...good, lastOutcome: "won" }], lastAnswered: null } }
    ],
    ["a time that is none", { name: "c", state: { options: [{ ...good, lastAt: "now" }], lastAnswered: null } }],
    ["an answer by nobody", { name: "c", state: { options: [good], lastAnswered: 3 } }]
  ]
  it.each(bad)("are refused for %s", (_title, row) => {
    assert.isNull(readRow(row))
    assert.isNotNull(readRow({ name: "c", state: { options: [good], lastAnswered: "a" } }))
  })
})
