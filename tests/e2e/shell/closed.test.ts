/**
 * The terminal is closed in the midst of something: within a second no process is left, and the next start offers to finish the rest or
 * to take back what was done. Also as the job of a user's own shell, which the kernel tells first.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import {
  answerQuestion,
  askUpTo,
  diffTrees,
  enterLine,
  it as kit,
  noPty,
  type OpenTerminal,
  openTerminal,
  shellPrompt,
  slowdown,
  slowRenames,
  snapshotTree,
  zenusBin
} from "#kit"

const it = noPty === null ? kit : kit.skip
/** Each takes 5 ms. */
const FILES = 400

const manyFiles = (folder: string): void => {
  for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `file${at}.${at % 2 === 0 ? "jpg" : "txt"}`), "")
}

/** ms until nothing of the terminal runs any more. */
const untilGone = async (terminal: OpenTerminal): Promise<number> => {
  const at = performance.now()
  await terminal.waitForProcesses((found) => found.length === 0, "no process")
  return performance.now() - at
}

const organize = async (shell: OpenTerminal): Promise<void> => {
  await shellPrompt(shell)
  await enterLine(shell, "organize this folder by extension")
  await shell.waitFor(/(?:[3-9]|\d\d)%/, "progress")
}

describe("the terminal closed in the midst of a step", () => {
  it("leaves no process, and the next start offers to take back or to finish", async ({ terminal, folder }) => {
    manyFiles(folder)
    const before = snapshotTree(folder)
    const shell = await terminal([], { env: slowRenames() })
    await organize(shell)
    shell.hangUp()
    assert.isBelow(await untilGone(shell), 1_000 * slowdown())
    await shell.exit
    const left = readdirSync(folder).length
    assert.isAbove(left, 2, "it was done before the terminal was closed")
    assert.isBelow(left, FILES)

    const next = await terminal()
    await next.waitFor(/organize this folder by extension[\s\S]*(?:finish|take)/i, "the offer")
    await answerQuestion(next, "u")
    await shellPrompt(next, 50_000)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  }, 120_000)

  it("also as a job of another shell, with a program of the user's own", async ({ env, folder }) => {
    const shell = await openTerminal({
      argv: ["sh", "-c", `"$0" "$1"; true`, process.execPath, zenusBin],
      cwd: folder,
      env
    })
    try {
      await shellPrompt(shell)
      await enterLine(shell, "!echo begun; sleep 987")
      await shell.waitFor(/begun$/m, "what the program writes")
      await shell.waitForProcesses((found) => found.some(({ command }) => command === "sleep 987"), "the program")
      shell.hangUp()
      assert.isBelow(await untilGone(shell), 1_000 * slowdown())
    } finally {
      await shell.close()
    }
  })

  it("before anything was done: nothing is done, and the next start offers nothing", async ({ terminal, folder }) => {
    mkdirSync(join(folder, "kept"))
    writeFileSync(join(folder, "kept", "one.txt"), "")
    const shell = await terminal()
    await askUpTo(shell, "delete the folder kept")
    shell.hangUp()
    assert.isBelow(await untilGone(shell), 1_000 * slowdown())
    assert.isTrue(existsSync(join(folder, "kept", "one.txt")))
    const next = await terminal()
    const rows = await shellPrompt(next)
    assert.notMatch(rows.join("\n"), /take (?:it )?back|finish/i)
  })
})
