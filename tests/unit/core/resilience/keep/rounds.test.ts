/** A keeper hears of one change a round, and misses none. */
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { cascade, type Cascades } from "#core/resilience/cascade/Fallback.ts"
import { Keeper } from "#core/resilience/keep/Keeper.ts"
import { ResilienceStore } from "#core/resilience/keep/ResilienceStore.ts"
import { services } from "#core/resilience/policy/services.ts"

describe("Keeper", () => {
  it.effect("hears every change, round after round, also while it writes and long after the last one", () =>
    Effect.gen(function* () {
      let during = Effect.void
      const inner = Context.get(yield* Layer.build(ResilienceStore.layerMemory), ResilienceStore)
      const slow = ResilienceStore.of({
        ...inner,
        save: (changes) =>
          Effect.andThen(
            Effect.suspend(() => during),
            inner.save(changes)
          )
      })
      const layer = Layer.provideMerge(Keeper.layer(), services()).pipe(
        Layer.provide(Layer.succeed(ResilienceStore, slow))
      )
      const world: Context.Context<Cascades> = yield* Layer.build(layer)
      const run = (name: string) =>
        cascade(name, [{ name: "a", run: Effect.void }]).pipe(Effect.orDie, Effect.asVoid, Effect.provideContext(world))
      const names = Effect.map(inner.load, ({ rows }) => rows.map(({ name }) => name))
      const expected: Array<string> = []
      for (const pause of ["1 second", "1 second", "1 second", "2 seconds", "3 seconds", "1 minute"] as const) {
        const [before, meanwhile] = [`before ${expected.length}`, `during ${expected.length}`]
        yield* run(before)
        during = Effect.suspend(() => {
          during = Effect.void
          return run(meanwhile)
        })
        yield* TestClock.adjust("1 second")
        expected.push(before)
        assert.includeMembers([...(yield* names)], expected)
        yield* TestClock.adjust("1 second")
        expected.push(meanwhile)
        assert.includeMembers([...(yield* names)], expected)
        yield* TestClock.adjust(pause)
      }
    }).pipe(Effect.scoped)
  )
})
