/** What breakers, budgets and cascades carry from layer to layer through a store, under the test clock. */
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import { cascade, Cascades } from "#core/resilience/cascade/Fallback.ts"
import { Keeper, type KeptServices } from "#core/resilience/keep/Keeper.ts"
import { ResilienceStore, ResilienceStoreFailed } from "#core/resilience/keep/ResilienceStore.ts"
import { Bulkheads, withBulkhead } from "#core/resilience/limits/Bulkhead.ts"
import { Concurrencies, withConcurrency } from "#core/resilience/limits/Concurrency.ts"
import { readLimit } from "#core/resilience/limits/keptLimit.ts"
import { RateLimits, withRateLimit } from "#core/resilience/limits/RateLimit.ts"
import { RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"

const resilience = () =>
  Layer.mergeAll(
    Breakers.layer({ trip: Trip.consecutive(1), open: "30 seconds" }),
    RetryBudgets.layer({ capacity: 10, ratio: 0.1 }),
    Cascades.layer(),
    Bulkheads.layer({ permits: 1, queue: 0 }),
    Concurrencies.layer(),
    RateLimits.layer({ requests: { limit: 60, window: "1 minute" } })
  )

type World = Context.Context<KeptServices | Keeper>

/** A program of its own over one store, as another process would be; `end` closes it as its exit would. */
const startProgram = (store: Context.Context<ResilienceStore>) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const layer = Layer.provideMerge(Keeper.layer(), resilience()).pipe(Layer.provide(Layer.succeedContext(store)))
    const context: World = yield* Layer.buildWithScope(layer, scope)
    return { context, end: Scope.close(scope, Exit.void) }
  })

const withStore = <A, E, R>(body: (store: Context.Context<ResilienceStore>) => Effect.Effect<A, E, R>) =>
  Effect.scoped(Effect.flatMap(Layer.build(Layer.fresh(ResilienceStore.layerMemory)), body))

const fail = (context: World, key: string) =>
  Effect.exit(Context.get(context, Breakers).breaker(key).protect(Effect.fail("no")))

const stateOf = (context: World, key: string) =>
  Effect.map(Context.get(context, Breakers).snapshots, (all) => all.find(({ name }) => name === key)?.state)

const run = (context: World, name: string) =>
  Effect.provideContext(cascade(name, [{ name: "a", run: Effect.succeed("a") }]), context)

/** The row of each kind of limit under one name. */
const limitRows = (admitted: number, at: number) =>
  ["bulkhead", "rateLimit", "concurrencyLimit"].map((kind) => [kind, "openai", admitted, at])

describe("Keeper", () => {
  it.effect("20: what one program learned, the next one knows: circuits, budgets and statistics", () =>
    withStore((store) =>
      Effect.gen(function* () {
        const first = yield* startProgram(store)
        yield* fail(first.context, "openai")
        Context.get(first.context, RetryBudgets).budget("openai").withdraw(0)
        yield* run(first.context, "answer")
        yield* first.end

        yield* TestClock.adjust("10 seconds")
        const second = yield* startProgram(store)
        const [breaker] = yield* Context.get(second.context, Breakers).snapshots
        assert.deepInclude(breaker, { name: "openai", state: "Open", retryInMs: 20_000, lastError: "no" })
        const [budget] = yield* Context.get(second.context, RetryBudgets).snapshots
        assert.deepInclude(budget, { name: "openai", balance: 9, granted: 1 })
        const [shown] = yield* Context.get(second.context, Cascades).snapshots
        assert.deepInclude(shown?.options[0], { name: "a", attempts: 1, successes: 1 })
        yield* second.end
      })
    )
  )

  it.effect("writes a second after something changed, once however much that was, and never without a change", () =>
    withStore((store) =>
      Effect.gen(function* () {
        let saves = 0
        const inner = Context.get(store, ResilienceStore)
        const counting = ResilienceStore.of({
          ...inner,
          save: (changes) =>
            Effect.andThen(
              Effect.sync(() => saves++),
              inner.save(changes)
            )
        })
        const program = yield* startProgram(Context.make(ResilienceStore, counting))
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual(saves, 0)
        for (let n = 0; n < 50; n++) yield* run(program.context, `c${n % 5}`)
        yield* fail(program.context, "openai")
        Context.get(program.context, RetryBudgets).budget("openai").withdraw(0)
        yield* TestClock.adjust("999 millis")
        assert.strictEqual(saves, 0)
        yield* TestClock.adjust("1 millis")
        assert.strictEqual(saves, 1)
        assert.lengthOf((yield* inner.load).rows, 7)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(saves, 1)
        yield* program.end
        assert.strictEqual(saves, 1)
        // Whoever only looks writes nothing, though all of it was taken over.
        yield* TestClock.adjust("1 hour")
        const looking = yield* startProgram(Context.make(ResilienceStore, counting))
        yield* Context.get(looking.context, Breakers).snapshots
        yield* TestClock.adjust("5 seconds")
        yield* looking.end
        assert.strictEqual(saves, 1)
      })
    )
  )

  it.effect("adds up what two programs did at once", () =>
    withStore((store) =>
      Effect.gen(function* () {
        const [one, other] = [yield* startProgram(store), yield* startProgram(store)]
        for (const { context } of [one, other, one]) {
          yield* run(context, "answer")
          Context.get(context, RetryBudgets).budget("openai").withdraw(0)
          yield* TestClock.adjust("1 second")
        }
        yield* one.end
        yield* other.end
        const next = yield* startProgram(store)
        const [shown] = yield* Context.get(next.context, Cascades).snapshots
        assert.deepInclude(shown?.options[0], { attempts: 3, successes: 3 })
        const [budget] = yield* Context.get(next.context, RetryBudgets).snapshots
        assert.deepInclude(budget, { granted: 3 })
        yield* next.end
      })
    )
  )

  it.effect(
    "19: an order to isolate reaches a running program within a second, holds after a restart, until it is closed",
    () =>
      withStore((store) =>
        Effect.gen(function* () {
          const orders = Context.get(store, ResilienceStore)
          const program = yield* startProgram(store)
          yield* orders.order({ breaker: "deepseek", wish: "isolate", reason: "by hand", at: 1 })
          yield* TestClock.adjust("1 second")
          assert.strictEqual(yield* stateOf(program.context, "deepseek"), "Isolated")
          assert.isUndefined(yield* stateOf(program.context, "openai"))
          yield* program.end

          yield* TestClock.adjust("7 days")
          const next = yield* startProgram(store)
          const [shown] = yield* Context.get(next.context, Breakers).snapshots
          assert.deepInclude(shown, { name: "deepseek", state: "Isolated", why: "by hand" })
          // The clock of whoever orders is behind: the order holds all the same.
          yield* orders.order({ breaker: "deepseek", wish: "close", reason: "by hand", at: 0 })
          yield* TestClock.adjust("1 second")
          assert.strictEqual(yield* stateOf(next.context, "deepseek"), "Closed")
          yield* next.end
        })
      )
  )

  it.effect("closes by an old order nothing that opened after it", () =>
    withStore((store) =>
      Effect.gen(function* () {
        yield* Context.get(store, ResilienceStore).order({ breaker: "openai", wish: "close", reason: "", at: 5 })
        yield* TestClock.adjust("1 second")
        const first = yield* startProgram(store)
        yield* fail(first.context, "openai")
        yield* first.end
        const second = yield* startProgram(store)
        assert.strictEqual(yield* stateOf(second.context, "openai"), "Open")
        yield* second.end
      })
    )
  )

  it.effect.each([
    ["isolate", "Isolated"],
    ["forceOpen", "Open"],
    ["trip", "Open"]
  ] as const)(
    "18: keeps what happened after the clock was set back, also in a program that runs: %s",
    ([deed, state]) =>
      withStore((store) =>
        Effect.gen(function* () {
          yield* TestClock.setTime(3_600_000)
          const first = yield* startProgram(store)
          yield* fail(first.context, "k")
          yield* Context.get(first.context, Breakers).close("k")
          yield* TestClock.adjust("1 second")
          yield* TestClock.setTime(5_000)
          const second = yield* startProgram(store)
          const breakers = Context.get(second.context, Breakers)
          const deeds = {
            isolate: breakers.isolate("k", "by hand"),
            forceOpen: breakers.forceOpen("k", "10 minutes", "by hand"),
            trip: fail(second.context, "k")
          }
          yield* deeds[deed]
          yield* second.end
          // The first one was running all the while, calls once more and writes its row.
          yield* Context.get(first.context, Keeper).look
          assert.strictEqual(yield* stateOf(first.context, "k"), state)
          yield* fail(first.context, "k")
          yield* first.end
          const third = yield* startProgram(store)
          assert.strictEqual(yield* stateOf(third.context, "k"), state)
          yield* third.end
        })
      )
  )

  it.effect("takes over what another program's circuit learned later, and nothing older", () =>
    withStore((store) =>
      Effect.gen(function* () {
        const [one, other] = [yield* startProgram(store), yield* startProgram(store)]
        yield* fail(other.context, "older")
        yield* TestClock.adjust("100 millis")
        yield* Context.get(one.context, Breakers).close("older")
        yield* fail(other.context, "openai")
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual(yield* stateOf(one.context, "openai"), "Open")
        assert.strictEqual(yield* stateOf(one.context, "older"), "Closed")
        assert.strictEqual(yield* stateOf(other.context, "older"), "Closed")
        yield* one.end
        yield* other.end
      })
    )
  )

  it.effect("costs calls nothing when the store fails, says so once, and writes when it works again", () =>
    withStore((store) =>
      Effect.gen(function* () {
        const said: Array<unknown> = []
        const logger = Logger.layer([Logger.make(({ message }) => void said.push(message))])
        const inner = Context.get(store, ResilienceStore)
        let isAway = true
        const flaky = ResilienceStore.of({
          ...inner,
          save: (changes) =>
            isAway ? Effect.fail(new ResilienceStoreFailed("write", new Error("disk full"))) : inner.save(changes)
        })
        yield* Effect.provide(
          Effect.gen(function* () {
            const program = yield* startProgram(Context.make(ResilienceStore, flaky))
            for (let n = 0; n < 3; n++) {
              assert.strictEqual((yield* run(program.context, "answer")).value, "a")
              yield* TestClock.adjust("1 second")
            }
            assert.lengthOf(said, 1)
            assert.include(String(said[0]), "could not be kept: disk full")
            const keeper = Context.get(program.context, Keeper)
            assert.strictEqual((yield* keeper.failure)?.doing, "write")
            isAway = false
            yield* TestClock.adjust("1 second")
            assert.isNull(yield* keeper.failure)
            assert.lengthOf((yield* inner.load).rows, 1)
            yield* program.end
          }),
          logger
        )
      })
    )
  )

  it.effect("19: says of an isolation when it was ordered, not when it was heard of, and of its end, too", () =>
    withStore((store) =>
      Effect.gen(function* () {
        const orders = Context.get(store, ResilienceStore)
        yield* TestClock.adjust("1 minute")
        yield* orders.order({ breaker: "git/github.com", wish: "isolate", reason: "x", at: 60_000 })
        yield* TestClock.adjust("1 hour")
        const program = yield* startProgram(store)
        const seen = Effect.map(Context.get(program.context, Breakers).snapshots, ([one]) => one)
        const isolated = yield* seen
        assert.strictEqual(isolated?.since, 60_000)
        assert.deepStrictEqual(isolated?.transitions, [{ at: 60_000, from: "Closed", to: "Isolated", why: "x" }])
        // By a clock that is behind: never before what it ended.
        yield* orders.order({ breaker: "git/github.com", wish: "close", reason: "", at: 30_000 })
        yield* TestClock.adjust("1 second")
        assert.deepInclude((yield* seen)?.transitions[1], { at: 60_000, to: "Closed" })
        yield* program.end
      })
    )
  )

  const hangs = ["version", "load", "save"] as const
  it.effect.each(hangs)("starts, calls and ends within its time where the store never answers: %s", (question) =>
    withStore((store) =>
      Effect.gen(function* () {
        const said: Array<unknown> = []
        const logger = Logger.layer([Logger.make(({ message }) => void said.push(message))])
        const inner = Context.get(store, ResilienceStore)
        yield* inner.order({ breaker: "deepseek", wish: "isolate", reason: "x", at: 0 })
        let isAway = true
        const slow = <A, E>(work: Effect.Effect<A, E>, name: string): Effect.Effect<A, E> =>
          Effect.suspend(() => (isAway && name === question ? Effect.never : work))
        const hanging = ResilienceStore.of({
          ...inner,
          version: slow(inner.version, "version"),
          load: slow(inner.load, "load"),
          save: (changes) => slow(inner.save(changes), "save")
        })
        const start = Effect.forkChild(startProgram(Context.make(ResilienceStore, hanging)), { startImmediately: true })
        yield* Effect.provide(
          Effect.gen(function* () {
            const starting = yield* start
            yield* TestClock.adjust("4999 millis")
            assert.strictEqual(starting.pollUnsafe() === undefined, question !== "save")
            yield* TestClock.adjust("1 millis")
            const { context, end } = yield* Fiber.join(starting)
            assert.strictEqual((yield* run(context, "answer")).value, "a")
            yield* TestClock.adjust("1 minute")
            // Once for reading and once for writing, however long it stays so.
            assert.isAtMost(said.length, 2)
            for (const line of said) assert.include(String(line), "the store gave no answer within 5 s.")
            assert.isNotNull(yield* Context.get(context, Keeper).failure)
            yield* fail(context, "openai")
            const ending = yield* Effect.forkChild(end, { startImmediately: true })
            yield* TestClock.adjust("5 seconds")
            yield* Fiber.join(ending)
            // Back again, the store is asked by the next program as ever.
            isAway = false
            const next = yield* startProgram(Context.make(ResilienceStore, hanging))
            assert.strictEqual(yield* stateOf(next.context, "deepseek"), "Isolated")
            yield* next.end
          }),
          logger
        )
      })
    )
  )

  it.effect("hears of orders as soon as a store that was away at the start answers", () =>
    withStore((store) =>
      Effect.gen(function* () {
        const inner = Context.get(store, ResilienceStore)
        yield* inner.order({ breaker: "deepseek", wish: "isolate", reason: "x", at: 0 })
        const first = yield* Deferred.make<void>()
        const late = ResilienceStore.of({ ...inner, load: Effect.andThen(Deferred.await(first), inner.load) })
        const starting = yield* Effect.forkChild(startProgram(Context.make(ResilienceStore, late)), {
          startImmediately: true
        })
        yield* TestClock.adjust("5 seconds")
        const { context, end } = yield* Fiber.join(starting)
        assert.isUndefined(yield* stateOf(context, "deepseek"))
        yield* Deferred.succeed(first, undefined)
        yield* TestClock.adjust("1 second")
        assert.strictEqual(yield* stateOf(context, "deepseek"), "Isolated")
        yield* end
      })
    )
  )

  it.effect("adds nothing twice where the store had written what nobody waited for any more", () =>
    withStore((store) =>
      Effect.gen(function* () {
        const inner = Context.get(store, ResilienceStore)
        let isSlow = true
        const slow = ResilienceStore.of({
          ...inner,
          save: (changes) =>
            Effect.suspend(() => (isSlow ? Effect.delay(inner.save(changes), "7 seconds") : inner.save(changes)))
        })
        const { context, end } = yield* startProgram(Context.make(ResilienceStore, slow))
        yield* run(context, "answer")
        yield* TestClock.adjust("6500 millis")
        yield* run(context, "answer")
        isSlow = false
        yield* TestClock.adjust("10 seconds")
        yield* end
        const next = yield* startProgram(store)
        const [shown] = yield* Context.get(next.context, Cascades).snapshots
        assert.deepInclude(shown?.options[0], { attempts: 2, successes: 2 })
        yield* next.end
      })
    )
  )

  it.effect("costs nothing where the store throws or says nonsense, and hears of what can be read", () =>
    withStore((store) =>
      Effect.gen(function* () {
        const said: Array<unknown> = []
        const logger = Logger.layer([Logger.make(({ message }) => void said.push(message))])
        const inner = Context.get(store, ResilienceStore)
        const nonsense = ResilienceStore.of({
          ...inner,
          load: Effect.succeed({
            rows: [null, { kind: "breaker", name: 5 }],
            orders: [{ breaker: 5 }, null, { breaker: "deepseek", wish: "isolate", reason: "x", at: 0 }],
            refused: 0
          } as never)
        })
        const throwing = ResilienceStore.of({
          ...inner,
          version: Effect.die(new TypeError("not a store")),
          save: () => Effect.die("broken")
        })
        yield* Effect.provide(
          Effect.gen(function* () {
            const program = yield* startProgram(Context.make(ResilienceStore, nonsense))
            assert.strictEqual(yield* stateOf(program.context, "deepseek"), "Isolated")
            yield* program.end
            assert.deepStrictEqual(said.splice(0), [
              ["4 rows of what circuits and budgets had learned could not be read and were left out."]
            ])
            const other = yield* startProgram(Context.make(ResilienceStore, throwing))
            assert.strictEqual((yield* run(other.context, "answer")).value, "a")
            yield* other.end
            assert.deepStrictEqual(
              said.map((line) => /could not be (\w+): (.*?)\.? Nothing/.exec(String(line))?.slice(1)),
              [
                ["read", "not a store"],
                ["kept", "broken"]
              ]
            )
          }),
          logger
        )
      })
    )
  )

  it.effect("39: writes down what limits have counted, of all programs together, and takes none of it back", () =>
    withStore((store) =>
      Effect.gen(function* () {
        const limited = Effect.void.pipe(withRateLimit("openai"), withBulkhead("openai"), withConcurrency("openai"))
        const [one, other] = [yield* startProgram(store), yield* startProgram(store)]
        for (let n = 0; n < 3; n++) yield* Effect.provideContext(limited, one.context)
        yield* Effect.provideContext(limited, other.context)
        yield* TestClock.adjust("1 second")
        const inner = Context.get(store, ResilienceStore)
        const rows = Effect.map(inner.load, (kept) =>
          kept.rows.map(({ kind, name, state }) => [kind, name, readLimit(state)?.admitted, readLimit(state)?.at])
        )
        assert.sameDeepMembers([...(yield* rows)], limitRows(4, 1_000))
        yield* one.end
        yield* other.end
        const next = yield* startProgram(store)
        const [bulkhead] = yield* Context.get(next.context, Bulkheads).snapshots
        assert.isUndefined(bulkhead)
        // More than were kept when it began: all of it is its own.
        for (let n = 0; n < 6; n++) yield* Effect.provideContext(limited, next.context)
        yield* TestClock.adjust("10 seconds")
        yield* next.end
        assert.sameDeepMembers([...(yield* rows)], limitRows(10, 2_000))
      })
    )
  )

  it.effect("leaves out a corrupt row alone, and says how many", () =>
    withStore((store) =>
      Effect.gen(function* () {
        const said: Array<unknown> = []
        const logger = Logger.layer([Logger.make(({ message }) => void said.push(message))])
        const inner = Context.get(store, ResilienceStore)
        const first = yield* startProgram(store)
        yield* fail(first.context, "good")
        yield* first.end
        yield* inner.save([
          { kind: "breaker", name: "bad", merge: () => ({ state: "Open", since: "yesterday" }) },
          { kind: "budget", name: "bad", merge: () => null },
          { kind: "cascade", name: "bad", merge: () => [1, 2] }
        ])
        const second = yield* Effect.provide(startProgram(store), logger)
        assert.strictEqual(yield* stateOf(second.context, "good"), "Open")
        assert.deepStrictEqual(said, [
          ["3 rows of what circuits and budgets had learned could not be read and were left out."]
        ])
        yield* second.end
      })
    )
  )
})
