/**
 * From a configuration and an environment to the settings of every provider, and who is asked in which order. Pure; the environment goes
 * before the configuration, and an empty variable is one that is not set.
 *
 * Nobody is left out: a provider that cannot be called says why, by the name of the variable to set or to mend, because that is what
 * `zenus providers` and `zenus doctor` show. A key with blanks around it is taken without them.
 */
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { type KnownProvider, knownProviders } from "../llm/knownProviders.ts"
import type { ProviderSettings } from "../llm/Providers.ts"
import { readBaseUrl } from "../llm/readBaseUrl.ts"
import { rowOf } from "./ConfigKeys.ts"
import { parseLength } from "./configValues.ts"
import type { ProviderConfig } from "./providerConfig.ts"
import type { ZenusConfig } from "./ZenusConfig.ts"

export type Environment = Readonly<Record<string, string | undefined>>

/** What keeps a provider from being called. `variable` is the one to set or to mend. */
export interface ProviderProblem {
  readonly what: "no-key" | "bad-key" | "bad-url"
  readonly variable: string
  /** "no key: set ANTHROPIC_API_KEY" */
  readonly says: string
}

export interface FoundProvider extends ProviderSettings {
  readonly problem: ProviderProblem | null
  /** The variable that holds its key; `null` where none is needed. */
  readonly keyVariable: string | null
  /** The variable that says where it is; `null` for one of a person's own, whose place is in the configuration. */
  readonly baseUrlVariable: string | null
  /** Whether the key has blanks or a line end around it. */
  readonly isKeyPadded: boolean
}

const valueIn = (env: Environment, variable: string | null): string | undefined => {
  const value = variable === null ? undefined : env[variable]
  return value === undefined || value.trim() === "" ? undefined : value
}

/** Printable letters without blanks: what a header can carry. */
const KEY = /^[\x21-\x7e]+$/

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

const isHere = (baseUrl: string): boolean => URL.canParse(baseUrl) && LOOPBACK.test(new URL(baseUrl).hostname)

const problemOf = (
  baseUrl: Result.Result<string, string>,
  urlVariable: string | null,
  key: string | undefined,
  keyVariable: string | null
): ProviderProblem | null => {
  if (Result.isFailure(baseUrl)) {
    const variable = urlVariable ?? "providers"
    return { what: "bad-url", variable, says: `${variable}: ${baseUrl.failure}` }
  }
  if (keyVariable === null) return null
  if (key === undefined) return { what: "no-key", variable: keyVariable, says: `no key: set ${keyVariable}` }
  return KEY.test(key.trim())
    ? null
    : { what: "bad-key", variable: keyVariable, says: `${keyVariable} is no key: it holds blanks or other signs` }
}

/** As it is set, or the default of the key table. */
const timeoutMs = (name: keyof ProviderConfig["timeouts"], set: ProviderConfig["timeouts"] | undefined): number => {
  const length = set?.[name] ?? parseLength(rowOf(`providers.*.timeouts.${name}`)?.default)
  if (length === null) throw new Error(`The key table has no default for the timeout ${name}.`)
  return Duration.toMillis(length)
}

interface Base extends Pick<KnownProvider, "name" | "wire" | "dialect" | "baseUrl" | "defaultPort" | "aliases"> {
  readonly model: string | null
  readonly anyModel: boolean
  readonly keyVariable: string | null
  readonly baseUrlVariable: string | null
}

const found = (base: Base, timeouts: ProviderConfig["timeouts"] | undefined, env: Environment): FoundProvider => {
  const { aliases, anyModel, baseUrlVariable, defaultPort, dialect, keyVariable, model, name, wire } = base
  const baseUrl = readBaseUrl(valueIn(env, baseUrlVariable) ?? base.baseUrl, defaultPort)
  const key = valueIn(env, keyVariable)
  const problem = problemOf(baseUrl, baseUrlVariable, key, keyVariable)
  const url = Result.getOrElse(baseUrl, () => base.baseUrl)
  return {
    name,
    wire,
    dialect,
    baseUrl: url,
    key: key === undefined || problem !== null ? null : Redacted.make(key.trim()),
    model,
    anyModel,
    aliases,
    timeouts: {
      connect: timeoutMs("connect", timeouts),
      firstToken: timeoutMs("firstToken", timeouts),
      gap: timeoutMs("gap", timeouts)
    },
    // What is here and wants a key may well be somebody else's door, and cost.
    isLocal: keyVariable === null && isHere(url),
    whyNot: problem?.says ?? null,
    problem,
    keyVariable,
    baseUrlVariable,
    isKeyPadded: key !== undefined && key !== key.trim()
  }
}

/** Known providers in the order of their table, then a person's own in the order of the file. */
export const providerSettings = (
  { providers }: Pick<ZenusConfig, "providers">,
  env: Environment
): ReadonlyArray<FoundProvider> => [
  ...knownProviders.map((known) => {
    const set = providers[known.name]
    const base: Base = {
      ...known,
      baseUrl: set?.baseUrl ?? known.baseUrl,
      model: set?.model ?? known.model,
      // Which models an Ollama has is a matter of the machine.
      anyModel: known.wire === "ollama" && (set?.model ?? null) === null,
      keyVariable: set?.apiKeyEnv ?? known.keyVariable
    }
    return found(base, set?.timeouts, env)
  }),
  ...Object.entries(providers).flatMap(([name, set]) => {
    if (set.baseUrl === null || knownProviders.some((known) => known.name === name)) return []
    const base: Base = {
      name,
      wire: set.wire ?? "openai",
      baseUrl: set.baseUrl,
      model: set.model,
      anyModel: false,
      keyVariable: set.apiKeyEnv,
      baseUrlVariable: null,
      aliases: {}
    }
    return found(base, set.timeouts, env)
  })
]
