/** The first seconds: what a new shell says, that it works at once, and that it keeps still when nobody does anything. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { askShell, atPrompt, cpuMs, it as kit, noPty, readRedraws, shellPrompt } from "#kit"

const it = noPty === null ? kit : kit.skip

/** The examples in the lines above the first prompt: they stand on the second line, apart by "or". */
const examplesIn = (rows: ReadonlyArray<string>): ReadonlyArray<string> =>
  rows[1]?.split(/\s+or\s+/).map((text) => text.trim()) ?? []

describe("the start", () => {
  it("says three lines at most, two examples in them, and then the prompt", async ({ terminal, sampleFiles }) => {
    const shell = await terminal([], { cwd: sampleFiles })
    await shellPrompt(shell)
    const rows = shell.screen().filter((row) => row !== "")
    assert.isAtMost(rows.length, 4, rows.join("\n"))
    assert.lengthOf(examplesIn(rows), 2, rows.join("\n"))
    assert.deepStrictEqual(shell.cursor().y, rows.length - 1)
    assert.match(rows.at(-1) ?? "", /❯$/)
    const { clears, alternateScreen } = readRedraws(shell.written().pieces)
    assert.deepStrictEqual({ clears, alternateScreen }, { clears: 0, alternateScreen: false })
    shell.key("ctrl+d")
    assert.deepStrictEqual(await shell.exit, { exitCode: 0, signal: null })
  })

  it("names examples that work here and now", async ({ terminal, sampleFiles, zenus }) => {
    const empty = join(sampleFiles, "nothing in it")
    mkdirSync(empty)
    for (const cwd of [sampleFiles, empty]) {
      const shell = await terminal([], { cwd })
      const examples = examplesIn(await shellPrompt(shell))
      assert.lengthOf(examples, 2)
      for (const example of examples) {
        const { exitCode, stderr } = await zenus(["plan", "--", example], { cwd })
        assert.strictEqual(exitCode, 0, `${example}: ${stderr}`)
      }
      await shell.close()
    }
  })

  it("breaks no example where the window is narrow", async ({ terminal, folder }) => {
    writeFileSync(join(folder, "a.log"), "")
    const shell = await terminal([], { columns: 60 })
    await shellPrompt(shell)
    assert.deepStrictEqual(shell.screen().slice(0, 3), [
      "Say: find the word error in the log files",
      "or:  compress all log files",
      "? shows the keys, /help tells more, Ctrl+D leaves."
    ])
  })

  it("puts the terminal back as it was", async ({ terminal }) => {
    const shell = await terminal()
    const before = shell.modes()
    await shellPrompt(shell)
    assert.isTrue(shell.modes().bracketedPaste)
    shell.key("ctrl+d")
    await shell.exit
    assert.deepStrictEqual(shell.modes(), before)
    assert.strictEqual(shell.cursor().x, 0)
  })

  it("answers what was typed before its prompt was there", async ({ terminal, folder }) => {
    writeFileSync(join(folder, "early.txt"), "")
    const shell = await terminal()
    shell.type("list the txt files")
    await shell.waitFor(/❯ list the txt files$/m, "what was typed ahead, unsubmitted")
    shell.key("enter")
    await shell.waitFor((rows) => rows.includes("early.txt") && atPrompt(shell), "its answer")
  })

  it("writes nothing and sleeps when nobody does anything", async ({ terminal, folder }) => {
    writeFileSync(join(folder, "one.txt"), "")
    const shell = await terminal()
    await shellPrompt(shell)
    await askShell(shell, "list the txt files")
    // What a request leaves to be tidied up is over when a second has passed without it.
    await shell.listen(1_000)
    const before = cpuMs(shell.pid)
    assert.strictEqual(await shell.listen(3_000), 0)
    assert.isAtMost(cpuMs(shell.pid) - before, 5)
  })
})
