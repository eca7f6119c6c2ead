/**
 * Over what a rate is counted: the last so many calls, or the calls of the last so much time. Plain data; what counts is in
 * `tally.ts`.
 */
import type * as Duration from "effect/Duration"
import { checkDuration, checkInt, checkObject, InvalidOption } from "../checkOptions.ts"

export type Window =
  { readonly _tag: "Count"; readonly size: number } | { readonly _tag: "Time"; readonly lengthMs: number }

/** The last `size` calls, 1 to 10,000, however old they are. */
export const count = (size: number): Window => ({ _tag: "Count", size: checkInt("window.count", size, 1, 10_000) })

/**
 * The calls of the last `length`, 20 ms to 24 hours. Kept in 20 slices, so a call leaves when its slice does: never later than
 * `length` after it ended, and up to a twentieth of it sooner.
 */
export const time = (length: Duration.Input): Window => ({
  _tag: "Time",
  lengthMs: checkDuration("window.time", length, { min: "20 millis", max: "24 hours" })
})

/** One that was written by hand is data like any other: checked as if it had been made here. */
export const checkWindow = (window: Window): Window => {
  checkObject("window", window)
  switch (window._tag) {
    case "Count":
      return count(window.size)
    case "Time":
      return time(window.lengthMs)
    default:
      throw new InvalidOption("window", window, "Window.time or Window.count")
  }
}
