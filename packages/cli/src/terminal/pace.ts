/**
 * How fast something goes and how long it will still take: by what came in the last ten seconds, since a disk's cache is fast at first and
 * the second half of a tree is not like the first. Pure. Nothing is said before there is a second to judge by, nor of
 * something that stands still. What may surprise: of copies the time goes by bytes and files together, so that thousands of
 * small files before a large one, or behind it, do not turn seconds into hours.
 */
import type { ProgressUnit, StepProgress } from "@zenus/core"

/** How far something is, as an event says it. */
export type ProgressNews = Omit<StepProgress, "type" | "stepId">

export const NOTHING_DONE: ProgressNews = {
  done: 0,
  total: null,
  unit: "things",
  staged: 0,
  bytes: 0,
  totalBytes: null,
  phase: null
}

/** What the line counts by: files, or bytes where these are large. */
export interface Measure {
  readonly unit: ProgressUnit
  readonly done: number
  readonly total: number | null
}

/** Files that are larger than this on average are told by their bytes. */
const LARGE = 1024 * 1024
/** Bytes that are copied in the time that a file takes by itself. */
const BYTES_A_FILE = 128 * 1024

/** Pure: by files as long as they are small. */
export const measureOf = ({ bytes, done, total, totalBytes, unit }: ProgressNews): Measure =>
  totalBytes !== null && total !== null && totalBytes >= total * LARGE
    ? { unit: "bytes", done: bytes, total: totalBytes }
    : { unit, done, total }

/** What the rate goes by. */
const wentOf = (news: ProgressNews): number => {
  const { done, unit } = measureOf(news)
  return unit === "things" ? done + news.staged : done
}

/** What the time goes by, done and in all. */
const workOf = ({ bytes, done, staged, total, totalBytes }: ProgressNews): readonly [number, number | null] =>
  totalBytes === null || total === null
    ? [done, total]
    : [bytes + (done + staged) * BYTES_A_FILE, totalBytes + total * BYTES_A_FILE]

interface Sample {
  readonly at: number
  readonly went: number
  readonly work: number
}

/** Oldest first. */
export type Pace = ReadonlyArray<Sample>

const WINDOW_MS = 10_000
const BETWEEN_MS = 250
const LEAST_MS = 900

/** Pure: the pace with what is known at `at`, milliseconds of any clock. */
export const keepPace = (pace: Pace, news: ProgressNews, at: number): Pace => {
  const last = pace.at(-1)
  if (last !== undefined && at - last.at < BETWEEN_MS) return pace
  // The newest of those that are too old stays: what is told rarely has a rate, too.
  const from = pace.findLastIndex((sample) => at - sample.at >= WINDOW_MS)
  return [...pace.slice(Math.max(0, from)), { at, went: wentOf(news), work: workOf(news)[0] }]
}

export interface Speed {
  /** A second, in the unit of the measure; `null` where it is not known. */
  readonly rate: number | null
  /** Seconds; `null` where it is not known, or nothing is left. */
  readonly left: number | null
}

/** Pure. */
export const speedOf = (pace: Pace, news: ProgressNews, at: number): Speed => {
  const [first] = pace
  const seconds = first === undefined ? 0 : (at - first.at) / 1000
  if (first === undefined || seconds * 1000 < LEAST_MS) return { rate: null, left: null }
  const [work, all] = workOf(news)
  const rate = (wentOf(news) - first.went) / seconds
  const workRate = (work - first.work) / seconds
  return {
    rate: rate > 0 ? rate : null,
    left: all === null || workRate <= 0 || work >= all ? null : (all - work) / workRate
  }
}

/** Pure: rounded up, and the more coarsely the longer it is, so that it does not flicker. Never `0 s`. */
export const sayLeft = (seconds: number): string => {
  const step = seconds <= 20 ? 1 : seconds <= 60 ? 5 : seconds <= 600 ? 10 : 60
  const all = Math.max(1, Math.ceil(seconds / step) * step)
  if (all < 60) return `${all} s`
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60), all % 60]
  const parts = hours > 0 ? [`${hours} h`, ...(minutes > 0 ? [`${minutes} min`] : [])] : [`${minutes} min`]
  return [...parts, ...(hours === 0 && rest > 0 ? [`${rest} s`] : [])].join(" ")
}
