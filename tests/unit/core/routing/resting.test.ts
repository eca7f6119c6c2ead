/** One that failed too often rests while others can answer; where none of these does, it is asked after all. */
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { NoModelAnswered } from "#core/routing/routeErrors.ts"
import type { RouteEvent } from "#core/routing/Routed.ts"
import { question } from "#kit/routeWorld.ts"
import { complete, course, inTime, test } from "./routeTest.ts"

describe("a provider that rests", () => {
  // A second provider with a wrong key is never unhealthy and never answers: the first one stayed out for minutes after it was well again.
  test(
    "is asked after all where no other answers, and not after a refusal nor where an answer is at hand",
    {
      scripts: {
        anthropic: [{ status: 500 }, { status: 500 }, { status: 500 }, "well again", { status: 500 }],
        deepseek: [{ status: 401 }, { status: 400, message: "it was flagged" }, { status: 401 }]
      },
      breaker: { trip: { _tag: "Consecutive", failures: 1_000 } }
    },
    (world) =>
      Effect.gen(function* () {
        yield* inTime(Effect.flip(complete(question())))
        const refused = yield* Effect.flip(complete(question()))
        assert.deepStrictEqual(course((refused as NoModelAnswered).attempts), [
          "anthropic skipped Unhealthy",
          "deepseek failed ContentRefused"
        ])
        const close = yield* Effect.flip(complete(question("hi", { connectWithinMs: 1_500 })))
        assert.deepStrictEqual(course((close as NoModelAnswered).attempts), [
          "anthropic skipped Unhealthy",
          "deepseek failed BadKey"
        ])
        const told: Array<RouteEvent> = []
        const second = yield* complete(question("hi", { onEvent: (event) => void told.push(event) }))
        assert.deepStrictEqual(course(second.attempts), [
          "anthropic skipped Unhealthy",
          "deepseek failed BadKey",
          "anthropic answered"
        ])
        assert.deepInclude(told, {
          type: "answered",
          provider: "anthropic",
          model: "anthropic-model",
          isFallback: true
        })
        assert.strictEqual(world.settled.at(-1)?.provider, "anthropic")
      })
  )
})
