/**
 * Every paid call, in the state file: held before it starts, settled when its cost is known. Where there is a limit, holding asks and
 * writes under the file's write lock, so two processes cannot both take the last of it; where there is none, a call is noted in a log
 * beside the file (`CallIntents.ts`), but for the first of a process, and comes into the file with the next writing. Reading creates nothing. What may surprise: a call whose process
 * died is unpriced for ever, since nobody knows whether it was billed, and holds its money for ten minutes (`letGo.ts`); what a call cost is written with the next writing, or within `BOOK_WITHIN_MS` (docs/decisions/0008), and
 * before anything is read here; a power cut may take the last calls out of it, since a call does not wait for the disk; and calls older
 * than `KEPT_DAYS` are forgotten by the first writing of a process, while the sums of their days stay.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Fiber from "effect/Fiber"
import { sayError } from "../resilience/formatMs.ts"
import { groupDigits } from "../errors/groupDigits.ts"
import { Housekeeping } from "../state/Housekeeping.ts"
import { type Row, type Store, StoreService } from "../state/Store.ts"
import { isStoreError, type StoreError } from "../state/StoreError.ts"
import { type BegunCall, lineOf, takeInGone, writeBegun } from "./begunCalls.ts"
import { type Booking, type Settlement, tokensOf, writeBookings } from "./bookings.ts"
import { type DaySums, makeDaySums } from "./daySums.ts"
import { CallIntents, type IntentLog } from "./CallIntents.ts"
import { firstId, insertCall, type PaidCall } from "./callRows.ts"
import type { DaySpent } from "./forecast.ts"
import { heldByGone, letGo } from "./letGo.ts"
import { dayOf, makeDays, monthOf } from "./localCalendar.ts"
import {
  type AlertLevel,
  alertLevels,
  type Spent,
  type SpentByWindow,
  type SpendWindow,
  spendWindows
} from "./SpendLimitState.ts"
import { type SpanSum, TREND_SPANS, type TrendRow } from "./trends.ts"

export type { PaidCall }

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

/** What calls cost waits so long for the next writing to take it along, milliseconds. A process that is killed meanwhile leaves them held. */
export const BOOK_WITHIN_MS = 20

/** So many calls of the log may wait for the file, where it cannot be written; the next ones are rows, or the file's error. */
const MAX_WAITING = 10_000

/** A call that is under way, or ended and not booked yet. */
interface Running {
  /** Of its row; `null`: none yet. */
  id: number | null
  readonly day: string
  readonly heldMicroUsd: number
}
interface Waiting extends Running, BegunCall {}
interface Ended {
  readonly call: Running | Waiting
  readonly end: Booking["end"]
}

/** What has to be known before a call is written down: `null` lets it in. */
export type Judge<E> = (counted: SpentByWindow) => E | null

export class Ledger extends Context.Service<
  Ledger,
  {
    /**
     * Holds money for a call, unless `judge` (where there is one) finds an error; gives the call's number in this ledger. With a judge
     * one step, also between processes; without one the call may be noted in a log first, and is held for others within `BOOK_WITHIN_MS`.
     */
    readonly hold: <E>(
      call: PaidCall,
      heldMicroUsd: number,
      judge: Judge<E> | null
    ) => Effect.Effect<number, E | StoreError>
    /** Books what a call cost that was held here, soon. A second time changes nothing. A file that cannot be written then is logged. */
    readonly settle: (id: number, settlement: Settlement) => Effect.Effect<void>
    /** Forgets a held call that was not billed, soon. A settled one stays. */
    readonly release: (id: number) => Effect.Effect<void>
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

/** What gone calls hold is free for whoever asks next. */
const withoutGone = (store: Store, at: number, { day, month }: SpentByWindow): SpentByWindow => {
  if (month.held === 0) return { day, month }
  const [today, thisMonth] = [dayOf(at).key, monthOf(at).key]
  return {
    day: { ...day, held: day.held - heldByGone(store, at, today, today) },
    month: { ...month, held: month.held - heldByGone(store, at, `${thisMonth}-`, `${thisMonth}-~`) }
  }
}

const sumsSince = (store: Store, since: number): ReadonlyArray<LedgerSum> =>
  store
    .all(
      `SELECT provider, model, COUNT(*) AS calls, TOTAL(micro_usd) AS micro_usd, TOTAL(input_tokens) AS input_tokens,
         TOTAL(output_tokens) AS output_tokens, SUM(micro_usd IS NULL) AS unpriced
       FROM cost_call WHERE id >= ? GROUP BY provider, model ORDER BY micro_usd DESC, calls DESC, provider, model`,
      [firstId(since)]
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
     FROM cost_call WHERE id >= ? AND id < ?`,
    [firstId(from + 1), firstId(to + 1)]
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

/** How many calls were forgotten; alerts go with them. */
const forgetOld = (store: Store, now: number): number => {
  const before = now - KEPT_DAYS * DAY_MS
  store.run("DELETE FROM cost_alert WHERE at < ?", [before])
  return store.run("DELETE FROM cost_call WHERE id < ?", [firstId(before)]).changes
}

const nothing = (): void => {}

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
  const housekeeping = yield* Housekeeping
  let hasForgotten = !housekeeping.isAllowed
  let forgotten = 0
  /** Once a process: a look at the oldest calls, which nearly always finds nothing. */
  const forgetOnce = (store: Store, now: number): void => {
    if (hasForgotten) return
    forgotten = forgetOld(store, now)
    hasForgotten = true
  }
  const sayForgotten: Effect.Effect<void> = Effect.suspend(() => {
    const count = forgotten
    forgotten = 0
    const calls = count === 1 ? "1 call to a model" : `${groupDigits(count)} calls to models`
    return count === 0
      ? Effect.void
      : housekeeping.tidied(`Forget ${calls} of more than ${KEPT_DAYS} days ago; what those days cost stays`)
  })
  const days = makeDays()
  /** Days of which this process knows that they have a row, and so the day on which use began. */
  let begun: ReadonlySet<string> = new Set()
  /** Ends of calls that are not written yet, in order: at most those of the calls that ran at once, since each writing takes them along. */
  let ended: Array<Ended> = []
  /** Calls of the log that are not in the tables yet, in its order. */
  let waiting: Array<Waiting> = []
  const intents = yield* CallIntents
  let hasTakenIn = intents === null
  let log: IntentLog | null = null
  let lines = 0
  /** The file, once this ledger has written to it: a process that makes one call needs no log. `null` where none can be kept. */
  let loggedBeside: string | null = null
  let isLogged = intents !== null

  const bookedIn = (store: Store, sums: DaySums): ReadonlyArray<number | null> => {
    const ends = new Map<BegunCall, Booking["end"]>()
    const bookings = ended.flatMap(({ call, end }): ReadonlyArray<Booking> => {
      const { day, heldMicroUsd, id } = call
      if (id !== null) return [{ held: { id, day, heldMicroUsd }, end }]
      if ("line" in call) ends.set(call, end)
      return []
    })
    writeBookings(store, bookings, sums)
    return log === null ? [] : writeBegun(store, log.name, waiting, (call) => ends.get(call) ?? null, sums)
  }
  /** All or nothing, what has begun and ended first. */
  const writing = <A>(work: (store: Store, sums: DaySums) => A): Effect.Effect<A, StoreError> =>
    Effect.flatMap(service.open, (store) =>
      attempt(() => {
        const sums = makeDaySums(begun)
        const done = store.unflushed(() => {
          const gone = intents === null || hasTakenIn ? [] : takeInGone(store, intents, sums)
          const ids = bookedIn(store, sums)
          const made = work(store, sums)
          sums.write(store)
          return { gone, ids, made }
        })
        for (const [at, call] of waiting.entries()) call.id = done.ids[at] ?? null
        if (waiting.length > 0) log?.empty()
        waiting = []
        ended = []
        begun = sums.days()
        loggedBeside = store.file
        hasTakenIn = true
        for (const name of done.gone) intents?.remove(store.file, name)
        return done.made
      })
    )
  const booked: Effect.Effect<void, StoreError> = Effect.suspend(() =>
    ended.length === 0 && waiting.length === 0 ? Effect.void : writing(nothing)
  )
  /** What killed processes left, for whoever reads first. A file that cannot be written is read as it is. */
  const takenIn: Effect.Effect<void, StoreError> = Effect.suspend(() => {
    if (intents === null || hasTakenIn) return Effect.void
    hasTakenIn = true
    return Effect.flatMap(service.openExisting, (store) => {
      if (store === null || !intents.found(store.file).some(({ isGone }) => isGone)) return Effect.void
      hasTakenIn = false
      return Effect.ignore(writing(nothing))
    })
  })
  let isReported = false
  const book: Effect.Effect<void> = Effect.matchEffect(booked, {
    onFailure: (error) => {
      const isFirst = !isReported
      isReported = true
      return isFirst ? Effect.logWarning(`What calls cost could not be written down: ${sayError(error)}`) : Effect.void
    },
    onSuccess: () =>
      Effect.sync(() => {
        isReported = false
      })
  })
  let bookkeeper: Fiber.Fiber<void> | null = null
  const context = yield* Effect.context<never>()
  const later: Effect.Effect<void> = Effect.andThen(
    Clock.clockWith((clock) => clock.sleep(Duration.millis(BOOK_WITHIN_MS))),
    Effect.suspend(() => {
      bookkeeper = null
      return book
    })
  )
  const bookLater = (): void => {
    bookkeeper ??= Effect.runForkWith(context)(later)
  }
  /** Calls that run, by their number. */
  const open = new Map<number, Running>()
  let numbers = 0
  const opened = (call: Running): number => {
    open.set(++numbers, call)
    return numbers
  }
  /** Notes a call in the log; `null` where it has to be a row at once. */
  const note = (call: PaidCall, heldMicroUsd: number): number | null => {
    if (intents === null || !isLogged || loggedBeside === null || waiting.length >= MAX_WAITING) return null
    log ??= intents.begin(loggedBeside)
    const one = { line: ++lines, call, day: days(call.at).key, heldMicroUsd, id: null }
    isLogged = log?.write(lineOf(one)) ?? false
    if (!isLogged) return null
    waiting.push(one)
    bookLater()
    return opened(one)
  }
  const end = (id: number, how: Booking["end"]): Effect.Effect<void> =>
    Effect.sync(() => {
      const call = open.get(id)
      if (call === undefined) return
      open.delete(id)
      ended.push({ call, end: how })
      bookLater()
    })
  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => {
      bookkeeper?.interruptUnsafe()
      return Effect.tap(book, () => Effect.sync(() => log?.end(waiting.length === 0 ? "remove" : "keep")))
    })
  )

  const reading = <A>(otherwise: A, work: (store: Store) => A): Effect.Effect<A, StoreError> =>
    Effect.andThen(
      Effect.andThen(booked, takenIn),
      Effect.flatMap(service.openExisting, (store) => attempt(() => (store === null ? otherwise : work(store))))
    )

  const holdRow = <E>(
    call: PaidCall,
    heldMicroUsd: number,
    judge: Judge<E> | null
  ): Effect.Effect<number, E | StoreError> =>
    Effect.flatMap(
      writing((store, sums): { readonly error: E } | Running => {
        forgetOnce(store, call.at)
        if (judge !== null) {
          sums.write(store)
          let error = judge(countedIn(store, call.at))
          // Looked for where it matters, since it looks through all calls.
          if (error !== null && letGo(store, call.at, sums)) {
            sums.write(store)
            error = judge(countedIn(store, call.at))
          }
          if (error !== null) return { error }
        }
        const day = days(call.at).key
        const id = insertCall(store, call, day, [0, heldMicroUsd, null, null, null, null])
        sums.add(day, 0, heldMicroUsd)
        return { id, day, heldMicroUsd }
      }),
      (found): Effect.Effect<number, E> => {
        if ("error" in found) return Effect.fail(found.error)
        const number = opened(found)
        return forgotten === 0 ? Effect.succeed(number) : Effect.as(sayForgotten, number)
      }
    )

  return Ledger.of({
    hold: <E>(call: PaidCall, heldMicroUsd: number, judge: Judge<E> | null) =>
      Effect.suspend(() => {
        const noted = judge === null ? note(call, heldMicroUsd) : null
        return noted === null ? holdRow(call, heldMicroUsd, judge) : Effect.succeed(noted)
      }),
    settle: end,
    release: (id) => end(id, "released"),
    record: (call, { microUsd, usage }) =>
      writing((store, sums) => {
        forgetOnce(store, call.at)
        const day = days(call.at).key
        insertCall(store, call, day, [1, 0, microUsd, ...tokensOf(usage)])
        sums.add(day, microUsd ?? 0, 0)
      }).pipe(Effect.andThen(sayForgotten)),
    counted: (at) => reading(NOTHING, (store) => withoutGone(store, at, countedIn(store, at))),
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
