/** Sentences on a terminal. */
import { assert, describe, it } from "@effect/vitest"
import { colours } from "#cli/render/colour.ts"
import { wrapNote } from "#cli/render/wrapNote.ts"

const { yellow } = colours(true)

describe("a sentence on a terminal", () => {
  it.each<readonly [string, string, number, string]>([
    ["one that fits", "one two", 7, "one two"],
    ["one that is longer, at its blanks", "one two three", 8, "one two\nthree"],
    ["one that is set in", "  one two three", 9, "  one two\n  three"],
    ["a long word, whole", "see /a/very/long/path/of/it now", 10, "see\n/a/very/long/path/of/it\nnow"],
    ["several lines", "one two three\nfour five", 8, "one two\nthree\nfour\nfive"],
    ["blanks within a line", "a  b   c d", 8, "a  b   c\nd"],
    ["wide characters", "日本語 日本語", 8, "日本語\n日本語"],
    ["where there is no width", "one two three", Infinity, "one two three"]
  ])("breaks %s", (_, text, width, expected) => assert.strictEqual(wrapNote(text, width), expected))

  it("counts no colour, and lets it go on", () => {
    assert.strictEqual(wrapNote(yellow("one two three"), 8), "\u001b[33mone two\nthree\u001b[39m")
  })
})
