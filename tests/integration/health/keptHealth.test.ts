/** What is learned of providers, in the state file: known to the next process, added up from several, and never in anybody's way. */
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { Health } from "#core/health/Health.ts"
import { MAX_MODELS } from "#core/health/keepHealth.ts"
import { openSqliteStore, SqliteStoreLayer } from "#core/node/SqliteStore.ts"
import { Housekeeping } from "#core/state/Housekeeping.ts"
import { it } from "#kit"

const claude = { provider: "anthropic", model: "claude-\u0000-x" }
const failed = { ok: false, durationMs: 5, error: "refused" } as const
const answered = { ok: true, durationMs: 40 } as const

const healthAt = (file: string) => Layer.provide(Health.layer(), SqliteStoreLayer({ file }))
/** One process with a clock of its own that stands at `at`. */
const inProcess = <A, E>(file: string, at: number, work: Effect.Effect<A, E, Health>, told: Array<string> = []) =>
  Effect.andThen(TestClock.setTime(at), work).pipe(
    Effect.provide(healthAt(file)),
    Effect.provideService(Housekeeping, {
      isAllowed: true,
      tidied: (what) => Effect.sync(() => void told.push(what))
    }),
    Effect.provide(TestClock.layer()),
    Effect.runPromise
  )
const record = (...results: ReadonlyArray<typeof failed | typeof answered>) =>
  Effect.flatMap(Health, (health) => Effect.forEach(results, (result) => health.record(claude, result)))
const known = Effect.flatMap(Health, (health) => health.of(claude))

describe("what is learned of providers", () => {
  it("is known to the next process, which leaves an unhealthy one alone", async ({ base }) => {
    const file = join(base, "zenus.db")
    await inProcess(file, 1_000, record(answered, failed, failed, failed))
    const [entry, may] = await inProcess(
      file,
      2_000,
      Effect.all([known, Effect.flatMap(Health, (health) => health.admit(claude))])
    )
    assert.deepInclude(entry, {
      ...claude,
      condition: "unhealthy",
      successRate: 0.25,
      consecutiveFailures: 3,
      p50Ms: 40,
      lastError: { at: 1_000, message: "refused" },
      restsUntil: 16_000
    })
    assert.isFalse(may)
  })

  it("is added up from two processes that run at once, every call once, however often they write", ({ base }) => {
    const file = join(base, "zenus.db")
    const other = (work: Effect.Effect<unknown, never, Health>) => Effect.promise(() => inProcess(file, 2_000, work))
    return inProcess(
      file,
      1_000,
      Effect.gen(function* () {
        const health = yield* Health
        yield* record(answered)
        yield* health.save
        yield* other(record(failed, failed))
        yield* record(failed)
        yield* health.save
        yield* health.save
        assert.deepInclude(yield* known, { consecutiveFailures: 3, successRate: 0.25, condition: "unhealthy" })
        yield* other(Effect.map(known, (entry) => assert.deepInclude(entry, { successRate: 0.25 })))
      })
    )
  })

  it("is written after a second, not only at the end", ({ base }) => {
    const file = join(base, "zenus.db")
    return inProcess(
      file,
      1_000,
      Effect.gen(function* () {
        yield* record(failed)
        yield* TestClock.adjust("1 second")
        yield* Effect.promise(() =>
          inProcess(
            file,
            2_000,
            Effect.map(known, (entry) => assert.strictEqual(entry.successRate, 0))
          )
        )
      })
    )
  })

  it("creates no file where nothing was called", async ({ base }) => {
    const file = join(base, "zenus.db")
    await inProcess(file, 1_000, known)
    assert.isFalse(existsSync(file))
  })

  it("is learned anew where a row is damaged, and other rows stay", async ({ base }) => {
    const file = join(base, "zenus.db")
    await inProcess(file, 1_000, record(failed))
    const store = openSqliteStore({ file, create: true })
    const insert = "INSERT INTO health_row (name, at, state) VALUES (?, 5000, ?)"
    store?.run(insert, ["no json", "{}"])
    store?.run(insert, [JSON.stringify(["openai", "gpt"]), '{"samples":[{"at":"now"}]}'])
    store?.transaction(() => {
      for (let row = 0; row < MAX_MODELS; row++) store.run(insert, [`row ${row}`, "{}"])
    })
    store?.close()
    const told: Array<string> = []
    const all = await inProcess(
      file,
      6_000,
      Effect.flatMap(Health, (health) => Effect.tap(health.all, () => record(failed))),
      told
    )
    assert.deepStrictEqual(told, [`Forget how 3 models were doing: at most ${MAX_MODELS} are kept`])
    assert.deepStrictEqual(
      all.map(({ model, provider }) => [provider, model]),
      [[claude.provider, claude.model]]
    )
    const again = openSqliteStore({ file, create: true })
    assert.strictEqual(again?.get("SELECT COUNT(*) AS rows FROM health_row")?.["rows"], MAX_MODELS)
    again?.close()
    assert.strictEqual((await inProcess(file, 7_000, known)).consecutiveFailures, 2, "the oldest gave way")
  })

  it("hurts no call when the file cannot be used", async ({ base }) => {
    const folder = join(base, "state")
    writeFileSync(folder, "not a folder")
    const entry = await inProcess(join(folder, "zenus.db"), 1_000, Effect.andThen(record(failed), known))
    assert.strictEqual(entry.consecutiveFailures, 1)
  })
})
