/**
 * Every metric of the resilience layers: name, kind, unit, attributes, and when it moves. The names are public: dashboards are built on
 * them. A counter only grows while the process lives; a gauge is what holds at this moment. Nothing here counts by
 * itself: the figures are those of the snapshots that `zenus stats` shows too, read when somebody exports them.
 */
import type { AttributeName } from "./attributes.ts"

export interface MetricRow {
  readonly name: string
  readonly kind: "counter" | "gauge"
  /** UCUM, as OpenTelemetry asks: `{call}` counts things, `1` is a share, `ms` a length. */
  readonly unit: string
  readonly attributes: ReadonlyArray<AttributeName>
  /** What it says and when it moves. */
  readonly description: string
}

const breaker = ["zenus.breaker.name"] as const
const budget = ["zenus.retry_budget.name"] as const
const option = ["zenus.cascade.name", "zenus.option.name"] as const
const limit = ["zenus.limit.name", "zenus.limit.kind"] as const

export const metricTable = {
  keys: {
    name: "zenus.resilience.keys",
    kind: "gauge",
    unit: "{key}",
    attributes: [],
    description: "Breakers, retry budgets, cascades and limits known at this moment."
  },
  breakerState: {
    name: "zenus.breaker.state",
    kind: "gauge",
    unit: "1",
    attributes: breaker,
    description: "0 closed, 1 half-open, 2 open, 3 isolated, 4 disabled."
  },
  breakerTransitions: {
    name: "zenus.breaker.transitions",
    kind: "counter",
    unit: "{transition}",
    attributes: breaker,
    description: "Changes of state, by itself or by hand."
  },
  breakerCalls: {
    name: "zenus.breaker.window.calls",
    kind: "gauge",
    unit: "{call}",
    attributes: breaker,
    description: "Calls in the window that decides; ignored ones do not count."
  },
  breakerFailures: {
    name: "zenus.breaker.window.failures",
    kind: "gauge",
    unit: "{call}",
    attributes: breaker,
    description: "Failed calls in the window."
  },
  breakerSlow: {
    name: "zenus.breaker.window.slow",
    kind: "gauge",
    unit: "{call}",
    attributes: breaker,
    description: "Slow calls in the window, good or bad."
  },
  breakerFailureRate: {
    name: "zenus.breaker.failure_rate",
    kind: "gauge",
    unit: "1",
    attributes: breaker,
    description: "Failed share of the window, 0 to 1."
  },
  breakerSlowRate: {
    name: "zenus.breaker.slow_rate",
    kind: "gauge",
    unit: "1",
    attributes: breaker,
    description: "Slow share of the window, 0 to 1."
  },
  breakerRejections: {
    name: "zenus.breaker.rejections",
    kind: "counter",
    unit: "{call}",
    attributes: breaker,
    description: "Calls turned away without being started."
  },
  budgetBalance: {
    name: "zenus.retry_budget.balance",
    kind: "gauge",
    unit: "{retry}",
    attributes: budget,
    description: "Retries that may be made now."
  },
  budgetCapacity: {
    name: "zenus.retry_budget.capacity",
    kind: "gauge",
    unit: "{retry}",
    attributes: budget,
    description: "The most that the balance can be."
  },
  budgetGranted: {
    name: "zenus.retry_budget.granted",
    kind: "counter",
    unit: "{retry}",
    attributes: budget,
    description: "Retries that were allowed."
  },
  budgetRefused: {
    name: "zenus.retry_budget.refused",
    kind: "counter",
    unit: "{retry}",
    attributes: budget,
    description: "Retries that were asked for and not allowed."
  },
  optionAttempts: {
    name: "zenus.cascade.option.attempts",
    kind: "counter",
    unit: "{call}",
    attributes: option,
    description: "Calls to this option."
  },
  optionAnswers: {
    name: "zenus.cascade.option.answers",
    kind: "counter",
    unit: "{call}",
    attributes: option,
    description: "Calls that this option answered."
  },
  optionFailures: {
    name: "zenus.cascade.option.failures",
    kind: "counter",
    unit: "{call}",
    attributes: option,
    description: "Calls to this option that failed; cancelled ones are neither answers nor failures."
  },
  optionSkips: {
    name: "zenus.cascade.option.skips",
    kind: "counter",
    unit: "{call}",
    attributes: option,
    description: "Times this option was passed over without an attempt."
  },
  limitRunning: {
    name: "zenus.limit.running",
    kind: "gauge",
    unit: "{call}",
    attributes: limit,
    description: "Calls that hold a place now."
  },
  limitWaiting: {
    name: "zenus.limit.waiting",
    kind: "gauge",
    unit: "{call}",
    attributes: limit,
    description: "Calls that wait for a place now."
  },
  limitPlaces: {
    name: "zenus.limit.places",
    kind: "gauge",
    unit: "{call}",
    attributes: limit,
    description: "Places there are now; of a concurrency limit it moves with what the dependency bears."
  },
  limitAdmitted: {
    name: "zenus.limit.admitted",
    kind: "counter",
    unit: "{call}",
    attributes: limit,
    description: "Calls that were let through."
  },
  limitQueued: {
    name: "zenus.limit.queued",
    kind: "counter",
    unit: "{call}",
    attributes: limit,
    description: "Calls that had to wait for a place or for their turn, however that ended."
  },
  limitRejections: {
    name: "zenus.limit.rejections",
    kind: "counter",
    unit: "{call}",
    attributes: limit,
    description: "Calls turned away for want of a place."
  }
} as const satisfies Readonly<Record<string, MetricRow>>

export type MetricName = keyof typeof metricTable
