/**
 * Equal calls at the same time are one call, and what it answered is kept for a while where that is wanted. Failures are never kept (effect's
 * Cache keeps one for its whole time): who comes after a failure calls anew. Optionally an answer that is too old is
 * given when the call fails, within a bound. The shared call belongs to all who wait: it goes on when the one who began it
 * leaves, and is interrupted when the last one has. It runs in the context of the first, deadline included. A call that asks for its own key waits for itself.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import { checkDuration, checkInt, checkKey, checkKeys, checkObject, InvalidOption } from "../checkOptions.ts"
import { makeListeners } from "../Listeners.ts"
import { monotonicMs } from "../monotonic.ts"
import { operator } from "../operator.ts"
import * as CacheState from "./CacheState.ts"

export interface CoalesceOptions {
  /** In statistics; default "coalesce". */
  readonly name?: string
  /** How long an answer is given again; default 0: it is not kept, only shared while it is on its way. */
  readonly keep?: Duration.Input
  /** How long after that it is still given when a new call fails; default 0: never. Needs `keep`. */
  readonly staleOnError?: Duration.Input
  /** Answers kept at most; the one that was not asked for the longest goes first. Default 1000. */
  readonly capacity?: number
}

/** `joined`: callers who shared another's call. `stale`: answers given because a call had failed. */
export interface CoalesceSnapshot {
  readonly name: string
  readonly calls: number
  readonly joined: number
  readonly hits: number
  readonly stale: number
  readonly running: number
  readonly kept: number
}

/** `at` is wall-clock epoch ms; `ageMs` how old a given answer is. */
export type CoalesceEvent =
  | { readonly _tag: "coalesce.joined"; readonly name: string; readonly key: string; readonly at: number }
  | {
      readonly _tag: "coalesce.hit" | "coalesce.stale"
      readonly name: string
      readonly key: string
      readonly at: number
      readonly ageMs: number
    }

export class Coalescing extends Context.Service<
  Coalescing,
  {
    /** Whoever uses one key must mean the same call, with the same type of answer. */
    readonly share: <A, E, R>(key: string, self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
    /** Forgets what is kept, of one key or all. Calls on their way go on. */
    readonly forget: (key?: string) => Effect.Effect<void>
    /** One row. Reading changes nothing. */
    readonly snapshots: Effect.Effect<ReadonlyArray<CoalesceSnapshot>>
    readonly events: Stream.Stream<CoalesceEvent>
  }
>()("@zenus/core/resilience/Coalescing") {
  /** @throws InvalidOption when an option is out of range, as a defect of the layer. */
  static readonly layer = (options: CoalesceOptions = {}): Layer.Layer<Coalescing> =>
    Layer.sync(Coalescing, () => make(options))
}

interface Flight {
  readonly fiber: Fiber.Fiber<unknown, unknown>
  waiting: number
}

const make = (options: CoalesceOptions): Coalescing["Service"] => {
  checkKeys("", checkObject("options", options), ["name", "keep", "staleOnError", "capacity"])
  const name = options.name ?? "coalesce"
  const keepMs = checkDuration("keep", options.keep ?? 0, { min: 0 })
  const staleMs = checkDuration("staleOnError", options.staleOnError ?? 0, { min: 0 })
  if (staleMs > 0 && keepMs === 0) {
    throw new InvalidOption(
      "staleOnError",
      options.staleOnError,
      "`keep` beside it: what is not kept cannot be given again"
    )
  }
  const capacity = checkInt("capacity", options.capacity ?? 1_000, 1, 1e7)
  const cache = CacheState.empty<unknown>()
  const flights = new Map<string, Flight>()
  const counts = { calls: 0, joined: 0, hits: 0, stale: 0 }
  const events = makeListeners<CoalesceEvent>()

  const publish = (_tag: "coalesce.hit" | "coalesce.stale", key: string, ageMs: number, clock: Clock.Clock): void => {
    if (events.isHeard()) events.publish({ _tag, name, key, at: clock.currentTimeMillisUnsafe(), ageMs })
  }

  /** Starts the one call; its answer is kept before anybody who waits goes on. */
  const begin = <A, E, R>(
    key: string,
    self: Effect.Effect<A, E, R>,
    context: Context.Context<R>,
    clock: Clock.Clock
  ) => {
    counts.calls++
    const fiber = Effect.runForkWith(context)(self)
    const flight: Flight = { fiber, waiting: 0 }
    flights.set(key, flight)
    fiber.addObserver((exit) => {
      if (flights.get(key) === flight) flights.delete(key)
      if (exit._tag === "Success" && keepMs > 0) CacheState.put(cache, key, exit.value, monotonicMs(clock), capacity)
    })
    return flight
  }

  /** The answer of a call; or, when it failed, the one before it if that is young enough. */
  const answer = (key: string, exit: Exit.Exit<unknown, unknown>, clock: Clock.Clock): Exit.Exit<unknown, unknown> => {
    if (exit._tag === "Success" || staleMs === 0) return exit
    const failed = exit.cause.reasons.some((reason) => reason._tag === "Fail")
    const old = failed ? CacheState.get(cache, key, monotonicMs(clock), keepMs + staleMs) : undefined
    if (old === undefined) return exit
    counts.stale++
    publish("coalesce.stale", key, old.ageMs, clock)
    return Effect.succeed(old.value) as Exit.Exit<unknown>
  }

  /** Waits in line for the shared call. Registering and leaving are one step each, so none is counted twice or not at all. */
  const wait = (key: string, start: () => Flight, clock: Clock.Clock): Effect.Effect<unknown, unknown> =>
    Effect.callback<unknown, unknown>((resume) => {
      const running = flights.get(key)
      if (running !== undefined) {
        counts.joined++
        if (events.isHeard())
          events.publish({ _tag: "coalesce.joined", name, key, at: clock.currentTimeMillisUnsafe() })
      }
      const flight = running ?? start()
      flight.waiting++
      const stop = flight.fiber.addObserver((exit) => resume(answer(key, exit, clock)))
      return Effect.suspend(() => {
        stop()
        if (--flight.waiting > 0) return Effect.void
        // Whoever comes now begins anew instead of joining what is being stopped.
        if (flights.get(key) === flight) flights.delete(key)
        return Fiber.interrupt(flight.fiber)
      })
    })

  const share = <A, E, R>(key: string, self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.withFiber((fiber) => {
      const clock = fiber.getRef(Clock.Clock)
      if (keepMs > 0) {
        const kept = CacheState.get(cache, key, monotonicMs(clock), keepMs)
        if (kept !== undefined) {
          counts.hits++
          publish("coalesce.hit", key, kept.ageMs, clock)
          return Effect.succeed(kept.value) as Effect.Effect<A>
        }
      }
      const context = fiber.context as Context.Context<R>
      return wait(key, () => begin(key, self, context, clock), clock) as Effect.Effect<A, E>
    })

  return {
    share,
    forget: (key) =>
      Effect.sync(() => {
        if (key === undefined) cache.clear()
        else cache.delete(key)
      }),
    snapshots: Effect.sync(() => [{ name, ...counts, running: flights.size, kept: cache.size }]),
    events: events.stream
  }
}

/** The shared calls of one program: `Coalesce.layer({ keep: "1 minute" })`. */
export const layer = Coalescing.layer

type WithCoalesce = {
  (key: string): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R | Coalescing>
  <A, E, R>(self: Effect.Effect<A, E, R>, key: string): Effect.Effect<A, E, R | Coalescing>
}

/**
 * Shares one call among all who ask for the same `key` at the same time. The key must say what is called and with what.
 * @example Two callers, one call
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { Coalesce } from "@zenus/core/resilience"
 *
 * let calls = 0
 * const models = Effect.sleep("5 millis").pipe(
 *   Effect.andThen(Effect.sync(() => ++calls)),
 *   Coalesce.withCoalesce("ollama/models")
 * )
 * const both = Effect.all([models, models], { concurrency: 2 }).pipe(Effect.provide(Coalesce.layer()))
 *
 * await Effect.runPromise(both) // => [1, 1]
 * ```
 */
export const withCoalesce = operator(
  Effect.isEffect,
  (key: string) => checkKey("key", key),
  (self, key) => Effect.flatMap(Coalescing, ({ share }) => share(key, self))
) as WithCoalesce
