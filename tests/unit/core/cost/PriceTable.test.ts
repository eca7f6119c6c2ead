/** The cases C1 to C5: bills of the providers themselves, as people quoted them in reports of wrong sums. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { PRICE_SOURCE, PriceTable } from "#core/cost/PriceTable.ts"
import { priceUsage, type TokenUsage } from "#core/cost/priceUsage.ts"
import type { OwnPrice } from "#core/cost/readPrices.ts"

const NOW = Date.UTC(2026, 10, 21, 12)

const priced = (provider: string, model: string, usage: TokenUsage, at = NOW) =>
  Effect.flatMap(PriceTable, (table) =>
    Effect.map(table.lineOf(provider, model, at), (line) => priceUsage(usage, line))
  )

const bills: ReadonlyArray<readonly [string, string, string, TokenUsage, number]> = [
  [
    "C1: cache writes once",
    "anthropic",
    "claude-3-7-sonnet-20250219",
    { inputTokens: 12_307, cacheWriteTokens: 12_304, outputTokens: 550 },
    54_399
  ],
  [
    "C2: cached tokens at their price",
    "openai",
    "gpt-4o",
    { inputTokens: 2_006, cachedInputTokens: 1_920, outputTokens: 300 },
    5_615
  ],
  ["C4: the step for long prompts", "gemini", "gemini-2.5-pro", { inputTokens: 300_000, outputTokens: 1_000 }, 765_000],
  ["C4: exactly at the step", "gemini", "gemini-2.5-pro", { inputTokens: 200_000, outputTokens: 1_000 }, 260_000],
  [
    "writes for an hour",
    "anthropic",
    "claude-3-7-sonnet-20250219",
    { inputTokens: 2_000, cacheWriteTokens: 2_000, longCacheWriteTokens: 1_000, outputTokens: 0 },
    9_750
  ],
  ["a local model", "ollama", "llama3.2", { inputTokens: 9_999, outputTokens: 9_999 }, 0]
]

describe("PriceTable", () => {
  it.effect.each(bills)("%s", ([, provider, model, usage, microUsd]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* priced(provider, model, usage), microUsd)
    }).pipe(Effect.provide(PriceTable.layer()))
  )

  it.effect.each([
    ["openai", "gpt-of-next-year-9"],
    ["somebody", "gpt-4o"],
    ["openai", ""],
    ["openai", "__proto__"]
  ] as const)("C5: knows no price of %s and says so", ([provider, model]) =>
    Effect.gen(function* () {
      assert.isNull(yield* priced(provider, model, { inputTokens: 1, outputTokens: 1 }))
    }).pipe(Effect.provide(PriceTable.layer()))
  )

  const own: ReadonlyArray<OwnPrice> = [
    { provider: "openai", model: "gpt-4o", input: 1, output: 2 },
    { provider: "openai", model: "house-*", input: 3, output: 4, cachedInput: 0.5 },
    { provider: "ollama", model: "rented", input: 1, output: 1 }
  ]
  it.effect("a person's own prices come first, by name or by how the name begins", () =>
    Effect.gen(function* () {
      const usage = { inputTokens: 1_000, cachedInputTokens: 500, outputTokens: 100 }
      assert.strictEqual(yield* priced("openai", "gpt-4o", usage), 1_200)
      assert.strictEqual(yield* priced("openai", "house-3", usage), 1_500 + 250 + 400)
      assert.strictEqual(yield* priced("ollama", "rented", usage), 1_100)
      assert.isNull(yield* priced("openai", "hous", usage))
    }).pipe(Effect.provide(PriceTable.layer({ own })))
  )

  it.effect("looks a line up once a minute, and again when prices of another hour hold", () =>
    Effect.gen(function* () {
      const table = yield* PriceTable
      const [day, night] = [Date.UTC(2026, 10, 21, 12), Date.UTC(2026, 10, 21, 20)]
      const line = yield* table.lineOf("deepseek", "deepseek-chat", day)
      assert.strictEqual(yield* table.lineOf("deepseek", "deepseek-chat", day + 59_999), line)
      assert.notStrictEqual(yield* table.lineOf("deepseek", "deepseek-chat", day + 60_000), line)
      assert.notDeepEqual(yield* table.lineOf("deepseek", "deepseek-chat", night), line)
    }).pipe(Effect.provide(PriceTable.layer()))
  )

  it("names the version that is installed", () => {
    const manifest = JSON.parse(readFileSync("packages/core/package.json", "utf8")) as {
      readonly dependencies: Readonly<Record<string, string>>
    }
    assert.strictEqual(manifest.dependencies[PRICE_SOURCE.name], PRICE_SOURCE.version)
  })
})
