/** What a path looks like in a database column, and that it is the same path when it comes out. */
import { assert, describe, it } from "@effect/vitest"
import { fromBytes } from "#core/disk/PathBytes.ts"
import { decodePath, encodePath } from "#core/state/PathColumn.ts"
import { hostileNameTable } from "#kit"

describe("a path in a column", () => {
  it("is text where it can be, bytes where it must be, and comes back", () => {
    for (const { bytes, label } of hostileNameTable) {
      const path = `/folder/${fromBytes(bytes)}`
      const value = encodePath(path)
      assert.strictEqual(typeof value === "string", path.isWellFormed(), label)
      assert.strictEqual(decodePath(value), path, label)
    }
  })

  it("is nothing else", () => {
    assert.throws(() => decodePath(null), TypeError)
    assert.throws(() => decodePath(undefined), TypeError)
    assert.throws(() => decodePath(7), TypeError)
  })
})
