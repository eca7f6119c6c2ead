/**
 * The same figures as `zenus stats --json` in Prometheus' text format (version 0.0.4): names, kinds and descriptions are those of
 * the library's table of metrics, with underscores for dots and `_total` after counters; those of providers are named here, in the same
 * way. Pure. A family without any series is left out.
 */
import { type attributeTable, metricTable } from "@zenus/core/resilience"
import type { ProviderStats } from "./providerStats.ts"
import type { BreakerStats, Stats } from "./Stats.ts"

type Metric = keyof typeof metricTable
type Labels = Readonly<
  Partial<Record<keyof typeof attributeTable | "zenus.provider.name" | "zenus.provider.model" | "quantile", string>>
>

interface Series {
  readonly labels: Labels
  readonly value: number
}

const STATES: Readonly<Record<BreakerStats["state"], number>> = {
  Closed: 0,
  HalfOpen: 1,
  Open: 2,
  Isolated: 3,
  Disabled: 4
}

const ofBreakers =
  (value: (one: BreakerStats) => number) =>
  ({ breakers }: Stats): ReadonlyArray<Series> =>
    breakers.map((one) => ({ labels: { "zenus.breaker.name": one.name }, value: value(one) }))

const ofBudgets =
  (value: (one: Stats["retryBudgets"][number]) => number | null) =>
  ({ retryBudgets }: Stats): ReadonlyArray<Series> =>
    retryBudgets.flatMap((one) => {
      const found = value(one)
      return found === null ? [] : [{ labels: { "zenus.retry_budget.name": one.name }, value: found }]
    })

const ofOptions =
  (value: (one: Stats["cascades"][number]["options"][number]) => number) =>
  ({ cascades }: Stats): ReadonlyArray<Series> =>
    cascades.flatMap(({ name, options }) =>
      options.map((option) => ({
        labels: { "zenus.cascade.name": name, "zenus.option.name": option.name },
        value: value(option)
      }))
    )

const ofLimits =
  (value: (one: Stats["limits"][number]) => number | null) =>
  ({ limits }: Stats): ReadonlyArray<Series> =>
    limits.flatMap((one) => {
      const found = value(one)
      const labels = { "zenus.limit.name": one.name, "zenus.limit.kind": one.kind }
      return found === null ? [] : [{ labels, value: found }]
    })

const FAMILIES: ReadonlyArray<readonly [Metric, (stats: Stats) => ReadonlyArray<Series>]> = [
  ["breakerState", ofBreakers((one) => STATES[one.state])],
  ["breakerTransitions", ofBreakers((one) => one.moves)],
  ["breakerCalls", ofBreakers((one) => one.calls)],
  ["breakerFailures", ofBreakers((one) => one.failures)],
  ["breakerSlow", ofBreakers((one) => one.slow)],
  ["breakerFailureRate", ofBreakers((one) => one.failureRate)],
  ["breakerSlowRate", ofBreakers((one) => one.slowRate)],
  ["breakerRejections", ofBreakers((one) => one.rejected)],
  ["budgetBalance", ofBudgets((one) => one.balance)],
  ["budgetCapacity", ofBudgets((one) => one.capacity)],
  ["budgetGranted", ofBudgets((one) => one.granted)],
  ["budgetRefused", ofBudgets((one) => one.refused)],
  ["optionAttempts", ofOptions((one) => one.attempts)],
  ["optionAnswers", ofOptions((one) => one.successes)],
  ["optionFailures", ofOptions((one) => one.failures)],
  ["optionSkips", ofOptions((one) => one.skips)],
  ["limitPlaces", ofLimits((one) => one.places)],
  ["limitAdmitted", ofLimits((one) => one.admitted)],
  ["limitQueued", ofLimits((one) => one.queued)],
  ["limitRejections", ofLimits((one) => one.rejected)]
]

const ofProviders =
  (value: (one: ProviderStats) => number | null) =>
  ({ providers }: Stats): ReadonlyArray<Series> =>
    providers.flatMap((one) => {
      const found = value(one)
      const labels = { "zenus.provider.name": one.name, "zenus.provider.model": one.model }
      return found === null ? [] : [{ labels, value: found }]
    })

const QUANTILES = [
  ["0.5", "p50Ms"],
  ["0.95", "p95Ms"],
  ["0.99", "p99Ms"]
] as const

const latencies = (stats: Stats): ReadonlyArray<Series> =>
  QUANTILES.flatMap(([quantile, key]) =>
    ofProviders((one) => one[key])(stats).map(({ labels, value }) => ({
      labels: { ...labels, quantile },
      value: value / 1_000
    }))
  )

interface Family {
  readonly name: string
  readonly kind: "counter" | "gauge"
  readonly description: string
  readonly seriesOf: (stats: Stats) => ReadonlyArray<Series>
}

const CONDITIONS: Readonly<Record<ProviderStats["condition"], number>> = {
  healthy: 0,
  degraded: 1,
  unhealthy: 2,
  resting: 3
}

const PROVIDER_FAMILIES: ReadonlyArray<Family> = [
  {
    name: "zenus.provider.health",
    kind: "gauge",
    description: "How a provider's model is doing: 0 healthy, 1 degraded, 2 unhealthy, 3 resting.",
    seriesOf: ofProviders((one) => CONDITIONS[one.condition])
  },
  {
    name: "zenus.provider.success_rate",
    kind: "gauge",
    description: "Share of the kept calls to a provider's model that succeeded, 0 to 1.",
    seriesOf: ofProviders((one) => one.successRate)
  },
  {
    name: "zenus.provider.latency_seconds",
    kind: "gauge",
    description: "Seconds until answers of a provider's model began, of the kept calls that succeeded.",
    seriesOf: latencies
  },
  {
    name: "zenus.provider.calls",
    kind: "counter",
    description: "Calls to a provider's model.",
    seriesOf: ofProviders((one) => one.calls)
  },
  {
    name: "zenus.provider.failures",
    kind: "counter",
    description: "Calls to a provider's model that failed.",
    seriesOf: ofProviders((one) => one.failures)
  }
]

const underscored = (name: string): string => name.replaceAll(".", "_")
const escapeLabel = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
const escapeHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")

const line = (name: string, { labels, value }: Series): string => {
  const said = Object.entries(labels).map(([label, text]) => `${underscored(label)}="${escapeLabel(text)}"`)
  return `${name}{${said.join(",")}} ${value}`
}

/** Every line ends with a line feed, the last one too; empty where nothing is known. */
export const prometheusText = (stats: Stats): string => {
  const families = FAMILIES.map(([metric, seriesOf]): Family => ({ ...metricTable[metric], seriesOf }))
  return [...families, ...PROVIDER_FAMILIES]
    .flatMap(({ description, kind, name: dotted, seriesOf }) => {
      const series = seriesOf(stats)
      const name = `${underscored(dotted)}${kind === "counter" ? "_total" : ""}`
      const head = [`# HELP ${name} ${escapeHelp(description)}`, `# TYPE ${name} ${kind}`]
      return series.length === 0 ? [] : [...head, ...series.map((one) => line(name, one))]
    })
    .map((text) => `${text}\n`)
    .join("")
}
