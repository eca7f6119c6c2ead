/** How long ago something was, in one number and one word: "3 days ago". Pure; for lists, where the hour does not matter. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Up to (not with) this age, counted in this unit. A month is 30 days and a year 365: nobody counts them on the day. */
const UNITS: ReadonlyArray<{ readonly below: number; readonly ms: number; readonly one: string }> = [
  { below: HOUR, ms: MINUTE, one: "minute" },
  { below: DAY, ms: HOUR, one: "hour" },
  { below: 14 * DAY, ms: DAY, one: "day" },
  { below: 60 * DAY, ms: 7 * DAY, one: "week" },
  { below: 365 * DAY, ms: 30 * DAY, one: "month" },
  { below: Infinity, ms: 365 * DAY, one: "year" }
]

/** `at` and `now` in milliseconds since 1970. What lies in the future (a clock that was put back) is "just now". */
export const ageText = (at: number, now: number): string => {
  const age = now - at
  const unit = UNITS.find(({ below }) => age < below)
  if (age < MINUTE || unit === undefined) return "just now"
  const count = Math.floor(age / unit.ms)
  return `${count} ${unit.one}${count === 1 ? "" : "s"} ago`
}
