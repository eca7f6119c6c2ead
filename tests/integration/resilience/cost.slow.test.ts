/** Acceptance 40: what the layers cost, as `npm run bench resilience` prints it. Ratios of one run; a busy machine gets a second one. */
import { assert, describe, it } from "vitest"
import { isMet, measureOf } from "../../bench/Bench.ts"
import { bench } from "../../bench/resilience.bench.ts"

describe("40: the cost of a call under the resilience layers", () => {
  it("meets every bar", { retry: 1 }, async () => {
    const figures = await bench.run()
    const bars = new Map(
      figures.flatMap(({ bar, baseline, name }) => (baseline?.what === "Effect.sync" ? [[name, bar] as const] : []))
    )
    assert.deepStrictEqual(
      [...bars],
      [
        ["breaker closed, success", 8],
        ["breaker open, turned away", 10],
        ["retry without a failure", 3]
      ]
    )
    const missed = figures.filter((figure) => !isMet(figure))
    assert.deepStrictEqual(
      missed.map((figure) => `${figure.name}, ${figure.baseline?.what}: ${measureOf(figure).toFixed(2)}`),
      []
    )
  })
})
