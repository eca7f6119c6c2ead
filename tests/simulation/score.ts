/** What a run says about its policy. Pure. */
import { END_S, type Run, type Second, TRIGGER_FROM_S, TRIGGER_TO_S } from "./simulate.ts"

export interface Score {
  /** Seconds from the trigger's end to the first of three seconds in a row with at least 99% success; `null`: never. */
  readonly recoveryS: number | null
  /** Share of requests that succeeded in the trigger's ten seconds. */
  readonly inTrigger: number
  /** In the thirty seconds after it. */
  readonly after: number
  /** In the first five seconds after it. */
  readonly rightAfter: number
  /** Attempts a request, from the trigger's end on. */
  readonly attemptsAfter: number
  /** Over the whole run. */
  readonly whole: number
  readonly wasted: number
}

const GOOD = 0.99
const IN_A_ROW = 3

const sum = (seconds: ReadonlyArray<Second>, of: keyof Second): number =>
  seconds.reduce((total, second) => total + second[of], 0)
const rate = (seconds: ReadonlyArray<Second>): number =>
  sum(seconds, "succeeded") / Math.max(1, sum(seconds, "requests"))

export const score = ({ seconds, wasted }: Run): Score => {
  // The last seconds are not judged: their requests may still be under way.
  const judged = seconds.slice(0, END_S - 5)
  const isGood = (at: number): boolean => {
    const second = judged[at]
    return second !== undefined && second.succeeded >= GOOD * second.requests
  }
  let recoveryS: number | null = null
  for (let at = TRIGGER_TO_S; at + IN_A_ROW <= judged.length && recoveryS === null; at++) {
    if (Array.from({ length: IN_A_ROW }, (_, next) => at + next).every(isGood)) recoveryS = at - TRIGGER_TO_S
  }
  const after = judged.slice(TRIGGER_TO_S)
  return {
    recoveryS,
    inTrigger: rate(judged.slice(TRIGGER_FROM_S, TRIGGER_TO_S)),
    after: rate(judged.slice(TRIGGER_TO_S, TRIGGER_TO_S + 30)),
    rightAfter: rate(judged.slice(TRIGGER_TO_S, TRIGGER_TO_S + 5)),
    attemptsAfter: sum(after, "attempts") / Math.max(1, sum(after, "requests")),
    whole: rate(judged),
    wasted
  }
}
