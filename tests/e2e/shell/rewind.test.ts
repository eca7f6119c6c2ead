/** Escape twice on an empty line: what can be taken back, what that would restore, and that nothing happens unless a line is chosen. */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { askShell, askUpTo, enterLine, it, noPty, type OpenTerminal, shellPrompt, typeAnswer } from "#kit"
import { writeFiles } from "#kit/writeFiles.ts"

const TITLE = /^Take back which one\?/m

const opened = async (terminal: OpenTerminal): Promise<ReadonlyArray<string>> => {
  terminal.key("escape")
  terminal.key("escape")
  return await terminal.waitFor(TITLE, "the list")
}

describe.skipIf(noPty !== null)("Escape twice", () => {
  it("lists what stands, shows what undo would restore, and takes exactly that one back", async ({
    folder,
    terminal: open
  }) => {
    writeFiles(folder, { "a.txt": "a", "b.txt": "b" })
    const terminal = await open([], { columns: 100, rows: 40 })
    await shellPrompt(terminal)
    await askShell(terminal, "create a folder named old")
    await askUpTo(terminal, "delete b.txt")
    await typeAnswer(terminal, "y")
    await shellPrompt(terminal)
    await askShell(terminal, "move a.txt to old")
    await askShell(terminal, "list the files")

    const rows = await opened(terminal)
    const from = rows.findIndex((row) => TITLE.test(row))
    assert.match(
      rows.slice(from).join("\n"),
      /nothing\n.*#3 Move a\.txt into old.*\n.*#2 Delete b\.txt.*\n.*#1 Create the folder old/
    )
    assert.notMatch(rows.slice(from).join("\n"), /#4/, "what only read is not in it")

    // "Nothing" is chosen by Enter, and left by Escape: the disk is as it was.
    terminal.key("enter")
    await terminal.waitFor((now) => !now.some((row) => TITLE.test(row)), "no list")
    await opened(terminal)
    terminal.key("escape")
    await terminal.waitFor((now) => !now.some((row) => TITLE.test(row)), "no list")
    assert.deepStrictEqual([readdirSync(folder), readdirSync(join(folder, "old"))], [["old"], ["a.txt"]])

    await opened(terminal)
    terminal.key("down")
    await terminal.waitFor(
      /Would be taken back: 1 deed\nold\/a\.txt goes back to a\.txt/,
      "what the move would restore"
    )
    terminal.key("down")
    await terminal.waitFor(/b\.txt comes back/, "what the delete would restore")
    assert.isFalse(existsSync(join(folder, "b.txt")), "only looked at")
    terminal.key("enter")
    await terminal.waitFor(/^Taken back: delete b\.txt/m, "the undo")
    await shellPrompt(terminal)
    assert.match(terminal.scrollback().join("\n"), /^#5 .*❯ undo #2$/m)
    assert.deepStrictEqual([readdirSync(folder), readdirSync(join(folder, "old"))], [["b.txt", "old"], ["a.txt"]])

    assert.notMatch((await opened(terminal)).join("\n").split("Take back which one?").at(-1) ?? "", /#2/)
    terminal.key("escape")
  })

  it("says why one cannot be taken back", async ({ folder, terminal: open }) => {
    writeFiles(folder, { "a.txt": "a" })
    const terminal = await open([], { columns: 100 })
    await shellPrompt(terminal)
    await askShell(terminal, "move a.txt to b.txt")
    writeFiles(folder, { "a.txt": "somebody else's" })
    await opened(terminal)
    terminal.key("down")
    await terminal.waitFor(/Cannot be taken back: .*a\.txt/, "why not")
    terminal.key("escape")
    await shellPrompt(terminal)
  })

  it("without anything done says so", async ({ terminal: open }) => {
    const terminal = await open()
    await shellPrompt(terminal)
    terminal.key("escape")
    terminal.key("escape")
    await terminal.waitFor(/Nothing that was done in this shell is left to take back\./, "the sentence")
    await shellPrompt(terminal)
  })

  it.for(["/rewind", "what can I undo?"])("opens with words as well: %s", async (line, { folder, terminal: open }) => {
    writeFiles(folder, { "a.txt": "a", "b.txt": "b" })
    const terminal = await open([], { columns: 100, rows: 40 })
    await shellPrompt(terminal)
    await askShell(terminal, "move a.txt to old")
    await askShell(terminal, "move b.txt to new")
    await enterLine(terminal, line)
    await terminal.waitFor(TITLE, "the list")
    terminal.key("down")
    terminal.key("down")
    await terminal.waitFor(/old\/a\.txt goes back to a\.txt/, "what it would restore")
    terminal.key("enter")
    await terminal.waitFor(/^Taken back: move a\.txt to old/m, "the undo")
    await shellPrompt(terminal)
    assert.match(terminal.scrollback().join("\n"), /^#4 .*❯ undo #1$/m)
    assert.deepStrictEqual(readdirSync(folder), ["a.txt", "new"])
    assert.include(await askShell(terminal, "undo #1"), "#1 has been taken back already.")
  })

  it("is named, with the shell's own words, where a plain undo stopped", async ({ folder, terminal: open }) => {
    writeFiles(folder, { "a.txt": "a", "b.txt": "b" })
    const terminal = await open([], { columns: 120, rows: 40 })
    await shellPrompt(terminal)
    await askShell(terminal, "move a.txt to old")
    await askShell(terminal, "move b.txt to c.txt")
    writeFiles(folder, { "b.txt": "somebody else's" })
    const stopped = await askShell(terminal, "undo")
    assert.match(stopped, /Undo stopped at .*b\.txt/)
    assert.match(stopped, /take back the one before it \(move a\.txt to old\): undo #1\. \/rewind shows the others\./)
    assert.notInclude(stopped, "zenus undo")
  })
})
