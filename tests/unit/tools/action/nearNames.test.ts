import { assert, describe, it } from "@effect/vitest"
import { editDistance, nearNames } from "#tools/action/nearNames.ts"

describe("editDistance", () => {
  it("counts inserts, deletes, replacements and swaps of neighbours", () => {
    assert.strictEqual(editDistance("kitten", "sitting", 5), 3)
    assert.strictEqual(editDistance("ab", "ba", 5), 1)
    assert.strictEqual(editDistance("", "abc", 5), 3)
    assert.strictEqual(editDistance("same", "same", 5), 0)
  })
  it("stops at the limit and says one more", () => {
    assert.strictEqual(editDistance("abcdef", "uvwxyz", 2), 3)
    assert.strictEqual(editDistance("a", "abcdefgh", 2), 3)
  })
})

describe("nearNames", () => {
  it("gives the nearest first, at most three", () => {
    assert.deepStrictEqual(nearNames("Downlods", ["Downloads", "Documents", "Downloods", "Download", "Desktop"]), [
      "Downloads",
      "Downloods",
      "Download"
    ])
  })
  it("takes another case before another letter", () => {
    assert.deepStrictEqual(nearNames("readme.md", ["README.md", "readme.mdx"]), ["README.md", "readme.mdx"])
  })
  it("takes a name whose extension is missing or another", () => {
    assert.deepStrictEqual(nearNames("report", ["report.pdf", "other.pdf"]), ["report.pdf"])
  })
  it("finds nothing where nothing is near", () => {
    assert.deepStrictEqual(nearNames("a", ["zebra", "yak"]), [])
    assert.deepStrictEqual(nearNames("nothing", []), [])
  })
})
