import { assert, describe, it } from "@effect/vitest"
import { isShelf, shelfOf } from "#core/history/trashShelves.ts"

describe("shelfOf", () => {
  it("puts the first hundred entries on none, and each further hundred on one that says which they are", () => {
    const found = [1, 100, 101, 200, 201, 10_000, 10_001].map(shelfOf)
    assert.deepStrictEqual(found, [null, null, "101-200", "101-200", "201-300", "9901-10000", "10001-10100"])
  })
})

describe("isShelf", () => {
  it("knows a shelf from everything else that a transaction's folder holds", () => {
    assert.isTrue(isShelf("101-200"))
    const others = [
      "7",
      "new-7",
      "stage-0",
      "made-12",
      "keep-0-1",
      "keep-01JD0000000000000000000000-1",
      "101-200x",
      "-200"
    ]
    assert.deepStrictEqual(others.filter(isShelf), [])
  })
})
