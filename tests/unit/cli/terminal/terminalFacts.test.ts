import { assert, describe, it } from "vitest"
import {
  BACKGROUND_REPLY,
  backgroundHint,
  backgroundOf,
  has256Colours,
  isUtf8,
  showsLinks,
  showsNotifications,
  wantsPlainLines
} from "#cli/terminal/terminalFacts.ts"

const XTERM = { TERM: "xterm-256color" }

describe("the background", () => {
  it.each([
    ["\u001b]11;rgb:0000/0000/0000\u001b\\", "dark"],
    ["\u001b]11;rgb:ffff/ffff/ffff\u0007", "light"],
    ["\u001b]11;rgb:fd/f6/e3\u001b\\", "light"],
    ["\u001b]11;rgba:1e1e/1e1e/2e2e/ffff\u001b\\", "dark"],
    ["\u001b]11;rgb:0/2b/36\u001b\\", "dark"],
    ["\u001b[?62;22c", null],
    ["\u001b]11;?\u001b\\", null],
    [null, null]
  ] as const)("of the answer %j is %s", (reply, background) => {
    assert.strictEqual(backgroundOf(reply), background)
  })

  it("is asked for so that both answers end the waiting", () => {
    for (const reply of ["\u001b]11;rgb:0/0/0\u0007", "\u001b[?1;2c"]) assert.match(reply, BACKGROUND_REPLY)
    assert.notMatch("\u001b[24;80R", BACKGROUND_REPLY)
  })

  it.each([
    ["15;0", "dark"],
    ["0;15", "light"],
    ["0;7", "light"],
    ["7;8", "dark"],
    ["15;default;0", "dark"],
    ["default;default", null],
    ["", null]
  ])("of COLORFGBG=%s is %s", (value, background) => {
    assert.strictEqual(backgroundHint({ COLORFGBG: value }), background)
  })
})

describe("what a terminal is known for", () => {
  it.each([
    [{ ...XTERM }, [false, false]],
    [{ ...XTERM, TERM_PROGRAM: "iTerm.app" }, [true, true]],
    [{ ...XTERM, TERM_PROGRAM: "WezTerm" }, [true, true]],
    [{ ...XTERM, TERM_PROGRAM: "vscode" }, [true, false]],
    [{ ...XTERM, TERM_PROGRAM: "Apple_Terminal" }, [false, false]],
    [{ TERM: "xterm-kitty" }, [true, true]],
    [{ TERM: "foot-extra" }, [true, true]],
    [{ TERM: "alacritty" }, [true, false]],
    [{ ...XTERM, VTE_VERSION: "7200" }, [true, false]],
    [{ ...XTERM, VTE_VERSION: "4600" }, [false, false]],
    [{ ...XTERM, WT_SESSION: "1" }, [true, false]],
    // What stands between passes nothing on.
    [{ TERM: "tmux-256color", TERM_PROGRAM: "iTerm.app" }, [false, false]],
    [{ ...XTERM, TERM_PROGRAM: "WezTerm", TMUX: "/tmp/x,1,0" }, [false, false]],
    [{ TERM: "screen", STY: "1.x" }, [false, false]],
    [{ TERM: "dumb", TERM_PROGRAM: "WezTerm" }, [false, false]],
    [{}, [false, false]]
  ])("%j", (env, expected) => {
    assert.deepStrictEqual([showsLinks(env), showsNotifications(env)], expected)
  })

  it("is 256 colours by its name, and UTF-8 by the first locale variable that says something", () => {
    assert.deepStrictEqual([{ TERM: "xterm" }, XTERM, { TERM: "xterm", COLORTERM: "truecolor" }].map(has256Colours), [
      false,
      true,
      true
    ])
    assert.isTrue(isUtf8({ LANG: "en_US.UTF-8" }))
    assert.isTrue(isUtf8({ LC_ALL: "", LC_CTYPE: "C.utf8" }))
    assert.isFalse(isUtf8({ LC_ALL: "C", LANG: "en_US.UTF-8" }))
    assert.isFalse(isUtf8({}))
  })

  it("is plain lines where somebody wants them, or nothing else is possible", () => {
    assert.isFalse(wantsPlainLines(XTERM, "off"))
    assert.isTrue(wantsPlainLines(XTERM, "on"))
    assert.isTrue(wantsPlainLines({ ...XTERM, ZENUS_SCREEN_READER: "1" }, "off"))
    assert.isFalse(wantsPlainLines({ ...XTERM, ZENUS_SCREEN_READER: "0" }, "off"))
    assert.isTrue(wantsPlainLines({ TERM: "dumb" }, "off"))
    assert.isTrue(wantsPlainLines({}, "off"))
  })
})
