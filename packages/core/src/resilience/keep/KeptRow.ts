/**
 * What outlives a process, as rows, and how the rows of two processes become one: figures that only grow are added up, of two
 * states that of whoever moved it since the other looked holds; where both did, or nobody knows, the one with the newer transition. So a
 * clock that is set back loses nothing that a person or a call did after it. Pure. Rows are JSON that anybody may have damaged, so nothing is
 * believed about their insides: what has no readable number where one is due takes the other side as it is.
 */
import { type Kind, kinds } from "./kinds.ts"
import { withHistory } from "./history.ts"

export { kinds, type Kind }

export interface KeptRow {
  readonly kind: Kind
  readonly name: string
  /** JSON. */
  readonly state: unknown
}

/** One text for a row's kind and name. */
export const keyOf = (kind: Kind, name: string): string => JSON.stringify([kind, name])

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const numberIn = (fields: unknown, name: string): number => {
  const value = isFields(fields) ? fields[name] : undefined
  return typeof value === "number" && Number.isFinite(value) ? value : 0
}

/** What this process added since `base`; one that was reset since then begins anew. */
const added = (name: string, base: unknown, mine: Fields): number => {
  const [now, before] = [numberIn(mine, name), numberIn(base, name)]
  return now >= before ? now - before : now
}

const total = (name: string, stored: Fields, base: unknown, mine: Fields): number =>
  numberIn(stored, name) + added(name, base, mine)

interface Rule {
  /** Fields that only grow. */
  readonly counters: ReadonlyArray<string>
  /** The field that says when the state last changed, wall-clock milliseconds: the newer side gives all other fields. */
  readonly newest: string
}

const rules: Readonly<Record<"breaker" | "budget" | "option" | "limit", Rule>> = {
  breaker: { counters: ["rejected", "moves"], newest: "since" },
  budget: { counters: ["granted", "refused"], newest: "at" },
  option: { counters: ["attempts", "successes", "failures", "skips"], newest: "lastAt" },
  limit: { counters: ["admitted", "queued", "rejected"], newest: "at" }
}

type Mover = "we" | "they" | null

/** Who alone has moved a breaker since `base`; null where both did or neither, and without a base. */
const moverOf = (stored: Fields, base: unknown, mine: Fields): Mover => {
  if (!isFields(base)) return null
  const theirs = numberIn(stored, "moves") > numberIn(base, "moves")
  const ours = added("moves", base, mine) > 0
  return theirs === ours ? null : ours ? "we" : "they"
}

const mergedBreaker = (stored: unknown, base: unknown, mine: Fields): Fields => {
  const by = isFields(stored) ? moverOf(stored, base, mine) : null
  return merged(rules.breaker, stored, base, mine, by)
}

const merged = (rule: Rule, stored: unknown, base: unknown, mine: Fields, mover: Mover = null): Fields => {
  if (!isFields(stored)) return mine
  if (mover !== null) return { ...(mover === "we" ? mine : stored), ...sumsOf(rule, stored, base, mine) }
  const newer = numberIn(stored, rule.newest) > numberIn(mine, rule.newest) ? stored : mine
  return { ...newer, ...sumsOf(rule, stored, base, mine) }
}

const sumsOf = (rule: Rule, stored: Fields, base: unknown, mine: Fields): Fields =>
  Object.fromEntries(rule.counters.map((name) => [name, total(name, stored, base, mine)]))

/**
 * A balance moves both ways: what this process took and earned is done to what the others left. Without a base this process began
 * with a full budget while the others were at work: the smaller balance holds.
 */
const amountOf = (stored: Fields, base: unknown, mine: Fields): number => {
  const [theirs, ours] = [numberIn(stored, "amount"), numberIn(mine, "amount")]
  if (isFields(base)) return Math.max(0, theirs + ours - numberIn(base, "amount"))
  return mine["kind"] === "window" ? theirs + ours : Math.min(theirs, ours)
}

/** A window that was over when ours was written says nothing about ours. */
const isOver = (stored: Fields, mine: Fields): boolean =>
  stored["kind"] === "window" && numberIn(stored, "at") + numberIn(stored, "remainingMs") <= numberIn(mine, "at")

const mergedBudget = (stored: unknown, base: unknown, mine: Fields): Fields => {
  if (!isFields(stored) || stored["kind"] !== mine["kind"]) return mine
  const sums = merged(rules.budget, stored, base, mine)
  return isOver(stored, mine)
    ? { ...sums, amount: mine["amount"], remainingMs: mine["remainingMs"] }
    : { ...sums, amount: amountOf(stored, base, mine) }
}

const optionsIn = (cascade: unknown): ReadonlyMap<string, Fields> => {
  const options = isFields(cascade) ? cascade["options"] : undefined
  const rows = Array.isArray(options) ? options.filter(isFields) : []
  return new Map(rows.map((row) => [String(row["name"]), row]))
}

const mergedCascade = (stored: unknown, base: unknown, mine: Fields): Fields => {
  const [theirs, before, ours] = [optionsIn(stored), optionsIn(base), optionsIn(mine)]
  const names = [...new Set([...ours.keys(), ...theirs.keys()])]
  const options = names.flatMap((name) => {
    const own = ours.get(name)
    const other = theirs.get(name)
    return own === undefined ? (other ?? []) : merged(rules.option, other, before.get(name), own)
  })
  return { ...mine, options }
}

/**
 * The row as it is to be stored: `stored` is what others have left there (`undefined`: nothing), `base` what this process held when it
 * last read or wrote the row, `mine` what it holds now.
 */
export const mergeRow = (kind: Kind, stored: unknown, base: unknown, mine: unknown): unknown =>
  isFields(mine) ? withHistory(kind, stored, mergers[kind](stored, base, mine)) : stored

const mergedLimit = (stored: unknown, base: unknown, mine: Fields): Fields => merged(rules.limit, stored, base, mine)

const mergers: Readonly<Record<Kind, (stored: unknown, base: unknown, mine: Fields) => Fields>> = {
  breaker: mergedBreaker,
  budget: mergedBudget,
  cascade: mergedCascade,
  bulkhead: mergedLimit,
  rateLimit: mergedLimit,
  concurrencyLimit: mergedLimit
}

const hasMoved = (state: Fields): boolean => {
  const past = state["past"]
  return isFields(past) && Array.isArray(past["transitions"]) && past["transitions"].length > 0
}

/** A breaker as this process has it. */
interface Known {
  readonly since: number
  readonly moves: number
}

/**
 * Whether another process has moved this breaker, and this one has not or earlier, so that the stored state is to be taken over. `base` as of
 * `mergeRow`; `mine` is undefined where this process has no such breaker.
 */
export const isNewer = (stored: unknown, base: unknown, mine: Known | undefined): boolean => {
  if (!isFields(stored) || !hasMoved(stored)) return false
  if (mine === undefined) return true
  const mover = moverOf(stored, base, { moves: mine.moves })
  return mover === null ? numberIn(stored, rules.breaker.newest) > mine.since : mover === "they"
}

/** Whether two states of a row differ in nothing but the moment in which they were looked at and the past that is kept with them. */
export const isSame = (one: unknown, other: unknown): boolean => timeless(one) === timeless(other)

const timeless = (state: unknown): string =>
  isFields(state)
    ? JSON.stringify({ ...state, at: 0, remainingMs: 0, history: undefined })
    : String(JSON.stringify(state))
