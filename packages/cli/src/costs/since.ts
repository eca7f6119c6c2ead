/** From when on costs are shown, as a person writes it: `7d`, `24h`, `2 weeks`, `2026-11-01`. Pure; a day is a local one, a length is not. */
import * as Duration from "effect/Duration"
import { parseInstant, parseLength } from "@zenus/core"

export const DEFAULT_SINCE = "30d"

const UNITS: Readonly<Record<string, string>> = { m: "minutes", h: "hours", d: "days", w: "weeks" }
const SHORT = /^(\d+(?:\.\d+)?)([mhdw])$/
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/

/** A date alone begins at local midnight, as the days of limits do. */
const localDay = (text: string): number | null => {
  const [, year, month, day] = DATE.exec(text) ?? []
  return year === undefined ? null : new Date(Number(year), Number(month) - 1, Number(day)).getTime()
}

/** Wall-clock milliseconds; `null` for what is no length and no instant, or lies after `now`. */
export const readSince = (text: string, now: number): number | null => {
  const written = text.trim()
  const [, amount = "", unit = ""] = SHORT.exec(written) ?? []
  const length = parseLength(amount === "" ? written : `${amount} ${UNITS[unit] ?? ""}`)
  if (length !== null) return now - Duration.toMillis(length)
  const at = parseInstant(written)
  const since = at === null ? null : (localDay(written) ?? at)
  return since === null || since > now ? null : since
}
