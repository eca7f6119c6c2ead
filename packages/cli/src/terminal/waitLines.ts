/**
 * Who is waited for, where nothing can be drawn over: a line a second on standard error, beginning before the first second is over,
 * however many providers come and go meanwhile. A terminal has `Waiting` instead.
 */
import { escapeName } from "@zenus/core"
import type { Screen } from "./Screen.ts"
import { type Wait, type Waiting, waitOf } from "./Waiting.ts"

const EVERY_MS = 950
/** Half a second: what is less would be said as nothing. */
const HALF = 500

const seconds = (ms: number): string => `${Math.max(0, Math.round(ms / 1000))} s`

/** One line for a wait. Pure. */
export const waitLine = ({ endsAt, nth = "", since, text }: Wait, now: number): string => {
  const times = [
    ...(now - since < HALF ? [] : [seconds(now - since)]),
    ...(endsAt === null || endsAt - now < HALF ? [] : [`${seconds(endsAt - now)} more at most`])
  ].join(", ")
  return `${escapeName(text)}${nth}${times === "" ? "" : `: ${times}`}`
}

export const makeWaitLines = (
  screen: Pick<Screen, "note">,
  now: () => number = () => performance.now()
): Pick<Waiting, "tell" | "end"> => {
  let wait: Wait | null = null
  const timer = setInterval(() => {
    if (wait !== null) screen.note(waitLine(wait, now()))
  }, EVERY_MS)
  return {
    tell: (event) => {
      // Between two providers the last one stands for what is waited for: nobody knows yet who comes next.
      wait = waitOf(event, now()) ?? wait
    },
    end: () => {
      wait = null
      clearInterval(timer)
    }
  }
}
