/**
 * A request that was cut off, by a kill or by a terminal that was closed, is offered by the next start in its folder: finished, taken back
 * or left. Nothing is said elsewhere, and nothing where a person stopped it.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import {
  answerQuestion,
  askShell,
  diffTrees,
  enterLine,
  type Home,
  it as kit,
  noPty,
  type OpenTerminal,
  readQuestion,
  shellPrompt,
  snapshotTree,
  startZenus,
  typeAnswer
} from "#kit"
import { DONE, REQUEST, type StartModel, STORY, treeOf, withModel } from "#kit/killRounds.ts"

const world = withModel(kit)
const it = noPty === null ? world : world.skip
const FILES = 20_000
const OFFER = /was cut off[\s\S]*\(f finish, u undo, n not now\):/

/** So many that a deed over them takes a while, and a configuration with which nobody is asked about it. */
const manyFiles = (folder: string, { zenusHome }: Home): void => {
  mkdirSync(zenusHome, { recursive: true, mode: 0o700 })
  writeFileSync(join(zenusHome, "config.yaml"), "safety: { maxFiles: 100000 }\n", { mode: 0o600 })
  for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `file${at}.txt`), `${at}`)
}

const begin = async (shell: OpenTerminal, line: string): Promise<void> => {
  await shellPrompt(shell)
  await enterLine(shell, line)
  await shell.waitFor(/\d of [\d,]+ \(\d+%\).*Esc stops/, "progress")
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

const killed = async (shell: OpenTerminal, line: string): Promise<void> => {
  await begin(shell, line)
  process.kill(shell.pid, "SIGKILL")
  await shell.exit
}

describe("the offer", () => {
  it("says what it waits for to Enter alone, to what is none of the answers, and to a paste", async ({
    terminal,
    folder,
    home
  }) => {
    manyFiles(folder, home)
    await killed(await terminal(), "move all txt files to old")
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
    assert.isTrue(existsSync(join(folder, "old")))
    await shell.close()
  })
})

describe("a request that was killed", () => {
  it("is finished: what is left is done, and both parts can be taken back", async ({ terminal, folder, home }) => {
    manyFiles(folder, home)
    const before = snapshotTree(folder)
    await killed(await terminal(), "move all txt files to old")
    const moved = readdirSync(join(folder, "old")).length
    assert.isAbove(moved, 0)
    assert.isBelow(moved, FILES)
    const shell = await terminal()
    await answer(shell, "f")
    await shellPrompt(shell, 30_000)
    assert.strictEqual(readdirSync(join(folder, "old")).length, FILES)
    await askShell(shell, "undo", 30_000)
    assert.match(shell.screen().join("\n"), /The part before it was cut off: undo again takes it back\./)
    assert.strictEqual(readdirSync(join(folder, "old")).length, moved)
    await askShell(shell, "undo", 30_000)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    await shell.close()
    const next = await terminal()
    await offersNothing(next)
  }, 120_000)

  it("is taken back, byte for byte", async ({ terminal, folder, home }) => {
    manyFiles(folder, home)
    const before = snapshotTree(folder)
    await killed(await terminal(), "move all txt files to old")
    const shell = await terminal()
    await answer(shell, "undo")
    await shellPrompt(shell, 30_000)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
  })

  it("and that cannot go on by itself is done as a whole: every file is renamed once", async ({
    terminal,
    folder,
    home
  }) => {
    manyFiles(folder, home)
    await killed(await terminal(), "add the prefix x_ to all txt files")
    const shell = await terminal()
    await answer(shell, "f")
    await shell.waitFor(/taken back first/, "what it does")
    await shellPrompt(shell, 30_000)
    const names = readdirSync(folder)
    assert.lengthOf(names, FILES)
    assert.deepStrictEqual(
      names.filter((name) => !/^x_file\d+\.txt$/.test(name)),
      []
    )
  })

  it("is left as it is, and offered again; nothing is offered in another folder", async ({
    terminal,
    folder,
    home,
    base
  }) => {
    manyFiles(folder, home)
    const elsewhere = join(base, "elsewhere")
    mkdirSync(elsewhere)
    await killed(await terminal(), "move all txt files to old")
    const moved = readdirSync(join(folder, "old")).length
    const other = await terminal([], { cwd: elsewhere })
    await offersNothing(other)
    await other.close()
    for (const word of ["n", "no"]) {
      const shell = await terminal()
      await answer(shell, word)
      await shell.waitFor(/Left as it is/, "that nothing was done")
      assert.strictEqual(readdirSync(join(folder, "old")).length, moved)
      await shell.close()
    }
  })
})

describe("what a person stopped", () => {
  it("is not offered", async ({ terminal, folder, home }) => {
    manyFiles(folder, home)
    const shell = await terminal()
    await begin(shell, "move all txt files to old")
    shell.key("escape")
    await shell.waitFor(/Stopped/, "how far it came")
    shell.key("ctrl+d")
    await shell.exit
    const next = await terminal()
    await offersNothing(next)
  })
})

describe("a run that the system ended", () => {
  it.for([["SIGTERM"], ["SIGHUP"]] as const)(
    "by %s is offered as well",
    async ([signal], { terminal, folder, home }) => {
      manyFiles(folder, home)
      const before = snapshotTree(folder)
      const shell = await terminal()
      await begin(shell, "move all txt files to old")
      const at = performance.now()
      process.kill(shell.pid, signal)
      const { exitCode } = await shell.exit
      assert.isBelow(performance.now() - at, 1_000)
      assert.strictEqual(exitCode, signal === "SIGTERM" ? 143 : 129)
      const next = await terminal()
      await answer(next, "u")
      await shellPrompt(next, 30_000)
      assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    }
  )
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

it("a zenus run that the system ended is offered by a shell, too", async ({ terminal, folder, home, env }) => {
  manyFiles(folder, home)
  const before = snapshotTree(folder)
  const { child, finished } = startZenus({ args: ["run", "--", "move all txt files to old"], cwd: folder, env })
  const looker = await terminal()
  while (!existsSync(join(folder, "old"))) await looker.listen(5)
  child.kill("SIGTERM")
  assert.strictEqual((await finished).exitCode, 143)
  await looker.close()
  const shell = await terminal()
  await answer(shell, "u")
  await shellPrompt(shell, 30_000)
  assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
})

describe("a run in rounds that was killed", () => {
  it.for([["f"], ["u"]] as const)("goes on, or is taken back: %s", async ([word], { terminal, folder, env, model }) => {
    for (const name of ["a.txt", "b.txt"]) writeFileSync(join(folder, name), name)
    const before = snapshotTree(folder)
    const keys = await cutOff(model, folder, env)
    const shell = await terminal([], { env: keys })
    await shell.waitFor(/"tidy this up as you see fit" \(in rounds, .*\) was cut off/, "what was cut off")
    await answer(shell, word)
    await shellPrompt(shell)
    if (word === "f") assert.deepStrictEqual(treeOf(folder), DONE)
    else assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    await shell.close()
    const next = await terminal([], { env: keys })
    await offersNothing(next)
  })
})
