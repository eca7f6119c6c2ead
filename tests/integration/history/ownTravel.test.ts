/**
 * Undo and redo of a deed outside the file tree, stopped at every instant: what was half taken back or half done again is found by
 * the next undo or redo, which brings all of the transaction to its side.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { type Disk, type Inverse, type OwnDeed, Undo } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import { noOutput } from "#core/tool/Output.ts"
import { diffTrees, it, snapshotTree, type Tree } from "#kit"
import { execute, inWorld, moveDeed, redo, settle, type StepByHand, undo, type WorldOptions } from "#kit/deedWorld.ts"
import { Died, makeMortal } from "#kit/faults.ts"

const PARTS = ["one", "two", "three"] as const

const make = (disk: Disk) => (path: string) => {
  if (disk.lstat(path) === null) disk.mkdir(path)
}

/** Makes three folders one after the other; between any two of them it can be cut off. A lock bars the way, as git's do. */
const threeFolders = (folder: string): { readonly own: OwnDeed; readonly inverse: Inverse } => {
  const lock = join(folder, "lock")
  const all = PARTS.map((name) => join(folder, name))
  const barred = (disk: Pick<Disk, "lstat">) =>
    disk.lstat(lock) === null ? null : ({ _tag: "Blocked", path: lock, why: "somebody is at work" } as const)
  const travel = (disk: Disk, work: (path: string) => void) =>
    Effect.gen(function* () {
      const stop = barred(disk)
      if (stop !== null) return yield* Effect.fail(stop)
      disk.mkdir(lock)
      for (const path of all) work(path)
      disk.rmdir(lock)
    })
  return {
    own: {
      effects: [{ op: "git", detail: "three folders" }],
      before: () => Effect.succeed({}),
      act: ({ disk }) =>
        Effect.sync(() => {
          all.forEach(make(disk))
          return { after: {}, output: noOutput }
        })
    },
    inverse: {
      check: (_before, _after, disk) => Effect.sync(() => barred(disk)),
      undo: (_before, _after, { disk }) => travel(disk, (path) => disk.lstat(path) !== null && disk.rmdir(path)),
      redo: (_before, _after, { disk }) => travel(disk, make(disk)),
      release: (_before, disk) => Effect.sync(() => disk.lstat(lock) !== null && disk.rmdir(lock)),
      settle: () => Effect.succeed({ happened: true, after: {} })
    }
  }
}

/** After one change and before the next is the same instant: every other one is every state. */
const STRIDE = 2

interface Scene {
  readonly world: WorldOptions
  readonly before: Tree
  readonly after: Tree
}

/** Renames a file, makes the folders, renames another file: done by a process that ended well. */
const scene = async (base: string, at: number): Promise<Scene> => {
  const folder = join(base, `tree-${at}`)
  mkdirSync(folder)
  for (const name of ["a", "c"]) writeFileSync(join(folder, name), name)
  const before = snapshotTree(folder)
  const { inverse, own } = threeFolders(folder)
  const disk = makeNodeDisk()
  const world = { home: join(base, `state-${at}`), cwd: folder, inverse }
  const steps: ReadonlyArray<StepByHand> = [
    { id: "1", deeds: [moveDeed(disk, join(folder, "a"), join(folder, "b"))] },
    { id: "2", dependsOn: ["1"], own },
    { id: "3", dependsOn: ["2"], deeds: [moveDeed(disk, join(folder, "c"), join(folder, "d"))] }
  ]
  const done = await execute({ ...world, owner: makeMortal(disk, 0).owner }, steps)
  assert.deepStrictEqual([done.status, done.error], ["done", null])
  return { world, before, after: snapshotTree(folder) }
}

/** The work of one process that dies at the instant; whether it did. */
const dies = async (
  world: WorldOptions,
  at: number,
  work: (world: WorldOptions) => Promise<unknown>
): Promise<boolean> => {
  const fate = makeMortal(makeNodeDisk(), at)
  try {
    await work({ ...world, disk: fate.disk, store: fate.store, owner: fate.owner })
  } catch (error) {
    if (!(error instanceof Died)) throw error
  }
  return fate.died()
}

const survivor = (world: WorldOptions): WorldOptions => ({ ...world, owner: makeMortal(makeNodeDisk(), 0).owner })

const same = (tree: Tree, world: WorldOptions, when: string): void =>
  assert.deepStrictEqual(diffTrees(tree, snapshotTree(world.cwd), { folderTimes: false }), [], when)

describe("a deed outside the file tree that is cut off", () => {
  it("while it is done again: undo takes back all of it", async ({ base }) => {
    for (let at = 1; ; at += STRIDE) {
      const { before, world } = await scene(base, at)
      await undo(survivor(world))
      const died = await dies(world, at, redo)
      const undone = await undo(survivor(world))
      assert.strictEqual(undone.stopped, null, `instant ${at}`)
      same(before, world, `instant ${at}`)
      if (!died) break
    }
  })

  it("while it is done again: redo goes on, and undo then takes back all of it", async ({ base }) => {
    for (let at = 1; ; at += STRIDE) {
      const { before, after, world } = await scene(base, at)
      await undo(survivor(world))
      const died = await dies(world, at, redo)
      assert.strictEqual((await redo(survivor(world))).stopped, null, `instant ${at}`)
      same(after, world, `instant ${at}, done again`)
      assert.strictEqual((await undo(survivor(world))).stopped, null, `instant ${at}`)
      same(before, world, `instant ${at}`)
      if (!died) break
    }
  })

  it("while it is taken back: undo goes on, and so does redo", async ({ base }) => {
    for (let at = 1; ; at += STRIDE) {
      const { before, after, world } = await scene(base, at)
      const died = await dies(world, at, undo)
      if (at % (2 * STRIDE) === 1) {
        assert.strictEqual((await redo(survivor(world))).stopped, null, `instant ${at}`)
        same(after, world, `instant ${at}, done again`)
      }
      assert.strictEqual((await undo(survivor(world))).stopped, null, `instant ${at}`)
      same(before, world, `instant ${at}`)
      if (!died) break
    }
  })

  it("while what a crash left of its redo is settled: the next one settles it", async ({ base }) => {
    for (let at = 1; ; at++) {
      const { before, world } = await scene(base, at)
      await undo(survivor(world))
      // In the middle of the folders.
      await dies(world, 16, redo)
      const died = await dies(world, at, settle)
      assert.strictEqual((await undo(survivor(world))).stopped, null, `instant ${at}`)
      same(before, world, `instant ${at}`)
      if (!died) break
    }
  })

  it("by somebody who stops it, is found half-way by a dry run as well", async ({ base }) => {
    const { before, world } = await scene(base, 1)
    await undo(world)
    // The redo of the folders fails in its middle: a file stands where the last of them goes.
    writeFileSync(join(world.cwd, "three"), "")
    const { inverse } = threeFolders(world.cwd)
    const failing: Inverse = {
      ...inverse,
      redo: (_before, _after, { disk }) =>
        Effect.andThen(
          Effect.sync(() => disk.mkdir(join(world.cwd, "one"))),
          Effect.fail({ _tag: "Blocked", path: join(world.cwd, "three"), why: "something else is there now" } as const)
        )
    }
    assert.strictEqual((await redo({ ...world, inverse: failing })).stopped?.path, join(world.cwd, "three"))
    rmSync(join(world.cwd, "three"))
    assert.isTrue(existsSync(join(world.cwd, "one")))
    const dry = await inWorld(
      world,
      Effect.flatMap(Undo, (service) => service.undo({ dryRun: true }))
    )
    assert.deepStrictEqual(
      dry.undone.map(({ restored }) => restored),
      [2]
    )
    assert.strictEqual((await undo(world)).stopped, null)
    same(before, world, "afterwards")
  })
})
