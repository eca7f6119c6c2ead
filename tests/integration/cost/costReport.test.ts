/** The document of `zenus costs --json`, key for key, over a real state file. */
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { costReport } from "#core/cost/costReport.ts"
import { KEPT_DAYS, Ledger } from "#core/cost/Ledger.ts"
import { dayOf, monthOf } from "#core/cost/localCalendar.ts"
import { PriceTable } from "#core/cost/PriceTable.ts"
import { SpendLimit } from "#core/cost/SpendLimit.ts"
import { Housekeeping } from "#core/state/Housekeeping.ts"
import { SqliteStoreLayer } from "#core/node/SqliteStore.ts"
import { it } from "#kit"

const HOUR_MS = 3_600_000
const NOW = dayOf(Date.UTC(2026, 10, 20, 12)).startsAt + 12 * HOUR_MS

const layerAt = (base: string) =>
  SpendLimit.layer({ day: 4_000_000, month: 10_000_000 }).pipe(
    Layer.provideMerge(Layer.mergeAll(Ledger.layer, PriceTable.layer())),
    Layer.provideMerge(SqliteStoreLayer({ file: join(base, "zenus.db") })),
    Layer.provideMerge(TestClock.layer())
  )

const call = (hoursAgo: number, model: string, microUsd: number | null) =>
  Effect.flatMap(Ledger, (ledger) =>
    ledger.record(
      { provider: "anthropic", model, at: NOW - hoursAgo * HOUR_MS },
      { microUsd, usage: microUsd === null ? null : { inputTokens: 1_000, outputTokens: 10 } }
    )
  )

const records = (at: number) => ({ provider: "anthropic", model: "claude-x", at })

describe("costReport", () => {
  it("has the keys of the contract, with sums of the time asked for, the limits, forecast and trends", ({ base }) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(NOW)
      yield* call(0, "dear", 3_000_000)
      yield* call(0.5, "cheap", 300_000)
      yield* call(1, "cheap", 100_000)
      yield* call(30, "cheap", 1_000_000)
      yield* call(0, "strange", null)
      yield* call(24 * 20, "dear", 500_000)
      const ledger = yield* Ledger
      yield* ledger.mark([{ window: "month", period: "2026-10", level: "90%" }], NOW - 24 * 25 * HOUR_MS)
      yield* ledger.mark([{ window: "day", period: "2026-11-20", level: "50%" }], NOW - HOUR_MS)
      assert.deepStrictEqual(yield* costReport(NOW - 48 * HOUR_MS), {
        since: new Date(NOW - 48 * HOUR_MS).toISOString(),
        total: { usd: 4.4, calls: 5, inputTokens: 4_000, outputTokens: 40, unpricedCalls: 1 },
        by: [
          {
            provider: "anthropic",
            model: "dear",
            usd: 3,
            calls: 1,
            inputTokens: 1_000,
            outputTokens: 10,
            unpricedCalls: 0
          },
          {
            provider: "anthropic",
            model: "cheap",
            usd: 1.4,
            calls: 3,
            inputTokens: 3_000,
            outputTokens: 30,
            unpricedCalls: 0
          },
          {
            provider: "anthropic",
            model: "strange",
            usd: null,
            calls: 1,
            inputTokens: 0,
            outputTokens: 0,
            unpricedCalls: 1
          }
        ],
        limits: [
          {
            window: "day",
            limitUsd: 4,
            spentUsd: 3.4,
            heldUsd: 0,
            state: "warning",
            noRoomFor: null,
            resetsAt: new Date(dayOf(NOW).endsAt).toISOString()
          },
          {
            window: "month",
            limitUsd: 10,
            spentUsd: 4.4,
            heldUsd: 0,
            state: "ok",
            noRoomFor: null,
            resetsAt: new Date(monthOf(NOW).endsAt).toISOString()
          }
        ],
        // 4.4 so far, and 10.5 days at 4.4 in 7.5.
        forecast: { monthUsd: 10.56, confidence: 0.59, unpricedCalls: 1 },
        trends: [
          { span: "1h", usd: 3.3, calls: 3, unpricedCalls: 1, usdBefore: 0.1, change: 32 },
          { span: "24h", usd: 3.4, calls: 4, unpricedCalls: 1, usdBefore: 1, change: 2.4 },
          { span: "7d", usd: 4.4, calls: 5, unpricedCalls: 1, usdBefore: 0, change: null }
        ],
        alerts: [{ at: new Date(NOW - HOUR_MS).toISOString(), window: "day", period: "2026-11-20", level: "50%" }]
      })
      const nothing = yield* costReport(NOW + 1)
      assert.deepStrictEqual([nothing.by, nothing.total.calls], [[], 0])
    }).pipe(Effect.provide(layerAt(base)), Effect.runPromise))

  it("forgets single calls and alerts after 400 days, and keeps what their days have cost", ({ base }) =>
    Effect.gen(function* () {
      const told: Array<string> = []
      const housekeeping = { isAllowed: true, tidied: (what: string) => Effect.sync(() => void told.push(what)) }
      const old = { microUsd: 700, usage: { inputTokens: 1, outputTokens: 1 } }
      const edge = NOW - KEPT_DAYS * 24 * HOUR_MS
      // Written by a process of that time: another layer over the same file.
      yield* Effect.gen(function* () {
        const ledger = yield* Ledger
        yield* ledger.record(records(edge - 1), old)
        yield* ledger.record(records(edge), old)
        yield* ledger.mark([{ window: "month", period: "2025-10", level: "50%" }], edge - 1)
      }).pipe(Effect.provide(layerAt(base), { local: true }))
      yield* TestClock.setTime(NOW)
      const ledger = yield* Ledger
      assert.strictEqual((yield* ledger.sums(0))[0]?.calls, 2)
      // Who only looks may pay for a call and forgets nothing.
      const looking = Effect.flatMap(Ledger, (one) => Effect.andThen(one.record(records(NOW), old), one.sums(0)))
      const seen = yield* looking.pipe(
        Effect.provide(layerAt(base), { local: true }),
        Effect.provideService(Housekeeping, { ...housekeeping, isAllowed: false })
      )
      assert.strictEqual(seen[0]?.calls, 3)
      const tidying = Effect.flatMap(Ledger, (one) =>
        Effect.forEach([1, 2], () => one.hold(records(NOW), 0, null), { discard: true })
      )
      yield* tidying.pipe(
        Effect.provide(layerAt(base), { local: true }),
        Effect.provideService(Housekeeping, housekeeping)
      )
      assert.deepStrictEqual(told, ["Forget 1 call to a model of more than 400 days ago; what those days cost stays"])
      assert.strictEqual((yield* ledger.sums(0))[0]?.calls, 4)
      assert.deepStrictEqual(yield* ledger.alerts(0), [])
      assert.strictEqual(
        (yield* ledger.days(0)).reduce((sum, { spentMicroUsd }) => sum + spentMicroUsd, 0),
        2_100
      )
    }).pipe(Effect.provide(layerAt(base)), Effect.runPromise))
})
