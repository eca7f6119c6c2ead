/** Deleting while somebody else writes to the same file: what is in the trash is what was there at that instant. */
import { appendFileSync, closeSync, openSync, readFileSync, unlinkSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import type { Disk } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { it } from "#kit"
import { execute, redo, trashDeed, undo, type WorldOptions } from "#kit/deedWorld.ts"

const disk = makeNodeDisk()

describe("what is deleted at the instant somebody else writes", () => {
  it("goes back where it is not what was planned, and stays where its place is taken", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const path = join(folder, "a")
    writeFileSync(path, "planned")
    const deeds = [trashDeed(disk, path)]
    appendFileSync(path, " and more")
    const first = await execute(world, [{ deeds }])
    assert.strictEqual(first.error?.message, `${path} was changed after the plan was made.`)
    assert.strictEqual(readFileSync(path, "utf8"), "planned and more")

    // In the instant between away and back the name is taken by a third.
    const quick: Disk = {
      ...disk,
      move: (from, to, type, target) => {
        disk.move(from, to, type, target)
        if (target === "fresh") writeFileSync(path, "of a third")
      }
    }
    const second = await execute({ ...world, disk: quick }, [{ deeds }])
    assert.deepStrictEqual([second.status, second.undoable], ["failed", false])
    assert.strictEqual(readFileSync(path, "utf8"), "of a third")
    assert.strictEqual((await undo(world)).stopped?.path, path)
    unlinkSync(path)
    assert.strictEqual((await undo(world)).stopped, null)
    assert.strictEqual(readFileSync(path, "utf8"), "planned and more")
  })

  it("comes back with what somebody who had it open wrote to it in the trash", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const path = join(folder, "log")
    writeFileSync(path, "one\n")
    const handle = openSync(path, "a")
    await execute(world, [{ deeds: [trashDeed(disk, path)] }])
    writeSync(handle, "two\n")
    closeSync(handle)
    assert.strictEqual((await undo(world)).stopped, null)
    assert.strictEqual(readFileSync(path, "utf8"), "one\ntwo\n")
    // Deleting it again is another matter: it is no longer what was planned.
    assert.strictEqual((await redo(world)).stopped?.why, "it was changed since")
  })
})
