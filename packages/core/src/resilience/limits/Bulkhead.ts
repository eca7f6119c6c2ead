/**
 * At most so many calls at once, and at most so many that wait, for each key: one slow dependency cannot take every fiber and socket
 * of the program. A full line answers at once. Refusals are the caller's own affair (`Rejection`): no breaker counts them, no
 * retry repeats them. Not effect's `Semaphore`, whose line has no end; not its `PartitionedSemaphore`, which loses a permit
 * when it is interrupted at one point (effect issue 8391).
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import { checkDuration, checkInt, checkKey, checkKeys, checkObject } from "../checkOptions.ts"
import { escapeName } from "../../errors/escapeName.ts"
import { formatMs } from "../formatMs.ts"
import { makeListeners } from "../Listeners.ts"
import { monotonicMs } from "../monotonic.ts"
import { operator } from "../operator.ts"
import { Rejection } from "../Rejection.ts"
import { inSlot } from "./inSlot.ts"
import { type KeyedEntry, makeKeyed } from "./Keyed.ts"
import { type KeptLimitRow, type LimitCounts, makeLimitNews, noCounts, places } from "./keptLimit.ts"
import * as SlotsState from "./SlotsState.ts"

export interface BulkheadOptions {
  /** Calls at once, for each key; default 10. */
  readonly permits?: number
  /** Callers in line, for each key; default 100. 0: nobody waits. */
  readonly queue?: number
  /** The longest anybody stays in line; default "30 seconds". */
  readonly maxWait?: Duration.Input
  /** After which an unused key is forgotten; default "1 hour". */
  readonly idle?: Duration.Input
}

/** No place: the line was full (`waitedMs` 0), or none became free in time. The call was not started. */
export class BulkheadFull extends Rejection {
  readonly _tag = "BulkheadFull"
  readonly key: string
  readonly permits: number
  readonly waiting: number
  readonly waitedMs: number
  constructor(key: string, permits: number, waiting: number, waitedMs: number) {
    super()
    this.key = key
    this.permits = permits
    this.waiting = waiting
    this.waitedMs = waitedMs
  }
  get message(): string {
    const calls = `${this.permits} ${this.permits === 1 ? "call runs" : "calls run"}`
    return this.waitedMs === 0
      ? `${escapeName(this.key)} is full: ${calls} and ${this.waiting} wait.`
      : `${escapeName(this.key)} had no place within ${formatMs(this.waitedMs)}: ${calls} and ${this.waiting} wait.`
  }
  get recovery(): ReadonlyArray<string> {
    return ["Start fewer calls at once, or try again when some have ended.", "Let something else answer (a fallback)."]
  }
}

/** Counts since the key was first used. */
export interface BulkheadSnapshot {
  readonly name: string
  readonly permits: number
  readonly running: number
  readonly waiting: number
  readonly admitted: number
  /** Had to wait for a place, however that ended. */
  readonly queued: number
  readonly rejected: number
}

/** `at` is wall-clock epoch ms. */
export interface BulkheadEvent {
  readonly _tag: "bulkhead.rejected"
  readonly name: string
  readonly at: number
  readonly running: number
  readonly waiting: number
}

interface Entry extends KeyedEntry, LimitCounts {
  readonly slots: SlotsState.Slots
}

export class Bulkheads extends Context.Service<
  Bulkheads,
  {
    /** Runs a call under this key, in a place or in line. */
    readonly protect: <A, E, R>(key: string, self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | BulkheadFull, R>
    /** In the order of first use. Reading changes nothing. */
    readonly snapshots: Effect.Effect<ReadonlyArray<BulkheadSnapshot>>
    readonly events: Stream.Stream<BulkheadEvent>
    /** What has changed since the last export as plain JSON, to be written down and shown. */
    readonly exportChanged: Effect.Effect<ReadonlyArray<KeptLimitRow>>
    /** The name of a key when there is something new to export of it: once until it is exported. */
    readonly changes: Stream.Stream<string>
  }
>()("@zenus/core/resilience/Bulkheads") {
  /** @throws InvalidOption when an option is out of range, as a defect of the layer. */
  static readonly layer = (options: BulkheadOptions = {}): Layer.Layer<Bulkheads> =>
    Layer.sync(Bulkheads, () => make(options))
}

const make = (options: BulkheadOptions): Bulkheads["Service"] => {
  checkKeys("", checkObject("options", options), ["permits", "queue", "maxWait", "idle"])
  const permits = checkInt("permits", options.permits ?? 10, 1, 1e6)
  const queue = checkInt("queue", options.queue ?? 100, 0, 1e6)
  const maxWaitMs = checkDuration("maxWait", options.maxWait ?? "30 seconds")
  const idleMs = checkDuration("idle", options.idle ?? "1 hour")
  const events = makeListeners<BulkheadEvent>()
  const limit = () => permits
  const news = makeLimitNews()

  const entries = makeKeyed<Entry>((name) => {
    const slots = SlotsState.empty()
    const isIdle = () => slots.running === 0 && slots.waiting.size === 0
    return { ...noCounts(name), slots, usedAt: 0, isIdle }
  }, idleMs)

  const refuse = (entry: Entry, clock: Clock.Clock, waitedMs: number): BulkheadFull => {
    entry.rejected++
    news.mark(entry)
    const running = entry.slots.running
    const waiting = entry.slots.waiting.size
    if (events.isHeard()) {
      events.publish({
        _tag: "bulkhead.rejected",
        name: entry.name,
        at: clock.currentTimeMillisUnsafe(),
        running,
        waiting
      })
    }
    return new BulkheadFull(entry.name, permits, waiting, waitedMs)
  }

  return {
    protect: (key, self) =>
      Effect.withFiber((fiber) => {
        const clock = fiber.getRef(Clock.Clock)
        const entry = entries.use(key, monotonicMs(clock))
        const place = {
          slots: entry.slots,
          limit,
          queue,
          maxWaitMs,
          refuse: (waitedMs: number) => refuse(entry, clock, waitedMs),
          queued: () => {
            entry.queued++
            news.mark(entry)
          },
          started: () => {
            entry.admitted++
            news.mark(entry)
          },
          ended: (_: unknown, now: number) => {
            entry.usedAt = now
          }
        }
        return inSlot(self, place, clock)
      }),
    snapshots: Clock.clockWith((clock) =>
      Effect.succeed(
        entries.all(monotonicMs(clock)).map(({ admitted, name, queued, rejected, slots }) => ({
          name,
          permits,
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
      return Effect.succeed(news.take(all, () => places(permits), clock.currentTimeMillisUnsafe()))
    }),
    changes: news.changes
  }
}

/** The places of one program: `Bulkhead.layer({ permits: 10, queue: 100 })`. */
export const layer = Bulkheads.layer

type WithBulkhead = {
  (key: string): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | BulkheadFull, R | Bulkheads>
  <A, E, R>(self: Effect.Effect<A, E, R>, key: string): Effect.Effect<A, E | BulkheadFull, R | Bulkheads>
}

/**
 * Runs the call in one of the places of `key`, or in line for one; a full line fails with `BulkheadFull` at once.
 * @example With one place and no line, the second of two calls is refused
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { Bulkhead } from "@zenus/core/resilience"
 *
 * const call = Effect.sleep("5 millis").pipe(
 *   Effect.as("done"),
 *   Bulkhead.withBulkhead("ollama"),
 *   Effect.catchTag("BulkheadFull", (full) => Effect.succeed(full.message))
 * )
 * const both = Effect.all([call, call], { concurrency: 2 }).pipe(Effect.provide(Bulkhead.layer({ permits: 1, queue: 0 })))
 *
 * await Effect.runPromise(both) // => ["done", "ollama is full: 1 call runs and 0 wait."]
 * ```
 */
export const withBulkhead = operator(
  Effect.isEffect,
  (key: string) => checkKey("key", key),
  (self, key) => Effect.flatMap(Bulkheads, ({ protect }) => protect(key, self))
) as WithBulkhead
