/**
 * Days and months as the person's clock shows them: limits begin anew at local midnight and on the first. Pure but for the machine's
 * time zone. What may surprise: a day is 23 or 25 hours long when clocks change.
 */

/** `key` sorts as time does: `2026-11-21`, `2026-11`. `endsAt` is the first instant that is not in it. Wall-clock milliseconds. */
export interface Period {
  readonly key: string
  readonly startsAt: number
  readonly endsAt: number
}

const two = (value: number): string => String(value).padStart(2, "0")
const monthKey = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}`

/** The local day, `offset` days later (default 0). */
export const dayOf = (at: number, offset = 0): Period => {
  const date = new Date(at)
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate() + offset]
  const start = new Date(year, month, day)
  const key = `${monthKey(start)}-${two(start.getDate())}`
  return { key, startsAt: start.getTime(), endsAt: new Date(year, month, day + 1).getTime() }
}

/** The local month. */
export const monthOf = (at: number): Period => {
  const date = new Date(at)
  const [year, month] = [date.getFullYear(), date.getMonth()]
  return {
    key: monthKey(date),
    startsAt: new Date(year, month, 1).getTime(),
    endsAt: new Date(year, month + 1, 1).getTime()
  }
}

/** The same days, for whoever asks again and again: one that lasts is not made anew. Its owner keeps it. */
export const makeDays = (): ((at: number) => Period) => {
  let last: Period | null = null
  return (at) => {
    if (last === null || at < last.startsAt || at >= last.endsAt) last = dayOf(at)
    return last
  }
}
