import { assert, describe, it } from "vitest"
import { callBytes, makeCall } from "#cli/terminal/notify.ts"

const KNOWN = { TERM: "xterm-kitty" }
const PLAIN = { TERM: "xterm-256color" }

describe("a call", () => {
  it("is a notification where the terminal shows one, else the bell", () => {
    assert.strictEqual(callBytes("zenus has a question", "auto", KNOWN), "\u001b]9;zenus has a question\u0007")
    assert.strictEqual(callBytes("zenus has a question", "auto", PLAIN), "\u0007")
    assert.strictEqual(callBytes("zenus has a question", "bell", KNOWN), "\u0007")
    assert.strictEqual(callBytes("zenus has a question", "off", KNOWN), "")
  })

  it("is no command, whatever the names in it are", () => {
    assert.strictEqual(callBytes("a\u0007b\u001b\\c\nd", "auto", KNOWN), "\u001b]9;a\\x07b\\e\\c\\nd\u0007")
    assert.strictEqual(callBytes("4;1;50", "auto", KNOWN), "\u001b]9; 4;1;50\u0007")
    assert.isBelow(callBytes("x".repeat(10_000), "auto", KNOWN).length, 140)
  })

  it("goes to a terminal only", () => {
    for (const isTerminal of [true, false]) {
      const written: Array<string> = []
      makeCall({ errIsTerminal: isTerminal, errRaw: (text) => void written.push(text) }, "bell", PLAIN)("x")
      assert.deepStrictEqual(written, isTerminal ? ["\u0007"] : [])
    }
  })
})
