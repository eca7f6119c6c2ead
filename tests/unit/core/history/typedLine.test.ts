import { assert, describe, it } from "@effect/vitest"
import { anySpanHolds, isPrivateLine, keptLine, MAX_TYPED_LINE } from "#core/history/typedLine.ts"
import { secretSamples } from "../../../kit/secretSamples.ts"

describe("keptLine", () => {
  it("is a line as it was typed, all rows of it", () => {
    assert.strictEqual(keptLine("list files", []), "list files")
    assert.strictEqual(keptLine("write this:\n  a\n  b ", []), "write this:\n  a\n  b ")
    assert.strictEqual(keptLine("delete \udcff.txt", []), "delete \udcff.txt")
  })

  it("is nothing of a line that begins with a space, is empty, or could not be read back", () => {
    for (const line of [" list files", "\tlist files", " ", "", "list \0 files"])
      assert.isNull(keptLine(line, []), line)
  })

  it("is whole up to its limit and nothing beyond it, for half a request asks for something else", () => {
    const full = "delete a, ".repeat(MAX_TYPED_LINE).slice(0, MAX_TYPED_LINE)
    assert.strictEqual(keptLine(full, []), full)
    assert.isNull(keptLine(`${full}x`, []))
  })

  for (const { secret, text, what } of secretSamples)
    it(`holds nothing of ${what}`, () => {
      const kept = keptLine(`remember ${text}`, [])
      assert.isNotNull(kept)
      assert.notInclude(kept, secret)
      assert.include(kept, "[key]")
    })

  it("holds none of the keys that are in use, whatever they look like, and no mark but the one", () => {
    assert.strictEqual(
      keptLine("say correcthorse to bob and correcthorse", ["correcthorse"]),
      "say [key] to bob and [key]"
    )
  })

  it("leaves the words of ordinary requests alone", () => {
    for (const line of [
      "find all pdf files in Downloads larger than 10 MB",
      "replace 'localhost' with '127.0.0.1' in all md files of docs",
      "clone https://example.com/team/tool.git into Projects/tool",
      "rename src/components/ButtonGroup.tsx to src/components/Buttons.tsx",
      "delete the folder 550e8400-e29b-41d4-a716-446655440000",
      "what is the password policy in notes.txt?"
    ])
      assert.strictEqual(keptLine(line, []), line)
  })
})

describe("isPrivateLine", () => {
  it("tells by the first character alone", () => {
    assert.isTrue(isPrivateLine(" x"))
    assert.isFalse(isPrivateLine("x "))
    assert.isFalse(isPrivateLine(""))
  })
})

describe("anySpanHolds", () => {
  const spans = [
    { from: 30, to: 40 },
    { from: 10, to: 12 },
    { from: 35, to: 60 },
    { from: 11, to: 11 }
  ]

  it("holds both ends of each span, in whatever order and however they lie over each other", () => {
    const held = anySpanHolds(spans)
    const asked = [9, 10, 11, 12, 13, 29, 30, 41, 60, 61]
    assert.deepStrictEqual(asked.filter(held), [10, 11, 12, 30, 41, 60])
  })

  it("says the same as a look at each of them", () => {
    const held = anySpanHolds(spans)
    for (let at = 0; at < 70; at++)
      assert.strictEqual(
        held(at),
        spans.some(({ from, to }) => from <= at && at <= to),
        String(at)
      )
  })

  it("holds nothing without spans", () => {
    assert.isFalse(anySpanHolds([])(0))
  })
})
