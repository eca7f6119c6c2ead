import { assert, describe, it } from "vitest"
import { type Key, namedKey } from "#cli/editor/Key.ts"
import { typedWith, unsubmitted } from "#cli/shell/typedAhead.ts"

const text = (text: string): Key => ({ type: "text", text })
const after = (...keys: ReadonlyArray<Key>): string => unsubmitted(keys.reduce(typedWith, ""))
const enter = namedKey("enter")

describe("what is typed while a line runs", () => {
  it("stands in the next line, with no Enter that would submit it", () => {
    assert.strictEqual(after(text("list "), text("files"), enter, enter), "list files")
    assert.strictEqual(after(text("one"), enter, text("two"), enter), "one\ntwo")
    assert.strictEqual(after({ type: "paste", text: "a\nb\n" }), "a\nb")
  })

  it("can be corrected at its end, by whole characters", () => {
    const back = namedKey("backspace")
    assert.strictEqual(after(text("ab"), back), "a")
    assert.strictEqual(after(text("x👩‍👩‍👧"), back), "x")
    assert.strictEqual(after(back), "")
    assert.strictEqual(after(text("abc"), namedKey("u", { ctrl: true }), text("d")), "d")
  })

  it("is not changed by keys that say nothing here", () => {
    const others = [namedKey("up"), namedKey("r", { ctrl: true }), { type: "reply", text: "\u001b[1;1R" }] as const
    assert.strictEqual(after(text("a"), ...others), "a")
  })

  it("takes no longer for a paste of line ends than for another", () => {
    const ends = "\n".repeat(150_000)
    assert.strictEqual(after({ type: "paste", text: `${ends}x` }), `${ends}x`)
    assert.strictEqual(after({ type: "paste", text: `a${ends}` }), "a")
  })

  it("is bounded", () => {
    assert.lengthOf(after({ type: "paste", text: "x".repeat(1024 * 1024) }, text("more")), 1024 * 1024)
  })
})
