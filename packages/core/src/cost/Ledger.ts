/**
 * Every paid call, in the state file: held before it starts, settled when its cost is known. Holding asks and writes under the file's
 * write lock, so two processes cannot both take the last of a limit. Reading creates nothing. What may surprise: a call whose process
 * died stays held, and counts towards the limits of its day and month at the most that it may have cost, since nobody
 * knows whether it was billed; a power cut may take the last calls out of it, since a call does not wait for the disk; and calls older
 * than `KEPT_DAYS` are forgotten by the first writing of a process, while the sums of their days stay.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Row, type SqlValue, type Store, StoreService } from "../state/Store.ts"
import { isStoreError, type StoreError } from "../state/StoreError.ts"
import type { DaySpent } from "./forecast.ts"
import { dayOf, monthOf } from "./localCalendar.ts"
import type { TokenUsage } from "./priceUsage.ts"
import {
  type AlertLevel,
  alertLevels,
  type Spent,
  type SpentByWindow,
  type SpendWindow,
  spendWindows
} from "./SpendLimitState.ts"
import { type SpanSum, TREND_SPANS, type TrendRow } from "./trends.ts"

export interface PaidCall {
  readonly provider: string
  readonly model: string
  /** When it starts, wall-clock milliseconds. */
  readonly at: number
}

export interface Settlement {
  /** `null`: nobody knows; what was held stays held. */
  readonly microUsd: number | null
  /** `null`: the provider did not say. */
  readonly usage: TokenUsage | null
}

/** Calls of one model, summed up. */
export interface LedgerSum {
  readonly provider: string
  readonly model: string
  readonly microUsd: number
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Of `calls`: those whose cost is not known, or not yet. */
  readonly unpricedCalls: number
}

export interface AlertMark {
  readonly window: SpendWindow
  /** Key of the day or month. */
  readonly period: string
  readonly level: AlertLevel
}

/** An alert that was given. */
export interface GivenAlert extends AlertMark {
  /** Wall-clock milliseconds. */
  readonly at: number
}

/** How long single calls and alerts are kept, days: a year, and room to compare it with the one before. About 100 bytes a call. */
export const KEPT_DAYS = 400
const DAY_MS = 86_400_000

/** What has to be known before a call is written down: `null` lets it in. */
export type Judge<E> = (counted: SpentByWindow) => E | null

export class Ledger extends Context.Service<
  Ledger,
  {
    /** Holds money for a call, unless `judge` finds an error; gives the call's number. One step, also between processes. */
    readonly hold: <E>(call: PaidCall, heldMicroUsd: number, judge: Judge<E>) => Effect.Effect<number, E | StoreError>
    /** Books what a held call cost. A second time changes nothing. */
    readonly settle: (id: number, settlement: Settlement) => Effect.Effect<void, StoreError>
    /** Forgets a held call that was not billed. A settled one stays. */
    readonly release: (id: number) => Effect.Effect<void, StoreError>
    /** Books a call for which nothing was held. */
    readonly record: (call: PaidCall, settlement: Settlement) => Effect.Effect<void, StoreError>
    /** What the day and the month of `at` have cost. */
    readonly counted: (at: number) => Effect.Effect<SpentByWindow, StoreError>
    /** One entry a model, dearest first, of calls that started at `since` or later. */
    readonly sums: (since: number) => Effect.Effect<ReadonlyArray<LedgerSum>, StoreError>
    /** Days with a cost, from the local day of `since` on, oldest first. */
    readonly days: (since: number) => Effect.Effect<ReadonlyArray<DaySpent>, StoreError>
    /** Spending in each span up to `now`, and in the equal span before it. */
    readonly trends: (now: number) => Effect.Effect<ReadonlyArray<TrendRow>, StoreError>
    /** Writes down that alerts are given; gives those that nobody had written before. */
    readonly mark: (marks: ReadonlyArray<AlertMark>, at: number) => Effect.Effect<ReadonlyArray<AlertMark>, StoreError>
    /** Alerts that were given at `since` or later, oldest first. */
    readonly alerts: (since: number) => Effect.Effect<ReadonlyArray<GivenAlert>, StoreError>
  }
>()("@zenus/core/cost/Ledger") {
  /** Over the state file that `StoreService` opens. */
  static readonly layer: Layer.Layer<Ledger, never, StoreService> = Layer.effect(
    Ledger,
    Effect.suspend(() => makeLedger)
  )
}

const numberIn = (row: Row | undefined, name: string): number => {
  const value = row?.[name]
  return typeof value === "number" ? value : 0
}
const textIn = (row: Row, name: string): string => {
  const value = row[name]
  return typeof value === "string" ? value : ""
}
const nameIn = (row: Row, name: string): string => String(JSON.parse(textIn(row, name)))

const spentIn = (row: Row | undefined): Spent => ({ spent: numberIn(row, "spent"), held: numberIn(row, "held") })

const countedIn = (store: Store, at: number): SpentByWindow => ({
  day: spentIn(store.get("SELECT spent, held FROM cost_day WHERE day = ?", [dayOf(at).key])),
  // Days of a month sort between its key and its key with a sign behind all digits.
  month: spentIn(
    store.get("SELECT SUM(spent) AS spent, SUM(held) AS held FROM cost_day WHERE day BETWEEN ? AND ?", [
      `${monthOf(at).key}-`,
      `${monthOf(at).key}-~`
    ])
  )
})

const addToDay = (store: Store, day: string, spent: number, held: number): void => {
  store.run(
    `INSERT INTO cost_day (day, spent, held) VALUES (?, ?, ?)
     ON CONFLICT (day) DO UPDATE SET spent = spent + excluded.spent, held = held + excluded.held`,
    [day, spent, held]
  )
}

const insert = (store: Store, call: PaidCall, values: ReadonlyArray<SqlValue>): number =>
  store.run(
    `INSERT INTO cost_call (at, day, provider, model, settled, held, micro_usd, input_tokens, cached_input_tokens, output_tokens)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [call.at, dayOf(call.at).key, JSON.stringify(call.provider), JSON.stringify(call.model), ...values]
  ).lastId

const tokensOf = (usage: TokenUsage | null): ReadonlyArray<SqlValue> => [
  usage?.inputTokens ?? null,
  usage?.cachedInputTokens ?? null,
  usage?.outputTokens ?? null
]

/** The held row, as long as it is not settled. */
const heldRow = (store: Store, id: number): Row | undefined =>
  store.get("SELECT day, held FROM cost_call WHERE id = ? AND settled = 0", [id])

const settle = (store: Store, id: number, { microUsd, usage }: Settlement): void => {
  const row = heldRow(store, id)
  if (row === undefined) return
  const held = numberIn(row, "held")
  const kept = microUsd === null ? held : 0
  store.run(
    `UPDATE cost_call SET settled = 1, held = ?, micro_usd = ?, input_tokens = ?, cached_input_tokens = ?, output_tokens = ?
     WHERE id = ?`,
    [kept, microUsd, ...tokensOf(usage), id]
  )
  addToDay(store, textIn(row, "day"), microUsd ?? 0, kept - held)
}

const release = (store: Store, id: number): void => {
  const row = heldRow(store, id)
  if (row === undefined) return
  store.run("DELETE FROM cost_call WHERE id = ?", [id])
  addToDay(store, textIn(row, "day"), 0, -numberIn(row, "held"))
}

const sumsSince = (store: Store, since: number): ReadonlyArray<LedgerSum> =>
  store
    .all(
      `SELECT provider, model, COUNT(*) AS calls, TOTAL(micro_usd) AS micro_usd, TOTAL(input_tokens) AS input_tokens,
         TOTAL(output_tokens) AS output_tokens, SUM(micro_usd IS NULL) AS unpriced
       FROM cost_call WHERE at >= ? GROUP BY provider, model ORDER BY micro_usd DESC, calls DESC, provider, model`,
      [since]
    )
    .map((row) => ({
      provider: nameIn(row, "provider"),
      model: nameIn(row, "model"),
      microUsd: numberIn(row, "micro_usd"),
      calls: numberIn(row, "calls"),
      inputTokens: numberIn(row, "input_tokens"),
      outputTokens: numberIn(row, "output_tokens"),
      unpricedCalls: numberIn(row, "unpriced")
    }))

const spanSum = (store: Store, from: number, to: number): SpanSum => {
  const row = store.get(
    `SELECT TOTAL(micro_usd) AS spent, COUNT(*) AS calls, SUM(micro_usd IS NULL) AS unpriced
     FROM cost_call WHERE at > ? AND at <= ?`,
    [from, to]
  )
  return {
    microUsd: numberIn(row, "spent"),
    calls: numberIn(row, "calls"),
    unpricedCalls: numberIn(row, "unpriced")
  }
}

/** What this version does not know is left out. */
const givenAlert = (row: Row): ReadonlyArray<GivenAlert> => {
  const window = spendWindows.find((one) => one === row["window"])
  const level = alertLevels.find((one) => one === row["level"])
  return window === undefined || level === undefined
    ? []
    : [{ window, level, period: textIn(row, "period"), at: numberIn(row, "at") }]
}

const forgetOld = (store: Store, now: number): void => {
  const before = now - KEPT_DAYS * DAY_MS
  store.run("DELETE FROM cost_call WHERE at < ?", [before])
  store.run("DELETE FROM cost_alert WHERE at < ?", [before])
}

const NOTHING: SpentByWindow = { day: { spent: 0, held: 0 }, month: { spent: 0, held: 0 } }

/** What the store throws is an error of the channel; anything else is a defect. */
const attempt = <A>(work: () => A): Effect.Effect<A, StoreError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(work())
    } catch (cause) {
      return isStoreError(cause) ? Effect.fail(cause) : Effect.die(cause)
    }
  })

const makeLedger = Effect.gen(function* () {
  const service = yield* StoreService
  let hasForgotten = false
  /** Once a process: a search by index that nearly always finds nothing. */
  const forgetOnce = (store: Store, now: number): void => {
    if (hasForgotten) return
    forgetOld(store, now)
    hasForgotten = true
  }
  const writing = <A>(work: (store: Store) => A): Effect.Effect<A, StoreError> =>
    Effect.flatMap(service.open, (store) => attempt(() => store.unflushed(() => work(store))))
  const reading = <A>(otherwise: A, work: (store: Store) => A): Effect.Effect<A, StoreError> =>
    Effect.flatMap(service.openExisting, (store) => attempt(() => (store === null ? otherwise : work(store))))

  return Ledger.of({
    hold: <E>(call: PaidCall, heldMicroUsd: number, judge: Judge<E>) =>
      Effect.flatMap(
        writing((store) => {
          forgetOnce(store, call.at)
          const error = judge(countedIn(store, call.at))
          if (error !== null) return { error }
          const id = insert(store, call, [0, heldMicroUsd, null, null, null, null])
          addToDay(store, dayOf(call.at).key, 0, heldMicroUsd)
          return { id }
        }),
        (found): Effect.Effect<number, E> => ("id" in found ? Effect.succeed(found.id) : Effect.fail(found.error))
      ),
    settle: (id, settlement) => writing((store) => settle(store, id, settlement)),
    release: (id) => writing((store) => release(store, id)),
    record: (call, { microUsd, usage }) =>
      writing((store) => {
        forgetOnce(store, call.at)
        insert(store, call, [1, 0, microUsd, ...tokensOf(usage)])
        addToDay(store, dayOf(call.at).key, microUsd ?? 0, 0)
      }),
    counted: (at) => reading(NOTHING, (store) => countedIn(store, at)),
    sums: (since) => reading([], (store) => sumsSince(store, since)),
    days: (since) =>
      reading([], (store) =>
        store
          .all("SELECT day, spent FROM cost_day WHERE day >= ? ORDER BY day", [dayOf(since).key])
          .map((row) => ({ day: textIn(row, "day"), spentMicroUsd: numberIn(row, "spent") }))
      ),
    trends: (now) =>
      reading([], (store) =>
        TREND_SPANS.map(({ spanMs }) => ({
          spanMs,
          current: spanSum(store, now - spanMs, now),
          before: spanSum(store, now - 2 * spanMs, now - spanMs)
        }))
      ),
    mark: (marks, at) =>
      writing((store) =>
        marks.filter(
          ({ level, period, window }) =>
            store.run("INSERT OR IGNORE INTO cost_alert (window, period, level, at) VALUES (?, ?, ?, ?)", [
              window,
              period,
              level,
              at
            ]).changes > 0
        )
      ),
    alerts: (since) =>
      reading([], (store) =>
        store
          .all("SELECT window, period, level, at FROM cost_alert WHERE at >= ? ORDER BY at, window, level", [since])
          .flatMap(givenAlert)
      )
  })
})
