/**
 * Stands before every paid call: holds the most that it may cost, lets it run, books what it did cost, and says once each when half,
 * three quarters, nine tenths of a limit are spent, when calls stop, and when the month is expected to end above its limit. It
 * refuses before the call, never in the middle of one. What may surprise: with a limit set, a model without a known price is refused,
 * since a limit cannot hold what it cannot count; a state file that cannot be written stops paid calls then, too. Without limits a
 * call is written down before it is made as well, and none fails because of the file.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import { checkNumber } from "../resilience/checkOptions.ts"
import { sayError } from "../resilience/formatMs.ts"
import type { StoreError } from "../state/StoreError.ts"
import { forecastMonth, forecastSince } from "./forecast.ts"
import { Ledger, type AlertMark, type PaidCall } from "./Ledger.ts"
import { dayOf, monthOf, type Period } from "./localCalendar.ts"
import { PriceTable } from "./PriceTable.ts"
import { FREE, isFree, type PriceLine, priceUsage, type TokenUsage } from "./priceUsage.ts"
import { PriceUnknown, SpendLimitReached } from "./spendErrors.ts"
import {
  levelsReached,
  limitState,
  type LimitState,
  refusalOf,
  type SpendLimits,
  type SpendWindow,
  type SpentByWindow,
  spendWindows
} from "./SpendLimitState.ts"

export interface SpendLimitOptions {
  /** Micro-dollars a local day. Default: no limit. */
  readonly day?: number | null
  /** Micro-dollars a local month. Default: no limit. */
  readonly month?: number | null
  /** Default 0.95: calls stop at that share of a limit. */
  readonly stopAt?: number
  /** Default 0.8. */
  readonly warnAt?: number
}

/** A call that is about to be made. */
export interface PaidAsk {
  readonly provider: string
  readonly model: string
  /** It runs on this machine: without a price of somebody's own it is free, whatever it is called. Default false. */
  readonly isLocal?: boolean | undefined
  /** The most that it may use: the whole prompt, and as long an answer as it asks for. */
  readonly atMost: TokenUsage
}

/** What came of a call: its usage, `unbilled` where it surely costs nothing (refused, not connected), or `unknown` (cut off). */
export type CallBill = TokenUsage | "unbilled" | "unknown"

/** Money held for one call. Settle it once, however the call ended. */
export interface Reservation extends PaidCall {
  /** Its number in the ledger; `null` where nothing had to be held. */
  readonly id: number | null
  readonly line: PriceLine | null
}

/** What a call cost; `microUsd` is `null` where the price is not known. */
export interface CallCost {
  readonly microUsd: number | null
}

export interface LimitStanding {
  readonly window: SpendWindow
  readonly limitMicroUsd: number
  readonly spentMicroUsd: number
  readonly heldMicroUsd: number
  readonly state: LimitState
  readonly resetsAt: number
}

/** Given once in each period. `forecastMicroUsd` with level `overrun`. */
export interface SpendAlert extends AlertMark {
  readonly limitMicroUsd: number
  readonly spentMicroUsd: number
  readonly forecastMicroUsd: number | null
}

export type SpendRefused = SpendLimitReached | PriceUnknown | StoreError

export class SpendLimit extends Context.Service<
  SpendLimit,
  {
    /**
     * Holds the money for a call. Fails with `SpendLimitReached` (another provider may be free), `PriceUnknown`, or a `StoreError`; all
     * of them only where there is a limit, and then nothing was held.
     */
    readonly reserve: (ask: PaidAsk) => Effect.Effect<Reservation, SpendRefused>
    /** Books what a reserved call cost and lets go of what was held. Never fails: a ledger that cannot be written is logged. */
    readonly settle: (reservation: Reservation, bill: CallBill) => Effect.Effect<CallCost>
    /** Reserve, run, settle, also when it fails or is interrupted. */
    readonly paid: <A, E, R>(
      ask: PaidAsk,
      work: Effect.Effect<A, E, R>,
      bill: (exit: Exit.Exit<A, E>) => CallBill
    ) => Effect.Effect<A, E | SpendRefused, R>
    /** How the limits stand, day first; empty without limits. */
    readonly standing: Effect.Effect<ReadonlyArray<LimitStanding>, StoreError>
    /** Alerts from now on; a reader that is slow misses the oldest of more than 64. */
    readonly alerts: Stream.Stream<SpendAlert>
  }
>()("@zenus/core/cost/SpendLimit") {
  /** Dies with `InvalidOption` for shares and limits that cannot be meant. */
  static readonly layer = (options: SpendLimitOptions = {}): Layer.Layer<SpendLimit, never, Ledger | PriceTable> =>
    Layer.effect(
      SpendLimit,
      Effect.suspend(() => makeSpendLimit(checked(options)))
    )
}

/** A forecast that is less sure than this warns nobody. */
const SURE_ENOUGH = 0.5

const money = (name: string, value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : checkNumber(name, value, { min: 0, max: Number.MAX_SAFE_INTEGER })

const checked = (options: SpendLimitOptions): SpendLimits => {
  return {
    day: money("costs.limits.day", options.day),
    month: money("costs.limits.month", options.month),
    stopAt: checkNumber("stopAt", options.stopAt ?? 0.95, { above: 0, max: 1 }),
    warnAt: checkNumber("warnAt", options.warnAt ?? 0.8, { above: 0, max: 1 })
  }
}

const periodsAt = (at: number): Readonly<Record<SpendWindow, Period>> => ({ day: dayOf(at), month: monthOf(at) })

const keyOf = ({ level, period, window }: AlertMark): string => `${window} ${period} ${level}`

const makeSpendLimit = (limits: SpendLimits) =>
  Effect.gen(function* () {
    const ledger = yield* Ledger
    const table = yield* PriceTable
    const alerts = yield* PubSub.sliding<SpendAlert>(64)
    const isLimited = limits.day !== null || limits.month !== null
    /** Marks that this process has written or found, of the running periods: no second look for them. */
    const given = new Set<string>()

    const announce = (wanted: ReadonlyArray<SpendAlert>, now: number): Effect.Effect<void, StoreError> =>
      Effect.gen(function* () {
        const unknown = wanted.filter((alert) => !given.has(keyOf(alert)))
        if (unknown.length === 0) return
        const fresh = new Set((yield* ledger.mark(unknown, now)).map(keyOf))
        for (const alert of unknown) given.add(keyOf(alert))
        yield* PubSub.publishAll(
          alerts,
          unknown.filter((alert) => fresh.has(keyOf(alert)))
        )
      })

    const alertsAt = (counted: SpentByWindow, now: number): ReadonlyArray<SpendAlert> =>
      spendWindows.flatMap((window) => {
        const limit = limits[window]
        if (limit === null) return []
        const spent = counted[window].spent
        return levelsReached(limits, limit, spent).map((level) => ({
          window,
          period: periodsAt(now)[window].key,
          level,
          limitMicroUsd: limit,
          spentMicroUsd: spent,
          forecastMicroUsd: null
        }))
      })
    const overrunAt = (counted: SpentByWindow, now: number): Effect.Effect<ReadonlyArray<SpendAlert>, StoreError> =>
      Effect.gen(function* () {
        const period = periodsAt(now).month
        const mark: AlertMark = { window: "month", period: period.key, level: "overrun" }
        if (limits.month === null || given.has(keyOf(mark))) return []
        const { confidence, monthMicroUsd } = forecastMonth(yield* ledger.days(forecastSince(now)), now)
        if (monthMicroUsd <= limits.month || confidence < SURE_ENOUGH) return []
        const figures = { limitMicroUsd: limits.month, spentMicroUsd: counted.month.spent }
        return [{ ...mark, ...figures, forecastMicroUsd: monthMicroUsd }]
      })
    const lookForAlerts = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const counted = yield* ledger.counted(now)
      yield* announce([...alertsAt(counted, now), ...(yield* overrunAt(counted, now))], now)
    })
    /**
     * A call that is too large for what is left is refused and no more; calls have stopped when little is left. What is only held may
     * be free again in a moment, and an alert is given once: it stops nothing.
     */
    const sayStopped = (error: SpendLimitReached, now: number): Effect.Effect<void> => {
      if (error.obstacle === "held" || error.spentMicroUsd < error.limitMicroUsd * limits.warnAt) return Effect.void
      return tolerant(
        announce(
          [
            {
              window: error.window,
              period: periodsAt(now)[error.window].key,
              level: "stop",
              limitMicroUsd: error.limitMicroUsd,
              spentMicroUsd: error.spentMicroUsd,
              forecastMicroUsd: null
            }
          ],
          now
        )
      )
    }

    /** Held and then forgotten by an interruption, it would count for the rest of the month. */
    const heldFor = (
      call: Omit<Reservation, "id">,
      cost: number | null
    ): Effect.Effect<number | null, SpendLimitReached | PriceUnknown | StoreError> => {
      const { at, model, provider } = call
      if (!isLimited) {
        // Written down before it is made all the same, so that a call whose process is killed is in the sums, without a price.
        return Effect.uninterruptible(Effect.orElseSucceed(ledger.hold(call, cost ?? 0, null), () => null))
      }
      if (cost === null) return Effect.fail(new PriceUnknown({ provider, model }))
      const judge = (counted: SpentByWindow): SpendLimitReached | null => {
        const refusal = refusalOf(limits, counted, cost)
        return refusal === null
          ? null
          : new SpendLimitReached({
              window: refusal.window,
              limitMicroUsd: refusal.limit,
              stopMicroUsd: refusal.stop,
              spentMicroUsd: refusal.spent,
              heldMicroUsd: refusal.held,
              neededMicroUsd: cost,
              resetsInMs: periodsAt(at)[refusal.window].endsAt - at
            })
      }
      return ledger.hold(call, cost, judge).pipe(
        Effect.tapError((error) => (error._tag === "SpendLimitReached" ? sayStopped(error, at) : Effect.void)),
        Effect.uninterruptible
      )
    }
    const reserve = ({ atMost, isLocal, model, provider }: PaidAsk): Effect.Effect<Reservation, SpendRefused> =>
      Effect.withFiber((fiber) => {
        const at = fiber.getRef(Clock.Clock).currentTimeMillisUnsafe()
        return Effect.flatMap(table.lineOf(provider, model, at), (known): Effect.Effect<Reservation, SpendRefused> => {
          const line = known ?? (isLocal === true ? FREE : null)
          const call = { provider, model, at, line }
          if (line !== null && isFree(line)) return Effect.succeed({ ...call, id: null })
          return Effect.map(heldFor(call, priceUsage(atMost, line)), (id) => ({ ...call, id }))
        })
      })

    const book = (
      reservation: Reservation,
      bill: CallBill,
      microUsd: number | null
    ): Effect.Effect<void, StoreError> => {
      const { id } = reservation
      if (bill === "unbilled") return id === null ? Effect.void : ledger.release(id)
      const settlement = { microUsd, usage: bill === "unknown" ? null : bill }
      return id === null ? ledger.record(reservation, settlement) : ledger.settle(id, settlement)
    }
    const settle = (reservation: Reservation, bill: CallBill): Effect.Effect<CallCost> =>
      Effect.suspend(() => {
        const { line } = reservation
        const microUsd =
          bill === "unbilled" || (line !== null && isFree(line))
            ? 0
            : bill === "unknown"
              ? null
              : priceUsage(bill, line)
        const booked = book(reservation, bill, microUsd)
        return Effect.as(tolerant(isLimited ? Effect.andThen(booked, lookForAlerts) : booked), { microUsd })
      }).pipe(Effect.uninterruptible)

    return SpendLimit.of({
      reserve,
      settle,
      paid: (ask, work, bill) =>
        Effect.acquireUseRelease(
          reserve(ask),
          () => work,
          (reservation, exit) => settle(reservation, bill(exit))
        ),
      standing: Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const counted = yield* ledger.counted(now)
        return spendWindows.flatMap((window) => {
          const limit = limits[window]
          if (limit === null) return []
          const { held, spent } = counted[window]
          return [
            {
              window,
              limitMicroUsd: limit,
              spentMicroUsd: spent,
              heldMicroUsd: held,
              state: limitState(limits, limit, counted[window]),
              resetsAt: periodsAt(now)[window].endsAt
            }
          ]
        })
      }),
      alerts: Stream.fromPubSub(alerts)
    })
  })

/** The call was made and answered: a file that cannot be written must not take the answer away. */
const tolerant = (work: Effect.Effect<void, StoreError>): Effect.Effect<void> =>
  work.pipe(
    Effect.catch((error) => Effect.logWarning(`What a call cost could not be written down: ${sayError(error)}`))
  )
