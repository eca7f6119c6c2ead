/** Who may answer, in which order and with which model, by table. */
import { assert, describe, it } from "vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { ConfiguredProvider } from "#core/llm/Providers.ts"
import { type Candidate, candidatesOf } from "#core/routing/candidates.ts"
import type { ModelAsk } from "#core/routing/Routed.ts"

const provider = (name: string, more: Partial<ConfiguredProvider> = {}): ConfiguredProvider => ({
  name,
  aliases: {},
  baseUrl: `http://${name}.test`,
  isLocal: false,
  timeouts: { connect: 1, firstToken: 1, gap: 1 },
  whyNot: null,
  defaultModel: `${name}-model`,
  service: {
    name,
    complete: () => Effect.never,
    stream: () => Stream.never,
    tell: () => Effect.never,
    models: Effect.never
  },
  ...more
})
const all = [
  provider("anthropic", { aliases: { fast: "claude-fast" } }),
  provider("openai", { service: null, whyNot: "no key: set OPENAI_API_KEY" }),
  provider("deepseek"),
  provider("mine", { defaultModel: null }),
  provider("ollama", { isLocal: true, aliases: { local: "llama" } }),
  provider("box", { isLocal: true })
]

const say = ({ model, name, whyNot }: Candidate): string =>
  `${name} ${model}${whyNot === null ? "" : ` ${whyNot.error}`}`.replace("  ", " ")

const listed = (
  ask: Pick<ModelAsk, "model" | "provider" | "cascade">,
  cascade = ["anthropic", "deepseek", "rules"]
) => {
  const found = candidatesOf(ask, all, cascade)
  if (Result.isFailure(found)) return found.failure.message
  return {
    first: found.success.first.map(say),
    others: found.success.others.map(say),
    isRanked: found.success.isRanked
  }
}

describe("candidatesOf", () => {
  const own = ["anthropic anthropic-model", "deepseek deepseek-model", "rules PlansOnly"]
  const rows: ReadonlyArray<
    readonly [
      what: string,
      ask: Parameters<typeof listed>[0],
      first: Array<string>,
      others: Array<string>,
      ranked: boolean
    ]
  > = [
    ["the configured cascade", {}, [], own, true],
    [
      "an order of its own, each once",
      { cascade: ["deepseek", "rules", "deepseek"] },
      [],
      ["deepseek deepseek-model", "rules PlansOnly"],
      false
    ],
    ["one alone", { provider: "deepseek", cascade: ["anthropic"] }, [], ["deepseek deepseek-model"], false],
    ["one alone with a model", { provider: "mine", model: "big" }, [], ["mine big"], false],
    ["one alone that has no model", { provider: "mine" }, [], ["mine NoModel"], false],
    ["one alone without a key", { provider: "openai" }, [], ["openai openai-model NotConfigured"], false],
    ["rules alone", { provider: "rules" }, [], ["rules PlansOnly"], false],
    ["a model of one that is in no cascade", { model: "gpt-9" }, ["openai gpt-9 NotConfigured"], own, true],
    [
      "a model of one in the cascade",
      { model: "deepseek-x" },
      ["deepseek deepseek-x"],
      [own[0] ?? "", own[2] ?? ""],
      true
    ],
    ["each its own fast one", { model: "fast" }, [], ["anthropic claude-fast", own[1] ?? "", own[2] ?? ""], true],
    ["this machine alone", { model: "local" }, [], ["ollama llama", "box box-model"], true],
    [
      "this machine in the order of the ask",
      { model: "local", cascade: ["box", "anthropic", "ollama"] },
      [],
      ["box box-model", "ollama llama"],
      false
    ]
  ]
  it.each(rows)("%s", (_, ask, first, others, isRanked) => {
    assert.deepStrictEqual(listed(ask), { first, others, isRanked })
  })

  const wrong: ReadonlyArray<readonly [ask: Parameters<typeof listed>[0], message: string]> = [
    [{ provider: "nobody" }, "No provider is known for the provider nobody."],
    [{ cascade: ["anthropic", "nobody"] }, "No provider is known for the provider nobody."],
    [{ model: "what is this" }, "No provider is known for the model what is this."],
    [
      { provider: "deepseek", model: "anthropic/claude-9" },
      "deepseek alone is to answer, and the model anthropic/claude-9 is one of anthropic."
    ]
  ]
  it.each(wrong)("refuses %o", (ask, message) => {
    assert.strictEqual(listed(ask), message)
  })
})
