/** The configured strategies in a running router: whom it asks first. */
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { Router } from "#core/routing/Router.ts"
import type { ModelAsk } from "#core/routing/Routed.ts"
import { question } from "#kit/routeWorld.ts"
import { complete, inTime, test, who } from "./routeTest.ts"

const scripts = { anthropic: ["a"], openai: [], deepseek: ["d"], ollama: ["o"] }
const settings = { ollama: { isLocal: true } }
const own = [
  { provider: "anthropic", model: "anthropic-model", input: 3, output: 15 },
  { provider: "deepseek", model: "deepseek-model", input: 1, output: 2 }
]
const asks = (count: number, ask: ModelAsk = question()): Effect.Effect<void, unknown, Router> =>
  Effect.forEach(Array.from({ length: count }), () => complete(ask), { discard: true })

describe("routing.strategy", () => {
  test(
    "cheapest: what runs here, then by price",
    { scripts, settings, own, router: { strategy: "cheapest" } },
    (world) =>
      Effect.gen(function* () {
        yield* asks(1)
        yield* asks(1, question("hi", { model: "anthropic/x" }))
        assert.deepStrictEqual(who(world), ["ollama", "anthropic"])
      })
  )

  test("local-first", { scripts, settings, router: { strategy: "local-first" } }, (world) =>
    Effect.map(asks(1), () => assert.deepStrictEqual(who(world), ["ollama"]))
  )

  test("round-robin: among those that can be asked", { scripts, router: { strategy: "round-robin" } }, (world) =>
    Effect.map(asks(4), () => assert.deepStrictEqual(who(world), ["anthropic", "deepseek", "ollama", "anthropic"]))
  )

  test(
    "healthiest: whoever fails comes last",
    {
      scripts: { anthropic: [{ status: 400 }], deepseek: [{ status: 500 }], ollama: ["o"] },
      router: { strategy: "healthiest" }
    },
    (world) =>
      Effect.gen(function* () {
        yield* inTime(asks(1))
        // What a request did wrong says nothing about health.
        assert.deepStrictEqual(who(world), ["anthropic", "deepseek", "deepseek", "deepseek", "ollama"])
        yield* asks(1)
        assert.deepStrictEqual(who(world).slice(5), ["anthropic", "ollama"])
      })
  )

  const weighted = { scripts, router: { strategy: "weighted", weights: { anthropic: 3, ollama: 0 } } } as const
  const drawn: Array<ReadonlyArray<string>> = []
  for (const time of ["one time", "another time"]) {
    test(`weighted: by chance, ${time} the same for the same seed`, weighted, (world) =>
      Effect.gen(function* () {
        yield* asks(40).pipe(Random.withSeed("seed"))
        const asked = who(world)
        drawn.push(asked)
        assert.notInclude(asked, "ollama")
        assert.includeMembers(asked, ["anthropic", "deepseek"])
        assert.isAbove(asked.filter((name) => name === "anthropic").length, 20)
        assert.deepStrictEqual(asked, [...(drawn[0] ?? [])])
      })
    )
  }

  test(
    "an order that is written for the ask stands",
    { scripts, settings, own, router: { strategy: "cheapest" } },
    (world) =>
      Effect.map(asks(1, question("hi", { cascade: ["anthropic", "ollama"] })), () =>
        assert.deepStrictEqual(who(world), ["anthropic"])
      )
  )
})
