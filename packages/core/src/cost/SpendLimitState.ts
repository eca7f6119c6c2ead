/**
 * Whether a call may be paid for, and which alerts its cost calls for: plain arithmetic, no clock, no file. What may surprise: what
 * counts is what was spent and what is held for calls that run now, so calls that start together cannot overspend
 * together; and calls stop before the limit, by default at 95% of it, because a bill may differ from the count.
 */

export const spendWindows = ["day", "month"] as const
export type SpendWindow = (typeof spendWindows)[number]

export interface SpendLimits {
  /** Micro-dollars a local day; `null`: no limit. */
  readonly day: number | null
  readonly month: number | null
  /** Share of a limit from which on calls stop, above 0 up to 1. */
  readonly stopAt: number
  /** Share of a limit from which on its state is a warning. */
  readonly warnAt: number
}

/** What a period has cost, and what is held beside that for calls whose cost nobody knows (yet). Micro-dollars. */
export interface Spent {
  readonly spent: number
  readonly held: number
}
export type SpentByWindow = Readonly<Record<SpendWindow, Spent>>

export interface SpendRefusal {
  readonly window: SpendWindow
  readonly limit: number
  /** Micro-dollars at which calls stop. */
  readonly stop: number
  readonly spent: number
  readonly held: number
}

/** Micro-dollars at which calls stop. */
export const stopOf = (limit: number, limits: SpendLimits): number => Math.floor(limit * limits.stopAt)

/**
 * Why a call that may cost up to `cost` micro-dollars must not start, or `null`. A call that fits exactly may; at the stop none may,
 * however cheap. With two limits the first that is in the way is named.
 */
export const refusalOf = (limits: SpendLimits, counted: SpentByWindow, cost: number): SpendRefusal | null => {
  for (const window of spendWindows) {
    const limit = limits[window]
    if (limit === null) continue
    const { held, spent } = counted[window]
    const stop = stopOf(limit, limits)
    if (spent + held >= stop || spent + held + cost > stop) return { window, limit, stop, spent, held }
  }
  return null
}

export type LimitState = "ok" | "warning" | "stopped"

/** How a limit stands. */
export const limitState = (limits: SpendLimits, limit: number, { held, spent }: Spent): LimitState =>
  spent + held >= stopOf(limit, limits) ? "stopped" : spent + held >= limit * limits.warnAt ? "warning" : "ok"

/** `stop`: calls are refused. `overrun`: the month is expected to end above its limit. */
export const alertLevels = ["50%", "75%", "90%", "stop", "overrun"] as const
export type AlertLevel = (typeof alertLevels)[number]

const SHARES: ReadonlyArray<readonly [AlertLevel, number]> = [
  ["50%", 0.5],
  ["75%", 0.75],
  ["90%", 0.9]
]

/** Alerts that what was spent (not what is only held) calls for, lowest first. A limit of nothing has no shares. */
export const levelsReached = (limits: SpendLimits, limit: number, spent: number): ReadonlyArray<AlertLevel> => {
  const reached = SHARES.filter(([, share]) => limit > 0 && spent >= limit * share).map(([level]) => level)
  return spent >= stopOf(limit, limits) ? [...reached, "stop"] : reached
}
