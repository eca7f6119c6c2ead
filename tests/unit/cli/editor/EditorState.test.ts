/** A text that is being edited. */
import * as FastCheck from "fast-check"
import { assert, describe, it } from "vitest"
import * as Editor from "#cli/editor/EditorState.ts"
import { onBoundary } from "#cli/editor/graphemes.ts"

/** `|` is the cursor. */
const at = (marked: string): Editor.EditorState => {
  const cursor = marked.indexOf("|")
  return Editor.moveTo(Editor.editorOf(marked.replace("|", "")), cursor)
}
const shows = ({ cursor, text }: Editor.EditorState): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`

const go = (place: Editor.Place) => (state: Editor.EditorState) => Editor.go(state, place)
const erase = (place: Editor.Place) => (state: Editor.EditorState) => Editor.erase(state, place)
const kill = (place: Editor.Place) => (state: Editor.EditorState) => Editor.kill(state, place)

describe("editing", () => {
  it.for([
    ["left over a family", "a👨‍👩‍👧|b", go("left"), "a|👨‍👩‍👧b"],
    ["right over a letter with marks", "|e\u0301\u0323x", go("right"), "e\u0301\u0323|x"],
    ["right at the end", "a|", go("right"), "a|"],
    ["left over a line end", "a\n|b", go("left"), "a|\nb"],
    ["a word back", "find the-files |", go("word-left"), "find the-|files "],
    ["a word on", "|find the files", go("word-right"), "find| the files"],
    ["a word on, over lines", "find| \n  the files", go("word-right"), "find \n  the| files"],
    ["the beginning of a line", "one\ntwo| three", go("line-start"), "one\n|two three"],
    ["the end of a line", "o|ne\ntwo", go("line-end"), "one|\ntwo"],
    ["the very end", "o|ne\ntwo", go("text-end"), "one\ntwo|"],
    ["Backspace takes what a person sees as one", "日👩🏽‍🚀|", erase("left"), "日|"],
    ["Delete, too", "|🇩🇪x", erase("right"), "|x"],
    ["Backspace at the beginning", "|a", erase("left"), "|a"],
    ["Ctrl+K", "one| two\nthree", kill("line-end"), "one|\nthree"],
    ["Ctrl+K at the end of a line", "one|\nthree", kill("line-end"), "one|three"],
    ["Ctrl+U", "one\ntwo| three", kill("line-start"), "one\n| three"],
    ["Ctrl+U at the beginning of a line", "one\n|two", kill("line-start"), "one|two"],
    ["Ctrl+W", "move a.txt ../b|", kill("blank-left"), "move a.txt |"],
    ["Ctrl+W over blanks", "move a.txt  |", kill("blank-left"), "move |"],
    ["Alt+Backspace", "move ../b-c|", kill("word-left"), "move ../b-|"],
    ["Alt+D", "move| ../b-c", kill("word-right"), "move|-c"],
    ["Ctrl+T", "ab|c", Editor.swapCharacters, "acb|"],
    ["Ctrl+T at the end", "abc|", Editor.swapCharacters, "acb|"],
    ["Ctrl+T at the beginning", "|abc", Editor.swapCharacters, "|abc"],
    ["Alt+T between words", "one |two three", Editor.swapWords, "two one| three"],
    ["Alt+T at the end", "one two|", Editor.swapWords, "two one|"],
    ["Alt+T with one word", "one|", Editor.swapWords, "one|"],
    ["Alt+U", "a |straße b", (state: Editor.EditorState) => Editor.changeCase(state, "upper"), "a STRASSE| b"],
    ["Alt+L", "|ONE two", (state: Editor.EditorState) => Editor.changeCase(state, "lower"), "one| two"],
    ["Alt+C", "| öNE two", (state: Editor.EditorState) => Editor.changeCase(state, "capital"), " Öne| two"],
    ["line ends become one", "a|", (state: Editor.EditorState) => Editor.insert(state, "b\r\nc\rd"), "ab\nc\nd|"],
    ["a letter before its mark", "|\u0301x", (state: Editor.EditorState) => Editor.type(state, "e"), "e\u0301|x"]
  ] as const)("%s", ([, before, change, after]) => assert.strictEqual(shows(change(at(before))), after))

  it("kills that follow each other are one, in the order in which they stood", () => {
    const killed = kill("line-end")(kill("word-left")(kill("word-left")(at("one two three| four"))))
    assert.deepStrictEqual(killed.kills, ["two three four"])
    assert.strictEqual(shows(Editor.yank(killed)), "one two three four|")
    const apart = kill("word-left")(go("left")(kill("word-left")(at("one two|"))))
    assert.deepStrictEqual(apart.kills, ["one", "two"])
  })

  it("Alt+Y changes a yank into older kills, round and round, and nothing but a yank", () => {
    const killed = Editor.editorOf("", ["new", "older", "oldest"])
    const yanked = Editor.yank(killed)
    assert.strictEqual(Editor.yankOlder(yanked).text, "older")
    assert.strictEqual(Editor.yankOlder(Editor.yankOlder(Editor.yankOlder(yanked))).text, "new")
    assert.strictEqual(Editor.yankOlder(Editor.go(yanked, "left")).text, "new")
  })

  it("undo takes a word of typing, a run of deleting, a paste", () => {
    const typed = [..."find the"].reduce(Editor.type, at("|"))
    assert.strictEqual(shows(Editor.undo(typed)), "find |")
    assert.strictEqual(shows(Editor.redo(Editor.undo(typed))), "find the|")
    const erased = erase("left")(erase("left")(typed))
    assert.strictEqual(shows(Editor.undo(erased)), "find the|")
    const pasted = Editor.insert(typed, " a b c\nd e f")
    assert.strictEqual(shows(Editor.undo(pasted)), "find the|")
    assert.strictEqual(Editor.redo(Editor.type(Editor.undo(pasted), "x")).text, "find thex")
  })

  it("holds exactly so much, and says when it is full", () => {
    const almost = Editor.editorOf("a".repeat(Editor.MAX_TEXT - 1))
    const whole = Editor.type(almost, "b")
    assert.isFalse(whole.isFull)
    const full = Editor.type(whole, "c")
    assert.isTrue(full.isFull)
    assert.strictEqual(full.text, whole.text)
    assert.isFalse(Editor.erase(full, "left").isFull)
  })
})

const texts = FastCheck.array(
  FastCheck.constantFrom(
    "a",
    "B",
    " ",
    "  ",
    "\n",
    "\t",
    "ß",
    "日本",
    "e\u0301",
    "\u0301",
    "👨‍👩‍👧",
    "🇩🇪",
    "\u200d",
    "\udcff",
    "\ud83d",
    "क्षि",
    "\r\n",
    "\u0600",
    "x y"
  ),
  { maxLength: 8 }
).map((parts) => parts.join(""))
const places = FastCheck.constantFrom<ReadonlyArray<Editor.Place>[number]>(
  "left",
  "right",
  "word-left",
  "word-right",
  "blank-left",
  "line-start",
  "line-end",
  "text-start",
  "text-end"
)
type Step = (state: Editor.EditorState) => Editor.EditorState
const steps: FastCheck.Arbitrary<Step> = FastCheck.oneof(
  texts.map((text) => (state: Editor.EditorState) => Editor.type(state, text)),
  texts.map((text) => (state: Editor.EditorState) => Editor.insert(state, text)),
  texts.map((text) => (state: Editor.EditorState) => Editor.replaceAll(state, text)),
  places.map(go),
  places.map(erase),
  places.map(kill),
  FastCheck.constantFrom<Step>(
    Editor.yank,
    Editor.yankOlder,
    Editor.undo,
    Editor.redo,
    Editor.swapCharacters,
    Editor.swapWords
  ),
  FastCheck.constantFrom("upper" as const, "lower" as const, "capital" as const).map(
    (to) => (state: Editor.EditorState) => Editor.changeCase(state, to)
  ),
  FastCheck.tuple(FastCheck.nat(30), FastCheck.nat(30), texts).map(
    ([from, to, text]) =>
      (state: Editor.EditorState) =>
        Editor.replace(state, from, to, text)
  )
)
const sequences = FastCheck.array(steps, { maxLength: 30 })

describe("whatever is done", () => {
  it("the cursor stands between graphemes, and lines end one way", () => {
    FastCheck.assert(
      FastCheck.property(texts, sequences, (text, sequence) => {
        let state = Editor.editorOf(text)
        for (const step of sequence) {
          state = step(state)
          assert.isTrue(state.cursor >= 0 && state.cursor <= state.text.length)
          assert.strictEqual(onBoundary(state.text, state.cursor), state.cursor)
          assert.notInclude(state.text, "\r")
        }
      }),
      { numRuns: 300 }
    )
  })

  it("undo goes back exactly, and redo forth", () => {
    FastCheck.assert(
      FastCheck.property(texts, sequences, (text, sequence) => {
        const first = Editor.editorOf(text)
        let state = sequence.reduce((state, step) => step(state), first)
        const last = state
        const { length } = state.done
        while (state.done.length > 0) state = Editor.undo(state)
        assert.strictEqual(state.text, first.text)
        assert.strictEqual(state.undone.length, length + last.undone.length)
        while (state.done.length < length) state = Editor.redo(state)
        assert.strictEqual(state.text, last.text)
        while (state.done.length > 0) state = Editor.undo(state)
        assert.strictEqual(state.text, first.text)
      }),
      { numRuns: 300 }
    )
  })

  // A mark that comes to stand behind another letter joins it: there the cursor is somewhere else.
  it("what is killed and yanked is as it was", () => {
    const plain = texts.map((text) => text.replace(/\p{M}|\p{Cf}|\p{Cs}|\p{So}/gu, ""))
    FastCheck.assert(
      FastCheck.property(plain, FastCheck.nat(20), places, (text, cursor, place) => {
        const state = Editor.moveTo(Editor.editorOf(text, ["another"]), cursor)
        const killed = Editor.kill(state, place)
        if (killed.text !== state.text) assert.strictEqual(Editor.yank(killed).text, state.text)
        else assert.deepStrictEqual(killed.kills, ["another"])
      })
    )
  })
})
