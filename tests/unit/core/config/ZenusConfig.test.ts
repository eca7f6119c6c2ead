import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import { CONFIG_KEYS, kindOfKey, nearKeys, PROVIDER_KEYS } from "#core/config/ConfigKeys.ts"
import { configEntries, decodeConfig } from "#core/config/decodeConfig.ts"
import { defaultConfig, STRATEGIES } from "#core/config/ZenusConfig.ts"
import { strategies } from "#core/routing/rankProviders.ts"
import { defaultPolicyOptions } from "#core/safety/Policy.ts"

const HOME = "/home/ada"
const config = (value: unknown) => Result.getOrThrow(decodeConfig(value, HOME)).config
const problems = (value: unknown): ReadonlyArray<string> => {
  const decoded = decodeConfig(value, HOME)
  return Result.isSuccess(decoded) ? [] : decoded.failure.map(({ path, message }) => `${path.join(".")}: ${message}`)
}

describe("decodeConfig", () => {
  it("gives the defaults for nothing at all, those of the safety room among them", () => {
    for (const nothing of [null, undefined, {}, { trash: null }, { safety: {}, ui: null }]) {
      assert.deepStrictEqual(config(nothing), defaultConfig())
    }
    const { cascade, costs, files, llm, planner, providers, routing, safety, trash, ui } = defaultConfig()
    assert.deepStrictEqual(routing, { strategy: "declared", weights: [] })
    assert.deepStrictEqual([...STRATEGIES], [...strategies])
    const { neverRead, ...policy } = safety
    assert.deepStrictEqual(policy, defaultPolicyOptions)
    assert.includeMembers([...neverRead], [".env*", "*.pem", "*.key", "id_*", ".ssh/**", ".git-credentials", "*.kdbx"])
    assert.deepStrictEqual(cascade, ["anthropic", "deepseek", "rules"])
    assert.deepStrictEqual([providers, planner], [{}, { rulesFirst: false }])
    assert.strictEqual(Duration.toMinutes(llm.deadline), 2)
    assert.deepStrictEqual(costs, { limits: { day: null, month: null }, warnAt: 0.8, stopAt: 0.95, prices: [] })
    assert.strictEqual(files.onCollision, "keep-both")
    assert.strictEqual(Duration.toDays(trash.retention), 30)
    assert.strictEqual(trash.maxSize, 10 * 1024 ** 3)
    assert.deepStrictEqual(ui, { motion: "auto", theme: "auto", screenReader: "off", notify: "auto" })
  })

  it("is the same by the schema as by the readers alone", () => {
    assert.deepStrictEqual(config(null), defaultConfig())
  })

  it("reads every key", () => {
    const read = config({
      cascade: ["ollama", "mine", "rules"],
      providers: {
        anthropic: { model: " claude-x ", apiKeyEnv: "WORK_KEY", timeouts: { firstToken: "1 minute" } },
        mine: { baseUrl: "http://127.0.0.1:9/v1", wire: "anthropic" },
        ollama: { baseUrl: "box:99" }
      },
      llm: { deadline: "30 seconds" },
      planner: { rulesFirst: true },
      routing: { strategy: "weighted", weights: [{ provider: "openai", weight: 0.5 }] },
      costs: {
        limits: { day: 1.5, month: "none" },
        warnAt: "50%",
        stopAt: 0.9,
        prices: [{ provider: "mine", model: "big*", input: 0.5, output: 2, cachedInput: 0 }]
      },
      safety: {
        neverRead: ["*.secret"],
        roots: ["~/work", "/data/"],
        maxFiles: 5,
        maxBytes: "1 GB",
        allow: [
          { action: "FileOps.delete", under: "~/build", until: "2027-01-31" },
          { action: "GitOps.commit", under: "/srv/x" }
        ]
      },
      files: { onCollision: "fail" },
      trash: { retention: "2 weeks", maxSize: 1024 },
      ui: { motion: "off", theme: "light", screenReader: "on", notify: "bell" }
    })
    assert.deepStrictEqual(read.cascade, ["ollama", "mine", "rules"])
    const { anthropic, mine, ollama } = read.providers
    assert.deepInclude(anthropic, { baseUrl: null, model: "claude-x", apiKeyEnv: "WORK_KEY", wire: null })
    assert.deepStrictEqual(Object.values(anthropic?.timeouts ?? {}).map(Duration.toSeconds), [5, 60, 20])
    assert.deepInclude(mine, { baseUrl: "http://127.0.0.1:9/v1", wire: "anthropic", apiKeyEnv: null })
    assert.strictEqual(ollama?.baseUrl, "box:99")
    assert.strictEqual(Duration.toSeconds(read.llm.deadline), 30)
    assert.isTrue(read.planner.rulesFirst)
    assert.deepStrictEqual(read.routing, { strategy: "weighted", weights: [{ provider: "openai", weight: 0.5 }] })
    assert.deepStrictEqual(read.costs, {
      limits: { day: 1.5, month: null },
      warnAt: 0.5,
      stopAt: 0.9,
      prices: [{ provider: "mine", model: "big*", input: 0.5, output: 2, cachedInput: 0 }]
    })
    assert.deepStrictEqual(read.safety, {
      neverRead: [...defaultConfig().safety.neverRead, "*.secret"],
      roots: ["/home/ada/work", "/data"],
      maxFiles: 5,
      maxBytes: 1024 ** 3,
      allow: [
        { action: "FileOps.delete", under: "/home/ada/build", until: Date.UTC(2027, 0, 31) },
        { action: "GitOps.commit", under: "/srv/x", until: null }
      ]
    })
    assert.strictEqual(Duration.toDays(read.trash.retention), 14)
    assert.deepStrictEqual([read.files.onCollision, read.trash.maxSize], ["fail", 1024])
    assert.deepStrictEqual(read.ui, { motion: "off", theme: "light", screenReader: "on", notify: "bell" })
  })

  it("names all problems at once, each with its path, what was expected and what was found", () => {
    assert.deepStrictEqual(
      problems({
        trash: { retention: 30, maxSize: "10 XB" },
        safety: {
          roots: ["work", 5],
          maxFiles: -1,
          allow: [{ action: "delete", under: "~/b", until: "2026-02-30", foo: 1 }, { under: "/x" }, 7]
        },
        safty: {},
        files: { onCollision: "overwrite" },
        ui: { motion: true, theme: "blue", screenReader: true, notify: "osc" },
        providers: { ollama: { apiKey: "hush" } }
      }),
      [
        "safty: there is no such key",
        "providers.ollama.apiKey: there is no such key",
        "safety.roots.0: expected an absolute folder other than /, or one that begins with ~/, got work",
        "safety.roots.1: expected an absolute folder other than /, or one that begins with ~/, got 5",
        "safety.maxFiles: expected a whole number such as 10000, got -1",
        "safety.allow.0.foo: there is no such key",
        "safety.allow.0.action: expected an action such as FileOps.delete, got delete",
        "safety.allow.0.until: expected a date such as 2027-01-31, or a date, a time and a zone such as 2027-01-31T18:00:00Z, got 2026-02-30",
        "safety.allow.1.action: it is missing",
        "safety.allow.2: expected a rule such as { action: FileOps.delete, under: ~/build }",
        "files.onCollision: expected keep-both, skip or fail, got overwrite",
        "trash.retention: expected a length of at least 1 hour, such as 30 days, got 30",
        "trash.maxSize: expected a size such as 10 GB, got 10 XB",
        "ui.motion: expected auto, on or off, got true",
        "ui.theme: expected auto, light or dark, got blue",
        "ui.screenReader: expected on or off, got true",
        "ui.notify: expected auto, bell or off, got osc"
      ]
    )
  })

  it("refuses a retention that would take back the way back, and the top folder as a root", () => {
    assert.deepStrictEqual(problems({ trash: { retention: "59 minutes" }, safety: { roots: ["/"] } }), [
      "safety.roots.0: expected an absolute folder other than /, or one that begins with ~/, got /",
      "trash.retention: expected a length of at least 1 hour, such as 30 days, got 59 minutes"
    ])
    assert.deepStrictEqual(problems({ trash: { retention: "1 hour" } }), [])
  })

  it("never repeats a value under a key it does not know, nor a long one", () => {
    assert.notInclude(problems({ providers: { x: { apiKey: "hush" } } }).join(), "hush")
    assert.isBelow((problems({ ui: { motion: "x".repeat(100_000) } })[0] ?? "").length, 200)
  })

  it.each([
    [[]],
    ["text"],
    [5],
    [true],
    [{ trash: "x" }],
    [{ safety: [] }],
    [{ safety: { allow: "x" } }],
    [{ "trash.retention": "1 day" }]
  ])("refuses %j as a whole", (value) => assert.isNotEmpty(problems(value)))

  it("takes no name from an object's prototype", () => {
    for (const key of ["__proto__", "constructor", "toString"]) {
      assert.deepStrictEqual(problems(JSON.parse(`{ "${key}": 1 }`)), [`${key}: there is no such key`])
      assert.deepStrictEqual(problems(JSON.parse(`{ "trash": { "${key}": 1 } }`)), [
        `trash.${key}: there is no such key`
      ])
    }
  })
})

const read = (neverRead: unknown) => config({ safety: { neverRead } }).safety.neverRead

describe("safety.neverRead", () => {
  const { neverRead: always } = defaultConfig().safety

  it("adds to the defaults, each once, and takes a default out where that is said", () => {
    assert.deepStrictEqual(read([]), always)
    assert.deepStrictEqual(read([" *.secret ", "*.pem"]), [...always, "*.secret"])
    assert.deepStrictEqual(read(["!id_*", "mine"]), [...always.filter((one) => one !== "id_*"), "mine"])
    // What config init writes down means what it meant before.
    assert.deepStrictEqual(read([...always]), always)
  })

  it("refuses to take out what is no default, so that a slip hides nothing less", () => {
    assert.deepStrictEqual(problems({ safety: { neverRead: ["a", "!.envs", 3] } }), [
      "safety.neverRead.1: expected a name or path such as *.pem or .ssh/**, or ! and one of the defaults such as !.env*, got !.envs",
      "safety.neverRead.2: expected a name or path such as *.pem or .ssh/**, or ! and one of the defaults such as !.env*, got 3"
    ])
  })
})

const priced = (provider: string, model = "big*") => ({ provider, model, input: 1, output: 2 })

describe("what is said of providers", () => {
  it("names who there is not, in the cascade and below providers, and who may be meant", () => {
    const decoded = decodeConfig(
      {
        cascade: ["antropic", "rules", "nobody-at-all"],
        providers: { opnai: { model: "x" }, "my server": { baseUrl: "http://x" }, rules: { model: "x" } }
      },
      HOME
    )
    const found = Result.isSuccess(decoded) ? [] : decoded.failure
    assert.deepStrictEqual(
      found.map(({ path, message, fix }) => [path.join("."), message, fix]),
      [
        ["providers.opnai", "there is no such provider", "Did you mean openai?"],
        ["providers.my server", "expected a name of small letters, digits, - and _", null],
        ["providers.rules", "rules is built in and has nothing to set", null],
        ["cascade.0", "there is no provider antropic", "Did you mean anthropic?"],
        [
          "cascade.2",
          "there is no provider nobody-at-all",
          "Write names such as anthropic, deepseek, openai, openrouter, gemini, ollama, rules."
        ]
      ]
    )
  })

  it("names who there is not among weights and prices, where it would do nothing and nobody would notice", () => {
    const mine = { mine: { baseUrl: "http://127.0.0.1:1/v1" } }
    assert.deepStrictEqual(
      problems({
        providers: mine,
        routing: {
          weights: [
            { provider: "mine", weight: 1 },
            { provider: "antropic", weight: 3 }
          ]
        },
        costs: { prices: [priced("mine"), priced("rules"), priced("openai", "gpt-*-mini")] }
      }),
      [
        "routing.weights.1.provider: there is no provider antropic",
        "costs.prices.1.provider: there is no provider rules",
        "costs.prices.2.model: a * stands at the end only"
      ]
    )
  })

  it("refuses a cascade of nobody, one that names somebody twice, and a warning that comes too late", () => {
    assert.deepStrictEqual(problems({ cascade: [], costs: { warnAt: 0.96 } }), [
      "cascade: it names nobody",
      "costs.warnAt: it is above costs.stopAt, so nobody would be warned"
    ])
    assert.deepStrictEqual(problems({ cascade: ["rules", "ollama", "rules"] }), ["cascade: it names somebody twice"])
    assert.deepStrictEqual(config({ cascade: ["ollama, openai", "rules"] }).cascade, ["ollama", "openai", "rules"])
    assert.deepStrictEqual(problems({ cascade: "rules" }), [
      "cascade: expected a list of providers such as [ollama, rules], got rules"
    ])
  })

  it.each(["sk-ant-REDACTED", "AIzaSyA1234567890abcdefghij", "hf_abcdefghij1234567890abcdef", "my key", "1KEY", ""])(
    "refuses the key itself where the name of a variable belongs, and does not repeat it: %s",
    (value) => {
      const found = problems({ providers: { anthropic: { apiKeyEnv: value } } })
      assert.match(found[0] ?? "", /^providers\.anthropic\.apiKeyEnv: expected the name of the environment variable/)
      if (value !== "") assert.notInclude(found.join(), value)
    }
  )

  it("takes names of variables as people write them", () => {
    for (const apiKeyEnv of ["ANTHROPIC_API_KEY", "my_key", "KEY2", "_K", "ANTHROPIC_API_KEY_FOR_WORK_2026"]) {
      assert.deepStrictEqual(problems({ providers: { anthropic: { apiKeyEnv } } }), [], apiKeyEnv)
    }
  })

  it("refuses a base URL that is none or holds a password, and repeats neither", () => {
    for (const baseUrl of ["ftp://x", "https://ada:hush@example.com", "https://example.com?key=hush", 5, ""]) {
      const found = problems({ providers: { openai: { baseUrl } } }).join()
      assert.include(found, "providers.openai.baseUrl: expected a base URL such as https://api.example.com/v1")
      assert.notInclude(found, "hush")
    }
    assert.deepStrictEqual(problems({ providers: { openai: { wire: "gemini" } } }), [
      "providers.openai.wire: openai speaks its own protocol"
    ])
  })

  it("refuses lengths, dollars and shares that cannot be meant", () => {
    assert.deepStrictEqual(
      problems({
        llm: { deadline: "500 millis" },
        providers: { openai: { timeouts: { connect: "0 seconds", gap: 20 } } },
        costs: {
          limits: { day: "5 EUR", month: -1 },
          warnAt: "120%",
          stopAt: 0,
          prices: [{ model: "x", input: "1" }, 7]
        },
        planner: { rulesFirst: "yes" },
        routing: { strategy: "cheap", weights: [{ provider: "openai", weight: -1 }, "x"] }
      }),
      [
        "routing.strategy: expected declared, cheapest, fastest, healthiest, local-first, round-robin or weighted, got cheap",
        "routing.weights.0.weight: expected a number such as 3, or 0 for last, got -1",
        "routing.weights.1: expected a weight such as { provider: anthropic, weight: 3 }",
        "providers.openai.timeouts.connect: expected a length of at least 1 milli, such as 5 seconds, got 0 seconds",
        "providers.openai.timeouts.gap: expected a length of at least 1 milli, such as 5 seconds, got 20",
        "llm.deadline: expected a length of at least 1 second, such as 2 minutes, got 500 millis",
        "planner.rulesFirst: expected true or false, got yes",
        "costs.limits.day: expected US dollars such as 5 or 0.50, or none, got 5 EUR",
        "costs.limits.month: expected US dollars such as 5 or 0.50, or none, got -1",
        "costs.warnAt: expected a share such as 80% or 0.8, got 120%",
        "costs.stopAt: expected a share such as 80% or 0.8, got 0",
        "costs.prices.0.provider: it is missing",
        "costs.prices.0.input: expected US dollars a million tokens such as 0.25, got 1",
        "costs.prices.0.output: it is missing",
        "costs.prices.1: expected a price such as { provider: mine, model: big, input: 1, output: 4 }"
      ]
    )
  })

  it("refuses a limit that is less than what is counted in", () => {
    assert.deepStrictEqual(problems({ costs: { limits: { day: 1e-7, month: 1e-6 } } }), [
      "costs.limits.day: expected US dollars such as 5 or 0.50, or none, got 1e-7"
    ])
  })

  it("shows what is set and nothing else of them", () => {
    const entries = configEntries(
      config({ providers: { openai: { model: "m", timeouts: { gap: "1 minute" } }, ollama: { timeouts: {} } } })
    )
    assert.deepStrictEqual(
      entries.filter(([key]) => key.startsWith("providers.")),
      [
        ["providers.openai.model", "m"],
        ["providers.openai.timeouts.gap", "1 minute"]
      ]
    )
  })
})

describe("the key table", () => {
  it("has every key once, with a default that its schema takes, and all of them are shown", () => {
    const keys = CONFIG_KEYS.map(({ key }) => key)
    assert.strictEqual(new Set(keys).size, keys.length)
    assert.deepStrictEqual(
      configEntries(defaultConfig()).map(([key]) => key),
      keys
    )
    assert.deepStrictEqual(
      configEntries(defaultConfig()).map(([, value]) => value),
      CONFIG_KEYS.map((key) => key.default)
    )
    for (const { key, about } of CONFIG_KEYS) {
      assert.strictEqual(kindOfKey(key.split(".")), "known")
      assert.notInclude(about, "\n")
    }
    for (const { key, about } of PROVIDER_KEYS) {
      assert.strictEqual(kindOfKey(key.replace("*", "anybody").split(".")), "known")
      assert.notInclude(about, "\n")
    }
  })

  it("tells keys from sections and from what is neither", () => {
    assert.strictEqual(kindOfKey(["trash"]), "section")
    assert.strictEqual(kindOfKey(["providers", "anything"]), "section")
    for (const path of [["trash", "retention", "x"], ["nothing"], ["trash.retention"], [""], ["providers", "a", "b"]]) {
      assert.strictEqual(kindOfKey(path), "unknown", path.join("/"))
    }
  })

  it("finds the key that was meant, and none for what is far away", () => {
    assert.strictEqual(nearKeys("trash.retension")[0], "trash.retention")
    assert.strictEqual(nearKeys("retention")[0], "trash.retention")
    assert.strictEqual(nearKeys("safty")[0], "safety")
    assert.strictEqual(nearKeys("providers.openai.apiKey")[0], "providers.openai.apiKeyEnv")
    assert.strictEqual(nearKeys("providers.openai.baseURL")[0], "providers.openai.baseUrl")
    assert.strictEqual(nearKeys("Trash.maxsize")[0], "trash.maxSize")
    assert.deepStrictEqual(nearKeys("completely.different"), [])
    assert.deepStrictEqual(nearKeys("x".repeat(100_000)), [])
  })
})
