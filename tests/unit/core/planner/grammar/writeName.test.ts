import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { tokenize } from "#core/planner/grammar/tokenize.ts"
import { writeName } from "#core/planner/grammar/writeName.ts"

describe("writeName", () => {
  const written: ReadonlyArray<readonly [name: string, writing: string | null]> = [
    ["notes.txt", "notes.txt"],
    ["src/main.ts", "src/main.ts"],
    ["build/", "build/"],
    ["~/work", "~/work"],
    ["README", "README"],
    // Words that mean something else by themselves.
    ["build", "'build'"],
    ["everything", "'everything'"],
    ["files", "'files'"],
    ["2024", "'2024'"],
    // What ends a word, is a sign of a shell, or an option.
    ["my notes.txt", "'my notes.txt'"],
    ["a,b.txt", "'a,b.txt'"],
    ["a;b.txt", "'a;b.txt'"],
    ["end.", "'end.'"],
    ["-rf", "'-rf'"],
    ["$HOME", "'$HOME'"],
    ["*.txt", "'*.txt'"],
    ["two\nrows.txt", "'two\nrows.txt'"],
    ["\udcff.txt", "\udcff.txt"],
    // Quotes in names.
    ["it's.txt", "it's.txt"],
    ["it's here.txt", "'it's here.txt'"],
    ["the boys' notes.txt", '"the boys\' notes.txt"'],
    [`a' "b" c`, `“a' "b" c”`],
    ["", null],
    ["a\0b", null]
  ]
  for (const [name, writing] of written)
    it(`writes ${JSON.stringify(name)} as ${JSON.stringify(writing)}`, () =>
      assert.strictEqual(writeName(name), writing))

  it("is read back as exactly the name, between any words, or is not written at all", () => {
    const piece = fc.constantFrom(
      "a",
      " ",
      "'",
      '"',
      "`",
      "“",
      "”",
      "«",
      "»",
      ",",
      ".",
      "/",
      "*",
      "\n",
      "$",
      "’",
      "-",
      "é"
    )
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
        const name = pieces.join("")
        const writing = writeName(name)
        if (writing === null) return
        assert.deepStrictEqual(
          tokenize(`move ${writing} to 'b c'`).map(({ text }) => text),
          ["move", name, "to", "b c"]
        )
      }),
      { numRuns: 2_000, seed: 7 }
    )
  })
})
