import { assert, describe, it } from "@effect/vitest"
import { providerStats } from "#cli/stats/providerStats.ts"
import { emptyHealth, type HealthState, withSeen } from "#core/health/HealthState.ts"
import { healthKey } from "#core/health/keepHealth.ts"

const NOW = 1_000_000_000
const HOUR = 3_600_000

const state = (samples: ReadonlyArray<readonly [at: number, ok: boolean, durationMs: number]>): HealthState =>
  samples.reduce(
    (before, [at, ok, durationMs]) => withSeen(before, [{ sample: { at, ok, durationMs }, error: ok ? null : "no" }]),
    emptyHealth
  )

const rows = (states: Readonly<Record<string, HealthState>>) =>
  new Map(
    Object.entries(states).map(([provider, one]) => {
      const name = { provider, model: "m" }
      return [healthKey(name), { name, state: one }] as const
    })
  )

describe("providerStats", () => {
  it("says figures of the kept calls however old they are, and health of the last minutes alone", () => {
    const failures = [0, 1, 2].map((nth) => [NOW - HOUR + nth, false, 5] as const)
    const [found] = providerStats(rows({ openai: state([[NOW - 2 * HOUR, true, 100.4], ...failures]) }), NOW, [])
    assert.deepStrictEqual(found, {
      name: "openai",
      model: "m",
      healthy: true,
      condition: "healthy",
      successRate: 0.25,
      p50Ms: 100,
      p95Ms: 100,
      p99Ms: 100,
      lastError: "no",
      calls: 4,
      failures: 3,
      lastAt: NOW - HOUR + 2
    })
  })

  it("takes no look whether it is there for a call", () => {
    const called = state([[NOW - HOUR, true, 5]])
    const seen = withSeen(called, [{ sample: { at: NOW, ok: true, durationMs: 900, probe: true }, error: null }])
    assert.deepInclude(providerStats(rows({ a: seen }), NOW, [])[0], { lastAt: NOW - HOUR, calls: 1, p50Ms: 5 })
  })

  it("is unhealthy after three failures in a row just now", () => {
    const failures = [3, 2, 1].map((ago) => [NOW - ago, false, 5] as const)
    assert.deepInclude(providerStats(rows({ a: state(failures) }), NOW, [])[0], {
      healthy: false,
      condition: "unhealthy"
    })
    assert.deepInclude(providerStats(rows({ a: state(failures.slice(1)) }), NOW, [])[0], { healthy: true })
  })

  it("is degraded and still asked where answers come late", () => {
    const slow = state([[NOW - 1, true, 20_001]])
    assert.deepInclude(providerStats(rows({ a: slow }), NOW, [])[0], { healthy: true, condition: "degraded" })
  })

  it("rests while its circuit or its model's turns calls away, however its calls went", () => {
    const well = rows({ openai: state([[NOW - 1, true, 5]]) })
    const at = (name: string, state: "Open" | "HalfOpen" | "Isolated", retryInMs: number | null = null) => {
      const [found = assert.fail("there is no row")] = providerStats(well, NOW, [{ name, state, retryInMs }])
      return found
    }
    const resting = { healthy: false, condition: "resting", successRate: 1 } as const
    assert.deepInclude(at("openai", "Open", 1), resting)
    assert.deepInclude(at("openai/m", "Open", 1), resting)
    assert.deepInclude(at("openai", "Isolated"), resting)
    const asked = { healthy: true, condition: "healthy" } as const
    assert.deepInclude(at("openai", "Open", 0), asked)
    assert.deepInclude(at("openai", "HalfOpen"), asked)
    assert.deepInclude(at("openai/other", "Open", 1), asked)
  })

  it("has a row for each, by name", () => {
    const all = rows({ openai: emptyHealth, anthropic: emptyHealth })
    assert.deepStrictEqual(
      providerStats(all, NOW, []).map(({ lastAt, name, successRate }) => [name, successRate, lastAt]),
      [
        ["anthropic", null, null],
        ["openai", null, null]
      ]
    )
  })
})
