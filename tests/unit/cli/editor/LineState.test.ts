/** The line that is written, key by key. */
import * as FastCheck from "fast-check"
import { assert, describe, it } from "vitest"
import { MAX_TEXT } from "#cli/editor/EditorState.ts"
import { onBoundary } from "#cli/editor/graphemes.ts"
import { type Key, keyLabel, namedKey } from "#cli/editor/Key.ts"
import { KEYMAP } from "#cli/editor/keymap.ts"
import { lineRows } from "#cli/editor/lineRows.ts"
import * as Line from "#cli/editor/LineState.ts"
import type { Completion, LineSources, PickItem } from "#cli/editor/PickItem.ts"

const item = (insert: string): PickItem => ({ insert, label: insert, note: "" })
const WORDS = ["/help", "/history", "/plan"]
const FILES = ["notes.txt", "notes.md", "src/"]

/** Completes `/words` and `@files` by their beginnings, and files anywhere on Tab. */
const complete = (text: string, cursor: number): Completion | null => {
  const from = text.slice(0, cursor).search(/\S*$/)
  const word = text.slice(from, cursor)
  const [all, mark] = word.startsWith("/") ? [WORDS, ""] : word.startsWith("@") ? [FILES, "@"] : [FILES, ""]
  const items = all.filter((one) => one.startsWith(word.slice(mark.length))).map(item)
  return items.length === 0 ? null : { from, to: cursor, items }
}

const sources: LineSources = {
  previous: ["newest", "older", "two\nlines", "oldest"],
  commands: ["!make", "!ls"],
  search: (query) => ["find pdf files", "delete tmp"].filter((line) => line.includes(query)).map(item),
  suggest: (text) => ("find the files here".startsWith(text) ? "find the files here".slice(text.length) : null),
  complete
}

const key = (name: string): Key => {
  const parts = name.split(/\+(?=.)/)
  const last = parts.at(-1) ?? ""
  return namedKey(last, {
    ctrl: parts.includes("ctrl"),
    alt: parts.includes("alt"),
    shift: parts.slice(0, -1).includes("shift")
  })
}

/** Words are typed; `<ctrl+a>` and `<enter>` are keys, `<paste:text>` is a paste; `<wait>` lets two seconds pass. */
const keysOf = (script: string): ReadonlyArray<Key | "wait"> =>
  [...script.matchAll(/<paste:([^>]*)>|<wait>|<([a-z+_/ <]+?)>|([^<]+)/g)].flatMap(
    ([whole, pasted, named, text]): ReadonlyArray<Key | "wait"> => {
      if (whole === "<wait>") return ["wait"]
      if (pasted !== undefined) return [{ type: "paste", text: pasted }]
      return named === undefined ? [{ type: "text", text: text ?? "" }] : named.split(" ").map(key)
    }
  )

const context: Line.LineContext = { sources, now: 0, prompt: "> ", width: 40, showsGhost: true }

const after = (script: string, from = Line.lineOf("")): { state: Line.LineState; outcomes: ReadonlyArray<string> } => {
  let state = from
  let now = 10_000
  const outcomes: Array<string> = []
  for (const one of keysOf(script)) {
    now += one === "wait" ? 2_000 : 10
    if (one === "wait") continue
    const pressed = Line.press(state, one, { ...context, now })
    state = pressed.state
    if (pressed.outcome !== null) outcomes.push(pressed.outcome.type)
  }
  return { state, outcomes }
}
const shows = ({ editor }: Line.LineState): string =>
  `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`

/** One thing could stand there, and maybe others. */
const only = (isWhole: boolean) => ({
  ...context,
  sources: { ...sources, complete: () => ({ from: 0, to: 1, items: [item("zz")], isWhole }) }
})

describe("keys in a line", () => {
  it.for<readonly [string, string, string, ReadonlyArray<string>?]>([
    ["Enter submits", "find<enter>", "find|", ["submit"]],
    ["Shift+Enter, Alt+Enter and Ctrl+J do not", "a<shift+enter>b<alt+enter>c<ctrl+j>", "a\nb\nc\n|"],
    ["a backslash before Enter goes on", "a\\<enter>b", "a\nb|"],
    ["two backslashes do not", "a\\\\<enter>", "a\\\\|", ["submit"]],
    ["nor one before more text", "a\\b<left><enter>", "a\\|b", ["submit"]],
    ["a paste never submits", "<paste:one\ntwo\n>", "one\ntwo\n|"],
    ["a paste is undone as one", "x <paste:one\ntwo\n><ctrl+_>", "x |"],
    ["Ctrl+X Ctrl+U undoes", "one <paste:two><ctrl+x ctrl+u>", "one |"],
    ["Ctrl+X and another key is nothing", "one<ctrl+x a><ctrl+x ctrl+a>b", "oneb|"],
    ["Alt+_ does it again", "one <paste:two><ctrl+_><alt+_>", "one two|"],
    ["Ctrl+Space is nothing", "a<ctrl+space>b", "ab|"],
    ["Ctrl+D deletes", "ab<left><ctrl+d>", "a|"],
    ["Ctrl+D leaves an empty line", "<ctrl+d>", "|", ["leave"]],
    ["up is the row above first", "one<alt+enter>two<up>", "one|\ntwo"],
    ["then a line from before", "one<alt+enter>two<up><up>", "newest|"],
    ["and back to what was written", "mine<up><up><down><down>", "mine|"],
    ["what was changed on the way stays", "<up>X<up><down>", "newestX|"],
    ["a line of two rows is gone through", "<up><up><up><up>", "two|\nlines"],
    ["no further than the oldest", "<up><up><up><up><up><up><up>", "oldest|"],
    ["after ! the arrows go through commands", "!<up><up>", "!ls|"],
    ["the grey text is taken by Right", "find t<right>", "find the files here|"],
    ["by End and Ctrl+E", "find<end>", "find the files here|"],
    ["a word of it by Alt+F", "find<alt+f><alt+f>", "find the files|"],
    ["but only at the end", "find<left><right>", "find|"],
    ["Tab takes the only one", "move s<tab>", "move src/|"],
    ["Tab writes what all begin with, then lists", "move n<tab>", "move notes.|"],
    ["Tab chooses, Enter takes", "move n<tab tab><enter>", "move notes.md|"],
    ["what is typed goes on filtering", "move n<tab>m<enter>", "move notes.md|"],
    ["Escape closes the list and takes nothing", "move n<tab tab><escape><enter>", "move notes.|", ["submit"]],
    ["/ opens its list, Enter takes, Enter asks", "/he<enter><enter>", "/help|", ["submit"]],
    ["a whole word is asked for at once", "/help<enter>", "/help|", ["submit"]],
    ["Tab takes the first of a list that opened by itself", "/<tab>", "/help|"],
    ["and the one that was chosen in it", "move @no<down><tab>", "move notes.md|"],
    ["what is there already stays, and the list closes", "/help<tab><enter>", "/help|", ["submit"]],
    ["@ opens its list in the midst of a line", "move @no<down><enter>", "move notes.md|"],
    ["@ within a word does not", "mail a@n<enter>", "mail a@n|", ["submit"]],
    ["a list that was closed stays closed for its word", "/h<escape>e<enter>", "/he|", ["submit"]],
    ["and opens for another one at the same place", "@no<escape><ctrl+u>@no<down><enter>", "notes.md|"],
    ["? shows the keys on an empty line only", "?", "|"],
    ["the next key is itself", "?<wait>a?", "a?|"],
    ["Ctrl+R finds, Enter takes without asking", "<ctrl+r>pdf<enter>", "find pdf files|"],
    ["Ctrl+R again is the next one", "<ctrl+r><ctrl+r><enter>", "delete tmp|"],
    ["a page stops at the end", "/<pagedown><pagedown><enter>", "/plan|"],
    ["one goes round", "/<up><enter>", "/plan|"],
    ["Escape leaves the search with the line as it was", "mine<ctrl+r>pdf<escape>", "mine|"],
    ["what is found can be undone", "mine<ctrl+r>pdf<enter><ctrl+_>", "mine|"],
    ["Ctrl+C throws the line away", "mine<ctrl+c>", "|", ["thrown-away"]],
    ["twice leaves", "mine<ctrl+c><ctrl+c>", "|", ["thrown-away", "leave"]],
    ["twice, but slowly, does not", "<ctrl+c><wait><ctrl+c>", "|"],
    ["Escape twice on an empty line looks back", "<escape><escape>", "|", ["rewind"]],
    ["slowly, or with text in it, it does not", "<escape><wait><escape>a<escape><escape>", "a|"],
    [
      "Shift+Tab, Ctrl+G, Ctrl+L, Ctrl+Z are for others",
      "a<shift+tab><ctrl+g><ctrl+l><ctrl+z>",
      "a|",
      ["mode", "editor", "clear-screen", "suspend"]
    ]
  ])("%s", ([, script, line, outcomes = []]) => {
    const { state, outcomes: came } = after(script)
    assert.strictEqual(shows(state), line)
    assert.deepStrictEqual(came, [...outcomes])
  })

  it("what is deleted can be put back in the next line", () => {
    const { state } = after("one two<ctrl+w><ctrl+c>")
    assert.strictEqual(shows(after("<ctrl+y>", state).state), "two|")
  })

  it("a paste that is too long is not put in, and it is said", () => {
    const pressed = Line.press(Line.lineOf("mine"), { type: "paste", text: "", tooLong: 10_485_760 }, context)
    assert.strictEqual(pressed.state.editor.text, "mine")
    assert.strictEqual(pressed.state.notice, "10 MB were pasted, and a line holds at most 1 MB: nothing was put in.")
    const full = Line.press(Line.lineOf("x".repeat(MAX_TEXT)), { type: "text", text: "y" }, context)
    assert.strictEqual(full.state.notice, "A line holds at most 1 MB: nothing was put in.")
    assert.isNull(after("<left>", full.state).state.notice)
  })

  it("what was typed ahead is written and submits nothing", () => {
    const keys = [...keysOf("list files<enter>delete them<enter><enter>"), key("ctrl+c"), key("ctrl+d")]
    const typed = keys.filter((one) => one !== "wait")
    const state = Line.typeAhead(Line.lineOf(""), typed, context)
    assert.strictEqual(shows(state), "list files\ndelete them|")
    assert.strictEqual(
      shows(
        Line.typeAhead(
          Line.lineOf(""),
          keysOf("?why<backspace>").filter((one) => one !== "wait"),
          context
        )
      ),
      "?wh|"
    )
  })

  it("Tab takes the only one at once, but not while more may come", () => {
    assert.strictEqual(shows(Line.press(Line.lineOf("z"), key("tab"), only(true)).state), "zz|")
    const { state } = Line.press(Line.lineOf("z"), key("tab"), only(false))
    assert.strictEqual(shows(state), "z|")
    assert.strictEqual(state.panel?.type, "list")
  })

  it("a list with nothing in it yet stays open, takes nothing, and fills or closes when it is asked anew", () => {
    let found: Completion | null = { from: 5, to: 8, items: [] }
    const looking = { ...context, sources: { ...sources, complete: () => found } }
    const press = (state: Line.LineState, one: Key): Line.Pressed => Line.press(state, one, looking)
    const options = { ...looking, height: 10, ghost: null, dim: (text: string) => text, bold: (text: string) => text }
    for (const open of [
      press(Line.lineOf("show "), { type: "text", text: "@zz" }),
      press(Line.lineOf("x"), key("tab"))
    ]) {
      assert.deepStrictEqual(lineRows(open.state, options).rows.slice(1), ["  (still looking)"])
      assert.deepStrictEqual(press(open.state, key("enter")).outcome, { type: "submit" })
      found = { from: 5, to: 8, items: [item("zz.txt")] }
      assert.include(lineRows(Line.again(open.state, looking), options).rows[1], "zz.txt")
      found = null
      assert.isNull(Line.again(open.state, looking).panel)
      found = { from: 5, to: 8, items: [] }
    }
  })
})

describe("the table of keys", () => {
  const labels = KEYMAP.flatMap(({ bindings }) => bindings.flatMap(({ keys }) => keys))
  it("binds no key twice, and writes each as it comes", () => {
    assert.deepStrictEqual(labels, [...new Set(labels)])
    for (const label of labels.flatMap((keys) => keys.split(" "))) {
      const one = key(label)
      assert.strictEqual(one.type === "key" ? keyLabel(one) : "", label)
    }
  })
})

const plain = (text: string): string => text
const anyKey: FastCheck.Arbitrary<Key> = FastCheck.oneof(
  FastCheck.constantFrom(
    ...KEYMAP.flatMap(({ bindings }) => bindings.flatMap(({ keys }) => keys.flatMap((one) => one.split(" "))))
  ).map(key),
  FastCheck.constantFrom("a", " ", "/", "@", "?", "!", "日本", "👨‍👩‍👧", "\u0301", "\udcff", "\\", "find", "n").map(
    (text) => ({ type: "text" as const, text })
  ),
  FastCheck.constantFrom("one\ntwo", "\u001b[2J", "", "x\t\u202e").map((text) => ({ type: "paste" as const, text })),
  FastCheck.constant<Key>({ type: "paste", text: "", tooLong: 9e6 }),
  FastCheck.constant<Key>({ type: "reply", text: "x" })
)

describe("what is shown", () => {
  const frame = { prompt: "> ", width: 40, height: 8, ghost: null, dim: plain, bold: plain }
  it.for<readonly [string, string, ReadonlyArray<string>, { readonly row: number; readonly cell: number }]>([
    ["a list under the line", "move n<tab down>", ["> move notes.", "  notes.txt", "> notes.md"], { row: 0, cell: 13 }],
    [
      "a search, with the cursor in what is looked for",
      "mine<ctrl+r>f",
      ["> mine", "Find: f", "> find pdf files"],
      { row: 1, cell: 7 }
    ],
    ["a search that finds nothing", "<ctrl+r>xy", ["> ", "Find: xy  (nothing fits)"], { row: 1, cell: 8 }],
    ["how to leave", "<ctrl+c>", ["> ", "Ctrl+C once more leaves (so does Ctrl..."], { row: 0, cell: 2 }]
  ])("%s", ([, script, rows, cursor]) =>
    assert.deepStrictEqual(lineRows(after(script).state, frame), { rows: [...rows], cursor })
  )
})

describe("whatever is pressed", () => {
  it("the state can be shown: rows fit, the cursor stands on a boundary, nothing can move the terminal's cursor", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.array(FastCheck.tuple(anyKey, FastCheck.nat(600)), { maxLength: 40 }),
        FastCheck.integer({ min: 20, max: 50 }),
        FastCheck.integer({ min: 1, max: 12 }),
        (keys, width, height) => {
          let state = Line.lineOf("")
          let now = 0
          for (const [one, wait] of keys) {
            now += wait
            const here = { ...context, width, now }
            state = Line.press(state, one, here).state
            assert.strictEqual(onBoundary(state.editor.text, state.editor.cursor), state.editor.cursor)
            const ghost = Line.ghostOf(state, here)
            const { cursor, rows } = lineRows(state, { prompt: "> ", width, height, ghost, dim: plain, bold: plain })
            assert.isAtMost(rows.length, height)
            assert.isBelow(cursor.row, rows.length)
            // oxlint-disable-next-line no-control-regex -- none of these may be shown as they are
            assert.notMatch(rows.join(""), /[\u0000-\u001f\u007f-\u009f\u202e]/)
          }
        }
      ),
      { numRuns: 300 }
    )
  })
})
