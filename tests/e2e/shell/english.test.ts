/**
 * English stays English (scenario 12): habits, pasted commands and questions at the prompt. Every program that such a line could start
 * lies in PATH as a trap that leaves a mark: none is ever started.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { ask, askAnd, diffTrees, enterLine, it, noPty, shellPrompt, snapshotTree } from "#kit"
import { writeFiles } from "#kit/writeFiles.ts"

const TRAPS =
  "sh bash env yes no exit ls rm mv cp mkdir cat find grep du df kill sort make clear npm docker sudo touch echo test y n why try explain go delete true"

/** A folder of programs that write their name into `marks`, and nothing else in PATH. */
const trapped = (base: string): { readonly path: string; readonly marks: string } => {
  const [path, marks] = [join(base, "traps"), join(base, "marks")]
  mkdirSync(path)
  mkdirSync(marks)
  for (const name of TRAPS.split(" ")) {
    writeFileSync(join(path, name), `#!/bin/sh\n: > '${marks}/${name}'\n`)
    chmodSync(join(path, name), 0o755)
  }
  return { path, marks }
}

const WIDE = { columns: 120, rows: 50 }

describe.skipIf(noPty !== null)("English at the prompt", () => {
  it("starts no program, and changes nothing that nobody said yes to", async ({ folder, terminal: open }) => {
    writeFiles(folder, { "a.txt": "a", "b.txt": "b", "build/x.o": "x", "node_modules/y/z.js": "z" })
    const other = join(dirname(folder), "b")
    mkdirSync(other)
    const { marks, path } = trapped(dirname(folder))
    const before = snapshotTree(folder)
    const terminal = await open([], { ...WIDE, env: { PATH: path } })
    await shellPrompt(terminal)

    assert.strictEqual((await ask(terminal, "yes"))[0], "There is no question now, so nothing was done.")
    assert.deepStrictEqual(await ask(terminal, "ls"), ["a.txt", "b.txt", "build/", "node_modules/"])
    const removal = await askAnd(terminal, "rm -rf build", "n")
    assert.strictEqual(removal[0], "read as: delete the folder 'build'")
    assert.include(removal.join("\n"), "Delete build with all in it")
    assert.include((await ask(terminal, "what's using port 1?")).join("\n"), "Nothing listens on port 1.")
    const explained = await ask(terminal, "explain what deleting node_modules would do")
    assert.include(explained.join("\n"), "Delete node_modules with all in it")
    assert.match((await ask(terminal, "what would happen if I deleted a.txt?")).join("\n"), /Delete a\.txt/)

    await ask(terminal, "go to ../b")
    assert.match(terminal.screen()[terminal.cursor().y] ?? "", /\/b ❯$/)
    assert.deepStrictEqual(await ask(terminal, "ls"), ["Nothing found."])
    await ask(terminal, "cd -")

    for (const line of ["delete the second one", "why?", "try again"]) await ask(terminal, line)
    for (const line of [
      "rm -rf build | x",
      "npm install",
      "ls && rm -rf build",
      "echo $HOME",
      "docker ps",
      "sudo rm -rf /"
    ]) {
      const lines = await ask(terminal, line)
      assert.match(lines[0] ?? "", /nothing was done|Nothing was done/, line)
      assert.strictEqual(lines.at(-1), `To run it in your own shell: !${line}`)
    }
    assert.include((await ask(terminal, "delete it")).join("\n"), "What do you mean by")
    for (const line of ["y", "no", "ok", "make a folder", "test", "why", "sort these by size"])
      await ask(terminal, line)

    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    assert.deepStrictEqual(readdirSync(marks), [], "programs that were started")
    await enterLine(terminal, "exit")
    assert.strictEqual((await terminal.exit).exitCode, 0)
    assert.isFalse(existsSync(join(marks, "exit")))
  })

  it("does what a pasted command means once it is said yes to", async ({ folder, terminal: open }) => {
    writeFiles(folder, { "a.txt": "a\nb\n", "b.txt": "b", "build/x.o": "x", "it's.txt": "x" })
    const { marks, path } = trapped(dirname(folder))
    const terminal = await open([], { ...WIDE, env: { PATH: path } })
    await shellPrompt(terminal)
    await askAnd(terminal, "rm -rf build", "y")
    await ask(terminal, "mkdir -p old/deep")
    await ask(terminal, "mv a.txt c.txt")
    await ask(terminal, "cp b.txt old")
    await askAnd(terminal, `rm "it's.txt"`, "y")
    assert.deepStrictEqual(readdirSync(folder).toSorted(), ["b.txt", "c.txt", "old"])
    assert.deepStrictEqual(readdirSync(join(folder, "old")).toSorted(), ["b.txt", "deep"])
    assert.deepStrictEqual(await ask(terminal, "cat c.txt"), ["a", "b"])
    assert.deepStrictEqual(await ask(terminal, "wc -l c.txt"), ["read as: count the lines of c.txt", "2"])
    assert.deepStrictEqual(readdirSync(marks), [])
  })

  it.for(["exit", "quit", "bye", "logout", ":q", "/quit"])("%s leaves", async (word, { terminal: open }) => {
    const terminal = await open()
    await shellPrompt(terminal)
    await enterLine(terminal, word)
    assert.strictEqual((await terminal.exit).exitCode, 0)
  })
})
