/**
 * Figures that live elsewhere, shown as effect Metrics: read when somebody exports, so that what is measured pays nothing.
 * One pass over the registry (Prometheus text, OTLP, `Metric.snapshot`) reads the source once. Each series is made with its
 * attributes when its first figure comes and is gone when its figure is. What may surprise: the series of a key that
 * is new since the last pass shows in the next one; call `refresh` first where that matters.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import type { AttributeName } from "./attributes.ts"
import { metricTable, type MetricName } from "./metrics.ts"

/** One figure now. Attributes are those of the metric's row, all of them. */
export interface Sample {
  readonly metric: MetricName
  readonly attributes: Readonly<Partial<Record<AttributeName, string>>>
  readonly value: number
}

interface Series {
  value: number
  pass: number
  readonly remove: () => void
}

const make = (metric: MetricName, attributes: Sample["attributes"]) => {
  const row = metricTable[metric]
  // The unit is where effect's exporters look for it.
  const options = { description: row.description, attributes: { ...attributes, unit: row.unit } }
  return row.kind === "counter"
    ? { kind: "counter" as const, metric: Metric.counter(row.name, { ...options, incremental: true }) }
    : { kind: "gauge" as const, metric: Metric.gauge(row.name, options) }
}

const keyOf = (sample: Sample): string => JSON.stringify([sample.metric, ...Object.values(sample.attributes)])

const nothing = (): void => {}

export class LiveMetrics extends Context.Service<
  LiveMetrics,
  {
    /** Reads the source now. A pass over the registry does so by itself. */
    readonly refresh: Effect.Effect<void>
  }
>()("@zenus/core/telemetry/LiveMetrics") {
  /**
   * `collect` gives all figures of this moment and must be synchronous; one that fails leaves the last figures standing.
   * Series go to the registry of the context in which the layer is built, and leave it with the layer.
   */
  static readonly layer = <R>(collect: Effect.Effect<ReadonlyArray<Sample>, never, R>) =>
    Layer.effect(
      LiveMetrics,
      Effect.gen(function* () {
        const context = yield* Effect.context<R>()
        const series = new Map<string, Series>()
        let pass = 0
        let isFresh = false

        const register = (sample: Sample): Series => {
          const made = make(sample.metric, sample.attributes)
          const entry: Series = { value: sample.value, pass, remove: () => registration.remove() }
          const hooks = { update: nothing, modify: nothing }
          const read = (): number => {
            refreshOnce()
            return entry.value
          }
          const registration =
            made.kind === "counter"
              ? Metric.registerUnsafe(made.metric, context, {
                  ...hooks,
                  get: () => ({ count: read(), incremental: true })
                })
              : Metric.registerUnsafe(made.metric, context, { ...hooks, get: () => ({ value: read() }) })
          return entry
        }
        const put = (sample: Sample): void => {
          const key = keyOf(sample)
          const known = series.get(key)
          if (known === undefined) {
            series.set(key, register(sample))
            return
          }
          known.value = sample.value
          known.pass = pass
        }
        const refresh = (): void => {
          const exit = Effect.runSyncExitWith(context)(collect)
          if (!Exit.isSuccess(exit)) return
          pass++
          for (const sample of exit.value) put(sample)
          put({ metric: "keys", attributes: {}, value: keysIn(exit.value) })
          for (const [key, entry] of series) {
            if (entry.pass === pass) continue
            entry.remove()
            series.delete(key)
          }
        }
        /** A pass over the registry is synchronous: whatever else of it is read before the next microtask sees the same figures. */
        const refreshOnce = (): void => {
          if (isFresh) return
          isFresh = true
          queueMicrotask(() => void (isFresh = false))
          refresh()
        }
        refresh()
        yield* Effect.addFinalizer(() => Effect.sync(() => series.forEach((entry) => entry.remove())))
        return LiveMetrics.of({ refresh: Effect.sync(refresh) })
      })
    )
}

/** Figures of one thing have equal attributes, except that options of a cascade are no keys of their own. */
const keysIn = (samples: ReadonlyArray<Sample>): number =>
  new Set(
    samples.map(({ attributes }) =>
      JSON.stringify(Object.entries(attributes).filter(([name]) => name !== "zenus.option.name"))
    )
  ).size
