/**
 * The document of `zenus costs --json` (contract §7), from what the ledger and the limits say. Building it is pure; reading creates
 * nothing. What may surprise: sums are of the time asked for, limits of the running day and month, the forecast of this month.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { StoreError } from "../state/StoreError.ts"
import { type Forecast, forecastMonth, forecastSince } from "./forecast.ts"
import { type GivenAlert, Ledger, type LedgerSum } from "./Ledger.ts"
import { monthOf } from "./localCalendar.ts"
import { toUsd } from "./priceUsage.ts"
import { type LimitStanding, SpendLimit } from "./SpendLimit.ts"
import type { AlertLevel, LimitState, SpendWindow } from "./SpendLimitState.ts"
import { type Trend, trendOf, type TrendRow } from "./trends.ts"

interface Sum {
  /** Of the calls whose price is known; `null` where there are calls and none of them has a known price. */
  readonly usd: number | null
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Of `calls`: those whose cost is not known, or not yet. */
  readonly unpricedCalls: number
}

export interface CostReport {
  /** ISO 8601. */
  readonly since: string
  readonly total: Sum
  /** Dearest first. */
  readonly by: ReadonlyArray<Sum & { readonly provider: string; readonly model: string }>
  readonly limits: ReadonlyArray<{
    readonly window: SpendWindow
    readonly limitUsd: number
    readonly spentUsd: number
    /** For calls that run now, or whose cost nobody knows; counts towards the limit. */
    readonly heldUsd: number
    /** `no-room`: not even the cheapest question fits; `no-plan`: a question does, and no request for a plan. */
    readonly state: LimitState | "no-room" | "no-plan"
    /** The call that does not fit and what is held for it at the least; `null` where all fit, or none was asked about. */
    readonly noRoomFor: { readonly provider: string; readonly model: string; readonly usd: number } | null
    readonly resetsAt: string
  }>
  /** `confidence` from 0 (nothing is known) to 1. `unpricedCalls` of this month are not in it. */
  readonly forecast: { readonly monthUsd: number; readonly confidence: number; readonly unpricedCalls: number }
  readonly trends: ReadonlyArray<Trend>
  /** Given in the running month, oldest first; `period` is the key of the day or month that it was about. */
  readonly alerts: ReadonlyArray<{
    readonly at: string
    readonly window: SpendWindow
    readonly period: string
    readonly level: AlertLevel
  }>
}

/** A call that somebody may want to make, and the least that is held for it. */
export interface LeastCall {
  readonly provider: string
  readonly model: string
  readonly microUsd: number
}

/** Against what the room in a limit is held: the cheapest question and the cheapest request for a plan of those who can be asked. */
export interface LeastCalls {
  /** Share of a limit from which on calls stop. */
  readonly stopAt: number
  /** `null`: nobody is there who costs anything. */
  readonly question: LeastCall | null
  readonly plan: LeastCall | null
}

export interface CostFigures {
  readonly since: number
  readonly sums: ReadonlyArray<LedgerSum>
  readonly standing: ReadonlyArray<LimitStanding>
  readonly forecast: Forecast
  /** Calls of the running month whose cost is not known. */
  readonly monthUnpriced: number
  readonly trends: ReadonlyArray<TrendRow>
  readonly alerts: ReadonlyArray<GivenAlert>
  /** Absent: whether calls fit is not said. */
  readonly least?: LeastCalls
}

const iso = (at: number): string => new Date(at).toISOString()

const sumOf = ({
  calls,
  inputTokens,
  microUsd,
  outputTokens,
  unpricedCalls
}: Omit<LedgerSum, "provider" | "model">): Sum => ({
  usd: calls > 0 && unpricedCalls === calls ? null : toUsd(microUsd),
  calls,
  inputTokens,
  outputTokens,
  unpricedCalls
})

const missed = (call: LeastCall | null): CostReport["limits"][number]["noRoomFor"] =>
  call === null ? null : { provider: call.provider, model: call.model, usd: toUsd(call.microUsd) }

/** How a limit stands, and for what it has no room. */
const stateOf = (
  { heldMicroUsd, limitMicroUsd, spentMicroUsd, state }: LimitStanding,
  least: LeastCalls | undefined
): Pick<CostReport["limits"][number], "state" | "noRoomFor"> => {
  const fits = (call: LeastCall | null): boolean =>
    call === null || spentMicroUsd + heldMicroUsd + call.microUsd <= Math.floor(limitMicroUsd * (least?.stopAt ?? 1))
  if (least === undefined || state === "stopped") return { state, noRoomFor: null }
  if (!fits(least.question)) return { state: "no-room", noRoomFor: missed(least.question) }
  return fits(least.plan) ? { state, noRoomFor: null } : { state: "no-plan", noRoomFor: missed(least.plan) }
}

/** Pure. Money is added up in micro-dollars and becomes dollars at the end. */
export const buildCostReport = (figures: CostFigures): CostReport => {
  const { alerts, forecast, least, monthUnpriced, since, standing, sums, trends } = figures
  const total = (figure: "microUsd" | "calls" | "inputTokens" | "outputTokens" | "unpricedCalls"): number =>
    sums.reduce((all, sum) => all + sum[figure], 0)
  return {
    since: iso(since),
    total: sumOf({
      microUsd: total("microUsd"),
      calls: total("calls"),
      inputTokens: total("inputTokens"),
      outputTokens: total("outputTokens"),
      unpricedCalls: total("unpricedCalls")
    }),
    by: sums.map((sum) => ({ provider: sum.provider, model: sum.model, ...sumOf(sum) })),
    limits: standing.map((limit) => ({
      window: limit.window,
      limitUsd: toUsd(limit.limitMicroUsd),
      spentUsd: toUsd(limit.spentMicroUsd),
      heldUsd: toUsd(limit.heldMicroUsd),
      ...stateOf(limit, least),
      resetsAt: iso(limit.resetsAt)
    })),
    forecast: {
      monthUsd: toUsd(forecast.monthMicroUsd),
      confidence: Math.round(forecast.confidence * 100) / 100,
      unpricedCalls: monthUnpriced
    },
    trends: trends.map(trendOf),
    alerts: alerts.map(({ at, level, period, window }) => ({ at: iso(at), window, period, level }))
  }
}

/**
 * The report of calls that started at `since` (wall-clock milliseconds) or later. `least` is asked only where there is a limit: it may have
 * to load prices.
 */
export const costReport = <R = never>(
  since: number,
  least?: Effect.Effect<LeastCalls, never, R>
): Effect.Effect<CostReport, StoreError, Ledger | SpendLimit | R> =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const ledger = yield* Ledger
    const standing = yield* (yield* SpendLimit).standing
    const days = yield* ledger.days(forecastSince(now))
    const ofMonth = yield* ledger.sums(monthOf(now).startsAt)
    return buildCostReport({
      since,
      sums: yield* ledger.sums(since),
      standing,
      forecast: forecastMonth(days, now),
      monthUnpriced: ofMonth.reduce((all, { unpricedCalls }) => all + unpricedCalls, 0),
      trends: yield* ledger.trends(now),
      alerts: yield* ledger.alerts(monthOf(now).startsAt),
      ...(least === undefined || standing.length === 0 ? {} : { least: yield* least })
    })
  })
