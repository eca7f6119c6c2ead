/** Undo in a shell, where another shell, an earlier session or `zenus run` did something after it: named, looked at, asked about. */
import { existsSync, mkdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { answerQuestion, askShell, askUpTo, it as kit, noPty, type OpenTerminal, shellPrompt } from "#kit"

const it = noPty === null ? kit : kit.skip
const WIDE = { columns: 120, rows: 40 }

const text = (shell: OpenTerminal): string => shell.scrollback().join("\n")

describe("undo of what another one did", () => {
  it("comes after what this shell did, which is taken back at once; then it is named and asked about, and nothing is the default", async ({
    folder,
    terminal: open,
    zenus
  }) => {
    const other = join(dirname(folder), "other")
    mkdirSync(other)
    const shell = await open([], WIDE)
    await shellPrompt(shell)
    const [own, their] = [join(folder, "mine"), join(other, "theirs")]
    for (const [line, name] of [
      ["undo that", "before"],
      ["undo", "theirs"]
    ] as const) {
      await askShell(shell, "create a folder named mine")
      await zenus(["run", "--", `create a folder named ${name}`], { cwd: other })
      await askShell(shell, line)
      assert.isFalse(existsSync(own), `${line}: its own, at once`)
      assert.isTrue(existsSync(join(other, name)), line)
    }
    await askShell(shell, "create a folder named mine")
    for (const line of ["undo 2", "undo that", "undo"]) {
      await askUpTo(shell, line)
      assert.match(text(shell), /Not done in this shell: create a folder named theirs \(just now, in .*other\)/)
      assert.match(text(shell), /Would be taken back: create a folder named theirs \(1 deed, in .*other\)/)
      assert.match(text(shell), /Take (?:it|them) back\? \(y yes, n no\):$/m)
      await answerQuestion(shell, "n")
      await shellPrompt(shell)
      assert.match(text(shell), /Nothing was taken back\.$/m)
      assert.isTrue(existsSync(their), line)
      if (line !== "undo 2") continue
      assert.isTrue(existsSync(own))
      await askShell(shell, "/undo")
      assert.isFalse(existsSync(own))
    }
    await askUpTo(shell, "undo")
    shell.key("escape")
    await shellPrompt(shell)
    assert.isTrue(existsSync(their))
    await askUpTo(shell, "undo")
    await answerQuestion(shell, "y")
    await shellPrompt(shell)
    assert.isFalse(existsSync(their))
    assert.match(text(shell), /^Taken back: create a folder named theirs \(1 deed, in .*other\)$/m)
  })

  it("and what another one took back is done again only when agreed to; what this one took back at once", async ({
    folder,
    terminal: open,
    zenus
  }) => {
    const shell = await open([], WIDE)
    await shellPrompt(shell)
    await zenus(["run", "--", "create a folder named theirs"])
    await zenus(["undo"])
    await askUpTo(shell, "redo")
    assert.match(text(shell), /Not done in this shell: create a folder named theirs \(just now, in /)
    await answerQuestion(shell, "n")
    await shellPrompt(shell)
    assert.match(text(shell), /Nothing was done again\.$/m)
    assert.isFalse(existsSync(join(folder, "theirs")))
    await askShell(shell, "create a folder named mine")
    await askShell(shell, "undo")
    await askShell(shell, "redo")
    assert.isTrue(existsSync(join(folder, "mine")))
  })
})
