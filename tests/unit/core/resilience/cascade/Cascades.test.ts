/** The figures of cascades: told, kept, forgotten. Acceptance 39. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Fallback from "#core/resilience/cascade/Fallback.ts"

const layer = Fallback.Cascades.layer()

describe("Cascades", () => {
  it.effect("39: tells what happens as events, also to a listener that hangs, and reading changes nothing", () =>
    Effect.gen(function* () {
      const cascades = yield* Fallback.Cascades
      const heard: Array<unknown> = []
      yield* Effect.forkChild(
        Stream.runForEach(cascades.events, (event) => Effect.sync(() => void heard.push(event))),
        { startImmediately: true }
      )
      yield* Effect.forkChild(
        Stream.runForEach(cascades.events, () => Effect.never),
        { startImmediately: true }
      )
      yield* Effect.yieldNow
      yield* Fallback.cascade("answer", [
        { name: "x", run: Effect.succeed("x"), unavailable: () => "no key" },
        { name: "a", run: Effect.fail("no") },
        { name: "b", run: Effect.succeed("b") }
      ])
      yield* Effect.exit(Fallback.cascade("bad", [{ name: "a", run: Effect.fail("no") }]))
      yield* Effect.yieldNow
      assert.deepStrictEqual(heard, [
        { _tag: "option.skipped", name: "answer", option: "x", reason: "unavailable", why: "no key", at: 0 },
        { _tag: "option.failed", name: "answer", option: "a", error: "no", at: 0 },
        { _tag: "cascade.answered", name: "answer", option: "b", at: 0 },
        { _tag: "option.failed", name: "bad", option: "a", error: "no", at: 0 },
        { _tag: "cascade.exhausted", name: "bad", at: 0 }
      ])
      assert.deepStrictEqual(yield* cascades.snapshots, yield* cascades.snapshots)
    }).pipe(Effect.provide(layer))
  )

  it.effect("gives its figures to another layer, and refuses a corrupt row alone", () => {
    const answer = Fallback.cascade("answer", [{ name: "a", run: Effect.succeed("a") }])
    return Effect.gen(function* () {
      const rows = yield* Effect.provide(
        Effect.andThen(
          answer,
          Effect.flatMap(Fallback.Cascades, (cascades) => cascades.exportState)
        ),
        Fallback.Cascades.layer()
      )
      yield* Effect.provide(
        Effect.gen(function* () {
          const cascades = yield* Fallback.Cascades
          const kept: ReadonlyArray<unknown> = [{ name: "x", state: "torn" }, ...rows, null]
          assert.strictEqual(yield* cascades.importState(kept), 2)
          yield* answer
          assert.strictEqual((yield* cascades.snapshots)[0]?.options[0]?.successes, 2)
          assert.strictEqual(yield* cascades.reset("answer"), 1)
          assert.strictEqual(yield* cascades.reset(), 0)
        }),
        Fallback.Cascades.layer()
      )
    })
  })

  it.effect("forgets the cascade not used for longest when there are too many", () =>
    Effect.gen(function* () {
      for (const name of ["a", "b", "a", "c"]) {
        yield* Fallback.cascade(name, [{ name: "x", run: Effect.void }])
      }
      const cascades = yield* Fallback.Cascades
      assert.deepStrictEqual(
        (yield* cascades.snapshots).map(({ name }) => name),
        ["a", "c"]
      )
    }).pipe(Effect.provide(Fallback.Cascades.layer({ maxNames: 2 })))
  )
})
