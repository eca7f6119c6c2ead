/** What the shell proposes while one types: its own words, files, paths, and how a sentence goes on. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it as kit, noPty, type OpenTerminal, shellPrompt } from "#kit"
import { writeFiles } from "#kit/writeFiles.ts"

const it = noPty === null ? kit : kit.skip

/** What stands behind the prompt in the row of the cursor. */
const lineOf = (terminal: OpenTerminal): string =>
  /[❯>] ?(.*)$/.exec(terminal.screen()[terminal.cursor().y] ?? "")?.[1] ?? ""
const lineIs = (terminal: OpenTerminal, line: string): Promise<unknown> =>
  terminal.waitFor(() => lineOf(terminal) === line, `the line ${JSON.stringify(line)}`)
/** The rows under the line. */
const listOf = (terminal: OpenTerminal): ReadonlyArray<string> =>
  terminal
    .screen()
    .slice(terminal.cursor().y + 1)
    .filter((row) => row !== "")
const listHas = (terminal: OpenTerminal, shown: RegExp, what = String(shown)): Promise<unknown> =>
  terminal.waitFor(() => listOf(terminal).some((row) => shown.test(row)), what)
const listLacks = (terminal: OpenTerminal, shown: RegExp): Promise<unknown> =>
  terminal.waitFor(() => !listOf(terminal).some((row) => shown.test(row)), `no ${String(shown)}`)
const clear = async (terminal: OpenTerminal): Promise<void> => {
  terminal.key("ctrl+u")
  await terminal.waitFor(() => lineOf(terminal) === "" && listOf(terminal).length === 0, "an empty line")
}

describe("completion in the shell", () => {
  it("opens its own words behind a /, filters them, and takes one with Enter without submitting it", async ({
    terminal
  }) => {
    const shell = await terminal()
    await shellPrompt(shell)
    shell.type("/")
    await listHas(shell, /\/plan /)
    assert.isTrue(listOf(shell).some((row) => /\/help/.test(row)))
    shell.type("hi")
    await listLacks(shell, /\/plan/)
    assert.match(listOf(shell).join("\n"), /\/history +what was asked and done/)
    shell.key("enter")
    await lineIs(shell, "/history")
    assert.strictEqual(shell.scrollback().filter((row) => row.includes("/history")).length, 1)
    await clear(shell)
    shell.type("/")
    await listHas(shell, /\/plan /)
    shell.key("escape")
    await listLacks(shell, /\/plan /)
    assert.strictEqual(lineOf(shell), "/")
  })

  it("opens files behind an @, fuzzy, quoted as a request needs it, escaped, and never through links", async ({
    base,
    folder,
    terminal
  }) => {
    writeFiles(folder, {
      "notes.txt": "",
      "my notes.txt": "one\ntwo\n",
      "src/deep/main.ts": "",
      ".secret/notes.md": "",
      "sub/node_modules/notes.js": "",
      "bad\u001b[2Jnotes.txt": ""
    })
    mkdirSync(join(base, "outside"))
    writeFileSync(join(base, "outside", "notes-outside.txt"), "")
    symlinkSync(join(base, "outside"), join(folder, "link"))
    const shell = await terminal([], { columns: 120 })
    await shellPrompt(shell)
    shell.type("count the lines in @")
    await listHas(shell, /src\//)
    shell.type("notes")
    await listLacks(shell, /src\//)
    const list = listOf(shell).join("\n")
    assert.match(list, /^> notes\.txt/m)
    assert.include(list, "my notes.txt")
    assert.include(list, "bad\\e[2Jnotes.txt")
    assert.notMatch(list, /outside|secret|node_modules/)
    shell.key("down")
    await listHas(shell, /^> my notes\.txt/)
    shell.key("enter")
    await lineIs(shell, "count the lines in 'my notes.txt'")
    shell.key("enter")
    await shell.waitFor(/^2$/m, "the answer: exactly that file was meant")
    await shellPrompt(shell)
    shell.type("show @mnts")
    await listHas(shell, /src\/deep\/main\.ts/)
    await clear(shell)
    shell.type("show @.sec")
    await listHas(shell, /\.secret\/notes\.md/)
  })

  it("goes on with a path at Tab: the common beginning, the list, into a folder, the only one at once", async ({
    folder,
    terminal
  }) => {
    writeFiles(folder, { "Reports/march.txt": "", "Reports/may.txt": "", "invoice.pdf": "" })
    const shell = await terminal([], { columns: 120 })
    await shellPrompt(shell)
    shell.type("show inv")
    shell.key("tab")
    await lineIs(shell, "show invoice.pdf")
    await clear(shell)
    shell.type("show ./Re")
    shell.key("tab")
    // A folder was taken: what is in it comes next.
    await lineIs(shell, "show ./Reports/")
    await listHas(shell, /march\.txt/)
    shell.type("m")
    shell.key("tab")
    await shell.waitFor(() => lineOf(shell).startsWith("show ./Reports/m"), "the common beginning")
    shell.type("ay")
    await listLacks(shell, /march/)
    await clear(shell)
    shell.type("show ~/")
    shell.key("tab")
    shell.type("zzz")
    await lineIs(shell, "show ~/zzz")
    assert.deepStrictEqual(listOf(shell), [])
  })

  it("proposes how a sentence goes on, from the examples, the conditions and the words of the phrases", async ({
    terminal
  }) => {
    const shell = await terminal([], { columns: 120 })
    await shellPrompt(shell)
    shell.type("find dup")
    shell.key("tab")
    await listHas(shell, /find duplicate files/)
    await clear(shell)
    shell.type("find files larg")
    shell.key("tab")
    await listHas(shell, /larger than 100 MB/)
    await listHas(shell, /^ *largest/)
    shell.type("er")
    await listLacks(shell, /largest/)
    shell.key("enter")
    await lineIs(shell, "find files larger than 100 MB")
    await clear(shell)
    shell.type("sort words.txt alphabetically ig")
    shell.key("tab")
    await listHas(shell, /ignoring case/)
    shell.key("enter")
    await shell.waitFor(() => lineOf(shell).startsWith("sort words.txt alphabetically ignor"), "a word of the phrase")
  })

  it("has a list over 20,000 paths on the screen while it still looks, and all of them a moment later", async ({
    folder,
    terminal
  }) => {
    for (let at = 0; at < 80; at++) {
      const inner = join(folder, `dir${at}`)
      mkdirSync(inner)
      for (let one = 0; one < 250; one++) writeFileSync(join(inner, `report-${one}.txt`), "")
    }
    writeFileSync(join(folder, "dir79", "the-needle.md"), "")
    const shell = await terminal([], { columns: 120 })
    await shellPrompt(shell)
    shell.type("show ")
    await lineIs(shell, "show")
    const began = shell.now()
    shell.type("@")
    await listHas(shell, /dir0\//)
    const last = shell.written().pieces.at(-1)?.at ?? Infinity
    // Meant are 50 ms with 100,000 (bench:shell measures that); a machine that does other things gets ten times that.
    assert.isBelow(last - began, 500)
    shell.type("needle")
    await listHas(shell, /dir79\/the-needle\.md/)
    shell.key("enter")
    await lineIs(shell, "show dir79/the-needle.md")
  })
})
