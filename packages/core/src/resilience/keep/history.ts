/**
 * A short past of each kept row, for the line that a dashboard draws: one point when the row is written, at most one in five seconds, the
 * newest 48. Pure. It decides nothing: no circuit and no budget ever reads it. What may surprise: it lies in the row itself, so a
 * reset of the row forgets it too, and points are as far apart as writings were.
 */
import type { Kind } from "./kinds.ts"

/**
 * Wall-clock milliseconds, then the figures: of a breaker the failed share of its window (1 while it lets nobody through), of a budget
 * what it holds in retries, of a cascade attempts and answers of all options so far, of a limit calls that were let through and turned away so
 * far, and how many it allowed at once (left out of a rate).
 */
export type HistoryPoint = readonly [at: number, ...figures: ReadonlyArray<number>]

export const HISTORY_POINTS = 48
export const HISTORY_EVERY_MS = 5_000

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const finite = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0)
const listIn = (fields: Fields, name: string): ReadonlyArray<unknown> => {
  const value = fields[name]
  return Array.isArray(value) ? value : []
}

const isPoint = (value: unknown): value is HistoryPoint =>
  Array.isArray(value) && value.length >= 2 && value.length <= 4 && value.every((one) => Number.isFinite(one))

/** The points of a kept row, oldest first; what is not readable as one is left out. */
export const historyOf = (state: unknown): ReadonlyArray<HistoryPoint> =>
  isFields(state) ? listIn(state, "history").filter(isPoint).slice(-HISTORY_POINTS) : []

/** Calls and failed ones in the window, as `tally.ts` writes it; without a window since the circuit closed. */
const callsOf = (state: Fields): readonly [calls: number, failed: number] => {
  const [tally] = listIn(state, "tallies")
  if (!isFields(tally)) return [finite(state["calls"]), finite(state["failures"])]
  const ring = tally["ring"]
  if (typeof ring === "string") return [ring.length, ring.replace(/[^13]/g, "").length]
  const slices = listIn(tally, "slices").filter(Array.isArray)
  return [
    slices.reduce((sum, slice) => sum + finite(slice[1]), 0),
    slices.reduce((sum, slice) => sum + finite(slice[2]), 0)
  ]
}

const figuresOfLimit = (state: Fields): ReadonlyArray<number> => [
  finite(state["admitted"]),
  finite(state["rejected"]),
  ...(typeof state["places"] === "number" ? [finite(state["places"])] : [])
]

const figuresOf: Readonly<Record<Kind, (state: Fields) => ReadonlyArray<number>>> = {
  breaker: (state) => {
    if (state["state"] === "Open" || state["state"] === "Isolated") return [1]
    const [calls, failed] = callsOf(state)
    return [calls === 0 ? 0 : Math.round((failed / calls) * 1_000) / 1_000]
  },
  budget: (state) => [finite(state["amount"]) / 1_000],
  cascade: (state) => {
    const options = listIn(state, "options").filter(isFields)
    const sum = (name: string): number => options.reduce((all, option) => all + finite(option[name]), 0)
    return [sum("attempts"), sum("successes")]
  },
  bulkhead: figuresOfLimit,
  rateLimit: figuresOfLimit,
  concurrencyLimit: figuresOfLimit
}

/**
 * When the row was written, wall-clock milliseconds; a cascade says only when its options last did anything, and nothing where all of them
 * were passed over.
 */
const momentOf = (kind: Kind, state: Fields): number | null => {
  if (kind !== "cascade") return finite(state["at"])
  const moments = listIn(state, "options")
    .filter(isFields)
    .flatMap(({ lastAt }) => (typeof lastAt === "number" && Number.isFinite(lastAt) ? [lastAt] : []))
  return moments.length === 0 ? null : Math.max(...moments)
}

/** `merged` with the past of `stored`, and one point more where its moment is known. */
export const withHistory = (kind: Kind, stored: unknown, merged: unknown): unknown => {
  if (!isFields(merged)) return merged
  const past = historyOf(stored)
  const at = momentOf(kind, merged)
  if (at === null) return { ...merged, history: past }
  const before = past.at(-1)
  const isSoon = before !== undefined && Math.abs(at - before[0]) < HISTORY_EVERY_MS
  const point: HistoryPoint = [isSoon ? before[0] : at, ...figuresOf[kind](merged)]
  return { ...merged, history: [...(isSoon ? past.slice(0, -1) : past), point].slice(-HISTORY_POINTS) }
}
