import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { orderRenames, type Renaming } from "#tools/file/change/orderRenames.ts"

const same = (name: string): string => name
const lower = (name: string): string => name.toLowerCase()

/** Does the steps on a folder of names and says where each old name ended; throws where a name is taken. */
const play = (renamings: ReadonlyArray<Renaming>, names: ReadonlyArray<string>, key = same): Map<string, string> => {
  let count = 0
  const steps = orderRenames(renamings, key, () => `temporary-${++count}`)
  const folder = new Map(names.map((name) => [key(name), name] as const))
  const shown = new Map(names.map((name) => [name, name] as const))
  for (const { from, to } of steps) {
    const owner = folder.get(key(from))
    if (owner === undefined) throw new Error(`${from} is not there`)
    if (folder.has(key(to))) throw new Error(`${to} is taken`)
    folder.delete(key(from))
    folder.set(key(to), owner)
    shown.set(owner, to)
  }
  return shown
}

describe("orderRenames", () => {
  it("goes along a chain from its end", () => {
    const steps = orderRenames(
      [
        { from: "a", to: "b" },
        { from: "b", to: "c" }
      ],
      same,
      () => "t"
    )
    assert.deepStrictEqual(
      steps.map(({ from, to }) => `${from}>${to}`),
      ["b>c", "a>b"]
    )
  })

  it("opens a ring with one temporary name", () => {
    const ring = [
      { from: "a", to: "b" },
      { from: "b", to: "c" },
      { from: "c", to: "a" }
    ]
    const steps = orderRenames(ring, same, () => "t")
    assert.deepStrictEqual(
      steps.map(({ from, to }) => `${from}>${to}`),
      ["a>t", "c>a", "b>c", "t>b"]
    )
    assert.deepStrictEqual(
      [...play(ring, ["a", "b", "c"])],
      [
        ["a", "b"],
        ["b", "c"],
        ["c", "a"]
      ]
    )
  })

  it("changes case by a temporary name where both cases are one", () => {
    assert.deepStrictEqual(
      orderRenames([{ from: "a", to: "A" }], lower, () => "t").map(({ to }) => to),
      ["t", "A"]
    )
    assert.deepStrictEqual(
      orderRenames([{ from: "a", to: "A" }], same, () => "t").map(({ to }) => to),
      ["A"]
    )
  })

  it("brings every permutation of names to its end without one in another's way", () => {
    const names = Array.from({ length: 12 }, (_, at) => `n${at}`)
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 12 }), fc.subarray(names), (targets, renamed) => {
        // A permutation of the renamed ones among themselves, with some shifted out to new names.
        const own = targets.filter((name) => renamed.includes(name))
        const renamings = renamed.map((from, at) => ({ from, to: at % 5 === 4 ? `new-${from}` : (own[at] ?? from) }))
        const real = renamings.filter(({ from, to }) => from !== to)
        const shown = play(real, names)
        for (const { from, to } of real) assert.strictEqual(shown.get(from), to)
      })
    )
  })

  it("orders a chain of 100,000", () => {
    const chain = Array.from({ length: 100_000 }, (_, at) => ({ from: `${at}`, to: `${at + 1}` }))
    assert.strictEqual(orderRenames(chain, same, () => "t")[0]?.from, "99999")
  }, 5_000)
})
