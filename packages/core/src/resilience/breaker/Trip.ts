/**
 * When a closed circuit opens, as plain data: so many failures in a row, a share of failed or of slow calls, or whichever of
 * several comes first. Ignored calls count towards nothing. Shares are reached with "at least", so 40% of ten is four.
 * The minimum number of calls and the slow share are resilience4j's; the default follows Brooker's objection (AWS
 * builders' library) that a few failures in a row say little: a share over time.
 */
import type * as Duration from "effect/Duration"
import {
  checkDuration,
  checkInt,
  checkKeys,
  checkWithin,
  checkNumber,
  checkObject,
  checkRate,
  InvalidOption
} from "../checkOptions.ts"
import * as Window from "./Window.ts"

export type Trip = Consecutive | Rate | Any

export interface Consecutive {
  readonly _tag: "Consecutive"
  readonly failures: number
}
export interface Rate {
  readonly _tag: "Rate"
  /** Share of failed calls, above 0 and up to 1; 1 + a little, and so never, where only slowness counts. */
  readonly failure: number
  readonly window: Window.Window
  readonly minimumCalls: number
  /** Calls of more than `afterMs` are slow; `rate` is their share. */
  readonly slow: { readonly afterMs: number; readonly rate: number } | null
}
export interface Any {
  readonly _tag: "Any"
  readonly trips: ReadonlyArray<Trip>
}

/** Opens at this many failures one after the other (1 to 10,000), in the order in which they end. A success starts anew. */
export const consecutive = (failures: number): Trip => ({
  _tag: "Consecutive",
  failures: checkInt("trip.consecutive", failures, 1, 10_000)
})

/** Never reached: a rate that only looks at slow calls. */
const NEVER = 2

export interface RateOptions {
  /** Share of failed calls that opens, above 0 and up to 1. Default 0.5, or none at all when `slow` is given alone. */
  readonly failure?: number
  /** Default: the last 30 seconds. */
  readonly window?: Window.Window
  /** So many calls must be in the window before it says anything. Default 20, or all of a smaller window of calls. */
  readonly minimumCalls?: number
  /** Slower than `after` (above zero) is slow, also when it succeeds; `rate` is the share of slow calls that opens. */
  readonly slow?: { readonly after: Duration.Input; readonly rate: number }
}

/**
 * Opens when the share of failed or of slow calls in a window is reached.
 * @example At least ten calls in the last 20 seconds, 40% of them failed
 * ```ts
 * import { Trip, Window } from "@zenus/core/resilience"
 *
 * const trip = Trip.rate({ failure: 0.4, window: Window.time("20 seconds"), minimumCalls: 10 })
 * Trip.describe(trip) // => "40% of at least 10 calls failed in 20 s"
 * ```
 */
export const rate = (options: RateOptions = {}): Trip => {
  checkKeys("trip", checkObject("trip", options), ["failure", "window", "minimumCalls", "slow"])
  const window = checkWithin("trip", () => Window.checkWindow(options.window ?? Window.time("30 seconds")))
  const most = window._tag === "Count" ? window.size : Number.MAX_SAFE_INTEGER
  const slow = options.slow
  if (slow !== undefined) checkKeys("trip.slow", checkObject("trip.slow", slow), ["after", "rate"])
  return {
    _tag: "Rate",
    failure:
      options.failure === undefined ? (slow === undefined ? 0.5 : NEVER) : checkRate("trip.failure", options.failure),
    window,
    minimumCalls: checkInt("trip.minimumCalls", options.minimumCalls ?? Math.min(20, most), 1, most),
    slow:
      slow === undefined
        ? null
        : { afterMs: checkDuration("trip.slow.after", slow.after), rate: checkRate("trip.slow.rate", slow.rate) }
  }
}

/** Whichever comes first. At least one. */
export const any = (...trips: ReadonlyArray<Trip>): Trip => {
  if (trips.length === 0) throw new InvalidOption("trip.any", [], "at least one trip")
  for (const [place, trip] of trips.entries()) checkWithin(`trip.any[${place}]`, () => rulesOf(trip))
  return { _tag: "Any", trips }
}

/** Half of at least 20 calls in the last 30 seconds. */
export const standard: Trip = rate()

const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`
const seconds = (ms: number): string => `${Math.round(ms) / 1000} s`

/** The window in words: "in 20 s", "among the last 100". */
const describeWindow = (window: Window.Window): string =>
  window._tag === "Time" ? `in ${seconds(window.lengthMs)}` : `among the last ${window.size}`

/** So many calls of those in a window did something: "6 of 10 calls failed in 20 s", "6 of the last 10 calls failed". */
export const describeShare = (some: number, calls: number, did: string, window: Window.Window): string =>
  window._tag === "Time"
    ? `${some} of ${calls} calls ${did} ${describeWindow(window)}`
    : `${some} of the last ${calls} calls ${did}`

/** In words, for logs and dashboards. */
export const describe = (trip: Trip): string => {
  switch (trip._tag) {
    case "Consecutive":
      return `${trip.failures} failures in a row`
    case "Any":
      return trip.trips.map(describe).join(", or ")
    case "Rate": {
      const where = describeWindow(trip.window)
      const said = [
        ...(trip.failure === NEVER ? [] : [`${percent(trip.failure)} of at least ${trip.minimumCalls} calls failed`]),
        ...(trip.slow === null
          ? []
          : [
              `${percent(trip.slow.rate)} of at least ${trip.minimumCalls} calls took more than ${seconds(trip.slow.afterMs)}`
            ])
      ]
      return said.map((text) => `${text} ${where}`).join(", or ")
    }
  }
}

/** The rules of a trip side by side: the smallest streak, and every rate. */
export interface Rules {
  readonly consecutive: number
  readonly rates: ReadonlyArray<Rate>
}

const checkedRate = (trip: Rate): Rate => ({
  ...trip,
  failure: checkNumber("trip.failure", trip.failure, { above: 0, max: NEVER }),
  window: Window.checkWindow(trip.window),
  minimumCalls: checkInt("trip.minimumCalls", trip.minimumCalls, 1)
})

/** @throws InvalidOption for a trip that was written by hand and cannot be meant. */
export const rulesOf = (trip: Trip): Rules => {
  checkObject("trip", trip)
  switch (trip._tag) {
    case "Consecutive":
      return { consecutive: checkInt("trip.consecutive", trip.failures, 1, 10_000), rates: [] }
    case "Rate":
      return { consecutive: Number.POSITIVE_INFINITY, rates: [checkedRate(trip)] }
    case "Any": {
      const all = trip.trips.map(rulesOf)
      return {
        consecutive: Math.min(...all.map((rules) => rules.consecutive)),
        rates: all.flatMap((rules) => rules.rates)
      }
    }
    default:
      throw new InvalidOption("trip", trip, "Trip.consecutive, Trip.rate or Trip.any")
  }
}
