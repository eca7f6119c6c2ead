/** A handful of kills; crash.slow.test.ts has hundreds. */
import { assert, describe } from "@effect/vitest"
import { it } from "#kit"
import { killAndRecover } from "#kit/crash/killAndRecover.ts"

describe("kill -9", () => {
  it.for([1, 2, 3])("loses no file and no history (%i)", async (seed, { base }) => {
    const { differs, failed, stopped } = await killAndRecover({ base, seed, does: ["all"], withinMs: 400 })
    assert.deepStrictEqual({ differs, failed, stopped }, { differs: [], failed: [], stopped: null })
  })

  it("loses nothing either with a second process at work in the same folder", async ({ base }) => {
    const { differs, failed, stopped } = await killAndRecover({ base, seed: 7, does: ["runs", "runs"], withinMs: 600 })
    assert.deepStrictEqual({ differs, failed, stopped }, { differs: [], failed: [], stopped: null })
  })
})
