/**
 * The date and time of the request: now or so many calendar days away, here or in another time zone. Days are local
 * calendar days, so "yesterday" is right on the days when the clocks change.
 */
import { BadArgument, defineAction, escapeName, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nearNames } from "../file/nearNames.ts"
import { option } from "../file/field.ts"
import { prepared, reads } from "../reads.ts"
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
    phrase("show|print|get|display|what_is|what's|tell [me] [the] [current|today's] date and time"),
    phrase("show|print|get|display|what_is|what's|tell [me] [the] [current|system|local] time [now|right_now]", {
      what: "time"
    }),
    phrase("what time is it [now|right_now]", { what: "time" }),
    phrase("what time is it in {zone:text}", { what: "time" }),
    phrase("show|print|get|display|what_is|what's|tell [me] [the] [current] time in {zone:text}", { what: "time" }),
    phrase("show|print|get|display|what_is|what's|tell [me] [the] [current|system] date [today]"),
    phrase("show|print|get|display|what_is|what's|tell [me] today's|todays date"),
    phrase("what date is [it] [today]", { what: "date" }),
    phrase(
      "show|print|get|display|what_is|what's [me] [the] [current|today's] date in|as iso|iso_8601|yyyy-mm-dd [format]",
      { what: "date" }
    ),
    phrase("show|print|get|display|what_is|what's|what_was [me] [the] yesterday's date [of]", {
      what: "date",
      days: -1
    }),
    phrase("show|print|get|display|what_is|what's|what_was [me] [the] date yesterday|of_yesterday", {
      what: "date",
      days: -1
    }),
    phrase("show|print|get|display|what_is|what's [me] [the] tomorrow's date", { what: "date", days: 1 }),
    phrase("what|which day|weekday|day_of_the_week is it|today [today]", { what: "weekday" }),
    phrase("what|which day|weekday was|is it yesterday", { what: "weekday", days: -1 }),
    phrase("what|which day|weekday is|will_be [it] tomorrow", { what: "weekday", days: 1 }),
    phrase("what|which date|day is [it] in {days:number} days", { what: "date" }),
    phrase("what|which week [number] is it|this", { what: "week" }),
    phrase("what|which month is it|this", { what: "month" }),
    phrase("what|which year is it|this", { what: "year" }),
    phrase("show|print|get|display|what_is [me] [the] [current] week number", { what: "week" }),
    phrase("show|print|get|display|what_is [me] [the] [current] year", { what: "year" }),
    phrase("show|print|get|display|what_is [me] [the] [current] unix|epoch time|timestamp|seconds", { what: "epoch" }),
    phrase("show|print|get|display [the] [number_of] seconds since [the] epoch|1970", { what: "epoch" }),
    phrase("show|print|get|display|what_is [me] [the] [current] utc time|date", { what: "utc" }),
    phrase("show|print|get|display|what_is [me] [the|my] [current|system|local] time_zone|timezone", { what: "zone" }),
    phrase("what|which time_zone|timezone am_i|is_this|is_it [in|set|using]", { what: "zone" })
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
