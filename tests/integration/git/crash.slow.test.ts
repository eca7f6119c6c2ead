/**
 * `kill -9` at moments spread evenly over the whole of a deed, its undo and its redo, on hundreds of files: afterwards one undo
 * (which settles first) always finds the way back to the byte. The moments are parts of a measured run, so where they
 * fall differs from machine to machine; that they all pass is what is promised.
 */
import { appendFileSync, readdirSync, unlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { diffTrees, type GitRepo, it as base } from "#kit"
import { manyFiles, startSteps } from "./crash.ts"
import { type Place, redo, undo } from "./throughExecutor.ts"
import { assertSame, type RepositoryState, stateOf } from "./world.ts"

const FILES = 600
/** Kills for each deed, undo and redo. */
const KILLS = 12

const it = base.extend("place", ({ gitRepo, home, env }): Place => {
  manyFiles(gitRepo, FILES)
  return { cwd: gitRepo.path, home: home.path, zenusHome: home.zenusHome, env }
})

type Steps = Parameters<typeof startSteps>[1]

/** How long a whole run takes, in milliseconds. */
const measure = async (place: Place, steps: Steps): Promise<number> => {
  const from = performance.now()
  const said = await startSteps(place, steps).ended
  assert.strictEqual(said, "done\n")
  return performance.now() - from
}

const killAt = async (place: Place, steps: Steps, afterMs: number): Promise<void> => {
  const { child, ended } = startSteps(place, steps)
  const timer = setTimeout(() => child.kill("SIGKILL"), afterMs)
  await ended
  clearTimeout(timer)
}

const moments = (durationMs: number): ReadonlyArray<number> =>
  Array.from({ length: KILLS }, (_, n) => (durationMs * (n + 1)) / (KILLS + 1))

/** Takes back whatever stands, until nothing does. */
const undoAll = async (place: Place): Promise<void> => {
  for (;;) {
    const { stopped, undone } = await undo(place)
    assert.isNull(stopped)
    if (undone.length === 0) return
  }
}

const survive = async (place: Place, repo: GitRepo, steps: Steps): Promise<void> => {
  const before: RepositoryState = stateOf(repo)
  const doing = await measure(place, steps)
  const undoing = await measure(place, "undo")
  assertSame(before, stateOf(repo))
  const redoing = await measure(place, "redo")
  await undoAll(place)
  assertSame(before, stateOf(repo))
  for (const at of moments(doing)) {
    await killAt(place, steps, at)
    await undoAll(place)
    assertSame(before, stateOf(repo))
  }
  for (const at of moments(undoing)) {
    await measure(place, steps)
    await killAt(place, "undo", at)
    await undoAll(place)
    assertSame(before, stateOf(repo))
  }
  for (const at of moments(redoing)) {
    await measure(place, steps)
    const made = stateOf(repo)
    await undoAll(place)
    await killAt(place, "redo", at)
    // A redo that was cut off is continued by the next one.
    assert.isNull((await redo(place)).stopped)
    const again = stateOf(repo)
    assert.deepStrictEqual(diffTrees(made.tree, again.tree, { folderTimes: false }), [])
    assert.deepStrictEqual({ ...again, tree: null }, { ...made, tree: null })
    await undoAll(place)
    assertSame(before, stateOf(repo))
  }
}

/** Changes, new files and a deletion that are not committed. */
const mess = (repo: GitRepo): void => {
  for (let n = 0; n < FILES; n += 3) appendFileSync(join(repo.path, `f${Math.floor(n / 100)}`, `${n}.txt`), "mine\n")
  for (let n = 0; n < 100; n++) writeFileSync(join(repo.path, `new ${n}`), `${n}\n`)
  unlinkSync(join(repo.path, "f0/1.txt"))
}

describe.skipIf(process.platform === "win32")("git deeds under kill -9", () => {
  it("switch", ({ place, gitRepo }) => survive(place, gitRepo, [["switch", { to: "side" }]]))

  it("merge", async ({ place, gitRepo }) => {
    writeFileSync(join(gitRepo.path, "main.txt"), "main\n")
    gitRepo.git("add", "-A")
    gitRepo.git("commit", "-q", "-m", "Main")
    await survive(place, gitRepo, [["merge", { from: "side" }]])
  })

  it("reset", async ({ place, gitRepo }) => {
    mess(gitRepo)
    await survive(place, gitRepo, [["reset", { to: "side", mode: "hard" }]])
  })

  it("stash", async ({ place, gitRepo }) => {
    mess(gitRepo)
    await survive(place, gitRepo, [["stash", { untracked: true }]])
  })

  it("bringing a stash back", async ({ place, gitRepo }) => {
    mess(gitRepo)
    gitRepo.git("stash", "push", "-q", "-u")
    await survive(place, gitRepo, [["unstash", {}]])
  })

  it("branch, add, commit and switch back", async ({ place, gitRepo }) => {
    mess(gitRepo)
    await survive(place, gitRepo, [
      ["createBranch", { name: "topic", switch: true }],
      ["add", { all: true }],
      ["commit", { message: "Mess" }],
      ["switch", { to: "main" }]
    ])
  })

  it("clone", async ({ place, gitRepo, folder }) => {
    const there = { ...place, cwd: folder }
    const steps: Steps = [["clone", { url: gitRepo.path, to: "copy" }]]
    const doing = await measure(there, steps)
    await undoAll(there)
    for (const at of moments(doing)) {
      await killAt(there, steps, at)
      await undoAll(there)
      assert.deepStrictEqual(readdirSync(folder), [])
    }
  })
})
