import { assert, describe, it } from "vitest"
import { orderOf, readKept } from "#core/resilience/keep/readKept.ts"

const order = { breaker: "openai", wish: "isolate", reason: "by hand", at: 1 } as const
const row = { kind: "budget", name: "openai", state: { amount: 1 } } as const

describe("what a store has given", () => {
  it.each([
    ["null", null],
    ["text", "isolate"],
    ["a list", [order]],
    ["no name", { ...order, breaker: 5 }],
    ["no wish", { ...order, wish: "burn" }],
    ["no reason", { ...order, reason: undefined }],
    ["a time that is text", { ...order, at: "1" }],
    ["no time at all", { ...order, at: Number.NaN }],
    ["a time that no date can hold", { ...order, at: 8.64e15 + 1 }],
    ["a time before all", { ...order, at: -1 }]
  ])("is no order: %s", (_, given) => {
    assert.isNull(orderOf(given))
    assert.deepStrictEqual(readKept({ rows: [row], orders: [order, given], refused: 2 }), {
      rows: [row],
      orders: [order],
      refused: 3
    })
  })

  it.each([null, 7, { kind: "breaker" }, { kind: "nothing", name: "x" }, { ...row, name: null }])(
    "is no row: %j",
    (given) => {
      assert.deepStrictEqual(readKept({ rows: [given, row], orders: [], refused: 0 }), {
        rows: [row],
        orders: [],
        refused: 1
      })
    }
  )

  it.each([
    [undefined, 2],
    [[], 2],
    [{ rows: "none", orders: [] }, 1],
    [{ rows: [], orders: null, refused: -1 }, 1],
    [{ rows: [], orders: [], refused: Number.NaN }, 0]
  ])("counts a list that is none once: %j", (given, refused) => {
    assert.deepStrictEqual(readKept(given), { rows: [], orders: [], refused })
  })
})
