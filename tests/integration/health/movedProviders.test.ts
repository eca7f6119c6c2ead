/** A circuit is about the address at which it opened: at another one the provider is tried. Over a real state file. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { Health } from "#core/health/Health.ts"
import { closeMoved } from "#core/health/movedProviders.ts"
import { SqliteStoreLayer } from "#core/node/SqliteStore.ts"
import { Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import { Keeper } from "#core/resilience/keep/Keeper.ts"
import { services } from "#core/resilience/policy/services.ts"
import { SqlResilienceStoreLayer } from "#core/shared-state/SqlResilienceStore.ts"
import { it } from "#kit"

const ollama = (port: number) => ({ name: "ollama", baseUrl: `http://127.0.0.1:${port}` })

/** One process: the circuits of the file, those of a moved provider closed, and what was learned written at its end. */
const inProcess = <A, E>(file: string, port: number, work: Effect.Effect<A, E, Breakers | Health>) => {
  const store = SqliteStoreLayer({ file })
  const learned = Keeper.layer().pipe(
    Layer.provideMerge(services()),
    Layer.provide(SqlResilienceStoreLayer),
    Layer.provideMerge(store)
  )
  const moved = Layer.effectDiscard(closeMoved([ollama(port)])).pipe(Layer.provideMerge(learned))
  return work.pipe(
    Effect.provide(Layer.provideMerge(Health.layer(), moved)),
    Effect.provide(TestClock.layer()),
    Effect.runPromise
  )
}

const states = Effect.flatMap(Breakers, (breakers) =>
  Effect.map(breakers.circuits, (all) => all.map(({ name, state }) => `${name} ${state}`))
)
const lastWhy = (key: string) =>
  Effect.flatMap(Breakers, (breakers) =>
    Effect.map(breakers.circuits, (all) => all.find((one) => one.name === key)?.transitions.at(-1)?.why)
  )
const open = (...keys: ReadonlyArray<string>) =>
  Effect.flatMap(Breakers, (breakers) =>
    Effect.forEach(keys, (key) => breakers.forceOpen(key, "1 hour", "nobody listens"), { discard: true })
  )
const name = { provider: "ollama", model: "llama3.2" }
const failing = Effect.flatMap(Health, (health) =>
  Effect.forEach([1, 2, 3], () => health.record(name, { ok: false, durationMs: 1, error: "refused" }))
)
const isAdmitted = Effect.flatMap(Health, (health) => health.admit(name))

describe("a provider with another address", () => {
  it("is tried there, and waits where it was", async ({ base }) => {
    const file = join(base, "zenus.db")
    await inProcess(file, 1, Effect.andThen(open("ollama", "ollama/llama3.2", "ollamas", "anthropic"), failing))
    const same = await inProcess(file, 1, Effect.all([states, isAdmitted]))
    assert.sameMembers(same[0], ["ollama Open", "ollama/llama3.2 Open", "ollamas Open", "anthropic Open"])
    assert.isFalse(same[1])
    const other = await inProcess(file, 2, Effect.all([states, isAdmitted, lastWhy("ollama")]))
    assert.strictEqual(other[2], "its address is another one now: http://127.0.0.1:2")
    assert.sameMembers(other[0], ["ollama Closed", "ollama/llama3.2 Closed", "ollamas Open", "anthropic Open"])
    assert.isTrue(other[1])
    const back = await inProcess(file, 1, states)
    assert.include(back, "ollama Closed")
  })

  it("stays isolated where a person said so", async ({ base }) => {
    const file = join(base, "zenus.db")
    const isolate = Effect.flatMap(Breakers, (breakers) => breakers.isolate("ollama", "by hand"))
    await inProcess(file, 1, Effect.andThen(open("ollama/llama3.2"), isolate))
    assert.sameMembers(await inProcess(file, 2, states), ["ollama Isolated", "ollama/llama3.2 Closed"])
  })

  it("makes no state file where nothing is open", async ({ base }) => {
    const file = join(base, "zenus.db")
    await inProcess(file, 1, Effect.void)
    assert.isFalse(existsSync(file))
  })
})
