/** Who plans in which order, from what a person chose. */
import { assert, describe, it } from "@effect/vitest"
import { makeToolbox, type ModelText, NotUnderstood, type ProviderChoice, Request } from "@zenus/core"
import * as Effect from "effect/Effect"
import { type ModelChoice, translatorsOf, type WhoPlans } from "#cli/wiring/translatorsOf.ts"

const request = new Request({ text: "x", cwd: "/w", home: "/h", at: 0, timeZone: "UTC", mode: "plan" })
const defaults: ProviderChoice = { provider: null, cascade: ["anthropic", "deepseek", "rules"], model: null }

/** Each translator by what it asks: the rules by their name, models by their choice. */
const asked = (choice: Partial<ProviderChoice>, more: Partial<WhoPlans> = {}) =>
  Effect.gen(function* () {
    const asks: Array<"rules" | ModelChoice> = []
    let reads = 0
    const translators = translatorsOf({
      toolbox: makeToolbox([]),
      choice: { ...defaults, ...choice },
      areConfigured: true,
      rulesFirst: false,
      own: () => null,
      rules: {
        name: "rules",
        translate: () => {
          reads++
          return Effect.fail(new NotUnderstood({ reason: "no.", suggestions: [] }))
        }
      },
      models: (chosen) => () => {
        asks.push(chosen)
        return Effect.succeed<ModelText>({ _tag: "ModelText", text: "", provider: "x" })
      },
      ...more
    })
    for (const translator of translators) {
      if (translator.name === "rules") asks.push("rules")
      yield* Effect.ignore(translator.translate(request, () => {}))
    }
    return { asks, reads }
  })

describe("translatorsOf", () => {
  const rows: ReadonlyArray<
    readonly [string, Partial<ProviderChoice>, ReadonlyArray<"rules" | ModelChoice>, reads: number]
  > = [
    ["the default: models, then rules", {}, [{ cascade: ["anthropic", "deepseek"] }, "rules"], 2],
    ["rules alone", { provider: "rules" }, ["rules"], 1],
    ["one provider alone, without the rules", { provider: "openai" }, [{ provider: "openai" }], 0],
    ["with a model", { provider: "openai", model: "fast" }, [{ provider: "openai", model: "fast" }], 0],
    ["a model in the cascade", { model: "best" }, [{ cascade: ["anthropic", "deepseek"], model: "best" }, "rules"], 2],
    ["a cascade without rules", { cascade: ["gemini"] }, [{ cascade: ["gemini"] }], 0],
    ["rules first", { cascade: ["rules", "gemini"] }, ["rules", { cascade: ["gemini"] }], 2],
    [
      "rules in the middle",
      { cascade: ["a", "rules", "b", "c"] },
      [{ cascade: ["a"] }, "rules", { cascade: ["b", "c"] }],
      3
    ],
    ["rules as the cascade", { cascade: ["rules"] }, ["rules"], 1]
  ]
  for (const [what, choice, expected, reads] of rows)
    it.effect(what, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* asked(choice), { asks: expected, reads })
      })
    )

  it.effect("is the rules alone where nobody could be asked, unless the rules were left out", () =>
    Effect.gen(function* () {
      const none = { areConfigured: false }
      assert.deepStrictEqual((yield* asked({}, none)).asks, ["rules"])
      assert.deepStrictEqual((yield* asked({ cascade: ["gemini"] }, none)).asks, [{ cascade: ["gemini"] }])
      assert.deepStrictEqual((yield* asked({ provider: "gemini" }, none)).asks, [{ provider: "gemini" }])
    })
  )

  it.effect("asks nobody about words that are a command of zenus, not even a provider that is alone", () =>
    Effect.gen(function* () {
      const own = { own: () => new NotUnderstood({ reason: "a command.", suggestions: [] }) }
      assert.deepStrictEqual((yield* asked({ provider: "openai" }, own)).asks, [])
      assert.deepStrictEqual((yield* asked({}, own)).asks, ["rules"])
    })
  )
})
