import { assert, describe, it } from "vitest"
import { escapeName, escapeText } from "@zenus/core"

describe("escapeName", () => {
  it.each([
    ["a family", "👨\u200d👩\u200d👧 family.jpg"],
    ["a colour of skin between", "👩🏽\u200d💻.md"],
    ["a flag", "🏳\ufe0f\u200d🌈.png"]
  ])("leaves pictures joined: %s", (_, name) => {
    assert.strictEqual(escapeName(name), name)
    assert.strictEqual(escapeText(`${name}\n`), `${name}\n`)
  })

  it.each([
    ["between letters, where nothing of it is seen", "a\u200db", "a\\u{200d}b"],
    ["behind a picture alone", "👩\u200d.txt", "👩\\u{200d}.txt"],
    ["before a picture alone", "\u200d👩", "\\u{200d}👩"],
    ["twice between pictures", "👩\u200d\u200d👩", "👩\\u{200d}\\u{200d}👩"],
    ["of another kind", "👩\u200c👩", "👩\\u{200c}👩"]
  ])("shows a joiner %s", (_, name, shown) => {
    assert.strictEqual(escapeName(name), shown)
  })

  it("shows control, direction and what is no character, and keeps the ends of lines in a text", () => {
    assert.strictEqual(escapeName("a\u001b[2J\n\u202eb\udcff"), "a\\e[2J\\n\\u{202e}b\\xff")
    assert.strictEqual(escapeText("a\n\tb\u001b\r"), "a\n\tb\\e\\r")
  })
})
