/** Other terminals: what `TERM` says, small and large windows. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { askShell, it as kit, noPty, readRedraws, shellPrompt } from "#kit"

const it = noPty === null ? kit : kit.skip

describe("TERM=dumb", () => {
  it("reads plain lines, and writes no sequence at all", async ({ terminal, folder }) => {
    writeFileSync(join(folder, "one.txt"), "")
    const shell = await terminal([], { term: "dumb" })
    await shellPrompt(shell)
    shell.type("list the txt files\r")
    await shell.waitFor((rows) => rows.includes("one.txt"), "the answer")
    await shellPrompt(shell)
    assert.notInclude(shell.written().text, "\u001b")
    // The terminal's own line mode: its end of file.
    shell.key("ctrl+d")
    assert.strictEqual((await shell.exit).exitCode, 0)
  })
})

describe("TERM=screen", () => {
  it("works without what screen does not know", async ({ terminal, folder }) => {
    writeFileSync(join(folder, "one.txt"), "")
    const shell = await terminal([], { term: "screen", mute: true })
    await shellPrompt(shell)
    await askShell(shell, "list the txt files")
    assert.include(shell.scrollback(), "one.txt")
    assert.deepInclude(readRedraws(shell.written().pieces), { alternateScreen: false, clears: 0 })
    shell.key("ctrl+d")
    assert.strictEqual((await shell.exit).exitCode, 0)
  })
})

describe("windows", () => {
  it.for<readonly [number, number]>([
    [80, 24],
    [200, 50],
    [40, 10],
    [20, 4]
  ])(
    "%i x %i: the prompt, an answer taller than it, every line of it once",
    async ([columns, rows], { folder, terminal }) => {
      const names = Array.from({ length: 60 }, (_, at) => `file${String(at).padStart(2, "0")}.txt`)
      for (const name of names) writeFileSync(join(folder, name), "")
      const shell = await terminal([], { columns, rows })
      await shellPrompt(shell)
      await askShell(shell, "list the txt files")
      const lines = shell.scrollback()
      assert.deepStrictEqual(
        lines.filter((line) => /^file\d\d\.txt$/.test(line)),
        names
      )
      assert.deepInclude(readRedraws(shell.written().pieces), { alternateScreen: false, clears: 0 })
    }
  )
})
