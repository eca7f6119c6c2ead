import { assert, describe, it } from "vitest"
import * as Effect from "effect/Effect"
import { askForBackground, makeTheme } from "#cli/terminal/theme.ts"

describe("the theme", () => {
  it("is what was chosen, else what the terminal answered, else what is hinted at", () => {
    const theme = makeTheme({})
    assert.strictEqual(theme.background(), "unknown")
    theme.answered("light")
    assert.strictEqual(theme.background(), "light")
    theme.choose("dark")
    assert.deepStrictEqual([theme.background(), theme.choice()], ["dark", "dark"])
    theme.choose("auto")
    assert.strictEqual(theme.background(), "light")
    assert.strictEqual(makeTheme({ COLORFGBG: "0;15" }).background(), "light")
  })

  it.each([
    ["\u001b]11;rgb:ffff/ffff/ffff\u0007", "light"],
    ["\u001b[?62c", "dark"],
    [null, "dark"]
  ])("asks, and %j leaves it %s", async (reply, background) => {
    const theme = makeTheme({ COLORFGBG: "15;0" })
    await Effect.runPromise(askForBackground(theme, { ask: () => Effect.succeed(reply) }))
    assert.strictEqual(theme.background(), background)
  })
})
