/** More than a hundred entries of one transaction: they lie by the hundred on shelves, which come and go with what is on them. */
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { type Deed, type Disk, DiskError, Trash } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { diffTrees, it, snapshotTree } from "#kit"
import { execute, redo, settle, trashDeed, undo, worldLayer, type WorldOptions } from "#kit/deedWorld.ts"
import { makeMortal } from "#kit/faults.ts"

const disk = makeNodeDisk()
const DAY = 24 * 60 * 60 * 1000

const nameAt = (at: number): string => `file-${String(at).padStart(3, "0")}`

const makeFiles = (folder: string, count: number): void => {
  for (let at = 1; at <= count; at++) writeFileSync(join(folder, nameAt(at)), String(at))
}

const deleteAll = (folder: string): ReadonlyArray<Deed> =>
  readdirSync(folder).map((name) => trashDeed(disk, join(folder, name)))

const trashOf = ({ home }: WorldOptions): string => join(home, "trash")

const numbers = (from: number, to: number): ReadonlyArray<string> =>
  Array.from({ length: to - from + 1 }, (_, at) => String(from + at))

const pruneAt = (time: number, world: WorldOptions) =>
  Effect.runPromise(
    Effect.gen(function* () {
      yield* TestClock.setTime(time)
      const trash = yield* Trash
      return yield* trash.prune
    }).pipe(Effect.provide(worldLayer(world)), Effect.provide(TestClock.layer()))
  )

describe("a transaction of more than a hundred deletes", () => {
  it("keeps the first hundred as TX/N and the others on private shelves; undo and redo know them", async ({
    folder,
    home
  }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    makeFiles(folder, 201)
    const before = snapshotTree(folder)
    const done = await execute(world, [{ deeds: deleteAll(folder) }])
    const inTrash = join(trashOf(world), String(done.transaction))
    const assertShelved = (): void => {
      assert.sameMembers(readdirSync(inTrash), [...numbers(1, 100), "101-200", "201-300"])
      assert.sameMembers(readdirSync(join(inTrash, "101-200")), [...numbers(101, 200)])
      assert.deepStrictEqual(readdirSync(join(inTrash, "201-300")), ["201"])
      for (const shelf of ["101-200", "201-300"]) {
        assert.strictEqual(lstatSync(join(inTrash, shelf)).mode & 0o777, 0o700)
      }
    }
    assertShelved()
    assert.strictEqual((await undo(world)).undone[0]?.restored, 201)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    assert.deepStrictEqual(readdirSync(trashOf(world)), [], "nothing of it is left")
    assert.strictEqual((await redo(world)).undone[0]?.restored, 201)
    assertShelved()
    await undo(world)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    assert.deepStrictEqual(readdirSync(trashOf(world)), [])
  })

  it("has no shelf for a hundred", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    makeFiles(folder, 100)
    const done = await execute(world, [{ deeds: deleteAll(folder) }])
    assert.sameMembers(readdirSync(join(trashOf(world), String(done.transaction))), [...numbers(1, 100)])
  })

  it("leaves no empty shelf where a batch fails before it has put anything there", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    makeFiles(folder, 150)
    const deeds = deleteAll(folder)
    appendFileSync(join(folder, nameAt(101)), "changed")
    const done = await execute(world, [{ deeds }])
    assert.deepStrictEqual([done.status, done.steps[0]?.count], ["failed", 100])
    assert.sameMembers(readdirSync(join(trashOf(world), String(done.transaction))), [...numbers(1, 100)])
  })

  it("leaves none that a step asked for which then could not begin, and another one made", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const [many, few] = [join(folder, "many"), join(folder, "few")]
    for (const path of [many, few]) mkdirSync(path)
    makeFiles(many, 250)
    makeFiles(few, 1)
    const missing: Deed = { do: "set", path: join(many, "missing"), identity: null, mode: 0o600, detail: "" }
    const done = await execute(world, [
      { id: "fails", deeds: [...deleteAll(many), missing] },
      { id: "deletes", deeds: deleteAll(few) }
    ])
    assert.deepStrictEqual(
      done.steps.map(({ status, count }) => [status, count]),
      [
        ["failed", 0],
        ["done", 1]
      ]
    )
    assert.deepStrictEqual(readdirSync(join(trashOf(world), String(done.transaction))), ["201-300"])
  })

  it("lists no folder of the trash where everything that was to be put away was", async ({ folder, home }) => {
    const listed: Array<string> = []
    const watching: Disk = {
      ...disk,
      list: (path) => {
        listed.push(path)
        return disk.list(path)
      }
    }
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, disk: watching }
    makeFiles(folder, 150)
    const done = await execute(world, [{ deeds: deleteAll(folder) }])
    assert.deepStrictEqual([done.status, listed], ["done", []])
  })

  it("leaves none in a trash whose rename says that it is on another file system", async ({ folder, home }) => {
    const secret: Disk = {
      ...disk,
      move: (from, to, type, target) => {
        if (from.startsWith(`${folder}/`) !== to.startsWith(`${folder}/`)) throw new DiskError("move", from, "EXDEV")
        disk.move(from, to, type, target)
      }
    }
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, disk: secret }
    makeFiles(folder, 250)
    const before = snapshotTree(folder)
    const done = await execute(world, [{ deeds: deleteAll(folder) }])
    assert.deepStrictEqual([done.status, done.steps[0]?.count], ["done", 250])
    assert.deepStrictEqual(readdirSync(trashOf(world)), [])
    assert.strictEqual((await undo(world)).stopped, null)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
  })

  it("leaves none behind wherever it is killed around the making of a shelf", async ({ base }) => {
    const folder = join(base, "files")
    const home = join(base, "state")
    const scene = (): WorldOptions => {
      disk.close()
      for (const path of [folder, home]) rmSync(path, { recursive: true, force: true })
      mkdirSync(folder)
      mkdirSync(home, { mode: 0o700 })
      makeFiles(folder, 202)
      return { home, cwd: folder, executor: { batchSize: 100 } }
    }
    const run = async (at: number, watch: (path: string, passed: number) => void) => {
      const world = scene()
      const deeds = deleteAll(folder)
      const fate = makeMortal(disk, at)
      const watching: Disk = {
        ...fate.disk,
        mkdir: (path, mode) => {
          watch(path, fate.passed())
          fate.disk.mkdir(path, mode)
        }
      }
      const done = await execute({ ...world, disk: watching, store: fate.store, owner: fate.owner }, [{ deeds }]).catch(
        () => null
      )
      return { done, world }
    }
    /** Instants passed before each shelf is made. */
    const shelves: Array<number> = []
    const { done } = await run(0, (path, passed) => {
      if (/\/\d+-\d+$/.test(path)) shelves.push(passed)
    })
    assert.deepStrictEqual([done?.status, shelves.length], ["done", 2])
    // Before and after it is made, and before, between and after the first renames onto it.
    for (const instant of shelves.flatMap((passed) => [1, 2, 3, 4, 5].map((more) => passed + more))) {
      const { done, world } = await run(instant, () => {})
      assert.strictEqual(done, null, `instant ${instant}`)
      const survivor = makeMortal(disk, 0)
      const after: WorldOptions = { ...world, store: survivor.store, owner: survivor.owner }
      const [recovered] = await settle(after)
      const [transaction = ""] = readdirSync(trashOf(world))
      const left = readdirSync(join(trashOf(world), transaction))
      const empty = left.filter(
        (name) => name.includes("-") && readdirSync(join(trashOf(world), transaction, name)).length === 0
      )
      assert.deepStrictEqual(empty, [], `instant ${instant}`)
      assert.strictEqual((await undo(after)).undone[0]?.restored, recovered?.done, `instant ${instant}`)
      assert.strictEqual(readdirSync(folder).length, 202)
      assert.deepStrictEqual(readdirSync(trashOf(world)), [])
    }
  })

  it("is pruned with its shelves, and kept where a shelf was used within the retention", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, trash: { retention: "1 hour" } }
    makeFiles(folder, 110)
    const done = await execute(world, [{ deeds: deleteAll(folder) }])
    const inTrash = join(trashOf(world), String(done.transaction))
    // The state file is lost, so that only the folders tell how old it is.
    for (const name of readdirSync(home.zenusHome)) {
      if (name.startsWith("zenus.db")) rmSync(join(home.zenusHome, name))
    }
    mkdirSync(join(folder, "other"))
    await execute(world, [{ deeds: [trashDeed(disk, join(folder, "other"))] }])
    const used = new Date(Date.now() + 2 * DAY)
    utimesSync(join(inTrash, "101-200"), used, used)
    const early = await pruneAt(used.getTime() + 59 * 60_000, world)
    // The other transaction's folder, and what is in it.
    assert.strictEqual(early.entries, 2)
    assert.strictEqual(readdirSync(join(inTrash, "101-200")).length, 10)
    const late = await pruneAt(used.getTime() + 61 * 60_000, world)
    // 110 files, a shelf, the folder.
    assert.deepStrictEqual([late.entries, late.left, existsSync(inTrash)], [112, [], false])
  })
})
