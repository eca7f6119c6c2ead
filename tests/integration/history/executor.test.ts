/** The executor on a real disk: order, failure, change since the plan, stop, timeout, reading, a state that cannot be written. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  unlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { type Deed, DiskError, type Disk, type ExecutorEvent, StoreService } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import { diffTrees, it, snapshotTree } from "#kit"
import {
  copyDeed,
  editDeed,
  execute,
  history,
  inWorld,
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

describe("steps", () => {
  it("wait for what they need, by path too, and a failed one stops only those", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const at = (name: string): string => join(folder, name)
    for (const name of ["a", "b", "c"]) writeFileSync(at(name), name)
    const gone = moveDeed(disk, at("b"), at("b2"))
    unlinkSync(at("b"))
    const events: Array<ExecutorEvent> = []
    const done = await execute(
      world,
      [
        { id: "folder", deeds: [{ do: "make-folder", path: at("to") }] },
        // Needs the folder only by its path.
        { id: "move", deeds: [moveDeed(disk, at("a"), at("to/a"))] },
        { id: "fails", deeds: [gone] },
        { id: "after", dependsOn: ["fails"], deeds: [writeDeed(at("never"), "x")] },
        { id: "alone", deeds: [moveDeed(disk, at("c"), at("c2"))] }
      ],
      { onEvent: (event) => events.push(event) }
    )
    assert.strictEqual(done.status, "failed")
    assert.deepStrictEqual(
      done.steps.map(({ id, status, count }) => [id, status, count]),
      [
        ["folder", "done", 1],
        ["move", "done", 1],
        ["fails", "failed", 0],
        ["after", "skipped", 0],
        ["alone", "done", 1]
      ]
    )
    assert.strictEqual(done.error?.tag, "ChangedSince")
    assert.strictEqual(done.error?.message, `${at("b")} went away after the plan was made.`)
    assert.isTrue(done.undoable)
    assert.isFalse(existsSync(at("never")))
    const finished = events.flatMap((event) => (event.type === "step.finished" ? [event.report.id] : []))
    assert.sameMembers(finished, ["folder", "move", "fails", "alone"])
    assert.isBelow(finished.indexOf("folder"), finished.indexOf("move"))
    assert.deepStrictEqual(
      (await history(world, { failures: true }))[0]?.steps.map(({ status }) => status),
      ["done", "done", "failed", "skipped", "done"]
    )
  })

  it("count only what they verified, and undo takes back the part that was done", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, executor: { batchSize: 4 } }
    const paths = makeNumbered(folder, 10)
    const before = snapshotTree(folder)
    const deeds = paths.map((path, at) => moveDeed(disk, path, join(folder, `moved-${at}`)))
    writeFileSync(join(folder, "moved-6"), "of somebody else")
    const done = await execute(world, [{ deeds }])
    assert.deepStrictEqual([done.status, done.steps[0]?.count], ["failed", 6])
    assert.strictEqual(done.error?.message, `${join(folder, "moved-6")} appeared after the plan was made.`)
    assert.strictEqual(readFileSync(join(folder, "moved-6"), "utf8"), "of somebody else")
    assert.strictEqual((await undo(world)).undone[0]?.restored, 6)
    unlinkSync(join(folder, "moved-6"))
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true, folderTimes: false }), [])
  })

  it("run beside each other, no more at a time than allowed", async ({ folder, home }) => {
    let running = 0
    let most = 0
    const step = (id: string) => ({
      id,
      prepared: {
        run: Effect.gen(function* () {
          running += 1
          most = Math.max(most, running)
          yield* Effect.yieldNow
          yield* Effect.yieldNow
          running -= 1
          return { lines: [id] }
        })
      }
    })
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, executor: { concurrency: 2 } }
    const done = await execute(world, ["1", "2", "3", "4", "5"].map(step))
    assert.deepStrictEqual([done.status, most, running], ["done", 2, 0])
    assert.deepStrictEqual(
      [...done.outputs.values()].map(({ lines }) => lines[0]),
      ["1", "2", "3", "4", "5"]
    )
  })
})

describe("what changed since the plan", () => {
  it("fails the step before it is touched: edited, replaced, gone, a folder with more in it", async ({
    folder,
    home
  }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const at = (name: string): string => join(folder, name)
    mkdirSync(at("full"))
    for (const name of ["a", "b", "c", "d", "full/x"]) writeFileSync(at(name), name)
    const deeds = [
      moveDeed(disk, at("a"), at("a2")),
      editDeed(disk, at("b"), "ours"),
      copyDeed(disk, at("c"), at("c2")),
      trashDeed(disk, at("d")),
      trashDeed(disk, at("full"))
    ]
    for (const name of ["a", "b", "c", "d"]) appendFileSync(at(name), " edited")
    writeFileSync(at("full/y"), "later")
    const changed = snapshotTree(folder)
    const done = await execute(
      world,
      deeds.map((deed) => ({ deeds: [deed] }))
    )
    assert.deepStrictEqual(
      done.steps.map(({ status, error }) => [status, error?.tag]),
      deeds.map(() => ["failed", "ChangedSince"])
    )
    assert.isFalse(done.undoable)
    const [entry] = await history(world, { failures: true })
    assert.deepStrictEqual(
      [entry?.transaction, entry?.status, entry?.undoable, entry?.steps.length],
      [done.transaction, "failed", false, deeds.length]
    )
    assert.deepStrictEqual(diffTrees(changed, snapshotTree(folder), { inodes: true }), [])
  })

  it("is looked at again where an earlier step changes it, and a different outcome fails", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const at = (name: string): string => join(folder, name)
    writeFileSync(at("a"), "a")
    const done = await execute(world, [
      { id: "1", deeds: [moveDeed(disk, at("a"), at("b"))] },
      {
        id: "2",
        dependsOn: ["1"],
        lookAgain: true,
        deeds: [{ do: "move", from: at("b"), to: at("c"), identity: null }],
        again: () => ({ deeds: [moveDeed(disk, at("b"), at("c"))] })
      },
      {
        id: "3",
        dependsOn: ["2"],
        lookAgain: true,
        deeds: [{ do: "move", from: at("c"), to: at("d"), identity: null }],
        again: () => ({ deeds: [moveDeed(disk, at("c"), at("somewhere else"))] })
      }
    ])
    assert.deepStrictEqual(
      done.steps.map(({ status, error }) => [status, error?.message ?? null]),
      [
        ["done", null],
        ["done", null],
        ["failed", `${at("c")} looks different after the plan was made.`]
      ]
    )
    assert.isTrue(existsSync(at("c")))
  })
})

describe("a stop", () => {
  it("settles the step in flight, says how far it came, and undo is exact", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, executor: { batchSize: 100 } }
    const paths = makeNumbered(folder, 1200)
    const before = snapshotTree(folder)
    mkdirSync(join(home.path, "elsewhere"))
    const stop = new AbortController()
    const done = await execute(
      world,
      [
        {
          id: "1",
          deeds: [
            { do: "make-folder", path: join(folder, "to") },
            ...paths.map((path, at) => moveDeed(disk, path, join(folder, "to", `moved-${at}`)))
          ]
        },
        { id: "2", dependsOn: ["1"], deeds: [writeDeed(join(folder, "never"), "x")] }
      ],
      {
        stop: stop.signal,
        onEvent: (event) => {
          if (event.type === "step.progress" && event.done >= 300) stop.abort()
        }
      }
    )
    const count = done.steps[0]?.count ?? 0
    assert.strictEqual(done.status, "interrupted")
    assert.isAtLeast(count, 300)
    assert.isBelow(count, 1201)
    assert.strictEqual(readdirSync(join(folder, "to")).length, count - 1)
    assert.strictEqual(done.steps[0]?.error?.message, `Interrupted: ${count} of 1,201 moved.`)
    assert.deepStrictEqual(done.steps[0]?.error?.recovery, ["zenus undo takes them back."])
    assert.deepStrictEqual(
      done.steps.map(({ status }) => status),
      ["interrupted", "interrupted"]
    )
    assert.isTrue(done.undoable)
    assert.deepStrictEqual(await settle(world), [])
    const [entry] = await history(world)
    assert.deepStrictEqual(
      [entry?.status, entry?.steps.map(({ count, status }) => [status, count])],
      [
        "interrupted",
        [
          ["interrupted", count],
          ["interrupted", 0]
        ]
      ]
    )
    assert.strictEqual((await undo(world)).undone[0]?.restored, count)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
  })

  it("of a copy leaves nothing half written", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    writeFileSync(join(folder, "big"), new Uint8Array(40 * 1024 * 1024))
    const before = snapshotTree(folder)
    const stop = new AbortController()
    const slow: Disk = {
      ...disk,
      copy: (from, to, signal) => {
        queueMicrotask(() => stop.abort())
        return disk.copy(from, to, signal)
      }
    }
    const done = await execute(
      { ...world, disk: slow },
      [{ deeds: [copyDeed(disk, join(folder, "big"), join(folder, "copy"))] }],
      { stop: stop.signal }
    )
    assert.deepStrictEqual([done.status, done.steps[0]?.count, done.undoable], ["interrupted", 0, false])
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    assert.deepStrictEqual(readdirSync(join(home.zenusHome, "trash")), [])
  })

  it("by its timeout is a failure with what was done so far", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const done = await execute(world, [{ timeoutMs: 30, prepared: { run: Effect.never } }])
    assert.deepStrictEqual([done.status, done.error?.tag], ["failed", "StepFailed"])
    assert.include(done.error?.message, "took longer than")
  })

  it("of an undo is continued by the next one", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, executor: { batchSize: 50 } }
    const paths = makeNumbered(folder, 400)
    const before = snapshotTree(folder)
    await execute(world, [{ deeds: paths.map((path, at) => moveDeed(disk, path, join(folder, `moved-${at}`))) }])
    const stop = new AbortController()
    const first = await undo(world, {
      stop: stop.signal,
      onEvent: ({ done }) => {
        if (done >= 100) stop.abort()
      }
    })
    assert.deepStrictEqual([first.interrupted, first.undone, first.stopped], [true, [], null])
    const second = await undo(world)
    assert.strictEqual(second.stopped, null)
    assert.isBelow(second.undone[0]?.restored ?? 400, 301)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
  })
})

const full = (path: string): never => {
  throw new DiskError("write", path, "ENOSPC")
}

describe("a full disk", () => {
  it("while staging: the staged is removed, the step fails, nothing is in place", async ({ folder, home }) => {
    const at = (name: string): string => join(folder, name)
    for (const name of ["a", "b"]) writeFileSync(at(name), name)
    const before = snapshotTree(folder)
    let copies = 0
    const tight: Disk = {
      ...disk,
      copy: (from, to, signal) => ((copies += 1) > 1 ? full(to) : disk.copy(from, to, signal))
    }
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, disk: tight }
    const done = await execute(world, [{ deeds: ["a", "b"].map((name) => copyDeed(disk, at(name), at(`${name}2`))) }])
    assert.deepStrictEqual([done.status, done.error?.tag, done.undoable], ["failed", "DiskError", false])
    assert.include(done.error?.message, "the disk is full")
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    assert.deepStrictEqual(readdirSync(join(home.zenusHome, "trash")), [])
  })

  it("while the journal is written: nothing is done", async ({ folder, home }) => {
    const at = (name: string): string => join(folder, name)
    for (const name of ["a", "b"]) writeFileSync(at(name), name)
    const before = snapshotTree(folder)
    const fate = makeMortal(disk, 0)
    const world: WorldOptions = {
      home: home.zenusHome,
      cwd: folder,
      store: (layer) => fate.store(layer, (sql) => sql.includes("INTO history_batch"))
    }
    const done = await execute(world, [{ deeds: [trashDeed(disk, at("a")), editDeed(disk, at("b"), "c")] }])
    assert.deepStrictEqual([done.status, done.error?.tag, done.steps[0]?.count], ["failed", "StoreUnwritable", 0])
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    assert.deepStrictEqual(await settle({ home: home.zenusHome, cwd: folder }), [])
  })

  it("while the journal is written for the second time: says how far it came, and undo takes that back", async ({
    folder,
    home
  }) => {
    const names = ["a", "b", "c", "d", "e"]
    for (const name of names) writeFileSync(join(folder, name), name)
    const before = snapshotTree(folder)
    const survivor: WorldOptions = { home: home.zenusHome, cwd: folder, owner: makeMortal(disk, 0).owner }
    const fate = makeMortal(disk, 0)
    let batches = 0
    // From the third batch on nothing can be written any more, not even that it is over.
    const isFull = (sql: string): boolean => {
      if (sql.includes("INTO history_batch")) batches += 1
      return batches > 2
    }
    const world: WorldOptions = {
      home: home.zenusHome,
      cwd: folder,
      executor: { batchSize: 2 },
      owner: fate.owner,
      store: (layer) => fate.store(layer, isFull)
    }
    const done = await execute(world, [
      { deeds: names.map((name) => moveDeed(disk, join(folder, name), join(folder, `${name}2`))) }
    ])
    assert.deepStrictEqual([done.status, done.steps[0]?.count, done.undoable], ["failed", 4, true])
    assert.match(done.error?.message ?? "", /cannot be written: the disk is full\. 4 of 5 moved\.$/)
    assert.deepStrictEqual(done.error?.recovery, ["Make room.", "Then zenus undo takes back what was done."])
    assert.isTrue(existsSync(join(folder, "a2")))
    assert.strictEqual((await undo(survivor)).stopped, null)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
  })
})

describe("a batch", () => {
  it.for([
    { what: "stages a thousand entries at most", changes: false, totals: [1000, 1] },
    { what: "otherwise holds more", changes: true, totals: [1001] }
  ])("$what", async ({ changes, totals }, { folder, home }) => {
    const paths = Array.from({ length: 1001 }, (_, at) => join(folder, String(at)))
    if (changes) for (const path of paths) writeFileSync(path, "")
    const deeds = paths.map((path): Deed =>
      changes
        ? { do: "set", path, identity: null, mode: 0o600, detail: "" }
        : { do: "put", path, content: { kind: "symlink", target: "somewhere" }, bytes: 0, as: "link" }
    )
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    assert.strictEqual((await execute(world, [{ deeds }])).steps[0]?.count, 1001)
    const found = await inWorld(
      world,
      Effect.gen(function* () {
        const store = yield* (yield* StoreService).open
        return store.all("SELECT total FROM history_batch ORDER BY seq").map((row) => row["total"])
      })
    )
    assert.deepStrictEqual(found, totals)
  })
})

describe("reading", () => {
  it("leaves one row without its answer, which undo does not count", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    await execute(world, [{ deeds: [writeDeed(join(folder, "a"), "a")] }])
    const done = await execute(world, [{ prepared: { run: Effect.succeed({ lines: ["secret answer"] }) } }])
    assert.deepStrictEqual([done.status, done.transaction, done.undoable], ["done", null, false])
    const [entry] = await history(world)
    assert.deepStrictEqual([entry?.kind, entry?.status, entry?.undoable], ["read", "done", false])
    assert.notInclude(JSON.stringify(entry), "secret answer")
    assert.strictEqual((await undo(world)).undone.length, 1)
    assert.isFalse(existsSync(join(folder, "a")))
  })

  it("answers where the state cannot be written, with a note; acting does not act", async ({ folder, home }) => {
    writeFileSync(home.zenusHome, "a file where the folder should be")
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const read = await execute(world, [{ prepared: { run: Effect.succeed({ lines: ["42"] }) } }])
    assert.deepStrictEqual([read.status, [...read.outputs.values()]], ["done", [{ lines: ["42"] }]])
    assert.include(read.notes[0], "not in the history")
    const acting = await execute(world, [{ deeds: [writeDeed(join(folder, "a"), "a")] }, { deeds: [] }])
    assert.deepStrictEqual(
      [acting.status, acting.error?.tag, acting.steps.map(({ status }) => status)],
      ["failed", "StoreUnwritable", ["failed", "skipped"]]
    )
    assert.isFalse(existsSync(join(folder, "a")))
  })
})

describe("replacing", () => {
  it("keeps mode and owner of the old file", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const path = join(folder, "a")
    writeFileSync(path, "old")
    chmodSync(path, 0o6751)
    const before = snapshotTree(folder)
    await execute(world, [{ deeds: [editDeed(disk, path, "new")] }])
    assert.strictEqual(disk.lstat(path)?.mode, 0o6751)
    assert.strictEqual(readFileSync(path, "utf8"), "new")
    await undo(world)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
  })
})
