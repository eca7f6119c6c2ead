import { assert, describe, it } from "@effect/vitest"
import { makeCollectBetween, makeHeap } from "#cli/wiring/collectBetween.ts"

/** At how many of these sizes, one after each answer, it collects; a collection leaves `after`. */
const collectionsOf = (sizes: ReadonlyArray<number>, after = 0): number => {
  let collections = 0
  let size = 0
  const collect = makeCollectBetween({
    used: () => size,
    collect: () => {
      collections += 1
      size = after
    }
  })
  for (const next of sizes) {
    size = next
    collect()
  }
  return collections
}

/** Some 10 MB that nobody holds afterwards. */
const litter = (): number => Array.from({ length: 400_000 }, (_, at) => ({ at })).length

describe("collecting between requests", () => {
  it("waits until the heap has grown by a fifth, from the least that it was", () => {
    assert.strictEqual(collectionsOf([100, 120]), 0, "a fifth exactly")
    assert.strictEqual(collectionsOf([100, 121]), 1)
    assert.strictEqual(collectionsOf([100, 90, 105, 108]), 0)
    assert.strictEqual(collectionsOf([100, 90, 105, 109]), 1, "the least is 90")
  })

  it("counts from what the collection left", () => {
    assert.strictEqual(collectionsOf([100, 121, 130], 110), 1)
    assert.strictEqual(collectionsOf([100, 121, 133], 110), 2)
  })

  it("collects nothing at first, however much there is", () => {
    assert.strictEqual(collectionsOf([1_000_000]), 0)
  })

  it("takes away what nobody holds, with the collector of V8 itself", () => {
    const heap = makeHeap()
    heap.collect()
    const before = heap.used()
    assert.strictEqual(litter(), 400_000)
    heap.collect()
    assert.isBelow(heap.used() - before, 4_000_000)
  })
})
