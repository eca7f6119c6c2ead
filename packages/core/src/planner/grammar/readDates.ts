/**
 * Looser English dates ("the evening of March 3rd", "two fridays ago", "at 5pm yesterday") by chrono-node, which is loaded only
 * for a request that our own words do not explain and that looks dated: it would cost a quarter of the start of every other one.
 */
import * as Effect from "effect/Effect"
import type { ReadOptions } from "./readRequest.ts"

const DATED =
  /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(mon|tues?|wednes|thurs?|fri|satur|sun)days?\b|\b(ago|noon|midnight|morning|afternoon|evening|tonight|weekend|o'clock|christmas|yesterday|today|hour|hours|century|fortnight|quarter|spring|summer|autumn|winter)\b|\d{1,2}(:\d\d|\s?[ap]m)\b|\d{1,2}\/\d{1,2}(\/\d{2,4})?\b/i

/** Whether it is worth asking. */
export const looksDated = (text: string): boolean => DATED.test(text)

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

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
      for (const result of chrono.parse(text, reference, { forwardDate: false })) {
        const { start, end } = result
        if (result.text.trim().length < 3) continue
        const from = start.date().getTime()
        const exact = start.isCertain("minute") ? MINUTE : start.isCertain("hour") ? HOUR : DAY
        const dayStart = exact === DAY ? from - 12 * HOUR : from
        const until = end === null || end === undefined ? dayStart + exact : end.date().getTime()
        const period = { from: dayStart, until: Math.max(until, dayStart + 1) }
        if (period.from <= options.now) out.set(result.index, { end: result.index + result.text.length, period })
      }
      return out
    })
  )
