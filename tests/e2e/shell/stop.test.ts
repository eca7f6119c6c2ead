/**
 * Esc and Ctrl+C in the midst of something (scenario 8): at once, with how far it came and how it is taken back, and the shell stays. What
 * is typed meanwhile stands in the next line, not submitted.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import {
  answerQuestion,
  askShell,
  beginInShell,
  diffTrees,
  enterLine,
  escapeIsOver,
  it as kit,
  noPty,
  type OpenTerminal,
  shellPrompt,
  slowdown,
  slowRenames,
  snapshotTree,
  typeText
} from "#kit"

const it = noPty === null ? kit : kit.skip
/** A move, or the end of a copy, takes 5 ms. */
const FILES = 400
/** So many that they cannot all be printed before a key is heard. */
const LISTED = 20_000
const COPY = "copy all txt files to old"
/** The shell has 100 ms, which `npm run bench:shell` holds it to; the rest is for another test that runs beside. */
const AT_ONCE_MS = 400

const manyFiles = (folder: string, count: number): void => {
  for (let at = 0; at < count; at++) writeFileSync(join(folder, `file${at}.txt`), `${at}`)
}

/** Presses a key and gives the milliseconds until this was written. */
const until = async (shell: OpenTerminal, key: string, written: RegExp): Promise<number> => {
  const from = shell.writtenLength()
  const at = performance.now()
  shell.key(key)
  await shell.waitFor(() => written.test(shell.written(from).text), `${written}`)
  return performance.now() - at
}

/** One that has ended and waits for its parent runs no more. */
const runs = (pid: string): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"))
  } catch {
    return false
  }
}

const numbers = (text: string): ReadonlyArray<number> =>
  [...text.matchAll(/([\d,]+) of ([\d,]+) copied/g)].flatMap(([, done = "", total = ""]) =>
    [done, total].map((figure) => Number(figure.replaceAll(",", "")))
  )

describe("what runs is stopped", () => {
  it.for([["escape"], ["ctrl+c"]] as const)(
    "by %s: at once, with what was done; undo is exact, and the shell stays",
    async ([key], { terminal, folder }) => {
      manyFiles(folder, FILES)
      const before = snapshotTree(folder)
      const shell = await terminal([], { env: slowRenames() })
      await beginInShell(shell, COPY, join(folder, "old"))
      const from = shell.writtenLength()
      const ms = await until(shell, key, /Stopped[^\n]*\n/)
      assert.isBelow(ms, AT_ONCE_MS * slowdown())
      await shellPrompt(shell)
      await escapeIsOver(shell)
      const said = shell.written(from).text
      assert.match(said, /Stopped: [\d,]+ of 400 copied; undo takes them back\./)
      const [done = 0, total] = numbers(said)
      assert.isAtLeast(done, 1)
      assert.isBelow(done, FILES)
      assert.deepStrictEqual([total, readdirSync(join(folder, "old")).length], [FILES, done])
      assert.deepStrictEqual(
        shell.processes().map(({ pid }) => pid),
        [shell.pid]
      )
      const answer = await askShell(shell, "undo", 50_000)
      assert.match(answer, /Taken back/)
      assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
      shell.key("ctrl+d")
      assert.deepStrictEqual(await shell.exit, { exitCode: 0, signal: null })
    }
  )

  it("and an undo in the midst of it, which the next one goes on with", async ({ terminal, folder }) => {
    manyFiles(folder, FILES)
    const before = snapshotTree(folder)
    const shell = await terminal([], { env: slowRenames() })
    await shellPrompt(shell)
    await askShell(shell, "move all txt files to old")
    await beginInShell(shell, "undo")
    const ms = await until(shell, "escape", /Stopped[^\n]*\n/)
    assert.isBelow(ms, AT_ONCE_MS * slowdown())
    await shellPrompt(shell)
    await escapeIsOver(shell)
    assert.isAbove(readdirSync(join(folder, "old")).length, 0)
    await askShell(shell, "undo", 50_000)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
  }, 120_000)

  it("by Ctrl+C twice within a second, which leaves", async ({ terminal, folder }) => {
    manyFiles(folder, FILES)
    const shell = await terminal([], { env: slowRenames() })
    await beginInShell(shell, COPY, join(folder, "old"))
    shell.key("ctrl+c")
    shell.key("ctrl+c")
    assert.deepStrictEqual(await shell.exit, { exitCode: 0, signal: null })
    assert.match(shell.written().text, /Stopped: [\d,]+ of 400 copied/)
    assert.isBelow(readdirSync(join(folder, "old")).length, FILES)
  })

  it("and what was typed meanwhile stands in the next line; a question drops it", async ({ terminal, folder }) => {
    manyFiles(folder, FILES)
    const shell = await terminal([], { env: slowRenames() })
    await beginInShell(shell, COPY, join(folder, "old"))
    shell.type("list the folders")
    shell.key("enter")
    shell.key("enter")
    await shell.typed()
    shell.key("escape")
    await shell.waitFor(/Stopped:[\s\S]*❯ list the folders$/m, "the next line")
    await escapeIsOver(shell)
    shell.key("ctrl+u")
    await typeText(shell, "delete the folder old")
    // In one piece with its Enter, so that it is there before the question, however fast that comes.
    shell.type("\ry\r")
    await answerQuestion(shell, "n")
    await shell.waitFor(() => shell.screen().at(shell.cursor().y)?.endsWith("❯") === true, "an empty line")
    assert.isAbove(readdirSync(join(folder, "old")).length, 0)
  })

  it("while a long answer is printed, of which no more comes", async ({ terminal, folder }) => {
    manyFiles(folder, LISTED)
    const shell = await terminal()
    await shellPrompt(shell)
    await enterLine(shell, "list all files")
    await shell.waitFor(/^file1\d*\.txt$/m, "the first of them")
    shell.key("escape")
    await shellPrompt(shell)
    await escapeIsOver(shell)
    assert.isBelow(shell.scrollback().filter((line) => line.startsWith("file")).length, LISTED)
    await askShell(shell, "how many txt files are here?")
    assert.match(shell.screen().join("\n"), /^20,?000$/m)
  })

  it("with a program that runs for it: none is left", async ({ terminal, folder, gitRepo }) => {
    const bin = join(folder, "bin")
    const pids = join(folder, "pids")
    mkdirSync(bin)
    const program = `#!/bin/sh
case "$*" in
  *log*) sleep 987 & echo $$ $! >${pids}.new; mv ${pids}.new ${pids}; wait;;
  *) exec /usr/bin/git "$@";;
esac
`
    writeFileSync(join(bin, "git"), program, { mode: 0o755 })
    const shell = await terminal([], {
      cwd: gitRepo.path,
      env: { PATH: `${bin}:${process.env["PATH"] ?? ""}` }
    })
    await shellPrompt(shell)
    await enterLine(shell, "show the git log")
    // It writes nothing on the screen.
    while (!existsSync(pids)) await shell.listen(20)
    const ms = await until(shell, "escape", /Stopped[^\n]*\n/)
    await shellPrompt(shell)
    const left = readFileSync(pids, "utf8").trim().split(" ").filter(runs)
    assert.deepStrictEqual(left, [])
    assert.isBelow(ms, AT_ONCE_MS * slowdown())
  })
})
