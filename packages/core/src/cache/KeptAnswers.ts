/**
 * Answers in memory, the one that was not asked for the longest going first when there are too many bytes: pure arithmetic on a Map, which
 * keeps the order of insertion. Age is asked for at each reading, so that one store serves what is fresh and what is old but better
 * than nothing. What is larger than all the room is not kept.
 */
import type { ChatAnswer } from "../llm/ChatAnswer.ts"

export interface KeptAnswer {
  readonly answer: ChatAnswer
  /** When it was given, wall-clock milliseconds. */
  readonly at: number
  /** Of its name and its JSON. */
  readonly bytes: number
}

export interface KeptAnswers {
  readonly byKey: Map<string, KeptAnswer>
  bytes: number
}

export const emptyKept = (): KeptAnswers => ({ byKey: new Map(), bytes: 0 })

export const forgetKept = (kept: KeptAnswers, key: string): void => {
  const found = kept.byKey.get(key)
  if (found === undefined) return
  kept.byKey.delete(key)
  kept.bytes -= found.bytes
}

export const putKept = (kept: KeptAnswers, key: string, one: KeptAnswer, maxBytes: number): void => {
  forgetKept(kept, key)
  if (one.bytes > maxBytes) return
  kept.byKey.set(key, one)
  kept.bytes += one.bytes
  for (const oldest of kept.byKey.keys()) {
    if (kept.bytes <= maxBytes) return
    forgetKept(kept, oldest)
  }
}

/** Younger than `maxAgeMs`; at exactly that age it is too old, and one from a time to come is of no known age. */
export const isYounger = (at: number, now: number, maxAgeMs: number): boolean => at <= now && now - at < maxAgeMs

/** What is young enough, now the last to go. */
export const getKept = (kept: KeptAnswers, key: string, now: number, maxAgeMs: number): KeptAnswer | null => {
  const found = kept.byKey.get(key)
  if (found === undefined || !isYounger(found.at, now, maxAgeMs)) return null
  kept.byKey.delete(key)
  kept.byKey.set(key, found)
  return found
}
