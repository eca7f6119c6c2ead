/** Units of size (bytes, powers of 1024) and of time (milliseconds), by every word for them. */

const K = 1024
export const SIZE_UNITS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    "b byte bytes octets": 1,
    "k kb kib kbyte kbytes kilobyte kilobytes kibibyte kibibytes kilo kilos": K,
    "m mb mib mbyte mbytes meg megs megabyte megabytes mebibyte mebibytes mega": K ** 2,
    "g gb gib gbyte gbytes gig gigs gigabyte gigabytes gibibyte gibibytes giga": K ** 3,
    "t tb tib tbyte tbytes terabyte terabytes tebibyte tebibytes tera": K ** 4
  }).flatMap(([names, bytes]) => names.split(" ").map((name) => [name, bytes] as const))
)

export type TimeUnit = "second" | "minute" | "hour" | "day" | "week" | "month" | "year"

export const TIME_UNITS: ReadonlyMap<string, TimeUnit> = new Map(
  Object.entries({
    "second seconds sec secs s": "second",
    "minute minutes min mins": "minute",
    "hour hours hr hrs h": "hour",
    "day days d": "day",
    "week weeks wk wks w": "week",
    "month months": "month",
    "year years yr yrs y": "year"
  } as const).flatMap(([names, unit]) => names.split(" ").map((name) => [name, unit] as const))
)

const DAY = 86_400_000
/** Lengths for "the last 3 months": 30 and 365 days; calendar words ("last month") are read elsewhere. */
export const UNIT_MS: Readonly<Record<TimeUnit, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY
}

export const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sep sept",
    "october oct",
    "november nov",
    "december dec"
  ].flatMap((names, index) => names.split(" ").map((name) => [name, index + 1] as const))
)

/** Monday is 1. */
export const WEEKDAYS: ReadonlyMap<string, number> = new Map(
  [
    "monday mon",
    "tuesday tue tues",
    "wednesday wed",
    "thursday thu thurs",
    "friday fri",
    "saturday sat",
    "sunday sun"
  ].flatMap((names, index) => names.split(" ").map((name) => [name, index + 1] as const))
)

/** Figures that may name a year, or a folder of one; never a count. */
export const YEAR_LIKE = /^\d{4}$/
