/** What lies at, below or above a path, as undo asks it of what goes first. */
import { assert, describe, it } from "@effect/vitest"
import { makePathSet } from "#core/history/PathSet.ts"

describe("a set of paths", () => {
  it("knows what lies at, below and above its paths, by whole names", () => {
    const set = makePathSet()
    assert.deepStrictEqual([set.holds("/"), set.isNear("/")], [false, false])
    set.add("/a/b/c")
    for (const [path, holds, near] of [
      ["/a/b/c", true, true],
      ["/a/b/c/d/e", true, true],
      ["/a/b", false, true],
      ["/", false, true],
      ["/a/b/cc", false, false],
      ["/a/bb", false, false],
      ["/b", false, false]
    ] as const) {
      assert.deepStrictEqual([set.holds(path), set.isNear(path)], [holds, near], path)
    }
  })

  it("of the root holds everything", () => {
    const set = makePathSet()
    set.add("/")
    assert.deepStrictEqual([set.holds("/x/y"), set.isNear("/x")], [true, true])
  })
})
