/** What a shell keeps of its lines, and what it lets go of. */
import { assert, describe, it } from "@effect/vitest"
import { keepBlock, MAX_BLOCKS, MAX_HELD, newShellState, nextNumber } from "#cli/line/ShellState.ts"
import { block, listing } from "#kit/readingWorld.ts"

const many = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, at) => `f${at}`)

describe("the blocks of a shell", () => {
  it("are numbered on, also when the oldest have gone", () => {
    const state = newShellState("/w")
    assert.strictEqual(nextNumber(state), 1)
    for (let number = 1; number <= MAX_BLOCKS + 5; number++) keepBlock(state, block(nextNumber(state)))
    assert.deepStrictEqual([state.blocks.length, state.blocks[0]?.number, nextNumber(state)], [1_000, 6, 1_006])
  })

  it("that listed much let go of it when newer ones did, and keep what became of them", () => {
    const state = newShellState("/w")
    const meaning = { type: "request", text: "delete them", translators: [] } as const
    keepBlock(state, listing(1, many(MAX_HELD / 2), { meaning, transaction: "TX1" }))
    keepBlock(state, listing(2, ["a"]))
    keepBlock(state, listing(3, many(MAX_HELD / 4)))
    assert.deepStrictEqual(
      state.blocks.map(({ paths, transaction }) => [paths.length, transaction]),
      [
        [0, "TX1"],
        [1, null],
        [MAX_HELD / 4, null]
      ]
    )
    assert.deepStrictEqual([state.blocks[0]?.cut, state.blocks[0]?.meaning.type], [true, "say"])
  })

  it("keep the newest whole, whatever it holds", () => {
    const state = newShellState("/w")
    keepBlock(state, listing(1, many(MAX_HELD + 1)))
    assert.strictEqual(state.blocks[0]?.paths.length, MAX_HELD + 1)
  })
})
