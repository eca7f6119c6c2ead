/** Where the shell stands: `cd`, "go to", back again; what is asked then is asked there. */
import { chmodSync, existsSync, mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { enterLine, it, noPty } from "#kit"
import { writeFiles } from "#kit/writeFiles.ts"

const at = (path: string): RegExp => new RegExp(`${path.replaceAll(/[^\w/-]/g, ".")} ❯$`, "m")

describe.skipIf(noPty !== null)("the folder of the shell", () => {
  it("changes by cd and in English, and is where requests are asked", async ({ folder, terminal: open }) => {
    writeFiles(folder, { "in/deep/a.txt": "x", "in/b.txt": "y", "top.txt": "z" })
    mkdirSync(join(folder, "it's here"))
    const terminal = await open([], { columns: 200 })
    await terminal.waitFor(/❯$/m, "the prompt")
    for (const [line, path] of [
      ["cd in", "in"],
      ["go to deep", "in/deep"],
      ["go up", "in"],
      ["cd -", "in/deep"],
      ["go back", "in"],
      ["cd ..", ""],
      ['cd "it\'s here"', "it's here"],
      ["/cwd ../in/deep", "in/deep"],
      ["cd ../../in/", "in"]
    ] as const) {
      await enterLine(terminal, line)
      await terminal.waitFor(at(path === "" ? folder.slice(-12) : path), line)
    }
    await enterLine(terminal, "list files")
    const rows = await terminal.waitFor(/^b\.txt\n[\s\S]*❯$/m, "the files of that folder")
    assert.notInclude(rows.join("\n"), "top.txt")
    await enterLine(terminal, "create a folder named new here")
    await terminal.waitFor(/new here[\s\S]*❯$/m, "a deed there")
  })

  it("stays where it was when there is no such folder, with near names", async ({ folder, terminal: open }) => {
    writeFiles(folder, { "Invoices/a.txt": "x", "file.txt": "y" })
    mkdirSync(join(folder, "shut"))
    chmodSync(join(folder, "shut"), 0)
    const terminal = await open([], { columns: 120 })
    await terminal.waitFor(/❯$/m, "the prompt")
    await enterLine(terminal, "cd Invoice")
    await terminal.waitFor(/There is no Invoice\.\n.*Did you mean Invoices\?/, "a near name")
    await enterLine(terminal, "cd file.txt")
    await terminal.waitFor(/file\.txt is no folder/, "that it is a file")
    await enterLine(terminal, "cd -")
    await terminal.waitFor(/nowhere else in this shell/, "that there is no way back")
    await enterLine(terminal, "/cwd")
    await terminal.waitFor((rows) => rows.includes(folder), "the folder as it was")
  })

  it("may be gone: that is said, nothing makes it again, and undo and cd work", async ({ folder, terminal: open }) => {
    writeFiles(folder, { "gone/a.txt": "x", "b.txt": "y" })
    const terminal = await open([], { columns: 120, rows: 40 })
    await terminal.waitFor(/❯$/m, "the prompt")
    await enterLine(terminal, "cd gone")
    await terminal.waitFor(at("gone"), "the folder")
    rmSync(join(folder, "gone"), { recursive: true })
    for (const [index, line] of ["list files", "create a folder named q", "!echo here"].entries()) {
      await enterLine(terminal, line)
      await terminal.waitFor(
        (rows) => rows.filter((row) => row.includes("This folder is not there any more")).length === index + 1,
        line
      )
      await terminal.waitFor(at("gone"), "the prompt")
    }
    await terminal.waitFor(/Go to another one: cd \.\./, "what to do")
    assert.isFalse(existsSync(join(folder, "gone")))
    await enterLine(terminal, "cd ..")
    await terminal.waitFor(at(folder.slice(-12)), "the folder above")
    await enterLine(terminal, "list files")
    await terminal.waitFor(/^b\.txt$/m, "what is asked there")
  })

  it("is answered by run with the path, and why the caller cannot be moved", async ({ folder, zenus }) => {
    writeFiles(folder, { "my dir/a.txt": "x" })
    const { exitCode, stderr, stdout } = await zenus(["go to 'my dir'"])
    assert.deepStrictEqual([exitCode, stdout.toString()], [0, `${join(folder, "my dir")}\n`])
    assert.include(
      stderr,
      `No program can move the shell that it was called from. Type: cd '${join(folder, "my dir")}'`
    )
  })
})
