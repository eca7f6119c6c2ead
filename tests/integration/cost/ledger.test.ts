/** How the ledger writes: in company, again where it could not, and by time. */
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { TestClock } from "effect/testing"
import { BOOK_WITHIN_MS, Ledger } from "#core/cost/Ledger.ts"
import { dayOf } from "#core/cost/localCalendar.ts"
import { PriceTable } from "#core/cost/PriceTable.ts"
import { SpendLimit } from "#core/cost/SpendLimit.ts"
import { openSqliteStore, SqliteStoreLayer } from "#core/node/SqliteStore.ts"
import { migrations } from "#core/state/migrations.ts"
import { StoreService } from "#core/state/Store.ts"
import { StoreBusy } from "#core/state/StoreError.ts"
import { costByTimeTables } from "#core/state/tables/costByTime.ts"
import { it } from "#kit"
import { ask, NOON, own, run, used } from "./moneyWorld.ts"

const asked = (tokens: number) => Effect.flatMap(SpendLimit, (limit) => limit.reserve(ask(tokens)))
const month = Effect.flatMap(Ledger, (ledger) => Effect.map(ledger.counted(NOON), (counted) => counted.month))

describe("Ledger", () => {
  it("writes what a call cost in company: with the next one, after 20 ms, or when it ends", async ({ base }) => {
    const file = join(base, "zenus.db")
    /** Calls as another process sees them, in order: what is held for each, and its cost. */
    const seen = () => {
      const store = openSqliteStore({ file, create: true })
      try {
        return store
          ?.all("SELECT held, micro_usd FROM cost_call ORDER BY id")
          .map(({ held, micro_usd }) => [held, micro_usd])
      } finally {
        store?.close()
      }
    }
    const sumOfDay = () => {
      const store = openSqliteStore({ file, create: true })
      try {
        return store?.get("SELECT spent, held FROM cost_day")
      } finally {
        store?.close()
      }
    }
    await run(
      base,
      {},
      Effect.gen(function* () {
        const limit = yield* SpendLimit
        const first = yield* asked(900)
        yield* limit.settle(first, used(1))
        assert.deepStrictEqual(seen(), [[900, null]], "a kill now would leave it held")
        const second = yield* asked(800)
        assert.deepStrictEqual(seen(), [
          [0, 1],
          [800, null]
        ])
        assert.deepStrictEqual({ ...sumOfDay() }, { spent: 1, held: 800 })
        yield* limit.settle(second, used(2))
        yield* TestClock.adjust(BOOK_WITHIN_MS - 1)
        assert.deepStrictEqual(seen()?.[1], [800, null])
        yield* TestClock.adjust(1)
        assert.deepStrictEqual(seen()?.[1], [0, 2])
        const [third, fourth] = [yield* asked(700), yield* asked(600)]
        yield* limit.settle(third, used(4))
        yield* limit.settle(third, used(4))
        yield* limit.settle(fourth, "unbilled")
        assert.deepStrictEqual(seen()?.slice(2), [
          [700, null],
          [600, null]
        ])
      })
    )
    assert.deepStrictEqual(seen(), [
      [0, 1],
      [0, 2],
      [0, 4]
    ])
    assert.deepStrictEqual({ ...sumOfDay() }, { spent: 7, held: 0 })
  })

  it("finds calls by their time: thousands of one millisecond, and those of a file from before", async ({ base }) => {
    const file = join(base, "zenus.db")
    const older = migrations.slice(
      0,
      migrations.findIndex(({ sql }) => sql === costByTimeTables)
    )
    const before = openSqliteStore({ file, create: true, migrations: older })
    for (const [at, microUsd] of [
      [NOON - 2, 1],
      [NOON - 1, 2],
      [NOON - 1, 4],
      [NOON - 2, 8]
    ] as const)
      before?.run(
        "INSERT INTO cost_call (at, day, provider, model, settled, held, micro_usd) VALUES (?, ?, '\"a\"', '\"m\"', 1, 0, ?)",
        [at, dayOf(at).key, microUsd]
      )
    before?.close()
    const COUNT = 2_100
    await run(
      base,
      {},
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const limit = yield* SpendLimit
        const paid = yield* Effect.forEach(Array.from({ length: COUNT }), () => asked(1))
        assert.strictEqual(new Set(paid.map(({ id }) => id)).size, COUNT)
        for (const reservation of paid) yield* limit.settle(reservation, used(1))
        const since = (at: number) =>
          Effect.map(ledger.sums(at), (all) => all.map(({ calls, microUsd }) => [calls, microUsd]))
        assert.deepStrictEqual(yield* since(NOON), [[COUNT, COUNT]])
        assert.deepStrictEqual(yield* since(NOON - 1), [
          [COUNT, COUNT],
          [2, 6]
        ])
        assert.deepStrictEqual(yield* since(NOON - 2), [
          [COUNT, COUNT],
          [4, 15]
        ])
        const [trend] = yield* ledger.trends(NOON - 2)
        assert.deepInclude(trend?.current, { microUsd: 9, calls: 2 })
      })
    )
  })

  it("says once that what calls cost cannot be written, and writes it when it can again", async ({ base }) => {
    const file = join(base, "zenus.db")
    const warnings: Array<unknown> = []
    let isBusy = false
    const busy = Effect.suspend(() => (isBusy ? Effect.fail(new StoreBusy({ file, waitedMs: 5_000 })) : Effect.void))
    const store = Layer.effect(
      StoreService,
      Effect.map(StoreService, (real) => ({
        open: Effect.andThen(busy, real.open),
        openExisting: Effect.andThen(busy, real.openExisting)
      }))
    ).pipe(Layer.provide(SqliteStoreLayer({ file })))
    const layer = SpendLimit.layer().pipe(
      Layer.provideMerge(Layer.mergeAll(Ledger.layer, PriceTable.layer({ own }))),
      Layer.provide(store),
      Layer.provideMerge(TestClock.layer())
    )
    const work = Effect.gen(function* () {
      yield* TestClock.setTime(NOON)
      const limit = yield* SpendLimit
      const held = [yield* asked(900), yield* asked(800), yield* asked(700)]
      for (const [at, reservation] of held.entries()) {
        isBusy = at < 2
        yield* limit.settle(reservation, used(1))
        yield* TestClock.adjust(BOOK_WITHIN_MS)
      }
      assert.deepStrictEqual(yield* month, { spent: 3, held: 0 })
    })
    const logger = Logger.make(({ message }) => void warnings.push(message))
    await Effect.runPromise(
      work.pipe(Effect.provide(layer), Effect.provideService(Logger.CurrentLoggers, new Set([logger])))
    )
    assert.strictEqual(warnings.length, 1)
    assert.match(String(warnings[0]), /^What calls cost could not be written down: /)
  })
})
