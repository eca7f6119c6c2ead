/** Scenario 8 on a real pseudo-terminal: Ctrl+C in the middle of a long deed; and the shell. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import {
  askShell,
  diffTrees,
  it as kit,
  noPty,
  noTerminal,
  onTerminal,
  shellPrompt,
  slowRenames,
  snapshotTree,
  zenusBin
} from "#kit"

const it = noTerminal === null ? kit : kit.skip

const argv = (...args: ReadonlyArray<string>): ReadonlyArray<string> => [process.execPath, zenusBin, ...args]
describe("Ctrl+C in the middle", () => {
  it("gives control back, says how far it came and how to take it back, exit code 130", async ({ folder, env }) => {
    // Each takes 5 ms.
    const FILES = 400
    for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `file${at}.txt`), "")
    const before = snapshotTree(folder)
    const { screen, exitCode } = await onTerminal({
      argv: argv("run", "--yes", "--", "move all txt files to old"),
      cwd: folder,
      env: { ...env, ...slowRenames() },
      timeoutMs: 50_000,
      keys: [{ after: /\d+%/, send: "\u0003" }]
    })
    assert.strictEqual(exitCode, 130, screen.slice(-2_000))
    assert.match(screen, /[\d,]+ of 40\d/)
    assert.include(screen, "zenus undo")
    const undone = await onTerminal({ argv: argv("undo"), cwd: folder, env, keys: [] })
    assert.strictEqual(undone.exitCode, 0, undone.screen)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    assert.lengthOf(readdirSync(folder), FILES)
  })
})

const inShell = noPty === null ? kit : kit.skip

describe("zenus alone", () => {
  inShell(
    "shows its prompt, answers a line, takes it back, and leaves with Ctrl+D",
    async ({ sampleFiles, terminal }) => {
      mkdirSync(join(sampleFiles, "old"))
      const before = snapshotTree(sampleFiles)
      const shell = await terminal([], { cwd: sampleFiles })
      await shellPrompt(shell)
      await askShell(shell, "list the mp3 files")
      assert.include(shell.scrollback(), "song.mp3")
      await askShell(shell, "how many mp3 files are here? and list the folders")
      assert.includeMembers([...shell.scrollback()], ["Count mp3 files here and below:", "List folders here:"])
      await askShell(shell, "move song.mp3 to old")
      assert.isTrue(existsSync(join(sampleFiles, "old", "song.mp3")))
      await askShell(shell, "/undo")
      assert.match(shell.scrollback().join("\n"), /Taken back/)
      assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleFiles)), [])
      shell.key("ctrl+d")
      assert.strictEqual((await shell.exit).exitCode, 0)
    }
  )
})
