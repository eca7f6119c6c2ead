/**
 * Retry budgets by name: everything that calls one dependency draws on one budget, so that retries stop within a few failures however
 * many calls run side by side. One layer has one rule for all its names; two layers share nothing. A name that was
 * never used has a full budget. It does not retry: `Retry` asks it.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import { checkInt } from "../checkOptions.ts"
import { makeListeners } from "../Listeners.ts"
import { monotonicMs } from "../monotonic.ts"
import * as RetryBudgetState from "./RetryBudgetState.ts"

export type RetryBudgetOptions = RetryBudgetState.RetryBudgetOptions & {
  /** Names kept at most; default 10 000. Beyond it a full budget is forgotten, else the oldest. */
  readonly maxNames?: number
}

/** `balance` and `capacity` in retries, null where the rule has none; `granted` and `refused` since the start. */
export interface RetryBudgetSnapshot extends RetryBudgetState.Balance {
  readonly name: string
  readonly granted: number
  readonly refused: number
}

/** `at` is wall-clock epoch ms. `cost`: 1, or 2 after a timeout. */
export interface RetryBudgetEvent {
  readonly _tag: "retryBudget.granted" | "retryBudget.refused"
  readonly name: string
  readonly at: number
  readonly cost: number
  readonly balance: number | null
}

export interface KeptBudget {
  readonly name: string
  readonly state: RetryBudgetState.Kept
}

/** One name. All of it is synchronous; `now` is monotonic ms. */
export interface Budget {
  readonly name: string
  /** True once it was forgotten to make room for other names: whoever holds it asks for it anew. */
  readonly isForgotten: boolean
  /** What must be told to it: `success` after each success, `call` before each call, or nothing. */
  readonly counts: "calls" | "successes" | "nothing"
  readonly success: (now: number) => void
  readonly call: (now: number) => void
  /** Takes `cost` (default 1) if it is there. Asked before the wait, once, and only for a retry that may happen. */
  readonly withdraw: (now: number, cost?: number) => boolean
  /** Gives back what a retry cost that never ran. */
  readonly refund: (now: number, cost?: number) => void
  readonly snapshot: (now: number) => RetryBudgetSnapshot
}

export class RetryBudgets extends Context.Service<
  RetryBudgets,
  {
    /** The budget of this name; made full when it is new. */
    readonly budget: (name: string) => Budget
    /** In the order of first use. Reading changes nothing. */
    readonly snapshots: Effect.Effect<ReadonlyArray<RetryBudgetSnapshot>>
    readonly events: Stream.Stream<RetryBudgetEvent>
    /** Names whose state changed, for whoever keeps it. */
    readonly changes: Stream.Stream<string>
    readonly exportState: Effect.Effect<ReadonlyArray<KeptBudget>>
    /** Takes kept rows over; gives the number of rows refused because they are not readable or of another rule. */
    readonly importState: (rows: ReadonlyArray<unknown>) => Effect.Effect<number>
    /** Full again, and counted from nothing; of this name, or of all. */
    readonly reset: (name?: string) => Effect.Effect<void>
  }
>()("@zenus/core/resilience/RetryBudgets") {
  /** @throws InvalidOption when an option is out of range, as a defect of the layer. */
  static readonly layer = (options: RetryBudgetOptions = {}): Layer.Layer<RetryBudgets> =>
    Layer.effect(
      RetryBudgets,
      Effect.map(Clock.Clock, (clock) => make(options, clock))
    )
}

interface Entry extends Budget {
  isForgotten: boolean
  state: RetryBudgetState.State
}

const make = (options: RetryBudgetOptions, clock: Clock.Clock): RetryBudgets["Service"] => {
  const rule = RetryBudgetState.ruleOf(options)
  const maxNames = checkInt("maxNames", options.maxNames ?? 10_000, 1, 1e7)
  const counts = RetryBudgetState.counts(rule)
  const entries = new Map<string, Entry>()
  const events = makeListeners<RetryBudgetEvent>()
  const changes = makeListeners<string>()

  const publish = (entry: Entry, _tag: RetryBudgetEvent["_tag"], now: number, cost: number): void => {
    if (!events.isHeard()) return
    const { balance } = RetryBudgetState.balance(entry.state, rule, now)
    events.publish({ _tag, name: entry.name, at: clock.currentTimeMillisUnsafe(), cost, balance })
  }

  const makeEntry = (name: string): Entry => ({
    name,
    isForgotten: false,
    counts,
    state: RetryBudgetState.initial(rule),
    success() {
      if (RetryBudgetState.success(this.state, rule)) changes.publish(name)
    },
    call(now) {
      if (RetryBudgetState.call(this.state, rule, now)) changes.publish(name)
    },
    withdraw(now, cost = 1) {
      const granted = RetryBudgetState.withdraw(this.state, rule, now, cost)
      publish(this, granted ? "retryBudget.granted" : "retryBudget.refused", now, cost)
      changes.publish(name)
      return granted
    },
    refund(now, cost = 1) {
      RetryBudgetState.refund(this.state, rule, now, cost)
      changes.publish(name)
    },
    snapshot(now) {
      const { granted, refused } = this.state
      return { name, ...RetryBudgetState.balance(this.state, rule, now), granted, refused }
    }
  })

  const forget = (entry: Entry): void => {
    entry.isForgotten = true
    entries.delete(entry.name)
  }

  /** Forgets one name: a full budget where the first hundred hold one, since it decides as a new one would. */
  const forgetOne = (now: number): void => {
    let oldest: Entry | undefined
    let looked = 0
    for (const entry of entries.values()) {
      oldest ??= entry
      if (RetryBudgetState.isFresh(entry.state, rule, now)) return forget(entry)
      if (++looked === 100) break
    }
    if (oldest !== undefined) forget(oldest)
  }

  const budget = (name: string): Entry => {
    const known = entries.get(name)
    if (known !== undefined) return known
    if (entries.size >= maxNames) forgetOne(monotonicMs(clock))
    const entry = makeEntry(name)
    entries.set(name, entry)
    return entry
  }

  const importRow = (row: unknown): boolean => {
    if (typeof row !== "object" || row === null || !("name" in row) || !("state" in row)) return false
    if (typeof row.name !== "string") return false
    const state = RetryBudgetState.restore(row.state, rule, monotonicMs(clock), clock.currentTimeMillisUnsafe())
    if (state === null) return false
    budget(row.name).state = state
    return true
  }

  return {
    budget,
    snapshots: Clock.clockWith((clock) => {
      const now = monotonicMs(clock)
      return Effect.succeed(Array.from(entries.values(), (entry) => entry.snapshot(now)))
    }),
    events: events.stream,
    changes: changes.stream,
    exportState: Clock.clockWith((clock) => {
      const now = monotonicMs(clock)
      const at = clock.currentTimeMillisUnsafe()
      const kept = Array.from(entries.values(), ({ name, state }) => ({
        name,
        state: RetryBudgetState.keep(state, rule, now, at)
      }))
      return Effect.succeed(kept)
    }),
    importState: (rows) => Effect.sync(() => rows.reduce<number>((bad, row) => (importRow(row) ? bad : bad + 1), 0)),
    reset: (name) =>
      Effect.sync(() => {
        for (const entry of entries.values()) {
          if (name !== undefined && entry.name !== name) continue
          entry.state = RetryBudgetState.initial(rule)
          changes.publish(entry.name)
        }
      })
  }
}

/** The budgets of one program: `RetryBudget.layer({ capacity: 10, ratio: 0.1 })`. */
export const layer = RetryBudgets.layer
