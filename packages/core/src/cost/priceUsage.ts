/**
 * What a call costs, from its usage and one line of prices: whole micro-dollars, integers all the way. Pure. It refuses to guess:
 * what has no price makes the whole cost unknown (`null`), never zero. What may surprise: a price step counts for the whole call
 * once its prompt is longer than the step, not for the part above it, as the providers bill it; and a call that costs
 * something costs at least one micro-dollar.
 */

/**
 * Tokens of one call. Parts are contained in their whole, as OpenAI counts; wires that count them apart (Anthropic's input, Gemini's
 * thoughts) add them up first. A part that is left out or `null` is 0; a whole that is `null` was not told: the cost is unknown.
 */
export interface TokenUsage {
  /** The whole prompt, cached parts included. */
  readonly inputTokens: number | null
  /** Of `inputTokens`: read from the provider's cache. */
  readonly cachedInputTokens?: number | null | undefined
  /** Of `inputTokens`: written to the provider's cache. */
  readonly cacheWriteTokens?: number | null | undefined
  /** Of `cacheWriteTokens`: kept there for an hour, which costs more. */
  readonly longCacheWriteTokens?: number | null | undefined
  /** The whole answer, reasoning included. */
  readonly outputTokens: number | null
  /** Of `outputTokens`: reasoning. */
  readonly reasoningTokens?: number | null | undefined
  /** Tokens of a kind that no price here is for (audio, say): more than 0 makes the cost unknown. */
  readonly otherTokens?: number | null | undefined
}

/** A price from a length of prompt on: it holds for calls whose `inputTokens` are more than `above`. */
export interface PriceStep {
  readonly above: number
  /** Whole pico-dollars a token: a price of $3 a million tokens is 3,000,000. */
  readonly picoUsd: number
}

/** Ascending by `above`; the first is for every call (`above` is -1). */
export type Rate = ReadonlyArray<PriceStep>

/** Prices of one model. `null`: the provider names no such price. */
export interface PriceLine {
  readonly input: Rate
  /** `null`: cached tokens cost what others do. */
  readonly cachedInput: Rate | null
  /** `null`: a call that writes to a cache has an unknown cost. */
  readonly cacheWrite: Rate | null
  readonly longCacheWrite: Rate | null
  readonly output: Rate
  /** `null`: reasoning costs what other output does. */
  readonly reasoning: Rate | null
}

/** Every call costs this much a token, whatever its length. */
export const flatRate = (picoUsd: number): Rate => [{ above: -1, picoUsd }]

/** Local models, and our own rules. */
export const FREE: PriceLine = {
  input: flatRate(0),
  cachedInput: null,
  cacheWrite: flatRate(0),
  longCacheWrite: flatRate(0),
  output: flatRate(0),
  reasoning: null
}

export const isFree = (line: PriceLine): boolean =>
  [line.input, line.cachedInput, line.cacheWrite, line.longCacheWrite, line.output, line.reasoning].every(
    (rate) => rate === null || rate.every(({ picoUsd }) => picoUsd === 0)
  )

const PICO_IN_MICRO = 1_000_000n

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** The price a token, or `null` where no step is for this prompt. */
const priceAt = (rate: Rate, prompt: number): number | null =>
  rate.findLast(({ above }) => prompt > above)?.picoUsd ?? null

/** Tokens by the rate that they are billed at; `null` where the parts do not fit into their whole. */
const billed = (
  usage: TokenUsage,
  line: PriceLine
): ReadonlyArray<readonly [tokens: number, rate: Rate | null]> | null => {
  const { inputTokens, outputTokens } = usage
  if (inputTokens === null || outputTokens === null) return null
  const cached = usage.cachedInputTokens ?? 0
  const written = usage.cacheWriteTokens ?? 0
  const long = usage.longCacheWriteTokens ?? 0
  const reasoning = usage.reasoningTokens ?? 0
  const counts = [inputTokens, outputTokens, cached, written, long, reasoning, usage.otherTokens ?? 0]
  const fits = cached + written <= inputTokens && long <= written && reasoning <= outputTokens
  if (!counts.every(isCount) || !fits || (usage.otherTokens ?? 0) > 0) return null
  return [
    [inputTokens - cached - written, line.input],
    [cached, line.cachedInput ?? line.input],
    [written - long, line.cacheWrite],
    [long, line.longCacheWrite],
    [outputTokens - reasoning, line.output],
    [reasoning, line.reasoning ?? line.output]
  ]
}

/**
 * Whole micro-dollars, rounded to the nearest; `null` where the price is not known: no line, a kind of token without a price,
 * or counts that contradict each other.
 * @example Cached tokens are cheaper, and an unknown price is not zero
 * ```ts
 * import { flatRate, priceUsage, type PriceLine } from "@zenus/core/models"
 * const line: PriceLine = {
 *   input: flatRate(2_500_000), cachedInput: flatRate(1_250_000), cacheWrite: null, longCacheWrite: null,
 *   output: flatRate(10_000_000), reasoning: null
 * }
 *
 * priceUsage({ inputTokens: 2006, cachedInputTokens: 1920, outputTokens: 300 }, line) // => 5615
 * priceUsage({ inputTokens: 2006, outputTokens: 300 }, null) // => null
 * ```
 */
export const priceUsage = (usage: TokenUsage, line: PriceLine | null): number | null => {
  const parts = line === null ? null : billed(usage, line)
  if (parts === null) return null
  let pico = 0n
  for (const [tokens, rate] of parts) {
    if (tokens === 0) continue
    const price = rate === null ? null : priceAt(rate, usage.inputTokens ?? 0)
    if (price === null) return null
    pico += BigInt(tokens) * BigInt(price)
  }
  const micro = Number((pico + PICO_IN_MICRO / 2n) / PICO_IN_MICRO)
  if (!Number.isSafeInteger(micro)) return null
  return pico > 0n ? Math.max(1, micro) : 0
}

/** For output only. */
export const toUsd = (microUsd: number): number => microUsd / 1_000_000

/** From what a person wrote; rounded to whole micro-dollars. */
export const fromUsd = (usd: number): number => Math.round(usd * 1_000_000)
