/** Values as people write them in the configuration: lengths, sizes, folders, instants. Pure; `null` for what does not fit. */
import * as Duration from "effect/Duration"
import { isAbsolute, normalize } from "../disk/PathText.ts"

/** Longer is a slip: nothing of ours is kept for a century. */
const MAX_LENGTH_MS = 100 * 366 * 86_400_000

const LENGTH = /^(\d+(?:\.\d+)?) ?(milli|second|minute|hour|day|week)s?$/

/** `30 days`, `2 seconds`, `500 millis`, `1.5 hours`, as effect's Duration says them. A bare number says no unit and does not fit. */
export const parseLength = (value: unknown): Duration.Duration | null => {
  if (typeof value !== "string") return null
  const [, amount, unit] = LENGTH.exec(value.trim()) ?? []
  if (amount === undefined || unit === undefined) return null
  const length = Duration.fromInputUnsafe(`${Number(amount)} ${unit}s` as Duration.Input)
  const ms = Duration.toMillis(length)
  return Number.isFinite(ms) && ms <= MAX_LENGTH_MS ? length : null
}

const UNITS = ["", "K", "M", "G", "T"] as const
const SIZE = /^(\d+(?:\.\d+)?) ?(?:([KMGT])i?B?|B|bytes?)?$/i

/** `10 GB`, `1.5 MB`, `512K`, or a number of bytes. Powers of 1024 (contract §4). Whole bytes. */
export const parseSize = (value: unknown): number | null => {
  const [, amount, unit = ""] =
    SIZE.exec(typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "") ?? []
  if (amount === undefined) return null
  const bytes = Math.round(Number(amount) * 1024 ** UNITS.findIndex((one) => one === unit.toUpperCase()))
  return Number.isSafeInteger(bytes) ? bytes : null
}

/** The shortest exact way to write a number of bytes: `10 GB`, `1536 MB`, `1000 bytes`. */
export const sayBytes = (bytes: number): string => {
  let value = bytes
  let unit = 0
  while (value > 0 && value % 1024 === 0 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  return unit === 0 ? `${value} bytes` : `${value} ${UNITS[unit] ?? ""}B`
}

const LENGTHS = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1_000, "second"],
  [1, "milli"]
] as const

/** The shortest exact way to write a length: `30 days`, `90 minutes`, `0 millis`. */
export const sayDuration = (length: Duration.Duration): string => {
  const ms = Duration.toMillis(length)
  const [size, unit] = LENGTHS.find(([size]) => ms >= size && ms % size === 0) ?? [1, "milli"]
  const count = ms / size
  return `${count} ${unit}${count === 1 ? "" : "s"}`
}

/** A folder as an absolute path; `~` and `~/x` are the home. Nothing else is expanded, and the disk is not looked at. */
export const parseFolder = (value: unknown, home: string): string | null => {
  if (typeof value !== "string" || value === "" || value.includes("\0")) return null
  const whole = value === "~" || value.startsWith("~/") ? home + value.slice(1) : value
  return isAbsolute(whole) ? normalize(whole) : null
}

const INSTANT = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/

/** ISO 8601 with a zone, or a date alone, which begins at midnight UTC. Milliseconds since 1970. */
export const parseInstant = (value: unknown): number | null => {
  if (typeof value !== "string" || !INSTANT.test(value)) return null
  const ms = Date.parse(value.replace(" ", "T"))
  // Date.parse takes the 31st of February for a day in March.
  const day = new Date(Date.parse(`${value.slice(0, 10)}T00:00:00Z`))
  return Number.isNaN(ms) || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== value.slice(0, 10)
    ? null
    : ms
}

/** `80%`, or `0.8`: above 0, at most 1. */
export const parseShare = (value: unknown): number | null => {
  const percent = typeof value === "string" ? /^(\d{1,3}(?:\.\d+)?) ?%$/.exec(value.trim())?.[1] : undefined
  const found = percent === undefined ? value : Number(percent) / 100
  return typeof found === "number" && found > 0 && found <= 1 ? found : null
}

/** `80%` */
export const sayShare = (share: number): string => `${Math.round(share * 10_000) / 100}%`
