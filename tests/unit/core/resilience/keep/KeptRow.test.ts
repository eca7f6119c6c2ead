import { assert, describe, it } from "vitest"
import * as fc from "fast-check"
import { isNewer, isSame, mergeRow } from "#core/resilience/keep/KeptRow.ts"

const breaker = (rejected: number, since: number, state = "Closed") => ({ state, since, rejected })
const budget = (amount: number, granted: number, at = 0, more: object = {}) => ({
  kind: "successes",
  at,
  granted,
  refused: 0,
  amount,
  remainingMs: 0,
  ...more
})
const option = (name: string, attempts: number, lastAt: number, lastOutcome = "answered") => ({
  name,
  attempts,
  successes: attempts,
  failures: 0,
  skips: 0,
  lastOutcome,
  lastAt
})

describe("two processes' rows of one breaker", () => {
  it("add up what each turned away", () => {
    const merged = mergeRow("breaker", breaker(12, 5), breaker(10, 5), breaker(14, 5))
    assert.deepInclude(merged, { rejected: 16 })
  })

  it("have the state of the newer transition", () => {
    assert.deepInclude(mergeRow("breaker", breaker(0, 9, "Open"), undefined, breaker(0, 5)), {
      state: "Open",
      since: 9
    })
    assert.deepInclude(mergeRow("breaker", breaker(0, 5, "Open"), undefined, breaker(0, 9)), {
      state: "Closed",
      since: 9
    })
  })

  it("are ours where nothing readable is stored, and count anew after a reset", () => {
    assert.deepInclude(mergeRow("breaker", undefined, undefined, breaker(3, 1)), breaker(3, 1))
    assert.deepInclude(mergeRow("breaker", "torn", undefined, breaker(3, 1)), breaker(3, 1))
    assert.deepInclude(mergeRow("breaker", breaker(7, 1), breaker(9, 1), breaker(2, 1)), { rejected: 9 })
  })

  it("are taken over only where the other has moved, and later", () => {
    const moved = { ...breaker(0, 9, "Open"), moves: 1, past: { transitions: [{ at: 9 }] } }
    assert.isTrue(isNewer(moved, undefined, { since: 8, moves: 0 }))
    assert.isTrue(isNewer(moved, undefined, undefined))
    assert.isFalse(isNewer(moved, undefined, { since: 9, moves: 0 }))
    assert.isFalse(isNewer(breaker(0, 9), undefined, { since: 8, moves: 0 }))
    assert.isFalse(isNewer({ ...moved, past: null }, undefined, { since: 8, moves: 0 }))
    assert.isFalse(isNewer("torn", undefined, { since: 0, moves: 0 }))
  })

  it("18: have the state of whoever alone moved it, whatever the clocks say", () => {
    const base = { ...breaker(0, 900), moves: 3 }
    const isolated = { ...breaker(0, 100, "Isolated"), moves: 4, past: { transitions: [{ at: 100 }] } }
    assert.deepInclude(mergeRow("breaker", base, base, isolated), { state: "Isolated", since: 100, moves: 4 })
    assert.deepInclude(mergeRow("breaker", isolated, base, { ...base, rejected: 2 }), {
      state: "Isolated",
      rejected: 2,
      moves: 4
    })
    assert.isTrue(isNewer(isolated, base, { since: 900, moves: 3 }))
    assert.isFalse(isNewer({ ...base, past: isolated.past }, base, { since: 100, moves: 4 }))
    // Both moved it: the newer holds, as without a base.
    const both = { ...breaker(0, 950, "Open"), moves: 5 }
    assert.deepInclude(mergeRow("breaker", isolated, base, both), { state: "Open", moves: 6 })
    assert.isFalse(isNewer(isolated, base, { since: 950, moves: 5 }))
  })
})

describe("two processes' rows of one budget", () => {
  const table: ReadonlyArray<readonly [string, unknown, unknown, unknown, object]> = [
    ["take both what each took", budget(8, 2), budget(10, 0), budget(7, 3), { amount: 5, granted: 5 }],
    ["never fall below nothing", budget(1, 9), budget(10, 0), budget(2, 8), { amount: 0 }],
    ["hold the smaller balance where we began beside the other", budget(4, 6), undefined, budget(9, 1), { amount: 4 }],
    [
      "are ours where the rule has changed",
      { ...budget(4, 6), kind: "window" },
      undefined,
      budget(9, 1),
      { amount: 9 }
    ],
    [
      "add up what was used of one window",
      budget(30, 30, 100, { kind: "window", remainingMs: 500 }),
      undefined,
      budget(20, 20, 200, { kind: "window", remainingMs: 400 }),
      { amount: 50 }
    ],
    [
      "know nothing of a window that was over",
      budget(30, 30, 100, { kind: "window", remainingMs: 50 }),
      undefined,
      budget(20, 20, 200, { kind: "window", remainingMs: 400 }),
      { amount: 20, remainingMs: 400, granted: 50 }
    ]
  ]
  it.each(table)("%s", (_title, stored, base, mine, expected) => {
    assert.deepInclude(mergeRow("budget", stored, base, mine), expected)
  })
})

describe("two processes' rows of one cascade", () => {
  it("add up option by option, and keep options that only one has", () => {
    const stored = { options: [option("a", 5, 50), option("old", 1, 1)], lastAnswered: "old" }
    const base = { options: [option("a", 4, 40)], lastAnswered: "a" }
    const mine = { options: [option("a", 6, 45), option("new", 2, 45)], lastAnswered: "a" }
    assert.deepInclude(mergeRow("cascade", stored, base, mine), {
      options: [{ ...option("a", 7, 50), successes: 7 }, option("new", 2, 45), option("old", 1, 1)],
      lastAnswered: "a"
    })
  })
})

describe("merging", () => {
  it("loses no count, in whatever order two processes write", () => {
    const steps = fc.array(fc.record({ who: fc.integer({ min: 0, max: 1 }), more: fc.nat(5) }), { maxLength: 20 })
    fc.assert(
      fc.property(steps, (all) => {
        const mine = [0, 0]
        const bases: Array<unknown> = [undefined, undefined]
        let stored: unknown = undefined
        for (const { more, who } of all) {
          mine[who] = (mine[who] ?? 0) + more
          const state = breaker(mine[who] ?? 0, 1)
          stored = mergeRow("breaker", stored, bases[who], state)
          bases[who] = state
        }
        const sum = all.reduce((total, { more }) => total + more, 0)
        assert.deepInclude(stored ?? breaker(0, 1), { rejected: sum })
      })
    )
  })

  it("never throws, whatever is stored", () => {
    assert.isUndefined(mergeRow("breaker", undefined, undefined, undefined))
    fc.assert(
      fc.property(fc.constantFrom("breaker", "budget", "cascade"), fc.jsonValue(), fc.jsonValue(), (kind, a, b) => {
        assert.isObject(mergeRow(kind, a, b, { options: [a, b] }))
        assert.doesNotThrow(() => mergeRow(kind, a, b, a))
        assert.isBoolean(isNewer(a, b, { since: 0, moves: 0 }))
        assert.isTrue(isSame(a, a))
      })
    )
  })

  it("takes rows for the same that differ in the moment only", () => {
    assert.isTrue(isSame(budget(1, 2, 5), { ...budget(1, 2, 9), remainingMs: 3 }))
    assert.isFalse(isSame(budget(1, 2), budget(1, 3)))
    assert.isFalse(isSame(undefined, budget(1, 3)))
  })
})
