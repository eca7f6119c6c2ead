/**
 * How providers' models have been doing, for the dashboard. Pure. Figures are of the last calls that are kept (at most 100), however
 * long ago they were; whether it is well now is said of the last minutes alone, since old failures say nothing of today.
 */
import { defaultHealth, healthFigures, type HealthRows } from "@zenus/core/models"

export interface ProviderStats {
  readonly name: string
  readonly model: string
  /** Whether it would be asked now; one that nobody called of late is. */
  readonly healthy: boolean
  /** `degraded`: it is asked, and is slow or fails more than it should. */
  readonly condition: "healthy" | "degraded" | "unhealthy"
  /** 0 to 1; `null` without calls. */
  readonly successRate: number | null
  /** Until answers began, milliseconds, of calls that succeeded; `null` without any. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  readonly lastError: string | null
  /** Since it is known. */
  readonly calls: number
  readonly failures: number
  /** When it was last called, wall-clock milliseconds. */
  readonly lastAt: number | null
}

const whole = (ms: number | null): number | null => (ms === null ? null : Math.round(ms))

/** By name, and then by model. */
export const providerStats = (rows: HealthRows, now: number): ReadonlyArray<ProviderStats> =>
  [...rows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { name, state }]) => {
      const { condition } = healthFigures(state, now, defaultHealth)
      const all = healthFigures(state, now, { ...defaultHealth, memoryMs: Infinity })
      return {
        name: name.provider,
        model: name.model,
        healthy: condition !== "unhealthy",
        condition,
        successRate: all.successRate,
        p50Ms: whole(all.p50Ms),
        p95Ms: whole(all.p95Ms),
        p99Ms: whole(all.p99Ms),
        lastError: state.lastError?.message ?? null,
        calls: state.calls,
        failures: state.failures,
        lastAt: state.samples.findLast(({ probe }) => probe !== true)?.at ?? null
      }
    })
