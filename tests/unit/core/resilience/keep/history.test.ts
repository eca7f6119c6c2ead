/** The past that lies in kept rows: one point a writing, bounded, readable whatever somebody did to it. */
import { assert, describe, it } from "vitest"
import { HISTORY_EVERY_MS, HISTORY_POINTS, historyOf, withHistory } from "#core/resilience/keep/history.ts"
import { isSame, mergeRow } from "#core/resilience/keep/KeptRow.ts"

const breaker = (at: number, more: object) => ({ at, state: "Closed", tallies: [], calls: 0, failures: 0, ...more })
const budget = (at: number, amount: number) => ({ kind: "successes", at, amount, granted: 0, refused: 0 })
const pointsOf = (state: unknown) => historyOf(state).map(([, ...figures]) => figures)

describe("withHistory", () => {
  it.each<readonly [string, object, number]>([
    ["a ring of the last calls", { tallies: [{ kind: "count", ring: "0132" }] }, 0.5],
    [
      "slices of time",
      {
        tallies: [
          {
            kind: "time",
            slices: [
              [0, 3, 1, 0],
              [9, 1, 0, 0]
            ]
          }
        ]
      },
      0.25
    ],
    ["no window", { calls: 3, failures: 1 }, 0.333],
    ["no call", {}, 0],
    ["an open circuit", { state: "Open" }, 1],
    ["an isolated circuit", { state: "Isolated" }, 1],
    ["damaged windows", { tallies: [{ slices: [null, 7] }] }, 0]
  ])("writes the failed share of a breaker with %s", (_, more, share) => {
    assert.deepStrictEqual(historyOf(withHistory("breaker", undefined, breaker(1_000, more))), [[1_000, share]])
  })

  it("writes the balance of a budget, and attempts and answers of a cascade", () => {
    assert.deepStrictEqual(historyOf(withHistory("budget", undefined, budget(7, 7_500))), [[7, 7.5]])
    const options = [
      { name: "a", attempts: 3, successes: 1, lastAt: 5 },
      { name: "b", attempts: 2, successes: 2, lastAt: 9 }
    ]
    assert.deepStrictEqual(historyOf(withHistory("cascade", undefined, { options })), [[9, 5, 3]])
  })

  it("writes nothing of a cascade whose only call was cut off, since nobody knows when", () => {
    const [before] = historyOf(
      withHistory("cascade", undefined, { options: [{ attempts: 1, successes: 1, lastAt: 5 }] })
    )
    const cut = { options: [{ name: "a", attempts: 1, successes: 0, lastAt: null }] }
    assert.deepStrictEqual(historyOf(withHistory("cascade", undefined, cut)), [])
    assert.deepStrictEqual(historyOf(withHistory("cascade", { history: [before] }, cut)), [[5, 1, 1]])
  })

  it("keeps the newest, one in five seconds", () => {
    let row: unknown
    for (let at = 0; at < 100; at++) row = withHistory("budget", row, budget(at * HISTORY_EVERY_MS, at * 1_000))
    // The row itself does not grow, whatever is read of it.
    assert.lengthOf(Object(row).history, HISTORY_POINTS)
    assert.lengthOf(historyOf(row), HISTORY_POINTS)
    assert.deepStrictEqual(historyOf(row).at(-1), [99 * HISTORY_EVERY_MS, 99])
    const soon = withHistory("budget", row, budget(100 * HISTORY_EVERY_MS - 1, 1_000))
    assert.deepStrictEqual(historyOf(soon).at(-1), [99 * HISTORY_EVERY_MS, 1])
    assert.lengthOf(historyOf(soon), HISTORY_POINTS)
    assert.deepStrictEqual(pointsOf(withHistory("budget", soon, budget(100 * HISTORY_EVERY_MS, 2_000))).slice(-2), [
      [1],
      [2]
    ])
  })

  it.each([
    ["places", 7, [5, 3, 1, 7]],
    ["no places", null, [5, 3, 1]]
  ])("of a limit: what was let through and turned away, and with %s", (_, places, point) => {
    const state = { at: 5, places, admitted: 3, rejected: 1, queued: 2 }
    assert.deepStrictEqual<unknown>(historyOf(withHistory("concurrencyLimit", undefined, state)), [point])
  })

  it("leaves out what is no point, and takes a row without one", () => {
    const state = { history: [[1, 2], ["x", 1], null, [3], [4, Number.NaN], [5, 6, 7], [8, 1, 1, 1, 1]] }
    assert.deepStrictEqual(historyOf(state), [
      [1, 2],
      [5, 6, 7]
    ])
    for (const damaged of [null, "x", 3, { history: "no" }]) assert.deepStrictEqual(historyOf(damaged), [])
  })
})

describe("a merged row", () => {
  it("carries the past of what was stored, which makes no row a changed one", () => {
    const first = mergeRow("budget", undefined, undefined, budget(0, 9_000))
    const second = mergeRow("budget", first, budget(0, 9_000), budget(60_000, 8_000))
    assert.deepStrictEqual(historyOf(second), [
      [0, 9],
      [60_000, 8]
    ])
    assert.isTrue(isSame(first, budget(5, 9_000)))
  })
})
