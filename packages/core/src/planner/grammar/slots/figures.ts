/** Figures as arguments: numbers, ordinals, ranges, units, times, and choices from a fixed list. */
import { found } from "../Found.ts"
import { lowAt } from "../Reading.ts"
import { readNumber, readOrdinal } from "../readNumber.ts"
import { readList } from "../readPath.ts"
import { iso, readLength, readPeriod, readWhen } from "../readTime.ts"
import { SIZE_UNITS } from "../units.ts"
import { type SlotReader, plain } from "./SlotReader.ts"

export const unit: SlotReader = (reading, at) => {
  const bytes = SIZE_UNITS.get(lowAt(reading, at))
  const short =
    bytes === undefined ? undefined : ["B", "KB", "MB", "GB", "TB"][Math.round(Math.log(bytes) / Math.log(1024))]
  return short === undefined ? [] : [found(at + 1, { value: short })]
}

export const ordinals: SlotReader = (reading, at) =>
  readList(reading, at, (next) => {
    const one = readOrdinal(reading.tokens, next)
    return one === null ? [] : [one]
  }).map((one) => found(one.end, { value: one.value }, one.cost))

export const figures: SlotReader = (reading, at) =>
  readList(reading, at, (next) => {
    const one = readNumber(reading.tokens, next)
    return one === null ? [] : [one]
  }).map((one) => found(one.end, { value: one.value }, one.cost))

/** "5-8" as one word. */
export const range: SlotReader = (reading, at) => {
  const match = /^(\d+)(?:-|\.\.|–)(\d+)$/.exec(lowAt(reading, at))
  return match?.[1] === undefined ? [] : [found(at + 1, { value: Number(match[1]), more: { to: Number(match[2]) } })]
}

export const number: SlotReader = (reading, at) => {
  const hash = lowAt(reading, at).startsWith("#") ? /^#(\d+)$/.exec(lowAt(reading, at))?.[1] : undefined
  return hash === undefined ? plain(readNumber(reading.tokens, at)) : [found(at + 1, { value: Number(hash) }, 0)]
}

/** A stretch of time; behind "since" it goes on until now. */
export const time: SlotReader = (reading, at) =>
  readWhen(reading, at, true).map((one) => {
    const { from } = one.value
    const until = lowAt(reading, at - 1) === "since" ? undefined : one.value.until
    return found(
      one.end,
      {
        value: {
          ...(from === undefined ? {} : { from: iso(from) }),
          ...(until === undefined ? {} : { until: iso(until) })
        }
      },
      one.cost
    )
  })

/** "3 days ago" is -3, "in two weeks" 14, "tomorrow" 1. */
export const dayOffset: SlotReader = (reading, at) => {
  const said = new Map([
    ["today", 0],
    ["yesterday", -1],
    ["tomorrow", 1]
  ]).get(lowAt(reading, at))
  if (said !== undefined) return [found(at + 1, { value: said })]
  const from = lowAt(reading, at) === "in" ? at + 1 : at
  const length = readLength(reading.tokens, from)
  if (length === null || !["day", "week"].includes(length.value.unit)) return []
  const days = Math.round(length.value.ms / 86_400_000)
  if (from > at) return [found(length.end, { value: days })]
  const next = lowAt(reading, length.end)
  if (next === "ago" || next === "before") return [found(length.end + 1, { value: -days })]
  const later =
    next === "from" && lowAt(reading, length.end + 1) === "now" ? 2 : next === "later" || next === "ahead" ? 1 : 0
  return later > 0 ? [found(length.end + later, { value: days })] : []
}

/** One instant, ISO 8601: the beginning of a day. */
export const instant: SlotReader = (reading, at) => {
  const period = readPeriod(reading, at)
  return period === null ? [] : [found(period.end, { value: iso(period.value.from) }, period.cost)]
}

export const choice: SlotReader = (reading, at, slot) => {
  for (const [said, value] of slot.choices) {
    if (said.every((word_, offset) => lowAt(reading, at + offset) === word_))
      return [found(at + said.length, { value: /^\d+$/.test(value) ? Number(value) : value })]
  }
  return []
}
