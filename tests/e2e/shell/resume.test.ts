/**
 * A request that was cut off, by a kill or by a terminal that was closed, is offered by the next start in its folder: finished, taken back
 * or left. Nothing is said elsewhere, and nothing where a person stopped it.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe } from "@effect/vitest"
import {
  answerQuestion,
  askShell,
  askUpTo,
  beginInShell,
  diffTrees,
  escapeIsOver,
  it as kit,
  noPty,
  type OpenTerminal,
  readQuestion,
  shellPrompt,
  slowdown,
  slowRenames,
  snapshotTree,
  startZenus,
  typeAnswer
} from "#kit"
import { DONE, REQUEST, type StartModel, STORY, treeOf, withModel } from "#kit/killRounds.ts"

const world = withModel(kit)
const it = noPty === null ? world : world.skip
/** A move, or the end of a copy, takes 5 ms in a shell that is to be cut off. */
const FILES = 400
const MOVE = "move all txt files to old"
const COPY = "copy all txt files to old"
const OFFER = /was cut off[\s\S]*\(f finish, u undo, n not now\):/

const manyFiles = (folder: string): void => {
  for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `file${at}.txt`), `${at}`)
}

/** Answers the offer, once it hears. */
const answer = async (shell: OpenTerminal, word: string): Promise<void> => {
  await shell.waitFor(OFFER, "the offer")
  await answerQuestion(shell, word)
}

/** A line is not done before it is known. */
const offersNothing = async (shell: OpenTerminal): Promise<void> => {
  await shellPrompt(shell)
  await askShell(shell, "how many folders are here?")
  assert.notMatch(shell.screen().join("\n"), /f finish/)
}

const killed = async (shell: OpenTerminal, line: string, into?: string): Promise<void> => {
  await beginInShell(shell, line, into)
  process.kill(shell.pid, "SIGKILL")
  await shell.exit
}

/** A start whose look waits for another zenus at the state file, until `typed` has been typed; at the offer. */
const lookingLong = async (
  { ZENUS_HOME = "" }: Readonly<Record<string, string>>,
  start: () => Promise<OpenTerminal>,
  typed: string
): Promise<OpenTerminal> => {
  const held = new DatabaseSync(join(ZENUS_HOME, "zenus.db"))
  held.exec("BEGIN IMMEDIATE")
  const shell = await start()
  await shellPrompt(shell)
  shell.type(typed)
  held.close()
  await answer(shell, "n")
  await shell.waitFor(() => shell.beforeCursor().endsWith(typed), "what was typed, in the line again")
  await shell.close()
  return start()
}

describe("the offer", () => {
  it("says what it waits for to all that is no answer; no leaves all as it is, and it comes again, only there; undo takes all back", async ({
    base,
    folder,
    terminal
  }) => {
    manyFiles(folder)
    const elsewhere = join(base, "elsewhere")
    mkdirSync(elsewhere)
    const before = snapshotTree(folder)
    await killed(await terminal([], { env: slowRenames() }), COPY, join(folder, "old"))
    const copied = readdirSync(join(folder, "old")).length
    const shell = await terminal()
    await shell.waitFor(OFFER, "the offer")
    await readQuestion(shell)
    shell.key("enter")
    await shell.waitFor(/^Type one of these and Enter: f finish, u undo, n not now\.$/m, "a word to Enter alone")
    shell.paste("u")
    await shell.waitFor(/^Pasted text does not answer\. Type one of these/m, "a word to a paste")
    await typeAnswer(shell, "list")
    await shell.waitFor(/^Type one of these and Enter/m, "a word to what is none of them")
    shell.type("u\r")
    await shell.waitFor(/^Pasted text does not answer\./m, "a word to what came in one piece")
    await answer(shell, "n")
    await shell.waitFor(/^Left as it is\.$/m, "the end")
    await shell.close()

    const other = await terminal([], { cwd: elsewhere })
    await offersNothing(other)
    await other.close()
    const again = await terminal()
    await answer(again, "no")
    await again.waitFor(/Left as it is/, "that nothing was done")
    assert.strictEqual(readdirSync(join(folder, "old")).length, copied)
    await again.close()

    const last = await terminal()
    await answer(last, "undo")
    await shellPrompt(last, 30_000)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
  }, 120_000)
})

describe("a request that was killed", () => {
  it("is finished as a line of this shell, by one of two, also when it was cut off twice: one undo takes back all of it and nothing of another's; what was typed before the offer stands in the line again", async ({
    base,
    env,
    folder,
    terminal,
    zenus
  }) => {
    manyFiles(folder)
    const before = snapshotTree(folder)
    await killed(await terminal([], { env: slowRenames() }), MOVE)
    const moved = readdirSync(join(folder, "old")).length
    assert.isAbove(moved, 0)
    assert.isBelow(moved, FILES)
    await zenus(["run", "--", "create a folder named theirs"], { cwd: base })
    const second = await lookingLong(env, () => terminal([], { env: slowRenames() }), "list fi")
    await answer(second, "f")
    while (readdirSync(join(folder, "old")).length < moved + 10) await second.listen(5)
    process.kill(second.pid, "SIGKILL")
    await second.exit
    const since = readdirSync(join(folder, "old")).length
    assert.isBelow(since, FILES)
    const [shell, other] = [await terminal(), await terminal()]
    await other.waitFor(OFFER, "the offer")
    await answer(shell, "f")
    await shellPrompt(shell, 30_000)
    assert.strictEqual(readdirSync(join(folder, "old")).length, FILES)
    // The folder is a change, too.
    assert.include(shell.screen().join(" "), `was cut off: ${since + 1} of ${FILES + 1} changes are done.`)
    assert.match(shell.screen().join("\n"), /^#1 .*move all txt files to old$/m)
    await answer(other, "f")
    await other.waitFor(/^Another zenus has gone on with it meanwhile, so nothing was done\.$/m, "a word to the second")
    await other.close()

    await askShell(shell, "why?")
    assert.match(shell.screen().join("\n"), /^#1 \(move all txt files to old\) was done\.$/m)
    await askShell(shell, "undo", 30_000)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    assert.isTrue(existsSync(join(base, "theirs")))
    await askShell(shell, "redo", 30_000)
    assert.strictEqual(readdirSync(join(folder, "old")).length, FILES)
    for (const line of ["redo", "undo", "why?", MOVE]) {
      shell.key("up")
      await shell.waitFor(() => shell.beforeCursor().endsWith(line), `what was typed before: ${line}`)
    }
    await shell.close()
    const next = await terminal()
    await offersNothing(next)
  }, 120_000)

  it("and that cannot go on by itself is done as a whole: every file is renamed once", async ({ terminal, folder }) => {
    manyFiles(folder)
    await killed(await terminal([], { env: slowRenames() }), "add the prefix x_ to all txt files")
    const asked = await terminal()
    await answer(asked, "f")
    await asked.waitFor(/has to be taken back\s+first[\s\S]*Would be taken back: add the prefix/, "what it would do")
    await answerQuestion(asked, "n")
    await shellPrompt(asked)
    assert.isTrue(readdirSync(folder).some((name) => name.startsWith("x_")))
    await askShell(asked, "why?")
    assert.match(asked.screen().join("\n"), /was not done\.\nYou said no: what was cut off is left as it is\.$/m)
    await asked.close()
    const shell = await terminal()
    await answer(shell, "f")
    await shell.waitFor(/Take it back, and plan all of it anew\?/, "the question")
    await answerQuestion(shell, "y")
    await shellPrompt(shell, 30_000)
    const names = readdirSync(folder)
    assert.lengthOf(names, FILES)
    assert.deepStrictEqual(
      names.filter((name) => !/^x_file\d+\.txt$/.test(name)),
      []
    )
  }, 120_000)
})

describe("a request that ended otherwise", () => {
  it("by a person's Escape is not offered; by SIGTERM or SIGHUP it is, and zenus run, too: each is taken back", async ({
    env,
    folder,
    terminal
  }) => {
    manyFiles(folder)
    const before = snapshotTree(folder)
    const isAsBefore = (): void => assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])

    const stopped = await terminal([], { env: slowRenames() })
    await beginInShell(stopped, COPY, join(folder, "old"))
    stopped.key("escape")
    await stopped.waitFor(/Stopped/, "how far it came")
    await shellPrompt(stopped)
    await escapeIsOver(stopped)
    stopped.key("ctrl+d")
    await stopped.exit
    const after = await terminal([], { env: slowRenames() })
    await offersNothing(after)
    await askUpTo(after, "undo")
    await typeAnswer(after, "y")
    await after.waitFor(/^Taken back: /m, "the undo", 30_000)
    await shellPrompt(after)
    isAsBefore()

    let shell = after
    for (const [signal, wanted] of [
      ["SIGTERM", 143],
      ["SIGHUP", 129]
    ] as const) {
      await beginInShell(shell, COPY, join(folder, "old"))
      const at = performance.now()
      process.kill(shell.pid, signal)
      const { exitCode } = await shell.exit
      assert.isBelow(performance.now() - at, 1_000 * slowdown())
      assert.strictEqual(exitCode, wanted)
      shell = await terminal([], { env: slowRenames() })
      await answer(shell, "u")
      await shellPrompt(shell, 30_000)
      isAsBefore()
    }
    await shell.close()

    const { child, finished } = startZenus({
      args: ["run", "--", COPY],
      cwd: folder,
      env: { ...env, ...slowRenames() }
    })
    while (!existsSync(join(folder, "old"))) await shell.listen(5)
    child.kill("SIGTERM")
    assert.strictEqual((await finished).exitCode, 143)
    const next = await terminal()
    await answer(next, "u")
    await shellPrompt(next, 30_000)
    isAsBefore()
  }, 120_000)
})

/** Two rounds done, and the third asked for when it is killed. Gives the keys of the model. */
const cutOff = async (model: StartModel, folder: string, env: Readonly<Record<string, string>>) => {
  const kill = { now: (): unknown => undefined }
  const { keys } = await model(STORY, (round) => void (round === 3 && kill.now()))
  const started = startZenus({ args: ["run", "--iterative", "--", REQUEST], cwd: folder, env: { ...env, ...keys } })
  kill.now = () => started.child.kill("SIGKILL")
  await started.finished
  return keys
}

describe("a run in rounds that was killed", () => {
  it.for([["f"], ["u"]] as const)("goes on, or is taken back: %s", async ([word], { terminal, folder, env, model }) => {
    for (const name of ["a.txt", "b.txt"]) writeFileSync(join(folder, name), name)
    const before = snapshotTree(folder)
    const keys = await cutOff(model, folder, env)
    const shell = await terminal([], { env: keys })
    await shell.waitFor(/"tidy this up as you see fit" \(in rounds, .*\) was cut off/, "what was cut off")
    await answer(shell, word)
    await shellPrompt(shell)
    if (word === "f") {
      assert.deepStrictEqual(treeOf(folder), DONE)
      await askShell(shell, "undo")
    }
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    // All rounds are one line: what was taken back is done again by one word, without asking.
    await askShell(shell, "redo")
    if (word === "f") assert.deepStrictEqual(treeOf(folder), DONE)
    else assert.notDeepEqual(diffTrees(before, snapshotTree(folder)), [])
    await shell.close()
    const next = await terminal([], { env: keys })
    await offersNothing(next)
  })
})
