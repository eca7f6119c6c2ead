/**
 * What is written down of a limit (bulkhead, rate limit, concurrency limit): how many calls it let through, let wait and turned away, and
 * what it allowed the last time. To be shown, and nothing else: a limit begins anew with its process, since what was allowed then
 * says nothing about now. Calls pay one flag for it. What may surprise: what waits or runs is not kept, since it
 * ends with the process.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { makeListeners } from "../Listeners.ts"

export const limitKinds = ["bulkhead", "rateLimit", "concurrencyLimit"] as const
export type LimitKind = (typeof limitKinds)[number]

/** What a limit counts of each key since the key was first used. */
export interface LimitCounts {
  readonly name: string
  admitted: number
  /** Had to wait for a place or for their turn, however that ended. */
  queued: number
  rejected: number
  /** Something to write down since it was last written. */
  isChanged: boolean
}

export const noCounts = (name: string): LimitCounts => ({
  name,
  admitted: 0,
  queued: 0,
  rejected: 0,
  isChanged: false
})

const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))
const Rate = Schema.Struct({ limit: Count, windowMs: Schema.Finite.check(Schema.isGreaterThan(0)) })

/** `at`: epoch milliseconds, when it was written. `places`: calls at once; null for a rate, which has `requests`, `tokens` or both. */
export const KeptLimit = Schema.Struct({
  version: Schema.Literal(1),
  at: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 8.64e15 })),
  places: Schema.NullOr(Count),
  requests: Schema.NullOr(Rate),
  tokens: Schema.NullOr(Rate),
  admitted: Count,
  queued: Count,
  rejected: Count
})
export type KeptLimit = typeof KeptLimit.Type

const decode = Schema.decodeUnknownResult(KeptLimit)

/** What was written down, or null for a row that is damaged. */
export const readLimit = (state: unknown): KeptLimit | null => {
  const found = decode(state)
  return Result.isSuccess(found) ? found.success : null
}

/** What a limit allows at this moment. */
export type Allowed = Pick<KeptLimit, "places" | "requests" | "tokens">

/** The same of one that is no rate. */
export const places = (count: number): Allowed => ({ places: count, requests: null, tokens: null })

export interface KeptLimitRow {
  readonly name: string
  readonly state: KeptLimit
}

export interface LimitNews {
  /** Something was counted: told once until it is written down. */
  readonly mark: (counts: LimitCounts) => void
  readonly changes: Stream.Stream<string>
  /** What changed since the last time, as rows of plain JSON. `wall`: epoch milliseconds. */
  readonly take: <Entry extends LimitCounts>(
    entries: ReadonlyArray<Entry>,
    allowed: (entry: Entry) => Allowed,
    wall: number
  ) => ReadonlyArray<KeptLimitRow>
}

export const makeLimitNews = (): LimitNews => {
  const changes = makeListeners<string>()
  return {
    mark: (counts) => {
      if (counts.isChanged) return
      counts.isChanged = true
      changes.publish(counts.name)
    },
    changes: changes.stream,
    take: (entries, allowed, wall) =>
      entries.flatMap((entry) => {
        if (!entry.isChanged) return []
        entry.isChanged = false
        const { admitted, name, queued, rejected } = entry
        return [{ name, state: { version: 1, at: wall, ...allowed(entry), admitted, queued, rejected } }]
      })
  }
}
