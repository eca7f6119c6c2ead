/** The document of `zenus stats --json` (contract §7). Pure: names and errors as they are, times in UTC. */
import type { ProviderStats } from "./providerStats.ts"
import type { BreakerStats, BudgetStats, CascadeStats, LimitStats, Stats } from "./Stats.ts"

const iso = (at: number): string => new Date(at).toISOString()

const breaker = (one: BreakerStats) => ({
  name: one.name,
  state: one.state,
  calls: one.calls,
  failures: one.failures,
  slow: one.slow,
  failureRate: one.failureRate,
  slowRate: one.slowRate,
  rejected: one.rejected,
  lastError: one.lastError,
  retryInMs: one.retryInMs === null ? null : Math.ceil(one.retryInMs),
  since: iso(one.since),
  why: one.why,
  coveredBy: one.coveredBy,
  transitions: one.transitions.map(({ at, from, to, why }) => ({ at: iso(at), from, to, why })),
  history: one.history.map(([at, failureRate]) => ({ at: iso(at), failureRate }))
})

const budget = (one: BudgetStats) => ({
  name: one.name,
  balance: one.balance,
  capacity: one.capacity,
  granted: one.granted,
  refused: one.refused,
  history: one.history.map(([at, balance]) => ({ at: iso(at), balance }))
})

const cascade = (one: CascadeStats) => ({
  name: one.name,
  options: one.options.map(({ attempts, failures, lastAt, lastOutcome, name, skips, successes }) => ({
    name,
    attempts,
    successes,
    failures,
    skips,
    lastOutcome,
    lastAt: lastAt === null ? null : iso(lastAt)
  })),
  lastAnswered: one.lastAnswered,
  history: one.history.map(([at, attempts, successes]) => ({ at: iso(at), attempts, successes }))
})

const provider = ({ lastAt, ...one }: ProviderStats) => ({ ...one, lastAt: lastAt === null ? null : iso(lastAt) })

const limit = (one: LimitStats) => ({
  name: one.name,
  kind: one.kind,
  at: iso(one.at),
  limit: one.places,
  requests: one.requests,
  tokens: one.tokens,
  admitted: one.admitted,
  queued: one.queued,
  rejected: one.rejected,
  history: one.history.map(([at, admitted, rejected, places = null]) => ({
    at: iso(at),
    admitted,
    rejected,
    limit: places
  }))
})

export const statsJson = (stats: Stats): Readonly<Record<string, unknown>> => ({
  at: iso(stats.at),
  breakers: stats.breakers.map(breaker),
  retryBudgets: stats.retryBudgets.map(budget),
  cascades: stats.cascades.map(cascade),
  providers: stats.providers.map(provider),
  limits: stats.limits.map(limit)
})

/** The same without what passes by itself: equal texts mean that nothing has happened. */
export const unchanging = (stats: Stats): string =>
  JSON.stringify({
    ...statsJson(stats),
    at: null,
    breakers: stats.breakers.map((one) => ({ ...breaker(one), retryInMs: null }))
  })
