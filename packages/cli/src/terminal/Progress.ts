/**
 * One line that says how far a long step is: verb, count, rate, time left. Nothing below 300 ms, at most ten redraws a
 * second, only on a terminal; `ui.motion: off` and TERM=dumb leave it out.
 */
import { escapeName, groupDigits } from "@zenus/core"
import { formatBytes } from "@zenus/tools"
import { displayWidth } from "../render/displayWidth.ts"
import { cutText } from "../render/fitText.ts"
import type { Screen } from "./Screen.ts"

const QUIET_MS = 300
const EVERY_MS = 100

export interface ProgressFacts {
  readonly what: string
  readonly done: number
  readonly total: number | null
  readonly bytes: number
  readonly elapsedMs: number
}

const duration = (seconds: number): string =>
  seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`

/** Cells of `what` that are kept: before it is cut shorter, figures are left out. */
const LEAST_WHAT = 16

/** Pure: the line for these facts, in at most `width` cells. What is done is cut first, then figures go, the count never. */
export const progressLine = (
  { what, done, total, bytes, elapsedMs }: ProgressFacts,
  width = Number.POSITIVE_INFINITY
): string => {
  const seconds = elapsedMs / 1000
  const rate = seconds > 0 ? done / seconds : 0
  const left = total === null || rate === 0 ? null : (total - done) / rate
  const count =
    total === null
      ? groupDigits(done)
      : `${groupDigits(done)} of ${groupDigits(total)} (${total === 0 ? 100 : Math.floor((done / total) * 100)}%)`
  /** In the order of the line, each with its worth: 1 stays longest. */
  const figures: ReadonlyArray<readonly [worth: number, text: string]> = [
    ...(bytes > 0 ? [[4, formatBytes(bytes)] as const] : []),
    ...(rate >= 1 ? [[3, `${groupDigits(Math.round(rate))}/s`] as const] : []),
    ...(left === null ? [] : [[1, `${duration(left)} left`] as const]),
    [2, "Ctrl+C stops"]
  ]
  const end = (worth: number): string =>
    ["", count, ...figures.filter(([own]) => own <= worth).map(([, text]) => text)].join("  ")
  const room = width - Math.min(LEAST_WHAT, displayWidth(what))
  const tail = [4, 3, 2, 1].map(end).find((text) => text.length <= room) ?? end(0)
  return cutText(cutText(what, Math.max(0, width - tail.length)) + tail, width)
}

export interface Progress {
  readonly update: (what: string, done: number, total: number | null, bytes: number) => void
  /** Takes the line away. */
  readonly clear: () => void
}

export const makeProgress = (screen: Screen, on: boolean): Progress => {
  let startedAt: number | null = null
  let what = ""
  let drawnAt = -Infinity
  let drawn = false
  const clear = (): void => {
    if (drawn) screen.errRaw("\r\u001b[2K")
    drawn = false
    startedAt = null
  }
  return {
    update: (now, done, total, bytes) => {
      if (!on || !screen.errIsTerminal) return
      const at = performance.now()
      if (startedAt === null || now !== what) {
        startedAt = at
        what = now
      }
      if (at - startedAt < QUIET_MS || at - drawnAt < EVERY_MS) return
      drawnAt = at
      drawn = true
      screen.errRaw(
        `\r\u001b[2K${progressLine({ what: escapeName(what), done, total, bytes, elapsedMs: at - startedAt }, screen.errWidth - 1)}`
      )
    },
    clear
  }
}
