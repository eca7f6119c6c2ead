import { assert, describe, it } from "@effect/vitest"
import { type Key, namedKey } from "#cli/editor/Key.ts"
import {
  type Asked,
  type AnswerName,
  ANSWERS,
  answerHelp,
  answerWords,
  hintLine,
  judgeAnswer,
  press,
  QUIET_MS,
  start,
  type State
} from "#cli/terminal/Question.ts"

const all: ReadonlySet<AnswerName> = new Set(ANSWERS.map(({ name }) => name))
const plain: Asked = { word: null, answers: all, steps: ["1", "2"], drawnAtMs: 0 }
const irreversible: Asked = { ...plain, word: "kill" }
const short: Asked = { ...plain, answers: new Set<AnswerName>(["yes", "no", "details"]), steps: [] }

const ctrl = (name: string): Key => namedKey(name, { ctrl: true })
const enter = namedKey("enter")
const escape = namedKey("escape")
const end: Key = { type: "end" }
const paste = (text: string): Key => ({ type: "paste", text })

/** Keys by name (in brackets), other text a character each. */
const keysOf = (typed: string): ReadonlyArray<Key> =>
  [...typed].map((character): Key => (character === "\n" ? enter : { type: "text", text: character }))

/** The outcomes of keys that come one by one, the first at `from`, `apart` milliseconds from each other. */
const outcomes = (
  keys: ReadonlyArray<Key>,
  asked: Asked = plain,
  from = QUIET_MS,
  apart = 50
): ReadonlyArray<string> => {
  let state: State = start
  return keys.flatMap((key, index) => {
    const stepped = press(state, key, from + index * apart, asked)
    state = stepped.state
    const { outcome } = stepped
    return outcome === null ? [] : [outcome.type === "edit" ? `edit ${outcome.step ?? "request"}` : outcome.type]
  })
}

describe("Question", () => {
  it.each<readonly [string, ReadonlyArray<Key>, ReadonlyArray<string>]>([
    ["y and Enter", keysOf("y\n"), ["yes"]],
    ["yes in any case, with blanks around it", keysOf(" Yes \n"), ["yes"]],
    ["a correction by Backspace", [...keysOf("n"), namedKey("backspace"), ...keysOf("y\n")], ["yes"]],
    ["a correction by Ctrl+U", [...keysOf("no"), ctrl("u"), ...keysOf("y\n")], ["yes"]],
    ["Enter as Ctrl+J", [...keysOf("y"), ctrl("j")], ["yes"]],
    ["n", keysOf("n\n"), ["no"]],
    ["Escape", [escape], ["no"]],
    ["Ctrl+C behind a y", [...keysOf("y"), ctrl("c")], ["no"]],
    ["Ctrl+D", [ctrl("d")], ["no"]],
    ["a terminal that is gone", [...keysOf("y"), end], ["no"]],
    ["d, then y", keysOf("d\ny\n"), ["details", "yes"]],
    ["e", keysOf("e\n"), ["edit request"]],
    ["e with a step", keysOf("e 2\n"), ["edit 2"]],
    ["e with a step, written otherwise", keysOf("e1\nedit step 2\n"), ["edit 1", "edit 2"]],
    ["e with a step that is not there", keysOf("e 3\ne7\n"), ["no-step", "no-step"]],
    ["e with no number", keysOf("e x\n"), ["hint"]],
    ["r", keysOf("r\n"), ["retype"]],
    ["a", keysOf("a\n"), ["allow"]],
    ["a question mark", keysOf("?\n"), ["help"]],
    ["Enter alone, and blanks", keysOf("\n  \n"), ["hint", "hint"]],
    ["an arrow, a tab, Alt+Enter, Shift+Enter", ["up", "tab"].map((name) => namedKey(name)), []],
    ["Alt+Enter and Shift+Enter", [namedKey("enter", { alt: true }), namedKey("enter", { shift: true })], []],
    ["Alt+Y", [namedKey("y", { alt: true }), enter], ["hint"]],
    ["something else", keysOf("ok\n"), ["hint"]],
    ["a whole word that only begins with y", keysOf("yesterday\n"), ["hint"]],
    ["what the terminal answers by itself", [{ type: "reply", text: "y" }, enter], ["hint"]]
  ])("reads %s", (_, keys, expected) => {
    assert.deepStrictEqual(outcomes(keys), expected)
  })

  it("does not count keys of the first 300 ms, and does at exactly 300", () => {
    assert.deepStrictEqual(outcomes(keysOf("y\n"), plain, QUIET_MS - 100, 50), [])
    assert.deepStrictEqual(outcomes(keysOf("y\n"), plain, QUIET_MS), ["yes"])
  })

  it("forgets a y that came too early when Enter comes in time", () => {
    assert.deepStrictEqual(outcomes(keysOf("y\n"), plain, QUIET_MS - 1), ["hint"])
  })

  it("hears no at any time", () => {
    for (const key of [escape, ctrl("c"), ctrl("d"), end]) assert.deepStrictEqual(outcomes([key], plain, 0), ["no"])
  })

  it("is not answered by a paste, nor by what was typed before it", () => {
    assert.deepStrictEqual(outcomes([paste("y\n")]), ["pasted"])
    assert.deepStrictEqual(outcomes([paste("y\n".repeat(30))]), ["pasted"])
    assert.deepStrictEqual(outcomes([...keysOf("y"), paste(""), enter]), ["pasted", "hint"])
    assert.deepStrictEqual(outcomes([paste("yes"), enter]), ["pasted", "hint"])
    assert.deepStrictEqual(outcomes([paste("n")], plain, 0), [])
  })

  it("takes an answer and its Enter in one piece for a paste of a terminal that does not say so", () => {
    assert.deepStrictEqual(outcomes(keysOf("y\n"), plain, QUIET_MS, 0), ["pasted"])
    assert.deepStrictEqual(outcomes(keysOf("y\n"), plain, QUIET_MS, 0.1), ["yes"])
    assert.deepStrictEqual(outcomes(keysOf("y\n".repeat(30)), plain, QUIET_MS, 0), Array(30).fill("pasted"))
  })

  it("wants the shown word at risk 3; y, yes and Enter are not it", () => {
    assert.deepStrictEqual(outcomes(keysOf("y\n\nyes\n"), irreversible), ["hint", "hint", "hint"])
    assert.deepStrictEqual(outcomes(keysOf("kill\n"), irreversible), ["yes"])
    assert.deepStrictEqual(outcomes(keysOf("Kill \n"), irreversible), ["yes"])
  })

  it("knows only the answers that are offered", () => {
    assert.deepStrictEqual(outcomes(keysOf("a\ne\ne 1\nr\n?\nd\n"), short), [
      "hint",
      "hint",
      "hint",
      "hint",
      "hint",
      "details"
    ])
  })

  it("has no two answers that are said alike, and none that a word at risk 3 hides", () => {
    const says = ANSWERS.flatMap((answer) => answer.says)
    assert.strictEqual(new Set(says).size, says.length)
    for (const { name, says: words } of ANSWERS) {
      for (const word of words) assert.strictEqual(judgeAnswer(word, plain).type, name)
    }
  })

  it("says what can be answered, for the question, for ? and after Enter alone", () => {
    assert.strictEqual(answerWords(plain), "y yes, n no, e edit, r reword, a allow, d details, ? help")
    assert.strictEqual(answerWords({ ...short, word: "kill" }), "n no, d details")
    assert.deepStrictEqual(
      answerHelp(plain).map(([answer]) => answer),
      ["y", "n", "e", "e 1 or 2", "r", "a", "d", "?"]
    )
    assert.deepStrictEqual(answerHelp({ ...short, word: "kill" })[0], ["kill", "do it"])
    assert.strictEqual(hintLine(plain), "Type y and Enter to go on, n to do nothing, ? for the other answers.")
    assert.strictEqual(hintLine({ ...short, word: "kill" }), "Type kill and Enter to go on, n to do nothing.")
  })

  it("keeps what is typed bounded", () => {
    const { state } = press(start, { type: "text", text: "y".repeat(10_000) }, QUIET_MS, plain)
    assert.lengthOf(state.typed, 80)
  })
})
