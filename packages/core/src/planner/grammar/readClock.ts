/**
 * Hours of a day in words to instants: "yesterday at 3pm", "15:00 on Monday", "2024-01-02 15:00", "between 9am and noon
 * today". An hour without a day is one of today, and only one that has been. Refused: a figure alone ("at 5"), "3 o'clock"
 * (morning or afternoon), "midnight" of a named day (its beginning or its end), "around 3pm"; and by `readWhen` "from 3pm"
 * (that hour, or all since). What may surprise: "3:30" without am or pm is half past three at night, as computers have it.
 */
import { instantOn, isDay, localDay, type LocalDay, startOfDay } from "./calendar.ts"
import { found, type Found } from "./Found.ts"
import type { Token } from "./Token.ts"
import { UNIT_MS } from "./units.ts"

interface Context {
  readonly tokens: ReadonlyArray<Token>
  readonly now: number
  readonly zone: string
}

/** A time of day: milliseconds since its midnight by the wall clock, and how long what was said lasts (an hour, a minute, a second). */
interface Clock {
  readonly ms: number
  readonly lastsMs: number
}
/** An instant that was said to the hour, the minute or the second. */
export interface Moment {
  readonly at: number
  readonly lastsMs: number
}
/** Gives a period of exactly one local day at a place in the words, or `null`. */
export type ReadDay = (at: number) => Found<LocalDay> | null

const lowAt = (context: Context, at: number): string => context.tokens[at]?.low ?? ""
const wordAt = (context: Context, at: number): boolean => context.tokens[at]?.kind === "word"

const FIGURES = /^(\d{1,2})(?:([:.])(\d\d))?(?::(\d\d))?(?:([ap])\.?m)?$/
const HALVES: ReadonlyMap<string, "a" | "p"> = new Map([
  ["am", "a"],
  ["a.m", "a"],
  ["pm", "p"],
  ["p.m", "p"]
])

/** Figures of a clock, with the half of the day where it is said; `null` for an hour that no clock shows. */
const clockOf = (figures: string, said: "a" | "p" | undefined): Clock | null => {
  const match = FIGURES.exec(figures)
  if (match === null) return null
  const [, hours = "", sign, minutes, seconds, glued] = match
  const half = glued ?? said
  const hour = Number(hours)
  // "3.30" is a number unless "pm" stands by it.
  if (half === undefined ? sign !== ":" || hour > 23 : hour < 1 || hour > 12) return null
  if (Number(minutes ?? 0) > 59 || Number(seconds ?? 0) > 59) return null
  const ofDay = half === undefined ? hour : (hour % 12) + (half === "p" ? 12 : 0)
  return {
    ms: ofDay * UNIT_MS.hour + Number(minutes ?? 0) * UNIT_MS.minute + Number(seconds ?? 0) * UNIT_MS.second,
    lastsMs: seconds !== undefined ? UNIT_MS.second : minutes !== undefined ? UNIT_MS.minute : UNIT_MS.hour
  }
}

const readClock = (context: Context, at: number): Found<Clock> | null => {
  if (!wordAt(context, at)) return null
  const low = lowAt(context, at)
  if (low === "noon" || low === "midday") return found(at + 1, { ms: 12 * UNIT_MS.hour, lastsMs: UNIT_MS.hour })
  const half = HALVES.get(lowAt(context, at + 1))
  const clock = clockOf(low, half)
  if (clock === null) return null
  let end = half === undefined ? at + 1 : at + 2
  // "9 a.m.": the last dot is punctuation.
  if (lowAt(context, end) === "." && context.tokens[end + 1] !== undefined && lowAt(context, end - 1).includes(".m"))
    end++
  return found(end, clock)
}

const AT = new Set(["at", "@"])
/** Before an hour, but not exact. */
const NEARLY = new Set(["around", "about", "roughly", "approximately", "circa", "near"])
const ON = new Set(["on", "of"])
const CLOCK_LIKE = /^\d{1,2}(:\d{1,2})+([ap]\.?m)?$|^\d{1,2}(\.\d\d)?(h|[ap]\.?m)$|^(noon|midday|midnight)$/

/** Whether a plain word speaks of an hour, also of one that no clock shows ("13pm"). No folder is meant by it. */
export const soundsLikeClock = (low: string): boolean => CLOCK_LIKE.test(low)

const skipComma = (context: Context, at: number): number => (lowAt(context, at) === "," ? at + 1 : at)
const SIDES: ReadonlyMap<string, "before" | "after"> = new Map([
  ["before", "before"],
  ["until", "before"],
  ["till", "before"],
  ["after", "after"],
  ["since", "after"]
])

/** Whether words at `at` go on with an hour of the day that stands before them, so that the day is not meant as a whole. */
export const goesOnWithClock = (context: Context, at: number): boolean => {
  let start = skipComma(context, at)
  const bare = AT.has(lowAt(context, start)) || NEARLY.has(lowAt(context, start))
  if (bare || SIDES.has(lowAt(context, start)) || ["between", "from", "by"].includes(lowAt(context, start))) start++
  const low = lowAt(context, start)
  if (!wordAt(context, start)) return false
  if (soundsLikeClock(low) || NEARLY.has(low)) return true
  const next = lowAt(context, start + 1)
  return /^\d{1,2}$/.test(low) && (bare || HALVES.has(next) || next === "o'clock" || next === "oclock")
}

const momentOf = (context: Context, end: number, day: LocalDay, clock: Clock): Found<Moment> =>
  found(end, { at: instantOn(day, clock.ms, context.zone), lastsMs: clock.lastsMs })

interface Said {
  readonly clock: Clock
  readonly day: LocalDay | null
}
/** An hour, with its day before or behind it when that is said. */
const readSaid = (context: Context, at: number, readDay: ReadDay): Found<Said> | null => {
  const start = AT.has(lowAt(context, at)) ? at + 1 : at
  const clock = readClock(context, start)
  if (clock !== null) {
    const after = ON.has(lowAt(context, clock.end)) ? clock.end + 1 : clock.end
    const day = readDay(after)
    return day === null
      ? found(clock.end, { clock: clock.value, day: null })
      : found(day.end, { clock: clock.value, day: day.value })
  }
  const day = readDay(at)
  if (day === null) return null
  const next = skipComma(context, day.end)
  const hour = readClock(context, AT.has(lowAt(context, next)) ? next + 1 : next)
  return hour === null ? null : found(hour.end, { clock: hour.value, day: day.value })
}

const WRITTEN = /^(\d{4})-(\d\d)-(\d\d)t(\d\d:\d\d(?::\d\d)?)(z)?$/
/** "2024-01-02T15:00" in local time, "2024-01-02T15:00:30Z" in UTC. */
const readWritten = (context: Context, at: number): Found<Moment> | null => {
  const match = WRITTEN.exec(lowAt(context, at))
  if (match === null || context.tokens[at]?.kind === "punct") return null
  const day = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) }
  const clock = clockOf(match[4] ?? "", undefined)
  if (clock === null || !isDay(day)) return null
  return momentOf({ ...context, zone: match[5] === undefined ? context.zone : "UTC" }, at + 1, day, clock)
}

/** Whether it is worth a look: a day is dear to read (every one asks the calendar of the zone). */
const speaksOfHours = (context: Context): boolean =>
  context.tokens.some(({ low }) => soundsLikeClock(low) || HALVES.has(low) || WRITTEN.test(low))

/**
 * One instant: "yesterday at 3pm", "3pm yesterday", "2024-01-02T15:00", "15:00" (of today, when it has been), "midnight" (the
 * last one).
 */
export const readMoment = (context: Context, at: number, readDay: ReadDay): Found<Moment> | null => {
  if (!speaksOfHours(context)) return null
  const written = readWritten(context, at)
  if (written !== null) return written
  const today = localDay(context.now, context.zone)
  if (lowAt(context, at) === "midnight" && wordAt(context, at)) {
    const after = ON.has(lowAt(context, at + 1)) ? at + 2 : at + 1
    return readDay(after) === null ? momentOf(context, at + 1, today, { ms: 0, lastsMs: UNIT_MS.minute }) : null
  }
  const said = readSaid(context, at, readDay)
  if (said === null) return null
  const moment = momentOf(context, said.end, said.value.day ?? today, said.value.clock)
  return said.value.day === null && moment.value.at > context.now ? null : moment
}

const TO = new Set(["and", "to", "until", "till", "-", "–"])
/** "9am and noon today", "yesterday 3pm and today 9am", behind "between" or "from"; the day of one end is that of the other. */
const readHours = (
  context: Context,
  at: number,
  readDay: ReadDay,
  given: LocalDay | null
): Found<{ readonly from: number; readonly until: number }> | null => {
  const first = readSaid(context, at, readDay)
  if (first === null || !TO.has(lowAt(context, first.end))) return null
  const second = readSaid(context, first.end + 1, readDay)
  if (second === null || (given !== null && (first.value.day ?? second.value.day) !== null)) return null
  const today = localDay(context.now, context.zone)
  const from = instantOn(first.value.day ?? second.value.day ?? given ?? today, first.value.clock.ms, context.zone)
  const until = instantOn(second.value.day ?? first.value.day ?? given ?? today, second.value.clock.ms, context.zone)
  const undated = given === null && first.value.day === null && second.value.day === null
  return from >= until || (undated && from > context.now) ? null : found(second.end, { from, until })
}

/**
 * A stretch of hours: "between 9am and noon today", "today between 9am and noon", "yesterday after 3pm", "on Monday from 9:00
 * to 17:30". `from` included, `until` not.
 */
export const readClockRange = (
  context: Context,
  at: number,
  readDay: ReadDay
): Found<{ readonly from: number; readonly until: number }> | null => {
  if (!speaksOfHours(context)) return null
  if (["between", "from"].includes(lowAt(context, at))) return readHours(context, at + 1, readDay, null)
  const day = readDay(at)
  if (day === null) return null
  const next = skipComma(context, day.end)
  const word = lowAt(context, next)
  if (word === "between" || word === "from") return readHours(context, next + 1, readDay, day.value)
  const side = SIDES.get(word)
  if (side === undefined) return null
  const said = readSaid(context, next + 1, readDay)
  if (said === null || said.value.day !== null) return null
  const instant = instantOn(day.value, said.value.clock.ms, context.zone)
  return found(
    said.end,
    side === "before"
      ? { from: startOfDay(day.value, context.zone), until: instant }
      : { from: instant, until: startOfDay({ ...day.value, day: day.value.day + 1 }, context.zone) }
  )
}
