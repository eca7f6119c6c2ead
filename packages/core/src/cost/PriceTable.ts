/**
 * Which prices hold for a model at an instant: a person's own first, then those of `@pydantic/genai-prices`, a table that is part of
 * the program. It never asks the network, so prices are as old as `PRICE_SOURCE` says. What may surprise: the table is
 * loaded at the first question (80 ms once), so only what makes a paid call waits for it; and local models have a price: 0.
 */
import type { calcPrice } from "@pydantic/genai-prices"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { FREE, type PriceLine } from "./priceUsage.ts"
import { lineFromTable, ownLine, type OwnPrice } from "./readPrices.ts"

/** Where prices come from, and the day they were published. A test compares it with what is installed. */
export const PRICE_SOURCE = { name: "@pydantic/genai-prices", version: "0.1.8", date: "2026-09-23" } as const

/** Our providers in that table; whoever is not here has no prices there. */
const IN_TABLE: ReadonlyMap<string, string> = new Map([
  ["anthropic", "anthropic"],
  ["deepseek", "deepseek"],
  ["openai", "openai"],
  ["openrouter", "openrouter"],
  ["gemini", "google"]
])
const LOCAL: ReadonlySet<string> = new Set(["ollama", "rules"])

type CalcPrice = typeof calcPrice

const lookUp = (calculate: CalcPrice, provider: string, model: string, at: number): PriceLine | null => {
  const providerId = IN_TABLE.get(provider)
  if (providerId === undefined) return null
  // Asked with no tokens, it gives the prices themselves; the arithmetic is ours, in integers.
  const found = calculate({}, model, { providerId, timestamp: new Date(at) })
  return found === null ? null : lineFromTable(found.model_price)
}

/** Prices change at most every minute: a look costs half a millisecond, so a line found is kept for the rest of its minute. */
const MINUTE_MS = 60_000
/** Lines kept at most; then all are forgotten. */
const MAX_KEPT = 256

export class PriceTable extends Context.Service<
  PriceTable,
  {
    /** Prices of a model for a call that begins at `at` (wall-clock milliseconds); `null` where they are not known. */
    readonly lineOf: (provider: string, model: string, at: number) => Effect.Effect<PriceLine | null>
  }
>()("@zenus/core/cost/PriceTable") {
  /** A person's own prices (default none) before those of the table. */
  static readonly layer = (options: { readonly own?: ReadonlyArray<OwnPrice> } = {}): Layer.Layer<PriceTable> =>
    Layer.effect(
      PriceTable,
      Effect.gen(function* () {
        const own = options.own ?? []
        const kept = new Map<string, PriceLine | null>()
        const table = yield* Effect.cached(Effect.promise(() => import("@pydantic/genai-prices")))
        return PriceTable.of({
          lineOf: (provider, model, at) => {
            const known = ownLine(own, provider, model) ?? (LOCAL.has(provider) ? FREE : null)
            if (known !== null || !IN_TABLE.has(provider)) return Effect.succeed(known)
            const key = `${Math.floor(at / MINUTE_MS)} ${provider} ${model}`
            const found = kept.get(key)
            if (found !== undefined) return Effect.succeed(found)
            return Effect.map(table, ({ calcPrice: calculate }) => {
              const line = lookUp(calculate, provider, model, at)
              if (kept.size >= MAX_KEPT) kept.clear()
              kept.set(key, line)
              return line
            })
          }
        })
      })
    )
}
