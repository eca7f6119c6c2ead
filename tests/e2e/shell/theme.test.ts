/** Colours for the background that the terminal has, asked for while the prompt is there already; none where nobody wants any. */
import { writeFileSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { askShell, it as kit, noPty, type OpenTerminal, shellPrompt } from "#kit"

const it = noPty === null ? kit : kit.skip
const QUERY = "\u001b]11;?"
const ESCAPE = "\u001b"
const COLOUR = new RegExp(`${ESCAPE}\\[((?:38;5;\\d+|3[0-7]))m`, "g")
const LOOK = new RegExp(`${ESCAPE}\\[[\\d;]*m`)

/** The codes of colours that were written from here on. */
const coloursFrom = (shell: OpenTerminal, from: number): ReadonlySet<string> =>
  new Set([...shell.written(from).text.matchAll(COLOUR)].map(([, code = ""]) => code))

/** The colours of a line's answer and of the prompt after it. */
const after = async (shell: OpenTerminal, line: string): Promise<ReadonlySet<string>> => {
  const from = shell.writtenLength()
  await askShell(shell, line)
  return coloursFrom(shell, from)
}

describe("the theme", () => {
  it.for([
    ["dark", "#101010", "36"],
    ["light", "#fdf6e3", "38;5;24"]
  ] as const)("is %s where the terminal says so", async ([, background, code], { terminal }) => {
    const shell = await terminal([], { background })
    await shellPrompt(shell)
    // The prompt does not wait for the question.
    await shell.waitFor(() => shell.written().text.includes(QUERY), "the question for the background")
    await askShell(shell, "how many files are here?")
    assert.deepStrictEqual([...(await after(shell, "how many files are here?"))], [code])
  })

  it("is for both where the terminal answers no query, and the prompt waits for none", async ({ terminal }) => {
    const shell = await terminal([], { mute: true })
    await shellPrompt(shell)
    await askShell(shell, "how many files are here?")
    assert.deepStrictEqual([...(await after(shell, "how many files are here?"))], ["38;5;30"])
  })

  it("is what was chosen, for good or until the shell is left", async ({ terminal, home }) => {
    mkdirSync(home.zenusHome, { mode: 0o700 })
    writeFileSync(join(home.zenusHome, "config.yaml"), "ui: { theme: light }\n", { mode: 0o600 })
    const shell = await terminal([], { background: "#000000" })
    await shellPrompt(shell)
    assert.deepStrictEqual([...(await after(shell, "how many files are here?"))], ["38;5;24"])
    await askShell(shell, "/theme dark")
    assert.deepStrictEqual([...(await after(shell, "how many files are here?"))], ["36"])
  })

  it("is none with NO_COLOR: nothing is asked, and every word is there", async ({ terminal }) => {
    const shell = await terminal([], { env: { NO_COLOR: "1" } })
    await shellPrompt(shell)
    assert.deepStrictEqual([...(await after(shell, "how many files are here?"))], [])
    assert.notInclude(shell.written().text, QUERY)
    assert.notMatch(shell.written().text, LOOK)
  })
})
