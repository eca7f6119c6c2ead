/**
 * Scenario 6: the question before a deed, in the shell and in `zenus run`. Nothing but a whole answer, typed after it could be read, does
 * anything; every path can be seen before; and each way of not saying yes leaves all as it is and says so.
 */
import { spawn } from "node:child_process"
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import {
  answerQuestion,
  askUpTo,
  diffTrees,
  enterLine,
  noPty,
  type OpenTerminal,
  readQuestion,
  readRedraws,
  shellPrompt,
  slowRenames,
  snapshotTree,
  typeAnswer
} from "#kit"
import { withPlanner } from "#kit/slowPlanner.ts"
import { writeFiles } from "#kit/writeFiles.ts"

const it = noPty === null ? withPlanner : withPlanner.skip

const NOTHING_DONE = /nothing was done/
const DELETE = "delete the txt files here"

const textFiles = (folder: string): void =>
  writeFiles(folder, { "a.txt": "x".repeat(2048), "b.txt": "x".repeat(2048), "c.jpg": "x".repeat(2048) })

/** Each way of not saying yes to a question that waits. */
const NOES: ReadonlyArray<readonly [what: string, say: (terminal: OpenTerminal) => Promise<void>]> = [
  ["n", (terminal) => typeAnswer(terminal, "n")],
  ["Escape", async (terminal) => terminal.key("escape")],
  [
    "Escape behind a y",
    async (terminal) => {
      terminal.type("y")
      await terminal.waitFor(/\): y$/m, "the y")
      terminal.key("escape")
    }
  ],
  ["Ctrl+C", async (terminal) => terminal.key("ctrl+c")],
  ["Ctrl+D", async (terminal) => terminal.key("ctrl+d")]
]

describe("the question of zenus run", () => {
  it("says what, how many, how large, where, how risky and how it is undone; y does it", async ({
    folder,
    terminal
  }) => {
    textFiles(folder)
    const run = await terminal(["run", "--", DELETE])
    assert.deepStrictEqual(
      (await readQuestion(run)).filter((row) => row !== ""),
      [
        "#  What                  Count  Size  Where  Risk                  Undo",
        "1  Delete 2 files, 4 KB      2  4 KB  ./     2 changes or deletes  trash",
        "  delete a.txt  (2 KB)",
        "  delete b.txt  (2 KB)",
        "This changes or deletes. Do it? (y yes, n no, d details):"
      ]
    )
    // The terminal's own cursor stands where the answer goes.
    assert.deepStrictEqual(run.cursor(), { x: 58, y: 4 })
    await typeAnswer(run, "y")
    assert.strictEqual((await run.exit).exitCode, 0)
    assert.deepStrictEqual(readdirSync(folder), ["c.jpg"])
  })

  it.for(NOES)("leaves all as it is for %s, says so, exit code 3", async ([, say], { folder, terminal }) => {
    textFiles(folder)
    const before = snapshotTree(folder)
    const run = await terminal(["run", "--", DELETE])
    await readQuestion(run)
    await say(run)
    assert.strictEqual((await run.exit).exitCode, 3)
    assert.match(run.scrollback().join("\n"), NOTHING_DONE)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    // The terminal is as it was.
    assert.isFalse(run.modes().bracketedPaste)
  })

  it("leaves all as it is when the terminal is closed, and no process", async ({ folder, terminal }) => {
    textFiles(folder)
    const before = snapshotTree(folder)
    const run = await terminal(["run", "--", DELETE])
    await readQuestion(run)
    run.hangUp()
    await run.exit
    assert.deepStrictEqual(run.processes(), [])
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  })

  it("is not answered by what is typed and pasted while a plan is made", async ({ folder, slowPlanner, terminal }) => {
    textFiles(folder)
    const before = snapshotTree(folder)
    const run = await terminal(["run", "--", "remove the first of them, would you kindly"], { env: slowPlanner.env })
    await slowPlanner.asked
    run.type("y\r \r")
    run.paste("y\n".repeat(30))
    await run.typed()
    slowPlanner.goOn()
    const rows = await readQuestion(run)
    assert.isTrue(
      rows.some((row) => row.endsWith("):")),
      "something stands behind the question"
    )
    await typeAnswer(run, "n")
    assert.strictEqual((await run.exit).exitCode, 3)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  })

  it("does it at risk 3 for the shown word alone", async ({ terminal }) => {
    const child = spawn("sleep", ["600"], { stdio: "ignore" })
    const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()))
    try {
      const run = await terminal(["run", "--", `kill the process ${child.pid}`])
      const rows = await readQuestion(run)
      assert.match(rows.join("\n"), /cannot be undone\. +Type kill to do it \(n no, d details\):/)
      await typeAnswer(run, "y")
      await run.waitFor(/Type kill and Enter/, "the hint")
      assert.isNull(child.exitCode ?? child.signalCode)
      await typeAnswer(run, "kill")
      assert.strictEqual((await run.exit).exitCode, 0)
      await ended
    } finally {
      child.kill("SIGKILL")
    }
  })
})

describe("the question of the shell", () => {
  it("leaves all as it is for each way of not saying yes, says so, and the shell stays", async ({
    folder,
    terminal
  }) => {
    textFiles(folder)
    const before = snapshotTree(folder)
    const shell = await terminal()
    for (const [what, say] of NOES) {
      await askUpTo(shell, DELETE)
      const from = shell.writtenLength()
      await say(shell)
      await shell.waitFor(() => NOTHING_DONE.test(shell.written(from).text), `that nothing was done for ${what}`)
      await shellPrompt(shell)
      assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [], what)
    }
    shell.key("ctrl+d")
    assert.strictEqual((await shell.exit).exitCode, 0)
  })

  it("leaves all as it is when the terminal is closed, and no process", async ({ folder, terminal }) => {
    textFiles(folder)
    const before = snapshotTree(folder)
    const shell = await terminal()
    await askUpTo(shell, DELETE)
    shell.hangUp()
    await shell.exit
    assert.deepStrictEqual(shell.processes(), [])
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  })

  it("is answered by none of y, Enter, Space and a paste from while the plan was made, nor by Enter or a paste after", async ({
    folder,
    slowPlanner,
    terminal
  }) => {
    textFiles(folder)
    const before = snapshotTree(folder)
    const shell = await terminal([], { env: slowPlanner.env })
    await shellPrompt(shell)
    await enterLine(shell, "remove the first of them, would you kindly")
    await slowPlanner.asked
    shell.type("y\r \r")
    shell.paste("y\n".repeat(30))
    await shell.typed()
    slowPlanner.goOn()
    await readQuestion(shell)
    shell.key("enter")
    await shell.waitFor(/Type y and Enter to go on/, "the hint")
    shell.paste("y\n".repeat(30))
    await shell.waitFor(/Pasted text does not answer/, "the hint for a paste")
    shell.paste("y")
    shell.key("enter")
    await shell.waitFor((rows) => !rows.join("\n").includes("Pasted"), "the hint for Enter alone")
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    await typeAnswer(shell, "n")
    await shell.waitFor(NOTHING_DONE, "that nothing was done")
    // What was typed before the question is gone, too: a question drops it.
    await shellPrompt(shell)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  })

  it("says what the answers are for ?, until the next answer", async ({ folder, terminal }) => {
    textFiles(folder)
    const shell = await terminal()
    await askUpTo(shell, DELETE)
    await typeAnswer(shell, "?")
    await shell.waitFor(/ y +do it\n.* n +do nothing/, "the answers")
    await typeAnswer(shell, "d")
    await shell.waitFor(/^1-2 of 2 /m, "every path")
    shell.type("q")
    await shell.waitFor((rows) => !/do nothing/.test(rows.join("\n")), "no help")
  })

  it.for<readonly [columns: number, rows: number]>([
    [80, 24],
    [200, 50]
  ])(
    "shows all 500 paths for d, in pages, at %i columns and %i rows",
    async ([columns, height], { folder, terminal }) => {
      for (let at = 0; at < 500; at++) writeFileSync(join(folder, `file${at}.txt`), "")
      const shell = await terminal([], { columns, rows: height })
      const asked = await askUpTo(shell, DELETE)
      assert.include(asked, "  ... and 490 more (d shows all)")
      await typeAnswer(shell, "d")
      const pages: Array<string> = []
      let from = 1
      while (true) {
        const rows = await shell.waitFor(new RegExp(`^${from}-\\d+ of 500 `, "m"), `the page from ${from}`)
        pages.push(...rows)
        const [, last = ""] = /-(\d+) of 500 /.exec(rows.join("\n")) ?? []
        if (last === "500") break
        shell.type(" ")
        // The last page is full.
        from = Math.min(Number(last) + 1, 500 - (Number(last) - from))
      }
      for (let at = 0; at < 500; at++) assert.include(pages, `  delete file${at}.txt`)
      shell.type("q")
      await readQuestion(shell)
      await typeAnswer(shell, "n")
      await shell.waitFor(NOTHING_DONE, "that nothing was done")
      await shellPrompt(shell)
      // Nothing of the pages stays, no other screen was used, and nothing was erased half way.
      assert.lengthOf(
        shell.scrollback().filter((line) => line === "  delete file250.txt"),
        0
      )
      const redraws = readRedraws(shell.written().pieces)
      assert.deepStrictEqual([redraws.alternateScreen, redraws.clears, redraws.outside], [false, 0, []])
    }
  )

  it("stands on rows that are drawn anew when the window changes its size", async ({ folder, terminal }) => {
    textFiles(folder)
    const shell = await terminal()
    await askUpTo(shell, DELETE)
    shell.resize(40, 24)
    await shell.waitFor(/e edit, r reword, a\nallow/, "the question in narrow rows")
    shell.resize(120, 24)
    await shell.waitFor(
      /^Do it\? .*\? help\):$|This changes or deletes\. Do it\? .*help\):$/m,
      "the question in one row"
    )
    await typeAnswer(shell, "y")
    await shell.waitFor(/deleted/, "what was done")
    assert.isFalse(existsSync(join(folder, "a.txt")))
  })
})

describe("the rest of what was cut off", () => {
  it("is asked about through the keyboard that the shell has: each key is heard once", async ({ folder, terminal }) => {
    // Each takes 5 ms.
    const FILES = 400
    for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `file${at}.txt`), "")
    const first = await terminal([], { env: slowRenames() })
    await askUpTo(first, DELETE)
    await typeAnswer(first, "y")
    await first.waitFor(/\d of [\d,]+ \(\d+%\)/, "progress")
    first.kill()
    await first.exit
    const left = readdirSync(folder).length
    assert.isAbove(left, 0)
    assert.isBelow(left, FILES)
    const shell = await terminal()
    await shell.waitFor(/\(f finish, u undo, n not now\):$/m, "the offer")
    await answerQuestion(shell, "f")
    await readQuestion(shell)
    await typeAnswer(shell, "d")
    await shell.waitFor(/^1-22 of /m, "every path")
    shell.type(" ")
    await shell.waitFor(/^23-44 of /m, "one page further")
    // It leaves the pages, and stops nothing.
    shell.key("escape")
    await answerQuestion(shell, "y")
    await shell.waitFor(/deleted/, "what was done")
    await shellPrompt(shell)
    assert.deepStrictEqual(readdirSync(folder), [])
  })
})
