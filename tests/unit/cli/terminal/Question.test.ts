import { assert, describe, it } from "@effect/vitest"
import { type Asked, type Outcome, press, QUIET_MS, start, type State } from "#cli/terminal/Question.ts"

const plain: Asked = { word: null, drawnAtMs: 0 }
const irreversible: Asked = { word: "kill", drawnAtMs: 0 }

/** The outcomes of chunks that arrive one by one, the first at `from`. */
const outcomes = (chunks: ReadonlyArray<string>, asked: Asked, from = QUIET_MS): ReadonlyArray<Outcome> => {
  let state: State = start
  const found: Array<Outcome> = []
  chunks.forEach((chunk, index) => {
    const stepped = press(state, chunk, from + index, asked)
    state = stepped.state
    if (stepped.outcome !== null) found.push(stepped.outcome)
  })
  return found
}

describe("Question", () => {
  it.each<readonly [string, ReadonlyArray<string>, ReadonlyArray<Outcome>]>([
    ["y and Enter", ["y", "\r"], ["yes"]],
    ["yes in any case", ["Y", "e", "s", "\r"], ["yes"]],
    ["a correction by Backspace", ["n", "\u007f", "y", "\r"], ["yes"]],
    ["n", ["n", "\r"], ["no"]],
    ["Escape", ["\u001b"], ["no"]],
    ["Ctrl+C", ["y", "\u0003"], ["no"]],
    ["Ctrl+D", ["\u0004"], ["no"]],
    ["d, then y", ["d", "\r", "y", "\r"], ["details", "yes"]],
    ["Enter alone", ["\r"], ["hint"]],
    ["an arrow key", ["\u001b[A"], []],
    ["something else", ["o", "k", "\r"], ["hint"]]
  ])("reads %s", (_, chunks, expected) => {
    assert.deepStrictEqual(outcomes(chunks, plain), expected)
  })

  it("does not count keys of the first 300 ms, and does at exactly 300", () => {
    assert.deepStrictEqual(outcomes(["y", "\r"], plain, QUIET_MS - 2), [])
    assert.deepStrictEqual(outcomes(["y", "\r"], plain, QUIET_MS), ["yes"])
  })

  it("forgets a y that came too early when Enter comes in time", () => {
    assert.deepStrictEqual(outcomes(["y", "\r"], plain, QUIET_MS - 1), ["hint"])
  })

  it.each([
    ["bracketed in one piece", ["\u001b[200~y\r\u001b[201~"]],
    ["bracketed in pieces", ["\u001b[200~y", "\r", "yes\r\u001b[201~"]],
    ["of a terminal that brackets nothing", ["y\r"]],
    ["of thirty lines", [`${"y\r".repeat(30)}`]]
  ])("is not answered by a paste %s", (_, chunks) => {
    assert.deepStrictEqual(outcomes(chunks, plain), ["pasted"])
  })

  it("wants the shown word at risk 3; y, yes and Enter are not it", () => {
    assert.deepStrictEqual(outcomes(["y", "\r", "\r", "y", "e", "s", "\r"], irreversible), ["hint", "hint", "hint"])
    assert.deepStrictEqual(outcomes([..."kill", "\r"], irreversible), ["yes"])
  })
})
