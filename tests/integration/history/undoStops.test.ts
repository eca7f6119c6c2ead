/** Undo does only its own work: what somebody did since is found, named, and left alone. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  rmdirSync,
  unlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { makeNodeDisk } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import { diffTrees, it, snapshotTree } from "#kit"
import {
  copyDeed,
  editDeed,
  execute,
  history,
  modeDeed,
  moveDeed,
  redo,
  trashDeed,
  undo,
  type WorldOptions,
  writeDeed
} from "#kit/deedWorld.ts"

const disk = makeNodeDisk()
const NAMES = ["a.txt", "b.txt", "c.txt"]

/** Three files, moved into a folder. */
const moved = async (folder: string, home: string) => {
  const world: WorldOptions = { home, cwd: folder }
  for (const name of NAMES) writeFileSync(join(folder, name), name)
  const before = snapshotTree(folder)
  const done = await execute(world, [
    {
      deeds: [
        { do: "make-folder", path: join(folder, "to") },
        ...NAMES.map((name) => moveDeed(disk, join(folder, name), join(folder, "to", name)))
      ]
    }
  ])
  return { world, before, transaction: done.transaction ?? "", at: (name: string) => join(folder, name) }
}

type Change = readonly [
  what: string,
  change: (at: (name: string) => string) => void,
  path: string,
  why: string,
  mend?: string
]

const changes: ReadonlyArray<Change> = [
  ["a moved file was edited", (at) => appendFileSync(at("to/b.txt"), "more"), "to/b.txt", "it was changed since"],
  [
    "a moved file was replaced",
    (at) => {
      writeFileSync(at("x"), "b.txt")
      renameSync(at("x"), at("to/b.txt"))
    },
    "to/b.txt",
    "something else is there now"
  ],
  [
    "a moved file was deleted",
    (at) => unlinkSync(at("to/b.txt")),
    "to/b.txt",
    "it is not there any more",
    "If you moved it, move it back"
  ],
  [
    "a new file stands at the old place",
    (at) => writeFileSync(at("b.txt"), "new"),
    "b.txt",
    "something else is there now",
    "Move it away"
  ],
  [
    "a new folder stands at the old place",
    (at) => mkdirSync(at("b.txt")),
    "b.txt",
    "something else is there now",
    "Move it away"
  ]
]

describe("undo stops", () => {
  it.for(changes)("when %s, before it touches anything", async ([, change, path, why, mend], { folder, home }) => {
    const { at, transaction, world } = await moved(folder, home.zenusHome)
    change(at)
    const changed = snapshotTree(folder)
    const expected = { transaction, path: at(path), why, ...(mend === undefined ? {} : { mend }) }
    const dry = await undo(world, { dryRun: true })
    assert.deepStrictEqual(dry.stopped, expected)
    const undone = await undo(world)
    assert.deepStrictEqual(undone.stopped, expected)
    assert.deepStrictEqual(undone.undone, [])
    assert.deepStrictEqual(diffTrees(changed, snapshotTree(folder), { inodes: true }), [])
  })

  it("and goes on once the obstacle is out of the way", async ({ folder, home }) => {
    const { at, before, world } = await moved(folder, home.zenusHome)
    writeFileSync(at("b.txt"), "new")
    assert.isNotNull((await undo(world)).stopped)
    unlinkSync(at("b.txt"))
    const undone = await undo(world)
    assert.strictEqual(undone.stopped, null)
    assert.deepStrictEqual(
      undone.undone.map(({ restored }) => restored),
      [4]
    )
    // The folder's own time tells of what somebody did in it since.
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true, folderTimes: false }), [])
  })

  it("where the old folder is gone, and names it", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    mkdirSync(join(folder, "old"))
    writeFileSync(join(folder, "old/a"), "a")
    await execute(world, [{ deeds: [moveDeed(disk, join(folder, "old/a"), join(folder, "a"))] }])
    rmdirSync(join(folder, "old"))
    const undone = await undo(world)
    assert.strictEqual(undone.stopped?.path, join(folder, "old"))
    assert.strictEqual(undone.stopped?.why, "the folder is not there any more")
    assert.isTrue(existsSync(join(folder, "a")))
  })

  it("when a mode that it would set back was changed again", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const path = join(folder, "a")
    writeFileSync(path, "a")
    chmodSync(path, 0o644)
    await execute(world, [{ deeds: [modeDeed(disk, path, 0o600)] }])
    chmodSync(path, 0o640)
    const undone = await undo(world)
    assert.strictEqual(undone.stopped?.why, "its mode was changed since")
    assert.strictEqual(disk.lstat(path)?.mode, 0o640)
    chmodSync(path, 0o600)
    assert.strictEqual((await undo(world)).stopped, null)
    assert.strictEqual(disk.lstat(path)?.mode, 0o644)
  })

  it("when something in a folder that it made was changed, and takes nothing strange along", async ({
    folder,
    home
  }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    await execute(world, [
      {
        deeds: [
          { do: "put", path: join(folder, "out"), content: { kind: "staged", name: "out" }, bytes: 1, as: "extract" }
        ],
        prepared: {
          stage: (at, context) => {
            context.disk.mkdir(join(at, "out"))
            context.disk.write(join(at, "out/x"), new Uint8Array([1]))
            return Effect.void
          }
        }
      }
    ])
    writeFileSync(join(folder, "out/mine"), "of the user")
    const undone = await undo(world)
    assert.strictEqual(undone.stopped?.why, "something in it was changed since")
    assert.strictEqual(readFileSync(join(folder, "out/mine"), "utf8"), "of the user")
    unlinkSync(join(folder, "out/mine"))
    assert.strictEqual((await undo(world)).stopped, null)
    assert.isFalse(existsSync(join(folder, "out")))
  })

  it("keeps what somebody put into a folder that it made", async ({ folder, home }) => {
    const { at, world } = await moved(folder, home.zenusHome)
    writeFileSync(at("to/mine"), "of the user")
    assert.strictEqual((await undo(world)).stopped, null)
    assert.isTrue(existsSync(at("a.txt")))
    assert.strictEqual(readFileSync(at("to/mine"), "utf8"), "of the user")
  })

  it("keeps a folder of somebody else that took the place of the one it made", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const path = join(folder, "made")
    await execute(world, [{ deeds: [{ do: "make-folder", path }] }])
    renameSync(path, join(folder, "aside"))
    mkdirSync(path)
    assert.strictEqual((await undo(world)).stopped, null)
    assert.isTrue(existsSync(path))
    assert.isTrue(existsSync(join(folder, "aside")))
  })

  it("leaves the time of a folder that somebody changed since", async ({ folder, home }) => {
    const { at, world } = await moved(folder, home.zenusHome)
    writeFileSync(at("later"), "of the user")
    const when = new Date("2030-01-01T00:00:00Z")
    utimesSync(folder, when, when)
    await undo(world)
    assert.isAbove(Number(disk.lstat(folder)?.mtimeMs), Date.parse("2026-01-01"))
    assert.notStrictEqual(disk.lstat(folder)?.mtimeMs, disk.lstat(at("a.txt"))?.mtimeMs)
  })
})

describe("several transactions", () => {
  it("are taken back newest first, by number, and done again oldest first", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const path = (name: string): string => join(folder, name)
    writeFileSync(path("a"), "a")
    const trees = [snapshotTree(folder)]
    const act = async (request: string, deeds: () => Parameters<typeof execute>[1]): Promise<void> => {
      await execute(world, deeds(), { request })
      trees.push(snapshotTree(folder))
    }
    await act("first", () => [{ deeds: [moveDeed(disk, path("a"), path("b"))] }])
    await act("second", () => [{ deeds: [editDeed(disk, path("b"), "changed")] }])
    await act("third", () => [{ deeds: [moveDeed(disk, path("b"), path("c")), writeDeed(path("d"), "d")] }])
    const dry = await undo(world, { count: 3, dryRun: true })
    assert.deepStrictEqual(
      dry.undone.map(({ request, restored }) => [request, restored]),
      [
        ["third", 2],
        ["second", 1],
        ["first", 1]
      ]
    )
    assert.deepStrictEqual(diffTrees(trees[3] ?? new Map(), snapshotTree(folder), { inodes: true }), [])
    const two = await undo(world, { count: 2 })
    assert.deepStrictEqual(
      two.undone.map(({ request }) => request),
      ["third", "second"]
    )
    assert.deepStrictEqual(diffTrees(trees[1] ?? new Map(), snapshotTree(folder), { inodes: true }), [])
    await undo(world)
    assert.deepStrictEqual(diffTrees(trees[0] ?? new Map(), snapshotTree(folder), { inodes: true }), [])
    assert.deepStrictEqual((await undo(world)).undone, [])
    assert.deepStrictEqual(
      (await redo(world)).undone.map(({ request }) => request),
      ["first"]
    )
    assert.deepStrictEqual(
      (await redo(world)).undone.map(({ request }) => request),
      ["second", "third"]
    )
    assert.deepStrictEqual(diffTrees(trees[3] ?? new Map(), snapshotTree(folder), { inodes: true }), [])
    assert.deepStrictEqual((await redo(world)).undone, [])
  })

  it("by id: one in the middle, when nothing of the later ones stands in its way", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const path = (name: string): string => join(folder, name)
    for (const name of ["a", "b"]) writeFileSync(path(name), name)
    const first = await execute(world, [{ deeds: [moveDeed(disk, path("a"), path("a2"))] }])
    const second = await execute(world, [{ deeds: [moveDeed(disk, path("a2"), path("a3"))] }])
    await execute(world, [{ deeds: [moveDeed(disk, path("b"), path("b2"))] }])
    const blocked = await undo(world, { id: first.transaction ?? "" })
    assert.strictEqual(blocked.stopped?.path, path("a2"))
    assert.strictEqual((await undo(world, { id: second.transaction ?? "" })).stopped, null)
    assert.isTrue(existsSync(path("a2")))
    assert.isTrue(existsSync(path("b2")))
    assert.strictEqual((await undo(world, { id: second.transaction ?? "" })).stopped?.why, "it is taken back already")
    assert.strictEqual((await undo(world, { id: "01JD" })).stopped?.why, "there is no such transaction")
  })

  it("are not done again once something new was done", async ({ folder, home }) => {
    const { world, at } = await moved(folder, home.zenusHome)
    await undo(world)
    await execute(world, [{ deeds: [writeDeed(at("new"), "new")] }])
    assert.deepStrictEqual((await redo(world)).undone, [])
  })

  it("redo stops like undo where the place is taken", async ({ folder, home }) => {
    const { world, at } = await moved(folder, home.zenusHome)
    await undo(world)
    mkdirSync(at("to"))
    writeFileSync(at("to/c.txt"), "of the user")
    const redone = await redo(world)
    assert.strictEqual(redone.stopped?.path, at("to/c.txt"))
    assert.isTrue(existsSync(at("a.txt")))
    rmSync(at("to"), { recursive: true })
    assert.strictEqual((await redo(world)).undone.length, 1)
    assert.strictEqual((await undo(world)).undone.length, 1)
    assert.isFalse(existsSync(at("to")))
  })

  it("leave the history as it was: who, what, undone or not", async ({ folder, home }) => {
    const { world, at } = await moved(folder, home.zenusHome)
    await execute(world, [{ deeds: [copyDeed(disk, at("to/a.txt"), at("copy")), trashDeed(disk, at("to/b.txt"))] }], {
      request: "copy and delete"
    })
    await undo(world)
    const entries = await history(world)
    assert.deepStrictEqual(
      entries.map(({ kind, request, status, undoable, undone }) => ({ kind, request, status, undoable, undone })),
      [
        { kind: "undo", request: "undo: copy and delete", status: "done", undoable: false, undone: false },
        { kind: "run", request: "copy and delete", status: "done", undoable: false, undone: true },
        { kind: "run", request: "deeds by hand", status: "done", undoable: true, undone: false }
      ]
    )
    assert.deepStrictEqual(await history(world, { search: "and delete", limit: 1 }), entries.slice(0, 1))
    assert.deepStrictEqual(await history(world, { failures: true }), [])
    assert.deepStrictEqual(await history(world, { search: "100%_" }), [])
  })
})
