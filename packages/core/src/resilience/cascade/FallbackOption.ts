/**
 * One place that may answer, as data, and what a cascade is told beside its options. Checked once, when the cascade is made.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Breakers } from "../breaker/CircuitBreaker.ts"
import {
  checkDuration,
  checkFunction,
  checkInt,
  checkKeys,
  checkList,
  checkNumber,
  checkObject,
  InvalidOption
} from "../checkOptions.ts"
import type { RetryBudgets } from "../retry/RetryBudget.ts"
import type { Cascades } from "./Cascades.ts"
import { MAX_OPTIONS, type Rank } from "./CascadeState.ts"

/** `Run` is the call: an Effect, or a Stream in `cascadeStream`. */
export interface FallbackOption<out Run> {
  /** Unique within the cascade; it stands in answers, errors and statistics. */
  readonly name: string
  readonly run: Run
  /**
   * Asked when something before it failed, or was passed over for its open circuit, with the newest such error: `false` passes
   * this option over. One that throws passes it over too, and says so.
   */
  readonly when?: (error: unknown) => boolean
  /** Why it cannot answer now ("no key: set OPENAI_API_KEY"); `undefined` when it can. Asked before anything else. */
  readonly unavailable?: () => string | undefined
  /** Key of its circuit breaker: passed over without an attempt while that is open. */
  readonly breaker?: string
  /** The longest an attempt may take (a stream: until its first piece); running into it is a failure of this option. */
  readonly timeout?: Duration.Input
  /** Key of the retry budget that pays for falling back to it: empty, it is passed over. Tried first, it costs nothing. */
  readonly retryBudget?: string
  /** For ranks: in any unit that is the same for all options. */
  readonly price?: number
}

export interface CascadeOptions {
  /** `declared` (default), or a rank: smaller first, see `byLatency`, `byPrice`, `byState`. */
  readonly order?: "declared" | Rank
  /** How long a fallback that answered is tried first, from its first answer on. Default: not at all. */
  readonly sticky?: Duration.Input
}

const OPTION = [
  "name",
  "run",
  "when",
  "unavailable",
  "breaker",
  "timeout",
  "retryBudget",
  "price"
] as const satisfies ReadonlyArray<keyof FallbackOption<unknown>>

const CONFIG = ["order", "sticky"] as const satisfies ReadonlyArray<keyof CascadeOptions>

/** `Then` where an option may have the key, `never` where none has. */
export type WhereNamed<Option, Key extends string, Then> = Option extends unknown
  ? Key extends keyof Option
    ? Option[Key] extends undefined
      ? never
      : Then
    : never
  : never

/** The services that options need: breakers and budgets only where one is named. */
export type Needs<Option> =
  Cascades | WhereNamed<Option, "breaker", Breakers> | WhereNamed<Option, "retryBudget", RetryBudgets>

export interface Checked<out Run> {
  readonly option: FallbackOption<Run>
  /**
   * A policy's call, with the policy's breaker inside: it marks where it really starts, since being turned away by that breaker is
   * no attempt. `null`: the attempt starts where `option.run` does, behind the option's own breaker.
   */
  readonly runMarked: ((mark: () => void) => Run) | null
  readonly place: number
  readonly timeoutMs: number | null
}

export interface CheckedCascade<out Run> {
  readonly name: string
  readonly options: ReadonlyArray<Checked<Run>>
  readonly rank: Rank | null
  readonly stickyMs: number | null
  /** Keys of the breakers that options name; left out by who makes a cascade of its own and has none there. */
  readonly breakers?: ReadonlyArray<string>
}

/** What a call is in one kind of cascade. */
interface Kind {
  readonly isRun: (run: unknown) => boolean
  readonly called: string
  /** Options of the whole cascade beside `CascadeOptions` that are read elsewhere. */
  readonly more: ReadonlyArray<string>
}

export const ofEffects: Kind = { isRun: Effect.isEffect, called: "an Effect", more: [] }

/** How whoever gave the options calls their list, and how many stand before it that come from elsewhere (the call itself). */
export interface Listed {
  readonly as: string
  readonly before: 0 | 1
}

const asOptions: Listed = { as: "options", before: 0 }

const checkOption = <Run>(
  option: FallbackOption<Run>,
  place: number,
  path: string,
  seen: Set<string>,
  { called, isRun }: Kind
): Checked<Run> => {
  const at = (field: string): string => (path === "" ? field : `${path}.${field}`)
  checkKeys(path, option, OPTION)
  if (typeof option.name !== "string" || option.name === "" || seen.has(option.name)) {
    throw new InvalidOption(at("name"), option.name, "a name of its own within the cascade")
  }
  seen.add(option.name)
  if (!isRun(option.run)) throw new InvalidOption(at("run"), option.run, `the call, ${called}`)
  for (const name of ["when", "unavailable"] as const) checkFunction(at(name), option[name])
  for (const name of ["breaker", "retryBudget"] as const) {
    const key: unknown = option[name]
    if (key !== undefined && typeof key !== "string") throw new InvalidOption(at(name), key, "a key")
  }
  if (option.price !== undefined) checkNumber(at("price"), option.price, { min: 0 })
  return {
    option,
    runMarked: null,
    place,
    timeoutMs: option.timeout === undefined ? null : checkDuration(at("timeout"), option.timeout)
  }
}

/** @throws InvalidOption */
export const checkCascade = <Run>(
  name: string,
  options: ReadonlyArray<FallbackOption<Run>>,
  config: CascadeOptions,
  kind: Kind = ofEffects,
  { as, before }: Listed = asOptions
): CheckedCascade<Run> => {
  checkKeys("", checkObject("options", config), [...CONFIG, ...kind.more])
  if (typeof name !== "string" || name === "") throw new InvalidOption("name", name, "a name that is not empty")
  checkInt(`${as}.length`, checkList(as, options).length - before, 1 - before, MAX_OPTIONS - before)
  const seen = new Set<string>()
  const order = config.order ?? "declared"
  if (order !== "declared" && typeof order !== "function") {
    throw new InvalidOption("order", order, '"declared" or a rank function')
  }
  return {
    name,
    options: options.map((option, place) =>
      checkOption(option, place, place < before ? "" : `${as}[${place - before}]`, seen, kind)
    ),
    rank: order === "declared" ? null : order,
    breakers: [...new Set(options.flatMap(({ breaker }) => breaker ?? []))],
    stickyMs: config.sticky === undefined ? null : checkDuration("sticky", config.sticky)
  }
}
