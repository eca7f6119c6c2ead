/**
 * As many calls at once as the dependency bears, for each key: fewer as soon as it fails, answers 429 or takes ten times as long as usual, more
 * again as it recovers. In the overload simulation it is the strongest single layer: it stops the pile-up itself, which a breaker only ends.
 * Calls beyond the limit are refused at once by default, since a line in front of an overloaded server is more overload (the simulation
 * finds nothing in one); a short line is an option. Refusals, cancelled calls and what the caller got wrong (Ignored) do not move the limit.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import { checkDuration, checkFunction, checkInt, checkKey, checkKeys, checkObject } from "../checkOptions.ts"
import { classifyWith } from "../classifyWith.ts"
import { escapeName } from "../../errors/escapeName.ts"
import { formatMs } from "../formatMs.ts"
import { makeListeners } from "../Listeners.ts"
import { monotonicMs } from "../monotonic.ts"
import { operator } from "../operator.ts"
import * as Outcome from "../Outcome.ts"
import { Rejection } from "../Rejection.ts"
import * as ConcurrencyState from "./ConcurrencyState.ts"
import { inSlot } from "./inSlot.ts"
import { type KeyedEntry, makeKeyed } from "./Keyed.ts"
import { type KeptLimitRow, type LimitCounts, makeLimitNews, noCounts, places } from "./keptLimit.ts"
import * as SlotsState from "./SlotsState.ts"

export interface ConcurrencyOptions extends ConcurrencyState.ConcurrencyRuleOptions {
  /** Callers in line, for each key; default 0: nobody waits. */
  readonly queue?: number
  /** The longest anybody stays in line; default "1 second". */
  readonly maxWait?: Duration.Input
  /** After which an unused key, and what was learned of it, is forgotten; default "1 hour". */
  readonly idle?: Duration.Input
  /** What an ended call says about the dependency; default `Outcome.classify`. */
  readonly classify?: Outcome.Classify
}

const CONCURRENCY_OPTIONS = [
  "initial",
  "min",
  "max",
  "decrease",
  "slow",
  "queue",
  "maxWait",
  "idle",
  "classify"
] as const satisfies ReadonlyArray<keyof ConcurrencyOptions>

/** More at once than the dependency bears now. The call was not started. */
export class ConcurrencyLimited extends Rejection {
  readonly _tag = "ConcurrencyLimited"
  readonly key: string
  /** Calls at once that were allowed, whole. */
  readonly limit: number
  readonly waiting: number
  readonly waitedMs: number
  constructor(key: string, limit: number, waiting: number, waitedMs: number) {
    super()
    this.key = key
    this.limit = limit
    this.waiting = waiting
    this.waitedMs = waitedMs
  }
  get message(): string {
    const calls = `${this.limit} ${this.limit === 1 ? "call" : "calls"} at once`
    return this.waitedMs === 0
      ? `${escapeName(this.key)} bears ${calls} now, and they are running.`
      : `${escapeName(this.key)} bears ${calls} now, and had no place within ${formatMs(this.waitedMs)}.`
  }
  get recovery(): ReadonlyArray<string> {
    return ["Start fewer calls at once, or try again when some have ended.", "Let something else answer (a fallback)."]
  }
}

/** `limit` is whole; counts since the key was first used. */
export interface ConcurrencySnapshot {
  readonly name: string
  readonly limit: number
  readonly running: number
  readonly waiting: number
  readonly admitted: number
  /** Had to wait for a place, however that ended. */
  readonly queued: number
  readonly rejected: number
}

/**
 * `at` is wall-clock epoch ms; `limit` whole, after the change. `misclassified`: the classifier threw, or gave what is no outcome, and the call
 * counts as by default.
 */
export type ConcurrencyEvent = { readonly name: string; readonly at: number; readonly limit: number } & (
  | { readonly _tag: "concurrency.limited" | "concurrency.lowered" | "concurrency.raised" }
  | { readonly _tag: "concurrency.misclassified"; readonly why: string }
)

interface Entry extends KeyedEntry, LimitCounts {
  readonly slots: SlotsState.Slots
  readonly state: ConcurrencyState.State
  readonly limit: () => number
}

export class Concurrencies extends Context.Service<
  Concurrencies,
  {
    /** Runs a call under this key, if the limit allows it. */
    readonly protect: <A, E, R>(
      key: string,
      self: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | ConcurrencyLimited, R>
    /** In the order of first use. Reading changes nothing. */
    readonly snapshots: Effect.Effect<ReadonlyArray<ConcurrencySnapshot>>
    readonly events: Stream.Stream<ConcurrencyEvent>
    /** What has changed since the last export as plain JSON, to be written down and shown. */
    readonly exportChanged: Effect.Effect<ReadonlyArray<KeptLimitRow>>
    /** The name of a key when there is something new to export of it: once until it is exported. */
    readonly changes: Stream.Stream<string>
  }
>()("@zenus/core/resilience/Concurrencies") {
  /** @throws InvalidOption when an option is out of range, as a defect of the layer. */
  static readonly layer = (options: ConcurrencyOptions = {}): Layer.Layer<Concurrencies> =>
    Layer.sync(Concurrencies, () => make(options))
}

const make = (options: ConcurrencyOptions): Concurrencies["Service"] => {
  checkKeys("", checkObject("options", options), CONCURRENCY_OPTIONS)
  checkFunction("classify", options.classify)
  const rule = ConcurrencyState.ruleOf(options)
  const queue = checkInt("queue", options.queue ?? 0, 0, 1e6)
  const maxWaitMs = checkDuration("maxWait", options.maxWait ?? "1 second")
  const idleMs = checkDuration("idle", options.idle ?? "1 hour")
  const classify = options.classify ?? Outcome.classify
  const events = makeListeners<ConcurrencyEvent>()
  const news = makeLimitNews()

  const entries = makeKeyed<Entry>((name) => {
    const slots = SlotsState.empty()
    const state = ConcurrencyState.initial(rule)
    return {
      ...noCounts(name),
      slots,
      state,
      limit: () => ConcurrencyState.limitOf(state),
      usedAt: 0,
      isIdle: () => slots.running === 0 && slots.waiting.size === 0
    }
  }, idleMs)

  const publish = (
    entry: Entry,
    _tag: Exclude<ConcurrencyEvent["_tag"], "concurrency.misclassified">,
    clock: Clock.Clock
  ): void => {
    if (!events.isHeard()) return
    events.publish({ _tag, name: entry.name, at: clock.currentTimeMillisUnsafe(), limit: entry.limit() })
  }

  const misclassified = (entry: Entry, why: string, clock: Clock.Clock): void => {
    if (!events.isHeard()) return
    const at = clock.currentTimeMillisUnsafe()
    events.publish({ _tag: "concurrency.misclassified", name: entry.name, at, limit: entry.limit(), why })
  }

  const refuse = (entry: Entry, clock: Clock.Clock, waitedMs: number): ConcurrencyLimited => {
    entry.rejected++
    news.mark(entry)
    publish(entry, "concurrency.limited", clock)
    return new ConcurrencyLimited(entry.name, entry.limit(), entry.slots.waiting.size, waitedMs)
  }

  const learn = (entry: Entry, outcome: Outcome.Outcome, elapsedMs: number, now: number, clock: Clock.Clock): void => {
    const before = entry.limit()
    if (outcome._tag === "Success") ConcurrencyState.success(entry.state, rule, entry.slots.running, elapsedMs, now)
    if (outcome._tag === "Failure") {
      const { retryAfterMs, timedOut } = outcome
      ConcurrencyState.failure(entry.state, rule, timedOut === true || retryAfterMs !== undefined)
    }
    const after = entry.limit()
    if (after === before) return
    news.mark(entry)
    publish(entry, after < before ? "concurrency.lowered" : "concurrency.raised", clock)
  }

  return {
    protect: (key, self) =>
      Effect.withFiber((fiber) => {
        const clock = fiber.getRef(Clock.Clock)
        const entry = entries.use(key, monotonicMs(clock))
        let from = 0
        return inSlot(
          self,
          {
            slots: entry.slots,
            limit: entry.limit,
            queue,
            maxWaitMs,
            refuse: (waitedMs) => refuse(entry, clock, waitedMs),
            queued: () => {
              entry.queued++
              news.mark(entry)
            },
            started: (now) => {
              entry.admitted++
              news.mark(entry)
              from = now
            },
            ended: (exit, now) => {
              entry.usedAt = now
              const warn = (_: string, why: string): void => misclassified(entry, why, clock)
              learn(entry, classifyWith(classify, exit, now - from, warn, entry.name), now - from, now, clock)
            }
          },
          clock
        )
      }),
    snapshots: Clock.clockWith((clock) =>
      Effect.succeed(
        entries.all(monotonicMs(clock)).map(({ admitted, limit, name, queued, rejected, slots }) => ({
          name,
          limit: limit(),
          running: slots.running,
          waiting: slots.waiting.size,
          admitted,
          queued,
          rejected
        }))
      )
    ),
    events: events.stream,
    exportChanged: Clock.clockWith((clock) => {
      const all = entries.all(monotonicMs(clock))
      return Effect.succeed(news.take(all, ({ limit }) => places(limit()), clock.currentTimeMillisUnsafe()))
    }),
    changes: news.changes
  }
}

/** The learned limits of one program: `Concurrency.layer({ initial: 20, max: 200 })`. */
export const layer = Concurrencies.layer

type WithConcurrency = {
  (key: string): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | ConcurrencyLimited, R | Concurrencies>
  <A, E, R>(self: Effect.Effect<A, E, R>, key: string): Effect.Effect<A, E | ConcurrencyLimited, R | Concurrencies>
}

/** Runs the call if `key` bears one more now, and learns from how it ends; else fails with `ConcurrencyLimited`. */
export const withConcurrency = operator(
  Effect.isEffect,
  (key: string) => checkKey("key", key),
  (self, key) => Effect.flatMap(Concurrencies, ({ protect }) => protect(key, self))
) as WithConcurrency
