/**
 * How many retries one dependency may still get: four rules behind one shape, pure, no clock. `successes` is paid by successes (Brooker;
 * AWS SDKs; gRPC A6 in another form): full at the start, stops within a few failures and costs nothing
 * without any. In the overload simulation it never prolongs an overload, which a share of the traffic (Finagle,
 * Envoy) does. Counted in whole thousandths: in floating point ten successes at 0.1 give less than one retry.
 */
import type * as Duration from "effect/Duration"
import { checkDuration, checkInt, checkKeys, checkNumber, checkObject, checkWord } from "../checkOptions.ts"

/**
 * - `successes` (the default): at most `capacity` retries (default 10), each success gives `ratio` back (default 0.1).
 * - `window`: `retries` (default 100) in each window `per` (default "10 minutes"), which starts with its first retry.
 * - `ratio`: a share of the calls of the last `window` (default "10 seconds"), `ratio` (default 0.1), and `minimumPerSecond` more
 *   (default 1). With an overloaded dependency it keeps retrying: see the table in docs/resilience.md before taking it.
 * - `none`: no limit; granted retries are counted all the same.
 */
export type RetryBudgetOptions =
  | { readonly kind?: "successes"; readonly capacity?: number; readonly ratio?: number }
  | { readonly kind: "window"; readonly retries?: number; readonly per?: Duration.Input }
  | {
      readonly kind: "ratio"
      readonly ratio?: number
      readonly window?: Duration.Input
      readonly minimumPerSecond?: number
    }
  | { readonly kind: "none" }

/** Options after the check; thousandths of a retry and milliseconds. */
export type Rule =
  | { readonly kind: "successes"; readonly capacity: number; readonly gain: number }
  | { readonly kind: "window"; readonly capacity: number; readonly perMs: number }
  | { readonly kind: "ratio"; readonly gain: number; readonly sliceMs: number; readonly reserve: number }
  | { readonly kind: "none" }

const kinds = ["successes", "window", "ratio", "none"] as const

/** Ten slices: old traffic leaves the window a tenth at a time. */
const SLICES = 10

/** One retry. Costs and balances inside are whole thousandths of it. */
const ONE = 1_000

const thousandths = (value: number): number => Math.round(value * ONE)

/** Which options each kind reads; `maxNames` is the service's. */
const read: Readonly<Record<(typeof kinds)[number], ReadonlyArray<string>>> = {
  successes: ["capacity", "ratio"],
  window: ["retries", "per"],
  ratio: ["ratio", "window", "minimumPerSecond"],
  none: []
}

export const ruleOf = (options: RetryBudgetOptions): Rule => {
  const kind = checkWord("kind", checkObject("options", options).kind ?? "successes", kinds)
  checkKeys("", options, ["kind", ...read[kind], "maxNames"])
  switch (options.kind) {
    case "window":
      return {
        kind: "window",
        capacity: checkInt("retries", options.retries ?? 100, 1, 1e9) * ONE,
        perMs: checkDuration("per", options.per ?? "10 minutes")
      }
    case "ratio": {
      const windowMs = checkDuration("window", options.window ?? "10 seconds")
      const perSecond = checkNumber("minimumPerSecond", options.minimumPerSecond ?? 1, { min: 0, max: 1e6 })
      return {
        kind: "ratio",
        gain: thousandths(checkNumber("ratio", options.ratio ?? 0.1, { min: 0.001, max: 1 })),
        sliceMs: windowMs / SLICES,
        reserve: thousandths((perSecond * windowMs) / 1_000)
      }
    }
    case "none":
      return { kind: "none" }
    default:
      return {
        kind: "successes",
        capacity: thousandths(checkNumber("capacity", options.capacity ?? 10, { min: 1, max: 1e6 })),
        gain: thousandths(checkNumber("ratio", options.ratio ?? 0.1, { min: 0.001, max: 1 }))
      }
  }
}

/** Of one name. `granted` and `refused` count retries since the start, or since what was imported. */
export interface State {
  granted: number
  refused: number
  /** `successes`: what is left. `window`: what was used. */
  amount: number
  /** `window`: when it ends, monotonic; 0 before the first retry. */
  endsAt: number
  /** `ratio`: deposits less withdrawals of each slice, and the number of the newest slice. */
  readonly slices: Array<number>
  newest: number
}

export const initial = (rule: Rule): State => ({
  granted: 0,
  refused: 0,
  amount: rule.kind === "successes" ? rule.capacity : 0,
  endsAt: 0,
  slices: rule.kind === "ratio" ? Array.from({ length: SLICES }, () => 0) : [],
  newest: 0
})

/** What a retry must tell the budget: `calls` as they start, `successes` as they end, or nothing. */
export const counts = (rule: Rule): "calls" | "successes" | "nothing" =>
  rule.kind === "successes" ? "successes" : rule.kind === "ratio" ? "calls" : "nothing"

/** Empties the slices that have left the window, and gives the index of the one for `now`. */
const roll = (state: State, sliceMs: number, now: number): number => {
  // A clock that is set back is not to be met here (`now` is monotonic), but must not hang or revive old slices either.
  const current = Math.max(state.newest, Math.floor(now / sliceMs))
  const steps = Math.min(SLICES, current - state.newest)
  for (let step = 0; step < steps; step++) state.slices[(current - step) % SLICES] = 0
  state.newest = current
  return current % SLICES
}

const deposited = (state: State): number => state.slices.reduce((sum, slice) => sum + slice, 0)

/** A success was seen. True when it changed the balance. */
export const success = (state: State, rule: Rule): boolean => {
  if (rule.kind !== "successes" || state.amount === rule.capacity) return false
  state.amount = Math.min(rule.capacity, state.amount + rule.gain)
  return true
}

/** A call starts (its first attempt). True when it changed the balance. */
export const call = (state: State, rule: Rule, now: number): boolean => {
  if (rule.kind !== "ratio") return false
  const slice = roll(state, rule.sliceMs, now)
  state.slices[slice] = (state.slices[slice] ?? 0) + rule.gain
  return true
}

/** What is left, in thousandths of a retry; infinite without a limit. Reading changes nothing that counts. */
const leftOf = (state: State, rule: Rule, now: number): number => {
  switch (rule.kind) {
    case "successes":
      return state.amount
    case "window":
      return now < state.endsAt ? rule.capacity - state.amount : rule.capacity
    case "ratio":
      roll(state, rule.sliceMs, now)
      return Math.max(0, rule.reserve + deposited(state))
    case "none":
      return Number.POSITIVE_INFINITY
  }
}

/** Takes `cost` retries (1, or 2 after a timeout) if so many are left; says whether it did. */
export const withdraw = (state: State, rule: Rule, now: number, cost: number): boolean => {
  const price = cost * ONE
  if (leftOf(state, rule, now) < price) {
    state.refused++
    return false
  }
  state.granted++
  take(state, rule, now, price)
  return true
}

/** A retry that was granted and never ran: as if it had not been asked for. Never more than the capacity. */
export const refund = (state: State, rule: Rule, now: number, cost: number): void => {
  state.granted = Math.max(0, state.granted - 1)
  take(state, rule, now, -cost * ONE)
}

const take = (state: State, rule: Rule, now: number, price: number): void => {
  switch (rule.kind) {
    case "successes":
      state.amount = Math.min(rule.capacity, state.amount - price)
      return
    case "window":
      if (now >= state.endsAt) {
        // A refund of a window that is over changes nothing.
        if (price < 0) return
        state.amount = 0
        state.endsAt = now + rule.perMs
      }
      state.amount = Math.max(0, state.amount + price)
      return
    case "ratio": {
      const slice = roll(state, rule.sliceMs, now)
      state.slices[slice] = (state.slices[slice] ?? 0) - price
      return
    }
    case "none":
  }
}

/** `balance` and `capacity` in retries (thousandths as decimals); null where there is no limit. */
export interface Balance {
  readonly balance: number | null
  readonly capacity: number | null
}

export const balance = (state: State, rule: Rule, now: number): Balance => {
  if (rule.kind === "none") return { balance: null, capacity: null }
  const left = leftOf(state, rule, now) / ONE
  return { balance: left, capacity: rule.kind === "ratio" ? null : rule.capacity / ONE }
}

/** Whether it is as one that was never used, counters apart: then forgetting it changes no decision. */
export const isFresh = (state: State, rule: Rule, now: number): boolean =>
  rule.kind === "successes"
    ? state.amount === rule.capacity
    : rule.kind === "window"
      ? now >= state.endsAt
      : rule.kind === "ratio"
        ? Math.floor(now / rule.sliceMs) - state.newest >= SLICES
        : true

/** What is kept of a budget when the process ends. `at` is wall-clock epoch ms, `remainingMs` the rest of a window. */
export interface Kept {
  readonly kind: Rule["kind"]
  readonly at: number
  readonly granted: number
  readonly refused: number
  /** Thousandths: left (`successes`) or used (`window`). */
  readonly amount: number
  readonly remainingMs: number
}

export const keep = (state: State, rule: Rule, now: number, at: number): Kept => ({
  kind: rule.kind,
  at,
  granted: state.granted,
  refused: state.refused,
  // A share of ten seconds of traffic says nothing to the next process.
  amount: rule.kind === "ratio" ? 0 : state.amount,
  remainingMs: Math.max(0, state.endsAt - now)
})

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const isTime = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 && value < 1e15

/** The state behind a kept row, or null for one that this rule cannot have written. A window ends when it would have, never later. */
export const restore = (kept: unknown, rule: Rule, now: number, at: number): State | null => {
  if (typeof kept !== "object" || kept === null) return null
  const row: { readonly [K in keyof Kept]?: unknown } = kept
  const { amount, granted, refused, remainingMs } = row
  if (row.kind !== rule.kind || !isTime(row.at) || !isTime(remainingMs)) return null
  if (!isCount(granted) || !isCount(refused) || !isCount(amount)) return null
  const state = initial(rule)
  state.granted = granted
  state.refused = refused
  if (rule.kind === "successes") state.amount = Math.min(rule.capacity, amount)
  if (rule.kind === "window") {
    const rest = Math.min(rule.perMs, remainingMs) - Math.max(0, at - row.at)
    if (rest > 0) {
      state.amount = Math.min(rule.capacity, amount)
      state.endsAt = now + rest
    }
  }
  return state
}
