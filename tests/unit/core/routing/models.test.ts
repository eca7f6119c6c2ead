/** Asking a provider for its models, which shows that it is there and takes its key. */
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import { Router } from "#core/routing/Router.ts"
import { question } from "#kit/routeWorld.ts"
import { complete, inTime, test } from "./routeTest.ts"

describe("Router.models", () => {
  test(
    "closes the open circuit of a provider that answers, whose past says by what",
    { scripts: { anthropic: ["refused"] } },
    () =>
      Effect.gen(function* () {
        const circuit = Effect.flatMap(Breakers, (breakers) =>
          Effect.map(breakers.snapshots, (all) => all.find(({ name }) => name === "anthropic"))
        )
        yield* Effect.ignore(inTime(complete(question())))
        assert.strictEqual((yield* circuit)?.state, "Open")
        const models = yield* Effect.flatMap(Router, (router) => router.models("anthropic"))
        assert.deepStrictEqual(
          models.map(({ id }) => id),
          ["anthropic-model"]
        )
        const after = yield* circuit
        assert.deepStrictEqual([after?.state, after?.transitions.at(-1)?.why], ["Closed", "it gave its list of models"])
      })
  )
})
