/** Every deed done by the real executor on a real disk, taken back and done again. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { makeNodeDisk } from "@zenus/core/node"
import { Undo } from "@zenus/core"
import * as Effect from "effect/Effect"
import { diffTrees, it, snapshotTree } from "#kit"
import { inEngine, runRequest } from "#kit/engineWorld.ts"
import { writeFiles } from "#kit/writeFiles.ts"
import { copyDeed, editDeed, execute, modeDeed, moveDeed, redo, trashDeed, undo, writeDeed } from "#kit/deedWorld.ts"

const disk = makeNodeDisk()

describe("undo", () => {
  it("takes back every kind of deed, and redo does it again", async ({ folder, home }) => {
    const world = { home: home.zenusHome, cwd: folder }
    mkdirSync(join(folder, "old"))
    for (const name of ["a.txt", "b.txt", "c.txt", "d.txt", "old/e.txt", "old/f.txt"])
      writeFileSync(join(folder, name), name)
    const before = snapshotTree(folder)
    const done = await execute(world, [
      {
        deeds: [
          { do: "make-folder", path: join(folder, "new") },
          moveDeed(disk, join(folder, "a.txt"), join(folder, "new/a.txt")),
          trashDeed(disk, join(folder, "b.txt")),
          trashDeed(disk, join(folder, "old")),
          editDeed(disk, join(folder, "c.txt"), "changed"),
          copyDeed(disk, join(folder, "d.txt"), join(folder, "new/copy.txt")),
          writeDeed(join(folder, "made.txt"), "made"),
          modeDeed(disk, join(folder, "d.txt"), 0o600),
          { do: "put", path: join(folder, "link"), content: { kind: "symlink", target: "a.txt" }, bytes: 0, as: "link" }
        ]
      }
    ])
    assert.deepStrictEqual(done.notes, [])
    assert.strictEqual(done.error, null)
    assert.strictEqual(done.status, "done")
    assert.strictEqual(done.steps[0]?.count, 9)
    assert.isTrue(done.undoable)
    const after = snapshotTree(folder)
    assert.sameMembers(
      [...after.keys()],
      [".", "c.txt", "d.txt", "link", "made.txt", "new", "new/a.txt", "new/copy.txt"]
    )
    const undone = await undo(world)
    assert.strictEqual(undone.stopped, null)
    assert.deepStrictEqual(
      undone.undone.map(({ transaction, restored }) => ({ transaction, restored })),
      [{ transaction: done.transaction ?? "", restored: 9 }]
    )
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    const redone = await redo(world)
    assert.strictEqual(redone.stopped, null)
    assert.deepStrictEqual(diffTrees(after, snapshotTree(folder), {}), [])
    const again = await undo(world)
    assert.strictEqual(again.stopped, null)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
  })

  it("of several by their names is one command: what stands between them stays, and one redo does them again", async ({
    folder,
    home
  }) => {
    const world = { home: home.zenusHome, cwd: folder }
    const make = async (name: string): Promise<string> => {
      const done = await execute(world, [{ deeds: [writeDeed(join(folder, name), name)] }])
      return done.transaction ?? ""
    }
    const [first, second, third] = [await make("first"), await make("second"), await make("third")]
    const names = (): ReadonlyArray<string> => [...snapshotTree(folder).keys()].filter((name) => name !== ".")

    const unknown = await undo(world, { id: [third, "NONE"] })
    assert.deepStrictEqual(unknown.stopped, { transaction: "NONE", path: "", why: "there is no such transaction" })
    assert.sameMembers([...names()], ["first", "second", "third"], "one that there is not: none is touched")

    const undone = await undo(world, { id: [third, first] })
    assert.deepStrictEqual(
      undone.undone.map(({ transaction }) => transaction),
      [third, first]
    )
    assert.deepStrictEqual(names(), ["second"])
    assert.strictEqual((await undo(world, { id: [second, first] })).stopped?.why, "it is taken back already")
    const redone = await redo(world)
    assert.deepStrictEqual(
      redone.undone.map(({ transaction }) => transaction),
      [first, third]
    )
    assert.sameMembers([...names()], ["first", "second", "third"])
  })

  it("of some among all takes the last of these, and what was stopped in its midst before", async ({
    folder,
    home
  }) => {
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}.txt`, `${at}`]))
    writeFiles(folder, files)
    const world = { cwd: folder, home: home.path, zenusHome: home.zenusHome, executor: { batchSize: 8 } }
    const ran = async (text: string): Promise<string> =>
      (await runRequest(world, text, { yes: true })).report.transaction ?? ""
    const moved = await ran("move all txt files to old")
    const made = await ran("create a folder named mine")
    const theirs = await ran("create a folder named theirs")
    const next = (count: number, among?: ReadonlyArray<string>) =>
      inEngine(
        world,
        Effect.flatMap(Undo, (undo) => undo.next(count, among))
      )
    assert.deepStrictEqual(await next(2), [theirs, made])
    assert.deepStrictEqual(await next(1, [moved, made]), [made])
    assert.deepStrictEqual(await next(5, [moved, made, "NONE"]), [made, moved])
    assert.deepStrictEqual(await next(5, []), [])
    const stop = new AbortController()
    const stopped = await inEngine(
      world,
      Effect.flatMap(Undo, (undo) => undo.undo({ id: moved, stop: stop.signal, onEvent: () => void stop.abort() }))
    )
    assert.isTrue(stopped.interrupted)
    assert.deepStrictEqual(await next(2, [moved, made]), [moved, made])
  })
})
