/** A list that filters as one types. */
import { assert, describe, it } from "vitest"
import { type Key, namedKey } from "#cli/editor/Key.ts"
import * as PickList from "#cli/editor/PickList.ts"

const items = ["#3 delete tmp", "#2 move a.txt", "#1 list files"].map((label) => ({
  insert: label,
  label,
  note: "done"
}))
const same = (text: string): string => text
const frame = { title: "Take back:", width: 40, height: 10, preview: [], dim: same, bold: same }

const after = (keys: ReadonlyArray<string>, nothing: string | null = "nothing"): PickList.Pressed => {
  let pressed: PickList.Pressed = { type: "open", list: PickList.open(items, nothing) }
  for (const key of keys) {
    if (pressed.type !== "open") break
    const [name = "", ...modifiers] = key.split("+").toReversed()
    const one: Key = key.startsWith("=")
      ? { type: "text", text: key.slice(1) }
      : namedKey(name, { ctrl: modifiers.includes("ctrl"), shift: modifiers.includes("shift") })
    pressed = PickList.press(pressed.list, one)
  }
  return pressed
}
const taken = (pressed: PickList.Pressed): string =>
  pressed.type === "taken" ? (pressed.item?.insert ?? "nothing") : pressed.type

describe("a list", () => {
  it.for<readonly [string, ReadonlyArray<string>, string]>([
    ["Enter at once takes nothing", ["enter"], "nothing"],
    ["the first item is one down", ["down", "enter"], "#3 delete tmp"],
    ["it goes round", ["up", "enter"], "#1 list files"],
    [
      "Tab, Shift+Tab, Ctrl+N, Ctrl+P choose, too",
      ["tab", "ctrl+n", "ctrl+p", "ctrl+n", "shift+tab", "enter"],
      "#3 delete tmp"
    ],
    ["a page stops at the end", ["pagedown", "enter"], "#1 list files"],
    ["what is typed filters, and nothing stays first", ["=mov", "enter"], "nothing"],
    ["then the one that fits", ["=mov", "down", "enter"], "#2 move a.txt"],
    ["letters may stand apart, in any case", ["=DTmp", "down", "enter"], "#3 delete tmp"],
    ["Backspace takes the filter back", ["=movx", "backspace", "down", "enter"], "#2 move a.txt"],
    ["Escape leaves", ["down", "escape"], "left"],
    ["Ctrl+C leaves", ["down", "ctrl+c"], "left"],
    ["keys that mean nothing change nothing", ["down", "f5", "left", "enter"], "#3 delete tmp"]
  ])("%s", ([, keys, item]) => assert.strictEqual(taken(after(keys)), item))

  it("without the line for nothing the first item is highlighted", () =>
    assert.strictEqual(taken(after(["enter"], null)), "#3 delete tmp"))
  it("the end of input leaves", () =>
    assert.strictEqual(PickList.press(PickList.open(items, null), { type: "end" }).type, "left"))
  it("a paste takes nothing", () =>
    assert.strictEqual(PickList.press(PickList.open(items, null), { type: "paste", text: "\n" }).type, "open"))

  it("shows what was typed, the lines, and what the highlighted one is about", () => {
    const { list } = { list: PickList.open(items, "nothing"), ...after(["=e", "down"]) }
    assert.deepStrictEqual(PickList.rows(list, frame), [
      "Take back:  e",
      "  nothing",
      "> #3 delete tmp  done",
      "  #2 move a.txt  done",
      "  #1 list files  done"
    ])
    const preview = Array.from({ length: 9 }, (_, line) => `restores ${line}`)
    assert.deepStrictEqual(PickList.rows(list, { ...frame, height: 9, preview }), [
      "Take back:  e",
      "  nothing",
      "> #3 delete tmp  done",
      "  #2 move a.txt  done",
      "  #1 list files  done",
      "restores 0",
      "restores 1",
      "restores 2",
      "... 6 more"
    ])
    assert.lengthOf(PickList.rows(list, { ...frame, height: 2, preview }), 2)
  })
})
