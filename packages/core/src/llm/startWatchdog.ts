/**
 * One timer for all the waits of a call, on effect's Clock: a wait only says when it will have been too long, and the timer looks at that
 * when it rings. A timer a wait would be hundreds, of which none is ever too long.
 *
 * What it is made for, and what may surprise: every wait ends no earlier than the one before it would have, or is at least `everyMs` long.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import { setAlarm } from "../resilience/limits/setAlarm.ts"
import { monotonicMs } from "../resilience/monotonic.ts"

export interface Watchdog {
  /** Calls `late` once, `ms` milliseconds from now, unless what it gives is called before. One wait at a time. */
  readonly within: (ms: number, late: () => void) => () => void
}

/** On the clock of `context`. `everyMs`: the longest sleep, and the shortest of the waits that end later than the one before. */
export const startWatchdog = (
  context: Context.Context<never>,
  everyMs: number
): Watchdog & {
  /** Nothing is late any more. */
  readonly end: () => void
} => {
  const clock = Context.get(context, Clock.Clock)
  let wait: { readonly until: number; readonly late: () => void } | null = null
  let stop: (() => void) | null = null
  const look = (): void => {
    stop = null
    const leftMs = wait === null ? 0 : wait.until - monotonicMs(clock)
    if (leftMs > 0) {
      stop = setAlarm(context, Math.min(leftMs, everyMs), look)
      return
    }
    const late = wait?.late
    wait = null
    late?.()
  }
  return {
    within: (ms, late) => {
      const mine = { until: monotonicMs(clock) + ms, late }
      wait = mine
      if (stop === null) look()
      return () => {
        if (wait === mine) wait = null
      }
    },
    end: () => {
      wait = null
      stop?.()
    }
  }
}
