import { assert, describe, it } from "@effect/vitest"
import { compilePhrase } from "#core/planner/grammar/compilePhrase.ts"
import { matchPhrase } from "#core/planner/grammar/matchPhrase.ts"
import { NO_REFERENTS } from "#core/planner/grammar/Reading.ts"
import { tokenize } from "#core/planner/grammar/tokenize.ts"

const args = (say: string, text: string): unknown =>
  matchPhrase(compilePhrase(say), {
    source: text,
    tokens: tokenize(text),
    referents: NO_REFERENTS,
    look: () => null,
    bareNames: true,
    memo: new Map(),
    now: 0,
    zone: "UTC"
  })[0]?.args ?? null

describe("a template", () => {
  it("matches words, their alternatives and words said together", () => {
    for (const text of ["get rid of a.txt", "drop a.txt", "Drops a.txt", "drop the a.txt please"])
      assert.deepStrictEqual(args("drop|get_rid_of {path:file}", text), { path: "a.txt" }, text)
    assert.isNull(args("drop|get_rid_of {path:file}", "get a.txt"))
  })

  it("leaves no word unexplained", () => {
    assert.isNull(args("drop {path:file}", "drop a.txt quietly"))
    assert.isNull(args("drop {path:file}", "never drop a.txt"))
  })

  it("sets arguments by what is said", () => {
    const say = "sort {path:file} [backwards -> reverse=true] -> by=name"
    assert.deepStrictEqual(args(say, "sort a.txt"), { path: "a.txt", by: "name" })
    assert.deepStrictEqual(args(say, "sort a.txt backwards"), { path: "a.txt", by: "name", reverse: true })
  })

  it("lets floating parts stand anywhere, once each", () => {
    const say = "sort {path:file} ~[fast -> fast=true] ~[and twice -> times=2]"
    const both = { path: "a.txt", fast: true, times: 2 }
    for (const text of ["sort a.txt fast and twice", "fast sort a.txt and twice", "sort fast a.txt and twice"])
      assert.deepStrictEqual(args(say, text), both, text)
    assert.isNull(args(say, "sort a.txt fast fast"))
  })

  it("puts one value in several arguments, and in nested ones", () => {
    assert.deepStrictEqual(args("line {from,to:number} of {files.paths:paths}", "line 7 of a.txt"), {
      from: 7,
      to: 7,
      files: { paths: ["a.txt"] }
    })
  })

  it("offers choices by other words than their values", () => {
    assert.deepStrictEqual(args("by {by:choice(size|file_type=type)}", "by file type"), { by: "type" })
    assert.isNull(args("by {by:choice(size)}", "by name"))
  })

  it("tells options apart by case", () => {
    assert.deepStrictEqual(args("drop -D {name:name}", "drop -D x"), { name: "x" })
    assert.isNull(args("drop -D {name:name}", "drop -d x"))
  })

  it.each(["drop {x}", "drop [a", "drop a]", "<nosuchclass> x"])("is refused when it is malformed: %s", (say) => {
    assert.throws(() => compilePhrase(say))
  })
})
