import { assert, describe, it } from "@effect/vitest"
import { outermost } from "#tools/select/outermost.ts"

const kept = (...paths: ReadonlyArray<string>) => outermost(paths.map((path) => ({ path }))).map(({ path }) => path)

describe("outermost", () => {
  it("drops what lies in another one, at any depth, and what comes twice, and keeps the order", () => {
    assert.deepStrictEqual(kept("/a/b/c", "/x", "/a", "/a/b", "/x", "/ab"), ["/x", "/a", "/ab"])
    assert.deepStrictEqual(kept("/", "/a"), ["/"])
    assert.deepStrictEqual(kept(), [])
  })

  it("is quick for many files of one folder", () => {
    const many = Array.from({ length: 100_000 }, (_, at) => `/deep/er/and/deeper/f${at}`)
    assert.strictEqual(kept(...many).length, 100_000)
  }, 5_000)
})
