/** Where the trash is, what it refuses, how full it says it is, and what pruning takes and leaves. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { type Disk, DiskError, Trash } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { diffTrees, it, removeTree, snapshotTree } from "#kit"
import {
  editDeed,
  execute,
  history,
  inWorld,
  redo,
  trashDeed,
  undo,
  worldLayer,
  type WorldOptions,
  writeDeed
} from "#kit/deedWorld.ts"
import { makeMortal } from "#kit/faults.ts"

const disk = makeNodeDisk()
const uid = process.getuid?.() ?? 0
const ASIDE = `.zenus-trash-${uid}`
const DAY = 24 * 60 * 60 * 1000

/** A disk on which everything below `other` lies on another file system, except that only `rename` knows it. */
const secretMount = (other: string): Disk => ({
  ...disk,
  move: (from, to, type, target) => {
    if (from.startsWith(`${other}/`) !== to.startsWith(`${other}/`)) throw new DiskError("move", from, "EXDEV")
    disk.move(from, to, type, target)
  }
})

/** The same, and `lstat` says so too. */
const mount = (other: string): Disk => {
  const shift = <A extends { readonly dev: number }>(path: string, stat: A | null): A | null =>
    stat !== null && (path === other || path.startsWith(`${other}/`)) ? { ...stat, dev: stat.dev + 1000 } : stat
  return {
    ...secretMount(other),
    lstat: (path) => shift(path, disk.lstat(path)),
    stat: (path) => shift(path, disk.stat(path))
  }
}

const places = (world: WorldOptions, cwd: string) =>
  inWorld(
    world,
    Effect.map(Trash, (trash) => trash.placesIn(cwd))
  )

describe("the place of the trash", () => {
  it("is the home's where that is on the same file system; a file in it is TX/N, private", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    writeFileSync(join(folder, "a"), "a")
    const done = await execute(world, [{ deeds: [trashDeed(disk, join(folder, "a"))] }])
    const trash = join(home.zenusHome, "trash")
    assert.deepStrictEqual(readdirSync(trash), [done.transaction])
    assert.deepStrictEqual(readdirSync(join(trash, done.transaction ?? "")), ["1"])
    for (const path of [trash, join(trash, done.transaction ?? "")]) {
      assert.strictEqual(lstatSync(path).mode & 0o777, 0o700)
    }
  })

  it("is at the top of the mount where it is not, and gone again when it is empty", async ({ base, home }) => {
    const top = join(base, "usb")
    mkdirSync(join(top, "deep"), { recursive: true })
    writeFileSync(join(top, "deep/a"), "a")
    const before = snapshotTree(top)
    const world: WorldOptions = { home: home.zenusHome, cwd: join(top, "deep"), disk: mount(top) }
    const looked = await places(world, join(top, "deep"))
    assert.isTrue(looked.canTrash(join(top, "deep/a")))
    assert.deepStrictEqual(diffTrees(before, snapshotTree(top)), [])
    const done = await execute(world, [{ deeds: [trashDeed(mount(top), join(top, "deep/a"))] }])
    assert.deepStrictEqual([done.status, done.error], ["done", null])
    assert.deepStrictEqual(readdirSync(top).toSorted(), [ASIDE, "deep"])
    assert.deepStrictEqual(readdirSync(join(top, ASIDE, done.transaction ?? "")), ["1"])
    assert.isFalse(existsSync(join(home.zenusHome, "trash")))
    assert.strictEqual((await undo(world)).stopped, null)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(top), { inodes: true }), [])
  })

  it("in somebody's repository is nothing that git shows, and goes with its note", async ({ gitRepo, home }) => {
    const top = gitRepo.path
    const world: WorldOptions = { home: home.zenusHome, cwd: top, disk: mount(top) }
    const before = snapshotTree(top, { except: [".git"] })
    const seen = gitRepo.git("status", "--porcelain")
    await execute(world, [{ deeds: [trashDeed(mount(top), join(top, "README.md"))] }])
    assert.strictEqual(readFileSync(join(top, ASIDE, ".gitignore"), "utf8"), "*\n")
    assert.deepStrictEqual(gitRepo.git("status", "--porcelain").trim(), "D README.md")
    assert.strictEqual((await undo(world)).stopped, null)
    assert.isFalse(existsSync(join(top, ASIDE)))
    assert.strictEqual(gitRepo.git("status", "--porcelain"), seen)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(top, { except: [".git"] }), { inodes: true }), [])
  })

  it("stays where somebody wrote into it, or changed its note", async ({ base, home }) => {
    const notes = [
      ["their own", (trash: string) => writeFileSync(join(trash, "theirs"), "x"), [".gitignore", "theirs"]],
      ["another note", (trash: string) => writeFileSync(join(trash, ".gitignore"), "+\n"), [".gitignore"]],
      ["no note", (trash: string) => unlinkSync(join(trash, ".gitignore")), null]
    ] as const
    for (const [name, change, left] of notes) {
      const top = join(base, name)
      mkdirSync(top)
      writeFileSync(join(top, "a"), "a")
      const world: WorldOptions = { home: `${home.zenusHome} ${name}`, cwd: top, disk: mount(top) }
      await execute(world, [{ deeds: [trashDeed(mount(top), join(top, "a"))] }])
      change(join(top, ASIDE))
      assert.strictEqual((await undo(world)).stopped, null, name)
      const found = existsSync(join(top, ASIDE)) ? readdirSync(join(top, ASIDE)).toSorted() : null
      assert.deepStrictEqual(found, left === null ? null : [...left], name)
    }
  })

  it("beside the user's files is gone again wherever a process stops that makes or leaves it", async ({ base }) => {
    for (const kind of ["run", "undo"] as const) {
      for (let at = 1; ; at++) {
        const top = join(base, `${kind} ${at}`)
        mkdirSync(top)
        writeFileSync(join(top, "a"), "a")
        const before = snapshotTree(top)
        const world: WorldOptions = { home: join(base, `home ${kind} ${at}`), cwd: top, disk: mount(top) }
        const steps = [{ deeds: [trashDeed(mount(top), join(top, "a"))] }]
        const fate = makeMortal(mount(top), at)
        const mortal = { ...world, disk: fate.disk, store: fate.store, owner: fate.owner }
        const survivor = { ...world, owner: makeMortal(disk, 0).owner }
        if (kind === "undo") await execute(survivor, steps)
        await (kind === "run" ? execute(mortal, steps) : undo(mortal)).catch(() => null)
        assert.strictEqual((await undo(survivor)).stopped, null, `${kind}, instant ${at}`)
        assert.deepStrictEqual(diffTrees(before, snapshotTree(top)), [], `${kind}, instant ${at}`)
        if (!fate.died()) break
      }
    }
  })

  it("is found by the rename where devices do not tell, deed by deed", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, disk: secretMount(folder) }
    for (const name of ["a", "b", "c"]) writeFileSync(join(folder, name), name)
    const before = snapshotTree(folder)
    const done = await execute(world, [
      {
        deeds: [
          trashDeed(disk, join(folder, "a")),
          editDeed(disk, join(folder, "b"), "new"),
          writeDeed(join(folder, "d"), "d"),
          trashDeed(disk, join(folder, "c"))
        ]
      }
    ])
    assert.deepStrictEqual([done.status, done.error, done.steps[0]?.count], ["done", null, 4])
    assert.include(readdirSync(folder), ASIDE)
    assert.strictEqual((await undo(world)).stopped, null)
    // The folder for what redo would need stays; its own time is that of before.
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder, { except: [ASIDE] }), { inodes: true }), [])
    assert.strictEqual((await redo(world)).undone.length, 1)
    assert.strictEqual((await undo(world)).undone.length, 1)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder, { except: [ASIDE] }), { inodes: true }), [])
  })

  it("passes over a folder that is a link, is not private, or is a file", async ({ base, home }) => {
    const top = join(base, "usb")
    const cwd = join(top, "mine")
    mkdirSync(cwd, { recursive: true })
    const world: WorldOptions = { home: home.zenusHome, cwd, disk: mount(top), trash: { roots: [] } }
    const found = async () => (await places(world, cwd)).placesFor(cwd)
    assert.deepStrictEqual(await found(), [join(top, ASIDE), join(cwd, ASIDE)])
    symlinkSync(base, join(top, ASIDE))
    assert.deepStrictEqual(await found(), [join(cwd, ASIDE)])
    mkdirSync(join(cwd, ASIDE), { mode: 0o777 })
    chmodSync(join(cwd, ASIDE), 0o777)
    assert.deepStrictEqual(await found(), [])
    assert.isFalse((await places(world, cwd)).canTrash(join(cwd, "a")))
    chmodSync(join(cwd, ASIDE), 0o700)
    assert.deepStrictEqual(await found(), [join(cwd, ASIDE)])
  })

  it("where there is none: a delete fails, unless it was agreed to be for good", async ({ base, home }) => {
    const top = join(base, "usb")
    mkdirSync(join(top, "folder/inner"), { recursive: true })
    for (const name of ["a", "folder/inner/b"]) writeFileSync(join(top, name), name)
    writeFileSync(join(top, ASIDE), "in the way")
    const other = mount(top)
    const world: WorldOptions = { home: home.zenusHome, cwd: top, disk: other }
    const deeds = [trashDeed(other, join(top, "a")), trashDeed(other, join(top, "folder"))]
    const refused = await execute(world, [{ deeds }])
    assert.deepStrictEqual([refused.status, refused.error?.tag], ["failed", "StepFailed"])
    assert.isTrue(existsSync(join(top, "a")))
    const done = await execute(world, [{ deeds, undo: "no", risk: 3 }])
    assert.deepStrictEqual([done.status, done.steps[0]?.count, done.undoable], ["done", 2, false])
    assert.deepStrictEqual(readdirSync(top), [ASIDE])
    assert.include((await undo(world)).stopped?.why, "cannot be taken back")
  })

  it("refuses a folder in which something else is mounted", async ({ folder, home }) => {
    mkdirSync(join(folder, "data/mounted"), { recursive: true })
    const other = mount(join(folder, "data/mounted"))
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, disk: other }
    const done = await execute(world, [{ deeds: [trashDeed(disk, join(folder, "data"))] }])
    assert.strictEqual(done.status, "failed")
    assert.include(done.error?.message, "another file system is mounted in it")
    assert.isTrue(existsSync(join(folder, "data/mounted")))
  })
})

/** Runs at an instant of a test clock; the journal's times are that clock's. */
const at = <A>(time: number, world: WorldOptions, work: Effect.Effect<A, unknown, Trash>): Promise<A> =>
  Effect.runPromise(
    Effect.gen(function* () {
      yield* TestClock.setTime(time)
      return yield* work
    }).pipe(Effect.provide(worldLayer(world)), Effect.provide(TestClock.layer()))
  )

const prune = Effect.flatMap(Trash, (trash) => trash.prune)

describe("the trash", () => {
  it("says how much room is left under its limit", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, trash: { maxSize: 1000 } }
    const room = () =>
      inWorld(
        world,
        Effect.flatMap(Trash, (trash) => trash.room)
      )
    assert.deepStrictEqual(await room(), { usedBytes: 0, maxBytes: 1000, roomBytes: 1000 })
    assert.isFalse(existsSync(home.zenusHome))
    writeFileSync(join(folder, "a"), "x".repeat(700))
    writeFileSync(join(folder, "b"), "x".repeat(500))
    await execute(world, [{ deeds: [trashDeed(disk, join(folder, "a"))] }])
    assert.deepStrictEqual(await room(), { usedBytes: 700, maxBytes: 1000, roomBytes: 300 })
    await execute(world, [{ deeds: [trashDeed(disk, join(folder, "b"))] }])
    assert.deepStrictEqual(await room(), { usedBytes: 1200, maxBytes: 1000, roomBytes: 0 })
    await undo(world, { count: 2 })
    assert.deepStrictEqual(await room(), { usedBytes: 0, maxBytes: 1000, roomBytes: 1000 })
  })

  it("keeps what is as old as the retention, however full, and prunes what is older", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, trash: { retention: "30 days", maxSize: 1 } }
    writeFileSync(join(folder, "a"), "aaa")
    const now = Date.now()
    const done = await execute(world, [{ deeds: [trashDeed(disk, join(folder, "a"))] }])
    const trash = join(home.zenusHome, "trash", done.transaction ?? "")
    const early = await at(now + 30 * DAY - 60_000, world, prune)
    assert.deepStrictEqual(early, { transaction: null, transactions: 0, entries: 0, bytes: 0, left: [] })
    assert.strictEqual((await history(world)).length, 1)
    const { transaction, ...pruned } = await at(now + 30 * DAY + 60_000, world, prune)
    assert.deepStrictEqual(pruned, { transactions: 1, entries: 2, bytes: 3, left: [] })
    assert.isFalse(existsSync(trash))
    const [entry, old] = await history(world)
    assert.deepStrictEqual(
      [entry?.transaction, entry?.kind, entry?.status, entry?.request],
      [transaction, "housekeeping", "done", "Remove from the trash what is older than 30d"]
    )
    assert.deepStrictEqual([old?.undoable, old?.undone], [false, false])
    assert.include((await undo(world)).stopped?.why, "the trash was pruned")
    assert.strictEqual((await at(now + 31 * DAY, world, prune)).transaction, null)
  })

  it("counts from the last undo or redo that put something there", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, trash: { retention: "1 hour" } }
    const now = Date.now()
    const done = await execute(world, [{ deeds: [writeDeed(join(folder, "a"), "aaa")] }])
    await undo(world)
    // As if the run itself were old: its undo is not.
    assert.strictEqual((await at(now + 30 * 60_000, world, prune)).transaction, null)
    assert.isTrue(existsSync(join(home.zenusHome, "trash", done.transaction ?? "", "new-1")))
    assert.strictEqual((await at(now + 2 * 60 * 60_000, world, prune)).transactions, 1)
    assert.deepStrictEqual((await redo(world)).undone, [])
  })

  it("removes nothing through a link, and nothing that is not a transaction's", async ({ base, folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, trash: { retention: "1 hour" } }
    const outside = join(base, "outside")
    mkdirSync(join(outside, "inner"), { recursive: true })
    writeFileSync(join(outside, "inner/precious"), "precious")
    mkdirSync(join(folder, "data"))
    symlinkSync(outside, join(folder, "data/link"))
    const done = await execute(world, [{ deeds: [trashDeed(disk, join(folder, "data"))] }])
    const trash = join(home.zenusHome, "trash")
    mkdirSync(join(trash, "notes"), { mode: 0o700 })
    writeFileSync(join(trash, "notes/mine"), "mine")
    // An id like ours, years old, that leads elsewhere.
    symlinkSync(outside, join(trash, "01AAAAAAAAAAAAAAAAAAAAAAAA"))
    mkdirSync(join(trash, "01BBBBBBBBBBBBBBBBBBBBBBBB"), { mode: 0o755 })
    const pruned = await at(Date.now() + 2 * DAY, world, prune)
    assert.deepStrictEqual([pruned.transactions, pruned.left], [1, []])
    assert.isTrue(existsSync(join(outside, "inner/precious")))
    assert.deepStrictEqual(readdirSync(trash).toSorted(), [
      "01AAAAAAAAAAAAAAAAAAAAAAAA",
      "01BBBBBBBBBBBBBBBBBBBBBBBB",
      "notes"
    ])
    assert.notInclude(readdirSync(trash), done.transaction)
  })

  it("stops at a mount point inside and says so", async ({ folder, home }) => {
    mkdirSync(join(folder, "data"))
    writeFileSync(join(folder, "data/a"), "a")
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, trash: { retention: "1 hour" } }
    const done = await execute(world, [{ deeds: [trashDeed(disk, join(folder, "data"))] }])
    const inside = join(home.zenusHome, "trash", done.transaction ?? "", "1/a")
    const pruned = await at(Date.now() + 2 * DAY, { ...world, disk: mount(inside) }, prune)
    assert.strictEqual(pruned.left.length, 1)
    assert.isTrue(existsSync(inside))
    assert.deepStrictEqual((await at(Date.now() + 2 * DAY, world, prune)).left, [])
    assert.isFalse(existsSync(inside))
  })

  it("forgets old folders that no journal knows, and keeps young ones", async ({ base, folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, trash: { retention: "1 hour" } }
    writeFileSync(join(folder, "a"), "a")
    const done = await execute(world, [{ deeds: [trashDeed(disk, join(folder, "a"))] }])
    const trash = join(home.zenusHome, "trash")
    // The state file is lost; another one takes its place.
    for (const name of readdirSync(home.zenusHome)) {
      if (name.startsWith("zenus.db")) renameSync(join(home.zenusHome, name), join(base, name))
    }
    await execute(world, [{ deeds: [writeDeed(join(folder, "b"), "b")] }])
    await at(Date.now() + 30 * 60_000, world, prune)
    assert.isTrue(existsSync(join(trash, done.transaction ?? "", "1")))
    const old = new Date(Date.now() - DAY)
    utimesSync(join(trash, done.transaction ?? ""), old, old)
    await at(Date.now() + 2 * 60 * 60_000, world, prune)
    assert.isFalse(existsSync(join(trash, done.transaction ?? "")))
    removeTree(join(base, "zenus.db"))
  })

  it("leaves what needs no trash undoable, until its history is forgotten", async ({ folder, home }) => {
    const world: WorldOptions = {
      home: home.zenusHome,
      cwd: folder,
      trash: { retention: "1 hour", keepHistory: "2 days" }
    }
    await execute(world, [{ deeds: [writeDeed(join(folder, "a"), "a")] }])
    assert.strictEqual((await at(Date.now() + DAY, world, prune)).transaction, null)
    assert.isTrue((await history(world))[0]?.undoable)
    assert.isNotNull((await at(Date.now() + 3 * DAY, world, prune)).transaction)
    assert.deepStrictEqual(
      (await history(world)).map(({ kind }) => kind),
      ["housekeeping"]
    )
    assert.deepStrictEqual((await undo(world)).undone, [])
  })

  it("when pruning is cut off at any instant, the next one finishes it", async ({ base, folder }) => {
    for (let instant = 1; ; instant++) {
      const home = join(base, `state-${instant}`)
      const options = { retention: "1 hour" } as const
      const path = join(folder, `data-${instant}`)
      mkdirSync(path)
      for (const name of ["a", "b"]) writeFileSync(join(path, name), name)
      const world: WorldOptions = { home, cwd: folder, trash: options, owner: makeMortal(disk, 0).owner }
      const done = await execute(world, [{ deeds: [trashDeed(disk, path)] }])
      const fate = makeMortal(disk, instant)
      const mortal: WorldOptions = { ...world, disk: fate.disk, store: fate.store, owner: fate.owner }
      await at(Date.now() + 2 * DAY, mortal, prune).catch(() => null)
      await at(Date.now() + 3 * DAY, world, prune)
      assert.isFalse(existsSync(join(home, "trash", done.transaction ?? "")), `instant ${instant}`)
      if (!fate.died()) break
    }
  })
})
