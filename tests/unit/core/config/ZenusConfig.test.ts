import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import { CONFIG_KEYS, kindOfKey, LATER_KEYS, nearKeys } from "#core/config/ConfigKeys.ts"
import { configEntries, decodeConfig, defaultConfig } from "#core/config/ZenusConfig.ts"
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
      assert.deepStrictEqual(config(nothing), defaultConfig(HOME))
    }
    const { safety, files, trash, ui } = defaultConfig(HOME)
    assert.deepStrictEqual(safety, defaultPolicyOptions)
    assert.strictEqual(files.onCollision, "keep-both")
    assert.strictEqual(Duration.toDays(trash.retention), 30)
    assert.strictEqual(trash.maxSize, 10 * 1024 ** 3)
    assert.strictEqual(ui.motion, "auto")
  })

  it("reads every key", () => {
    const read = config({
      safety: {
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
      ui: { motion: "off" }
    })
    assert.deepStrictEqual(read.safety, {
      roots: ["/home/ada/work", "/data"],
      maxFiles: 5,
      maxBytes: 1024 ** 3,
      allow: [
        { action: "FileOps.delete", under: "/home/ada/build", until: Date.UTC(2027, 0, 31) },
        { action: "GitOps.commit", under: "/srv/x", until: null }
      ]
    })
    assert.strictEqual(Duration.toDays(read.trash.retention), 14)
    assert.deepStrictEqual([read.files.onCollision, read.trash.maxSize, read.ui.motion], ["fail", 1024, "off"])
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
        ui: { motion: true },
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
        "ui.motion: expected auto, on or off, got true"
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

  it("accepts what the contract keeps for later, and says which", () => {
    const decoded = decodeConfig(
      {
        cascade: ["anthropic", "rules"],
        providers: { ollama: { baseUrl: "x", timeouts: { connect: "5 seconds" } } },
        llm: { deadline: "2 minutes" },
        safety: { neverRead: ["*.pem"] },
        ui: { theme: "auto" }
      },
      HOME
    )
    assert.deepStrictEqual(
      Result.getOrThrow(decoded).later.map((path) => path.join(".")),
      [
        "cascade",
        "providers.ollama.baseUrl",
        "providers.ollama.timeouts.connect",
        "llm.deadline",
        "safety.neverRead",
        "ui.theme"
      ]
    )
  })
})

describe("the key table", () => {
  it("has every key once, with a default that its schema takes, and all of them are shown", () => {
    const keys = CONFIG_KEYS.map(({ key }) => key)
    assert.strictEqual(new Set(keys).size, keys.length)
    assert.deepStrictEqual(
      configEntries(defaultConfig(HOME)).map(([key]) => key),
      keys
    )
    assert.deepStrictEqual(
      configEntries(defaultConfig(HOME)).map(([, value]) => value),
      CONFIG_KEYS.map((key) => key.default)
    )
    for (const { key, about } of CONFIG_KEYS) {
      assert.strictEqual(kindOfKey(key.split(".")), "known")
      assert.notInclude(about, "\n")
    }
    for (const key of LATER_KEYS) assert.strictEqual(kindOfKey(key.split(".")), "later")
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
    assert.strictEqual(nearKeys("Trash.maxsize")[0], "trash.maxSize")
    assert.deepStrictEqual(nearKeys("completely.different"), [])
    assert.deepStrictEqual(nearKeys("x".repeat(100_000)), [])
  })
})
