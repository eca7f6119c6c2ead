/**
 * One option's turn: passed over without an attempt, or tried behind its breaker and timeout. Never fails: how it went is
 * the value. What surprises: a defect of an option counts as its failure, so that a bug in one provider's code does not
 * take the answer away that another could give; cancelling the whole counts as nothing.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { type Breaker, Breakers, CircuitOpen } from "../breaker/CircuitBreaker.ts"
import { ask } from "../ask.ts"
import { sayError } from "../formatMs.ts"
import { deadlineOf, TimeSpent } from "../limits/Deadline.ts"
import { timeout } from "../limits/Timeout.ts"
import { monotonicMs } from "../monotonic.ts"
import { type Budget, RetryBudgets } from "../retry/RetryBudget.ts"
import { unbroken } from "../unbroken.ts"
import { type FailedOption, OptionDefect, type SkippedOption, type SkipReason } from "./AllOptionsFailed.ts"
import { type CascadeRecord, Cascades } from "./Cascades.ts"
import * as CascadeState from "./CascadeState.ts"
import type { Checked, CheckedCascade } from "./FallbackOption.ts"

/** What one run of a cascade works with, taken from its fiber once. */
export interface World {
  readonly fiber: Fiber.Fiber<unknown, unknown>
  readonly clock: Clock.Clock
  readonly record: CascadeRecord
  readonly breaker: (key: string) => Breaker
  readonly budget: (key: string) => Budget
  /** Tells the breakers which of them stand in for one another. */
  readonly relate: (keys: ReadonlyArray<string>) => void
}

/** The types of `Needs` see to it that the services are there. */
export const worldOf = (fiber: Fiber.Fiber<unknown, unknown>, name: string): World => {
  const context = fiber.context as Context.Context<Cascades | Breakers | RetryBudgets>
  return {
    fiber,
    clock: fiber.getRef(Clock.Clock),
    record: Context.get(context, Cascades).record(name),
    breaker: (key) => Context.get(context, Breakers).breaker(key),
    budget: (key) => Context.get(context, RetryBudgets).budget(key),
    relate: (keys) => Context.get(context, Breakers).relate(keys)
  }
}

/** `error` is what a following option's condition sees; `null` where there is none. */
export interface Skip {
  readonly _tag: "Skipped"
  readonly skipped: SkippedOption
  readonly error: unknown
}

export type Tried<A> =
  | { readonly _tag: "Answered"; readonly option: string; readonly value: A }
  | { readonly _tag: "Failed"; readonly failed: FailedOption<unknown> }
  | Skip

/** How something before it went wrong; and whether an attempt was made before, so that this one is an extra call that its budget pays for. */
export interface Turn {
  readonly isFallback: boolean
  readonly lastError: { readonly error: unknown } | null
}

export const nowOf = (world: World): number => monotonicMs(world.clock)

/** Books and announces that an option was passed over. */
export const skip = (
  world: World,
  option: string,
  reason: SkipReason,
  why: string,
  retryInMs: number | null = null,
  error: unknown = null
): Skip => {
  const at = world.clock.currentTimeMillisUnsafe()
  CascadeState.ended(world.record.state, option, "skipped", at, 0)
  world.record.publish({ _tag: "option.skipped", name: world.record.name, option, reason, why, at })
  world.record.changed()
  return { _tag: "Skipped", skipped: { option, reason, why, retryInMs }, error }
}

export const skipOpen = (world: World, option: string, error: CircuitOpen): Skip =>
  skip(world, option, "circuit", error.message, error.remainingMs, error)

/** Books and announces how an attempt ended. */
export const settle = (world: World, option: string, exit: Exit.Exit<unknown, unknown>, durationMs: number): void => {
  const { record } = world
  const at = world.clock.currentTimeMillisUnsafe()
  const outcome = exit._tag === "Success" ? "answered" : Cause.hasInterruptsOnly(exit.cause) ? "cancelled" : "failed"
  CascadeState.ended(record.state, option, outcome, at, durationMs)
  if (exit._tag === "Failure" && outcome === "failed") {
    CascadeState.disappoint(record.state, option)
    record.publish({ _tag: "option.failed", name: record.name, option, error: errorOf(option, exit.cause), at })
  }
  record.changed()
}

/** The option's own error, or its defect as one. */
export const errorOf = (option: string, cause: Cause.Cause<unknown>): unknown => {
  const fail = cause.reasons.find(Cause.isFailReason)
  if (fail !== undefined) return fail.error
  const die = cause.reasons.find(Cause.isDieReason)
  return new OptionDefect(option, die === undefined ? "it was interrupted from inside" : die.defect)
}

/** Text says why; nothing at all, in any of its spellings, that it can answer. */
const isReason = (given: unknown): given is string | false | null | undefined =>
  typeof given === "string" || given === undefined || given === null || given === false
const isVerdict = (given: unknown): given is boolean => typeof given === "boolean"

/** Why it is passed over before its circuit and budget are asked, or `null`. */
export const whyNot = <Run>(world: World, { option }: Checked<Run>, turn: Turn): Skip | null => {
  const until = deadlineOf(world.fiber)
  if (until !== null && nowOf(world) >= until) return skip(world, option.name, "deadline", "the deadline was over")
  const missing = ask(() => option.unavailable?.(), isReason)
  if (!missing.isAnswer) {
    return skip(world, option.name, "unavailable", `asking whether it can answer failed: ${missing.why}`)
  }
  if (typeof missing.value === "string") {
    const why = missing.value.trim() === "" ? "it cannot answer now and does not say why" : missing.value
    return skip(world, option.name, "unavailable", why)
  }
  const { lastError } = turn
  if (option.when === undefined || lastError === null) return null
  const wanted = ask(() => option.when?.(lastError.error), isVerdict)
  if (!wanted.isAnswer) return skip(world, option.name, "condition", `its condition failed: ${wanted.why}`)
  if (wanted.value) return null
  return skip(world, option.name, "condition", `not meant for: ${sayError(lastError.error)}`)
}

/** Takes what falling back costs; `false` when the budget is empty. */
export const pay = <Run>(world: World, { option }: Checked<Run>, turn: Turn): boolean =>
  option.retryBudget === undefined || !turn.isFallback || world.budget(option.retryBudget).withdraw(nowOf(world))

/** Gives it back for an attempt that never began. */
export const payBack = <Run>(world: World, { option }: Checked<Run>, turn: Turn): void => {
  if (option.retryBudget !== undefined && turn.isFallback) world.budget(option.retryBudget).refund(nowOf(world))
}

/** An answer pays into the option's budget. */
export const earn = <Run>(world: World, { option }: Checked<Run>): void => {
  if (option.retryBudget !== undefined) world.budget(option.retryBudget).success(nowOf(world))
}

export const noBudget = (world: World, option: string): Skip =>
  skip(world, option, "budget", "its retry budget is empty")

/** Books the start of an attempt; a deadline above hears of every attempt after the first. */
export const begun = (world: World, option: string, turn: Turn): number => {
  CascadeState.started(world.record.state, option)
  const spent = world.fiber.getRef(TimeSpent)
  if (spent !== null && turn.isFallback) spent.retries++
  return nowOf(world)
}

/** Tries one option that is an Effect. */
export const tryOption = (
  world: World,
  checked: Checked<Effect.Effect<unknown, unknown, unknown>>,
  turn: Turn
): Effect.Effect<Tried<unknown>, never, unknown> =>
  Effect.suspend(() => {
    const reason = whyNot(world, checked, turn)
    if (reason !== null) return Effect.succeed(reason)
    const { option, timeoutMs } = checked
    const { name } = option
    let isPaid = false
    let from: number | null = null
    const mark = (): void => {
      from ??= begun(world, name, turn)
    }
    const call =
      checked.runMarked === null
        ? Effect.withFiber((fiber) =>
            unbroken(fiber, () => {
              mark()
              return option.run
            })
          )
        : checked.runMarked(mark)
    const limited = timeoutMs === null ? call : timeout(call, timeoutMs, { name })
    // A policy's own call has its breaker inside.
    const key = checked.runMarked === null ? option.breaker : undefined
    const guarded = key === undefined ? limited : world.breaker(key).protect(limited)
    // Paid inside the frame that pays back, so that no interruption comes between the two.
    const paid = Effect.suspend(() => {
      isPaid = pay(world, checked, turn)
      return isPaid ? guarded : Effect.fail("no budget")
    })
    const settled = Effect.onExit(paid, (exit) =>
      Effect.sync(() => {
        if (from !== null) {
          settle(world, name, exit, nowOf(world) - from)
          if (exit._tag === "Success") earn(world, checked)
        } else if (isPaid) payBack(world, checked, turn)
      })
    )
    return Effect.map(Effect.exit(settled), (exit): Tried<unknown> => {
      if (!isPaid) return noBudget(world, name)
      if (exit._tag === "Success") return { _tag: "Answered", option: name, value: exit.value }
      const error = errorOf(name, exit.cause)
      if (from === null && error instanceof CircuitOpen) return skipOpen(world, name, error)
      return { _tag: "Failed", failed: { option: name, error, durationMs: from === null ? 0 : nowOf(world) - from } }
    })
  })

/** The facts by which options are ranked, and the order that follows. */
export const orderOf = <Run>(world: World, cascade: CheckedCascade<Run>): ReadonlyArray<Checked<Run>> => {
  if (cascade.breakers !== undefined && cascade.breakers.length > 1) world.relate(cascade.breakers)
  const now = nowOf(world)
  const { state } = world.record
  const sticky = cascade.stickyMs === null ? null : CascadeState.stickyOf(state, now)
  if (cascade.rank === null && sticky === null) return cascade.options
  const facts = cascade.options.map(({ option, place }): CascadeState.OptionFacts => {
    const known = state.options.get(option.name)
    const done = (known?.successes ?? 0) + (known?.failures ?? 0)
    return {
      name: option.name,
      place,
      state: option.breaker === undefined ? "None" : world.breaker(option.breaker).snapshot(now).state,
      p50Ms: known === undefined ? null : CascadeState.p50(known),
      price: option.price ?? null,
      successRate: known === undefined || done === 0 ? null : known.successes / done
    }
  })
  return CascadeState.orderOf(facts, cascade.rank, sticky).flatMap((place) => cascade.options[place] ?? [])
}

/** After an answer: which fallback is tried first from now on. `usual` is the order without that preference. */
export const preferAnswer = <Run>(world: World, cascade: CheckedCascade<Run>, answered: string): void => {
  if (cascade.stickyMs === null) return
  const [first] = cascade.options
  if (first === undefined) return
  CascadeState.prefer(world.record.state, answered, first.option.name, nowOf(world), cascade.stickyMs)
}
