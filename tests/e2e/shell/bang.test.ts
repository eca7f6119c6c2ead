/** `!command`: the user's own shell, the terminal lent to it, nothing in the journal. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { onTestFinished } from "vitest"
import { enterLine, it, noPty, openTerminal, zenusBin } from "#kit"

const AT_PROMPT = /❯$/m

describe.skipIf(noPty !== null)("a line that begins with !", () => {
  it("is run as typed, where the shell stands, and says once what it is", async ({ folder, terminal: open, zenus }) => {
    writeFileSync(join(folder, "a b.txt"), "x")
    const terminal = await open([], { columns: 120, env: { SHELL: "/bin/bash" } })
    await terminal.waitFor(AT_PROMPT, "the prompt")
    await enterLine(terminal, '!for i in 1 2; do echo "<$i>" *.txt; done | tee out; [[ -t 1 ]] && echo tty')
    const rows = await terminal.waitFor(/tty\n.*❯$/m, "its output")
    assert.include(rows.join("\n"), "not in the journal, and undo cannot take it back")
    assert.strictEqual(readFileSync(join(folder, "out"), "utf8"), "<1> a b.txt\n<2> a b.txt\n")
    await enterLine(terminal, "!exit 7")
    await terminal.waitFor(/Exit code 7\.\n.*❯$/m, "its exit code")
    const said = terminal.scrollback().filter((line) => line.includes("not in the journal"))
    assert.strictEqual(said.length, 1)
    await enterLine(terminal, "!cd /")
    await terminal.waitFor(/cd DIR, without the !\n.*❯$/m, "that it moved nobody")
    const history = await zenus(["history", "--json"])
    assert.deepStrictEqual(JSON.parse(history.stdout.toString()), { entries: [] })
  })

  it("gives the program the terminal: it reads keys, and Ctrl+C and Ctrl+\\ end it and not the shell", async ({
    terminal: open
  }) => {
    const terminal = await open([], { columns: 120, env: { SHELL: "/bin/sh" } })
    await terminal.waitFor(AT_PROMPT, "the prompt")
    await enterLine(terminal, '!echo reading; read answer; echo "got <$answer>"')
    await terminal.waitFor(/^reading$/m, "that it runs")
    await enterLine(terminal, "two words")
    await terminal.waitFor(/got <two words>\n.*❯$/m, "what it read")
    for (const [round, [key, signal]] of [
      ["ctrl+c", "SIGINT"],
      ["ctrl+\\", "SIGQUIT"],
      ["ctrl+c", "SIGINT"]
    ].entries()) {
      await enterLine(terminal, `!echo started ${round}; exec sleep 1000`)
      await terminal.waitFor(new RegExp(`^started ${round}$`, "m"), "that it runs")
      terminal.key(key ?? "")
      await terminal.waitFor(new RegExp(`started ${round}\\n.*Ended by ${signal}\\.\\n.*❯$`, "m"), "the shell again")
    }
    assert.notInclude(
      terminal
        .processes()
        .map(({ command }) => command)
        .join("\n"),
      "sleep"
    )
    await enterLine(terminal, "exit")
    assert.strictEqual((await terminal.exit).exitCode, 0)
  })

  it("that dies with the terminal in its own modes leaves one to go on with", async ({ terminal: open }) => {
    const terminal = await open([], { columns: 120, env: { SHELL: "/bin/sh" } })
    await terminal.waitFor(AT_PROMPT, "the prompt")
    await enterLine(terminal, String.raw`!stty raw -echo; printf '\033[?1049h\033[?1000h\033[?1h\033(0'; kill -9 $$`)
    await terminal.waitFor(/Ended by SIGKILL\.\n.*❯$/m, "the shell again")
    await enterLine(terminal, "!echo first; echo second; exec sleep 1000")
    const rows = await terminal.waitFor(/^first\nsecond$/m, "lines that begin at the left")
    assert.lengthOf(
      rows.filter((row) => row.includes("echo first")),
      1
    )
    terminal.key("ctrl+c")
    await terminal.waitFor(/Ended by SIGINT\.\n.*❯$/m, "the shell again")
    const { alternateScreen, applicationCursor, bracketedPaste, mouse } = terminal.modes()
    assert.deepStrictEqual(
      { alternateScreen, applicationCursor, bracketedPaste, mouse },
      { alternateScreen: false, applicationCursor: false, bracketedPaste: true, mouse: false }
    )
  })

  it("is stopped by Ctrl+Z together with the shell, and both go on with fg", async ({ env, folder }) => {
    const outer = await openTerminal({
      argv: ["bash", "--norc", "--noprofile", "-i"],
      cwd: folder,
      env: { ...env, PS1: "outer$ ", SHELL: "/bin/sh" }
    })
    onTestFinished(() => outer.close())
    await outer.waitFor(/outer\$$/m, "the other shell")
    outer.type(`'${process.execPath}' '${zenusBin}'\r`)
    await outer.waitFor(AT_PROMPT, "the prompt")
    await enterLine(outer, "!echo sleeping; exec sleep 1000")
    await outer.waitFor(/^sleeping$/m, "that it runs")
    outer.key("ctrl+z")
    await outer.waitFor(/Stopped[\s\S]*outer\$$/m, "the other shell again")
    await enterLine(outer, "fg")
    await outer.waitForProcesses(
      (found) => found.some(({ command, inFront }) => command === "sleep 1000" && inFront),
      "what was stopped"
    )
    outer.key("ctrl+c")
    await outer.waitFor(/Ended by SIGINT\.\n.*❯$/m, "the shell")
  })

  it("alone says what it is for", async ({ terminal: open }) => {
    const terminal = await open([], { columns: 120 })
    await terminal.waitFor(AT_PROMPT, "the prompt")
    await enterLine(terminal, "!")
    await terminal.waitFor(/!COMMAND is run by your own shell/, "help")
  })
})
