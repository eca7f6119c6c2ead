/**
 * Lines that refer to lines before: "the second one", "them", "undo #3", "try again", "why?", each as typed at the prompt, with what the
 * screen then says and what is on the disk.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { ask, askAnd, it, noPty, shellPrompt } from "#kit"
import { writeFiles } from "#kit/writeFiles.ts"

const WIDE = { columns: 120, rows: 50 }

const names = (folder: string): ReadonlyArray<string> => readdirSync(folder).toSorted()

describe.skipIf(noPty !== null)("references in the shell", () => {
  it("mean the things of a list, wherever they went since", async ({ folder, terminal: open }) => {
    writeFiles(folder, { "a.txt": "1", "b.txt": "22", "c.txt": "333" })
    mkdirSync(join(folder, "old"))
    const terminal = await open([], WIDE)
    await shellPrompt(terminal)
    assert.deepStrictEqual(await ask(terminal, "list the txt files"), ["a.txt", "b.txt", "c.txt"])
    assert.match(terminal.scrollback().join("\n"), /^#1 .*❯ list the txt files$/m)

    const asked = await askAnd(terminal, "now delete the second one", "y")
    assert.include(asked.join("\n"), '"the second one": b.txt (#1)')
    assert.include(asked.join("\n"), "Delete b.txt (2 bytes)")
    assert.deepStrictEqual(names(folder), ["a.txt", "c.txt", "old"])

    assert.include((await ask(terminal, "how big is the first")).join("\n"), "1 byte")
    assert.deepStrictEqual(await ask(terminal, "move it to old"), [
      '"it": a.txt (#3)',
      "a.txt moved into old",
      "undo takes it back."
    ])
    assert.isTrue(existsSync(join(folder, "old", "a.txt")))
    assert.deepStrictEqual(await ask(terminal, "show the first one"), ['"the first one": old/a.txt (#1)', "1"])

    await ask(terminal, "undo #2")
    assert.deepStrictEqual(names(folder), ["b.txt", "c.txt", "old"], "the delete alone, though a move came after it")
    assert.deepStrictEqual(await ask(terminal, "show it"), ['"it": b.txt (#6)', "22"])
    assert.deepStrictEqual(await ask(terminal, "delete them"), [
      'What do you mean by "them"? #7 spoke of one thing, and #1 of 3 things.',
      'Say "it" for b.txt, or "the files of #1" for all of them.'
    ])
    await askAnd(terminal, "delete it", "n")
    assert.deepStrictEqual(names(folder), ["b.txt", "c.txt", "old"])
  })

  it("mean the files in which a text was found, each once, and after an undo what is there again", async ({
    folder,
    terminal: open
  }) => {
    writeFiles(folder, { "a.txt": "milk\nmilk\n", "b.txt": "bread\n", "c.txt": "milk\n" })
    const terminal = await open([], WIDE)
    await shellPrompt(terminal)
    await ask(terminal, "search for milk in the txt files")
    assert.include((await ask(terminal, "show the second one")).join("\n"), '"the second one": c.txt (#1)')
    await ask(terminal, "copy c.txt to d.txt")
    await ask(terminal, "undo")
    assert.include((await ask(terminal, "delete it"))[0], "What #4 took back had made is gone with it.")
    const asked = await askAnd(terminal, "delete the files of #1", "y")
    assert.include(asked.join("\n"), "2 files")
    assert.deepStrictEqual(names(folder), ["b.txt"])
  })

  it("are asked about where nothing is meant, and nothing is done", async ({ folder, terminal: open }) => {
    writeFiles(folder, { "a.txt": "1", "b.txt": "2" })
    const terminal = await open([], WIDE)
    await shellPrompt(terminal)
    assert.deepStrictEqual(await ask(terminal, "delete it"), [
      'What do you mean by "it"? Nothing has been listed yet.',
      "Name it, or list things first: what are the 5 largest files here?"
    ])
    await ask(terminal, "list the txt files")
    assert.include((await ask(terminal, "delete it"))[0], 'What do you mean by "it"? #2 spoke of 2 things.')
    assert.deepStrictEqual(
      (await ask(terminal, "delete the fifth one"))[0],
      "There is no fifth one: #2 named 2 things."
    )
    await ask(terminal, "list the pdf files")
    assert.include((await ask(terminal, "delete them"))[0], "#5 found nothing.")
    assert.deepStrictEqual(names(folder), ["a.txt", "b.txt"])
  })

  it("are names, whatever those hold", async ({ folder, terminal: open }) => {
    const hostile = ["*", "a\nb.txt", 'it\'s "here".txt', "delete everything.txt"]
    for (const name of hostile) writeFileSync(join(folder, name), "x")
    writeFileSync(join(folder, "keep.txt"), "x")
    const terminal = await open([], WIDE)
    await shellPrompt(terminal)
    const listed = await ask(terminal, "list the files")
    assert.strictEqual(listed.length, 5)
    for (const [at, name] of hostile.entries()) {
      const place = [...hostile, "keep.txt"].toSorted().indexOf(name)
      const said = await askAnd(terminal, `delete number ${place + 1}`, "y")
      assert.isFalse(existsSync(join(folder, name)), `${at}: ${said.join("\n")}`)
    }
    assert.deepStrictEqual(names(folder), ["keep.txt"])
  })

  it("by the hundred go by one plan", async ({ folder, terminal: open }) => {
    mkdirSync(join(folder, "old"))
    writeFiles(folder, Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}.tmp`, "x"])))
    const terminal = await open([], WIDE)
    await shellPrompt(terminal)
    await ask(terminal, "list the tmp files")
    const said = await ask(terminal, "move them to old")
    assert.include(said.join("\n"), '"them": f0.tmp, f1.tmp, f10.tmp and 297 more (#1)')
    assert.deepStrictEqual([names(folder), names(join(folder, "old")).length], [["old"], 300])
    await ask(terminal, "undo that")
    assert.strictEqual(names(folder).length, 301)
    // What the plan of a deed says that is done at once is said beside its answer.
    writeFiles(folder, { "old/f0.tmp": "y" })
    assert.deepStrictEqual(await ask(terminal, "move f0.tmp to old"), [
      'Note: 1 name is taken: both are kept, the new one as "old/f0 (2).tmp".',
      "f0.tmp moved into old",
      "undo takes it back."
    ])
  })

  it("of lines: undo, the last three, and what cannot be", async ({ folder, terminal: open }) => {
    const terminal = await open([], WIDE)
    await shellPrompt(terminal)
    for (const name of ["one", "two", "three", "four"]) await ask(terminal, `create a folder named ${name}`)
    await ask(terminal, "undo #2")
    assert.deepStrictEqual(names(folder), ["four", "one", "three"])
    assert.deepStrictEqual(await ask(terminal, "undo #2"), [
      "#2 has been taken back already.",
      "Nothing was taken back."
    ])
    await ask(terminal, "undo 2")
    assert.deepStrictEqual(names(folder), ["one"])
    await ask(terminal, "redo")
    assert.deepStrictEqual(names(folder), ["four", "one", "three"])
    assert.include((await ask(terminal, "undo #99"))[0], "There is no #99")
    assert.include((await ask(terminal, "undo the delete"))[0], "There is no delete that could be taken back.")
    const done = await ask(terminal, "what did you do?")
    assert.match(done.join("\n"), /^#2 Create the folder two, taken back$/m)
    assert.match(done.join("\n"), /^#1 Create the folder one$/m)
  })

  it("after a failure: why, once more, with another name, in another folder", async ({ folder, terminal: open }) => {
    const other = join(dirname(folder), "other")
    mkdirSync(other)
    writeFiles(other, { "x.tmp": "x" })
    writeFiles(folder, { "b.txt": "b", "y.tmp": "y" })
    const terminal = await open([], WIDE)
    await shellPrompt(terminal)
    assert.include((await ask(terminal, "move a.txt to old.txt"))[0], "There is no a.txt")
    const why = await ask(terminal, "why?")
    assert.strictEqual(why[0], "#1 (move a.txt to old.txt) failed.")
    assert.include(why.join("\n"), "There is no a.txt")

    assert.include((await ask(terminal, "try again")).join("\n"), "There is no a.txt")
    writeFiles(folder, { "a.txt": "mended" })
    assert.strictEqual((await ask(terminal, "try again"))[0], "again (#3): move a.txt to old.txt")
    assert.deepStrictEqual(names(folder), ["b.txt", "old.txt", "y.tmp"])
    await ask(terminal, "delete z.txt")
    await askAnd(terminal, "try again with b.txt instead", "y")
    assert.deepStrictEqual(names(folder), ["old.txt", "y.tmp"])

    await askAnd(terminal, "delete the tmp files in this folder", "n")
    assert.include((await ask(terminal, "why?"))[1], "You said no")
    assert.include((await ask(terminal, "do the same in ../nowhere"))[0], "There is no folder ../nowhere here.")
    const same = await askAnd(terminal, "do the same in ../other", "y")
    assert.strictEqual(same[0], "in ../other: delete the tmp files in this folder")
    assert.deepStrictEqual([names(other), names(folder)], [[], ["old.txt", "y.tmp"]])
  })

  it("from before this shell: why, and once more", async ({ folder, terminal: open, zenus }) => {
    await zenus(["run", "--", "move a.txt to b.txt"])
    const terminal = await open([], WIDE)
    await shellPrompt(terminal)
    const why = await ask(terminal, "why?")
    assert.strictEqual(why[0], "Asked here before this shell: move a.txt to b.txt. It failed.")
    assert.include(why.join("\n"), "There is no a.txt")
    writeFiles(folder, { "a.txt": "a" })
    assert.strictEqual((await ask(terminal, "try again"))[0], "again: move a.txt to b.txt")
    assert.deepStrictEqual(names(folder), ["b.txt"])
  })

  it("are only looked at while requests are only planned", async ({ folder, terminal: open }) => {
    const terminal = await open([], WIDE)
    await shellPrompt(terminal)
    await ask(terminal, "create a folder named notes")
    await ask(terminal, "/plan")
    assert.deepStrictEqual(await ask(terminal, "undo"), ["Would be taken back: create a folder named notes (1 deed)"])
    await ask(terminal, "delete it")
    assert.deepStrictEqual(names(folder), ["notes"])
    await ask(terminal, "do it")
    assert.deepStrictEqual(names(folder), ["notes"])
    await ask(terminal, "/plan")
    await ask(terminal, "undo that")
    assert.deepStrictEqual(names(folder), [])
  })

  it("go by the same numbers on a terminal of plain lines", async ({ folder, terminal: open }) => {
    writeFiles(folder, { "a.txt": "a", "b.txt": "b" })
    const terminal = await open([], { ...WIDE, term: "dumb" })
    await shellPrompt(terminal)
    assert.match(terminal.screen()[terminal.cursor().y] ?? "", /^#1 .*❯$/)
    for (const line of ["list the txt files", "rename the second one to c.txt"]) {
      terminal.type(`${line}\n`)
      await terminal.waitFor(new RegExp(`❯ ${line}[\\s\\S]*\\n#\\d+ .*❯$`, "m"), `the answer to ${line}`)
    }
    assert.deepStrictEqual(names(folder), ["a.txt", "c.txt"])
    terminal.type("undo #2\n")
    await terminal.waitFor(/Taken back[\s\S]*\n#4 .*❯$/m, "the undo")
    assert.deepStrictEqual(names(folder), ["a.txt", "b.txt"])
  })
})
