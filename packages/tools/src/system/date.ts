/**
 * The date and time of the request: now or so many calendar days away, here or in another time zone. Days are local
 * calendar days, so "yesterday" is right on the days when the clocks change.
 */
import { BadArgument, defineAction, escapeName, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nearNames } from "../action/nearNames.ts"
import { option } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"
import {
  addDays,
  dateTime,
  dayOfYear,
  findZone,
  isoDate,
  isoTime,
  isoWeek,
  monthName,
  weekday,
  zoneName
} from "./calendar.ts"

const What = Schema.Literals([
  "datetime",
  "date",
  "time",
  "weekday",
  "day",
  "month",
  "year",
  "week",
  "day-of-year",
  "epoch",
  "utc",
  "zone"
])

const Args = Schema.Struct({
  what: option(
    What,
    "date and time, date, time, name of the weekday, day, name of the month, year, ISO week, day of the year, seconds since 1970, ISO 8601 in UTC, or the time zone (default datetime)"
  ),
  days: option(
    Schema.Int.check(Schema.isBetween({ minimum: -1_000_000, maximum: 1_000_000 })),
    "so many days from today; before it with a minus (default 0)"
  ),
  zone: option(Schema.NonEmptyString, "a time zone or its city: Asia/Tokyo, New York (default the local one)")
})

interface Moment {
  readonly now: number
  readonly timeZone: string
  /** The calendar day meant, `2026-11-21`. */
  readonly date: string
  readonly days: number
}

const zoned = ({ now, timeZone }: Moment, text: string): string => `${text} ${zoneName(now, timeZone)}`

const ANSWERS: Readonly<Record<typeof What.Type, (moment: Moment) => string>> = {
  datetime: (moment) => zoned(moment, `${moment.date} ${isoTime(moment.now, moment.timeZone)}`),
  date: ({ date }) => date,
  time: (moment) => isoTime(moment.now, moment.timeZone),
  weekday: ({ date }) => weekday(date),
  day: ({ date }) => String(Number(date.slice(8))),
  month: ({ date }) => monthName(date),
  year: ({ date }) => date.slice(0, 4),
  week: ({ date }) => String(isoWeek(date)),
  "day-of-year": ({ date }) => String(dayOfYear(date)),
  epoch: ({ now, days }) => String(Math.floor(now / 1000) + days * 86_400),
  utc: ({ now, days }) => new Date(now + days * 86_400_000).toISOString(),
  zone: ({ timeZone }) => timeZone
}

export const date = defineAction<typeof Args.Type>({
  name: "date",
  description: "Shows the date and time: now or days away, here or in another time zone.",
  args: Args,
  ...reads,
  phrases: [
    phrase("<tell> [current|system|local|today's] date and time [now|today|of_today]"),
    phrase("<tell> [current|system|local] time and date [now|today]"),
    phrase("<tell> [current|system|local] date [and] [time] with [and] time"),
    phrase("date|now"),
    phrase("<tell> [current|system|local|exact] time [now|of_day|here]", { what: "time" }),
    phrase("what time is it [now|here]", { what: "time" }),
    phrase("what|which time is it in {zone:text}", { what: "time" }),
    phrase("<tell> [current|local] time in {zone:text}", { what: "time" }),
    phrase("<tell> [current] date in {zone:text}", { what: "date" }),
    phrase("<tell> [current|system|today's|todays|local] date [today|of_today|now]", { what: "date" }),
    phrase("what|which date is [it] [today|now]", { what: "date" }),
    phrase(
      "<tell> [current|today's|todays] date in|as|using|with iso|iso_8601|iso8601|yyyy-mm-dd|year-month-day [format|form]",
      { what: "date" }
    ),
    phrase("<tell> [current|today's|todays] date in format yyyy-mm-dd|iso|iso_8601|year-month-day", { what: "date" }),
    phrase("<tell> yesterday's|yesterdays date", { what: "date", days: -1 }),
    phrase("what was yesterday's|yesterdays date", { what: "date", days: -1 }),
    phrase("<tell> date [of] yesterday", { what: "date", days: -1 }),
    phrase("what|which date was [it] yesterday", { what: "date", days: -1 }),
    phrase("<tell> tomorrow's|tomorrows date", { what: "date", days: 1 }),
    phrase("<tell> date [of] tomorrow", { what: "date", days: 1 }),
    phrase("what|which date is|will_be [it] tomorrow", { what: "date", days: 1 }),
    phrase("what|which day|weekday|day_of_week|day_of_the_week is it|today [today|now]", { what: "weekday" }),
    phrase("<tell> [current|today's] weekday|day_of_week|day_of_the_week|day_name [today|of_today]", {
      what: "weekday"
    }),
    phrase("what|which day|weekday|day_of_the_week was [it] yesterday", { what: "weekday", days: -1 }),
    phrase("what|which day|weekday|day_of_the_week is|will_be [it] tomorrow", { what: "weekday", days: 1 }),
    phrase("what|which date|day is|will_be [it] in {days:number} days", { what: "date" }),
    phrase("what|which week|week_number|calendar_week [number] is it|this [now|today]", { what: "week" }),
    phrase("<tell> [current|calendar|iso] week [number|of_year|of_the_year]", { what: "week" }),
    phrase("what|which month is it|this [now]", { what: "month" }),
    phrase("<tell> [current] month [name]", { what: "month" }),
    phrase("what|which year is it|this [now]", { what: "year" }),
    phrase("<tell> [current] year", { what: "year" }),
    phrase("<tell> day of year|the_year [number]", { what: "day-of-year" }),
    phrase("<tell> [current] unix|epoch|posix time|timestamp|seconds", { what: "epoch" }),
    phrase("[current] unix|epoch timestamp|time", { what: "epoch" }),
    phrase("<tell> [number_of] seconds since [unix] epoch|1970|january_1_1970|1970-01-01 [00:00:00] [utc]", {
      what: "epoch"
    }),
    phrase("<tell> [current] [date_and] utc|gmt time|date [and_time]", { what: "utc" }),
    phrase("<tell> [current] time|date [and_time] in|as utc|gmt", { what: "utc" }),
    phrase("<tell> [current|system|local] time_zone|timezone [setting|of_this_machine|of_this_system|name]", {
      what: "zone"
    }),
    phrase(
      "what|which time_zone|timezone is|am|are|does [this|i|we|it] [machine|system|computer] [in|set|using|use] [to]",
      { what: "zone" }
    ),
    phrase("what|which date|day [was|is|will] [it] [was|is|will_be|be] {days:dayoffset} -> what=date"),
    phrase("what will|was|is the date be|was {days:dayoffset} -> what=date"),
    phrase("what was|is date {days:dayoffset} -> what=date"),
    phrase("<tell> date [of|from] {days:dayoffset} -> what=date"),
    phrase("[<tell>] [number_of] seconds since 1970|the_epoch|epoch|1970-01-01|the_unix_epoch -> what=epoch")
  ],
  examples: ["what is the date today", "what time is it", "print yesterday's date", "what time zone am i in"],
  look: Effect.fnUntraced(function* ({ what = "datetime", days = 0, zone }, context) {
    const timeZone = zone === undefined ? context.timeZone : findZone(zone)
    if (timeZone === null) {
      const cities = Intl.supportedValuesOf("timeZone").map((name) => name.slice(name.lastIndexOf("/") + 1))
      const near = nearNames(zone ?? "", cities)
      return yield* new BadArgument({
        action: "date",
        reason: `there is no time zone ${escapeName((zone ?? "").slice(0, 100))}.`,
        hints:
          near.length === 0 ? ["Name it as Asia/Tokyo or by its city."] : near.map((name) => `Did you mean ${name}?`)
      })
    }
    const { now } = context
    const moment: Moment = { now, timeZone, days, date: addDays(isoDate(now, timeZone), days) }
    return prepared(
      `Show the ${what === "datetime" ? "date and time" : what}`,
      Effect.sync(() => ({
        lines: [ANSWERS[what](moment)],
        data: { date: moment.date, time: isoTime(now, timeZone), local: dateTime(now, timeZone), timeZone }
      }))
    )
  })
})
