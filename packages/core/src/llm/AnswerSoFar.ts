/**
 * Where a streamed call says how to learn what has come of its answer, for a caller that may have to end it from outside: whoever is
 * interrupted fails with nothing. One object a call, made by the caller; nothing is copied until it is asked.
 */
import * as Context from "effect/Context"
import type { ChatAnswer } from "./ChatAnswer.ts"

export interface SoFar {
  /** The answer as far as it has come, `null` where nothing has; absent before the answer had a head. */
  read?: () => ChatAnswer | null
}

/** Default: nobody asks. */
export const AnswerSoFar: Context.Reference<SoFar | null> = Context.Reference<SoFar | null>(
  "@zenus/core/llm/AnswerSoFar",
  { defaultValue: () => null }
)
