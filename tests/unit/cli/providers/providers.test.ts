/** What `zenus providers` and `zenus doctor` say of model providers, from what is known of them. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import {
  type ModelInfo,
  ModelNameUnknown,
  ProviderError,
  type ProviderStanding,
  type RouterService
} from "@zenus/core/models"
import { type Checked, type CheckFailure, checkProviders, checkWait } from "#cli/providers/checkProviders.ts"
import { type ProviderFacts, providerFindings, proxyVariables } from "#cli/providers/providerFindings.ts"
import { providerLines, providerRows } from "#cli/providers/providerRows.ts"
import { colours } from "#cli/render/colour.ts"
import { type Environment, providerSettings } from "#core/config/providerSettings.ts"
import { decodeConfig } from "#core/config/decodeConfig.ts"

const config = (value: unknown = null) => Result.getOrThrow(decodeConfig(value, "/home/ada")).config

const standing = (provider: string, more: Partial<ProviderStanding> = {}): ProviderStanding => ({
  provider,
  model: `${provider}-model`,
  isLocal: false,
  isInCascade: true,
  whyNot: null,
  circuit: "Closed",
  retryInMs: null,
  healthy: null,
  ...more
})
const listed = (...models: ReadonlyArray<string>) => Result.succeed(models.map((id) => ({ id, contextTokens: null })))
const failure = (reason: CheckFailure["reason"], message: string): Result.Result<never, CheckFailure> =>
  Result.fail({ reason, message, recovery: ["Try again."] })

const checkedOf = (
  ...all: ReadonlyArray<readonly [name: string, result: Result.Result<ReadonlyArray<ModelInfo>, CheckFailure>]>
): Checked => new Map(all)

const never = () => assert.fail("nobody asks for that")
const routerWith = (models: RouterService["models"]): RouterService => ({
  complete: never,
  stream: never,
  standing: Effect.succeed([]),
  models
})

const find = (env: Environment, more: Partial<ProviderFacts> = {}, value: unknown = null) =>
  providerFindings({
    providers: providerSettings(config(value), env),
    cascade: ["anthropic", "deepseek", "rules"],
    wrongChoice: null,
    chosen: new Set(),
    checked: new Map(),
    proxies: [],
    ...more
  }).map(({ check, status, message, recovery }) => ({ check, status, message, recovery }))

describe("checkProviders", () => {
  it.effect("asks all at once, ends after five seconds, and says each second for whom it waits, and until when", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      let slowIsGone = false
      const router = routerWith((name) => {
        if (name === "quick") return Effect.succeed([{ id: "m", contextTokens: null }])
        if (name === "wrong") return Effect.fail(new ProviderError({ provider: "wrong", model: "", reason: "BadKey" }))
        if (name === "odd") return Effect.fail(new ModelNameUnknown("provider", "odd", []))
        return Effect.onInterrupt(Effect.never, () =>
          Effect.sync(() => {
            slowIsGone = true
          })
        )
      })
      const fiber = yield* Effect.forkChild(
        checkProviders(router, ["slow", "quick", "wrong", "odd"], (line) => said.push(line))
      )
      yield* TestClock.adjust("699 millis")
      assert.deepStrictEqual(said, [])
      yield* TestClock.adjust("1 milli")
      assert.deepStrictEqual(said, ["slow is asked for its models: 4 s more at most"])
      yield* TestClock.adjust("4300 millis")
      assert.deepStrictEqual(
        said.slice(1),
        [3, 2, 1, 1].map((left) => `slow is asked for its models: ${left} s more at most`)
      )
      const checked = yield* Fiber.join(fiber)
      assert.isTrue(slowIsGone)
      assert.deepStrictEqual([...checked.keys()], ["slow", "quick", "wrong", "odd"])
      const reasonOf = (name: string) => {
        const result = checked.get(name)
        return result === undefined || Result.isSuccess(result) ? undefined : result.failure.reason
      }
      assert.deepStrictEqual(["slow", "quick", "wrong", "odd"].map(reasonOf), ["TimedOut", undefined, "BadKey", null])
    })
  )

  it("names those who are waited for, in a line of a narrow terminal", () => {
    assert.strictEqual(checkWait(["a", "b"], 1_700), "a, b are asked for their models: 3 s more at most")
    assert.strictEqual(checkWait(["a", "b", "c", "d"], 700), "4 providers are asked for their models: 4 s more at most")
  })

  it.effect("says nothing where all have answered by then", () =>
    Effect.gen(function* () {
      const router = routerWith(() => Effect.succeed([]))
      const checked = yield* checkProviders(router, ["a"], () => assert.fail("nobody is waited for"))
      yield* TestClock.adjust("1 minute")
      assert.lengthOf([...checked], 1)
      assert.lengthOf([...(yield* checkProviders(router, [], () => assert.fail("nobody")))], 0)
    })
  )
})

describe("providerRows", () => {
  const standings = [
    standing("anthropic", { healthy: true }),
    standing("deepseek", { whyNot: "no key: set DEEPSEEK_API_KEY" }),
    standing("openai", { circuit: "Open", retryInMs: 4_200, healthy: true, isInCascade: false })
  ]
  const rows = (checked: Checked | null) =>
    providerRows(
      standings,
      providerSettings(config(), { ANTHROPIC_API_KEY: "k", OPENAI_API_KEY: "k" }),
      ["anthropic", "rules", "deepseek"],
      checked
    )

  it("goes by the cascade with rules in its place, and leaves open what nobody looked at", () => {
    assert.deepStrictEqual(
      rows(null).map(({ name, place, configured, reachable, healthy, models, why }) => [
        name,
        place,
        configured,
        reachable,
        healthy,
        models,
        why
      ]),
      [
        ["anthropic", 1, true, null, true, ["anthropic-model"], null],
        ["rules", 2, true, null, true, [], null],
        ["deepseek", 3, false, null, null, ["deepseek-model"], "no key: set DEEPSEEK_API_KEY"],
        ["openai", null, true, null, false, ["openai-model"], "its circuit is open; next try in 5 s"]
      ]
    )
  })

  it("says of those that were asked what came of it", () => {
    const [anthropic, rules, deepseek, openai] = rows(
      checkedOf(
        ["anthropic", failure("Unreachable", "anthropic cannot be reached: ECONNREFUSED")],
        ["openai", listed("m1", "m2")]
      )
    )
    assert.deepInclude(anthropic, {
      reachable: false,
      healthy: false,
      models: ["anthropic-model"],
      why: "anthropic cannot be reached: ECONNREFUSED"
    })
    assert.deepInclude(rules, { reachable: true, healthy: true })
    assert.deepInclude(deepseek, { configured: false, reachable: null })
    assert.deepInclude(openai, { reachable: true, healthy: true, models: ["m1", "m2"], why: null })
  })

  it("keeps saying that somebody isolated a provider, also when it answers", () => {
    const [row] = providerRows([standing("a", { circuit: "Isolated" })], [], ["a"], checkedOf(["a", listed("m")]))
    assert.deepInclude(row, {
      reachable: true,
      why: "isolated by hand: zenus breaker close a lets calls go there again"
    })
  })

  // "resting" it said, and nobody knew from what.
  it("says of one without a model that it has none, and with its list which there are", () => {
    const nameless = standing("mine", { model: null, whyNot: "no model: name one as mine/MODEL" })
    const lineOf = (checked: Checked | null) =>
      providerLines(providerRows([nameless], [], ["mine"], checked), colours(false), 200)[1]
    assert.strictEqual(lineOf(null), "1  mine      no model  no model: name one as mine/MODEL")
    assert.strictEqual(lineOf(checkedOf(["mine", listed("m1", "m2")])), "1  mine      no model  m1, m2")
  })

  it("is a table whose names obey nobody, with the usual model first and not all of many", () => {
    const many = Array.from({ length: 30 }, (_, at) => `m${at}`)
    const [row] = providerRows(
      [standing("a", { model: "m29" })],
      [],
      ["a"],
      checkedOf(["a", listed(...many, "\u001b[2J")])
    )
    const [, line = ""] = providerLines(row === undefined ? [] : [row], colours(false), 200)
    assert.strictEqual(line, "1  a         answers  m29, m0, m1, m2, m3, m4, and 25 more")
    const [, odd = ""] = providerLines([{ ...(row ?? assert.fail()), models: ["\u001b[2J"] }], colours(false), 200)
    assert.notInclude(odd, "\u001b")
  })
})

describe("providerFindings", () => {
  it("says that proxy variables are not used, where somebody is out of reach", () => {
    const env = { ANTHROPIC_API_KEY: "k", HTTPS_PROXY: "http://proxy:3128", http_proxy: " ", ALL_PROXY: "socks://x" }
    const proxies = proxyVariables(env)
    assert.deepStrictEqual(proxies, ["HTTPS_PROXY", "ALL_PROXY"])
    const about = (result: ReturnType<typeof failure> | ReturnType<typeof listed>) =>
      find(env, { proxies, checked: checkedOf(["anthropic", result]) }).filter(({ message }) =>
        message.includes("PROXY")
      )
    assert.deepStrictEqual(about(failure("Unreachable", "anthropic cannot be reached: ENOTFOUND.")), [
      {
        check: "models",
        status: "warning",
        message: "HTTPS_PROXY, ALL_PROXY are set and are not used: models are called without a proxy.",
        recovery: [
          "Set the base URL of the provider to a gateway that passes calls on, or let its host be reached directly."
        ]
      }
    ])
    assert.isEmpty(about(listed("claude-sonnet-5")))
    assert.isEmpty(about(failure("BadKey", "anthropic does not accept the key.")))
  })

  it("takes no key for no problem, and says which variables of the cascade are not set", () => {
    assert.deepStrictEqual(find({}), [
      {
        check: "models",
        status: "ok",
        message:
          "No model is asked: ANTHROPIC_API_KEY and DEEPSEEK_API_KEY are not set. The built-in rules read every request.",
        recovery: []
      }
    ])
    const some = find({ DEEPSEEK_API_KEY: "k" }, { checked: checkedOf(["deepseek", listed("deepseek-v4-pro")]) })
    assert.deepStrictEqual(
      some.map(({ check, status, message }) => [check, status, message]),
      [
        ["models", "ok", "Not set, so passed over: ANTHROPIC_API_KEY."],
        ["deepseek", "ok", "deepseek answers and takes the key: 1 model."]
      ]
    )
  })

  it("warns of a provider that the configuration names and that has no key", () => {
    const found = find({}, { chosen: new Set(["openai"]) }, { providers: { openai: { apiKeyEnv: "WORK_KEY" } } })
    assert.deepInclude(found[0], { check: "openai", status: "warning", recovery: ["Set WORK_KEY."] })
  })

  it.each<readonly [string, Environment, string, RegExp]>([
    ["a key with a blank inside", { ANTHROPIC_API_KEY: "k 1" }, "problem", /ANTHROPIC_API_KEY is no key/],
    ["a key with a line end", { ANTHROPIC_API_KEY: "k1\n" }, "warning", /ANTHROPIC_API_KEY has blanks or a line end/],
    [
      "a base URL that is none",
      { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: "nowhere" },
      "problem",
      /ANTHROPIC_BASE_URL: the base URL is none/
    ],
    [
      "a key that goes out unencrypted",
      { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: "http://proxy.example:8080" },
      "warning",
      /The key of anthropic goes to proxy\.example:8080 unencrypted/
    ]
  ])("finds %s", (_what, env, status, message) => {
    const found = find(env).find(({ check }) => check === "anthropic") ?? assert.fail("nothing was found")
    assert.strictEqual(found.status, status)
    assert.match(found.message, message)
    assert.isNotEmpty(found.recovery)
  })

  it("lets a key go unencrypted to this machine", () => {
    const found = find({ ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: "http://127.0.0.1:8080" })
    assert.isUndefined(found.find(({ check }) => check === "anthropic"))
  })

  it.each<readonly [string, CheckFailure["reason"], string]>([
    ["refuses the key", "BadKey", "problem"],
    ["cannot be reached", "Unreachable", "warning"],
    ["does not answer in time", "TimedOut", "warning"]
  ])("says that a provider %s", (_what, reason, status) => {
    const [found] = find(
      { ANTHROPIC_API_KEY: "k", DEEPSEEK_API_KEY: "k" },
      { checked: checkedOf(["anthropic", failure(reason, "anthropic does not")]) }
    )
    assert.deepStrictEqual([found?.check, found?.status], ["anthropic", status])
    assert.strictEqual(
      found?.recovery[0],
      reason === "BadKey" ? "Set ANTHROPIC_API_KEY to a key that holds." : "Try again."
    )
  })

  it.each<readonly [string, ReadonlyArray<string>, Checked, string, RegExp]>([
    [
      "is not needed",
      ["rules"],
      checkedOf(["ollama", failure("Unreachable", "x")]),
      "ok",
      /does not run .* nothing needs it/
    ],
    ["is wanted", ["ollama"], checkedOf(["ollama", failure("Unreachable", "x")]), "warning", /does not run at http/],
    ["runs", ["rules"], checkedOf(["ollama", listed("llama3.2:latest")]), "ok", /ollama runs at .*: 1 model/],
    [
      "runs beside the cascade",
      ["rules"],
      checkedOf(["ollama", listed("llama3.2")]),
      "ok",
      /--provider ollama asks it/
    ],
    ["runs in the cascade", ["ollama"], checkedOf(["ollama", listed("llama3.2")]), "ok", /: 1 model\.$/],
    ["has no model", ["rules"], checkedOf(["ollama", listed()]), "warning", /has no model/],
    ["has other models", ["rules"], checkedOf(["ollama", listed("qwen3:8b", "x")]), "ok", /runs at .*: 2 models/]
  ])("says of Ollama that it %s", (_what, cascade, checked, status, message) => {
    const found = find({}, { cascade, checked }).find(({ check }) => check === "ollama")
    assert.strictEqual(found?.status, status)
    assert.match(found?.message ?? "", message)
  })

  it("says how Ollama is asked also where its address was set and no cascade names it", () => {
    const checked = checkedOf(["ollama", listed("llama3.2")])
    const found = find({}, { cascade: ["rules"], chosen: new Set(["ollama"]), checked })
    assert.match(found.find(({ check }) => check === "ollama")?.message ?? "", /--provider ollama asks it/)
  })

  it("warns where the model that somebody chose is not listed", () => {
    const value = { providers: { ollama: { model: "mistral" } } }
    const found = find({}, { checked: checkedOf(["ollama", listed("qwen3:8b")]) }, value)
    const ollama = found.find(({ check }) => check === "ollama")
    assert.strictEqual(ollama?.status, "warning")
    assert.include(ollama?.message, "does not list the model mistral")
    assert.include(ollama?.recovery[0], "zenus config set providers.ollama.model qwen3:8b")
  })

  it("takes a model with its date for the model", () => {
    const checked = checkedOf(["anthropic", listed("claude-sonnet-5-20260701")])
    assert.strictEqual(find({ ANTHROPIC_API_KEY: "k", DEEPSEEK_API_KEY: "k" }, { checked })[0]?.status, "ok")
  })

  it("names a cascade that cannot be meant", () => {
    const wrongChoice = { where: "ZENUS_CASCADE", message: "there is no provider x", recovery: ["Write one of: y."] }
    assert.deepStrictEqual(find({}, { wrongChoice })[0], {
      check: "models",
      status: "problem",
      message: "ZENUS_CASCADE: there is no provider x.",
      recovery: ["Write one of: y."]
    })
  })
})
