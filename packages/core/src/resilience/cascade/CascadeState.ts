/**
 * What a fallback cascade remembers between calls, and the choices that follow from it: which option is tried first, what each
 * has done so far. No clock, no effect: `now` is monotonic milliseconds, `at` wall-clock milliseconds for people. The state is
 * changed in place, since every call touches it.
 */
export type OptionOutcome = "answered" | "failed" | "skipped" | "cancelled"

/** One option's figures. `durations` are the newest answers' lengths in milliseconds, a ring of at most 32. */
export interface OptionState {
  attempts: number
  successes: number
  failures: number
  skips: number
  lastOutcome: OptionOutcome | null
  lastAt: number | null
  durations: Array<number>
  nextDuration: number
}

export interface CascadeState {
  /** In the order in which they were first declared. */
  readonly options: Map<string, OptionState>
  /** The fallback that answered last is tried first until `until`. */
  sticky: { readonly option: string; readonly until: number } | null
  lastAnswered: string | null
}

/** Option names kept for a cascade; options are few, and a program that invents names must not grow without end. */
export const MAX_OPTIONS = 64
const DURATIONS = 32

export const empty = (): CascadeState => ({ options: new Map(), sticky: null, lastAnswered: null })

/** The option's figures, made when it is new; of too many names the one not used for longest goes. */
export const optionOf = (state: CascadeState, name: string): OptionState => {
  const known = state.options.get(name)
  if (known !== undefined) return known
  if (state.options.size >= MAX_OPTIONS) state.options.delete(oldestOf(state))
  const made: OptionState = {
    attempts: 0,
    successes: 0,
    failures: 0,
    skips: 0,
    lastOutcome: null,
    lastAt: null,
    durations: [],
    nextDuration: 0
  }
  state.options.set(name, made)
  return made
}

const oldestOf = (state: CascadeState): string => {
  let found = ""
  let least = Infinity
  for (const [name, { lastAt }] of state.options) {
    if ((lastAt ?? 0) < least) [found, least] = [name, lastAt ?? 0]
  }
  return found
}

/** Half of the newest answers took at most this long, milliseconds; `null` before the first. */
export const p50 = (option: Pick<OptionState, "durations">): number | null => {
  const sorted = option.durations.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}

export const started = (state: CascadeState, name: string): void => {
  optionOf(state, name).attempts++
}

/** How an attempt ended, or that there was none. */
export const ended = (
  state: CascadeState,
  name: string,
  outcome: OptionOutcome,
  at: number,
  durationMs: number
): void => {
  const option = optionOf(state, name)
  option.lastOutcome = outcome
  option.lastAt = at
  if (outcome === "skipped") option.skips++
  if (outcome === "failed") option.failures++
  if (outcome !== "answered") return
  option.successes++
  option.durations[option.nextDuration] = durationMs
  option.nextDuration = (option.nextDuration + 1) % DURATIONS
  state.lastAnswered = name
}

/**
 * After an answer by `name`. A fallback that answers is tried first for `stickyMs`, counted from its first answer and not from its
 * latest, so that there is a way back to the first option however often the fallback is used. `first` is the option that
 * would have been tried first without it: its own answer ends the preference.
 */
export const prefer = (state: CascadeState, name: string, first: string, now: number, stickyMs: number): void => {
  if (name === first) state.sticky = null
  else if (stickyOf(state, now) !== name) state.sticky = { option: name, until: now + stickyMs }
}

/** The preferred fallback failed: from now on the order is the usual one. */
export const disappoint = (state: CascadeState, name: string): void => {
  if (state.sticky?.option === name) state.sticky = null
}

/** The option that is tried first for a while, if any. Exactly at the end it is over. */
export const stickyOf = (state: CascadeState, now: number): string | null =>
  state.sticky !== null && now < state.sticky.until ? state.sticky.option : null

/** What a rank function sees of an option, all of this moment. */
export interface OptionFacts {
  readonly name: string
  /** Place in the declared order, from 0. */
  readonly place: number
  /** Of its breaker; `None` where it has none. */
  readonly state: "None" | "Closed" | "Open" | "HalfOpen" | "Isolated" | "Disabled"
  /** Median length of its newest answers, milliseconds; `null` before the first. */
  readonly p50Ms: number | null
  /** As declared, in any unit that is the same for all; `null` where none was. */
  readonly price: number | null
  /** Answers among finished attempts, 0 to 1; `null` before the first. */
  readonly successRate: number | null
}

/** Smaller is tried earlier. */
export type Rank = (facts: OptionFacts) => number

/** Quicker first by the median of its answers; what has not answered yet comes before all, so that it gets a chance. */
export const byLatency: Rank = ({ p50Ms }) => p50Ms ?? 0
/** Cheaper first; without a price last. */
export const byPrice: Rank = ({ price }) => price ?? Infinity
/** Whole circuits first, then those on trial, then the others. */
export const byState: Rank = ({ state }) =>
  state === "Open" || state === "Isolated" ? 2 : state === "HalfOpen" ? 1 : 0

/**
 * The order in which options are tried, as places in the declared list: the preferred one, then by rank, equal ranks as
 * declared. A rank that throws or gives NaN counts as the largest: an option is not lost because nobody could say where it stands.
 */
export const orderOf = (facts: ReadonlyArray<OptionFacts>, rank: Rank | null, sticky: string | null): Array<number> => {
  const ranks = facts.map((one) => (rank === null ? 0 : rankOf(rank, one)))
  const places = facts.map((_, place) => place)
  const preferred = (place: number): number => (facts[place]?.name === sticky ? 0 : 1)
  return places.toSorted(
    (a, b) => preferred(a) - preferred(b) || compare(ranks[a] ?? Infinity, ranks[b] ?? Infinity) || a - b
  )
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)

const rankOf = (rank: Rank, facts: OptionFacts): number => {
  try {
    const found = rank(facts)
    return Number.isNaN(found) ? Infinity : found
  } catch {
    return Infinity
  }
}

export interface OptionSnapshot {
  readonly name: string
  readonly attempts: number
  readonly successes: number
  readonly failures: number
  readonly skips: number
  readonly lastOutcome: OptionOutcome | null
  /** Wall-clock milliseconds of the last outcome. */
  readonly lastAt: number | null
  readonly p50Ms: number | null
}

export interface CascadeSnapshot {
  readonly name: string
  readonly options: ReadonlyArray<OptionSnapshot>
  /** The option that gave the newest answer. */
  readonly lastAnswered: string | null
  /** The fallback that is tried first at present. */
  readonly sticky: string | null
}

export const snapshotOf = (name: string, state: CascadeState, now: number): CascadeSnapshot => ({
  name,
  options: [...state.options].map(([option, found]) => ({
    name: option,
    attempts: found.attempts,
    successes: found.successes,
    failures: found.failures,
    skips: found.skips,
    lastOutcome: found.lastOutcome,
    lastAt: found.lastAt,
    p50Ms: p50(found)
  })),
  lastAnswered: state.lastAnswered,
  sticky: stickyOf(state, now)
})
