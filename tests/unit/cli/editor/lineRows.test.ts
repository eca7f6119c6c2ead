import { assert, describe, it } from "vitest"
import { listRows } from "#cli/editor/lineRows.ts"

const plain = (text: string): string => text
const options = { width: 40, dim: plain, bold: plain }
const item = (label: string, note: string) => ({ insert: label, label, note })

describe("rows of a list", () => {
  it("has words in a column, and what they mean beside it", () => {
    const items = [item("/help", "these words"), item("/dry-run", "only planned"), item("/開く", "two cells each")]
    assert.deepStrictEqual(listRows({ at: 1, items }, 10, options), [
      "  /help     these words",
      "> /dry-run  only planned",
      "  /開く     two cells each"
    ])
  })

  it("keeps the column while another part of the list is shown", () => {
    const items = [...Array.from({ length: 20 }, (_, at) => item(`/w${at}`, "n")), item("/longest-one", "n")]
    assert.deepStrictEqual(listRows({ at: 0, items }, 3, options), [
      "> /w0           n",
      "  /w1           n",
      "  1 of 21"
    ])
  })

  it.each([
    ["a line that was written is longer than a word", [item("ls", "done"), item("delete all txt files", "done")]],
    ["some mean nothing beside themselves", [item("a", ""), item("bcd", "n")]]
  ])("has no column where %s", (_, items) => {
    const [first = "", second = ""] = listRows({ at: 0, items }, 10, options)
    assert.deepStrictEqual(
      [first, second].map((row) => row.slice(2)),
      items.map(({ label, note }) => `${label}  ${note}`.trimEnd())
    )
  })
})
