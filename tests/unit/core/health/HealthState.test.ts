import { assert, describe, it } from "vitest"
import * as fc from "fast-check"
import {
  defaultHealth,
  emptyHealth,
  hasRested,
  healthFigures,
  type HealthState,
  joinHealth,
  MAX_ERROR,
  MAX_SAMPLES,
  percentile,
  type Sample,
  type Seen,
  withSeen
} from "#core/health/HealthState.ts"

/** One call or look at a time. */
const withSample = (state: HealthState, sample: Sample, error: string | null): HealthState =>
  withSeen(state, [{ sample, error }])

/** Calls a second apart: a number is a success that took so long, `null` a failure. */
const after = (calls: ReadonlyArray<number | null>): HealthState =>
  calls.reduce<HealthState>(
    (state, durationMs, index) =>
      withSample(state, { at: (index + 1) * 1_000, ok: durationMs !== null, durationMs: durationMs ?? 5 }, "refused"),
    emptyHealth
  )
const figures = (calls: ReadonlyArray<number | null>, now = calls.length * 1_000) =>
  healthFigures(after(calls), now, defaultHealth)
const times = (count: number, call: number | null) => Array.from({ length: count }, () => call)

describe("healthFigures", () => {
  it("of nothing known is healthy, without figures", () => {
    assert.deepStrictEqual(healthFigures(emptyHealth, 0, defaultHealth), {
      condition: "healthy",
      successRate: null,
      consecutiveFailures: 0,
      p50Ms: null,
      p95Ms: null,
      p99Ms: null,
      lastError: null,
      restsUntil: null
    })
  })

  it("has the percentiles of successful calls, by nearest rank", () => {
    const found = figures([...Array.from({ length: 99 }, (_, index) => index + 1), null])
    assert.deepInclude(found, { p50Ms: 50, p95Ms: 95, p99Ms: 99, successRate: 0.99 })
    assert.deepStrictEqual([percentile([], 0.5), percentile([7], 0.01), percentile([7, 9], 1)], [null, 7, 9])
  })

  it("is unhealthy from exactly three failures in a row on, until one succeeds", () => {
    const conditions = [2, 3].map((count) => figures([10, ...times(count, null)]).condition)
    assert.deepStrictEqual(conditions, ["healthy", "unhealthy"])
    assert.strictEqual(figures([10, null, null, null, 10]).condition, "healthy")
  })

  it("goes by the share of successes only from ten calls on, each limit excluded", () => {
    const mixed = (good: number, bad: number) => {
      const calls = Array.from({ length: good + bad }, (_, index) => (index < bad * 2 && index % 2 === 0 ? null : 10))
      return figures(calls).condition
    }
    assert.strictEqual(mixed(5, 5), "degraded", "half of them is not below half")
    assert.strictEqual(figures([null, null, 10, null, null, 10, null, null, 10, 10]).condition, "unhealthy")
    assert.deepStrictEqual([mixed(7, 2), mixed(9, 1), mixed(8, 2)], ["healthy", "healthy", "degraded"])
  })

  it("is degraded by latency: a p95 above the limit, not at it", () => {
    assert.strictEqual(figures([20_000]).condition, "healthy")
    assert.strictEqual(figures([20_001]).condition, "degraded")
  })

  it("rests longer with each further failure, up to five minutes, and forgets after ten", () => {
    const rest = (failures: number): number => (figures(times(failures, null)).restsUntil ?? 0) - failures * 1_000
    assert.deepStrictEqual([3, 4, 5, 40].map(rest), [15_000, 30_000, 60_000, 300_000])
    const resting = figures(times(3, null))
    assert.deepStrictEqual([hasRested(resting, 17_999), hasRested(resting, 18_000)], [false, true])
    assert.strictEqual(figures(times(3, null), 603_000).consecutiveFailures, 0)
    assert.strictEqual(figures(times(3, null), 602_999).consecutiveFailures, 1)
  })

  it("keeps the last error, cut, also when calls succeed again", () => {
    const state = withSample(after([10]), { at: 5, ok: false, durationMs: 1 }, "x".repeat(1_000))
    const later = withSample(state, { at: 6, ok: true, durationMs: 1 }, null)
    assert.deepStrictEqual(later.lastError, { at: 5, message: "x".repeat(MAX_ERROR) })
  })
})

describe("withSeen", () => {
  const some = fc.array(
    fc.record({ ok: fc.boolean(), isProbe: fc.boolean(), count: fc.integer({ min: 1, max: 40 }) }),
    { maxLength: 12 }
  )
  it("of many at once is the same as of one after the other, wherever they are cut", () => {
    fc.assert(
      fc.property(some, fc.nat({ max: 480 }), (groups, cut) => {
        const all = groups
          .flatMap(({ count, isProbe, ok }) => Array.from({ length: count }, () => ({ isProbe, ok })))
          .map(({ isProbe, ok }, at): Seen => ({
            sample: { at, ok, durationMs: at, ...(isProbe ? { probe: true as const } : {}) },
            error: ok ? null : `error ${at}`
          }))
        const singly = all.reduce((state, { error, sample }) => withSample(state, sample, error), emptyHealth)
        assert.deepStrictEqual(withSeen(withSeen(emptyHealth, all.slice(0, cut)), all.slice(cut)), singly)
      })
    )
  })
})

describe("joinHealth", () => {
  const calls = fc.array(fc.option(fc.nat({ max: 100 })), { maxLength: 150 })
  it("is bounded, counts everything once, and does not care who wrote first", () => {
    fc.assert(
      fc.property(calls, calls, (ours, theirs) => {
        const [one, two] = [after(ours), after(theirs)]
        const joined = joinHealth(one, two)
        assert.isAtMost(joined.samples.length, MAX_SAMPLES)
        assert.strictEqual(joined.calls, ours.length + theirs.length)
        const { lastError: _, samples: __, ...counts } = joinHealth(two, one)
        assert.deepInclude(joined, counts)
        const ats = joined.samples.map(({ at }) => at)
        assert.deepStrictEqual(
          ats,
          ats.toSorted((a, b) => a - b)
        )
      })
    )
  })
})

const look = (at: number, ok: boolean) => ({ at, ok, durationMs: 9_000, probe: true as const })
const call = (at: number, ok: boolean) => ({ at, ok, durationMs: 40 })
const seen = (samples: ReadonlyArray<Sample>): HealthState =>
  samples.reduce((state, sample) => withSample(state, sample, sample.ok ? null : "no"), emptyHealth)

describe("a look whether it is there", () => {
  it("counts for a row of failures, and for nothing that is said of calls", () => {
    const state = seen([call(1, true), look(2, false), look(3, false), look(4, false)])
    assert.deepInclude(healthFigures(state, 5, defaultHealth), {
      condition: "unhealthy",
      consecutiveFailures: 3,
      successRate: 1,
      p50Ms: 40,
      p99Ms: 40
    })
    assert.deepInclude(state, { calls: 1, failures: 0, lastError: { at: 4, message: "no" } })
    assert.deepInclude(healthFigures(withSample(state, look(5, true), null), 6, defaultHealth), {
      condition: "healthy",
      consecutiveFailures: 0
    })
    assert.deepInclude(healthFigures(seen([look(1, true)]), 2, defaultHealth), { successRate: null, p50Ms: null })
  })

  it("pushes no call out: the newest ten are kept, also when two processes are one", () => {
    const many = seen([call(0, true), ...Array.from({ length: 30 }, (_, at) => look(at + 1, true))])
    assert.deepStrictEqual(
      many.samples.map(({ at }) => at),
      [0, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]
    )
    const joined = joinHealth(many, seen([look(31, true), call(32, true)]))
    assert.deepStrictEqual(
      joined.samples.map(({ at }) => at),
      [0, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]
    )
  })
})
