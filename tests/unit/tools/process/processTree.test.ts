import { assert, describe, it } from "@effect/vitest"
import { cpuBetween } from "#tools/process/measureCpu.ts"
import { processTree } from "#tools/process/tree.ts"
import { facts } from "./facts.ts"

const lines = (...args: Parameters<typeof processTree>) =>
  processTree(...args).map(({ facts, stem }) => `${stem}${facts.name}`)

describe("processTree", () => {
  const all = [
    facts(4, "d", { parent: 2 }),
    facts(1, "a", { parent: 0 }),
    facts(3, "c", { parent: 1 }),
    facts(2, "b", { parent: 1 }),
    facts(9, "lost", { parent: 777 })
  ]

  it("puts children under their parent, siblings by number, and the parentless at the top", () => {
    assert.deepStrictEqual(lines(all), ["a", "├─ b", "│  └─ d", "└─ c", "lost"])
  })

  it("shows one branch alone", () => {
    assert.deepStrictEqual(lines(all, 2), ["b", "└─ d"])
    assert.deepStrictEqual(lines(all, 5), [])
  })

  it("takes a chain of 20,000 and a process that is its own parent", () => {
    const chain = Array.from({ length: 20_000 }, (_, at) => facts(at + 1, "x", { parent: at }))
    assert.strictEqual(lines(chain.slice(0, 2_000)).length, 2_000)
    assert.deepStrictEqual(lines([facts(5, "self", { parent: 5 })]), ["self"])
  })
})

describe("cpuBetween", () => {
  it("is percent of one core, to a tenth, never below 0", () => {
    assert.strictEqual(cpuBetween(100, 350, 250), 100)
    assert.strictEqual(cpuBetween(0, 1, 3), 33.3)
    assert.strictEqual(cpuBetween(0, 1000, 250), 400)
    assert.strictEqual(cpuBetween(50, 40, 250), 0)
    assert.strictEqual(cpuBetween(0, 40, 0), 0)
  })
})
