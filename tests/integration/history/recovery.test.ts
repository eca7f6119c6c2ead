/** What recovery says and leaves; that it finds the tree as it was is boundaries.test.ts. */
import { existsSync, mkdirSync, readdirSync, renameSync, unlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { Owner } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { diffTrees, it, snapshotTree } from "#kit"
import {
  copyDeed,
  execute,
  history,
  moveDeed,
  settle,
  trashDeed,
  undo,
  type WorldOptions,
  writeDeed
} from "#kit/deedWorld.ts"
import { makeMortal } from "#kit/faults.ts"
import { makeNumbered } from "#kit/writeFiles.ts"

const disk = makeNodeDisk()

/** One whose kind is all alive, or all dead. */
const ownerAmong = (pid: number, alive: boolean): Layer.Layer<Owner> =>
  Layer.succeed(Owner, { me: { pid, startTime: `start ${pid}`, boot: "test" }, lives: () => alive })

/** Moves twenty files and dies at this instant. */
const crash = async (folder: string, home: string, at: number): Promise<WorldOptions> => {
  const paths = makeNumbered(folder, 20)
  const fate = makeMortal(disk, at)
  const world: WorldOptions = { home, cwd: folder, executor: { batchSize: 6 } }
  const deeds = paths.map((path, index) => moveDeed(disk, path, join(folder, `moved-${index}`)))
  await execute({ ...world, disk: fate.disk, store: fate.store, owner: fate.owner }, [{ deeds }], {
    request: "move them"
  }).catch(() => null)
  assert.isTrue(fate.died())
  return { ...world, owner: ownerAmong(1, false) }
}

const moved = (folder: string): number => readdirSync(folder).filter((name) => name.startsWith("moved")).length

describe("recovery", () => {
  it("says how far it came, keeps what was done, and undo takes that back", async ({ folder, home }) => {
    const world = await crash(folder, home.zenusHome, 40)
    const done = moved(folder)
    assert.isAbove(done, 6)
    assert.isBelow(done, 20)
    const [recovered, ...more] = await settle(world)
    assert.deepStrictEqual(more, [])
    assert.strictEqual(recovered?.done, moved(folder))
    assert.strictEqual(
      recovered?.message,
      `"move them" was cut off after ${moved(folder)} changes; zenus undo takes them back.`
    )
    assert.deepStrictEqual(await settle(world), [])
    const [entry] = await history(world)
    assert.deepStrictEqual([entry?.status, entry?.undoable, entry?.undone], ["interrupted", true, false])
    assert.deepStrictEqual(
      entry?.steps.map(({ count, status }) => [status, count]),
      [["interrupted", moved(folder)]]
    )
    assert.strictEqual((await undo(world)).undone[0]?.restored, recovered?.done)
    assert.strictEqual(moved(folder), 0)
    assert.strictEqual((await history(world, { limit: 2 }))[1]?.status, "recovered")
  })

  it("need not have happened for the history to tell what was cut off", async ({ folder, home }) => {
    const world = await crash(folder, home.zenusHome, 40)
    const [entry] = await history(world)
    assert.deepStrictEqual([entry?.status, entry?.undoable, entry?.undone], ["interrupted", true, false])
    assert.strictEqual((await history(world, { failures: true })).length, 1)
    const living = { ...world, owner: ownerAmong(1, true) }
    const [seen] = await history(living)
    assert.deepStrictEqual([seen?.status, seen?.undoable], ["running", false])
    assert.deepStrictEqual(await history(living, { failures: true }), [])
  })

  it("is told before, by a dry run that settles nothing", async ({ folder, home }) => {
    const world = await crash(folder, home.zenusHome, 40)
    const crashed = snapshotTree(folder)
    const dry = await undo(world, { dryRun: true })
    assert.deepStrictEqual([dry.undone.length, dry.stopped, dry.recovered], [1, null, []])
    assert.deepStrictEqual(diffTrees(crashed, snapshotTree(folder), { inodes: true }), [])
    const real = await undo(world)
    assert.deepStrictEqual([real.undone.length, real.stopped, real.recovered.length], [1, null, 1])
  })

  it("never touches a transaction whose owner lives, and undo leaves it alone", async ({ folder, home }) => {
    const paths = makeNumbered(folder, 3)
    const started = Deferred.makeUnsafe<void>()
    const goOn = Deferred.makeUnsafe<void>()
    const mine: WorldOptions = { home: home.zenusHome, cwd: folder, owner: ownerAmong(1, true) }
    const running = Effect.runFork(
      Effect.promise(() =>
        execute(mine, [
          {
            deeds: [moveDeed(disk, paths[0] ?? "", join(folder, "moved"))],
            own: {
              effects: [{ op: "act" }],
              before: () => Effect.succeed(null),
              act: () =>
                Effect.gen(function* () {
                  yield* Deferred.succeed(started, undefined)
                  yield* Deferred.await(goOn)
                  return { after: null, output: { lines: [] } }
                })
            }
          }
        ])
      )
    )
    await Effect.runPromise(Deferred.await(started))
    const other: WorldOptions = { ...mine, owner: ownerAmong(2, true) }
    assert.deepStrictEqual(await settle(other), [])
    assert.deepStrictEqual((await undo(other)).undone, [])
    const id = (await history(other))[0]
    assert.strictEqual(id?.status, "running")
    assert.strictEqual((await undo(other, { id: id?.transaction ?? "" })).stopped?.why, "it is still running")
    assert.isTrue(existsSync(join(folder, "moved")))
    await Effect.runPromise(Deferred.succeed(goOn, undefined))
    assert.strictEqual((await Effect.runPromise(Fiber.join(running))).status, "done")
  })

  it("by two at once settles it once", async ({ folder, home }) => {
    const world = await crash(folder, home.zenusHome, 41)
    const found = await Promise.all([
      settle({ ...world, owner: ownerAmong(1, false) }),
      settle({ ...world, owner: ownerAmong(2, false) })
    ])
    assert.strictEqual(found.flat().length, 1)
    assert.strictEqual((await undo(world)).stopped, null)
    assert.strictEqual(moved(folder), 0)
  })

  it("removes what was staged, and nothing that was deleted", async ({ folder, home }) => {
    for (let at = 1; ; at++) {
      const state = `${home.zenusHome}-${at}`
      const [a, b] = [join(folder, `a-${at}`), join(folder, `b-${at}`)] as const
      for (const path of [a, b]) writeFileSync(path, path)
      const fate = makeMortal(disk, at)
      const world: WorldOptions = { home: state, cwd: folder }
      const done = await execute({ ...world, disk: fate.disk, store: fate.store, owner: fate.owner }, [
        { deeds: [trashDeed(disk, a), copyDeed(disk, b, `${b}-copy`), writeDeed(`${b}-new`, "new")] }
      ]).catch(() => null)
      if (!fate.died()) {
        assert.strictEqual(done?.status, "done")
        break
      }
      await settle({ ...world, owner: ownerAmong(1, false) })
      const trash = join(state, "trash")
      const kept = existsSync(trash) ? readdirSync(trash).flatMap((name) => readdirSync(join(trash, name))) : []
      assert.deepStrictEqual(kept, existsSync(a) ? [] : ["1"], `instant ${at}`)
    }
  })

  it("of a disk that is not there keeps what it cannot see for undo", async ({ folder, home }) => {
    const drive = join(folder, "drive")
    mkdirSync(drive)
    const world = await crash(drive, home.zenusHome, 40)
    renameSync(drive, join(folder, "unplugged"))
    const [recovered] = await settle(world)
    assert.isAbove(recovered?.done ?? 0, 0)
    renameSync(join(folder, "unplugged"), drive)
    assert.isAbove(moved(drive), 0)
    assert.strictEqual((await undo(world)).stopped, null)
    assert.strictEqual(moved(drive), 0)
  })

  it("leaves a file that somebody took in the meantime, and undo says which", async ({ folder, home }) => {
    const world = await crash(folder, home.zenusHome, 40)
    unlinkSync(join(folder, "moved-2"))
    await settle(world)
    const undone = await undo(world)
    assert.deepStrictEqual(undone.stopped?.path, join(folder, "moved-2"))
  })
})
