/**
 * Looser English dates ("3/5/2024", "a day before yesterday") by chrono-node, which is loaded only for a request that our own words
 * do not explain and that looks dated: it would cost a quarter of the start of every other one. Refused is what it would
 * make more exact than it was said: "yesterday evening", "around 3pm", "at 5", "the hour before noon", "last weekend".
 */
import * as Effect from "effect/Effect"
import { localDay, startOfDay } from "./calendar.ts"
import type { ReadOptions } from "./readRequest.ts"

const DATED =
  /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(mon|tues?|wednes|thurs?|fri|satur|sun)days?\b|\b(ago|noon|midnight|morning|afternoon|evening|tonight|weekend|o'clock|christmas|yesterday|today|hour|hours|century|fortnight|quarter|spring|summer|autumn|winter)\b|\d{1,2}(:\d\d|\s?[ap]m)\b|\d{1,2}\/\d{1,2}(\/\d{2,4})?\b/i

/** Whether it is worth asking. */
export const looksDated = (text: string): boolean => DATED.test(text)

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** With an hour, these make it a different or a vague one. */
const VAGUE = /\b(before|after|around|about|circa|roughly|near(ly)?)\b/i
/** Part of a day, or two of them: chrono makes one whole day of it. */
const NO_DAY = /\b(morning|afternoon|evening|night|tonight|dawn|dusk|noon|midday|midnight|weekend)s?\b/i

/** What is asked of a date that chrono found. */
interface Components {
  readonly date: () => Date
  readonly isCertain: (part: "hour" | "minute" | "second" | "meridiem") => boolean
}
/** How long the hour that was said lasts; `null` where none was. */
const clockOf = (said: Components): number | null =>
  said.isCertain("minute") ? MINUTE : said.isCertain("hour") ? HOUR : null
/** "At 5" is morning or evening: an hour counts only with its minutes or its half of the day. */
const isPlain = (said: Components): boolean => clockOf(said) === null || said.isCertain("meridiem")

type DayOf = (at: number, after: number) => number
const begins = (said: Components, dayOf: DayOf): number | null => {
  const at = said.date().getTime()
  if (!isPlain(said)) return null
  return clockOf(said) === null ? dayOf(at, 0) : at
}
const ends = (said: Components, dayOf: DayOf): number | null => {
  const at = said.date().getTime()
  const lasts = clockOf(said)
  if (!isPlain(said)) return null
  return lasts === null ? dayOf(at, 1) : at + lasts
}

/** How many minutes the zone is ahead of UTC at that moment. */
const offsetAt = (at: number, zone: string): number => {
  const parts = new Map<string, number>(
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric"
    })
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)])
  )
  const get = (name: string) => parts.get(name) ?? 0
  const wall = Date.UTC(get("year"), get("month") - 1, get("day"), get("hour"), get("minute"))
  return Math.round((wall - Math.floor(at / MINUTE) * MINUTE) / MINUTE)
}

/** Periods by the offset in the text at which their words begin. Empty when there is none, or the reader cannot be loaded. */
export const readDates = (
  text: string,
  options: Pick<ReadOptions, "now" | "zone">
): Effect.Effect<NonNullable<ReadOptions["dates"]>> =>
  Effect.promise(() =>
    import("chrono-node").then(
      (chrono) => chrono,
      () => null
    )
  ).pipe(
    Effect.map((chrono) => {
      const out = new Map<
        number,
        { readonly end: number; readonly period: { readonly from: number; readonly until: number } }
      >()
      if (chrono === null) return out
      const reference = { instant: new Date(options.now), timezone: offsetAt(options.now, options.zone) }
      const dayOf = (at: number, after: number): number => {
        const day = localDay(at, options.zone)
        return startOfDay({ ...day, day: day.day + after }, options.zone)
      }
      for (const result of chrono.parse(text, reference, { forwardDate: false })) {
        if (result.text.trim().length < 3) continue
        const from = begins(result.start, dayOf)
        const until = from === null ? null : ends(result.end ?? result.start, dayOf)
        if (from === null || until === null || until <= from || from > options.now) continue
        if (VAGUE.test(result.text) && clockOf(result.start) !== null) continue
        if (NO_DAY.test(result.text) && clockOf(result.start) === null) continue
        out.set(result.index, { end: result.index + result.text.length, period: { from, until } })
      }
      return out
    })
  )
