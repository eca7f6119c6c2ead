/**
 * A cascade's figures as they are kept between processes: plain JSON, read back with distrust. Not kept: the preferred option (it
 * is a guess about the next minutes) and lengths of calls.
 */
import type { CascadeState, OptionOutcome, OptionSnapshot } from "./CascadeState.ts"
import { optionOf } from "./CascadeState.ts"

export type KeptOption = Omit<OptionSnapshot, "p50Ms">

export interface KeptCascade {
  readonly options: ReadonlyArray<KeptOption>
  readonly lastAnswered: string | null
}

export const keep = (state: CascadeState): KeptCascade => ({
  options: [...state.options].map(([name, found]) => ({
    name,
    attempts: found.attempts,
    successes: found.successes,
    failures: found.failures,
    skips: found.skips,
    lastOutcome: found.lastOutcome,
    lastAt: found.lastAt
  })),
  lastAnswered: state.lastAnswered
})

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const isTime = (value: unknown): value is number | null =>
  value === null || (typeof value === "number" && Number.isFinite(value))

const outcomes: ReadonlySet<unknown> = new Set<OptionOutcome | null>([
  "answered",
  "failed",
  "skipped",
  "cancelled",
  null
])
const isOutcome = (value: unknown): value is OptionOutcome | null => outcomes.has(value)

const isOption = (value: unknown): value is KeptOption =>
  isRecord(value) &&
  typeof value["name"] === "string" &&
  isCount(value["attempts"]) &&
  isCount(value["successes"]) &&
  isCount(value["failures"]) &&
  isCount(value["skips"]) &&
  isOutcome(value["lastOutcome"]) &&
  isTime(value["lastAt"])

/** A row of one cascade, or `null` for what cannot be read as that. */
export const readRow = (row: unknown): { readonly name: string; readonly state: KeptCascade } | null => {
  if (!isRecord(row) || typeof row["name"] !== "string") return null
  const state = readKept(row["state"])
  return state === null ? null : { name: row["name"], state }
}

const readKept = (value: unknown): KeptCascade | null => {
  if (!isRecord(value)) return null
  const { lastAnswered, options } = value
  if (!Array.isArray(options) || !options.every(isOption)) return null
  return lastAnswered === null || typeof lastAnswered === "string" ? { options, lastAnswered } : null
}

/** Takes kept figures in place of those that are there. */
export const restore = (state: CascadeState, kept: KeptCascade): void => {
  for (const { name, ...figures } of kept.options) Object.assign(optionOf(state, name), figures)
  state.lastAnswered = kept.lastAnswered
}
