/**
 * When a second, equal call is worth starting: after a percentile of how long the last calls took (Dean and Barroso, "The tail at
 * scale", 2013: after the 95th, for a few percent more load). Pure: times come as arguments. Before there are enough calls
 * to know, there is no hedge, or one after a fixed delay.
 */
import type * as Duration from "effect/Duration"
import { checkDuration, checkInt, checkNumber, InvalidOption } from "../checkOptions.ts"

export interface HedgeRuleOptions {
  /** Of the times of the last calls; above 0 and below 1, default 0.95. */
  readonly percentile?: number
  /** Calls looked at; from 1, default 100. */
  readonly samples?: number
  /** Calls that must have ended before the percentile counts; from 1 to `samples`, default 20 or `samples`. */
  readonly minimumCalls?: number
  /** The delay until then; default: no hedge until then. */
  readonly warmUpDelay?: Duration.Input
  /** Never sooner; default "5 millis". */
  readonly minimumDelay?: Duration.Input
}

export interface Rule {
  readonly percentile: number
  readonly samples: number
  readonly minimumCalls: number
  readonly warmUpMs: number | null
  readonly minimumMs: number
}

export const ruleOf = (options: HedgeRuleOptions): Rule => {
  const percentile = checkNumber("percentile", options.percentile ?? 0.95, { above: 0, max: 1 })
  if (percentile === 1) throw new InvalidOption("percentile", percentile, "a number above 0 and below 1")
  const samples = checkInt("samples", options.samples ?? 100, 1, 100_000)
  return {
    percentile,
    samples,
    minimumCalls: checkInt("minimumCalls", options.minimumCalls ?? Math.min(20, samples), 1, samples),
    warmUpMs: options.warmUpDelay === undefined ? null : checkDuration("warmUpDelay", options.warmUpDelay),
    minimumMs: checkDuration("minimumDelay", options.minimumDelay ?? "5 millis", { min: 0 })
  }
}

/** The newest times in a ring, and the delay as it was last computed. */
export interface State {
  readonly times: Array<number>
  count: number
  /** Null when it has to be computed anew. */
  delayMs: number | null
}

export const empty = (): State => ({ times: [], count: 0, delayMs: null })

/** A call that has answered took so long, milliseconds. */
export const record = (state: State, rule: Rule, elapsedMs: number): void => {
  state.times[state.count % rule.samples] = elapsedMs
  state.count++
  state.delayMs = null
}

/** How long to wait before the second call, milliseconds; null: no second call. */
export const delayMs = (state: State, rule: Rule): number | null => {
  if (state.count < rule.minimumCalls) return rule.warmUpMs
  if (state.delayMs === null) {
    const sorted = state.times.toSorted((a, b) => a - b)
    // The nearest rank: the smallest time that so large a share of the calls did not exceed.
    const found = sorted[Math.ceil(rule.percentile * sorted.length) - 1] ?? 0
    state.delayMs = Math.max(rule.minimumMs, found)
  }
  return state.delayMs
}
