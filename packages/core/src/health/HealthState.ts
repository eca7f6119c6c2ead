/**
 * How a provider's model has been doing: its last calls, and all that follows from them. Pure, no clock, bounded. It does not decide
 * what a failure is: whoever records a call leaves out those that say nothing about the provider (a bad request, a cancelled call).
 * What may surprise: latencies are those of calls that succeeded, so a provider that fails at once is not fast; and a breaker
 * stands before each call anyway: health is for choosing between providers, with a longer memory.
 */

/** One call: wall-clock milliseconds when it ended, whether it succeeded, how long it took. */
export interface Sample {
  readonly at: number
  readonly ok: boolean
  readonly durationMs: number
  /** Nobody's call but a look whether it is there: it says nothing of how calls go, neither of their share nor of their length. */
  readonly probe?: true
}

export interface LastError {
  readonly at: number
  /** At most `MAX_ERROR` characters. */
  readonly message: string
}

/** All that is kept; the rest is computed from it. */
export interface HealthState {
  /** The newest calls, oldest first; at most `MAX_SAMPLES`. */
  readonly samples: ReadonlyArray<Sample>
  /** Calls and failures since the row began. */
  readonly calls: number
  readonly failures: number
  readonly lastError: LastError | null
}

export const MAX_SAMPLES = 100
/** Of them, looks whether it is there, so that a night of looking pushes no call out. */
export const MAX_PROBES = 10
export const MAX_ERROR = 200

export interface HealthOptions {
  /** Older calls say nothing any more, milliseconds. Default 10 minutes. */
  readonly memoryMs: number
  /** So many failures in a row make it unhealthy. Default 3. */
  readonly unhealthyAfter: number
  /** A lower share of successes makes it unhealthy. Default 0.5. */
  readonly unhealthyBelow: number
  /** A lower share of successes makes it degraded. Default 0.9. */
  readonly degradedBelow: number
  /** Shares count from so many calls on. Default 10. */
  readonly minimumCalls: number
  /** A p95 of more makes it degraded, milliseconds. Default 20 seconds. */
  readonly slowMs: number
  /** How long an unhealthy one is left alone after its last failure; doubled with each further one. Default 15 seconds. */
  readonly restMs: number
  /** The longest rest. Default 5 minutes. */
  readonly maxRestMs: number
}

export const defaultHealth: HealthOptions = {
  memoryMs: 600_000,
  unhealthyAfter: 3,
  unhealthyBelow: 0.5,
  degradedBelow: 0.9,
  minimumCalls: 10,
  slowMs: 20_000,
  restMs: 15_000,
  maxRestMs: 300_000
}

export const emptyHealth: HealthState = { samples: [], calls: 0, failures: 0, lastError: null }

/** The newest of each kind, in order. */
const newest = (samples: ReadonlyArray<Sample>): ReadonlyArray<Sample> => {
  const tooMany = samples.filter(({ probe }) => probe).length - MAX_PROBES
  let seen = 0
  const kept = tooMany <= 0 ? samples : samples.filter(({ probe }) => probe !== true || ++seen > tooMany)
  return kept.slice(-MAX_SAMPLES)
}

/** A call or look, and what a failed one said. */
export interface Seen {
  readonly sample: Sample
  /** `null`: nothing. */
  readonly error: string | null
}

/** The state after more calls or looks, in order: the same as after each of them alone, and copied once. */
export const withSeen = (state: HealthState, seen: ReadonlyArray<Seen>): HealthState => {
  if (seen.length === 0) return state
  const calls = seen.filter(({ sample }) => sample.probe !== true)
  const failed = seen.findLast(({ sample }) => !sample.ok)
  return {
    samples: newest([...state.samples, ...seen.map(({ sample }) => sample)]),
    calls: state.calls + calls.length,
    failures: state.failures + calls.filter(({ sample }) => !sample.ok).length,
    lastError:
      failed === undefined
        ? state.lastError
        : { at: failed.sample.at, message: (failed.error ?? "failed").slice(0, MAX_ERROR) }
  }
}

/** What two processes know, as one: `added` is what one of them saw since it last wrote, `stored` what is there. */
export const joinHealth = (stored: HealthState, added: HealthState): HealthState => ({
  samples: newest([...stored.samples, ...added.samples].toSorted((a, b) => a.at - b.at)),
  calls: stored.calls + added.calls,
  failures: stored.failures + added.failures,
  lastError:
    (added.lastError?.at ?? -Infinity) >= (stored.lastError?.at ?? -Infinity) ? added.lastError : stored.lastError
})

/** Nearest rank of ascending lengths; `null` without any. `share` from 0 to 1. */
export const percentile = (ascending: ReadonlyArray<number>, share: number): number | null =>
  ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? null

export type Condition = "healthy" | "degraded" | "unhealthy"

export interface HealthFigures {
  readonly condition: Condition
  /** Of the calls that still count; `null` without any. */
  readonly successRate: number | null
  readonly consecutiveFailures: number
  /** Of successful calls, milliseconds; `null` without any. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  readonly lastError: LastError | null
  /** When an unhealthy one is let back in, wall-clock milliseconds; `null` for others. */
  readonly restsUntil: number | null
}

const trailingFailures = (samples: ReadonlyArray<Sample>): number =>
  samples.length - 1 - samples.findLastIndex(({ ok }) => ok)

const conditionOf = (
  options: HealthOptions,
  figures: { readonly calls: number; readonly rate: number; readonly inRow: number; readonly p95Ms: number | null }
): Condition => {
  const { calls, inRow, p95Ms, rate } = figures
  const counts = calls >= options.minimumCalls
  if (inRow >= options.unhealthyAfter || (counts && rate < options.unhealthyBelow)) return "unhealthy"
  return (counts && rate < options.degradedBelow) || (p95Ms ?? 0) > options.slowMs ? "degraded" : "healthy"
}

/** What is known at `now`. Nothing known is healthy. */
export const healthFigures = (state: HealthState, now: number, options: HealthOptions): HealthFigures => {
  const recent = state.samples.filter(({ at }) => at > now - options.memoryMs)
  const calls = recent.filter(({ probe }) => probe !== true)
  const good = calls.filter(({ ok }) => ok)
  const lengths = good.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b)
  const rate = calls.length === 0 ? 1 : good.length / calls.length
  const inRow = trailingFailures(recent)
  const p95Ms = percentile(lengths, 0.95)
  const condition = conditionOf(options, { calls: calls.length, rate, inRow, p95Ms })
  const failedAt = recent.findLast(({ ok }) => !ok)?.at ?? now
  const doublings = Math.min(30, Math.max(0, inRow - options.unhealthyAfter))
  return {
    condition,
    successRate: calls.length === 0 ? null : rate,
    consecutiveFailures: inRow,
    p50Ms: percentile(lengths, 0.5),
    p95Ms,
    p99Ms: percentile(lengths, 0.99),
    lastError: state.lastError,
    restsUntil:
      condition === "unhealthy" ? failedAt + Math.min(options.maxRestMs, options.restMs * 2 ** doublings) : null
  }
}

/** Whether it may be called at `now`: unhealthy ones only once they have rested. */
export const hasRested = ({ restsUntil }: HealthFigures, now: number): boolean =>
  restsUntil === null || now >= restsUntil
