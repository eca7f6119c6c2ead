/** One circuit as it stands, as data: for screens, metrics and whoever decides by it. */
import type { Transition } from "./CircuitBreakerState.ts"
import type { BreakerState } from "./BreakerState.ts"

/**
 * What one circuit is and counts, at one moment. Times are epoch milliseconds. Where a circuit above it decides (`coveredBy`), state, since,
 * why and retryInMs are of that one, and counts are its own.
 */
export interface BreakerSnapshot {
  readonly name: string
  readonly state: BreakerState
  /** Calls, failed calls and slow calls in the window of the first rate; without one, since it closed. */
  readonly calls: number
  readonly failures: number
  readonly slow: number
  /** 0 to 1; 0 without calls. */
  readonly failureRate: number
  readonly slowRate: number
  /** Turned away in all. */
  readonly rejected: number
  readonly lastError: string | null
  /** Until a trial is let through; null unless it is open. */
  readonly retryInMs: number | null
  /** Openings in a row; 0 once it stayed closed as long as it was last open. */
  readonly openings: number
  /** Trials that run now. */
  readonly trials: number
  readonly since: number
  /** Why it is not closed; null when it is. */
  readonly why: string | null
  /** Oldest first, the newest 16. */
  readonly transitions: ReadonlyArray<Transition>
  /** How many transitions there were in all. */
  readonly moves: number
  /** The shorter key whose circuit decides now (`openai` for `openai/gpt-5`); null where it is its own. */
  readonly coveredBy: string | null
}
