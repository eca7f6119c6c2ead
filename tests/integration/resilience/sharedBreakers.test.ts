/**
 * Circuits shared by two processes through a real redis-server. Skipped where none is installed (Debian: apt-get install
 * redis-server); `.ci/run` installs it.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as CircuitBreaker from "effect/persistence/CircuitBreaker"
import { assert, describe } from "@effect/vitest"
import { Breakers, layerShared, withBreaker } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import { it } from "#kit"
import { freePort, hasRedis, startRedis } from "#kit/startRedis.ts"

/** What three calls of another process ended with. */
const otherProcess = async (port: number, key: string, does: "fail" | "answer"): Promise<unknown> => {
  const file = join(import.meta.dirname, "sharedChild.ts")
  const child = spawn(process.execPath, ["--conditions=source", file, String(port), key, does], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const [said] = await Promise.all([text(child.stdout), once(child, "close")])
  assert.strictEqual(child.exitCode, 0)
  return JSON.parse(said)
}

const shared = (port: number) =>
  layerShared({
    trip: Trip.consecutive(2),
    open: "1 minute",
    storeRest: "1 millis",
    // A busy machine answers late, and nothing here is about that.
    storeTimeout: "5 seconds",
    store: CircuitBreaker.layerStoreRedis({ prefix: "zenus-test:" }).pipe(
      Layer.provide(NodeRedis.layer({ socket: { host: "127.0.0.1", port }, disableOfflineQueue: true }))
    )
  }).pipe(Layer.provideMerge(Logger.layer([])))

const good = (key: string) => withBreaker(Effect.succeed("answered"), { key })
const bad = (key: string) => Effect.ignore(withBreaker(Effect.fail("failed"), { key }))
const see = (key: string) => Effect.map(Breakers, ({ breaker }) => breaker(key).snapshot(performance.now()))

describe.skipIf(!hasRedis)("circuits shared through Redis; skipped where no redis-server is installed", () => {
  it("a circuit that one process opened is open for the other, and the other way round", async ({ folder }) => {
    const redis = await startRedis(folder, await freePort())
    try {
      assert.deepStrictEqual(await otherProcess(redis.port, "openai", "fail"), [
        "failed",
        "failed",
        "Open: 2 failures in a row"
      ])
      await Effect.gen(function* () {
        const turnedAway = yield* Effect.flip(good("openai"))
        assert.deepInclude(yield* see("openai"), { state: "Open", why: "another process opened it", rejected: 1 })
        assert.isTrue((turnedAway.remainingMs ?? 0) > 0 && (turnedAway.remainingMs ?? 0) <= 60_000)
        assert.strictEqual(yield* good("anthropic"), "answered")
        yield* bad("anthropic")
        yield* bad("anthropic")
        const elsewhere = "Open: another process opened it"
        const said = yield* Effect.promise(() => otherProcess(redis.port, "anthropic", "answer"))
        assert.deepStrictEqual(said, [elsewhere, elsewhere, elsewhere])
      }).pipe(Effect.provide(shared(redis.port)), Effect.runPromise)
    } finally {
      await redis.stop()
    }
  })

  it("a Redis that is away at the start, or goes away, changes nothing but the sharing", async ({ folder }) => {
    const port = await freePort()
    await Effect.gen(function* () {
      assert.strictEqual(yield* good("openai"), "answered")
      const redis = yield* Effect.promise(() => startRedis(folder, port))
      yield* good("anthropic")
      yield* bad("openai")
      yield* bad("openai")
      const said = yield* Effect.promise(() => otherProcess(port, "openai", "answer"))
      assert.include(JSON.stringify(said), "Open: another process opened it")
      yield* Effect.promise(redis.stop)
      assert.strictEqual(yield* good("anthropic"), "answered")
      yield* bad("anthropic")
      yield* bad("anthropic")
      assert.deepInclude(yield* see("anthropic"), { state: "Open", why: "2 failures in a row" })
    }).pipe(Effect.provide(shared(port)), Effect.runPromise)
  })
})
