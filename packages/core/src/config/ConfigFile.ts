/**
 * The one file for users: read, validated, written with its defaults, changed with its comments kept. Where it lies is
 * said by whoever opens it; reading and writing go through a small port, because loading a file system service costs
 * more than the whole start of a command that has no configuration. A missing file is the defaults.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import {
  ConfigInvalid,
  type ConfigProblem,
  type ConfigUnreadable,
  type ConfigUnwritable,
  UnknownConfigKey
} from "./ConfigError.ts"
import { CONFIG_KEYS, kindOfKey, nearKeys } from "./ConfigKeys.ts"
import type { Edit, LoadedConfig } from "./configText.ts"
import { defaultConfig } from "./ZenusConfig.ts"

export type { LoadedConfig } from "./configText.ts"

/** Bytes; a configuration is some hundred. */
export const MAX_CONFIG_BYTES = 1024 * 1024

/** One file. The node side is `node/NodeConfigStore.ts`. */
export interface ConfigStore {
  /** For messages. */
  readonly file: string
  /** The whole text, or `null` where there is no such file. */
  readonly read: Effect.Effect<string | null, ConfigUnreadable>
  /** Replaces the file as a whole or makes it; what was there stays whole until the new one is on the disk. */
  readonly write: (text: string) => Effect.Effect<void, ConfigUnwritable>
  /** Makes it; fails where something is there. */
  readonly create: (text: string) => Effect.Effect<void, ConfigUnwritable>
}

export interface ConfigContext {
  /** Absolute; what `~` in the file means. */
  readonly home: string
}

const invalid = (file: string, problems: ReadonlyArray<ConfigProblem>): ConfigInvalid => {
  const [first, ...rest] = problems
  return new ConfigInvalid({
    file,
    problems: [first ?? { key: "", line: null, message: "it cannot be read", fix: null }, ...rest]
  })
}

/** What reads and writes the text; a start without a file needs neither. */
const loadReader = Effect.promise(async () => {
  const [yaml, text] = await Promise.all([import("yaml"), import("./configText.ts")])
  return { yaml, ...text }
})

/** The configuration that holds: of the file, or the defaults. */
export const loadConfig = Effect.fnUntraced(function* (
  store: ConfigStore,
  { home }: ConfigContext
): Effect.fn.Return<LoadedConfig & { readonly present: boolean }, ConfigInvalid | ConfigUnreadable> {
  const text = yield* store.read
  if (text === null) return { config: defaultConfig(), present: false }
  const { readText, yaml } = yield* loadReader
  const loaded = readText(yaml, text, home)
  if (Result.isFailure(loaded)) return yield* invalid(store.file, loaded.failure)
  return { ...loaded.success, present: true }
})

const change = Effect.fnUntraced(function* (
  store: ConfigStore,
  edit: Edit,
  { home }: ConfigContext
): Effect.fn.Return<LoadedConfig, ConfigInvalid | ConfigUnreadable | ConfigUnwritable> {
  const before = (yield* store.read) ?? ""
  const { editText, yaml } = yield* loadReader
  const edited = editText(yaml, before, edit, home)
  if (Result.isFailure(edited)) return yield* invalid(store.file, edited.failure)
  if (edited.success.text !== before) yield* store.write(edited.success.text)
  return edited.success.loaded
})

const requireKey = (key: string): Effect.Effect<ReadonlyArray<string>, UnknownConfigKey> => {
  const path = key.split(".")
  const kind = kindOfKey(path)
  return kind === "known"
    ? Effect.succeed(path)
    : Effect.fail(new UnknownConfigKey({ key, near: kind === "section" ? keysBelow(key) : nearKeys(key) }))
}

const keysBelow = (section: string): ReadonlyArray<string> =>
  CONFIG_KEYS.flatMap(({ key }) => (key.startsWith(`${section}.`) ? [key] : [])).slice(0, 2)

const isList = (key: string): boolean => Array.isArray(CONFIG_KEYS.find((known) => known.key === key)?.default)

/**
 * Sets one key to a value as it was typed (YAML: `20 GB`, `[~/work]`); one value for a list is a list of it. The
 * file is made where there is none. Nothing is written when the value does not fit or the file has problems.
 */
export const setConfig = Effect.fnUntraced(function* (
  store: ConfigStore,
  key: string,
  valueText: string,
  context: ConfigContext
): Effect.fn.Return<LoadedConfig, UnknownConfigKey | ConfigInvalid | ConfigUnreadable | ConfigUnwritable> {
  const path = yield* requireKey(key)
  const { readValue, yaml } = yield* loadReader
  const read = readValue(yaml, valueText)
  if (Result.isFailure(read)) {
    const unquoted = read.failure.map((one) => ({ ...one, key, line: null, fix: "Put quotes around the value." }))
    return yield* invalid(store.file, unquoted)
  }
  const value = isList(key) && !Array.isArray(read.success) ? [read.success] : read.success
  return yield* change(store, { do: "set", path, value }, context)
})

/** Adds a value at the end of a list, such as a rule to `safety.allow`. */
export const appendConfig = Effect.fnUntraced(function* (
  store: ConfigStore,
  key: string,
  value: unknown,
  context: ConfigContext
): Effect.fn.Return<LoadedConfig, UnknownConfigKey | ConfigInvalid | ConfigUnreadable | ConfigUnwritable> {
  const path = yield* requireKey(key)
  if (!isList(key)) return yield* new UnknownConfigKey({ key: `${key} that is a list`, near: [] })
  return yield* change(store, { do: "append", path, value }, context)
})

/** Takes the entry at `index` (from 0) out of a list. An index that is not there changes nothing. */
export const removeConfig = Effect.fnUntraced(function* (
  store: ConfigStore,
  key: string,
  index: number,
  context: ConfigContext
): Effect.fn.Return<LoadedConfig, UnknownConfigKey | ConfigInvalid | ConfigUnreadable | ConfigUnwritable> {
  const path = yield* requireKey(key)
  if (!isList(key)) return yield* new UnknownConfigKey({ key: `${key} that is a list`, near: [] })
  return yield* change(store, { do: "remove", path: [...path, index] }, context)
})

/** Writes a file with every default and a comment each; never over one that is there. */
export const initConfig = (store: ConfigStore): Effect.Effect<void, ConfigUnwritable> =>
  Effect.flatMap(
    Effect.promise(() => import("./configText.ts")),
    ({ defaultText }) => store.create(defaultText())
  )
