/** What is known of limits: rows that others have written, read one by one. */
import { assert, describe, it } from "vitest"
import { limitsIn } from "#cli/stats/Stats.ts"

const state = { version: 1, at: 5, places: 3, requests: null, tokens: null, admitted: 2, queued: 1, rejected: 0 }

describe("limits in what is kept", () => {
  it("are sorted by name and kind, with their past; other rows are none", () => {
    const { limits, unreadable } = limitsIn([
      { kind: "rateLimit", name: "a", state },
      { kind: "bulkhead", name: "b", state },
      { kind: "bulkhead", name: "a", state: { ...state, history: [[5, 2, 0, 3], "torn"] } },
      { kind: "budget", name: "a", state: {} }
    ])
    assert.strictEqual(unreadable, 0)
    assert.deepStrictEqual(
      limits.map(({ kind, name }) => [name, kind]),
      [
        ["a", "bulkhead"],
        ["a", "rateLimit"],
        ["b", "bulkhead"]
      ]
    )
    assert.deepInclude(limits[0], { at: 5, places: 3, admitted: 2, history: [[5, 2, 0, 3]] })
  })

  it("are left out where they cannot be read, each alone, and counted", () => {
    const { limits, unreadable } = limitsIn([
      { kind: "rateLimit", name: "a", state: { ...state, at: "yesterday" } },
      { kind: "bulkhead", name: "a", state }
    ])
    assert.lengthOf(limits, 1)
    assert.strictEqual(unreadable, 1)
  })
})
