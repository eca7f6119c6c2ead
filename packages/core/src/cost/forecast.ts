/**
 * What the month will have cost when it ends, and how far to believe it: pure. What was spent stands; the days to come are taken to
 * cost what the last seven did. It refuses to make a day's rate from an hour: less than a day of use counts as a day. The
 * forecast is never below what is spent, and at the end of the month it is what was spent.
 */
import { dayOf, monthOf } from "./localCalendar.ts"

/** What a local day has cost; `day` as `2026-11-21`. */
export interface DaySpent {
  readonly day: string
  readonly spentMicroUsd: number
}

export interface Forecast {
  readonly monthMicroUsd: number
  /** 0 (nothing is known) to 1 (the month is over). */
  readonly confidence: number
}

/** How many whole days before today the rate is made from. */
const FORECAST_DAYS = 7
const DAY_MS = 86_400_000

/** From when on days are needed: the running month, and far enough back to see that somebody is not new. Wall-clock milliseconds. */
export const forecastSince = (now: number): number => dayOf(now, -31).startsAt

/** Evenly spent days are 1, a single day that cost everything nears 0: 1 / (1 + deviation / mean). */
const steadiness = (days: ReadonlyArray<number>): number => {
  const mean = days.reduce((sum, day) => sum + day, 0) / days.length
  if (days.length < 2 || mean === 0) return 0.5
  const variance = days.reduce((sum, day) => sum + (day - mean) ** 2, 0) / days.length
  return 1 / (1 + Math.sqrt(variance) / mean)
}

/**
 * `days` in any order; those that are missing cost nothing, and use began with the earliest. Confidence: the share of the forecast
 * that is already spent is certain; of the rest, as much as a week of data gives, times how even its days were.
 */
export const forecastMonth = (days: ReadonlyArray<DaySpent>, now: number): Forecast => {
  const month = monthOf(now)
  const spentOn = new Map(days.map(({ day, spentMicroUsd }) => [day, spentMicroUsd]))
  const first = [...spentOn.keys()].filter((day) => day <= dayOf(now).key).toSorted()[0]
  if (first === undefined) return { monthMicroUsd: 0, confidence: 0 }
  const spent = days.reduce((sum, one) => sum + (one.day.startsWith(month.key) ? one.spentMicroUsd : 0), 0)
  const whole = Array.from({ length: FORECAST_DAYS }, (_, back) => dayOf(now, -1 - back)).filter(
    ({ key }) => key >= first
  )
  const recent = whole.map(({ key }) => spentOn.get(key) ?? 0)
  const from = whole.at(-1)?.startsAt ?? dayOf(now).startsAt
  const spanMs = Math.max(DAY_MS, now - from)
  const rate = (recent.reduce((sum, day) => sum + day, 0) + (spentOn.get(dayOf(now).key) ?? 0)) / spanMs
  const monthMicroUsd = Math.round(spent + rate * (month.endsAt - now))
  const known = monthMicroUsd === 0 ? 0 : spent / monthMicroUsd
  const evidence = Math.min(1, (now - from) / (FORECAST_DAYS * DAY_MS)) * steadiness(recent)
  return { monthMicroUsd, confidence: Math.min(1, known + (1 - known) * evidence) }
}
