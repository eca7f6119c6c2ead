/**
 * Runs a call in a place of `SlotsState`: takes it, waits for it in line, and gives it back however the call ends. Every step lies
 * inside the frame that gives back, so no interruption at any point loses a place. A caller in line waits at most `maxWaitMs`,
 * and the time is booked as queueing of its deadline.
 */
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import { monotonicMs } from "../monotonic.ts"
import { type AttemptStart, goOn, holdBack } from "../retry/AttemptStart.ts"
import * as Deadline from "./Deadline.ts"
import { endAfter } from "./endAfter.ts"
import * as SlotsState from "./SlotsState.ts"

/** What a limiter says of itself for one call. */
export interface Place<A, E, E2> {
  readonly slots: SlotsState.Slots
  /** How many may run now; asked again whenever a place is given back. */
  readonly limit: () => number
  readonly queue: number
  readonly maxWaitMs: number
  /** The refusal: no place and no room in line (`waitedMs` 0), or none within `maxWaitMs`. */
  readonly refuse: (waitedMs: number) => E2
  /** The call goes into the line. */
  readonly queued: () => void
  /** The call begins. */
  readonly started: (now: number) => void
  /** The call that had begun has ended; its place is still taken. */
  readonly ended: (exit: Exit.Exit<A, E | E2>, now: number) => void
}

export const inSlot = <A, E, R, E2>(
  self: Effect.Effect<A, E, R>,
  place: Place<A, E, E2>,
  clock: Clock.Clock
): Effect.Effect<A, E | E2, R> => {
  const { limit, slots } = place
  let held = false
  let begun = false
  const begin = (): Effect.Effect<A, E, R> => {
    begun = true
    place.started(monotonicMs(clock))
    return self
  }
  const waiting = Effect.withFiber((fiber) => {
    const spent = fiber.getRef(Deadline.TimeSpent)
    const from = monotonicMs(clock)
    let joined = false
    let start: AttemptStart | null = null
    const waiter: SlotsState.Waiter & { resume: (() => void) | undefined } = {
      resume: undefined,
      admitted: () => {
        held = true
        waiter.resume?.()
      }
    }
    // Whoever gives a place back does not run the next call in its own stack: that one goes on after a yield.
    const admitted = Effect.andThen(
      Effect.callback<void>((resume) => {
        if (held) return resume(Effect.void)
        waiter.resume = () => resume(Effect.void)
      }),
      Effect.yieldNow
    )
    const over = () => place.refuse(monotonicMs(clock) - from)
    const wait = Effect.suspend((): Effect.Effect<void, E2> => {
      // Between "none is free" and here there may have been a yield: whoever joined a line for a free place would wait for ever.
      if (SlotsState.tryTake(slots, limit())) {
        held = true
        return Effect.void
      }
      if (!SlotsState.join(slots, waiter, place.queue)) return Effect.fail(place.refuse(0))
      joined = true
      place.queued()
      start = holdBack(fiber, from)
      Deadline.begin(spent, "queueing", from)
      return Effect.map(endAfter(admitted, place.maxWaitMs, over), () => goOn(start, monotonicMs(clock)))
    })
    return Effect.onExitPrimitive(wait, () => {
      if (!joined) return undefined
      joined = false
      SlotsState.leave(slots, waiter)
      Deadline.end(spent, "queueing", monotonicMs(clock))
      return undefined
    })
  })
  const course = Effect.suspend((): Effect.Effect<A, E | E2, R> => {
    if (!SlotsState.tryTake(slots, limit())) return Effect.flatMap(waiting, begin)
    held = true
    return begin()
  })
  return Effect.onExitPrimitive(course, (exit) => {
    if (!held) return undefined
    held = false
    try {
      if (begun) place.ended(exit, monotonicMs(clock))
    } finally {
      SlotsState.giveBack(slots, limit())
    }
    return undefined
  })
}
