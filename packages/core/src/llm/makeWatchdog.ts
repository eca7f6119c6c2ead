/**
 * One timer for all the waits of a call, on effect's Clock: a wait only says when it will have been too long, and the fiber that sleeps
 * looks at that when it wakes. A timer a wait costs two fibers each, for hundreds of waits of which none is ever too long.
 *
 * What it is made for, and what may surprise: every wait ends no earlier than the one before it would have, or is at least `everyMs` long.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { monotonicMs } from "../resilience/monotonic.ts"

export interface Watchdog {
  /** Calls `late` once, `ms` milliseconds from now, unless what it gives is called before. One wait at a time. */
  readonly within: (ms: number, late: () => void) => () => void
}

/** Ends with its scope. `everyMs`: the longest sleep, and the shortest of the waits that end later than the one before. */
export const makeWatchdog = (everyMs: number): Effect.Effect<Watchdog, never, Scope.Scope> =>
  Effect.withFiber((fiber) => {
    const clock = fiber.getRef(Clock.Clock)
    const { context } = fiber
    let wait: { readonly until: number; readonly late: () => void } | null = null
    let isAwake = false
    let sleeper: Fiber.Fiber<void> | null = null
    const look: Effect.Effect<void> = Effect.suspend(() => {
      const leftMs = wait === null ? null : wait.until - monotonicMs(clock)
      if (leftMs !== null && leftMs > 0)
        return Effect.flatMap(clock.sleep(Duration.millis(Math.min(leftMs, everyMs))), () => look)
      isAwake = false
      const late = wait?.late
      wait = null
      late?.()
      return Effect.void
    })
    const watchdog: Watchdog = {
      within: (ms, late) => {
        const mine = { until: monotonicMs(clock) + ms, late }
        wait = mine
        if (!isAwake) {
          isAwake = true
          sleeper = Effect.runForkWith(context)(look)
        }
        return () => {
          if (wait === mine) wait = null
        }
      }
    }
    return Effect.as(
      Effect.addFinalizer(() => Effect.sync(() => sleeper?.interruptUnsafe())),
      watchdog
    )
  })
