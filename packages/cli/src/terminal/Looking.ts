/**
 * One line while something is looked at that tells nothing of how far it is: a plan over many files, a search. Nothing below 700 ms, and
 * nothing beside a line that somebody else draws; where nothing may be drawn over it is a sentence, once, after two seconds.
 */
import { escapeName } from "@zenus/core"
import { cutText } from "../render/fitText.ts"
import type { Screen } from "./Screen.ts"

const QUIET_MS = 700
const EVERY_MS = 250
const PLAIN_QUIET_MS = 2_000

/** Pure: what is looked at is cut first. */
export const lookingLine = (what: string, elapsedMs: number, width: number, stops: string): string => {
  const tail = `  ${Math.round(elapsedMs / 1000)} s  ${stops}`
  return cutText(cutText(escapeName(what), Math.max(16, width - tail.length)) + tail, width)
}

export interface Looking {
  /** From now on this is looked at; what was before is over. */
  readonly begin: (what: string) => void
  /** Somebody else says how far it is: not a word for a while. */
  readonly hush: () => void
  /** Takes the line away. */
  readonly end: () => void
}

/** @param moves whether a line may be drawn over. */
export const makeLooking = (screen: Screen, moves: boolean, now: () => number = () => performance.now()): Looking => {
  let what: string | null = null
  let since = 0
  let quietSince = 0
  let drawn = false
  let said = false
  let timer: NodeJS.Timeout | undefined
  const clear = (): void => {
    if (drawn) screen.status(null)
    drawn = false
  }
  const draw = (): void => {
    const at = now()
    if (what === null || at - quietSince < (moves ? QUIET_MS : PLAIN_QUIET_MS)) return
    // Asked this late, because a start that needs no standard error does not open it.
    if (!screen.errIsTerminal) return
    if (moves) {
      drawn = true
      screen.status(lookingLine(what, at - since, screen.errWidth - 1, screen.stops))
    } else if (!said) {
      said = true
      screen.note(`${escapeName(what)}: this takes a while. ${screen.stops}.`)
    }
  }
  return {
    begin: (about) => {
      clear()
      what = about
      since = quietSince = now()
      said = false
      // It holds no process open.
      timer ??= setInterval(draw, EVERY_MS).unref()
    },
    hush: () => {
      // Whoever draws has drawn over it.
      drawn = false
      quietSince = now()
    },
    end: () => {
      clear()
      what = null
      clearInterval(timer)
      timer = undefined
    }
  }
}
