/**
 * How providers' models have been doing, for the dashboard. Pure. Figures are of the last calls that are kept (at most 100), however
 * long ago they were; whether it is well now is said of the last minutes alone, since old failures say nothing of today.
 */
import { defaultHealth, healthFigures, type HealthName, type HealthRows } from "@zenus/core/models"
import type { CircuitBreaker } from "@zenus/core/resilience"

export interface ProviderStats {
  readonly name: string
  readonly model: string
  /** Whether it would be asked now; one that nobody called of late is. */
  readonly healthy: boolean
  /** `degraded`: it is asked, and is slow or fails more than it should. `resting`: its circuit keeps calls from it. */
  readonly condition: "healthy" | "degraded" | "unhealthy" | "resting"
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

type Circuit = Pick<CircuitBreaker.BreakerSnapshot, "name" | "state" | "retryInMs">

/** Whether a circuit of the provider or of the model turns calls away now; one whose time is over lets a trial through. */
const rests = ({ model, provider }: HealthName, circuits: ReadonlyArray<Circuit>): boolean =>
  circuits.some(
    ({ name, retryInMs, state }) =>
      (name === provider || name === `${provider}/${model}`) &&
      (state === "Isolated" || (state === "Open" && (retryInMs ?? 0) > 0))
  )

/** By name, and then by model. `circuits` as they are at `now`. */
export const providerStats = (
  rows: HealthRows,
  now: number,
  circuits: ReadonlyArray<Circuit>
): ReadonlyArray<ProviderStats> =>
  [...rows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { name, state }]) => {
      const { condition: known } = healthFigures(state, now, defaultHealth)
      const condition = rests(name, circuits) ? "resting" : known
      const all = healthFigures(state, now, { ...defaultHealth, memoryMs: Infinity })
      return {
        name: name.provider,
        model: name.model,
        healthy: condition !== "unhealthy" && condition !== "resting",
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
