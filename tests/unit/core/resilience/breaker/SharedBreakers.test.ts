import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Theirs from "effect/persistence/CircuitBreaker"
import * as Scheduler from "effect/Scheduler"
import * as TestClock from "effect/testing/TestClock"
import {
  type BreakerOptions,
  Breakers,
  CircuitOpen,
  layerShared,
  withBreaker
} from "#core/resilience/breaker/CircuitBreaker.ts"
import * as OpenTime from "#core/resilience/breaker/OpenTime.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"

const key = "openai"
const options: BreakerOptions = { trip: Trip.consecutive(2), open: OpenTime.growing({ jitter: 0 }) }
type Store = Theirs.CircuitBreakerStore["Service"]

const bad = Effect.ignore(withBreaker(Effect.fail("no"), { key }))
const good = withBreaker(Effect.succeed("yes"), { key })
const see = Effect.flatMap(Breakers, ({ snapshots }) => Effect.map(snapshots, (found) => found[0]))

const throwing = (): never => {
  throw new Error("classifier")
}

/** So many processes over one store; each is a way to run something in it. */
const processes = (count: number, store: Store) =>
  Effect.forEach(Array.from({ length: count }), () =>
    Effect.map(
      Layer.build(Layer.fresh(layerShared({ ...options, store: Layer.succeed(Theirs.CircuitBreakerStore, store) }))),
      (context) =>
        <A, E>(effect: Effect.Effect<A, E, Breakers>) =>
          Effect.provideContext(effect, context)
    )
  )

const memory = Effect.map(Layer.build(Layer.fresh(Theirs.layerStoreMemory())), (context) =>
  Context.get(context, Theirs.CircuitBreakerStore)
)

/** A store that counts how often it is asked, and answers as the test says. */
const watched = (inner: Store) => {
  const seen = { asked: 0, answer: "inner" as "inner" | "fail" | "hang" }
  const away = Effect.suspend(() => {
    if (seen.answer === "hang") return Effect.never
    return Effect.fail(
      new Theirs.CircuitBreakerError({ reason: new Theirs.CircuitBreakerStoreError({ message: "gone" }) })
    )
  })
  const through = <A, R>(effect: Effect.Effect<A, Theirs.CircuitBreakerError, R>) =>
    Effect.suspend(() => {
      seen.asked++
      return seen.answer === "inner" ? effect : away
    })
  const store: Store = {
    admit: (name) => through(inner.admit(name)),
    record: (entry) => through(inner.record(entry)),
    state: inner.state
  }
  return { seen, store }
}

describe("circuits shared by two processes", () => {
  it.effect("open for both when one of them opens, and turn away without asking again", () =>
    Effect.gen(function* () {
      const { seen, store } = watched(yield* memory)
      const [first, second] = yield* processes(2, store)
      if (first === undefined || second === undefined) return
      yield* first(Effect.andThen(bad, bad))
      const turnedAway = yield* second(Effect.flip(good))
      assert.instanceOf(turnedAway, CircuitOpen)
      assert.deepInclude(yield* second(see), { state: "Open", retryInMs: 5_000, why: "another process opened it" })
      const asked = seen.asked
      for (let call = 0; call < 100; call++) yield* second(Effect.flip(good))
      assert.strictEqual(seen.asked, asked)
    }).pipe(Effect.scoped)
  )

  it.effect("make one trial between them, whose success closes both", () =>
    Effect.gen(function* () {
      const [first, second] = yield* processes(2, yield* memory)
      if (first === undefined || second === undefined) return
      yield* first(Effect.andThen(bad, bad))
      yield* second(Effect.flip(good))
      yield* TestClock.adjust("5 seconds")
      const gate = yield* Deferred.make<void>()
      const trial = yield* Effect.forkChild(first(withBreaker(Deferred.await(gate), { key })), {
        startImmediately: true
      })
      assert.strictEqual((yield* second(Effect.flip(good))).state, "HalfOpen")
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(trial)
      assert.strictEqual((yield* first(see))?.state, "Closed")
      assert.strictEqual(yield* second(good), "yes")
      assert.deepInclude(yield* second(see), { state: "Closed" })
    }).pipe(Effect.scoped)
  )

  it.effect("open longer for both when the trial of one fails, and a cancelled trial counts as nothing", () =>
    Effect.gen(function* () {
      const [first, second] = yield* processes(2, yield* memory)
      if (first === undefined || second === undefined) return
      yield* first(Effect.andThen(bad, bad))
      yield* TestClock.adjust("5 seconds")
      const trial = yield* Effect.forkChild(second(withBreaker(Effect.never, { key })), { startImmediately: true })
      yield* Effect.yieldNow
      yield* Fiber.interrupt(trial)
      yield* second(bad)
      assert.deepInclude(yield* second(see), { state: "Open", retryInMs: 10_000 })
      assert.deepInclude(yield* Effect.andThen(first(Effect.flip(good)), first(see)), {
        state: "Open",
        retryInMs: 10_000
      })
    }).pipe(Effect.scoped)
  )

  it.effect("are steered by hand in each process for itself; a disabled one asks nobody", () =>
    Effect.gen(function* () {
      const { seen, store } = watched(yield* memory)
      const [first, second] = yield* processes(2, store)
      if (first === undefined || second === undefined) return
      yield* first(Effect.flatMap(Breakers, ({ isolate }) => isolate(key, "by hand")))
      assert.strictEqual((yield* first(Effect.flip(good))).state, "Isolated")
      assert.strictEqual(yield* second(good), "yes")
      yield* first(Effect.flatMap(Breakers, ({ disable }) => disable(key, "by hand")))
      const asked = seen.asked
      yield* first(Effect.andThen(bad, bad))
      assert.strictEqual(seen.asked, asked)
      assert.strictEqual(yield* second(good), "yes")
    }).pipe(Effect.scoped)
  )
})

describe("a store that is away", () => {
  it.effect("changes nothing but the sharing, and is left alone for 5 s", () =>
    Effect.gen(function* () {
      const { seen, store } = watched(yield* memory)
      const [first] = yield* processes(1, store)
      if (first === undefined) return
      seen.answer = "fail"
      assert.strictEqual(yield* first(good), "yes")
      assert.strictEqual(seen.asked, 1)
      yield* first(bad)
      yield* TestClock.adjust("4999 millis")
      yield* first(bad)
      assert.deepInclude(yield* first(see), { state: "Open", retryInMs: 5_000 })
      assert.strictEqual(seen.asked, 1)
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(yield* first(good), "yes")
      assert.strictEqual(seen.asked, 2)
    }).pipe(Effect.scoped)
  )

  it.effect("delays a call by no more than its time when it hangs, before and after the call", () =>
    Effect.gen(function* () {
      const { seen, store } = watched(yield* memory)
      const [first] = yield* processes(1, store)
      if (first === undefined) return
      yield* first(bad)
      seen.answer = "hang"
      const before = yield* Effect.forkChild(first(good), { startImmediately: true })
      yield* TestClock.adjust("250 millis")
      assert.strictEqual(yield* Fiber.join(before), "yes")
      yield* TestClock.adjust("5 seconds")

      seen.answer = "inner"
      yield* first(bad)
      const gate = yield* Deferred.make<void, string>()
      const after = yield* Effect.forkChild(Effect.exit(first(withBreaker(Deferred.await(gate), { key }))), {
        startImmediately: true
      })
      yield* Effect.yieldNow
      seen.answer = "hang"
      yield* Deferred.fail(gate, "no")
      yield* TestClock.adjust("250 millis")
      assert.deepStrictEqual(yield* Fiber.join(after), Exit.fail("no"))
      assert.strictEqual((yield* first(see))?.state, "Open")
    }).pipe(Effect.scoped)
  )

  it.effect("when the program starts is taken up later", () =>
    Effect.gen(function* () {
      const inner = yield* memory
      let builds = 0
      const store = Layer.effect(
        Theirs.CircuitBreakerStore,
        Effect.suspend(() => (++builds < 3 ? Effect.fail("no Redis here") : Effect.succeed(inner)))
      )
      const shared = yield* Layer.build(Layer.fresh(layerShared({ ...options, store })))
      const [other] = yield* processes(1, inner)
      if (other === undefined) return
      for (const built of [1, 1, 2, 3]) {
        assert.strictEqual(yield* Effect.provide(good, shared), "yes")
        assert.strictEqual(builds, built)
        yield* TestClock.adjust(built === 1 ? "2500 millis" : "5 seconds")
      }
      yield* other(Effect.andThen(bad, bad))
      assert.instanceOf(yield* Effect.flip(Effect.provide(good, shared)), CircuitOpen)
    }).pipe(Effect.scoped)
  )
})

describe("a shared circuit", () => {
  it.effect("gives its answer and counts as by default where a classifier throws", () =>
    Effect.gen(function* () {
      const [first] = yield* processes(1, yield* memory)
      if (first === undefined) return
      assert.strictEqual(yield* first(withBreaker(Effect.succeed(1), { key, classify: throwing })), 1)
      assert.deepInclude(yield* first(see), { state: "Closed", calls: 1, failures: 0 })
    }).pipe(Effect.scoped)
  )

  it.effect("loses no trial, wherever it is interrupted", () =>
    Effect.gen(function* () {
      for (let maxOps = 3; maxOps <= 64; maxOps += maxOps < 8 ? 1 : 14) {
        for (let turns = 0; turns < 30; turns += 2) {
          const [first] = yield* processes(1, yield* memory)
          if (first === undefined) return
          yield* first(Effect.andThen(bad, bad))
          yield* TestClock.adjust("5 seconds")
          const trial = yield* first(
            withBreaker(
              Effect.forEach([1, 2, 3], () => Effect.yieldNow),
              { key }
            )
          ).pipe(
            Effect.provideService(Scheduler.MaxOpsBeforeYield, maxOps),
            Effect.forkChild({ startImmediately: true })
          )
          for (let turn = 0; turn < turns; turn++) yield* Effect.yieldNow
          yield* Fiber.interrupt(trial)
          // What the store had given away is given back behind the caller's back.
          for (let turn = 0; turn < 30; turn++) yield* Effect.yieldNow
          assert.strictEqual(yield* first(good), "yes", `${turns} turns, ${maxOps} ops`)
        }
      }
    }).pipe(Effect.scoped)
  )
})
