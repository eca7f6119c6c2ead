/**
 * The snapshots of all services as metrics: the same figures that `zenus stats` shows, under the names of telemetry/metrics.ts.
 */
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { LiveMetrics, type Sample } from "../../telemetry/LiveMetrics.ts"
import { type BreakerSnapshot, Breakers, type BreakerState } from "../breaker/CircuitBreaker.ts"
import type { CascadeSnapshot } from "../cascade/CascadeState.ts"
import { Cascades } from "../cascade/Cascades.ts"
import { Bulkheads } from "../limits/Bulkhead.ts"
import { Concurrencies } from "../limits/Concurrency.ts"
import type { LimitKind } from "../limits/keptLimit.ts"
import { RateLimits } from "../limits/RateLimit.ts"
import { RetryBudgets, type RetryBudgetSnapshot } from "../retry/RetryBudget.ts"

const states: Readonly<Record<BreakerState, number>> = { Closed: 0, HalfOpen: 1, Open: 2, Isolated: 3, Disabled: 4 }

const ofBreaker = (one: BreakerSnapshot): ReadonlyArray<Sample> => {
  const attributes = { "zenus.breaker.name": one.name }
  return [
    { metric: "breakerState", attributes, value: states[one.state] },
    { metric: "breakerTransitions", attributes, value: one.moves },
    { metric: "breakerCalls", attributes, value: one.calls },
    { metric: "breakerFailures", attributes, value: one.failures },
    { metric: "breakerSlow", attributes, value: one.slow },
    { metric: "breakerFailureRate", attributes, value: one.failureRate },
    { metric: "breakerSlowRate", attributes, value: one.slowRate },
    { metric: "breakerRejections", attributes, value: one.rejected }
  ]
}

const ofBudget = ({ balance, capacity, granted, name, refused }: RetryBudgetSnapshot): ReadonlyArray<Sample> => {
  const attributes = { "zenus.retry_budget.name": name }
  return [
    ...(balance === null ? [] : [{ metric: "budgetBalance", attributes, value: balance } as const]),
    ...(capacity === null ? [] : [{ metric: "budgetCapacity", attributes, value: capacity } as const]),
    { metric: "budgetGranted", attributes, value: granted },
    { metric: "budgetRefused", attributes, value: refused }
  ]
}

const ofCascade = ({ name, options }: CascadeSnapshot): ReadonlyArray<Sample> =>
  options.flatMap((option): ReadonlyArray<Sample> => {
    const attributes = { "zenus.cascade.name": name, "zenus.option.name": option.name }
    return [
      { metric: "optionAttempts", attributes, value: option.attempts },
      { metric: "optionAnswers", attributes, value: option.successes },
      { metric: "optionFailures", attributes, value: option.failures },
      { metric: "optionSkips", attributes, value: option.skips }
    ]
  })

interface Limit {
  readonly name: string
  readonly admitted: number
  readonly queued: number
  readonly rejected: number
  readonly running?: number
  readonly waiting?: number
  readonly places?: number
}

const ofLimit = (kind: LimitKind, limit: Limit): ReadonlyArray<Sample> => {
  const { admitted, name, places, queued, rejected, running, waiting } = limit
  const attributes = { "zenus.limit.name": name, "zenus.limit.kind": kind }
  return [
    ...(running === undefined ? [] : [{ metric: "limitRunning", attributes, value: running } as const]),
    ...(waiting === undefined ? [] : [{ metric: "limitWaiting", attributes, value: waiting } as const]),
    ...(places === undefined ? [] : [{ metric: "limitPlaces", attributes, value: places } as const]),
    { metric: "limitAdmitted", attributes, value: admitted },
    { metric: "limitQueued", attributes, value: queued },
    { metric: "limitRejections", attributes, value: rejected }
  ]
}

/** Every figure of this moment. */
const collect = Effect.gen(function* () {
  const breakers = yield* (yield* Breakers).snapshots
  const budgets = yield* (yield* RetryBudgets).snapshots
  const cascades = yield* (yield* Cascades).snapshots
  const bulkheads = yield* (yield* Bulkheads).snapshots
  const concurrencies = yield* (yield* Concurrencies).snapshots
  const rates = yield* (yield* RateLimits).snapshots
  return [
    ...breakers.flatMap(ofBreaker),
    ...budgets.flatMap(ofBudget),
    ...cascades.flatMap(ofCascade),
    ...bulkheads.flatMap((one) => ofLimit("bulkhead", { ...one, places: one.permits })),
    ...concurrencies.flatMap((one) => ofLimit("concurrencyLimit", { ...one, places: one.limit })),
    ...rates.flatMap(({ admitted, delayed, name, rejected }) =>
      ofLimit("rateLimit", { name, admitted, queued: delayed, rejected })
    )
  ]
})

/**
 * Shows all services as effect Metrics, read when they are exported; calls pay nothing for it. `LiveMetrics.refresh` brings a
 * key that is new since the last export in at once.
 */
export const layerMetrics: Layer.Layer<
  LiveMetrics,
  never,
  Breakers | RetryBudgets | Cascades | Bulkheads | Concurrencies | RateLimits
> = LiveMetrics.layer(collect)
