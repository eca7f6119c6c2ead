import { assert, describe, it } from "vitest"
import * as fc from "fast-check"
import { flatRate, FREE, isFree, type PriceLine, priceUsage, type TokenUsage } from "#core/cost/priceUsage.ts"

const line: PriceLine = {
  input: [
    { above: -1, picoUsd: 1_250_000 },
    { above: 200_000, picoUsd: 2_500_000 }
  ],
  cachedInput: flatRate(125_000),
  cacheWrite: flatRate(1_562_500),
  longCacheWrite: null,
  output: [
    { above: -1, picoUsd: 10_000_000 },
    { above: 200_000, picoUsd: 15_000_000 }
  ],
  reasoning: null
}

describe("priceUsage", () => {
  it("a step is for the whole call once the prompt is longer than it: one less, exactly, one more", () => {
    const costs = [199_999, 200_000, 200_001].map((inputTokens) =>
      priceUsage({ inputTokens, outputTokens: 1_000 }, line)
    )
    assert.deepStrictEqual(costs, [259_999, 260_000, 515_003])
  })

  it("counts each token once: cached, written and reasoning tokens are parts of their whole", () => {
    const usage: TokenUsage = {
      inputTokens: 1_000,
      cachedInputTokens: 400,
      cacheWriteTokens: 100,
      outputTokens: 50,
      otherTokens: null
    }
    // 500 at 1.25, 400 at 0.125, 100 at 1.5625, 50 at 10.
    assert.strictEqual(priceUsage(usage, line), 625 + 50 + 156 + 500)
    assert.strictEqual(priceUsage({ ...usage, reasoningTokens: 20 }, line), 1_331)
    assert.strictEqual(priceUsage({ ...usage, reasoningTokens: 20 }, { ...line, reasoning: flatRate(0) }), 1_131)
  })

  it.each<readonly [string, TokenUsage]>([
    ["a kind without a price", { inputTokens: 10, cacheWriteTokens: 5, longCacheWriteTokens: 5, outputTokens: 1 }],
    ["a kind that we do not know", { inputTokens: 10, outputTokens: 1, otherTokens: 1 }],
    ["more cached than there was", { inputTokens: 10, cachedInputTokens: 11, outputTokens: 1 }],
    ["more reasoning than there was", { inputTokens: 10, outputTokens: 1, reasoningTokens: 2 }],
    ["a prompt whose length was not told", { inputTokens: null, outputTokens: 1 }],
    ["an answer whose length was not told", { inputTokens: 1, outputTokens: null }],
    ["a count below zero", { inputTokens: -1, outputTokens: 1 }],
    ["a count that is no number", { inputTokens: Number.NaN, outputTokens: 1 }],
    ["a count that is not whole", { inputTokens: 1.5, outputTokens: 1 }]
  ])("is unknown, never zero, for %s", (_, usage) => {
    assert.isNull(priceUsage(usage, line))
  })

  it("is unknown without a line, and zero only where the price is zero", () => {
    assert.isNull(priceUsage({ inputTokens: 0, outputTokens: 0 }, null))
    assert.strictEqual(priceUsage({ inputTokens: 1_000_000, outputTokens: 1_000_000 }, FREE), 0)
    assert.isTrue(isFree(FREE))
    assert.isFalse(isFree({ ...FREE, output: flatRate(1) }))
  })

  it("is at least one micro-dollar for a call that costs something", () => {
    assert.strictEqual(priceUsage({ inputTokens: 1, cachedInputTokens: 1, outputTokens: 0 }, line), 1)
  })

  it("never falls when a count grows", () => {
    const count = fc.nat({ max: 400_000 })
    fc.assert(
      fc.property(count, count, count, (input, more, output) => {
        const less = priceUsage({ inputTokens: input, outputTokens: output }, line) ?? Infinity
        const grown = priceUsage({ inputTokens: input + more, outputTokens: output + more }, line) ?? -1
        assert.isAtLeast(grown, less)
      })
    )
  })
})
