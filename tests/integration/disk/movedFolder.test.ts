/** A folder that is held open for a turn of the event loop must not be acted in once it has another name. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { makeNodeDisk } from "@zenus/core/node"
import { it } from "#kit"

describe("the disk within one turn", () => {
  it("acts in the folder that has the name now, not in the one that had it", ({ folder }) => {
    const disk = makeNodeDisk()
    const at = (name: string): string => join(folder, name)
    mkdirSync(at("a"))
    for (const name of ["1", "2", "3"]) writeFileSync(at(name), name)
    disk.move(at("1"), at("a/1"), "file")
    disk.move(at("a"), at("b"), "folder")
    disk.mkdir(at("a"))
    disk.move(at("2"), at("a/2"), "file")
    assert.deepStrictEqual([existsSync(at("a/2")), existsSync(at("b/2"))], [true, false])
    disk.move(at("a/2"), at("2"), "file")
    disk.rmdir(at("a"))
    disk.mkdir(at("a"))
    disk.move(at("3"), at("a/3"), "file")
    assert.isTrue(existsSync(at("a/3")))
    disk.close()
  })
})
