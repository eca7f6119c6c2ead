/**
 * Local days of a time zone in instants: plain arithmetic over `Intl`, made only when a calendar word is met. Weeks begin
 * on Monday. A day that the clocks change on has 23 or 25 hours, as it should.
 */

export interface LocalDay {
  readonly year: number
  /** 1 to 12; other numbers carry over, as days do. */
  readonly month: number
  readonly day: number
}

const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (zone: string): Intl.DateTimeFormat => {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric"
    })
    formats.set(zone, format)
  }
  return format
}

/** What a wall clock in the zone shows, as if it were UTC. */
const wallClock = (at: number, zone: string): number => {
  if (zone === "UTC") return at
  const parts = new Map<string, number>(
    formatOf(zone)
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)])
  )
  const get = (type: string) => parts.get(type) ?? 0
  return Date.UTC(get("year"), get("month") - 1, get("day"), get("hour"), get("minute"), get("second"))
}

/**
 * The instant (milliseconds since 1970) at which the wall clock of a local day shows `ms` since midnight. An hour that a
 * change of the clocks leaves out is the one before or behind it.
 */
export const instantOn = (day: LocalDay, ms: number, zone: string): number => {
  const wanted = Date.UTC(day.year, day.month - 1, day.day) + ms
  let guess = wanted
  // Twice, for the days on which the offset changes between guess and answer.
  for (let round = 0; round < 2; round++) guess = wanted - (wallClock(guess, zone) - guess)
  return guess
}

/** The instant at which a local day begins. */
export const startOfDay = (day: LocalDay, zone: string): number => instantOn(day, 0, zone)

export const localDay = (at: number, zone: string): LocalDay => {
  const wall = new Date(wallClock(at, zone))
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() }
}

/** Monday is 1, Sunday 7. */
export const weekday = (day: LocalDay): number => new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay() || 7

export const isDay = (day: LocalDay): boolean => {
  const date = new Date(Date.UTC(day.year, day.month - 1, day.day))
  return date.getUTCMonth() + 1 === day.month && date.getUTCDate() === day.day && day.year >= 1900 && day.year <= 2200
}
