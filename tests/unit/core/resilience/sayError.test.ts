import { assert, describe, it } from "@effect/vitest"
import { sayError } from "#core/resilience/formatMs.ts"

describe("sayError", () => {
  it("shows another machine's words on one line, with what would act on a terminal escaped", () => {
    assert.strictEqual(sayError(new Error("down\u001b[2J\nnow \u202e")), "down\\e[2J\\nnow \\u{202e}")
  })

  it("is never longer than 200 characters, escaped ones included", () => {
    assert.lengthOf(sayError(new Error("\u0001".repeat(200))), 200)
    assert.lengthOf(sayError(new Error("x".repeat(200))), 200)
    assert.isTrue(sayError(new Error("x".repeat(201))).endsWith("…"))
  })
})
