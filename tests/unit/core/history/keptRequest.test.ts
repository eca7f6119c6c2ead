import { assert, describe, it } from "@effect/vitest"
import { keptRequest, MAX_KEPT_REQUEST } from "#core/history/keptRequest.ts"

describe("keptRequest", () => {
  it("is the request up to the limit, and beyond it the beginning and how much is missing", () => {
    const full = "x".repeat(MAX_KEPT_REQUEST)
    assert.strictEqual(keptRequest("list files"), "list files")
    assert.strictEqual(keptRequest(full), full)
    assert.strictEqual(keptRequest(`${full}yz`), `${full} ... (2 more characters were not kept)`)
    assert.isBelow(keptRequest("z".repeat(1_000_000)).length, MAX_KEPT_REQUEST + 60)
  })

  it("cuts no character in two and keeps no half of one", () => {
    assert.isTrue(keptRequest(`${"x".repeat(MAX_KEPT_REQUEST - 1)}\u{1f600} and more`).isWellFormed())
    assert.isTrue(keptRequest("delete \udcff.txt").isWellFormed())
  })
})
