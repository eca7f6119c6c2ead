/** A model's text: obeyed by no terminal, changed by no pipe. */
import { assert, describe, it } from "@effect/vitest"
import { makeAnswerText } from "#cli/render/answerText.ts"

const written = (terminal: boolean, ...pieces: ReadonlyArray<string>): string => {
  const text = makeAnswerText(terminal)
  return pieces.map(text.push).join("") + text.end()
}

describe("on a terminal", () => {
  it("control sequences are shown", () => {
    assert.strictEqual(written(true, "a\u001b]0;title\u0007b\u009b2J\u202ec"), "a\\e]0;title\\x07b\\x9b2J\\u{202e}c")
    assert.strictEqual(written(true, "a\u001b", "[2Jb"), "a\\e[2Jb")
  })

  it("line ends of any kind are line ends, also cut in two; a lone return is not obeyed", () => {
    assert.strictEqual(written(true, "a\r", "\nb\r\nc\td"), "a\nb\nc\td")
    assert.strictEqual(written(true, "a\rb", "c\r"), "a\\rbc\\r")
  })

  it("signs made of several characters stay one, also cut in two", () => {
    const emoji = "👩\u200d💻"
    assert.strictEqual(written(true, ...emoji), emoji)
    assert.strictEqual(written(true, emoji.slice(0, 1), emoji.slice(1)), emoji)
  })
})

it("in a pipe nothing is changed, and no half of a character is written", () => {
  const text = makeAnswerText(false)
  assert.strictEqual(text.push("a\u001b[2J\r"), "a\u001b[2J")
  assert.strictEqual(text.push("\n\ud83d"), "\r\n")
  assert.strictEqual(text.push("\ude00"), "😀")
  assert.strictEqual(text.end(), "")
})
