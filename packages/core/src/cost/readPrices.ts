/**
 * Price tables of others, read into our lines: a person's own prices, and the prices of `@pydantic/genai-prices`, both in dollars a
 * million tokens. Pure. It refuses what it does not understand: a model with a price a call, beside those a token, is unknown.
 */
import * as Schema from "effect/Schema"
import { flatRate, type PriceLine, type PriceStep, type Rate } from "./priceUsage.ts"

/** Up to a dollar a token: the products of priceUsage stay far below 2^53 micro-dollars. */
const UsdPerMillion = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 }))

/** A price that a person gives, US dollars a million tokens. What is left out is as in `PriceLine`. */
export const OwnPrice = Schema.Struct({
  provider: Schema.String,
  /** The name as it is sent; with `*` at the end, every name that begins so. */
  model: Schema.String,
  input: UsdPerMillion,
  output: UsdPerMillion,
  cachedInput: Schema.optionalKey(UsdPerMillion),
  cacheWrite: Schema.optionalKey(UsdPerMillion)
})
export type OwnPrice = typeof OwnPrice.Type

/** Dollars a million tokens are micro-dollars a token. */
const picoUsdOf = (usdPerMillion: number): number => Math.round(usdPerMillion * 1_000_000)

const flat = (usdPerMillion: number | undefined): Rate | null =>
  usdPerMillion === undefined ? null : flatRate(picoUsdOf(usdPerMillion))

const matches = (pattern: string, model: string): boolean =>
  pattern.endsWith("*") ? model.startsWith(pattern.slice(0, -1)) : pattern === model

/** The first of a person's prices for the model; `null` where there is none. */
export const ownLine = (prices: ReadonlyArray<OwnPrice>, provider: string, model: string): PriceLine | null => {
  const price = prices.find((one) => one.provider === provider && matches(one.model, model))
  if (price === undefined) return null
  return {
    input: flatRate(picoUsdOf(price.input)),
    cachedInput: flat(price.cachedInput),
    cacheWrite: flat(price.cacheWrite),
    longCacheWrite: null,
    output: flatRate(picoUsdOf(price.output)),
    reasoning: null
  }
}

type Field = keyof PriceLine

/** Names of the table for ours. */
const FIELDS: Readonly<Record<Field, string>> = {
  input: "input_mtok",
  cachedInput: "cache_read_mtok",
  cacheWrite: "cache_write_mtok",
  longCacheWrite: "cache_write_1h_mtok",
  output: "output_mtok",
  reasoning: "output_reasoning_mtok"
}
/** A price for each call as such; other units (searches, audio) are only paid by whoever uses them. */
const PER_CALL = "requests_kcount"

const isPrice = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0

/** `number`, or `{ base, tiers: [{ start, price }] }`, where a tier holds for prompts longer than its start. */
const rateOf = (value: unknown): Rate | null => {
  if (isPrice(value)) return flatRate(picoUsdOf(value))
  if (typeof value !== "object" || value === null || !("base" in value) || !("tiers" in value)) return null
  if (!isPrice(value.base) || !Array.isArray(value.tiers)) return null
  const steps: Array<PriceStep> = [{ above: -1, picoUsd: picoUsdOf(value.base) }]
  for (const tier of value.tiers as ReadonlyArray<unknown>) {
    if (typeof tier !== "object" || tier === null || !("start" in tier) || !("price" in tier)) return null
    if (!isPrice(tier.start) || !isPrice(tier.price)) return null
    steps.push({ above: tier.start, picoUsd: picoUsdOf(tier.price) })
  }
  return steps.toSorted((a, b) => a.above - b.above)
}

/** A line from the prices of one model in `@pydantic/genai-prices`; `null` where they are not whole or not only by token. */
export const lineFromTable = (prices: Readonly<Record<string, unknown>>): PriceLine | null => {
  const given = prices[PER_CALL] === undefined
  const [input, output] = [rateOf(prices[FIELDS.input]), rateOf(prices[FIELDS.output])]
  if (!given || input === null || output === null) return null
  return {
    input,
    output,
    cachedInput: rateOf(prices[FIELDS.cachedInput]),
    cacheWrite: rateOf(prices[FIELDS.cacheWrite]),
    longCacheWrite: rateOf(prices[FIELDS.longCacheWrite]),
    reasoning: rateOf(prices[FIELDS.reasoning])
  }
}
