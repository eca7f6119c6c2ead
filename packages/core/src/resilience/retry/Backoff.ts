/**
 * How long to wait before the nth retry: pure functions of the retry's number, the wait before it and a draw in [0, 1). Jitter is
 * applied after the cap and never goes above it, so that no wait is infinite, negative or longer than the cap, whatever
 * the number. Capping after the jitter would remove it: effect's own `Schedule` waits exactly the cap then, for everybody at
 * once. The jitters are those of Brooker, "Exponential backoff and jitter" (AWS, 2015).
 */
import type * as Duration from "effect/Duration"
import {
  checkDuration,
  checkKeys,
  checkNumber,
  checkObject,
  checkWord,
  InvalidOption,
  LONGEST_MS
} from "../checkOptions.ts"

/**
 * `full`: anything from 0 to the wait. `equal`: its upper half. `decorrelated`: anything from the base to three times the wait
 * before, so that it grows by itself and takes only base and cap from the backoff. `none`: the wait itself.
 */
export type Jitter = "full" | "equal" | "decorrelated" | "none"

export const jitters: ReadonlyArray<Jitter> = ["full", "equal", "decorrelated", "none"]

export interface Backoff {
  /** The shortest wait of `decorrelated`, milliseconds. */
  readonly baseMs: number
  /** No wait is longer, milliseconds. */
  readonly capMs: number
  /** Before the cap and the jitter; `retry` counts from 1. May be anything: what is no number counts as the cap. */
  readonly rawMs: (retry: number) => number
}

interface Growing {
  /** Of the first retry. Default 200 ms, or the cap where that is shorter. */
  readonly base?: Duration.Input
  /** Default 20 s. */
  readonly cap?: Duration.Input
}

const BASE = "200 millis"
const BASE_MS = 200
const CAP = "20 seconds"

const growing = (
  options: Growing,
  rawMs: (retry: number, baseMs: number) => number,
  more: ReadonlyArray<string> = []
): Backoff => {
  checkKeys("backoff", checkObject("backoff", options), ["base", "cap", ...more])
  const capMs = checkDuration("cap", options.cap ?? CAP)
  const baseMs =
    options.base === undefined ? Math.min(BASE_MS, capMs) : checkDuration("base", options.base, { max: capMs })
  return { baseMs, capMs, rawMs: (retry) => rawMs(retry, baseMs) }
}

/** The same wait each time; default 200 ms. */
export const constant = (delay: Duration.Input = BASE): Backoff => {
  const delayMs = checkDuration("delay", delay, { min: 0 })
  return { baseMs: delayMs, capMs: delayMs, rawMs: () => delayMs }
}

/** base, 2 × base, 3 × base, …; `step` instead of base from the second on. */
export const linear = (options: Growing & { readonly step?: Duration.Input } = {}): Backoff => {
  checkObject("backoff", options)
  const stepMs = options.step === undefined ? undefined : checkDuration("step", options.step, { min: 0 })
  return growing(options, (retry, baseMs) => baseMs + (retry - 1) * (stepMs ?? baseMs), ["step"])
}

/** base, base × factor, base × factor², …; the default of `retry`. `factor` is at least 1, default 2. */
export const exponential = (options: Growing & { readonly factor?: number } = {}): Backoff => {
  checkObject("backoff", options)
  const factor = checkNumber("factor", options.factor ?? 2, { min: 1 })
  return growing(options, (retry, baseMs) => baseMs * factor ** (retry - 1), ["factor"])
}

const fibonacciNumber = (n: number): number => {
  // Beyond the 1476th a double is infinite; no cap is so far away.
  let [before, current] = [0, 1]
  for (let at = 1; at < Math.min(n, 1477); at++) [before, current] = [current, before + current]
  return current
}

/** base × 1, 1, 2, 3, 5, 8, … */
export const fibonacci = (options: Growing = {}): Backoff =>
  growing(options, (retry, baseMs) => baseMs * fibonacciNumber(retry))

/** A function of your own, in milliseconds, for the retry's number from 1. What it gives is capped; NaN counts as the cap, less than 0 as 0. */
export const own = (delayMs: (retry: number) => number, options: Growing = {}): Backoff => {
  if (typeof delayMs !== "function") throw new InvalidOption("delayMs", delayMs, "a function of the retry's number")
  return growing(options, delayMs)
}

/** A backoff that was made here, or written by hand in its shape. A length is none: which one would it be of? */
export const checkBackoff = (backoff: Backoff): Backoff => {
  if (typeof backoff !== "object" || backoff === null || typeof backoff.rawMs !== "function") {
    throw new InvalidOption(
      "backoff",
      backoff,
      'a backoff, such as Backoff.constant("1 second") or Backoff.exponential({ base: "1 second" })'
    )
  }
  checkNumber("backoff.baseMs", backoff.baseMs, { min: 0, max: LONGEST_MS })
  checkNumber("backoff.capMs", backoff.capMs, { min: backoff.baseMs, max: LONGEST_MS })
  return backoff
}

export const checkJitter = (jitter: string): Jitter => checkWord("jitter", jitter, jitters)

/** The wait after the cap, before the jitter. */
export const cappedMs = (backoff: Backoff, retry: number): number => {
  const raw = backoff.rawMs(retry)
  // A function of the user's own may give anything, whatever its type says.
  return typeof raw !== "number" || Number.isNaN(raw) ? backoff.capMs : Math.min(backoff.capMs, Math.max(0, raw))
}

/** Timers count whole milliseconds; down, so that no cap is passed. Below one millisecond nothing is cut. */
const whole = (ms: number): number => (ms < 1 ? ms : Math.floor(ms))

/**
 * The wait before a retry, in whole milliseconds from 1 on: from 0 to the cap. `previousMs` is the wait before the retry before (0 for the first);
 * only `decorrelated` looks at it. `draw` is in [0, 1).
 * @example The third retry waits 800 ms, half of it with this draw
 * ```ts
 * import { Backoff } from "@zenus/core/resilience"
 * const backoff = Backoff.exponential({ base: "200 millis", factor: 2, cap: "20 seconds" })
 *
 * Backoff.delayMs(backoff, "none", 3, 400, 0.5) // => 800
 * Backoff.delayMs(backoff, "full", 3, 400, 0.5) // => 400
 * Backoff.delayMs(backoff, "equal", 3, 400, 0.5) // => 600
 * ```
 */
export const delayMs = (backoff: Backoff, jitter: Jitter, retry: number, previousMs: number, draw: number): number => {
  if (jitter === "decorrelated") {
    const { baseMs, capMs } = backoff
    const highest = Math.min(capMs, Math.max(baseMs, previousMs) * 3)
    return whole(baseMs + draw * (highest - baseMs))
  }
  const capped = cappedMs(backoff, retry)
  return whole(jitter === "none" ? capped : jitter === "full" ? draw * capped : capped / 2 + (draw * capped) / 2)
}
