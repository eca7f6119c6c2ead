/** Advice that names the command, typed at the shell's prompt as it stands: it is run, and the next request goes by it. */
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { answerQuestion, askShell, askUpTo, it as kit, noPty, shellPrompt } from "#kit"
import { writeFiles } from "#kit/writeFiles.ts"

const it = noPty === null ? kit : kit.skip

describe("zenus before a line of the shell", () => {
  it("is the shell's own word; a root that is added holds for the next request", async ({ folder, terminal: open }) => {
    const other = join(dirname(folder), "other")
    writeFiles(other, { "z.txt": "z" })
    const shell = await open([], { columns: 160, rows: 40 })
    await shellPrompt(shell)
    await askShell(shell, "delete ../other/z.txt")
    const advice = /zenus config set safety\.roots '.*'/.exec(shell.scrollback().join("\n"))?.[0] ?? ""
    assert.include(advice, other)
    await askShell(shell, advice)
    assert.include(shell.scrollback().join("\n"), "read as: /config set safety.roots")
    await askUpTo(shell, "delete ../other/z.txt")
    await answerQuestion(shell, "y")
    await shellPrompt(shell)
    assert.isFalse(existsSync(join(other, "z.txt")))
  })
})
