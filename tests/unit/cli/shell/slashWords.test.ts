/** Which lines of the shell are its own words. */
import { assert, describe, it } from "@effect/vitest"
import { ownWord } from "#cli/shell/slashWords.ts"

describe("a line of the shell", () => {
  it.for([
    ["/undo", "undo"],
    ["undo", "undo"],
    ["Redo", "redo"],
    ["history", "history"],
    ["/history zip", "history zip"],
    ["undo that", null],
    ["history of rome.txt", null],
    ["delete a.txt", null]
  ] as const)("%s", ([line, word]) => assert.strictEqual(ownWord(line), word))
})
