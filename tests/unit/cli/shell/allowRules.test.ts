import { assert, describe, it } from "@effect/vitest"
import type { AllowRule } from "@zenus/core"
import { allowFromNow, ruleLines } from "#cli/shell/allowRules.ts"
import { ruleText } from "#cli/terminal/decide.ts"

const rule = (action: string, under: string, until: number | null = null): AllowRule => ({ action, under, until })
const NOON = Date.UTC(2026, 10, 21, 12)

describe("the rules of a session", () => {
  it("are listed before those of the configuration, in one numbering, each with its end", () => {
    assert.deepStrictEqual(
      ruleLines(
        [rule("FileOps.delete", "/w/build")],
        [rule("FileOps.append", "/w/a b", NOON + 1), rule("FileOps.touch", "/w", NOON), rule("FileOps.touch", "/x")],
        NOON,
        120
      ),
      [
        "N  Action          Under     End",
        "1  FileOps.delete  /w/build  until you leave",
        '2  FileOps.append  "/w/a b"  until 2026-11-21T12:00:00.001Z',
        "3  FileOps.touch   /w        ended 2026-11-21T12:00:00.000Z",
        "4  FileOps.touch   /x        no end",
        "/allow revoke N takes one back; what cannot be undone is always asked about."
      ]
    )
  })

  it("say so where there are none", () => {
    assert.match(ruleLines([], [], NOON, 80).join(), /^No rules: everything at risk 2 is asked about\./)
  })

  it("show hostile folders escaped", () => {
    assert.include(ruleLines([rule("FileOps.delete", "/w/a\u001b[2J")], [], NOON, 80).join("\n"), "/w/a\\e[2J")
  })

  it("are kept once", () => {
    const state = { allowed: [rule("FileOps.delete", "/w")] }
    allowFromNow(state, [rule("FileOps.delete", "/w"), rule("FileOps.delete", "/x"), rule("FileOps.append", "/w")])
    assert.deepStrictEqual(
      state.allowed.map(({ action, under }) => `${action} ${under}`),
      ["FileOps.delete /w", "FileOps.delete /x", "FileOps.append /w"]
    )
  })
})

describe("the scope of a rule, in words", () => {
  it.each([
    ["below the folder", "/w/build", "FileOps.delete under ./build"],
    ["the folder itself", "/w", "FileOps.delete under this folder (/w)"],
    ["elsewhere", "/other/x", "FileOps.delete under /other/x"],
    ["with a blank", "/w/my files", 'FileOps.delete under "./my files"'],
    ["hostile", "/w/a\u001b[2J", "FileOps.delete under ./a\\e[2J"]
  ])("%s", (_, under, expected) => {
    assert.strictEqual(ruleText(rule("FileOps.delete", under), "/w"), expected)
  })
})
