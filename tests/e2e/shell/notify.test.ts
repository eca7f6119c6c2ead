/** A person who looks elsewhere is called when a question waits: by the bell, or by a notification where the terminal shows one. */
import { mkdirSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { answerQuestion, askShell, askUpTo, it as kit, noPty, type OpenTerminal, shellPrompt } from "#kit"
import { pathLink } from "#cli/render/pathLink.ts"

const it = noPty === null ? kit : kit.skip
const BELL = "\u0007"
const ESCAPE = "\u001b"
const CALLS = new RegExp(`(?:${ESCAPE}\\]9;[^${BELL}]*)?${BELL}`, "g")

const askToDelete = async (shell: OpenTerminal): Promise<string> => {
  await shellPrompt(shell)
  const from = shell.writtenLength()
  await askUpTo(shell, "delete a.txt")
  const written = shell.written(from).text
  await answerQuestion(shell, "n")
  await shellPrompt(shell)
  return written
}

describe("a question that waits", () => {
  it.for([
    ["rings", {}, "", `${BELL}`],
    [
      "is told where the terminal shows it",
      { TERM_PROGRAM: "WezTerm" },
      "",
      `\u001b]9;zenus waits for an answer${BELL}`
    ],
    ["rings where that was chosen", { TERM_PROGRAM: "WezTerm" }, "ui: { notify: bell }\n", BELL],
    ["is quiet where that was chosen", {}, "ui: { notify: off }\n", ""]
  ] as const)("%s", async ([, env, config, call], { terminal, folder, home }) => {
    mkdirSync(home.zenusHome, { mode: 0o700 })
    if (config !== "") writeFileSync(join(home.zenusHome, "config.yaml"), config, { mode: 0o600 })
    writeFileSync(join(folder, "a.txt"), "")
    const shell = await terminal([], { env })
    const written = await askToDelete(shell)
    assert.deepStrictEqual(written.match(CALLS) ?? [], call === "" ? [] : [call])
  })

  it("is not there for a request that is answered at once", async ({ terminal }) => {
    const shell = await terminal()
    await shellPrompt(shell)
    assert.notInclude(await askShell(shell, "how many files are here?"), BELL)
  })
})

describe("paths of an answer", () => {
  it("are links where the terminal shows them, whatever they are called; elsewhere they are text", async ({
    terminal,
    folder
  }) => {
    const odd = "b \u001b]8;;evil\u0007.txt"
    for (const name of ["a.txt", odd]) writeFileSync(join(folder, name), "")
    const known = await terminal([], { env: { TERM_PROGRAM: "WezTerm" }, columns: 120 })
    await shellPrompt(known)
    const shown = await askShell(known, "list the txt files")
    assert.include(shown, pathLink("a.txt", join(folder, "a.txt"), hostname()))
    assert.include(shown, pathLink("b \\e]8;;evil\\x07.txt", join(folder, odd), hostname()))
    const plain = await terminal([], { columns: 120 })
    await shellPrompt(plain)
    assert.notInclude(await askShell(plain, "list the txt files"), "\u001b]8;")
  })
})
