/** What circuits, budgets and cascades learn, in the state file: read back by other processes, and by two at once. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { assert, describe } from "@effect/vitest"
import { SqliteStoreLayer, openSqliteStore } from "#core/node/SqliteStore.ts"
import { Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import { Cascades } from "#core/resilience/cascade/Fallback.ts"
import { Keeper } from "#core/resilience/keep/Keeper.ts"
import { ResilienceStore } from "#core/resilience/keep/ResilienceStore.ts"
import * as Resilience from "#core/resilience/policy/Resilience.ts"
import { RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"
import { SqlResilienceStoreLayer } from "#core/shared-state/SqlResilienceStore.ts"
import { it } from "#kit"

/** A process of its own; the answer comes when it has ended by itself. */
const child = async (file: string, deed: "learn" | "isolate"): Promise<void> => {
  const running = spawn(
    process.execPath,
    ["--conditions=source", join(import.meta.dirname, "keptChild.ts"), file, deed],
    {
      stdio: ["ignore", "ignore", "inherit"]
    }
  )
  const [code] = await once(running, "close")
  assert.strictEqual(code, 0)
}

const storeAt = (file: string) => Layer.provide(SqlResilienceStoreLayer, SqliteStoreLayer({ file }))

const running = (file: string) =>
  Keeper.layer({ every: "10 minutes" }).pipe(Layer.provideMerge(Layer.merge(Resilience.services(), storeAt(file))))

/** What a process that starts now knows. */
const known = (file: string) =>
  Effect.gen(function* () {
    const breakers = yield* Effect.flatMap(Breakers, (all) => all.snapshots)
    const budgets = yield* Effect.flatMap(RetryBudgets, (all) => all.snapshots)
    const cascades = yield* Effect.flatMap(Cascades, (all) => all.snapshots)
    return { breakers, budgets, cascades }
  }).pipe(Effect.provide(running(file)), Effect.runPromise)

describe("what circuits and budgets have learned", () => {
  it("20: is known to the next process: the open circuit for the rest of its time, budgets, statistics", async ({
    base
  }) => {
    const file = join(base, "zenus.db")
    await child(file, "learn")
    const { breakers, budgets, cascades } = await known(file)
    assert.deepInclude(breakers[0], { name: "openai", state: "Open" })
    assert.isAtMost(breakers[0]?.retryInMs ?? Infinity, 600_000)
    assert.isAbove(breakers[0]?.retryInMs ?? 0, 500_000)
    assert.deepInclude(budgets[0], { name: "openai", balance: 7, granted: 3 })
    assert.deepStrictEqual(
      cascades[0]?.options.map(({ attempts, name, successes }) => [name, attempts, successes]),
      [
        ["openai", 1, 0],
        ["rules", 1, 1]
      ]
    )
  })

  it("is added up when two processes learn at once", async ({ base }) => {
    const file = join(base, "zenus.db")
    openSqliteStore({ file, create: true })?.close()
    await Promise.all([child(file, "learn"), child(file, "learn")])
    const { budgets, cascades } = await known(file)
    assert.strictEqual(cascades[0]?.options[0]?.attempts, 2)
    assert.strictEqual(budgets[0]?.granted, 6)
    assert.isAtMost(budgets[0]?.balance ?? Infinity, 7)
  })

  it("19: an order by another process holds for a running one within a round", async ({ base }) => {
    const file = join(base, "zenus.db")
    await Effect.runPromise(
      Effect.gen(function* () {
        const stateOf = Effect.map(
          Effect.flatMap(Breakers, (all) => all.snapshots),
          (all) => all.map(({ name, state, why }) => [name, state, why])
        )
        const keeper = yield* Keeper
        yield* keeper.look
        assert.deepStrictEqual(yield* stateOf, [])
        yield* Effect.promise(() => child(file, "isolate"))
        yield* keeper.look
        assert.deepStrictEqual(yield* stateOf, [["deepseek", "Isolated", "by hand"]])
      }).pipe(Effect.provide(running(file)))
    )
  })

  it("makes no file by looking, and none for a reset of nothing", async ({ base }) => {
    const file = join(base, "none", "zenus.db")
    await Effect.runPromise(
      Effect.gen(function* () {
        const store = yield* ResilienceStore
        assert.deepStrictEqual(yield* store.load, { rows: [], orders: [], refused: 0 })
        assert.strictEqual(yield* store.version, 0)
        assert.strictEqual(yield* store.reset(), 0)
      }).pipe(Effect.provide(storeAt(file)))
    )
    assert.isFalse(existsSync(join(base, "none")))
  })

  it("leaves out rows that were damaged, each alone, and forgets by name", async ({ base }) => {
    const file = join(base, "zenus.db")
    const store = openSqliteStore({ file, create: true })
    const put = "INSERT INTO resilience_row (kind, name, state) VALUES (?, ?, ?)"
    store?.run(put, ["cascade", JSON.stringify("a\u0000b"), "{}"])
    store?.run(put, ["breaker", JSON.stringify("torn"), "{"])
    store?.run(put, ["nothing", JSON.stringify("x"), "{}"])
    store?.run(put, ["budget", "unquoted", "{}"])
    const order = "INSERT INTO resilience_order (breaker, wish, reason, at) VALUES (?, ?, ?, ?)"
    store?.run(order, ['"x"', "burn", "", 1])
    store?.run(order, ['"y"', "isolate", "", Infinity])
    store?.run(order, ['"openai"', "isolate", "by hand", 7])
    store?.close()
    await Effect.runPromise(
      Effect.gen(function* () {
        const kept = yield* ResilienceStore
        const found = yield* kept.load
        assert.deepStrictEqual(found, {
          rows: [{ kind: "cascade", name: "a\u0000b", state: {} }],
          orders: [{ breaker: "openai", wish: "isolate", reason: "by hand", at: 7 }],
          refused: 5
        })
        // The next writing of its name mends it.
        yield* kept.save([{ kind: "breaker", name: "torn", merge: (stored) => ({ stored: stored === undefined }) }])
        assert.deepInclude((yield* kept.load).rows, { kind: "breaker", name: "torn", state: { stored: true } })
        assert.strictEqual(yield* kept.reset("a\u0000b"), 1)
        assert.strictEqual((yield* kept.load).refused, 4)
        // A reset of all forgets what nobody could name, too, and orders that can be read stay.
        assert.strictEqual(yield* kept.reset(), 5)
        assert.deepStrictEqual(yield* kept.load, {
          rows: [],
          orders: [{ breaker: "openai", wish: "isolate", reason: "by hand", at: 7 }],
          refused: 0
        })
      }).pipe(Effect.provide(storeAt(file)))
    )
  })

  it("tells by its version that another connection wrote, and not that we did", async ({ base }) => {
    const file = join(base, "zenus.db")
    const order = { breaker: "x", wish: "isolate", reason: "", at: 1 } as const
    const write = Effect.flatMap(ResilienceStore, (store) => store.order(order))
    await Effect.runPromise(
      Effect.gen(function* () {
        const store = yield* ResilienceStore
        yield* store.order(order)
        const before = yield* store.version
        yield* store.order(order)
        assert.strictEqual(yield* store.version, before)
        yield* Effect.provide(write, Layer.fresh(storeAt(file)))
        assert.notStrictEqual(yield* store.version, before)
      }).pipe(Effect.provide(storeAt(file)))
    )
  })

  it("is one typed failure when the file cannot be written, with what to do", async ({ base }) => {
    const folder = join(base, "file-in-the-way")
    mkdirSync(folder)
    chmodSync(folder, 0o700)
    const error = await Effect.runPromise(
      Effect.flatMap(ResilienceStore, (store) => Effect.flip(store.save([]))).pipe(Effect.provide(storeAt(folder)))
    )
    assert.strictEqual(error._tag, "ResilienceStoreFailed")
    assert.include(error.message, "could not be kept: The state file ")
    assert.include(error.recovery[0], "Move what is there aside.")
  })
})
