/** What a person is told to do where nobody answered. */
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { question } from "#kit/routeWorld.ts"
import { complete, test } from "./routeTest.ts"

const advised = (more: Parameters<typeof question>[1] = {}) =>
  Effect.map(Effect.flip(complete(question("hi", more))), (error) => error.recovery)

describe("the advice where no model answered", () => {
  test(
    "names a model on this machine where nobody is set up, but not to whoever chose a provider",
    { scripts: { anthropic: [], openai: [] } },
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* advised(), [
          "For anthropic: set ANTHROPIC_API_KEY.",
          "For openai: set OPENAI_API_KEY.",
          "Or ask a model on this machine, once ollama runs: --provider ollama."
        ])
        assert.deepStrictEqual(yield* advised({ provider: "openai" }), ["For openai: set OPENAI_API_KEY."])
      })
  )

  test(
    "speaks of no network where a provider of this machine does not run",
    {
      scripts: { ollama: ["refused"], mine: ["refused"], anthropic: ["refused"] },
      settings: { ollama: { isLocal: true }, mine: { isLocal: true } }
    },
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* advised({ provider: "ollama" }), ["Start ollama: ollama serve"])
        assert.deepStrictEqual(yield* advised({ provider: "mine" }), ["Start what listens at http://mine.test/v1."])
        assert.match((yield* advised({ provider: "anthropic" }))[0] ?? "", /^Check the network/)
      })
  )
})
