/** A store that is anybody's: it throws before it gives an effect, fails with what is none of its errors, holds rows that cannot be looked at. */
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { CircuitBreaker, Resilience, Trip } from "@zenus/core/resilience"
import type { KeptRow } from "#core/resilience/keep/KeptRow.ts"
import { readKept } from "#core/resilience/keep/readKept.ts"

const { Keeper, ResilienceStore } = Resilience
type Store = (typeof ResilienceStore)["Service"]

const thrown = (): never => {
  throw new Error("not a store")
}

/** `asked` counts what is asked of the store after its start. */
const program = (change: (inner: Store) => Partial<Store>) =>
  Effect.gen(function* () {
    const said: Array<string> = []
    const logger = Logger.layer([Logger.make(({ message }) => void said.push(String(message)))])
    const inner = Context.get(yield* Layer.build(Layer.fresh(ResilienceStore.layerMemory)), ResilienceStore)
    const odd: Store = Object.defineProperties({ ...inner }, Object.getOwnPropertyDescriptors(change(inner)))
    const scope = yield* Scope.make()
    const layer = Layer.provideMerge(
      Keeper.layer(),
      Resilience.services({ breaker: { trip: Trip.consecutive(1) } })
    ).pipe(Layer.provide(Layer.succeed(ResilienceStore, odd)), Layer.provideMerge(logger))
    const context = yield* Layer.buildWithScope(layer, scope)
    const call = (key: string) =>
      Effect.fail("no answer").pipe(
        CircuitBreaker.withBreaker({ key }),
        Effect.flip,
        Effect.provideContext(context),
        Effect.map(String)
      )
    return { call, end: Effect.exit(Scope.close(scope, Exit.void)), inner, said }
  })

describe("an odd store", () => {
  it.effect("whose save throws before it gives an effect is written again at the next round, and heard", () =>
    Effect.gen(function* () {
      let asked = 0
      const { call, end, inner, said } = yield* program(({ save }) => ({
        save: (changes) => (++asked === 1 ? thrown() : save(changes))
      }))
      assert.strictEqual(yield* call("a"), "no answer")
      yield* TestClock.adjust("1 second")
      assert.strictEqual(asked, 1)
      assert.match(said.join(), /^What circuits and budgets have learned could not be kept: not a store/)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(
        (yield* inner.load).rows.map(({ name }) => name),
        ["a"]
      )
      yield* inner.order({ breaker: "b", wish: "isolate", reason: "by hand", at: 1 })
      yield* TestClock.adjust("1 second")
      assert.match(yield* call("b"), /b is isolated: by hand/)
      assert.strictEqual((yield* end)._tag, "Success")
    })
  )

  it.effect("whose save always throws does not break the end of the program", () =>
    Effect.gen(function* () {
      const { call, end, said } = yield* program(() => ({ save: thrown }))
      assert.strictEqual(yield* call("a"), "no answer")
      assert.strictEqual((yield* end)._tag, "Success")
      assert.lengthOf(said, 1)
    })
  )

  it.effect.each([
    [
      "throws when load is looked at",
      () => ({
        get load() {
          return thrown()
        }
      }),
      "not a store"
    ],
    [
      "throws when version is looked at",
      () => ({
        get version() {
          return thrown()
        }
      }),
      "not a store"
    ],
    ["fails with what is no error of a store", () => ({ load: Effect.fail("no disk") as never }), "no disk"],
    [
      "gives what throws when it is read",
      () => ({
        load: Effect.succeed({
          get rows() {
            return thrown()
          },
          orders: [],
          refused: 0
        })
      }),
      "not a store"
    ]
  ] as ReadonlyArray<readonly [string, () => Partial<Store>, string]>)(
    "lets the program start and end, and is said once, where it %s",
    ([, change, why]) =>
      Effect.gen(function* () {
        const { call, end, said } = yield* program(change)
        assert.strictEqual(yield* call("a"), "no answer")
        assert.strictEqual((yield* end)._tag, "Success")
        assert.lengthOf(said, 1)
        assert.include(said[0], `could not be read: ${why}`)
      })
  )

  it("leaves out a row that throws when it is looked at, alone", () => {
    const row: KeptRow = { kind: "breaker", name: "a", state: {} }
    const hostile = new Proxy({}, { get: thrown })
    assert.deepStrictEqual(readKept({ rows: [hostile, row], orders: [hostile], refused: 0 }), {
      rows: [row],
      orders: [],
      refused: 2
    })
  })
})
