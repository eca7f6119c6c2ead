/**
 * One line that says how far a long step is: verb, count, rate, time left. Nothing below 300 ms, at most ten redraws a
 * second, only on a terminal. Where nothing may be drawn over (`ui.motion: off`, a screen reader, TERM=dumb) it is a sentence after two
 * seconds and every ten from then on. Of what takes its time by bytes the count is in bytes.
 */
import { escapeName, groupDigits, type ProgressUnit } from "@zenus/core"
import { formatBytes } from "@zenus/tools"
import { displayWidth } from "../render/displayWidth.ts"
import { cutText } from "../render/fitText.ts"
import {
  keepPace,
  type Measure,
  measureOf,
  type Pace,
  type ProgressNews,
  sayLeft,
  type Speed,
  speedOf
} from "./pace.ts"
import type { Screen } from "./Screen.ts"

const QUIET_MS = 300
const EVERY_MS = 100
const PLAIN_QUIET_MS = 2_000
const PLAIN_EVERY_MS = 10_000

export interface ProgressFacts extends ProgressNews, Speed {
  readonly what: string
}

/** Cells of `what` that are kept: before it is cut shorter, figures are left out. */
const LEAST_WHAT = 16

const say = (count: number, unit: ProgressUnit): string =>
  unit === "bytes" ? formatBytes(Math.round(count)) : groupDigits(Math.round(count))

const labelOf = ({ phase, what }: ProgressFacts): string => (phase === null ? what : `${phase}: ${what}`)

const countOf = ({ done, total, unit }: Measure): string =>
  total === null ? say(done, unit) : `${say(done, unit)} of ${say(total, unit)}`

/** What else is known of how much: files beside their bytes, or bytes beside the files they are in. */
const besideOf = ({ bytes, done, total, unit }: ProgressFacts, measure: Measure): string | null =>
  measure.unit !== unit
    ? total === 1
      ? null
      : countOf({ done, total, unit })
    : unit === "things" && bytes > 0
      ? formatBytes(bytes)
      : null

/** A rate that says something: not one file in a while. */
const rateOf = ({ rate }: Speed, { unit }: Measure): string | null =>
  rate === null || rate < 1 ? null : `${say(rate, unit)}/s`

/** Pure: the line for these facts, in at most `width` cells. What is done is cut first, then figures go, the count never. */
export const progressLine = (
  facts: ProgressFacts,
  width = Number.POSITIVE_INFINITY,
  stops = "Ctrl+C stops"
): string => {
  const measure = measureOf(facts)
  const { done, total } = measure
  const percent = total === null ? "" : ` (${total === 0 ? 100 : Math.floor((done / total) * 100)}%)`
  /** In the order of the line, each with its worth: 1 stays longest. */
  const figures: ReadonlyArray<readonly [worth: number, text: string | null]> = [
    [4, besideOf(facts, measure)],
    [3, rateOf(facts, measure)],
    [1, facts.left === null ? null : `${sayLeft(facts.left)} left`],
    [2, stops]
  ]
  const end = (worth: number): string =>
    [
      "",
      countOf(measure) + percent,
      ...figures.flatMap(([own, text]) => (text !== null && own <= worth ? [text] : []))
    ].join("  ")
  const what = labelOf(facts)
  const room = width - Math.min(LEAST_WHAT, displayWidth(what))
  const tail = [4, 3, 2, 1].map(end).find((text) => text.length <= room) ?? end(0)
  return cutText(cutText(what, Math.max(0, width - tail.length)) + tail, width)
}

/** The same where nothing may be drawn over: a sentence that is read out. Pure. */
export const plainProgress = (facts: ProgressFacts): string => {
  const measure = measureOf(facts)
  const figures = [
    countOf(measure),
    besideOf(facts, measure),
    rateOf(facts, measure),
    facts.left === null ? null : `${sayLeft(facts.left)} left`
  ]
  return `${labelOf(facts)}: ${figures.filter((text) => text !== null).join(", ")}.`
}

/** One thing of one has no count worth a line. */
const saysNothing = ({ total, totalBytes, unit }: ProgressNews): boolean =>
  unit === "things" && total !== null && total <= 1 && totalBytes === null

export interface Progress {
  /** What is known of it now; `false` where that says nothing. `id` tells apart what goes on side by side: the line stays with one of them. */
  readonly update: (what: string, news: ProgressNews, id?: string) => boolean
  /** It is over: takes its line away. */
  readonly end: (id: string) => void
  /** All is over. */
  readonly clear: () => void
}

/** Something that goes on. */
interface Going {
  readonly startedAt: number
  readonly heardAt: number
  readonly news: ProgressNews
  readonly pace: Pace
}

/** Another phase has a pace of its own. */
const isSamePhase = (a: ProgressNews, b: ProgressNews): boolean =>
  a.phase === b.phase && a.unit === b.unit && b.done >= a.done

/** How long the line is kept for one that is not heard of while others are, milliseconds. */
const KEPT_MS = 1_000

/** @param moves whether a line may be drawn over; else a sentence is said now and then. */
export const makeProgress = (screen: Screen, moves: boolean, now: () => number = () => performance.now()): Progress => {
  const going = new Map<string, Going>()
  const [quiet, every] = moves ? [QUIET_MS, EVERY_MS] : [PLAIN_QUIET_MS, PLAIN_EVERY_MS]
  /** Whose line it is. */
  let shown: string | null = null
  let drawnAt = -Infinity
  let drawn = false
  let saidHow = false
  const takeAway = (): void => {
    if (drawn) screen.status(null)
    drawn = false
    shown = null
  }
  const draw = (facts: ProgressFacts): void => {
    if (moves) {
      drawn = true
      return screen.status(progressLine(facts, screen.errWidth - 1, screen.stops))
    }
    screen.note(`${plainProgress(facts)}${saidHow ? "" : ` ${screen.stops}.`}`)
    saidHow = true
  }
  return {
    update: (what, news, id = what) => {
      if (!screen.errIsTerminal || saysNothing(news)) return false
      const at = now()
      const before = going.get(id)
      const pace = keepPace(before !== undefined && isSamePhase(before.news, news) ? before.pace : [], news, at)
      const startedAt = before?.startedAt ?? at
      going.set(id, { startedAt, heardAt: at, news, pace })
      if (at - startedAt < quiet || at - drawnAt < every) return true
      const other = shown === null || shown === id ? undefined : going.get(shown)
      if (other !== undefined && at - other.heardAt < KEPT_MS) return true
      drawnAt = at
      shown = id
      draw({ ...news, ...speedOf(pace, news, at), what: escapeName(what) })
      return true
    },
    end: (id) => {
      going.delete(id)
      if (shown === id) takeAway()
    },
    clear: () => {
      going.clear()
      takeAway()
    }
  }
}
