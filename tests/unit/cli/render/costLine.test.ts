/** Money for a person: enough digits to mean something, nothing where nothing was paid. */
import { assert, it } from "@effect/vitest"
import { costLine } from "#cli/render/costLine.ts"
import { type ChatAnswer, formatUsd, unknownUsage } from "@zenus/core/models"

const answer: ChatAnswer = {
  provider: "anthropic",
  model: "claude-x",
  id: null,
  content: [],
  finishReason: "stop",
  usage: unknownUsage
}
const tokens = { inputTokens: 1_812, outputTokens: 54, cachedInputTokens: null }

it.each([
  [1, "$0.000001"],
  [12, "$0.000012"],
  [400, "$0.0004"],
  [1_234, "$0.0012"],
  [10_000, "$0.01"],
  [45_600, "$0.046"],
  [120_000, "$0.12"],
  [500_000, "$0.50"],
  [999_999, "$1"],
  [1_250_000, "$1.25"],
  [12_300_000, "$12.30"],
  [5_000_000, "$5"],
  [0, "$0"]
])("%i micro-dollars are %s", (microUsd, text) => {
  assert.strictEqual(formatUsd(microUsd), text)
})

it("says price, tokens and who was paid", () => {
  assert.strictEqual(
    costLine({ answer, cost: { microUsd: 1_200, ...tokens } }),
    "$0.0012 · 1,812 in, 54 out · anthropic/claude-x"
  )
})

it("an unknown price or count is said and never taken for none; nothing paid is nothing said", () => {
  assert.strictEqual(
    costLine({ answer, cost: { microUsd: null, ...tokens, inputTokens: null } }),
    "price unknown · ? in, 54 out · anthropic/claude-x"
  )
  assert.isNull(costLine({ answer, cost: { microUsd: 0, ...tokens } }))
})
