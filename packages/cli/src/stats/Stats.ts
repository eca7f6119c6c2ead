/**
 * What circuits, budgets and cascades have learned, as one value that every way of showing it takes. Made from what is kept; times
 * are wall-clock milliseconds. Limits are of one process each: what is known of them is what the last one wrote down, with its time.
 */
import type { ProviderStats } from "./providerStats.ts"
import { type CircuitBreaker, type Fallback, Resilience, type RetryBudget } from "@zenus/core/resilience"

type Past = {
  /** Oldest first; what the figures are is with `Resilience.HistoryPoint`. */
  readonly history: ReadonlyArray<Resilience.HistoryPoint>
}
export type BreakerStats = CircuitBreaker.BreakerSnapshot & Past
export type BudgetStats = RetryBudget.RetryBudgetSnapshot & Past
export type CascadeStats = Fallback.CascadeSnapshot & Past

export interface LimitStats extends Omit<Resilience.KeptLimit, "version">, Past {
  readonly name: string
  readonly kind: Resilience.LimitKind
}

export interface Stats {
  readonly at: number
  readonly breakers: ReadonlyArray<BreakerStats>
  readonly retryBudgets: ReadonlyArray<BudgetStats>
  readonly cascades: ReadonlyArray<CascadeStats>
  /** By name and model: those that were called. */
  readonly providers: ReadonlyArray<ProviderStats>
  /** By name, and then by kind. */
  readonly limits: ReadonlyArray<LimitStats>
}

export type BreakerSnapshot = CircuitBreaker.BreakerSnapshot

const BY_HAND = "closed by hand"
/** As many as circuits themselves remember. */
const TRANSITIONS = 16

export const neverCalled = (name: string, since: number): BreakerSnapshot => ({
  name,
  state: "Closed",
  calls: 0,
  failures: 0,
  slow: 0,
  failureRate: 0,
  slowRate: 0,
  rejected: 0,
  lastError: null,
  retryInMs: null,
  openings: 0,
  trials: 0,
  since,
  why: null,
  transitions: [],
  moves: 0,
  coveredBy: null
})

const moved = (found: BreakerSnapshot, to: BreakerSnapshot["state"], at: number, why: string): BreakerSnapshot => ({
  ...found,
  ...(found.state === to ? {} : { calls: 0, failures: 0, slow: 0, failureRate: 0, slowRate: 0, trials: 0 }),
  state: to,
  since: at,
  why: to === "Closed" ? null : why,
  retryInMs: null,
  ...(found.state === to
    ? {}
    : {
        transitions: [...found.transitions, { at, from: found.state, to, why }].slice(-TRANSITIONS),
        moves: found.moves + 1
      })
})

/**
 * Circuits as the next process will have them, each by itself: a person's order is kept apart from what a circuit found out, and done by whoever starts next.
 * One to close is about what was there then: a circuit that opened later stays open. Sorted by name.
 */
export const withOrders = (
  kept: ReadonlyArray<BreakerSnapshot>,
  orders: ReadonlyArray<Resilience.Order>
): ReadonlyArray<BreakerSnapshot> => {
  const all = new Map(kept.map((one) => [one.name, one]))
  for (const { at, breaker, reason, wish } of orders) {
    const found = all.get(breaker)
    if (wish === "isolate") all.set(breaker, moved(found ?? neverCalled(breaker, at), "Isolated", at, reason))
    // Without a row there was nothing to close but an isolation.
    else if (found === undefined) {
      all.set(breaker, moved({ ...neverCalled(breaker, at), state: "Isolated" }, "Closed", at, BY_HAND))
    } else if (found.state !== "Closed" && at >= found.since) all.set(breaker, moved(found, "Closed", at, BY_HAND))
  }
  return [...all.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** The rows of limits, and how many of them are damaged. */
export const limitsIn = (
  rows: Resilience.Kept["rows"]
): { readonly limits: ReadonlyArray<LimitStats>; readonly unreadable: number } => {
  const found = rows.flatMap(({ kind, name, state }) => {
    const limit = Resilience.limitKinds.find((one) => one === kind)
    if (limit === undefined) return []
    const read = Resilience.readLimit(state)
    if (read === null) return [null]
    const { version: _, ...figures } = read
    return [{ ...figures, name, kind: limit, history: Resilience.historyOf(state) }]
  })
  const limits = found
    .flatMap((one) => one ?? [])
    .toSorted((a, b) => (a.name === b.name ? (a.kind < b.kind ? -1 : 1) : a.name < b.name ? -1 : 1))
  return { limits, unreadable: found.length - limits.length }
}

/** The kept past of each row, by kind and name. */
export const pastOf = (rows: Resilience.Kept["rows"]) => {
  const all = new Map(rows.map(({ kind, name, state }) => [`${kind} ${name}`, Resilience.historyOf(state)]))
  return (kind: Resilience.Kept["rows"][number]["kind"], name: string): ReadonlyArray<Resilience.HistoryPoint> =>
    all.get(`${kind} ${name}`) ?? []
}
