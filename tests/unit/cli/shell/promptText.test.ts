import { assert, describe, it } from "vitest"
import * as fc from "fast-check"
import { colours } from "#cli/render/colour.ts"
import { displayWidth } from "#cli/render/displayWidth.ts"
import { cutMiddle, shortFolder } from "#cli/render/shortFolder.ts"
import { nextMode, promptText } from "#cli/shell/promptText.ts"

const look = { home: "/home/ada", width: 80, colours: colours(false), utf8: true }
const state = { cwd: "/home/ada/work", mode: "run" as const, fallback: null }

describe("the prompt", () => {
  it.each([
    [state, "~/work ❯ "],
    [{ ...state, mode: "plan" as const }, "~/work plan ❯ "],
    [{ ...state, mode: "dry-run" as const }, "~/work dry-run ❯ "],
    [{ ...state, fallback: "rules instead of anthropic" }, "~/work (rules instead of anthropic) ❯ "],
    [{ ...state, cwd: "/home/ada" }, "~ ❯ "],
    [{ ...state, cwd: "/home/adam" }, "/home/adam ❯ "],
    [{ ...state, cwd: "/tmp/a\u001b[2J\nb" }, "/tmp/a\\e[2J\\nb ❯ "]
  ])("%j", (shown, text) => {
    assert.strictEqual(promptText(shown, look), text)
  })

  it("is ASCII where nothing else can be shown, and cuts a long path in its middle", () => {
    const cwd = "/home/ada/projects/customers/north/reports/2026/november"
    assert.strictEqual(promptText({ ...state, cwd }, { ...look, utf8: false }), "~/proje...ts/2026/november > ")
    assert.strictEqual(
      promptText({ ...state, cwd }, { ...look, width: 200 }),
      "~/projects/cu…orth/reports/2026/november ❯ "
    )
  })

  it("says who answers in fewer words, and then not at all, before it takes half of the row", () => {
    const from = { ...state, cwd: "/home/ada/Downloads", fallback: "rules instead of anthropic" }
    assert.strictEqual(promptText(from, { ...look, width: 90 }), "~/Downloads (rules instead of anthropic) ❯ ")
    assert.strictEqual(promptText(from, look), "~/Downloads (rules) ❯ ")
    assert.strictEqual(promptText(from, { ...look, width: 40 }), "~/Downloads ❯ ")
  })

  it("says the mode at every width", () => {
    for (const width of [20, 40, 80, 200])
      assert.match(
        promptText({ ...state, mode: "dry-run", fallback: "rules instead of x" }, { ...look, width }),
        /dry-run/
      )
  })

  it("goes from one mode to the next", () => {
    assert.deepStrictEqual((["run", "plan", "dry-run"] as const).map(nextMode), ["plan", "dry-run", "run"])
  })
})

it("a home at the top shortens nothing", () => {
  assert.strictEqual(shortFolder("/etc", "/"), "/etc")
})

it("what is cut in its middle keeps both ends and never takes more than its cells", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 3, max: 40 }), (text, width) => {
      const cut = cutMiddle(text, width, "…")
      if (displayWidth(text) <= width) return assert.strictEqual(cut, text)
      assert.isAtMost(displayWidth(cut), width)
      const [front = "", back = ""] = cut.split("…")
      assert.isTrue(text.startsWith(front))
      if (!text.includes("…")) assert.isTrue(text.endsWith(back))
    })
  )
})
