/**
 * One line that says who is waited for: provider, what for, which attempt, since when and until when at most. Fed with what the
 * router tells as it happens. Nothing below a second and only on a terminal; with `ui.motion: off` or TERM=dumb each wait is one line that
 * stays, since nothing may be drawn over.
 *
 * Surprise: while an answer is being written on the same terminal the line stands below it, and the cursor goes back to where the text
 * ends, so the caller says how far that is (`more`).
 */
import { escapeName } from "@zenus/core"
import type { RouteEvent } from "@zenus/core/models"
import { cutText } from "../render/fitText.ts"
import type { Screen } from "./Screen.ts"

/** Together less than a second. */
const QUIET_MS = 700
const EVERY_MS = 250

/** What is waited for. Times are of one clock, in milliseconds. */
export interface Wait {
  readonly text: string
  /** Which attempt it is (`, attempt 1 of 3`), where there may be several; it stands behind the text and is never cut. */
  readonly nth?: string
  readonly since: number
  /** When it ends at the latest; null where nobody knows. */
  readonly endsAt: number | null
}

const nth = (attempt: number, of: number): string => (of > 1 ? `, attempt ${attempt} of ${of}` : "")

/** Without the provider's name, with which its own sentences begin. */
const reasonOf = ({ provider, why }: { readonly provider: string; readonly why: string }): string =>
  (why.startsWith(`${provider} `) ? why.slice(provider.length + 1) : why).replace(/\.$/, "")

/** What is waited for once this has happened; null: for nothing. Pure. */
export const waitOf = (event: RouteEvent, now: number): Wait | null => {
  switch (event.type) {
    case "attempt":
      return {
        text: `${event.provider} is asked (${event.model})`,
        nth: nth(event.attempt, event.of),
        since: now,
        endsAt: now + event.endsInMs
      }
    case "waiting":
      return {
        text: `${event.provider}${nth(event.attempt, event.of)} next: ${reasonOf(event)}`,
        since: now,
        endsAt: now + event.ms
      }
    case "failed":
    case "skipped":
    case "answered":
    case "unanswered":
      return null
  }
}

const seconds = (ms: number): string => `${Math.max(0, Math.round(ms / 1000))} s`

/** The line for a wait at `now`, in at most `width` cells: who is waited for is cut first, the attempt and the times stay. Pure. */
export const waitingLine = (
  { endsAt, nth: which = "", since, text }: Wait,
  now: number,
  width = Number.POSITIVE_INFINITY,
  stops = "Ctrl+C stops"
): string => {
  const end = endsAt === null ? "" : `, ${seconds(endsAt - now)} left`
  const tail = `${which}  ${seconds(now - since)}${end}  ${stops}`
  const room = Math.max(16, width - tail.length)
  return cutText(cutText(escapeName(text), room) + tail, width)
}

/** Cells from the left after `text` was written at `column` on a terminal of `width`. Pure; a guess for what is no plain text. */
export const columnAfter = (column: number, text: string, width: number, widthOf: (text: string) => number): number => {
  const at = text.lastIndexOf("\n")
  const line = text.slice(at + 1)
  let cells = at < 0 ? column : 0
  for (const [index, part] of line.split("\t").entries()) {
    if (index > 0) cells = (Math.floor(cells / 8) + 1) * 8
    cells += widthOf(part)
  }
  return cells % width
}

export interface Waiting {
  readonly tell: (event: RouteEvent) => void
  /** A piece of the answer came, and more of it is waited for. `column`: where it ends on the same terminal; 0 where it is on another. */
  readonly more: (provider: string, column: number) => void
  /** Takes the line away; it comes back when the wait goes on. */
  readonly clear: () => void
  /** Nothing is waited for any more. */
  readonly end: () => void
}

/** @param moves whether a line may be drawn over: `ui.motion` is not `off` and the terminal can. */
export const makeWaiting = (screen: Screen, moves: boolean, now: () => number = () => performance.now()): Waiting => {
  let wait: Wait | null = null
  let column = 0
  let drawn = false
  let said = false
  const clear = (): void => {
    if (drawn && column > 0) screen.errRaw(`\r\u001b[2K\u001b[1A\u001b[${column + 1}G`)
    else if (drawn) screen.status(null)
    drawn = false
  }
  const draw = (): void => {
    const at = now()
    if (wait === null || at - wait.since < QUIET_MS) return
    const line = waitingLine(wait, at, screen.errWidth - 1, screen.stops)
    if (moves) {
      if (column > 0) screen.errRaw(drawn ? `\r\u001b[2K${line}` : `\r\n\u001b[2K${line}`)
      else screen.status(line)
      drawn = true
    } else if (!said) screen.note(line)
    said = true
  }
  // It holds no process open.
  const timer = screen.errIsTerminal ? setInterval(draw, EVERY_MS).unref() : undefined
  const set = (next: Wait | null, to: number): void => {
    clear()
    wait = next
    column = to
    said = false
  }
  return {
    tell: (event) => set(waitOf(event, now()), 0),
    more: (provider, to) => set({ text: `${provider} is writing`, since: now(), endsAt: null }, to),
    clear,
    end: () => {
      set(null, 0)
      clearInterval(timer)
    }
  }
}
