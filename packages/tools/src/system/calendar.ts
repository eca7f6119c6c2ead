/** Local dates as text: pure, by Intl, in the time zone of the request. Always ISO 8601's order, whatever the locale. */

interface Parts {
  readonly year: string
  readonly month: string
  readonly day: string
  readonly hour: string
  readonly minute: string
  readonly second: string
}

const partsOf = (ms: number, timeZone: string): Parts => {
  const found = new Map(
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit"
    })
      .formatToParts(ms)
      .map(({ type, value }) => [type, value] as const)
  )
  const part = (name: Intl.DateTimeFormatPartTypes): string => found.get(name) ?? ""
  return {
    year: part("year").padStart(4, "0"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second")
  }
}

/** `2026-11-21`. */
export const isoDate = (ms: number, timeZone: string): string => {
  const { year, month, day } = partsOf(ms, timeZone)
  return `${year}-${month}-${day}`
}

/** `14:03:05`. */
export const isoTime = (ms: number, timeZone: string): string => {
  const { hour, minute, second } = partsOf(ms, timeZone)
  return `${hour}:${minute}:${second}`
}

/** `2026-11-21 14:03:05`. */
export const dateTime = (ms: number, timeZone: string): string => `${isoDate(ms, timeZone)} ${isoTime(ms, timeZone)}`

/** The zone's short name at that instant: `UTC`, `GMT+1`, `EST`. */
export const zoneName = (ms: number, timeZone: string): string =>
  new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "short" })
    .formatToParts(ms)
    .find(({ type }) => type === "timeZoneName")?.value ?? timeZone

/** A calendar day as an instant at noon UTC, where no change of clocks can move it to another day. */
const asNoon = (date: string): number => Date.parse(`${date}T12:00:00Z`)

/** The calendar day so many days later; `2026-03-01` and -1 is `2026-02-28`. */
export const addDays = (date: string, days: number): string => isoDate(asNoon(date) + days * 86_400_000, "UTC")

const named = (date: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat("en-US", { timeZone: "UTC", ...options }).format(asNoon(date))

/** `Saturday`. */
export const weekday = (date: string): string => named(date, { weekday: "long" })

/** `November`. */
export const monthName = (date: string): string => named(date, { month: "long" })

/** Number of the week by ISO 8601: weeks begin on Monday, week 1 holds the first Thursday. */
export const isoWeek = (date: string): number => {
  const at = asNoon(date)
  const fromMonday = (new Date(at).getUTCDay() + 6) % 7
  const thursday = at + (3 - fromMonday) * 86_400_000
  const firstDay = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1, 12)
  return 1 + Math.floor((thursday - firstDay) / (7 * 86_400_000))
}

/** Number of the day in its year, from 1. */
export const dayOfYear = (date: string): number =>
  1 + Math.round((asNoon(date) - asNoon(`${date.slice(0, 4)}-01-01`)) / 86_400_000)

/** An IANA zone by its name or its last part, any case, blanks or `_`: `tokyo`, `New York`. `null` for no such zone. */
export const findZone = (name: string): string | null => {
  const wanted = name.trim().replaceAll(" ", "_").toLowerCase()
  const zones = Intl.supportedValuesOf("timeZone")
  const found =
    zones.find((zone) => zone.toLowerCase() === wanted) ??
    zones.find((zone) => zone.toLowerCase().endsWith(`/${wanted}`))
  if (found !== undefined) return found
  // Names such as UTC or GMT are valid and not in that list.
  return /^(?:utc|gmt)$/.test(wanted) ? wanted.toUpperCase() : null
}
