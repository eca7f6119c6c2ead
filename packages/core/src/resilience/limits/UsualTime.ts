/**
 * How long answers usually take, and how long they take just now: two moving averages, one over about the last ten answers and one over
 * about the last minute. Pure; lengths and times in milliseconds, `now` monotonic. The idea is that of the two averages of Netflix's
 * Gradient2 limit. Ours only says when there is a queue in front of a dependency, and needs a wide margin for it: answers of a model take as long as
 * they are long, and a mean of ten of them varies by half, but hardly ever by ten times. Whatever lasts becomes the usual:
 * a new length, however much longer, is taken as such after about ten seconds.
 */

export interface UsualTime {
  /** Answers seen, up to as many as it learns from. */
  answers: number
  recentMs: number
  usualMs: number
  /** When the newest answer came. */
  at: number
}

/** So many answers before it says anything. */
const LEARNS_FROM = 50
/** Weight of one answer among the recent ones. */
const RECENT = 0.1
/** How long the usual takes to follow: slowly up, since that may be an overload, and down in half of that. */
const UP_MS = 60_000
const DOWN_MS = 30_000
/** What is quicker than this is not told apart. */
const LEAST_MS = 1

export const empty = (): UsualTime => ({ answers: 0, recentMs: 0, usualMs: 0, at: 0 })

/** An answer came at `now`, after `elapsedMs`. */
export const note = (time: UsualTime, elapsedMs: number, now: number): void => {
  const sinceMs = Math.max(0, now - time.at)
  time.at = now
  if (time.answers < LEARNS_FROM) {
    time.answers++
    time.recentMs += (elapsedMs - time.recentMs) / Math.min(time.answers, 1 / RECENT)
    time.usualMs += (elapsedMs - time.usualMs) / time.answers
    return
  }
  time.recentMs += RECENT * (elapsedMs - time.recentMs)
  const difference = time.recentMs - time.usualMs
  time.usualMs += difference * (1 - Math.exp(-sinceMs / (difference > 0 ? UP_MS : DOWN_MS)))
}

/** How many times as long as usual answers take now; 1 while that is not known. */
export const ratio = ({ answers, recentMs, usualMs }: UsualTime): number =>
  answers < LEARNS_FROM ? 1 : recentMs / Math.max(LEAST_MS, usualMs)
