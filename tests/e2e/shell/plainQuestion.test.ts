/** The question on terminals that can only print lines, for screen readers, and when a signal comes. */
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { askUpTo, diffTrees, it as kit, noPty, type OpenTerminal, readQuestion, shellPrompt, snapshotTree } from "#kit"
import { writeFiles } from "#kit/writeFiles.ts"

const it = noPty === null ? kit : kit.skip

const NOTHING_DONE = /nothing was done/
const DELETE = "delete the txt files here"

const textFiles = (folder: string): void =>
  writeFiles(folder, { "a.txt": "x".repeat(2048), "b.txt": "x".repeat(2048), "c.jpg": "x".repeat(2048) })

describe("a signal while a question waits", () => {
  it.for(["xterm-256color", "dumb"])(
    "leaves all as it is, and ends what asks: TERM=%s",
    async (term, { folder, terminal }) => {
      textFiles(folder)
      const before = snapshotTree(folder)
      const run = await terminal(["run", "--", DELETE], { term })
      await readQuestion(run)
      run.kill("SIGTERM")
      assert.deepStrictEqual(await run.exit, { exitCode: 143, signal: null })
      assert.match(run.scrollback().join("\n"), NOTHING_DONE)
      const shell = await terminal([], { term })
      await askUpTo(shell, DELETE)
      shell.kill("SIGTERM")
      assert.deepStrictEqual(await shell.exit, { exitCode: 143, signal: null })
      assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    }
  )
})

describe("a terminal that can only print lines", () => {
  it("has the same question and answers, and not a control sequence", async ({ folder, terminal }) => {
    for (let at = 0; at < 30; at++) writeFileSync(join(folder, `file${at}.txt`), "")
    const before = snapshotTree(folder)
    const shell = await terminal([], { term: "dumb", rows: 50 })
    await shellPrompt(shell)
    shell.type(`${DELETE}\r`)
    await readQuestion(shell)
    shell.type("y\ry\r")
    await shell.waitFor(/Pasted text does not answer/, "the hint for a paste")
    shell.type("d\r")
    await shell.waitFor(/delete file29\.txt/, "every path")
    shell.key("ctrl+c")
    await shell.waitFor(NOTHING_DONE, "that nothing was done")
    await shellPrompt(shell)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    assert.notInclude(shell.written().text, "\u001b")
  })

  it("does it for y, and gives the request back to be written anew for e", async ({ folder, terminal }) => {
    textFiles(folder)
    const shell = await terminal([], { term: "dumb", rows: 50 })
    await shellPrompt(shell)
    shell.type(`${DELETE}\r`)
    await readQuestion(shell)
    shell.type("e\r")
    await shell.waitFor(/To be written again: delete the txt files here/, "the request")
    await shellPrompt(shell)
    shell.type("delete a.txt\r")
    await shell.waitFor((rows) => rows.filter((row) => row.endsWith("help):")).length === 2, "the second question")
    await readQuestion(shell)
    shell.type("y\r")
    await shell.waitFor(/a\.txt deleted/, "what was done")
    assert.deepStrictEqual(readdirSync(folder), ["b.txt", "c.jpg"])
    assert.notInclude(shell.written().text, "\u001b")
  })

  it.for<readonly [term: string, env: Record<string, string>]>([
    ["dumb", {}],
    ["xterm-256color", { ZENUS_SCREEN_READER: "1" }]
  ])(
    "means no by Ctrl+D, every time, and the shell stays until it is pressed on an empty line: %s %j",
    async ([term, env], { folder, terminal }) => {
      textFiles(folder)
      const shell = await terminal([], { term, env, rows: 50 })
      await shellPrompt(shell)
      for (const round of [1, 2]) {
        shell.type(`${DELETE}\r`)
        await shell.waitFor((rows) => rows.filter((row) => row.endsWith("help):")).length === round, "the question")
        await readQuestion(shell)
        shell.key("ctrl+d")
        await shell.waitFor((rows) => rows.filter((row) => NOTHING_DONE.test(row)).length === round, "that it is a no")
        await shellPrompt(shell)
      }
      shell.type("list files\r")
      await shell.waitFor(/^3\. c\.jpg$/m, "what is asked after it")
      await shellPrompt(shell)
      assert.deepStrictEqual(readdirSync(folder), ["a.txt", "b.txt", "c.jpg"])
      shell.key("ctrl+d")
      assert.deepStrictEqual(await shell.exit, { exitCode: 0, signal: null })
    }
  )

  it.for<readonly [what: string, say: (run: OpenTerminal) => void, exitCode: number]>([
    ["y", (run) => run.type("y\r"), 0],
    ["n", (run) => run.type("n\r"), 3],
    ["Ctrl+C", (run) => run.key("ctrl+c"), 3],
    ["Ctrl+D", (run) => run.key("ctrl+d"), 3]
  ])("asks in zenus run, too: %s", async ([, say, exitCode], { folder, terminal }) => {
    textFiles(folder)
    const run = await terminal(["run", "--", DELETE], { term: "dumb" })
    await readQuestion(run)
    say(run)
    assert.strictEqual((await run.exit).exitCode, exitCode)
    assert.deepStrictEqual(readdirSync(folder), exitCode === 0 ? ["c.jpg"] : ["a.txt", "b.txt", "c.jpg"])
    if (exitCode !== 0) assert.match(run.scrollback().join("\n"), NOTHING_DONE)
    assert.notInclude(run.written().text, "\u001b")
  })

  it("asks in plain lines for a screen reader", async ({ folder, terminal }) => {
    textFiles(folder)
    const run = await terminal(["run", "--", DELETE], { env: { ZENUS_SCREEN_READER: "1", NO_COLOR: "1" } })
    await readQuestion(run)
    run.type("y\r")
    assert.strictEqual((await run.exit).exitCode, 0)
    assert.notInclude(run.written().text, "\u001b")
  })
})
