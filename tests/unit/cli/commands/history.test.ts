import { assert, describe, it } from "@effect/vitest"
import type { HistoryEntry } from "@zenus/core"
import { listLines } from "#cli/commands/history.ts"
import { colours } from "#cli/render/colour.ts"
import { displayWidth } from "#cli/render/displayWidth.ts"

const entry: HistoryEntry = {
  transaction: "01M7ZHG3PYZF66RR2G2KGKQ2JR",
  kind: "run",
  at: new Date(2026, 10, 21, 17, 12, 9).toISOString(),
  request: "move all the jpg files that are larger than 10 MB to Pictures/large, and then list what is in there",
  cwd: "/w",
  status: "done",
  provider: "rules",
  steps: [],
  undoable: true,
  undone: true,
  error: null,
  durationMs: 1
}
const lines = (width: number) => listLines([entry], colours(false), width)

describe("the history as a table", () => {
  it("is whole in a pipe", () => {
    assert.deepStrictEqual(lines(Infinity), [
      "When                 Transaction                 Status        Request",
      `2026-11-21 17:12:09  ${entry.transaction}  done, undone  ${entry.request}`
    ])
  })

  it("cuts the request on a terminal, and leaves out the id where both have no room", () => {
    for (const width of [40, 60, 75, 76, 80, 99, 100, 120]) {
      assert.isAtMost(Math.max(...lines(width).map(displayWidth)), Math.max(width, 42), `${width}`)
      assert.strictEqual(lines(width)[1]?.includes(entry.transaction), width >= 76, `${width}`)
    }
    assert.deepStrictEqual(lines(60), [
      "When              Status        Request",
      "2026-11-21 17:12  done, undone  move all the jpg files th..."
    ])
  })

  it("shows control characters of a request escaped", () => {
    assert.include(listLines([{ ...entry, request: "a\u001b[2Jb" }], colours(false), 80)[1] ?? "", "a\\e[2Jb")
  })
})
