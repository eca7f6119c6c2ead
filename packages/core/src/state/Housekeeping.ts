/**
 * Where rooms that keep things for a while say what they took away, so that it is in the history (contract §5): they stand beside
 * the history and know nothing of it. Whoever builds their layers brings what writes it down; a program without a history brings
 * nothing, and things are taken away all the same.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

export interface HousekeepingService {
  /** Whether anything may be taken away now: looking must leave everything as it is. */
  readonly isAllowed: boolean
  /** Told once for each tidying that took something away, when it is done: `Forget 12 calls to models of more than 400 days ago`. */
  readonly tidied: (what: string) => Effect.Effect<void>
}

/** Read when a layer is built. Default: allowed, and told to nobody. */
export const Housekeeping: Context.Reference<HousekeepingService> = Context.Reference<HousekeepingService>(
  "@zenus/core/state/Housekeeping",
  { defaultValue: () => ({ isAllowed: true, tidied: () => Effect.void }) }
)
