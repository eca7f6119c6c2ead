/**
 * Times in words to ranges of instants, all relative to the moment of the request. Three things are read: a length ("half a
 * year"), a period ("yesterday", "in 2022", "February 2024", "the last 7 days"), and a condition ("older than 30 days",
 * "before 2024-01-02", "since Monday"). Calendar words go by local days, weeks from Monday; "last 7 days" is 168 hours
 * (contract §4). Hours of a day are `readClock`'s; a day with an hour behind it is never that whole day. Looser English is
 * not read here: chrono-node is asked for it (`dates`).
 */
import { isDay, localDay, type LocalDay, startOfDay, weekday } from "./calendar.ts"
import { found, type Found } from "./Found.ts"
import { goesOnWithClock, readClockRange, readMoment } from "./readClock.ts"
import { readNumber } from "./readNumber.ts"
import type { Token } from "./Token.ts"
import { MONTHS, TIME_UNITS, type TimeUnit, UNIT_MS, WEEKDAYS } from "./units.ts"

export interface TimeContext {
  readonly tokens: ReadonlyArray<Token>
  readonly now: number
  readonly zone: string
  /** Periods found by another reader, by the index of their first token. */
  readonly dates?: ReadonlyMap<number, Found<Period>>
}

/** `from` included, `until` not; milliseconds since 1970. */
export interface Period {
  readonly from: number
  readonly until: number
}
/** A condition on a time; at least one of both. */
export interface When {
  readonly from?: number
  readonly until?: number
}

const lowAt = (context: TimeContext, at: number): string => context.tokens[at]?.low ?? ""

const length = (end: number, count: number, unit: TimeUnit) => found(end, { ms: count * UNIT_MS[unit], unit, count })

/** A length in milliseconds: "7 days", "a week", "half a year", "30d". */
export const readLength = (
  tokens: ReadonlyArray<Token>,
  at: number
): Found<{ readonly ms: number; readonly unit: TimeUnit; readonly count: number }> | null => {
  const low = tokens[at]?.low ?? ""
  const glued = /^(\d+(?:\.\d+)?)-?([a-z]+)$/.exec(low)
  if (glued?.[1] !== undefined && glued[2] !== undefined) {
    const unit = TIME_UNITS.get(glued[2])
    return unit === undefined ? null : length(at + 1, Number(glued[1]), unit)
  }
  const unitAt = (index: number): TimeUnit | undefined => {
    const word = tokens[index]?.low ?? ""
    // A single letter is a unit only when it stands on its figure.
    return word.length === 1 ? undefined : TIME_UNITS.get(word)
  }
  if (low === "half") {
    const skip = ["a", "an"].includes(tokens[at + 1]?.low ?? "") ? 2 : 1
    const unit = unitAt(at + skip)
    return unit === undefined ? null : length(at + skip + 1, 0.5, unit)
  }
  if (low === "a" || low === "an") {
    if (tokens[at + 1]?.low === "half") {
      const unit = unitAt(at + 2)
      if (unit !== undefined) return length(at + 3, 0.5, unit)
    }
    const unit = unitAt(at + 1)
    if (unit !== undefined) return length(at + 2, 1, unit)
  }
  const decimal = /^\d+\.\d+$/.test(low) ? found(at + 1, Number(low)) : readNumber(tokens, at)
  if (decimal === null) return null
  const unit = unitAt(decimal.end)
  return unit === undefined ? null : length(decimal.end + 1, decimal.value, unit)
}

const dayPeriod = (day: LocalDay, zone: string, days = 1): Period => ({
  from: startOfDay(day, zone),
  until: startOfDay({ ...day, day: day.day + days }, zone)
})
const monthPeriod = (year: number, month: number, zone: string): Period => ({
  from: startOfDay({ year, month, day: 1 }, zone),
  until: startOfDay({ year, month: month + 1, day: 1 }, zone)
})
const yearPeriod = (year: number, zone: string): Period => ({
  from: startOfDay({ year, month: 1, day: 1 }, zone),
  until: startOfDay({ year: year + 1, month: 1, day: 1 }, zone)
})

/** The calendar unit that is `offset` units away from the current one. */
const calendarPeriod = (context: TimeContext, unit: TimeUnit, offset: number): Period | null => {
  const today = localDay(context.now, context.zone)
  switch (unit) {
    case "day":
      return dayPeriod({ ...today, day: today.day + offset }, context.zone)
    case "week":
      return dayPeriod({ ...today, day: today.day - weekday(today) + 1 + 7 * offset }, context.zone, 7)
    case "month":
      return monthPeriod(today.year, today.month + offset, context.zone)
    case "year":
      return yearPeriod(today.year + offset, context.zone)
    default:
      return null
  }
}

const YEAR = /^(19|20)\d\d$/
const readYear = (context: TimeContext, at: number): Found<number> | null =>
  YEAR.test(lowAt(context, at)) ? found(at + 1, Number(lowAt(context, at))) : null
const readDayNumber = (context: TimeContext, at: number): Found<number> | null => {
  const match = /^(\d{1,2})(st|nd|rd|th)?$/.exec(lowAt(context, at))
  return match?.[1] === undefined ? null : found(at + 1, Number(match[1]))
}
const skip = (context: TimeContext, at: number, ...words: ReadonlyArray<string>): number =>
  words.includes(lowAt(context, at)) ? at + 1 : at

const dateOf = (context: TimeContext, end: number, year: number, month: number, day: number): Found<Period> | null => {
  const date = { year, month, day }
  return isDay(date) ? found(end, dayPeriod(date, context.zone)) : null
}

/** A date in figures (2024-01-02, 2024/01/02, 02.01.2024) or with a month's name; a month; a year. */
const readDate = (context: TimeContext, at: number): Found<Period> | null => {
  const low = lowAt(context, at)
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(low)
  if (iso !== null) return dateOf(context, at + 1, Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(low)
  if (german !== null) return dateOf(context, at + 1, Number(german[3]), Number(german[2]), Number(german[1]))
  const isoMonth = /^(\d{4})-(\d{2})$/.exec(low)
  if (isoMonth !== null && Number(isoMonth[2]) >= 1 && Number(isoMonth[2]) <= 12)
    return found(at + 1, monthPeriod(Number(isoMonth[1]), Number(isoMonth[2]), context.zone))
  const today = localDay(context.now, context.zone)
  /** Without a year: the last such day that is not in the future. */
  const lastOne = (month: number, day: number): number =>
    month > today.month || (month === today.month && day > today.day) ? today.year - 1 : today.year
  const month = MONTHS.get(low)
  if (month !== undefined) {
    // "March 5 2024", "March 5th, 2024", "March 2024", "March"
    const day = readDayNumber(context, skip(context, at + 1, "the"))
    if (day !== null) {
      const year = readYear(context, skip(context, day.end, ",", "of"))
      if (year !== null) return dateOf(context, year.end, year.value, month, day.value)
      return dateOf(context, day.end, lastOne(month, day.value), month, day.value)
    }
    const year = readYear(context, skip(context, at + 1, ",", "of"))
    if (year !== null) return found(year.end, monthPeriod(year.value, month, context.zone))
    // "may" and "march" alone are other words as well.
    if (low === "may" || low === "march" || low === "mar") {
      if (context.tokens[at]?.text.charAt(0) === low.charAt(0)) return null
    }
    return found(at + 1, monthPeriod(month > today.month ? today.year - 1 : today.year, month, context.zone))
  }
  // "5 March 2024", "the 5th of March"
  const day = readDayNumber(context, skip(context, at, "the"))
  if (day !== null) {
    const named = skip(context, day.end, "of")
    const after = MONTHS.get(lowAt(context, named))
    if (after !== undefined) {
      const year = readYear(context, skip(context, named + 1, ",", "of"))
      if (year !== null) return dateOf(context, year.end, year.value, after, day.value)
      return dateOf(context, named + 1, lastOne(after, day.value), after, day.value)
    }
  }
  const year = readYear(context, skip(context, skip(context, at, "the"), "year"))
  return year === null ? null : found(year.end, yearPeriod(year.value, context.zone))
}

const RELATIVE: ReadonlyMap<string, number> = new Map([
  ["last", -1],
  ["previous", -1],
  ["this", 0],
  ["current", 0]
])

/** A day and nothing else, as a local day. */
const readDay =
  (context: TimeContext) =>
  (at: number): Found<LocalDay> | null => {
    const period = readDays(context, at)
    if (period === null) return null
    const day = localDay(period.value.from, context.zone)
    const whole = dayPeriod(day, context.zone)
    return whole.from === period.value.from && whole.until === period.value.until ? found(period.end, day) : null
  }

/**
 * A period without a preposition: "yesterday", "last week", "the last 7 days", "2022", "March 2024", "monday", "yesterday at
 * 3pm" (that hour), "at 15:00" (that minute).
 */
export const readPeriod = (context: TimeContext, start: number): Found<Period> | null => {
  const moment = readMoment(context, start, readDay(context))
  if (moment !== null)
    return found(moment.end, { from: moment.value.at, until: moment.value.at + moment.value.lastsMs })
  for (const days of [readDays(context, start), context.dates?.get(start) ?? null])
    if (days !== null && !goesOnWithClock(context, days.end)) return days
  return null
}

/** Periods of whole days, and lengths back from now. */
const readDays = (context: TimeContext, start: number): Found<Period> | null => {
  const at = skip(context, start, "the")
  const low = lowAt(context, at)
  const today = localDay(context.now, context.zone)
  if (low === "today") return found(at + 1, dayPeriod(today, context.zone))
  if (low === "yesterday") return found(at + 1, dayPeriod({ ...today, day: today.day - 1 }, context.zone))
  if (low === "day" && lowAt(context, at + 1) === "before" && lowAt(context, at + 2) === "yesterday")
    return found(at + 3, dayPeriod({ ...today, day: today.day - 2 }, context.zone))
  const relative = RELATIVE.get(low)
  if (relative !== undefined || low === "past") {
    const next = lowAt(context, at + 1)
    const unit = TIME_UNITS.get(next)
    if (unit !== undefined && next.length > 1) {
      // "the past week" and "the last hour" are lengths; "last week" is the week before this one.
      const calendar = low === "past" ? null : calendarPeriod(context, unit, relative ?? 0)
      // "in the last week", "the last day": counted back from now when an article stands before it.
      if (calendar !== null && !(low === "last" && at > start)) return found(at + 2, calendar)
      return relative === 0 ? null : found(at + 2, { from: context.now - UNIT_MS[unit], until: context.now + 1 })
    }
    const day = WEEKDAYS.get(next)
    if (day !== undefined && relative !== undefined) {
      const back = (weekday(today) - day + 7) % 7
      return found(
        at + 2,
        dayPeriod({ ...today, day: today.day - (relative === 0 ? back : back === 0 ? 7 : back) }, context.zone)
      )
    }
    const month = MONTHS.get(next)
    if (month !== undefined) {
      const year = month >= today.month && relative !== 0 ? today.year - 1 : today.year
      return found(at + 2, monthPeriod(year, month, context.zone))
    }
    const couple =
      lowAt(context, at + 1) === "couple" ? found(lowAt(context, at + 2) === "of" ? at + 3 : at + 2, 2) : null
    const length = couple === null ? readLength(context.tokens, at + 1) : null
    if (length !== null) return found(length.end, { from: context.now - length.value.ms, until: context.now + 1 })
    if (couple !== null) {
      const unit = TIME_UNITS.get(lowAt(context, couple.end))
      if (unit !== undefined)
        return found(couple.end + 1, { from: context.now - 2 * UNIT_MS[unit], until: context.now + 1 })
    }
    return null
  }
  const day = WEEKDAYS.get(low)
  if (day !== undefined && low.length > 3) {
    const back = (weekday(today) - day + 7) % 7
    return found(at + 1, dayPeriod({ ...today, day: today.day - back }, context.zone))
  }
  return readDate(context, at) ?? readDate(context, start)
}

/** "3 days ago", "a week ago": the instant. */
const readAgo = (context: TimeContext, at: number): Found<number> | null => {
  const length = readLength(context.tokens, at)
  if (length === null) return null
  const next = lowAt(context, length.end)
  if (next === "ago" || next === "back" || next === "before") {
    if (next === "before" && lowAt(context, length.end + 1) !== "now") return null
    return found(next === "before" ? length.end + 2 : length.end + 1, context.now - length.value.ms)
  }
  return null
}

/**
 * "3 days ago" is that day. "2 hours ago" is a time around then, half an hour to either side, or a sixth of the length where that
 * is more: nobody who says "30 minutes" has counted them.
 */
const aroundThen = (context: TimeContext, at: number, instant: number): Period => {
  const length = readLength(context.tokens, at)?.value
  if (length === undefined || UNIT_MS[length.unit] >= UNIT_MS.day)
    return dayPeriod(localDay(instant, context.zone), context.zone)
  const side = Math.max(UNIT_MS[length.unit] / 2, length.ms / 6)
  return { from: instant - side, until: Math.min(instant + side, context.now + 1) }
}

type Side = "before" | "after" | "until" | "during"
const PREPOSITIONS: ReadonlyArray<readonly [ReadonlyArray<string>, Side]> = [
  [["from", "before"], "before"],
  [["any", "time", "before"], "before"],
  [["before"], "before"],
  [["prior", "to"], "before"],
  [["earlier", "than"], "before"],
  [["older", "than"], "before"],
  // So it is often typed.
  [["older", "then"], "before"],
  [["preceding"], "before"],
  [["from", "after"], "after"],
  [["after"], "after"],
  [["later", "than"], "after"],
  [["newer", "than"], "after"],
  [["newer", "then"], "after"],
  [["more", "recent", "than"], "after"],
  [["more", "recently", "than"], "after"],
  [["younger", "than"], "after"],
  [["since"], "during"],
  [["until"], "until"],
  [["up", "to"], "until"],
  [["by"], "until"]
]
const DURING: ReadonlyArray<ReadonlyArray<string>> = [
  ["any", "time", "in"],
  ["some", "time", "in"],
  ["in", "the", "course", "of"],
  ["at", "any", "time", "in"],
  ["over", "the", "course", "of"],
  ["from", "within"],
  ["within"],
  ["during"],
  ["in"],
  ["on"],
  ["over"],
  ["from"],
  ["of"],
  ["at"],
  ["dated"],
  ["for"],
  []
]

const matches = (context: TimeContext, at: number, words: ReadonlyArray<string>): boolean =>
  words.every((word, index) => lowAt(context, at + index) === word)

const MORE = words2(
  "more than|over|at least|longer than|greater than|upwards of|older than|older then|beyond|not less than"
)
const LESS = words2(
  "less than|under|at most|within|no more than|fewer than|younger than|newer than|newer then|not more than|up to"
)
function words2(text: string): ReadonlyArray<ReadonlyArray<string>> {
  return text.split("|").map((part) => part.split(" "))
}
const firstMatch = (context: TimeContext, at: number, table: ReadonlyArray<ReadonlyArray<string>>): number => {
  for (const words of table) if (matches(context, at, words)) return at + words.length
  return -1
}

/** What may stand behind a length: "ago", "old", "in age". */
const AGE = words2("ago|old|of age|in age|back|earlier|before now")

/**
 * A condition on a time as it stands behind "modified" or a noun: "in the last 7 days", "yesterday", "before 2024-01-02",
 * "more than 30 days ago", "between A and B". `bare` allows a period without a preposition.
 */
export const readWhen = (context: TimeContext, at: number, bare: boolean): ReadonlyArray<Found<When>> => {
  const out: Array<Found<When>> = []
  const range = readClockRange(context, at, readDay(context))
  if (range !== null && (bare || ["between", "from"].includes(lowAt(context, at)))) out.push(range)
  const more = firstMatch(context, at, MORE)
  const less = firstMatch(context, at, LESS)
  for (const [start, older] of [
    [more, true],
    [less, false]
  ] as const) {
    if (start < 0) continue
    const length = readLength(context.tokens, start)
    if (length === null) continue
    const age = firstMatch(context, length.end, AGE)
    const instant = context.now - length.value.ms
    const when = older ? { until: instant } : { from: instant }
    if (age >= 0) out.push(found(age, when))
    else if (lowAt(context, at) === "older" || lowAt(context, at) === "newer" || lowAt(context, at) === "younger")
      out.push(found(length.end, when))
  }
  if (range === null && (lowAt(context, at) === "between" || lowAt(context, at) === "from")) {
    const first = readPoint(context, at + 1)
    const joint = first === null ? "" : lowAt(context, first.end)
    if (first !== null && ["and", "to", "until", "till", "through", "-"].includes(joint)) {
      const second = readPoint(context, first.end + 1)
      if (second !== null && first.value.from <= second.value.until)
        out.push(found(second.end, { from: first.value.from, until: second.value.until }))
    }
  }
  for (const [words, side] of PREPOSITIONS) {
    if (!matches(context, at, words)) continue
    const point = readPoint(context, at + words.length)
    if (point === null) continue
    const { from, until } = point.value
    if (side === "before") out.push(found(point.end, { until: from }))
    else if (side === "after") out.push(found(point.end, { from: until }))
    else if (side === "until") out.push(found(point.end, { until }))
    else out.push(found(point.end, { from }))
  }
  for (const words of DURING) {
    if (words.length === 0 && !bare) continue
    if (!matches(context, at, words)) continue
    // "From 3pm" is that hour, or all since then.
    if (words[0] === "from" && readMoment(context, at + words.length, readDay(context)) !== null) continue
    const hours = words.length === 0 ? null : readClockRange(context, at + words.length, readDay(context))
    if (hours !== null) out.push(hours)
    const period = readPeriod(context, at + words.length)
    if (period === null) {
      // "within 2 hours", "in under a week"
      if (words[0] === "within") {
        const length = readLength(context.tokens, at + 1)
        if (length !== null) out.push(found(length.end, { from: context.now - length.value.ms }))
      }
      continue
    }
    // "in 5" is no time; a bare number such as 2022 needs its preposition or a verb of time before it.
    const open = period.value.until > context.now && period.value.until <= context.now + 1
    out.push(found(period.end, open ? { from: period.value.from } : period.value))
    break
  }
  const ago = readAgo(context, at)
  if (ago !== null) out.push(found(ago.end, aroundThen(context, at, ago.value)))
  return out
}

/** A period, or the instant of "3 days ago". */
const readPoint = (context: TimeContext, at: number): Found<Period> | null => {
  const ago = readAgo(context, at)
  if (ago !== null) return found(ago.end, { from: ago.value, until: ago.value })
  // "After 3pm" begins at three, and not when the hour is over.
  const moment = readMoment(context, at, readDay(context))
  if (moment !== null) return found(moment.end, { from: moment.value.at, until: moment.value.at })
  const length = readLength(context.tokens, at)
  const period = readPeriod(context, at)
  if (period !== null) return period
  return length === null
    ? null
    : found(length.end, { from: context.now - length.value.ms, until: context.now - length.value.ms })
}

export const iso = (ms: number): string => new Date(ms).toISOString()
