/**
 * The configuration that this version reads, decoded: units are numbers, `~` is the home, what is absent its default. What holds without
 * any is made here, by the readers of the fields and not by the schema (`decodeConfig.ts`): building that would take longer than
 * all else that a start without a configuration does. A test holds both against each other.
 */
import type * as Duration from "effect/Duration"
import type { OwnPrice } from "../cost/readPrices.ts"
import type { Strategy } from "../routing/rankProviders.ts"
import type { PolicyOptions } from "../safety/Policy.ts"
import { CONFIG_KEYS } from "./ConfigKeys.ts"
import { parseLength, parseShare, parseSize } from "./configValues.ts"
import type { ProviderConfigs } from "./providerConfig.ts"

export type OnCollision = "keep-both" | "skip" | "fail"
export type Motion = "auto" | "on" | "off"
export type Theme = "auto" | "light" | "dark"
export type Notify = "auto" | "bell" | "off"

export interface ZenusConfig {
  /** Names of known providers, of `providers`, or `rules`; each once, at least one. */
  readonly cascade: ReadonlyArray<string>
  /** In which order those of the cascade are asked. */
  readonly routing: {
    readonly strategy: Strategy
    /** For `weighted`; zero or more. */
    readonly weights: ReadonlyArray<{ readonly provider: string; readonly weight: number }>
  }
  readonly providers: ProviderConfigs
  readonly llm: { readonly deadline: Duration.Duration }
  readonly planner: { readonly rulesFirst: boolean }
  readonly costs: {
    /** US dollars; `null` for no limit. */
    readonly limits: { readonly day: number | null; readonly month: number | null }
    /** Shares of a limit, above 0, at most 1. */
    readonly warnAt: number
    readonly stopAt: number
    readonly prices: ReadonlyArray<OwnPrice>
  }
  readonly cache: {
    readonly ttl: Duration.Duration
    /** Bytes. */
    readonly maxSize: number
  }
  readonly safety: PolicyOptions & {
    /** Globs of names and paths. */
    readonly neverRead: ReadonlyArray<string>
  }
  readonly files: { readonly onCollision: OnCollision }
  readonly trash: {
    readonly retention: Duration.Duration
    /** Bytes. */
    readonly maxSize: number
  }
  readonly ui: {
    readonly motion: Motion
    readonly theme: Theme
    readonly screenReader: "on" | "off"
    readonly notify: Notify
  }
}

/** Written here too, so that reading a configuration loads nothing of the router; a test holds both against each other. */
export const STRATEGIES = [
  "declared",
  "cheapest",
  "fastest",
  "healthiest",
  "local-first",
  "round-robin",
  "weighted"
] as const satisfies ReadonlyArray<Strategy>

/** The default of a key as the table writes it. */
export const defaultOf = (key: string): unknown => CONFIG_KEYS.find((known) => known.key === key)?.default

const by = <A>(key: string, read: (value: unknown) => A | null): A => {
  const found = read(defaultOf(key))
  if (found === null) throw new Error(`The default of ${key} does not fit its reader.`)
  return found
}
const textsOf = (value: unknown): ReadonlyArray<string> | null =>
  Array.isArray(value) && value.every((one) => typeof one === "string") ? value : null
const noneOf = (value: unknown): ReadonlyArray<never> | null => (Array.isArray(value) && value.length === 0 ? [] : null)
const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null)
const truthOf = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null)
const autoOf = (value: unknown): "auto" | null => (value === "auto" ? value : null)
const unlimited = (value: unknown): { readonly limit: null } | null => (value === "none" ? { limit: null } : null)

/** What holds without a configuration: the defaults of the key table. */
export const defaultConfig = (): ZenusConfig => ({
  cascade: by("cascade", textsOf),
  routing: {
    strategy: by("routing.strategy", (value) => STRATEGIES.find((one) => one === value) ?? null),
    weights: by("routing.weights", noneOf)
  },
  providers: {},
  llm: { deadline: by("llm.deadline", parseLength) },
  planner: { rulesFirst: by("planner.rulesFirst", truthOf) },
  costs: {
    limits: {
      day: by("costs.limits.day", unlimited).limit,
      month: by("costs.limits.month", unlimited).limit
    },
    warnAt: by("costs.warnAt", parseShare),
    stopAt: by("costs.stopAt", parseShare),
    prices: by("costs.prices", noneOf)
  },
  cache: { ttl: by("cache.ttl", parseLength), maxSize: by("cache.maxSize", parseSize) },
  safety: {
    roots: by("safety.roots", noneOf),
    maxFiles: by("safety.maxFiles", numberOf),
    maxBytes: by("safety.maxBytes", parseSize),
    allow: by("safety.allow", noneOf),
    neverRead: by("safety.neverRead", textsOf)
  },
  files: { onCollision: by("files.onCollision", (value) => (value === "keep-both" ? value : null)) },
  trash: { retention: by("trash.retention", parseLength), maxSize: by("trash.maxSize", parseSize) },
  ui: {
    motion: by("ui.motion", autoOf),
    theme: by("ui.theme", autoOf),
    screenReader: by("ui.screenReader", (value) => (value === "off" ? value : null)),
    notify: by("ui.notify", autoOf)
  }
})
