/**
 * Where an attempt really begins, told to the retry that has paid for it: a retry that is cancelled before its call was started (in a
 * line, between two layers) costs nothing. A policy marks its innermost call; a retry on its own marks what it wraps, and a
 * layer of ours in which that then waits says so. First attempts cost nothing and carry no such mark.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import { unbroken } from "../unbroken.ts"

export interface AttemptStart {
  begun: boolean
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
      start.begun = true
      return self
    })
  })

/** A layer makes its caller wait: until `goOn`, the attempt has not begun. */
export const holdBack = (fiber: Fiber.Fiber<unknown, unknown>): AttemptStart | null => {
  const start = fiber.getRef(AttemptStart)
  if (start === null || start.isInnermost) return null
  start.begun = false
  return start
}

export const goOn = (start: AttemptStart | null): void => {
  if (start !== null) start.begun = true
}
