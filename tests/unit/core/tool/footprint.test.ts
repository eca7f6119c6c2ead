import { assert, describe, it } from "@effect/vitest"
import { dependencies, type Footprint, footprintOf } from "@zenus/core"

const print = (reads: ReadonlyArray<string>, writes: ReadonlyArray<string>, parallel = true): Footprint => ({
  reads,
  writes,
  parallel
})

describe("dependencies", () => {
  const earlier = [["1", print(["/a/in"], ["/a/data"])]] as const
  it.each([
    ["a read of what was written", print(["/a/data/x"], []), ["1"]],
    ["a write of what was read", print([], ["/a/in"]), ["1"]],
    ["a write below what was written", print([], ["/a/data/y"]), ["1"]],
    ["a write above it", print([], ["/a"]), ["1"]],
    ["a step that stands alone", print([], [], false), ["1"]],
    ["two reads of one place", print(["/a/in"], []), []],
    ["a sibling whose name begins the same", print(["/a/database"], ["/a/data2"]), []]
  ])("orders %s", (_, step, expected) => {
    assert.deepStrictEqual(dependencies(step, earlier), expected)
  })
})

describe("footprintOf", () => {
  it("lets folders stand for very many paths, so that ordering stays cheap and never looser", () => {
    const deeds = Array.from({ length: 1_000 }, (_, index) => ({ do: "make-folder", path: `/a/b/f${index}` }) as const)
    assert.deepStrictEqual(footprintOf({ parallel: true }, { explanation: "", deeds }).writes, ["/a/b"])
  })
})
