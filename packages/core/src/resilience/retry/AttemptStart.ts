/**
 * Where an attempt really begins, told to the retry that has paid for it: a retry that is cancelled before its call was started (in a
 * line, between two layers) costs nothing. A policy marks its innermost call; a retry on its own marks what it wraps, and a
 * layer of ours in which that waits at once says so: one in which it waits later is within the call, which has begun by then. First
 * attempts cost nothing and carry no such mark.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import { monotonicMs } from "../monotonic.ts"
import { unbroken } from "../unbroken.ts"

export interface AttemptStart {
  begun: boolean
  /** When it was marked last, monotonic milliseconds. */
  at: number
  /** By the innermost call itself: layers around it need not say that they wait. */
  readonly isInnermost: boolean
}

/** Of the attempt that this fiber runs in, where it was paid for; else null. */
export const AttemptStart: Context.Reference<AttemptStart | null> = Context.Reference<AttemptStart | null>(
  "@zenus/core/resilience/AttemptStart",
  { defaultValue: () => null }
)

/** The call, marked: nothing comes between the mark and its first operation. */
export const begins = <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.withFiber((fiber) => {
    const start = fiber.getRef(AttemptStart)
    if (start === null) return self
    return unbroken(fiber, () => {
      goOn(start, monotonicMs(fiber.getRef(Clock.Clock)))
      return self
    })
  })

/** Whoever comes to a layer's line later than this has done something before. */
const AT_ONCE_MS = 1

/** A layer makes its caller wait, and nothing else was done before: until `goOn`, the attempt has not begun. `now` is monotonic milliseconds. */
export const holdBack = (fiber: Fiber.Fiber<unknown, unknown>, now: number): AttemptStart | null => {
  const start = fiber.getRef(AttemptStart)
  if (start === null || start.isInnermost || now - start.at >= AT_ONCE_MS) return null
  start.begun = false
  return start
}

export const goOn = (start: AttemptStart | null, now: number): void => {
  if (start === null) return
  start.begun = true
  start.at = now
}
