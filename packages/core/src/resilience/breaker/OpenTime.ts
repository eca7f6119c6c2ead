/**
 * How long a circuit stays open, as plain data: the same each time, or longer with each opening in a row. Jitter only takes
 * away, so no time is ever above its cap, and many clients do not come back at the same moment.
 */
import * as Duration from "effect/Duration"
import { checkDuration, checkKeys, checkNumber, checkObject } from "../checkOptions.ts"

export interface OpenTime {
  readonly firstMs: number
  readonly factor: number
  readonly maxMs: number
  /** The share that the draw may take away: 0 to 1. */
  readonly jitter: number
}

/** The same length each time. */
export const fixed = (length: Duration.Input, options: { readonly jitter?: number } = {}): OpenTime => {
  const ms = checkDuration("open", length)
  checkKeys("open", checkObject("open", options), ["jitter"])
  return {
    firstMs: ms,
    factor: 1,
    maxMs: ms,
    jitter: checkNumber("open.jitter", options.jitter ?? 0, { min: 0, max: 1 })
  }
}

export interface GrowingOptions {
  /** Default 5 seconds. */
  readonly first?: Duration.Input
  /** Each opening in a row is this many times as long as the one before it, 1 to 100. Default 2. */
  readonly factor?: number
  /** Default 5 minutes. */
  readonly max?: Duration.Input
  /** Up to this share of each length is taken away by chance, 0 to 1. Default 0.1. */
  readonly jitter?: number
}

/** 5 s, 10 s, 20 s and so on up to 5 min, each less up to a tenth. */
export const growing = (options: GrowingOptions = {}): OpenTime => {
  checkKeys("open", checkObject("open", options), ["first", "factor", "max", "jitter"])
  const firstMs = checkDuration("open.first", options.first ?? "5 seconds")
  return {
    firstMs,
    factor: checkNumber("open.factor", options.factor ?? 2, { min: 1, max: 100 }),
    maxMs: checkDuration("open.max", options.max ?? Duration.millis(Math.max(firstMs, 300_000)), {
      min: Duration.millis(firstMs)
    }),
    jitter: checkNumber("open.jitter", options.jitter ?? 0.1, { min: 0, max: 1 })
  }
}

export const isOpenTime = (value: unknown): value is OpenTime =>
  typeof value === "object" && value !== null && "firstMs" in value && "maxMs" in value

/** One that was written by hand is data like any other: refused where it could keep a circuit open for ever. */
export const checkOpenTime = (open: OpenTime): OpenTime => {
  checkDuration("open.firstMs", open.firstMs)
  checkDuration("open.maxMs", open.maxMs, { min: open.firstMs })
  checkNumber("open.factor", open.factor, { min: 1, max: 100 })
  checkNumber("open.jitter", open.jitter, { min: 0, max: 1 })
  return open
}

/**
 * The length of the `opening`-th opening in a row (from 1), in milliseconds, for a draw in [0, 1).
 * @example Growing, with nothing taken away and with half of the jitter
 * ```ts
 * import { OpenTime } from "@zenus/core/resilience"
 *
 * const open = OpenTime.growing({ first: "5 seconds", max: "5 minutes", jitter: 0.2 })
 * const lengths = [1, 2, 3, 100].map((opening) => OpenTime.lengthOf(open, opening, 0))
 * lengths // => [5_000, 10_000, 20_000, 300_000]
 * OpenTime.lengthOf(open, 1, 0.5) // => 4_500
 * ```
 */
export const lengthOf = (open: OpenTime, opening: number, draw: number): number =>
  Math.min(open.maxMs, open.firstMs * open.factor ** Math.min(opening - 1, 1_000)) * (1 - open.jitter * draw)
