/**
 * Options are checked once, when a layer is built or an operator is made: what is out of range is refused with its name, the value
 * and the range. The errors are defects of the program that wrote them, so they are thrown, not a channel.
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import type { Recoverable } from "../errors/Recoverable.ts"

/** An option that cannot be meant. `option` is its path ("halfOpen.permits"), `allowed` the range in words. */
export class InvalidOption extends Error implements Recoverable {
  readonly _tag = "InvalidOption"
  readonly option: string
  readonly allowed: string
  readonly #given: unknown
  constructor(option: string, given: unknown, allowed: string) {
    super(`${option}: expected ${allowed}, got ${shown(given)}.`)
    this.name = "InvalidOption"
    this.option = option
    this.allowed = allowed
    this.#given = given
  }
  /** The same of an option that lies below another; the options themselves ("options") are what the path names. */
  under(path: string): InvalidOption {
    const isWhole = this.option === "options" || this.option === path
    return new InvalidOption(isWhole ? path : `${path}.${this.option}`, this.#given, this.allowed)
  }
  get recovery(): ReadonlyArray<string> {
    return [`Give ${this.option} ${this.allowed}.`]
  }
}

const shown = (value: unknown): string =>
  typeof value === "string"
    ? JSON.stringify(value.slice(0, 80))
    : typeof value === "object" && value !== null
      ? (JSON.stringify(value)?.slice(0, 80) ?? "an object")
      : String(value)

/** What is wrong inside is said with where it stands in front: `policies.search.retry`. */
export const checkWithin = <A>(path: string, work: () => A): A => {
  try {
    return work()
  } catch (error) {
    if (error instanceof InvalidOption) throw error.under(path)
    throw error
  }
}

/** Timers of JavaScript end here; a longer wait would fire at once. */
export const LONGEST_MS = 2 ** 31 - 1

/** A whole number within `min` and `max`, both included. */
export const checkInt = (option: string, value: number, min: number, max: number = Number.MAX_SAFE_INTEGER): number => {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`
  throw new InvalidOption(option, value, `a whole number ${range}`)
}

/** A finite number above `above` (excluded) or from `min` (included), up to `max` (included). */
export const checkNumber = (
  option: string,
  value: number,
  range: { readonly min?: number; readonly above?: number; readonly max?: number }
): number => {
  const { above, max, min } = range
  const fits =
    Number.isFinite(value) &&
    (min === undefined || value >= min) &&
    (above === undefined || value > above) &&
    (max === undefined || value <= max)
  if (fits) return value
  const words = [
    ...(min === undefined ? [] : [`of at least ${min}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(max === undefined ? [] : [`up to ${max}`])
  ]
  throw new InvalidOption(option, value, `a number ${words.join(" and ")}`)
}

/** A share above 0, up to 1. */
export const checkRate = (option: string, value: number): number => checkNumber(option, value, { above: 0, max: 1 })

/**
 * A length of time in milliseconds, from `min` (default: above zero) to `max` (default: 2^31 - 1 ms, about 24 days, where timers
 * end). Infinite, negative and unreadable ones are refused.
 */
export const checkDuration = (
  option: string,
  value: Duration.Input,
  range: { readonly min?: Duration.Input; readonly max?: Duration.Input } = {}
): number => {
  const max = range.max === undefined ? LONGEST_MS : Duration.toMillis(range.max)
  const found = Option.getOrUndefined(Duration.fromInput(value))
  const ms = found === undefined ? Number.NaN : Duration.toMillis(found)
  const least = range.min === undefined ? undefined : Duration.toMillis(range.min)
  // effect makes zero of NaN and of negative lengths: they are looked for in the value itself. A bigint counts nanoseconds there, so
  // that 5n is next to nothing: whoever wrote it meant something else.
  const negative =
    (typeof value === "number" && !(value >= 0)) || (typeof value === "bigint" && value !== 0n && value < 1_000_000n)
  if (Number.isFinite(ms) && !negative && (least === undefined ? ms > 0 : ms >= least) && ms <= max) return ms
  const from = least === undefined ? "above zero" : `of at least ${Duration.format(Duration.millis(least))}`
  throw new InvalidOption(
    option,
    value,
    `a length ${from}, up to ${Duration.format(Duration.millis(max))}, such as "30 seconds"`
  )
}

/** Options themselves: `null` and a number are none, though JavaScript lets them through. */
export const checkObject = <T extends object>(option: string, value: T): T => {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value
  throw new InvalidOption(option, value, "an object of options; {} for the defaults")
}

/** No option under a name that nobody reads: a misspelt one would be a setting that is silently not there. */
export const checkKeys = (option: string, value: object, known: ReadonlyArray<string>): void => {
  for (const [key, given] of Object.entries(value)) {
    if (known.includes(key)) continue
    throw new InvalidOption(
      option === "" ? key : `${option}.${key}`,
      given,
      `no option of this name (there are ${known.join(", ")})`
    )
  }
}

/** A part without which another option (`beside`) would be a setting of nothing. */
export const checkBeside = (part: string, value: unknown, beside: string): void => {
  if (value === undefined) throw new InvalidOption(part, value, `its options, without which ${beside} does nothing`)
}

/** A function, or nothing where it may be left out. */
export const checkFunction = (option: string, value: unknown): void => {
  if (value !== undefined && typeof value !== "function") throw new InvalidOption(option, value, "a function")
}

/** Why something is done by hand: text, on which people and other processes rely. May be empty. */
export const checkReason = (value: string): string => {
  if (typeof value === "string") return value
  throw new InvalidOption("reason", value, "a text that says why")
}

/** A key, under which calls share something: text, since an object would be another one each time. May be empty. */
export const checkKey = (option: string, value: string): string => {
  if (typeof value === "string") return value
  throw new InvalidOption(option, value, "a key that is text")
}

/** A list of such, each with its place in its name: "fallbacks[0]". */
export const checkList = <T extends object>(option: string, list: ReadonlyArray<T>): ReadonlyArray<T> => {
  if (!Array.isArray(list)) throw new InvalidOption(option, list, "a list of objects")
  for (const [place, one] of list.entries()) checkObject(`${option}[${place}]`, one)
  return list
}

/** One of a few words. */
export const checkWord = <const W extends string>(option: string, value: string, words: ReadonlyArray<W>): W => {
  const found = words.find((word) => word === value)
  if (found === undefined)
    throw new InvalidOption(option, value, words.map((word) => JSON.stringify(word)).join(" or "))
  return found
}
