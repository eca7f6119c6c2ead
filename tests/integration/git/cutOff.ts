/**
 * An undo or redo of git deeds that is stopped between any two changes of the disk: the next undo takes back all of it, the next
 * redo does all of it, and no lock is left.
 */
import { appendFileSync, existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import { makeNodeDisk } from "@zenus/core/node"
import { diffTrees, type GitRepo, it as base } from "#kit"
import { Died, makeMortal, type Mortal } from "#kit/faults.ts"
import { doSteps, type Place, redo, undo } from "./throughExecutor.ts"
import { assertSame, stateOf } from "./world.ts"

export const it = base.extend("place", ({ gitRepo, home, env }): Place => {
  gitRepo.git("branch", "side", "HEAD~1")
  appendFileSync(join(gitRepo.path, "README.md"), "more\n")
  writeFileSync(join(gitRepo.path, "new.txt"), "new\n")
  return { cwd: gitRepo.path, home: home.path, zenusHome: home.zenusHome, env }
})

const STEPS = [
  ["add", { all: true }],
  ["commit", { message: "Mine" }],
  ["switch", { to: "side" }]
] as const

/** Whether it died before it came to its end. */
const dies = async (at: number, work: (fate: Mortal) => Promise<unknown>): Promise<boolean> => {
  const fate = makeMortal(makeNodeDisk(), at)
  try {
    await work(fate)
  } catch (error) {
    if (!(error instanceof Died)) throw error
  }
  return fate.died()
}

interface Scene {
  readonly place: Place
  readonly gitRepo: GitRepo
}

/** Stops at every `stride`-th instant, from the first. */
export const stopWhileRedoing = async ({ gitRepo, place }: Scene, stride: number): Promise<void> => {
  const before = stateOf(gitRepo)
  assert.strictEqual((await doSteps(place, STEPS)).status, "done")
  const made = stateOf(gitRepo)
  await undo(place)
  for (let at = 1; ; at += stride) {
    const died = await dies(at, (fate) => redo(place, fate))
    // Half of them go on first.
    if (at % (2 * stride) === 1) {
      assert.isNull((await redo(place)).stopped, `instant ${at}`)
      const again = stateOf(gitRepo)
      assert.deepStrictEqual(diffTrees(made.tree, again.tree, { folderTimes: false }), [], `instant ${at}`)
      assert.deepStrictEqual({ ...again, tree: null }, { ...made, tree: null }, `instant ${at}`)
    }
    const undone = await undo(place)
    assert.isNull(undone.stopped, `instant ${at}`)
    assertSame(before, stateOf(gitRepo))
    assert.isFalse(existsSync(join(gitRepo.path, ".git/index.lock")), `instant ${at}`)
    if (!died) break
  }
}

export const stopWhileUndoing = async ({ gitRepo, place }: Scene, stride: number): Promise<void> => {
  const before = stateOf(gitRepo)
  assert.strictEqual((await doSteps(place, STEPS)).status, "done")
  for (let at = 1; ; at += stride) {
    const died = await dies(at, (fate) => undo(place, {}, fate))
    assert.isNull((await undo(place)).stopped, `instant ${at}`)
    assertSame(before, stateOf(gitRepo))
    assert.isFalse(existsSync(join(gitRepo.path, ".git/index.lock")), `instant ${at}`)
    if (!died) break
    assert.isNull((await redo(place)).stopped, `instant ${at}`)
  }
}
