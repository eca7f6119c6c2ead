/**
 * Starts a slow call a second time and takes whichever answers first: for calls that may be made twice and whose slowest few are much
 * slower than the rest. Opt-in, at most one more call, and each draws on a retry budget, so that it cannot double the load of
 * a dependency that is slow because it has too much to do. The loser is interrupted, and its time is counted. A call that
 * fails before its hedge begins fails as it is: repeating is Retry's work.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import { checkDuration, checkKey, checkKeys, checkObject } from "../checkOptions.ts"
import { makeListeners } from "../Listeners.ts"
import { monotonicMs } from "../monotonic.ts"
import { operator } from "../operator.ts"
import { type Budget, RetryBudgets } from "../retry/RetryBudget.ts"
import { unbroken } from "../unbroken.ts"
import * as HedgeState from "./HedgeState.ts"
import { type KeyedEntry, makeKeyed } from "./Keyed.ts"

export interface HedgeOptions extends HedgeState.HedgeRuleOptions {
  /** Name of the retry budget; default: the key. */
  readonly budget?: string
  /** Whether successes pay into the budget; default true. False inside a `Retry` with the same budget, which pays already. */
  readonly feeds?: boolean
  /** After which an unused key, and what was learned of it, is forgotten; default "1 hour". */
  readonly idle?: Duration.Input
}

const HEDGE_OPTIONS = [
  "percentile",
  "samples",
  "minimumCalls",
  "warmUpDelay",
  "minimumDelay",
  "budget",
  "feeds",
  "idle"
] as const satisfies ReadonlyArray<keyof HedgeOptions>

/** `delayMs` is null while there is no hedge; `wastedMs` the time of all losers; counts since the key was first used. */
export interface HedgeSnapshot {
  readonly name: string
  readonly delayMs: number | null
  readonly calls: number
  readonly hedged: number
  readonly won: number
  readonly refused: number
  readonly wastedMs: number
}

/** `at` is wall-clock epoch ms. `won`: the second call answered first. `refused`: by the budget. */
export interface HedgeEvent {
  readonly _tag: "hedge.started" | "hedge.won" | "hedge.refused"
  readonly name: string
  readonly at: number
  readonly delayMs: number
}

interface Entry extends KeyedEntry {
  readonly name: string
  readonly state: HedgeState.State
  open: number
  calls: number
  hedged: number
  won: number
  refused: number
  wastedMs: number
}

export class Hedges extends Context.Service<
  Hedges,
  {
    /** Runs a call under this key, and once more when it is slow. */
    readonly protect: <A, E, R>(key: string, self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
    /** In the order of first use. Reading changes nothing. */
    readonly snapshots: Effect.Effect<ReadonlyArray<HedgeSnapshot>>
    readonly events: Stream.Stream<HedgeEvent>
  }
>()("@zenus/core/resilience/Hedges") {
  /** @throws InvalidOption when an option is out of range, as a defect of the layer. */
  static readonly layer = (options: HedgeOptions = {}): Layer.Layer<Hedges, never, RetryBudgets> =>
    Layer.effect(
      Hedges,
      Effect.map(RetryBudgets, (budgets) => make(options, budgets))
    )
}

const make = (options: HedgeOptions, budgets: RetryBudgets["Service"]): Hedges["Service"] => {
  checkKeys("", checkObject("options", options), HEDGE_OPTIONS)
  const rule = HedgeState.ruleOf(options)
  const feeds = options.feeds ?? true
  const idleMs = checkDuration("idle", options.idle ?? "1 hour")
  const events = makeListeners<HedgeEvent>()

  const entries = makeKeyed<Entry>((name) => {
    const entry: Entry = {
      name,
      state: HedgeState.empty(),
      open: 0,
      calls: 0,
      hedged: 0,
      won: 0,
      refused: 0,
      wastedMs: 0,
      usedAt: 0,
      isIdle: () => entry.open === 0
    }
    return entry
  }, idleMs)

  const publish = (entry: Entry, _tag: HedgeEvent["_tag"], delayMs: number, clock: Clock.Clock): void => {
    if (events.isHeard()) events.publish({ _tag, name: entry.name, at: clock.currentTimeMillisUnsafe(), delayMs })
  }

  /** The second call: after the delay, if the budget pays. A grant that was not used is given back. */
  const second = <A, E, R>(
    self: Effect.Effect<A, E, R>,
    entry: Entry,
    budget: Budget,
    delayMs: number,
    clock: Clock.Clock,
    begun: (now: number) => void
  ): Effect.Effect<A, E, R> =>
    Effect.withFiber((fiber) => {
      let paid = false
      const course = Effect.suspend(() => {
        if (!budget.withdraw(monotonicMs(clock))) {
          entry.refused++
          publish(entry, "hedge.refused", delayMs, clock)
          return Effect.never
        }
        paid = true
        return unbroken(fiber, () => {
          paid = false
          entry.hedged++
          publish(entry, "hedge.started", delayMs, clock)
          begun(monotonicMs(clock))
          return self
        })
      })
      return Effect.onExitPrimitive(course, () => {
        if (paid) budget.refund(monotonicMs(clock))
        return undefined
      })
    })

  const hedged = <A, E, R>(
    self: Effect.Effect<A, E, R>,
    entry: Entry,
    budget: Budget,
    delayMs: number,
    clock: Clock.Clock
  ): Effect.Effect<A, E, R> => {
    const from = monotonicMs(clock)
    let first: Fiber.Fiber<A, E> | undefined
    let other: Fiber.Fiber<A, E> | undefined
    let otherFrom: number | null = null
    const fork = (effect: Effect.Effect<A, E, R>, keep: (fiber: Fiber.Fiber<A, E>) => void) =>
      Effect.uninterruptible(Effect.map(Effect.forkChild(effect, { startImmediately: true }), keep))

    /** The first answer of two, or the first one's error when both have failed; without a second call, the first one's end. */
    const either = Effect.callback<A, E>((resume) => {
      // Asked again when the loser ends: by then all is said.
      let settled = false
      const end = (exit: Exit.Exit<A, E>) => {
        settled = true
        resume(exit)
      }
      const settle = () => {
        if (settled) return
        const [one, two] = [first?.pollUnsafe(), other?.pollUnsafe()]
        if (one?._tag === "Success") return end(one)
        if (two?._tag === "Success") {
          entry.won++
          publish(entry, "hedge.won", delayMs, clock)
          return end(two)
        }
        if (one !== undefined && (two !== undefined || otherFrom === null)) end(one)
      }
      const stops = [first?.addObserver(settle), other?.addObserver(settle)]
      return Effect.sync(() => {
        for (const stop of stops) stop?.()
      })
    })

    const course = Effect.suspend(() =>
      fork(self, (fiber) => {
        first = fiber
      }).pipe(
        Effect.andThen(
          Effect.suspend((): Effect.Effect<A, E, R> => {
            const done = first?.pollUnsafe()
            if (done !== undefined) return done
            const slow = Effect.andThen(
              Effect.sleep(delayMs),
              second(self, entry, budget, delayMs, clock, (now) => {
                otherFrom = now
              })
            )
            return Effect.andThen(
              fork(slow, (fiber) => {
                other = fiber
              }),
              either
            )
          })
        )
      )
    )
    return Effect.onExitPrimitive(course, () => {
      const now = monotonicMs(clock)
      if (otherFrom !== null && first?.pollUnsafe() === undefined) entry.wastedMs += now - from
      if (otherFrom !== null && other?.pollUnsafe() === undefined) entry.wastedMs += now - otherFrom
      const running = [first, other].filter((fiber) => fiber !== undefined && fiber.pollUnsafe() === undefined)
      return running.length === 0
        ? undefined
        : Fiber.interruptAll(running.filter((fiber): fiber is Fiber.Fiber<A, E> => fiber !== undefined))
    })
  }

  return {
    protect: (key, self) =>
      Effect.withFiber((fiber) => {
        const clock = fiber.getRef(Clock.Clock)
        const from = monotonicMs(clock)
        const entry = entries.use(key, from)
        const budget = budgets.budget(options.budget ?? key)
        const delayMs = HedgeState.delayMs(entry.state, rule)
        let open = false
        const course = Effect.suspend(() => {
          open = true
          entry.open++
          entry.calls++
          if (feeds && budget.counts === "calls") budget.call(from)
          return delayMs === null ? self : hedged(self, entry, budget, delayMs, clock)
        })
        return Effect.onExitPrimitive(course, (exit) => {
          if (!open) return undefined
          open = false
          entry.open--
          const now = monotonicMs(clock)
          entry.usedAt = now
          if (exit._tag === "Failure") return undefined
          // The whole time, also when the second call won: else the times, and with them the delay, would shrink and shrink.
          HedgeState.record(entry.state, rule, now - from)
          if (feeds && budget.counts === "successes") budget.success(now)
          return undefined
        })
      }),
    snapshots: Clock.clockWith((clock) =>
      Effect.succeed(
        entries.all(monotonicMs(clock)).map((entry) => ({
          name: entry.name,
          delayMs: HedgeState.delayMs(entry.state, rule),
          calls: entry.calls,
          hedged: entry.hedged,
          won: entry.won,
          refused: entry.refused,
          wastedMs: entry.wastedMs
        }))
      )
    ),
    events: events.stream
  }
}

/** The hedges of one program: `Hedge.layer({ percentile: 0.95 })`, over `RetryBudget.layer()`. */
export const layer = Hedges.layer

type WithHedge = {
  (key: string): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R | Hedges>
  <A, E, R>(self: Effect.Effect<A, E, R>, key: string): Effect.Effect<A, E, R | Hedges>
}

/** Runs the call, and once more when it is slower than most of `key`. Only for calls that may be made twice, and never for streams. */
export const withHedge = operator(
  Effect.isEffect,
  (key: string) => checkKey("key", key),
  (self, key) => Effect.flatMap(Hedges, ({ protect }) => protect(key, self))
) as WithHedge
