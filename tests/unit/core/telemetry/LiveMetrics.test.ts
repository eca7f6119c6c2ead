import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import { attributeTable } from "#core/telemetry/attributes.ts"
import { LiveMetrics, type Sample } from "#core/telemetry/LiveMetrics.ts"
import { metricTable, type MetricRow } from "#core/telemetry/metrics.ts"

const rows: ReadonlyArray<MetricRow> = Object.values(metricTable)

const fresh = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.provideService(effect, Metric.MetricRegistry, new Map())

const balance = (name: string, value: number): Sample => ({
  metric: "budgetBalance",
  attributes: { "zenus.retry_budget.name": name },
  value
})

describe("the table of metrics", () => {
  it("has names that OpenTelemetry allows, each once, under one prefix", () => {
    for (const { name } of rows) assert.match(name, /^zenus(\.[a-z_]+)+$/)
    assert.strictEqual(new Set(rows.map(({ name }) => name)).size, rows.length)
  })

  it("says of each metric what it is, in which unit", () => {
    for (const { description, unit } of rows) {
      assert.match(description, /\.$/)
      assert.match(unit, /^(1|ms|\{[a-z]+\})$/)
    }
  })

  it("uses no attribute that the table of attributes does not explain", () => {
    for (const { attributes } of rows) for (const name of attributes) assert.property(attributeTable, name)
  })
})

describe("LiveMetrics", () => {
  it.effect("shows the figures of the moment of export, and reads the source once a pass", () => {
    let reads = 0
    let value = 7
    const collect = Effect.sync(() => {
      reads++
      return [balance("a", value), balance("b", value + 1)]
    })
    return Effect.gen(function* () {
      value = 3
      const before = reads
      const found = yield* Metric.snapshot
      assert.strictEqual(reads, before + 1)
      assert.deepStrictEqual(
        found.flatMap((one) =>
          one.type === "Gauge" ? [[one.id, one.attributes?.["zenus.retry_budget.name"], one.state]] : []
        ),
        [
          ["zenus.retry_budget.balance", "a", { value: 3 }],
          ["zenus.retry_budget.balance", "b", { value: 4 }],
          ["zenus.resilience.keys", undefined, { value: 2 }]
        ]
      )
    }).pipe(Effect.provide(LiveMetrics.layer(collect)), fresh)
  })

  it.effect("shows a new key in the pass after it, or at once after refresh, and forgets a key that is gone", () => {
    let names = ["a"]
    const collect = Effect.sync(() => names.map((name) => balance(name, 1)))
    const shown = Effect.map(Metric.snapshot, (all) =>
      all.flatMap(({ attributes }) => attributes?.["zenus.retry_budget.name"] ?? [])
    )
    return Effect.gen(function* () {
      const live = yield* LiveMetrics
      names = ["a", "b"]
      assert.deepStrictEqual(yield* shown, ["a"])
      assert.deepStrictEqual(yield* shown, ["a", "b"])
      names = ["b", "c"]
      yield* live.refresh
      assert.deepStrictEqual(yield* shown, ["b", "c"])
    }).pipe(Effect.provide(LiveMetrics.layer(collect)), fresh)
  })

  it.effect("prints as Prometheus text, counters as counters, without the unit as a label", () => {
    const collect = Effect.succeed<ReadonlyArray<Sample>>([
      { metric: "budgetGranted", attributes: { "zenus.retry_budget.name": "openai" }, value: 5 }
    ])
    return Effect.gen(function* () {
      const text = yield* PrometheusMetrics.format()
      assert.include(text, "# TYPE zenus_retry_budget_granted counter")
      assert.match(text, /^zenus_retry_budget_granted(_total)?\{zenus_retry_budget_name="openai"\} 5$/m)
    }).pipe(Effect.provide(LiveMetrics.layer(collect)), fresh)
  })

  it.effect("keeps the last figures when the source fails, and takes its series along when the layer ends", () => {
    let breaks = false
    const collect = Effect.suspend(() => (breaks ? Effect.die("no") : Effect.succeed([balance("a", 2)])))
    return Effect.gen(function* () {
      yield* Effect.provide(
        Effect.gen(function* () {
          breaks = true
          const [first] = yield* Metric.snapshot
          assert.deepStrictEqual(first?.state, { value: 2 })
        }),
        LiveMetrics.layer(collect)
      )
      assert.deepStrictEqual(yield* Metric.snapshot, [])
    }).pipe(fresh)
  })
})
