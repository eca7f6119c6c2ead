/** What the name of a model means, by table. */
import { assert, describe, it } from "vitest"
import { type ModelChoice, modelOf, type NamedProvider, nearNames, readModelName } from "#core/routing/modelName.ts"

const provider = (name: string, defaultModel: string | null, aliases = {}, isLocal = false): NamedProvider => ({
  name,
  defaultModel,
  aliases,
  isLocal
})
const anthropic = provider("anthropic", "claude-sonnet-9", { fast: "claude-haiku-9", best: "claude-opus-9" })
const ollama = provider("ollama", "llama3.2", { local: "llama3.2" }, true)
const all = [
  anthropic,
  provider("openai", "gpt-9"),
  provider("deepseek", "deepseek-chat"),
  provider("gemini", "gemini-9"),
  provider("openrouter", "anthropic/claude-sonnet-9"),
  ollama,
  provider("work", null, { quick: "w-small" })
]

const named = (of: string, model: string): ModelChoice => ({ _tag: "Named", provider: of, model })
const alias = (name: string): ModelChoice => ({ _tag: "Alias", alias: name })

describe("readModelName", () => {
  const rows: ReadonlyArray<readonly [asked: string | undefined, choice: ModelChoice]> = [
    [undefined, { _tag: "Own" }],
    ["claude-opus-9", named("anthropic", "claude-opus-9")],
    ["claude-something-new", named("anthropic", "claude-something-new")],
    ["gpt-5", named("openai", "gpt-5")],
    ["chatgpt-latest", named("openai", "chatgpt-latest")],
    ["o3", named("openai", "o3")],
    ["o4-mini", named("openai", "o4-mini")],
    ["gemini-2.5-pro", named("gemini", "gemini-2.5-pro")],
    ["deepseek-reasoner", named("deepseek", "deepseek-reasoner")],
    ["deepseek-r1:7b", named("ollama", "deepseek-r1:7b")],
    ["llama3.2:3b", named("ollama", "llama3.2:3b")],
    ["hf.co/somebody/model:Q4", named("ollama", "hf.co/somebody/model:Q4")],
    ["llama3.2", named("ollama", "llama3.2")],
    ["openai/gpt-5", named("openai", "gpt-5")],
    ["openrouter/meta/llama-9", named("openrouter", "meta/llama-9")],
    ["ollama/mistral", named("ollama", "mistral")],
    ["work/anything at all", named("work", "anything at all")],
    ["meta-llama/llama-9", named("openrouter", "meta-llama/llama-9")],
    ["fast", alias("fast")],
    ["best", alias("best")],
    ["local", alias("local")],
    ["quick", alias("quick")]
  ]
  it.each(rows)("reads %s", (asked, choice) => {
    assert.deepStrictEqual(readModelName(asked, all), choice)
  })

  const unknown: ReadonlyArray<readonly [asked: string, near: ReadonlyArray<string>]> = [
    ["antropic/claude-9", ["anthropic/claude-9"]],
    ["lama3.2", ["llama3.2"]],
    ["fats", ["fast"]],
    ["something", []],
    ["", []],
    ["anthropic/", []]
  ]
  it.each(unknown)("refuses %s", (asked, near) => {
    assert.deepStrictEqual(readModelName(asked, all), { _tag: "Unknown", near })
  })

  it("takes any name for a provider that is asked alone, without its own prefix", () => {
    assert.deepStrictEqual(readModelName("whatever", all, "openai"), named("openai", "whatever"))
    assert.deepStrictEqual(readModelName("openai/gpt-5", all, "openai"), named("openai", "gpt-5"))
    assert.deepStrictEqual(readModelName("meta/llama", all, "openrouter"), named("openrouter", "meta/llama"))
    assert.deepStrictEqual(readModelName("fast", all, "anthropic"), alias("fast"))
  })

  const elsewhere: ReadonlyArray<readonly [alone: string, asked: string, owner: string]> = [
    ["openai", "anthropic/claude-9", "anthropic"],
    ["ollama", "openai/gpt-9", "openai"],
    ["anthropic", "gpt-5", "openai"],
    ["openai", "claude-opus-9", "anthropic"]
  ]
  it.each(elsewhere)("with %s alone, %s is a model of %s", (alone, asked, owner) => {
    assert.deepStrictEqual(readModelName(asked, all, alone), { _tag: "Elsewhere", owner })
    assert.deepStrictEqual(readModelName(`${alone}/${asked}`, all, alone), named(alone, asked))
  })

  it("leaves the name alone where whoever is asked may have models of all makers", () => {
    const free: ReadonlyArray<readonly [alone: string, asked: string]> = [
      ["openrouter", "anthropic/claude-9"],
      ["work", "anthropic/claude-9"],
      ["work", "gpt-5"],
      ["ollama", "deepseek-coder"]
    ]
    for (const [alone, asked] of free) assert.deepStrictEqual(readModelName(asked, all, alone), named(alone, asked))
    const gateway = { ...provider("openai", "gpt-9"), baseUrl: "http://127.0.0.1:4000/v1" }
    assert.deepStrictEqual(readModelName("claude-opus-9", [gateway], "openai"), named("openai", "claude-opus-9"))
  })

  it("takes a vendor that nobody knows for OpenRouter's only where that can be called", () => {
    const without = all.map((one) => (one.name === "openrouter" ? { ...one, whyNot: "no key" } : one))
    assert.deepStrictEqual(readModelName("nobody/x", without), { _tag: "Unknown", near: [] })
    assert.deepStrictEqual(readModelName("openrouter/nobody/x", without), named("openrouter", "nobody/x"))
  })

  it("knows the form of another provider only where that provider is", () => {
    assert.deepStrictEqual(readModelName("gpt-5", [anthropic]), { _tag: "Unknown", near: [] })
  })
})

describe("modelOf", () => {
  const rows: ReadonlyArray<readonly [choice: ModelChoice, of: NamedProvider, model: string | null]> = [
    [{ _tag: "Own" }, anthropic, "claude-sonnet-9"],
    [named("anthropic", "claude-x"), anthropic, "claude-x"],
    [named("openai", "gpt-5"), anthropic, "claude-sonnet-9"],
    [alias("fast"), anthropic, "claude-haiku-9"],
    [alias("fast"), ollama, "llama3.2"],
    [alias("toString"), anthropic, "claude-sonnet-9"],
    [{ _tag: "Own" }, provider("work", null), null]
  ]
  it.each(rows)("%o of %o is %s", (choice, of, model) => {
    assert.strictEqual(modelOf(choice, of), model)
  })
})

describe("nearNames", () => {
  it("gives at most three, the nearest first", () => {
    assert.deepStrictEqual(nearNames("openal", ["openrouter", "openai", "ollama"]), ["openai"])
    assert.strictEqual(nearNames("a", ["b", "c", "d", "e"]).length, 3)
  })
})
