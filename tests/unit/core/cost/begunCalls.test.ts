/** Lines of a log of begun calls, and what is none. */
import { assert, describe, it } from "@effect/vitest"
import { lineOf, readBegun } from "#core/cost/begunCalls.ts"

const call = { provider: 'p\n"1', model: "m\u0000 \ud800", at: 1_795_000_000_000 }
const begun = { line: 1, call, day: "2026-11-10", heldMicroUsd: 5 }

describe("the log of begun calls", () => {
  it("gives back what was written, whatever the names are", () => {
    const text = lineOf(begun) + lineOf({ ...begun, line: 2 })
    assert.strictEqual(text.split("\n").length, 3)
    assert.deepStrictEqual(readBegun(text), [begun, { ...begun, line: 2 }])
    assert.deepStrictEqual(readBegun(""), [])
  })

  it("loses only the line that was torn", () => {
    const text = lineOf(begun) + lineOf({ ...begun, line: 2 })
    for (let length = 0; length < text.length; length++) {
      assert.strictEqual(readBegun(text.slice(0, length)).length, length < text.length / 2 ? 0 : 1, String(length))
    }
  })

  for (const [what, fields] of [
    ["no number of a line", [0, call.at, "2026-11-10", "p", "m", 5]],
    ["a number that cannot be read back", [2 ** 53, call.at, "2026-11-10", "p", "m", 5]],
    ["no time", [1, "now", "2026-11-10", "p", "m", 5]],
    ["a time that is none", [1, 9e15, "2026-11-10", "p", "m", 5]],
    ["no day", [1, call.at, "today", "p", "m", 5]],
    ["no names", [1, call.at, "2026-11-10", null, "m", 5]],
    ["money that is none", [1, call.at, "2026-11-10", "p", "m", -5]],
    ["a field too many", [1, call.at, "2026-11-10", "p", "m", 5, 6]],
    ["something else", { line: 1 }]
  ] as const) {
    it(`passes over a line with ${what}`, () => {
      assert.deepStrictEqual(readBegun(`${JSON.stringify(fields)}\n${lineOf(begun)}`), [begun])
    })
  }
})
