/** The shell's own words, each as typed at its prompt. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { askShell, enterLine, it, noPty } from "#kit"
import { writeFiles } from "#kit/writeFiles.ts"

const AT_PROMPT = /❯$/m

describe.skipIf(noPty !== null)("words of the shell", () => {
  it("/help shows them, and every command of zenus, in one window", async ({ terminal: open }) => {
    const terminal = await open()
    await terminal.waitFor(AT_PROMPT, "the prompt")
    await enterLine(terminal, "/help")
    const text = (await terminal.waitFor(/Anything else is a request/, "the end of the help")).join("\n")
    assert.match(text, /❯ \/help$/m, "the line that asked for it is still to be seen")
    for (const word of [
      "help",
      "plan",
      "dry-run",
      "details",
      "undo",
      "redo",
      "history",
      "allow",
      "cwd",
      "edit",
      "theme",
      "quit",
      "stats",
      "costs"
    ])
      assert.include(text, `/${word}`)
    assert.match(text, /!COMMAND .*not in the journal/)
  })

  it("/plan and /dry-run are for one request, or for all until they end", async ({ folder, terminal: open }) => {
    writeFiles(folder, { "a.tmp": "x", "b.tmp": "y" })
    for (let at = 10; at < 25; at++) writeFiles(folder, { [`f${at}.log`]: "" })
    const terminal = await open([], { columns: 120 })
    await terminal.waitFor(AT_PROMPT, "the prompt")
    await enterLine(terminal, "/plan delete a.tmp")
    await terminal.waitFor(/Delete a\.tmp[\s\S]*❯$/m, "the plan")
    assert.match(
      await askShell(terminal, "/plan delete the log files"),
      /f19\.log\r?\n.*and 5 more \(\/details shows all\)/
    )
    await enterLine(terminal, "/details")
    await terminal.waitFor(/^ {2}delete f24\.log$/m, "every path")
    terminal.key("q")
    await terminal.waitFor(AT_PROMPT, "the prompt")
    assert.notMatch(terminal.screen().join("\n"), /f24/)
    for (const mode of ["plan", "dry-run"]) {
      await askShell(terminal, `/${mode}`)
      assert.match(terminal.screen()[terminal.cursor().y] ?? "", new RegExp(` ${mode} ❯$`))
      assert.match(await askShell(terminal, "delete b.tmp"), /Delete b\.tmp \(1 byte\)/)
      assert.match(await askShell(terminal, `/${mode}`), /Requests are carried out again\./)
    }
    assert.isTrue(existsSync(join(folder, "a.tmp")) && existsSync(join(folder, "b.tmp")))
    assert.notInclude(await askShell(terminal, "/history"), "delete")
  })

  it("/undo and /redo, /history with words", async ({ folder, terminal: open }) => {
    const terminal = await open([], { columns: 120 })
    await terminal.waitFor(AT_PROMPT, "the prompt")
    await enterLine(terminal, "create a folder named notes")
    await terminal.waitFor((rows) => existsSync(join(folder, "notes")) && AT_PROMPT.test(rows.join("\n")), "the folder")
    await enterLine(terminal, "/undo")
    await terminal.waitFor(/Taken back[\s\S]*❯$/m, "the undo")
    assert.isFalse(existsSync(join(folder, "notes")))
    await enterLine(terminal, "/redo")
    await terminal.waitFor(/Done again[\s\S]*❯$/m, "the redo")
    assert.isTrue(existsSync(join(folder, "notes")))
    await enterLine(terminal, "/history notes")
    await terminal.waitFor(/done.*create a folder named notes/, "the history")
    await enterLine(terminal, "/undo 3 of them")
    await terminal.waitFor(/It is not clear what is to be taken back: 3 of them[\s\S]*undo #3/, "what to write instead")
  })

  it("commands of zenus work behind a slash with their flags, and their mistakes do not end the shell", async ({
    terminal: open
  }) => {
    const terminal = await open([], { columns: 120, rows: 100 })
    await terminal.waitFor(AT_PROMPT, "the prompt")
    await enterLine(terminal, "/tools GitOps")
    await terminal.waitFor(/GitOps: [\s\S]*❯$/m, "a table of actions")
    await enterLine(terminal, "/costs --since nonsense")
    await terminal.waitFor(/--since[\s\S]*❯$/m, "a usage error")
    await enterLine(terminal, "/config show")
    await terminal.waitFor(/rulesFirst[\s\S]*❯$/m, "the configuration")
    await enterLine(terminal, "/stts")
    await terminal.waitFor(/There is no \/stts\.\n.*Did you mean \/stats\?/, "the nearest word")
    await enterLine(terminal, "/stats")
    await terminal.waitFor(/❯ \/stats\n[\s\S]*❯$/m, "its answer")
    await enterLine(terminal, "/quit")
    assert.strictEqual((await terminal.exit).exitCode, 0)
  })

  it("/theme says and changes what colours are for", async ({ terminal: open }) => {
    const terminal = await open([], { columns: 120, background: "#ffffff" })
    await terminal.waitFor(AT_PROMPT, "the prompt")
    await enterLine(terminal, "/theme dark")
    await terminal.waitFor(/for a dark background\./, "the choice")
    await enterLine(terminal, "/theme auto")
    await terminal.waitFor(/for a light background, as the terminal says/, "what the terminal says")
    await enterLine(terminal, "/theme pink")
    await terminal.waitFor(/There is no theme pink/, "a mistake")
  })
})
