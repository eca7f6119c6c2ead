/** The configuration as a file: made, read, changed, refused. */
import { spawnSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { it } from "#kit"
import {
  appendConfig,
  type ConfigStore,
  initConfig,
  loadConfig,
  MAX_CONFIG_BYTES,
  removeConfig,
  setConfig
} from "#core/config/ConfigFile.ts"
import { defaultText } from "#core/config/configText.ts"
import { defaultConfig } from "#core/config/ZenusConfig.ts"
import { makeNodeConfigStore } from "#core/node/NodeConfigStore.ts"

const context = { home: "/home/ada" }
const isRoot = process.getuid?.() === 0
const run = <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(effect)
interface Shown {
  readonly _tag: string
  readonly message: string
  readonly recovery: ReadonlyArray<string>
}
const failure = async <A, E extends Shown>(effect: Effect.Effect<A, E>): Promise<Shown> => {
  const error = Exit.findErrorOption(await Effect.runPromiseExit(effect))
  if (error._tag === "None") throw new Error("it did not fail")
  assert.isNotEmpty(error.value.message)
  assert.isNotEmpty(error.value.recovery)
  return error.value
}
const load = (store: ConfigStore) => loadConfig(store, context)
const storeFor = (file: string, text?: string): ConfigStore => {
  if (text !== undefined) writeFileSync(file, text, { mode: 0o600 })
  return makeNodeConfigStore({ file })
}

describe("loadConfig", () => {
  it("is the defaults where there is no file, and makes none", async ({ base }) => {
    const store = storeFor(join(base, "not", "there", "config.yaml"))
    assert.deepStrictEqual(await run(load(store)), { config: defaultConfig(), present: false })
    assert.isFalse(existsSync(join(base, "not")))
  })

  it("misses a file that somebody named", async ({ base }) => {
    const error = await failure(load(makeNodeConfigStore({ file: join(base, "mine.yaml"), required: true })))
    assert.strictEqual(error._tag, "ConfigUnreadable")
    assert.match(error.message, /mine\.yaml: it is not there\.$/)
  })

  it("reads what is in it", async ({ base }) => {
    const store = storeFor(join(base, "config.yaml"), "files:\n  onCollision: skip\nui:\n  theme: dark\n")
    const { config, present } = await run(load(store))
    assert.isTrue(present)
    assert.strictEqual(config.files.onCollision, "skip")
    assert.strictEqual(config.ui.theme, "dark")
  })

  it("names every problem with its line, and what to do", async ({ base }) => {
    const error = await failure(load(storeFor(join(base, "c.yaml"), "trash:\n  retention: 30\nsafty: 1\n")))
    assert.strictEqual(error._tag, "ConfigInvalid")
    assert.match(
      error.message,
      /2 problems: trash\.retention \(line 2\): .*; safty \(line 3\): there is no such key\.$/
    )
    assert.include(error.recovery, "Write for example trash.retention: 30 days")
  })

  it("refuses what is no file of text: a folder, a pipe, other bytes, too much", async ({ base }) => {
    mkdirSync(join(base, "folder"))
    spawnSync("mkfifo", [join(base, "pipe")])
    writeFileSync(join(base, "binary"), Buffer.from([0xff, 0xfe, 0x00, 0x80]), { mode: 0o600 })
    writeFileSync(join(base, "huge"), "#".repeat(MAX_CONFIG_BYTES + 1), { mode: 0o600 })
    writeFileSync(join(base, "large"), "#".repeat(MAX_CONFIG_BYTES), { mode: 0o600 })
    for (const [name, reason] of [
      ["folder", /it is a folder/],
      ["pipe", /it is no regular file/],
      ["binary", /it is no UTF-8 text/],
      ["huge", /it is larger than 1024 KB/],
      ["folder/x/y", null],
      [`${"x".repeat(300)}`, /its path is too long/]
    ] as const) {
      const store = storeFor(join(base, name))
      if (reason === null) assert.isFalse((await run(load(store))).present)
      else assert.match((await failure(load(store))).message, reason)
    }
    assert.isTrue((await run(load(storeFor(join(base, "large"))))).present)
  })

  it("refuses what others may write, because it says what is done without a question", async ({ base }) => {
    const file = join(base, "config.yaml")
    const store = storeFor(file, "ui:\n  motion: off\n")
    chmodSync(file, 0o666)
    const error = await failure(load(store))
    assert.match(error.message, /everybody may write it/)
    assert.deepStrictEqual(error.recovery, [`Take that away: chmod o-w ${file}`])
    chmodSync(file, 0o664)
    assert.strictEqual((await run(load(store))).config.ui.motion, "off")
  })

  it.runIf(isRoot)("refuses the file of another user", async ({ base }) => {
    const file = join(base, "config.yaml")
    const store = storeFor(file, "ui:\n  motion: off\n")
    chownSync(file, 65_534, 65_534)
    assert.match((await failure(load(store))).message, /it belongs to another user \(65534\)/)
  })

  it.skipIf(isRoot)("says that it may not read (root may)", async ({ base }) => {
    const file = join(base, "config.yaml")
    const store = storeFor(file, "ui:\n")
    chmodSync(file, 0o000)
    assert.match((await failure(load(store))).message, /permission denied/)
  })
})

describe("initConfig", () => {
  it("writes the defaults for the owner alone, and never over a file", async ({ base }) => {
    const file = join(base, "a", "b", "config.yaml")
    const store = storeFor(file)
    await run(initConfig(store))
    assert.strictEqual(readFileSync(file, "utf8"), defaultText())
    assert.strictEqual(statSync(file).mode & 0o777, 0o600)
    assert.strictEqual(statSync(join(base, "a")).mode & 0o777, 0o700)
    assert.deepStrictEqual((await run(load(store))).config, defaultConfig())
    writeFileSync(file, "# mine\n")
    const error = await failure(initConfig(store))
    assert.strictEqual(error._tag, "ConfigUnwritable")
    assert.match(error.message, /something is there already/)
    assert.strictEqual(readFileSync(file, "utf8"), "# mine\n")
  })

  it("says what stands in the way", async ({ base }) => {
    writeFileSync(join(base, "file"), "")
    assert.match(
      (await failure(initConfig(storeFor(join(base, "file", "config.yaml"))))).message,
      /not a folder|there already/
    )
    if (process.platform === "linux") {
      assert.match((await failure(initConfig(storeFor("/proc/zenus/config.yaml")))).message, /Cannot write/)
    }
  })
})

describe("setConfig", () => {
  it("changes one value, keeps the comments and the mode, and leaves nothing beside it", async ({ base }) => {
    const file = join(base, "config.yaml")
    const store = storeFor(file, "# mine\ntrash:\n  retention: 30 days # really\n")
    chmodSync(file, 0o640)
    const { config } = await run(setConfig(store, "trash.maxSize", "20 GB", context))
    assert.strictEqual(config.trash.maxSize, 20 * 1024 ** 3)
    assert.strictEqual(readFileSync(file, "utf8"), "# mine\ntrash:\n  retention: 30 days # really\n  maxSize: 20 GB\n")
    assert.strictEqual(statSync(file).mode & 0o777, 0o640)
    assert.deepStrictEqual(readdirSync(base), ["config.yaml"])
  })

  it("makes the file where there is none", async ({ base }) => {
    const file = join(base, "new", "config.yaml")
    await run(setConfig(storeFor(file), "ui.motion", "off", context))
    assert.strictEqual(readFileSync(file, "utf8"), "ui:\n  motion: off\n")
    assert.strictEqual(statSync(file).mode & 0o777, 0o600)
  })

  it("takes one value for a list, and a list", async ({ base }) => {
    const store = storeFor(join(base, "config.yaml"))
    assert.deepStrictEqual((await run(setConfig(store, "safety.roots", "~/work", context))).config.safety.roots, [
      "/home/ada/work"
    ])
    assert.deepStrictEqual((await run(setConfig(store, "safety.roots", "[/a, /b]", context))).config.safety.roots, [
      "/a",
      "/b"
    ])
    assert.deepStrictEqual((await run(setConfig(store, "safety.roots", "[]", context))).config.safety.roots, [])
  })

  it("follows a link and leaves it a link", async ({ base }) => {
    mkdirSync(join(base, "dotfiles"))
    const real = join(base, "dotfiles", "zenus.yaml")
    storeFor(real, "# kept in a repository\n")
    symlinkSync(real, join(base, "config.yaml"))
    await run(setConfig(storeFor(join(base, "config.yaml")), "ui.motion", "on", context))
    assert.match(readFileSync(real, "utf8"), /motion: on/)
    assert.deepStrictEqual(readdirSync(base).toSorted(), ["config.yaml", "dotfiles"])
    assert.deepStrictEqual(readdirSync(join(base, "dotfiles")), ["zenus.yaml"])
  })

  it("writes nothing for a wrong key, a wrong value, or a file with problems", async ({ base }) => {
    const file = join(base, "config.yaml")
    const store = storeFor(file, "trash:\n  retention: 30 days\n")
    for (const [key, value, tag] of [
      ["trash.retension", "1 day", "UnknownConfigKey"],
      ["trash", "1 day", "UnknownConfigKey"],
      ["", "x", "UnknownConfigKey"],
      ["x".repeat(100_000), "x", "UnknownConfigKey"],
      ["__proto__.x", "1", "UnknownConfigKey"],
      ["trash.retention", "30", "ConfigInvalid"],
      ["trash.retention", "", "ConfigInvalid"],
      ["trash.retention", "[", "ConfigInvalid"],
      ["files.onCollision", "overwrite", "ConfigInvalid"],
      ["safety.maxFiles", "many", "ConfigInvalid"]
    ] as const) {
      assert.strictEqual(
        (await failure(setConfig(store, key, value, context)))._tag,
        tag,
        `${key.slice(0, 20)} ${value}`
      )
    }
    assert.include(
      (await failure(setConfig(store, "trash.retension", "1 day", context))).recovery,
      "Did you mean trash.retention?"
    )
    assert.strictEqual(readFileSync(file, "utf8"), "trash:\n  retention: 30 days\n")
    writeFileSync(file, "trash: [\n")
    assert.strictEqual((await failure(setConfig(store, "ui.motion", "on", context)))._tag, "ConfigInvalid")
    assert.strictEqual(readFileSync(file, "utf8"), "trash: [\n")
  })
})

describe("appendConfig, removeConfig", () => {
  it("add a rule and take it out again", async ({ base }) => {
    const file = join(base, "config.yaml")
    const store = storeFor(file, "# mine\n")
    const rule = { action: "FileOps.delete", under: "/srv/build" }
    const { config } = await run(appendConfig(store, "safety.allow", rule, context))
    assert.deepStrictEqual(config.safety.allow, [{ ...rule, until: null }])
    await run(appendConfig(store, "safety.allow", { ...rule, until: "2027-01-31" }, context))
    const left = await run(removeConfig(store, "safety.allow", 0, context))
    assert.deepStrictEqual(left.config.safety.allow, [{ ...rule, until: Date.UTC(2027, 0, 31) }])
    assert.include(readFileSync(file, "utf8"), "# mine")
  })

  it("refuse a wrong rule and a key that is no list", async ({ base }) => {
    const store = storeFor(join(base, "config.yaml"), "# mine\n")
    assert.strictEqual(
      (await failure(appendConfig(store, "safety.allow", { action: "rm -rf" }, context)))._tag,
      "ConfigInvalid"
    )
    assert.strictEqual((await failure(appendConfig(store, "ui.motion", "on", context)))._tag, "UnknownConfigKey")
    assert.strictEqual((await failure(removeConfig(store, "trash", 0, context)))._tag, "UnknownConfigKey")
    await run(removeConfig(store, "safety.allow", 7, context))
    assert.strictEqual(readFileSync(join(base, "config.yaml"), "utf8"), "# mine\n")
  })
})
