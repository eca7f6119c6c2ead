/**
 * Numbered names: "f1 to f5", "img01.png through img12.png". Refuses a series that runs backwards or is longer than a
 * person would mean; its last name is never taken for a folder then.
 */
import { type Found, found } from "./Found.ts"
import { longestSaying, type Reading, sayingTable } from "./Reading.ts"

/** The longest series, in names. */
const MOST = 10_000

const UP_TO = sayingTable(`to | through | thru | up to | until | till | ... | .. | –`)

interface Numbered {
  readonly before: string
  readonly digits: string
  readonly after: string
}
const numbered = (text: string): Numbered | null => {
  const match = /^(.*?)(\d+)(\D*)$/su.exec(text)
  return match === null ? null : { before: match[1] ?? "", digits: match[2] ?? "", after: match[3] ?? "" }
}

/** The two ends of a series whose first name is the token at `at`, and the token behind it. */
const ends = (reading: Reading, at: number): { from: Numbered; to: Numbered; end: number } | null => {
  const from = numbered(reading.tokens[at]?.text ?? "")
  if (from === null) return null
  const last = longestSaying(reading, at + 1, UP_TO)
  const to = last < 0 ? null : numbered(reading.tokens[last]?.text ?? "")
  return to !== null && to.before === from.before && to.after === from.after ? { from, to, end: last + 1 } : null
}

export const beginsSeries = (reading: Reading, at: number): boolean => ends(reading, at) !== null

/** Whether the token at `at` is the last name of a series of two and more. */
export const endsSeries = (reading: Reading, at: number): boolean =>
  [2, 3].some((back) => readSeries(reading, at - back).some(({ end, value }) => end === at + 1 && value.length > 1))

export const readSeries = (reading: Reading, at: number): ReadonlyArray<Found<ReadonlyArray<string>>> => {
  const series = ends(reading, at)
  if (series === null) return []
  const { from, to, end } = series
  const [first, last] = [Number(from.digits), Number(to.digits)]
  if (last < first || last - first >= MOST) return []
  const padded = from.digits.startsWith("0") || from.digits.length === to.digits.length ? from.digits.length : 0
  const names = Array.from(
    { length: last - first + 1 },
    (_, step) => `${from.before}${String(first + step).padStart(padded, "0")}${from.after}`
  )
  return [found(end, names)]
}
