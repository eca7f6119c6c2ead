/**
 * Places that may answer, one after the other until one does (`cascade`), all at once until one does (`parallel`), or all
 * at once for whatever they give (`bestEffort`); streams are in cascadeStream.ts. An option whose circuit is open, that cannot answer now or whose condition says no is
 * passed over without an attempt. It does not retry: put a retry into an option's call. What surprises: an option's
 * defect counts as its failure, and cancelling the whole starts nothing more.
 */
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import type { TimedOut } from "../limits/Timeout.ts"
import {
  AllOptionsFailed,
  type FailedOption,
  type OptionDefect,
  type SkippedOption,
  type SkipReason,
  StreamBroken
} from "./AllOptionsFailed.ts"
import { commit, type Committed, exhausted } from "./announce.ts"
import { Cascades } from "./Cascades.ts"
import { byLatency, byPrice, byState } from "./CascadeState.ts"
import { checkInt, checkKeys, checkList, checkObject } from "../checkOptions.ts"
import type { Known, KnownEach } from "../knownOptions.ts"
import {
  type CascadeOptions,
  checkCascade,
  type CheckedCascade,
  type FallbackOption,
  type Needs,
  ofEffects,
  type WhereNamed
} from "./FallbackOption.ts"
import { orderOf, type Tried, tryOption, worldOf } from "./tryOption.ts"

export { cascadeStream, type StreamOptions } from "./cascadeStream.ts"
export { AllOptionsFailed, byLatency, byPrice, byState, Cascades, StreamBroken }
export type { CascadeOptions, Committed, FailedOption, FallbackOption, OptionDefect, SkippedOption, SkipReason }
export type { CascadeEvent, CascadesOptions } from "./Cascades.ts"
export type { CascadeSnapshot, OptionFacts, OptionOutcome, OptionSnapshot, Rank } from "./CascadeState.ts"

type Call = Effect.Effect<unknown, unknown, unknown>
type Options = ReadonlyArray<FallbackOption<Call>>

/** What an option can fail with: its own errors, its timeout, its defect. */
export type OptionError<Own extends Options> =
  Effect.Error<Own[number]["run"]> | OptionDefect | WhereNamed<Own[number], "timeout", TimedOut>

type Value<Own extends Options> = Effect.Success<Own[number]["run"]>
type Services<Own extends Options> = Effect.Services<Own[number]["run"]> | Needs<Own[number]>

/** An answer, and what it took: which option gave it, which were passed over and which failed before, in order. */
export interface Answered<out A, out E = unknown> extends Committed {
  readonly value: A
  readonly failed: ReadonlyArray<FailedOption<E>>
}

/** Every option's part: `answers` in the declared order, at least one. */
export interface Gathered<out A, out E = unknown> {
  readonly answers: ReadonlyArray<{ readonly option: string; readonly value: A }>
  readonly skipped: ReadonlyArray<SkippedOption>
  readonly failed: ReadonlyArray<FailedOption<E>>
}

/** For what was checked already; a policy makes its own first option. */
export const runCascade = (
  cascade: CheckedCascade<Call>
): Effect.Effect<Answered<unknown>, AllOptionsFailed<unknown>, unknown> =>
  Effect.withFiber((fiber) => {
    const world = worldOf(fiber, cascade.name)
    const order = orderOf(world, cascade)
    const failed: Array<FailedOption<unknown>> = []
    const skipped: Array<SkippedOption> = []
    let lastError: { readonly error: unknown } | null = null
    const next = (turn: number): Effect.Effect<Answered<unknown>, AllOptionsFailed<unknown>, unknown> => {
      const checked = order[turn]
      if (checked === undefined) return Effect.suspend(() => Effect.fail(exhausted(world, order, failed, skipped)))
      return Effect.flatMap(tryOption(world, checked, { isFallback: failed.length > 0, lastError }), (tried) => {
        if (tried._tag === "Answered") {
          return Effect.succeed(commit(world, cascade, { option: tried.option, value: tried.value, skipped, failed }))
        }
        if (tried._tag === "Failed") {
          failed.push(tried.failed)
          lastError = { error: tried.failed.error }
        } else {
          skipped.push(tried.skipped)
          if (tried.error !== null) lastError = { error: tried.error }
        }
        return next(turn + 1)
      })
    }
    return next(0)
  })

/**
 * Tries the options in order until one answers. Fails with `AllOptionsFailed` when none did: with every option's error, in the
 * order tried. Options are checked here, once: keep the result and run it many times.
 *
 * @throws InvalidOption when an option is out of range.
 * @example The second answers when the first cannot
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { Fallback } from "@zenus/core/resilience"
 *
 * const answer = Fallback.cascade("answer", [
 *   { name: "large", run: Effect.fail("busy") },
 *   { name: "rules", run: Effect.succeed("42") }
 * ])
 * const { failed, option, value } = await Effect.runPromise(Effect.provide(answer, Fallback.Cascades.layer()))
 * value // => "42"
 * option // => "rules"
 * failed.map(({ error }) => error) // => ["busy"]
 * ```
 */
export const cascade = <const Own extends Options>(
  name: string,
  options: Own & KnownEach<Own, FallbackOption<Call>>,
  config: CascadeOptions = {}
): Effect.Effect<Answered<Value<Own>, OptionError<Own>>, AllOptionsFailed<OptionError<Own>>, Services<Own>> =>
  runCascade(checkCascade<Call>(name, options, config)) as Effect.Effect<
    Answered<Value<Own>, OptionError<Own>>,
    AllOptionsFailed<OptionError<Own>>,
    Services<Own>
  >

/** The call itself as the first option: its name and what else an option may have. */
export interface WithFallbacks<Own extends Options> extends Omit<FallbackOption<Call>, "run" | "when"> {
  /** Name of the cascade. */
  readonly cascade: string
  /** Name of the call among the options. */
  readonly name: string
  readonly others: Own
  readonly order?: CascadeOptions["order"]
  readonly sticky?: CascadeOptions["sticky"]
}

type WithFallbacksResult<A, E, R, Own extends Options, Config> = Effect.Effect<
  Answered<A | Value<Own>, E | OptionError<Own> | WhereNamed<Config, "timeout", TimedOut>>,
  AllOptionsFailed<E | OptionError<Own> | WhereNamed<Config, "timeout", TimedOut>>,
  R | Services<Own> | Needs<Config>
>

/** What is known of a call's own options: names of others in the list, too. */
type KnownFallbacks<Own extends Options, Config> = Config & {
  readonly others: Own & KnownEach<Own, FallbackOption<Call>>
} & Known<Config, WithFallbacks<Own>>

const OWN = [
  "cascade",
  "name",
  "others",
  "order",
  "sticky",
  "unavailable",
  "breaker",
  "timeout",
  "retryBudget",
  "price"
] as const satisfies ReadonlyArray<keyof WithFallbacks<Options>>

/** `cascade` as an operator: the call is the first option, `others` follow in order. */
export const withFallbacks: {
  <const Own extends Options, const Config extends WithFallbacks<Own>>(
    config: KnownFallbacks<Own, Config>
  ): <A, E, R>(self: Effect.Effect<A, E, R>) => WithFallbacksResult<A, E, R, Own, Config>
  <A, E, R, const Own extends Options, const Config extends WithFallbacks<Own>>(
    self: Effect.Effect<A, E, R>,
    config: KnownFallbacks<Own, Config>
  ): WithFallbacksResult<A, E, R, Own, Config>
} = dual(2, (self: Call, config: WithFallbacks<Options>) => {
  checkKeys("", checkObject("options", config), OWN)
  const { cascade: name, order, others, sticky, ...first } = config
  return runCascade(
    checkCascade<Call>(
      name,
      [{ ...first, run: self }, ...checkList("others", others)],
      { ...(order === undefined ? {} : { order }), ...(sticky === undefined ? {} : { sticky }) },
      ofEffects,
      { as: "others", before: 1 }
    )
  )
})

interface Sorted {
  readonly answers: ReadonlyArray<Extract<Tried<unknown>, { readonly _tag: "Answered" }>>
  readonly failed: ReadonlyArray<FailedOption<unknown>>
  readonly skipped: ReadonlyArray<SkippedOption>
}

const sort = (all: ReadonlyArray<Tried<unknown> | undefined>): Sorted => ({
  answers: all.flatMap((one) => (one?._tag === "Answered" ? one : [])),
  failed: all.flatMap((one) => (one?._tag === "Failed" ? one.failed : [])),
  skipped: all.flatMap((one) => (one?._tag === "Skipped" ? one.skipped : []))
})

const runParallel = (
  cascade: CheckedCascade<Call>
): Effect.Effect<Answered<unknown>, AllOptionsFailed<unknown>, unknown> =>
  Effect.withFiber((fiber) => {
    const world = worldOf(fiber, cascade.name)
    const all: Array<Tried<unknown> | undefined> = orderOf(world, cascade).map(() => undefined)
    const racers = orderOf(world, cascade).map((checked, turn) =>
      Effect.flatMap(tryOption(world, checked, { isFallback: turn > 0, lastError: null }), (tried) => {
        all[turn] = tried
        return tried._tag === "Answered" ? Effect.succeed(tried) : Effect.fail("no answer" as const)
      })
    )
    return Effect.matchEffect(Effect.raceAll(racers), {
      onSuccess: ({ option, value }) => {
        const { failed, skipped } = sort(all)
        return Effect.succeed(commit(world, cascade, { option, value, skipped, failed }))
      },
      onFailure: () => {
        const { failed, skipped } = sort(all)
        return Effect.fail(exhausted(world, cascade.options, failed, skipped))
      }
    })
  })

/**
 * Asks all options at once and takes the first answer; the others are interrupted. Conditions on errors are not asked, since
 * nothing has failed yet; the budgets of all but the first pay. For calls that may be made twice only.
 */
export const parallel = <const Own extends Options>(
  name: string,
  options: Own & KnownEach<Own, FallbackOption<Call>>
): Effect.Effect<Answered<Value<Own>, OptionError<Own>>, AllOptionsFailed<OptionError<Own>>, Services<Own>> =>
  runParallel(checkCascade<Call>(name, options, {})) as Effect.Effect<
    Answered<Value<Own>, OptionError<Own>>,
    AllOptionsFailed<OptionError<Own>>,
    Services<Own>
  >

export interface BestEffortOptions {
  /** Options that run at once, 1 to 64. Default: all. */
  readonly concurrency?: number
}

const runBestEffort = (
  cascade: CheckedCascade<Call>,
  concurrency: number
): Effect.Effect<Gathered<unknown>, AllOptionsFailed<unknown>, unknown> =>
  Effect.withFiber((fiber) => {
    const world = worldOf(fiber, cascade.name)
    const turns = Effect.forEach(
      cascade.options,
      (checked) => tryOption(world, checked, { isFallback: false, lastError: null }),
      { concurrency }
    )
    return Effect.flatMap(turns, (all) => {
      const { answers, failed, skipped } = sort(all)
      return answers.length > 0
        ? Effect.succeed({ answers: answers.map(({ option, value }) => ({ option, value })), skipped, failed })
        : Effect.fail(exhausted(world, cascade.options, failed, skipped))
    })
  })

const concurrencyOf = (config: BestEffortOptions): number => {
  checkKeys("", checkObject("options", config), ["concurrency"])
  return checkInt("concurrency", config.concurrency ?? 64, 1, 64)
}

/** Asks all options and gives what came, one answer or more; fails only when there was none. */
export const bestEffort = <const Own extends Options>(
  name: string,
  options: Own & KnownEach<Own, FallbackOption<Call>>,
  config: BestEffortOptions = {}
): Effect.Effect<Gathered<Value<Own>, OptionError<Own>>, AllOptionsFailed<OptionError<Own>>, Services<Own>> =>
  runBestEffort(checkCascade<Call>(name, options, {}), concurrencyOf(config)) as Effect.Effect<
    Gathered<Value<Own>, OptionError<Own>>,
    AllOptionsFailed<OptionError<Own>>,
    Services<Own>
  >
