/** The rows of a long list, made as they are needed. */
import { assert, describe, it } from "@effect/vitest"
import { pageRows, settled } from "#cli/terminal/pageThrough.ts"

const counted = (length: number, text: (index: number) => string) => {
  let made = 0
  return {
    made: () => made,
    lines: {
      length,
      at: (index: number): string => {
        made++
        return text(index)
      }
    }
  }
}

describe("the rows of a long list", () => {
  it("are made only as far as somebody looks", () => {
    const { lines, made } = counted(100_000, (index) => `line ${index}`)
    const rows = pageRows(lines, 80)
    const state = settled({ top: 0, rows: 0, page: 22 }, rows)
    assert.deepStrictEqual([state.rows, state.top, made()], [100_000, 0, 22])
    assert.strictEqual(settled({ ...state, top: 40 }, rows).top, 40)
    assert.strictEqual(made(), 62)
  })

  it("end with the last one, however many rows each takes", () => {
    const rows = pageRows(counted(100, (index) => `${index} ${"x".repeat(25)}`).lines, 10)
    const first = settled({ top: 0, rows: 0, page: 5 }, rows)
    assert.strictEqual(first.top, 0)
    const last = settled({ ...first, top: first.rows }, rows)
    assert.strictEqual(last.rows, 300)
    assert.strictEqual(last.top, 295)
    assert.deepStrictEqual(rows.rows.slice(last.top + 2, last.top + 4), ["99 xxxxxxx", "xxxxxxxxxx"])
  })
})
