/**
 * One line that says how far a long step is: verb, count, rate, time left. Nothing below 300 ms, at most ten redraws a
 * second, only on a terminal; `ui.motion: off` and TERM=dumb leave it out.
 */
import { groupDigits } from "@zenus/core"
import { formatBytes } from "@zenus/tools"
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

/** Pure: the line for these facts. */
export const progressLine = ({ what, done, total, bytes, elapsedMs }: ProgressFacts): string => {
  const seconds = elapsedMs / 1000
  const rate = seconds > 0 ? done / seconds : 0
  const left = total === null || rate === 0 ? null : (total - done) / rate
  return [
    what,
    total === null
      ? groupDigits(done)
      : `${groupDigits(done)} of ${groupDigits(total)} (${total === 0 ? 100 : Math.floor((done / total) * 100)}%)`,
    ...(bytes > 0 ? [formatBytes(bytes)] : []),
    ...(rate >= 1 ? [`${groupDigits(Math.round(rate))}/s`] : []),
    ...(left === null ? [] : [`${duration(left)} left`]),
    "Ctrl+C stops"
  ].join("  ")
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
        `\r\u001b[2K${progressLine({ what, done, total, bytes, elapsedMs: at - startedAt }).slice(0, screen.columns - 1)}`
      )
    },
    clear
  }
}
