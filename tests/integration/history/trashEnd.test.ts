/** How the trash is left when a run ends: what a step staged and did not use goes, and nobody lists the folder where nothing was staged. */
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import type { Deed, Disk } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import { it } from "#kit"
import { execute, trashDeed, undo, type WorldOptions } from "#kit/deedWorld.ts"

const disk = makeNodeDisk()

describe("the end of a run", () => {
  it("takes away what a step staged and did not use", async ({ folder, home }) => {
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const path = join(folder, "out")
    const put: Deed = { do: "put", path, content: { kind: "staged", name: "out" }, bytes: 1, as: "extract" }
    const stage = (at: string) =>
      Effect.sync(() => {
        for (const name of ["out", "left over"]) disk.write(join(at, name), new Uint8Array([1]))
      })
    writeFileSync(join(folder, "old"), "old")
    const done = await execute(world, [
      { deeds: [trashDeed(disk, join(folder, "old"))] },
      { deeds: [put], prepared: { stage } }
    ])
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.deepStrictEqual(readdirSync(folder), ["out"])
    const trash = join(home.zenusHome, "trash", String(done.transaction))
    assert.deepStrictEqual(readdirSync(trash).length, 1, "the deleted file alone")
    await undo(world)
    assert.deepStrictEqual(readdirSync(folder), ["old"])
  })

  it("lists no folder into which files were only put away", async ({ folder, home }) => {
    const listed: Array<string> = []
    const watching: Disk = {
      ...disk,
      list: (path) => {
        listed.push(path)
        return disk.list(path)
      }
    }
    for (const name of ["a", "b"]) writeFileSync(join(folder, name), name)
    const deeds = ["a", "b"].map((name) => trashDeed(disk, join(folder, name)))
    const done = await execute({ home: home.zenusHome, cwd: folder, disk: watching }, [{ deeds }])
    assert.strictEqual(done.steps[0]?.count, 2)
    assert.deepStrictEqual(listed, [])
  })
})
