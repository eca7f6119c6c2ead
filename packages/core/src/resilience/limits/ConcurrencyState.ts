/**
 * How many calls a dependency bears at once, learned from how they end: additive increase, multiplicative decrease (AIMD), as TCP finds the
 * width of a path and as Netflix's concurrency-limits does it. A success while at least half of the limit is in use adds
 * 1 / limit, so a whole round of successes adds one; a failure (an overload, a timeout, a 429) takes a tenth. It does
 * not look at latency unless told what is slow: answers of a model take as long as they are long, and a constant timeout looks like
 * health. Where calls are alike, `slow` finds the queue in front of a server before anybody gives up on it.
 */
import type * as Duration from "effect/Duration"
import { checkDuration, checkInt, checkNumber } from "../checkOptions.ts"

export interface ConcurrencyRuleOptions {
  /** Calls at once at the start; default 20. */
  readonly initial?: number
  /** Never fewer; from 1, the default: a higher floor than the dependency bears never recovers. */
  readonly min?: number
  /** Never more; default 200. */
  readonly max?: number
  /** What remains of the limit after a failure; below 1, default 0.9. */
  readonly decrease?: number
  /** For calls that are alike: a success that took longer counts as a failure, and from half of it on the limit does not grow. Default: none. */
  readonly slow?: Duration.Input
}

export interface Rule {
  readonly initial: number
  readonly min: number
  readonly max: number
  readonly decrease: number
  /** Infinite where nothing is slow. */
  readonly slowMs: number
}

export const ruleOf = (options: ConcurrencyRuleOptions): Rule => {
  const min = checkInt("min", options.min ?? 1, 1, 1e6)
  const max = checkInt("max", options.max ?? Math.max(200, min, options.initial ?? 0), min, 1e6)
  return {
    min,
    max,
    initial: checkInt("initial", options.initial ?? Math.min(max, Math.max(min, 20)), min, max),
    decrease: checkNumber("decrease", options.decrease ?? 0.9, { min: 0.1, max: 0.999 }),
    slowMs: options.slow === undefined ? Number.POSITIVE_INFINITY : checkDuration("slow", options.slow)
  }
}

/** `limit` may have a fraction; whole calls count. */
export interface State {
  limit: number
}

export const initial = (rule: Rule): State => ({ limit: rule.initial })

export const limitOf = (state: State): number => Math.floor(state.limit)

/** A call has ended well after `elapsedMs`; `running` counts it too. */
export const success = (state: State, rule: Rule, running: number, elapsedMs: number): void => {
  if (elapsedMs > rule.slowMs) return failure(state, rule)
  if (elapsedMs * 2 > rule.slowMs || running * 2 < limitOf(state)) return
  state.limit = Math.min(rule.max, state.limit + 1 / state.limit)
}

/** A call has failed as an overloaded dependency fails. */
export const failure = (state: State, rule: Rule): void => {
  state.limit = Math.max(rule.min, state.limit * rule.decrease)
}
