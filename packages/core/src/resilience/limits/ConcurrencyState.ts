/**
 * How many calls a dependency bears at once, learned from how they end: additive increase, multiplicative decrease (AIMD), as TCP finds the
 * width of a path and as Netflix's concurrency-limits does it. A success while at least half of the limit is in use adds
 * 1 / limit, so a whole round of successes adds one; a timeout or a wait that is asked for takes a tenth, and so does any other failure where it is one
 * of many: one in twenty is chance, and a limit that falls with each would never be high enough for a busy caller.
 *
 * Failures alone come late: the queue in front of a server is as long as its callers' patience before anybody gives up. So answers that take
 * ten times as long as usual (`UsualTime`) take three tenths of the limit, once a round, and never below five: by their length alone calls are
 * made fewer, not stopped. Where calls are alike, `slow` says the length itself.
 */
import type * as Duration from "effect/Duration"
import { checkDuration, checkInt, checkNumber } from "../checkOptions.ts"
import * as UsualTime from "./UsualTime.ts"

export interface ConcurrencyRuleOptions {
  /** Calls at once at the start; default 20. */
  readonly initial?: number
  /** Never fewer; from 1, the default: a higher floor than the dependency bears never recovers. */
  readonly min?: number
  /** Never more; default 200. */
  readonly max?: number
  /** What remains of the limit after a failure; below 1, default 0.9. */
  readonly decrease?: number
  /**
   * What is too long for an answer. "learned" (default): ten times as long as usual. A length, for calls that are alike: a success that took longer
   * counts as a failure, and from half of it on the limit does not grow. "never": only failures lower the limit.
   */
  readonly slow?: "learned" | "never" | Duration.Input
}

export interface Rule {
  readonly initial: number
  readonly min: number
  readonly max: number
  readonly decrease: number
  /** Infinite where no length is slow by itself. */
  readonly slowMs: number
  /** Whether answers are compared with how long they usually take. */
  readonly learns: boolean
}

export const ruleOf = (options: ConcurrencyRuleOptions): Rule => {
  const slow = options.slow ?? "learned"
  const min = checkInt("min", options.min ?? 1, 1, 1e6)
  const max = checkInt("max", options.max ?? Math.max(200, min, options.initial ?? 0), min, 1e6)
  return {
    min,
    max,
    initial: checkInt("initial", options.initial ?? Math.min(max, Math.max(min, 20)), min, max),
    decrease: checkNumber("decrease", options.decrease ?? 0.9, { min: 0.1, max: 0.999 }),
    slowMs: slow === "learned" || slow === "never" ? Number.POSITIVE_INFINITY : checkDuration("slow", slow),
    learns: slow === "learned"
  }
}

/** Answers take so many times as long as usual: the limit grows no more, or is lowered. */
const HOLDS_AT = 5
const LOWERS_AT = 10
/** What remains of the limit then, and where that ends. */
const LOWERED = 0.7
const LOWERED_TO = 5

/** `limit` may have a fraction; whole calls count. */
export interface State {
  limit: number
  readonly usual: UsualTime.UsualTime
  /** Calls seen, up to as many as the share is over, and the share of failed ones among about the last of them. */
  calls: number
  failing: number
  /** When it was last lowered because answers took long: calls that began before say nothing new. */
  loweredAt: number
}

export const initial = (rule: Rule): State => ({
  limit: rule.initial,
  usual: UsualTime.empty(),
  calls: 0,
  failing: 0,
  loweredAt: Number.NEGATIVE_INFINITY
})

export const limitOf = (state: State): number => Math.floor(state.limit)

/** Over about so many calls, and so large, a share of failures is none by chance. */
const SHARE_OVER = 20
const SHARE = 0.2

const note = (state: State, failed: 0 | 1): void => {
  if (state.calls < SHARE_OVER) state.calls++
  state.failing += (failed - state.failing) / state.calls
}

/** A call has ended well at `now` (monotonic ms) after `elapsedMs`; `running` counts it too. */
export const success = (state: State, rule: Rule, running: number, elapsedMs: number, now: number): void => {
  if (elapsedMs > rule.slowMs) return failure(state, rule, true)
  note(state, 0)
  if (rule.learns) UsualTime.note(state.usual, elapsedMs, now)
  // What is not in use is not what makes answers slow.
  if (elapsedMs * 2 > rule.slowMs || running * 2 < limitOf(state)) return
  const ratio = rule.learns ? UsualTime.ratio(state.usual) : 1
  if (ratio >= LOWERS_AT) return lower(state, rule, now - elapsedMs, now)
  if (ratio < HOLDS_AT) state.limit = Math.min(rule.max, state.limit + 1 / state.limit)
}

const lower = (state: State, rule: Rule, begunAt: number, now: number): void => {
  if (begunAt < state.loweredAt) return
  state.loweredAt = now
  state.limit = Math.max(rule.min, Math.min(state.limit, Math.max(LOWERED_TO, state.limit * LOWERED)))
}

/**
 * A call has failed. `isOverload`: as an overloaded dependency fails (a timeout, a wait asked for); what may be chance lowers the limit only
 * where it is one of many.
 */
export const failure = (state: State, rule: Rule, isOverload: boolean): void => {
  note(state, 1)
  if (isOverload || state.failing >= SHARE) state.limit = Math.max(rule.min, state.limit * rule.decrease)
}
