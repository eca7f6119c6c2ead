/**
 * One line that says how far a long step is: verb, count, rate, time left. Nothing below 300 ms, at most ten redraws a
 * second, only on a terminal. Where nothing may be drawn over (`ui.motion: off`, a screen reader, TERM=dumb) it is a sentence after two
 * seconds and every ten from then on.
 */
import { escapeName, groupDigits } from "@zenus/core"
import { formatBytes } from "@zenus/tools"
import { displayWidth } from "../render/displayWidth.ts"
import { cutText } from "../render/fitText.ts"
import type { Screen } from "./Screen.ts"

const QUIET_MS = 300
const EVERY_MS = 100
const PLAIN_QUIET_MS = 2_000
const PLAIN_EVERY_MS = 10_000

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
  width = Number.POSITIVE_INFINITY,
  stops = "Ctrl+C stops"
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
    [2, stops]
  ]
  const end = (worth: number): string =>
    ["", count, ...figures.filter(([own]) => own <= worth).map(([, text]) => text)].join("  ")
  const room = width - Math.min(LEAST_WHAT, displayWidth(what))
  const tail = [4, 3, 2, 1].map(end).find((text) => text.length <= room) ?? end(0)
  return cutText(cutText(what, Math.max(0, width - tail.length)) + tail, width)
}

/** The same where nothing may be drawn over: a sentence that is read out. Pure. */
export const plainProgress = ({ what, done, total, elapsedMs }: ProgressFacts): string => {
  const rate = elapsedMs > 0 ? (done / elapsedMs) * 1000 : 0
  const left = total === null || rate === 0 ? "" : `, ${duration((total - done) / rate)} left`
  return `${what}: ${groupDigits(done)}${total === null ? "" : ` of ${groupDigits(total)}`}${left}.`
}

export interface Progress {
  readonly update: (what: string, done: number, total: number | null, bytes: number) => void
  /** Takes the line away. */
  readonly clear: () => void
}

/** @param moves whether a line may be drawn over; else a sentence is said now and then. */
export const makeProgress = (screen: Screen, moves: boolean, now: () => number = () => performance.now()): Progress => {
  let startedAt: number | null = null
  let what = ""
  let drawnAt = -Infinity
  let drawn = false
  const clear = (): void => {
    if (drawn) screen.status(null)
    drawn = false
    startedAt = null
  }
  return {
    update: (about, done, total, bytes) => {
      if (!screen.errIsTerminal) return
      const at = now()
      if (startedAt === null || about !== what) {
        startedAt = at
        what = about
      }
      const [quiet, every] = moves ? [QUIET_MS, EVERY_MS] : [PLAIN_QUIET_MS, PLAIN_EVERY_MS]
      if (at - startedAt < quiet || at - drawnAt < every) return
      drawnAt = at
      const facts = { what: escapeName(what), done, total, bytes, elapsedMs: at - startedAt }
      if (!moves) return screen.note(plainProgress(facts))
      drawn = true
      screen.status(progressLine(facts, screen.errWidth - 1, screen.stops))
    },
    clear
  }
}
