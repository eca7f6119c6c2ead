import { stripVTControlCharacters } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { displayWidth } from "#cli/render/displayWidth.ts"
import { breakText } from "#cli/render/fitText.ts"
import { noticeFor, questionRows } from "#cli/terminal/askPerson.ts"
import type { Inquiry } from "#cli/terminal/QuestionFace.ts"

const inquiry: Inquiry = {
  why: "This changes or deletes.",
  text: "Do it? (y yes, n no, d details):",
  colour: (text) => `\u001b[33m${text}\u001b[39m`,
  asked: { word: null, answers: new Set(["yes", "no", "details"]), steps: [] }
}
const plain = (rows: ReadonlyArray<string>) => rows.map(stripVTControlCharacters)

describe("the rows of a question", () => {
  it("are one where the answer fits behind it, with the cursor behind what is typed", () => {
    const { cursor, rows } = questionRows(inquiry, "y", 80)
    assert.deepStrictEqual(plain(rows), ["This changes or deletes. Do it? (y yes, n no, d details): y"])
    assert.deepStrictEqual(cursor, { row: 0, cell: 59 })
  })

  it("say why in a row of its own where it does not, and are broken at blanks", () => {
    assert.deepStrictEqual(plain(questionRows(inquiry, "", 60).rows), [
      "This changes or deletes.",
      "Do it? (y yes, n no, d details): "
    ])
    assert.deepStrictEqual(plain(questionRows(inquiry, "n", 20).rows), [
      "This changes or",
      "deletes.",
      "Do it? (y yes, n no,",
      "d details): n"
    ])
  })

  it("are never wider than the window, and the cursor is in it", () => {
    for (let width = 8; width < 90; width++) {
      for (const typed of ["", "y", "details", "日本語".repeat(9), "\u001b[2J"]) {
        const { cursor, rows } = questionRows(inquiry, typed, width)
        for (const row of rows) assert.isAtMost(displayWidth(row), width, `${width}: ${row}`)
        assert.isBelow(cursor.cell, width)
        assert.isBelow(cursor.row, rows.length)
      }
    }
  })

  it("show what is typed escaped", () => {
    assert.match(plain(questionRows(inquiry, "\u001b[2J", 80).rows)[0] ?? "", /: \\e\[2J$/)
  })
})

describe("what is said to an answer that is none", () => {
  it("is a hint, for a paste with why, for ? every answer; nothing for one that ends the question", () => {
    const asked = { ...inquiry.asked, drawnAtMs: 0 }
    assert.deepStrictEqual(noticeFor({ type: "hint" }, asked), ["Type y and Enter to go on, n to do nothing."])
    assert.match(noticeFor({ type: "pasted" }, asked)?.[0] ?? "", /^Pasted text does not answer\. Type y/)
    assert.deepStrictEqual(noticeFor({ type: "help" }, asked), [
      "  y  do it",
      "  n  do nothing; so do Esc, Ctrl+C and Ctrl+D",
      "  d  every path"
    ])
    assert.deepStrictEqual(noticeFor({ type: "no-step", step: "2" }, { ...asked, steps: ["1"] }), [
      "There is no step 2, only step 1."
    ])
    assert.deepStrictEqual(noticeFor({ type: "no-step", step: "3" }, { ...asked, steps: ["1", "2"] }), [
      "There is no step 3; the steps are 1, 2."
    ])
    assert.isNull(noticeFor({ type: "yes" }, asked))
  })
})

describe("a name in pieces", () => {
  it.each<readonly [string, number, ReadonlyArray<string>]>([
    ["", 4, [""]],
    ["abcd", 4, ["abcd"]],
    ["abcde", 4, ["abcd", "e"]],
    ["a  b   c", 4, ["a  b", "   c"]],
    ["日本語", 4, ["日本", "語"]],
    ["日本語", 3, ["日", "本", "語"]]
  ])("%j in %i cells", (text, width, expected) => {
    assert.deepStrictEqual(breakText(text, width), expected)
  })
})
