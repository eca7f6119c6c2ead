/** What one call of a provider may take and is watched by, where its caller has less time than the provider's settings allow. */
import type { ChatAnswer } from "./ChatAnswer.ts"

/**
 * Where a streamed call says how to learn what has come of its answer, for a caller that may have to end it from outside: whoever is
 * interrupted fails with nothing. One object a call, made by the caller; nothing is copied until it is asked.
 */
export interface SoFar {
  /** The answer as far as it has come, `null` where nothing has; absent before the answer had a head. */
  read?: () => ChatAnswer | null
}

export interface CallBounds {
  /**
   * Milliseconds until the first piece of the answer, instead of the provider's own `firstTokenTimeout`: the last provider of a cascade
   * may take all the time that is left.
   */
  readonly firstTokenMs?: number
  /** Milliseconds until the connection stands, where that is less than the provider's own. */
  readonly connectMs?: number
  readonly soFar?: SoFar
}
