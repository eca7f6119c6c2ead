/**
 * Whether a failed attempt is followed by another, and when: decided before the wait, from values, so that the effectful door
 * and the plain one decide alike. The budget is asked last and apart (`Budget.withdraw`), because asking it takes from it. A
 * Retry-After is a lower bound that is never shortened: beyond `maxRetryAfterMs` the call gives up instead of sleeping.
 */
import * as Backoff from "./Backoff.ts"

/** `refused`: not worth repeating (`while` said no, or a layer of ours turned the attempt away). */
export type StopReason = "attempts" | "budget" | "deadline" | "refused" | "retryAfter"

export interface Plan {
  /** The first call included; from 1. */
  readonly attempts: number
  readonly backoff: Backoff.Backoff
  readonly jitter: Backoff.Jitter
  readonly maxRetryAfterMs: number
}

export interface Failed {
  /** Which attempt failed, from 1. */
  readonly attempt: number
  /** The wait before it; 0 for the first. */
  readonly previousMs: number
  readonly repeatable: boolean
  /** What the dependency asked for, if it did. */
  readonly retryAfterMs: number | undefined
  /** Monotonic ms. */
  readonly now: number
  /** The deadline, monotonic ms; null without one. */
  readonly until: number | null
}

export type Next =
  { readonly _tag: "Retry"; readonly waitMs: number } | { readonly _tag: "Stop"; readonly reason: StopReason }

const stops: { readonly [R in StopReason]: Next } = {
  attempts: { _tag: "Stop", reason: "attempts" },
  budget: { _tag: "Stop", reason: "budget" },
  deadline: { _tag: "Stop", reason: "deadline" },
  refused: { _tag: "Stop", reason: "refused" },
  retryAfter: { _tag: "Stop", reason: "retryAfter" }
}

/** `draw` gives a number in [0, 1); it is asked only when there is a wait to draw. */
export const next = (plan: Plan, failed: Failed, draw: () => number): Next => {
  if (!failed.repeatable) return stops.refused
  if (failed.attempt >= plan.attempts) return stops.attempts
  const asked = failed.retryAfterMs
  if (asked !== undefined && asked > plan.maxRetryAfterMs) return stops.retryAfter
  const backoffMs = Backoff.delayMs(
    plan.backoff,
    plan.jitter,
    failed.attempt,
    failed.previousMs,
    plan.jitter === "none" ? 0 : draw()
  )
  const waitMs = asked === undefined ? backoffMs : Math.max(asked, backoffMs)
  // A retry that could only begin at the deadline has no time to answer.
  if (failed.until !== null && failed.now + waitMs >= failed.until) return stops.deadline
  return { _tag: "Retry", waitMs }
}
