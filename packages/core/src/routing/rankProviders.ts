/**
 * In which order providers are asked: one row a strategy. Pure; whoever asks brings the facts and the draws. What may surprise: the
 * order says who is asked first and never leaves anybody out; equal ranks stay as declared; and where a strategy needs to know
 * something that is not known yet (a latency), the unknown come first, so that they get a chance, while an unknown price
 * comes last, since it may be any.
 */

export const strategies = [
  "declared",
  "cheapest",
  "fastest",
  "healthiest",
  "local-first",
  "round-robin",
  "weighted"
] as const
export type Strategy = (typeof strategies)[number]

export interface ProviderFacts {
  readonly name: string
  readonly isLocal: boolean
  /** Micro-dollars of a usual call (`USUAL_CALL`); `null`: not known. */
  readonly price: number | null
  /** Milliseconds until answers begin, median of late; `null`: not known. */
  readonly p50Ms: number | null
  readonly condition: "healthy" | "degraded" | "unhealthy"
  /** 0 to 1; `null`: not known. */
  readonly successRate: number | null
}

export interface RankContext {
  /** How many asks there were before. */
  readonly turn: number
  /** A number in [0, 1), once for each provider. */
  readonly draw: () => number
  /** Zero or more; a provider that is not named weighs 1. */
  readonly weights: Readonly<Record<string, number>>
}

/** What the price of a provider is compared by: tokens of a planning call, mostly prompt. */
export const USUAL_CALL = { inputTokens: 3_000, outputTokens: 500 } as const

/** Which facts a strategy looks at: the others need not be found out. */
export const needsOf: Readonly<Record<Strategy, "price" | "health" | "nothing">> = {
  declared: "nothing",
  cheapest: "price",
  fastest: "health",
  healthiest: "health",
  "local-first": "nothing",
  "round-robin": "nothing",
  weighted: "nothing"
}

const conditions: Readonly<Record<ProviderFacts["condition"], number>> = { healthy: 0, degraded: 1, unhealthy: 2 }

/** Smaller is asked earlier; ranks are compared one after the other. */
type Rank = (facts: ProviderFacts, place: number, context: RankContext, count: number) => ReadonlyArray<number>

const ranks: Readonly<Record<Strategy, Rank>> = {
  declared: () => [],
  cheapest: ({ price }) => [price ?? Infinity],
  fastest: ({ p50Ms }) => [p50Ms ?? 0],
  healthiest: ({ condition, successRate }) => [conditions[condition], -(successRate ?? 1)],
  "local-first": ({ isLocal }) => [isLocal ? 0 : 1],
  "round-robin": (_, place, { turn }, count) => [(((place - turn) % count) + count) % count],
  // Drawing without putting back, by exponential keys (Efraimidis and Spirakis, 2006): the share of first places is the weight's.
  weighted: ({ name }, _place, { draw, weights }) => {
    const weight = weights[name] ?? 1
    const drawn = -Math.log(1 - draw())
    return [weight > 0 ? 0 : 1, weight > 0 ? drawn / weight : 0]
  }
}

const compare = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number => {
  for (const [at, rank] of a.entries()) {
    const other = b[at] ?? 0
    if (rank !== other) return rank < other ? -1 : 1
  }
  return 0
}

/** The names in the order in which they are asked, all of them; `facts` in the declared order. */
export const rankProviders = (
  strategy: Strategy,
  facts: ReadonlyArray<ProviderFacts>,
  context: RankContext
): ReadonlyArray<string> =>
  facts
    .map((one, place) => ({ name: one.name, rank: ranks[strategy](one, place, context, facts.length) }))
    .toSorted((a, b) => compare(a.rank, b.rank))
    .map(({ name }) => name)
