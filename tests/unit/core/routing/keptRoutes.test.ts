/** The router over kept answers: what is paid, told and given when nobody answers. */
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { ResponseCache } from "#core/cache/ResponseCache.ts"
import { textOf } from "#core/llm/ChatAnswer.ts"
import { RouteCacheLayer } from "#core/routing/keptRoutes.ts"
import { question } from "#kit/routeWorld.ts"
import { complete, inTime, stream, test, who } from "./routeTest.ts"

const kept = Layer.provide(RouteCacheLayer, ResponseCache.layerMemory({ ttl: "1 hour", digest: (text) => text }))
const use = question("hi", { cache: "use" })
const stale = question("hi", { cache: "use", staleOnOutage: true })

describe("RouteCacheLayer", () => {
  test("gives an answer again without an attempt, without a cost", { scripts: { anthropic: ["hello"] } }, (world) =>
    Effect.gen(function* () {
      const first = yield* complete(use)
      const again = yield* complete(use)
      assert.deepInclude(again, {
        answer: first.answer,
        attempts: [],
        cached: "fresh",
        cost: { microUsd: 0, inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 }
      })
      assert.strictEqual(first.cached, "no")
      assert.deepStrictEqual([world.held.length, who(world).length], [1, 1])
    }).pipe(Effect.provide(kept))
  )

  test("pays once for equal questions at one time", { scripts: { anthropic: ["hello"] } }, (world) =>
    Effect.gen(function* () {
      const { value } = yield* inTime(Effect.all([complete(use), complete(use), complete(use)], { concurrency: 3 }))
      assert.deepStrictEqual(
        value.map(({ answer, attempts, cached }) => [textOf(answer), attempts.length, cached]),
        [
          ["hello", 1, "no"],
          ["hello", 0, "fresh"],
          ["hello", 0, "fresh"]
        ]
      )
      assert.strictEqual(world.settled.length, 1)
    }).pipe(Effect.provide(kept))
  )

  test(
    "streams what it is asked for, keeps it, and gives it again in one piece",
    { scripts: { anthropic: ["a b"] } },
    () =>
      Effect.gen(function* () {
        const texts = (ask: typeof use) =>
          Effect.map(Stream.runCollect(stream(ask)), (events) =>
            [...events].map((event) =>
              event.type === "done" ? event.routed.cached : "text" in event ? event.text : ""
            )
          )
        const first = yield* texts(use)
        assert.deepStrictEqual([first.slice(0, -1).join(""), first.at(-1)], ["a b", "no"])
        assert.deepStrictEqual(yield* texts(use), ["a b", "fresh"])
      }).pipe(Effect.provide(kept))
  )

  test(
    "gives an old answer where nobody is there, to who asked for that",
    { scripts: { anthropic: ["hello", "refused"] } },
    () =>
      Effect.gen(function* () {
        yield* complete(use)
        yield* TestClock.adjust("2 hours")
        const failed = yield* inTime(Effect.flip(complete(use)))
        assert.strictEqual(failed.value._tag, "NoModelAnswered")
        const { value } = yield* inTime(complete(stale))
        assert.deepStrictEqual([textOf(value.answer), value.cached], ["hello", "stale"])
        const tried = value.attempts.map(({ error, outcome, provider }) => [provider, outcome, error])
        assert.deepStrictEqual(tried[0], ["anthropic", "skipped", "CircuitOpen"])
        assert.notInclude(
          tried.map(([, outcome]) => outcome),
          "answered"
        )
      }).pipe(Effect.provide(kept))
  )

  test(
    "gives no old answer where the question was not taken",
    { scripts: { anthropic: ["hello", { status: 400, message: "no such thing" }] } },
    () =>
      Effect.gen(function* () {
        yield* complete(use)
        yield* TestClock.adjust("2 hours")
        const { value } = yield* inTime(Effect.flip(complete(stale)))
        assert.strictEqual(value._tag, "NoModelAnswered")
      }).pipe(Effect.provide(kept))
  )

  test(
    "mixes no old answer into one that has begun and broke off",
    { scripts: { anthropic: ["hello", { pieces: ["new "], after: "break" }] } },
    () =>
      Effect.gen(function* () {
        yield* complete(use)
        yield* TestClock.adjust("2 hours")
        const told: Array<string> = []
        const { value } = yield* inTime(
          Effect.flip(
            Stream.runForEach(stream(stale), (event) =>
              Effect.sync(() => void (event.type === "text" && told.push(event.text)))
            )
          )
        )
        assert.strictEqual(value._tag, "NoModelAnswered")
        assert.deepStrictEqual(told, ["new "])
      }).pipe(Effect.provide(kept))
  )
})
