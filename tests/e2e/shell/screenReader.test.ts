/**
 * For who listens: plain lines in the terminal's own line editing. Nothing is drawn over, no cursor is moved, questions are lines. The same
 * on a terminal that can no more (TERM=dumb).
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it as kit, noPty, type OpenTerminal, readQuestion, slowRenames } from "#kit"

const it = noPty === null ? kit : kit.skip

/** Everything but colours: what moves, erases, asks or switches; and what is faint. */
const ESCAPE = "\u001b"
const CONTROLS = new RegExp(`${ESCAPE}(?!\\[(?!2m)[\\d;]*m)|[\b\v\f]|\r(?!\r*\n)`)

const atPrompt = async (shell: OpenTerminal): Promise<void> => {
  await shell.waitFor(() => (shell.screen()[shell.cursor().y] ?? "").endsWith("❯"), "the prompt")
}

/** Types a line as a person does, and waits for the prompt after it. */
const ask = async (shell: OpenTerminal, line: string): Promise<string> => {
  const from = shell.writtenLength()
  shell.type(`${line}\r`)
  await shell.waitFor(() => shell.written(from).text.includes(`${line}\r\n`), "the line")
  await atPrompt(shell)
  return shell.written(from).text
}

const WAYS = [
  ["by the environment", { env: { ZENUS_SCREEN_READER: "1" } }, ""],
  ["by the configuration", {}, "ui: { screenReader: on }\n"],
  ["on a dumb terminal", { term: "dumb" }, ""]
] as const

describe("plain lines", () => {
  it.for(WAYS)(
    "%s: requests, an undo and a question, and nothing is drawn over",
    async ([, options, config], { terminal, folder, home }) => {
      mkdirSync(home.zenusHome, { mode: 0o700 })
      if (config !== "") writeFileSync(join(home.zenusHome, "config.yaml"), config, { mode: 0o600 })
      for (const name of ["a.txt", "b.txt"]) writeFileSync(join(folder, name), name)
      const shell = await terminal([], options)
      await atPrompt(shell)
      assert.match(await ask(shell, "list the txt files"), /1\. a\.txt\r\n2\. b\.txt\r\n/)
      assert.match(await ask(shell, "move all txt files to old"), /2 files .*moved into old/)
      assert.match(await ask(shell, "undo"), /Taken back/)
      assert.match(await ask(shell, "how big is the second one"), /"the second one": b\.txt/)
      // A row that the terminal had to break is one line of what scrolled by.
      assert.match(await ask(shell, "make me a coffee with milk"), /was not understood: it does not fit/)
      assert.deepStrictEqual(
        shell.scrollback().filter((line) => line.length > 80),
        []
      )
      shell.type("delete a.txt\r")
      await readQuestion(shell)
      shell.type("y\r")
      await atPrompt(shell)
      assert.isFalse(existsSync(join(folder, "a.txt")))
      shell.type("\u0004")
      assert.strictEqual((await shell.exit).exitCode, 0)
      assert.notMatch(shell.written().text, CONTROLS)
    }
  )

  it("are read in turn when they are typed ahead, and a half-typed one is cleared by Ctrl+C, which leaves with a second", async ({
    terminal,
    folder
  }) => {
    const shell = await terminal([], { env: { ZENUS_SCREEN_READER: "1" } })
    await atPrompt(shell)
    shell.type("create a folder named one\rcreate a folder named two\r")
    await shell.waitFor(/takes it back\.[\s\S]*takes it back\.[\s\S]*❯\s*$/, "both")
    assert.deepStrictEqual(readdirSync(folder).toSorted(), ["one", "two"])
    shell.type("create a folder named three")
    await shell.waitFor(/named three$/m, "half a line")
    shell.type("\u0003")
    await shell.waitFor(/Ctrl\+C again/, "what leaves")
    await ask(shell, "how many folders are here?")
    assert.deepStrictEqual(readdirSync(folder).toSorted(), ["one", "two"])
    shell.type("\u0003")
    await shell.waitFor(/Ctrl\+C again[\s\S]*Ctrl\+C again/, "what leaves")
    shell.type("\u0003")
    assert.strictEqual((await shell.exit).exitCode, 0)
  })

  it("stop by Ctrl+C what runs, with how far it came", async ({ terminal, folder }) => {
    for (let at = 0; at < 400; at++) writeFileSync(join(folder, `file${at}.txt`), "")
    const shell = await terminal([], { env: { ...slowRenames(), ZENUS_SCREEN_READER: "1" } })
    await atPrompt(shell)
    shell.type("copy all txt files to old\r")
    while (!existsSync(join(folder, "old"))) await shell.listen(5)
    shell.type("\u0003")
    await shell.waitFor(/Stopped: [\d,]+ of 400 copied; undo takes them back\./, "how far it came")
    await atPrompt(shell)
    assert.notMatch(shell.written().text, CONTROLS)
  })

  it("list under /rewind what can be taken back, look at the one that is said, and take back nothing without a yes", async ({
    terminal,
    folder
  }) => {
    for (const name of ["a.txt", "b.txt"]) writeFileSync(join(folder, name), name)
    const shell = await terminal([], { env: { ZENUS_SCREEN_READER: "1" } })
    await atPrompt(shell)
    assert.match(await ask(shell, "/rewind"), /Nothing that was done in this shell is left to take back/)
    await ask(shell, "move a.txt to old")
    await ask(shell, "move b.txt to new")
    const choose = async (number: string): Promise<void> => {
      const from = shell.writtenLength()
      shell.type("/rewind\r")
      await shell.waitFor(() => shell.written(from).text.includes("Enter for nothing: "), "what is asked")
      assert.match(shell.written(from).text, /\r\n#3 Move b\.txt into new[^\r]*\r\n#2 Move a\.txt into old/)
      shell.type(`${number}\r`)
    }
    await choose("")
    await shell.waitFor(/^Nothing was taken back\.$/m, "that nothing is")
    await atPrompt(shell)
    await choose("7")
    await shell.waitFor(/^There is no #7 in this list\. Nothing was taken back\.$/m, "that it is none")
    await atPrompt(shell)
    shell.type("/rewind\r")
    await shell.waitFor(/Enter for nothing:\s*$/, "what is asked")
    shell.type("\u0003")
    await shell.waitFor(
      (rows) => rows.filter((row) => row === "Nothing was taken back.").length === 2,
      "that it is none"
    )
    await atPrompt(shell)
    assert.notMatch(shell.written().text, /Ctrl\+C again/)
    await choose("2")
    await shell.waitFor(
      /Would be taken back: 2 deeds\nold goes\nold\/a\.txt goes back to a\.txt\n[\s\S]*Take it back\?/,
      "the look"
    )
    assert.deepStrictEqual(readdirSync(folder).toSorted(), ["new", "old"], "only looked at")
    const from = shell.writtenLength()
    shell.type("y\r")
    await shell.waitFor(() => /Taken back: move a\.txt to old/.test(shell.written(from).text), "the undo")
    await atPrompt(shell)
    assert.deepStrictEqual(readdirSync(folder).toSorted(), ["a.txt", "new"])
    assert.match(shell.written(from).text, /#8 .*undo #2\r\n/)
    assert.notMatch(shell.written().text, CONTROLS)
  })

  it("give what /edit wrote to be read, and ask for it after a yes", async ({ terminal, folder, home }) => {
    mkdirSync(home.zenusHome, { mode: 0o700 })
    const editor = join(home.zenusHome, "editor.sh")
    writeFileSync(editor, '#!/bin/sh\necho "create a folder named edited" > "$1"\n', { mode: 0o755 })
    const shell = await terminal([], { env: { ZENUS_SCREEN_READER: "1", EDITOR: editor, VISUAL: "" } })
    await atPrompt(shell)
    shell.type("/edit\r")
    await shell.waitFor(/create a folder named edited\nAsk for this\?/, "what was written")
    assert.deepStrictEqual(readdirSync(folder), [])
    shell.type("y\r")
    await shell.waitFor(/takes it back\.$/m, "that it is done")
    await atPrompt(shell)
    assert.deepStrictEqual(readdirSync(folder), ["edited"])
    assert.match(await ask(shell, "/theme light"), /Colours are for a light background/)
  })
})
