/**
 * Carries what breakers, budgets and cascades have learned from process to process, and what limits have counted: takes it over when the layer is built, writes
 * down what changed at most once a second and when the layer ends, and looks once a second whether another
 * process wrote: a person's order (isolate, close) or a newer transition. No call waits for any of it. A store that fails costs calls
 * nothing and is reported once, in the log, until it works again; one that gives no answer keeps nobody waiting for longer than its
 * time, and a program that began without it hears of orders and opened circuits as soon as it answers. What surprises: the layer's scope
 * holds a sleeping fiber, so a program that keeps the scope open for ever does not end by itself.
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { Breakers } from "../breaker/CircuitBreaker.ts"
import { Cascades } from "../cascade/Cascades.ts"
import { checkDuration, checkKeys, checkObject } from "../checkOptions.ts"
import { Bulkheads } from "../limits/Bulkhead.ts"
import { Concurrencies } from "../limits/Concurrency.ts"
import { limitKinds } from "../limits/keptLimit.ts"
import { RateLimits } from "../limits/RateLimit.ts"
import { RetryBudgets } from "../retry/RetryBudget.ts"
import { makeAskStore } from "./askStore.ts"
import { isNewer, isSame, keyOf, type KeptRow, type Kind, mergeRow } from "./KeptRow.ts"
import { readKept } from "./readKept.ts"
import { type Change, type Kept, type Order, ResilienceStore, type ResilienceStoreFailed } from "./ResilienceStore.ts"

export interface KeeperOptions {
  /** How often changes are written, if there are any, and what others wrote is looked for. Default 1 second. */
  readonly every?: Duration.Input
  /** The longest that the start, the end and a round wait for each answer of the store. Default 5 seconds. */
  readonly storeTimeout?: Duration.Input
}

export class Keeper extends Context.Service<
  Keeper,
  {
    /** Writes what has changed now. */
    readonly save: Effect.Effect<void>
    /** Looks for what others wrote now. */
    readonly look: Effect.Effect<void>
    /** Why the store could not be used the last time; `null` when it could. */
    readonly failure: Effect.Effect<ResilienceStoreFailed | null>
  }
>()("@zenus/core/resilience/Keeper") {
  /** Dies with `InvalidOption` for lengths that cannot be meant. */
  static readonly layer = (options: KeeperOptions = {}): Layer.Layer<Keeper, never, KeptServices | ResilienceStore> =>
    Layer.effect(Keeper, makeKeeper(options))
}

const isLimit = (kind: Kind): boolean => limitKinds.some((one) => one === kind)

const ofKind = (rows: ReadonlyArray<KeptRow>, kind: Kind): ReadonlyArray<KeptRow> =>
  rows.filter((row) => row.kind === kind)

/** Whose figures are kept. Limits are only written, for others to see. */
export type KeptServices = Breakers | RetryBudgets | Cascades | Bulkheads | RateLimits | Concurrencies

const makeKeeper = (options: KeeperOptions) =>
  Effect.gen(function* () {
    checkKeys("", checkObject("options", options), ["every", "storeTimeout"])
    const everyMs = checkDuration("every", options.every ?? "1 second")
    const ask = makeAskStore(checkDuration("storeTimeout", options.storeTimeout ?? "5 seconds"))
    const store = yield* ResilienceStore
    const breakers = yield* Breakers
    const budgets = yield* RetryBudgets
    const cascades = yield* Cascades
    const limits = { bulkhead: yield* Bulkheads, rateLimit: yield* RateLimits, concurrencyLimit: yield* Concurrencies }
    const scope = yield* Effect.scope
    const one = yield* Semaphore.make(1)

    /** Rows as this process last read or wrote them: what it adds to the store is counted from here. */
    const bases = new Map<string, unknown>()
    /** Rows that could not be written yet. */
    const waiting = new Map<string, KeptRow>()
    const applied = new Map<string, number>()
    /**
     * Rounds in which something may still have to be written; at first nobody was listening yet. Two after a change was heard: whoever
     * hears one listens no longer, since it would be woken by each call, and what changes between a writing and the next listening is
     * written in the round after.
     */
    let marked = 1
    let version: number | null = null
    const failures = new Map<ResilienceStoreFailed["doing"], ResilienceStoreFailed>()

    /** Reading and writing fail apart: a store that can only be read is reported once, not at every round. */
    const guarded = (
      doing: ResilienceStoreFailed["doing"],
      work: Effect.Effect<void, ResilienceStoreFailed>
    ): Effect.Effect<void> =>
      Effect.matchEffect(work, {
        onFailure: (error) => {
          const isFirst = !failures.has(doing)
          failures.set(doing, error)
          return isFirst ? Effect.logWarning(`${error.message} ${error.recovery.join(" ")}`) : Effect.void
        },
        onSuccess: () => Effect.sync(() => void failures.delete(doing))
      }).pipe(one.withPermit, Effect.uninterruptible)

    const put = (kind: Kind, rows: ReadonlyArray<Omit<KeptRow, "kind">>): void => {
      for (const { name, state } of rows) {
        const key = keyOf(kind, name)
        if (!isSame(bases.get(key), state)) waiting.set(key, { kind, name, state })
      }
    }
    const gather = Effect.gen(function* () {
      put("breaker", yield* breakers.exportChanged)
      put("budget", yield* budgets.exportState)
      put("cascade", yield* cascades.exportState)
      for (const kind of limitKinds) put(kind, yield* limits[kind].exportChanged)
    })
    const save = guarded(
      "write",
      Effect.gen(function* () {
        yield* gather
        if (waiting.size === 0) return
        const rows = [...waiting]
        const changes = rows.map(([key, { kind, name, state }]): Change => {
          const base = bases.get(key)
          return { kind, name, merge: (stored) => mergeRow(kind, stored, base, state) }
        })
        // Noted when it is done, also where nobody waits for it any more: or it would be added once more.
        const noted = Effect.sync(() => {
          for (const [key, row] of rows) {
            bases.set(key, row.state)
            if (waiting.get(key) === row) waiting.delete(key)
          }
        })
        yield* ask("write", () => Effect.andThen(store.save(changes), noted))
      })
    )

    const circuits = Effect.map(breakers.circuits, (all) => new Map(all.map((one) => [one.name, one])))
    /** The store holds one order for a name, so one that differs from what was done is newer, whatever clocks say. */
    const obey = (orders: ReadonlyArray<Order>, isFirst: boolean): Effect.Effect<void> =>
      Effect.gen(function* () {
        const known = yield* circuits
        for (const { at, breaker, reason, wish } of orders) {
          if (at === applied.get(breaker)) continue
          applied.set(breaker, at)
          const now = known.get(breaker)
          if (wish === "isolate") {
            // Kept as isolated already: not once more, since it would seem to have begun now.
            if (now?.state !== "Isolated" || now.why !== reason) yield* breakers.isolate(breaker, reason, at)
          }
          // An order to close is about what was there then: a circuit that opened later stays open.
          // One that is closed already has nothing to be closed, and counts on.
          else if (
            now !== undefined &&
            now.state !== "Closed" &&
            (at >= now.since || (!isFirst && now.state === "Isolated"))
          ) {
            yield* breakers.close(breaker, at)
          }
        }
      })
    const takeOver = (kept: Kept): Effect.Effect<void> =>
      Effect.gen(function* () {
        const known = yield* circuits
        const newer = kept.rows.filter(
          ({ kind, name, state }) => kind === "breaker" && isNewer(state, bases.get(keyOf(kind, name)), known.get(name))
        )
        yield* take(newer)
        yield* obey(kept.orders, false)
      })
    const take = (rows: ReadonlyArray<KeptRow>): Effect.Effect<number> =>
      Effect.gen(function* () {
        // Limits count from nothing in each process.
        for (const { kind, name, state } of rows) {
          if (!isLimit(kind)) bases.set(keyOf(kind, name), state)
        }
        return (
          (yield* breakers.importState(ofKind(rows, "breaker"))) +
          (yield* budgets.importState(ofKind(rows, "budget"))) +
          (yield* cascades.importState(ofKind(rows, "cascade")))
        )
      })
    const load = ask("read", () => Effect.map(store.load, readKept))
    const look = guarded(
      "read",
      Effect.gen(function* () {
        const found = yield* ask("read", () => store.version)
        if (found === version) return
        yield* takeOver(yield* load)
        version = found
      })
    )

    yield* guarded(
      "read",
      Effect.gen(function* () {
        const found = yield* ask("read", () => store.version)
        const kept = yield* load
        const refused = kept.refused + (yield* take(kept.rows))
        if (refused > 0) {
          const rows = refused === 1 ? "1 row" : `${refused} rows`
          yield* Effect.logWarning(
            `${rows} of what circuits and budgets had learned could not be read and ${refused === 1 ? "was" : "were"} left out.`
          )
        }
        yield* obey(kept.orders, true)
        version = found
      })
    )

    // Finalizers run from the last to the first: the fibers have ended when this one writes.
    yield* Effect.addFinalizer(() => save)
    const marks = Stream.mergeAll(
      [breakers, budgets, cascades, ...Object.values(limits)].map(({ changes }) => changes),
      { concurrency: "unbounded" }
    )
    const listen = Effect.forkIn(
      Effect.map(Stream.runHead(marks), () => {
        marked = 2
      }),
      scope,
      { startImmediately: true }
    )
    yield* listen
    const written = Effect.suspend(() => {
      if (marked === 0) return waiting.size > 0 ? save : Effect.void
      return Effect.andThen(marked-- === 2 ? Effect.asVoid(listen) : Effect.void, save)
    })
    const round = Effect.andThen(written, look)
    yield* Effect.forkIn(Effect.forever(Effect.andThen(Effect.sleep(everyMs), round)), scope)

    return Keeper.of({ save, look, failure: Effect.sync(() => failures.get("write") ?? failures.get("read") ?? null) })
  })
