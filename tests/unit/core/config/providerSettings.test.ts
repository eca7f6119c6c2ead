import { assert, describe, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { chooseProviders, type ProviderFlags } from "#core/config/chooseProviders.ts"
import { type Environment, type FoundProvider, providerSettings } from "#core/config/providerSettings.ts"
import { decodeConfig } from "#core/config/decodeConfig.ts"

const config = (value: unknown = null) => Result.getOrThrow(decodeConfig(value, "/home/ada")).config
const one = (name: string, env: Environment, value?: unknown): FoundProvider =>
  providerSettings(config(value), env).find((found) => found.name === name) ?? assert.fail(name)
const keyOf = ({ key }: FoundProvider): string | null => (key === null ? null : Redacted.value(key))

describe("providerSettings", () => {
  it("says of everybody without a key which variable to set, and asks none of Ollama", () => {
    assert.deepStrictEqual(
      providerSettings(config(), {}).map(({ name, whyNot, isLocal }) => [name, whyNot, isLocal]),
      [
        ["anthropic", "no key: set ANTHROPIC_API_KEY", false],
        ["deepseek", "no key: set DEEPSEEK_API_KEY", false],
        ["openai", "no key: set OPENAI_API_KEY", false],
        ["openrouter", "no key: set OPENROUTER_API_KEY", false],
        ["gemini", "no key: set GEMINI_API_KEY", false],
        ["ollama", null, true]
      ]
    )
  })

  it("takes key and base URL from the environment, before the configuration; an empty variable is none", () => {
    const value = { providers: { openai: { baseUrl: "https://conf.example/v1", model: "m", apiKeyEnv: "WORK_KEY" } } }
    const both = one(
      "openai",
      { WORK_KEY: "k1", OPENAI_API_KEY: "k2", OPENAI_BASE_URL: "https://env.example/v1/" },
      value
    )
    assert.deepInclude(both, { baseUrl: "https://env.example/v1", model: "m", whyNot: null, keyVariable: "WORK_KEY" })
    assert.strictEqual(keyOf(both), "k1")
    const empty = one("openai", { WORK_KEY: " \n", OPENAI_BASE_URL: "" }, value)
    assert.deepInclude(empty, { baseUrl: "https://conf.example/v1", whyNot: "no key: set WORK_KEY" })
  })

  it("hides the key in whatever is printed of the settings", () => {
    const found = one("anthropic", { ANTHROPIC_API_KEY: "sk-ant-hush" })
    assert.notInclude(`${JSON.stringify(found)} ${String(found.key)}`, "hush")
  })

  it("takes a key without the blanks around it, and refuses one that no header can carry", () => {
    const padded = one("anthropic", { ANTHROPIC_API_KEY: "sk-ant-1\n" })
    assert.deepInclude(padded, { whyNot: null, isKeyPadded: true })
    assert.strictEqual(keyOf(padded), "sk-ant-1")
    for (const key of ["sk ant", "sk\nant", "schlüssel", "a\u0007b"]) {
      const found = one("anthropic", { ANTHROPIC_API_KEY: key })
      assert.deepInclude(found.problem, { what: "bad-key", variable: "ANTHROPIC_API_KEY" })
      assert.isNull(found.key)
      assert.notInclude(found.whyNot ?? "", key)
    }
  })

  it.each([
    ["OPENAI_BASE_URL", "openai", "localhost:1234", "the base URL is not http or https"],
    ["OPENAI_BASE_URL", "openai", "no url", "the base URL is none: write http:// or https:// and a host"],
    ["ANTHROPIC_BASE_URL", "anthropic", "https://ada:hush@x.example", "the base URL holds a name or a password"],
    ["OLLAMA_HOST", "ollama", "http://", "the base URL is none: write http:// or https:// and a host"]
  ])("names %s when it is no base URL of %s: %s", (variable, name, text, why) => {
    const key = { ANTHROPIC_API_KEY: "k", OPENAI_API_KEY: "k" }
    const found = one(name, { ...key, [variable]: text })
    assert.deepStrictEqual(found.problem, { what: "bad-url", variable, says: `${variable}: ${why}` })
    assert.isNull(found.key, "nobody gets a key whose place is not known")
  })

  it.each([
    ["0.0.0.0", "http://127.0.0.1:11434", true],
    ["box", "http://box:11434", false],
    [":5", "http://127.0.0.1:5", true],
    ["127.0.0.1:99", "http://127.0.0.1:99", true],
    ["https://box.example/o/", "https://box.example/o", false],
    ["[::1]:5", "http://[::1]:5", true]
  ])("reads OLLAMA_HOST=%s as Ollama does", (text, baseUrl, isLocal) => {
    assert.deepInclude(one("ollama", { OLLAMA_HOST: text }), { baseUrl, isLocal, whyNot: null })
  })

  it("knows a person's own, with the protocol it speaks, and asks for a key only where one is named", () => {
    const value = {
      providers: {
        mine: { baseUrl: "http://127.0.0.1:8080/v1", timeouts: { gap: "1 minute" } },
        work: { baseUrl: "https://work.example", wire: "anthropic", apiKeyEnv: "WORK", model: "w" }
      }
    }
    const mine = one("mine", {}, value)
    assert.deepInclude(mine, { wire: "openai", model: null, whyNot: null, isLocal: true, baseUrlVariable: null })
    assert.deepStrictEqual(mine.timeouts, { connect: 5_000, firstToken: 30_000, gap: 60_000 })
    assert.deepInclude(one("work", {}, value), { wire: "anthropic", model: "w", whyNot: "no key: set WORK" })
  })

  it("lets any model of an Ollama do where nobody chose one", () => {
    assert.isTrue(one("ollama", {}).anyModel)
    assert.isFalse(one("ollama", {}, { providers: { ollama: { model: "m" } } }).anyModel)
    assert.isTrue(providerSettings(config(), {}).every(({ anyModel, name }) => anyModel === (name === "ollama")))
  })

  it("takes for local only what is here and wants no key: a door to somebody else costs", () => {
    assert.isFalse(one("openai", { OPENAI_API_KEY: "k", OPENAI_BASE_URL: "http://localhost:4000/v1" }).isLocal)
  })
})

describe("chooseProviders", () => {
  const none: ProviderFlags = { provider: undefined, cascade: undefined, model: undefined }
  const value = { cascade: ["ollama", "rules"], providers: { mine: { baseUrl: "http://x/v1" } } }
  const choose = (flags: Partial<ProviderFlags>, env: Environment = {}) =>
    chooseProviders({ ...none, ...flags }, env, config(value))

  it("goes by the flag, then the variable, then the configuration", () => {
    const env = { ZENUS_CASCADE: " mine , rules,mine" }
    assert.deepStrictEqual(choose({}), { provider: null, cascade: ["ollama", "rules"], model: null })
    assert.deepStrictEqual(choose({}, env), { provider: null, cascade: ["mine", "rules"], model: null })
    assert.deepInclude(choose({ cascade: "rules" }, env), { cascade: ["rules"] })
    assert.deepInclude(choose({}, { ZENUS_CASCADE: "mine,, rules," }), { cascade: ["mine", "rules"] })
    assert.deepInclude(choose({}, { ZENUS_CASCADE: " " }), { cascade: ["ollama", "rules"] })
    assert.deepInclude(choose({ provider: "mine", model: "fast" }), { provider: "mine", model: "fast" })
  })

  it.each<readonly [Partial<ProviderFlags>, Environment, string, string, string]>([
    [{ provider: "antropic" }, {}, "--provider", "there is no provider antropic", "Did you mean anthropic?"],
    [{ cascade: "mine,rulez" }, {}, "--cascade", "there is no provider rulez", "Did you mean rules?"],
    [{ cascade: "" }, {}, "--cascade", "it names nobody", "Write one of: "],
    [{ cascade: " ,," }, {}, "--cascade", "it names nobody", "Write one of: "],
    [{}, { ZENUS_CASCADE: "opnai" }, "ZENUS_CASCADE", "there is no provider opnai", "Did you mean openai?"],
    [{ provider: "mine", cascade: "rules" }, {}, "--provider", "goes without --cascade", "Write one of them."]
  ])("refuses %j with %j", (flags, env, where, message, advice) => {
    const found = choose(flags, env)
    if (!("message" in found)) return assert.fail("it was taken")
    assert.strictEqual(found.where, where)
    assert.include(found.message, message)
    assert.include(found.recovery[0], advice)
  })
})
