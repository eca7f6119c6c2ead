import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { diffLines, unified } from "#tools/lines/diffLines.ts"

const side = (edits: ReturnType<typeof diffLines>, without: "added" | "removed") =>
  edits.filter(({ op }) => op !== without).map(({ line }) => line)

/** Length of the longest common subsequence, the plain way. */
const common = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): number => {
  let before = Array.from({ length: b.length + 1 }, () => 0)
  for (const line of a) {
    const row = [0]
    for (let at = 0; at < b.length; at++) {
      row.push(line === b[at] ? (before[at] ?? 0) + 1 : Math.max(before[at + 1] ?? 0, row[at] ?? 0))
    }
    before = row
  }
  return before[b.length] ?? 0
}

describe("diffLines", () => {
  it("gives both sides back, with the fewest edits", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 14 })
    const property = fc.property(lines, lines, (a, b) => {
      const edits = diffLines(a, b)
      assert.deepStrictEqual(side(edits, "added"), a)
      assert.deepStrictEqual(side(edits, "removed"), b)
      assert.strictEqual(edits.filter(({ op }) => op === "same").length, common(a, b))
    })
    fc.assert(property, { seed: 11, numRuns: 2000 })
  })
  it("still gives both sides back beyond the limit of edits", () => {
    const a = ["x", "1", "2", "3", "y"]
    const b = ["x", "4", "2", "5", "y"]
    const edits = diffLines(a, b, 1)
    assert.deepStrictEqual(side(edits, "added"), a)
    assert.deepStrictEqual(side(edits, "removed"), b)
  })
})

describe("unified", () => {
  it("writes what diff -u writes", () => {
    const a = ["1", "2", "3", "4", "5", "6", "7", "8", "9"]
    assert.deepStrictEqual(unified(diffLines(a, a.toSpliced(4, 1))), [
      "@@ -2,7 +2,6 @@",
      " 2",
      " 3",
      " 4",
      "-5",
      " 6",
      " 7",
      " 8"
    ])
    assert.deepStrictEqual(unified(diffLines([], ["a"])), ["@@ -0,0 +1 @@", "+a"])
    assert.deepStrictEqual(unified(diffLines(["a"], [])), ["@@ -1 +0,0 @@", "-a"])
    assert.deepStrictEqual(unified(diffLines(a, a)), [])
  })
})
