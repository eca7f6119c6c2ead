/**
 * The part of the configuration about model providers: who is asked in which order, and what is different about each. Names are those
 * of the table of known providers, or a person's own, which need a `baseUrl`. A key never stands in the file: a value that looks
 * like one is refused and not repeated.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import type { WireName } from "../llm/Chat.ts"
import { PROVIDER_NAMES } from "../llm/knownProviders.ts"
import { readBaseUrl } from "../llm/readBaseUrl.ts"
import { nearProvider, PROVIDER_KEYS } from "./ConfigKeys.ts"
import { length, line, listOf, oneOf, readBy } from "./configFields.ts"
import { sayDuration } from "./configValues.ts"

export interface ProviderConfig {
  /** As it is written; `readBaseUrl` takes it. */
  readonly baseUrl: string | null
  readonly model: string | null
  readonly apiKeyEnv: string | null
  /** `null` for a known provider, and `openai` for another. */
  readonly wire: WireName | null
  readonly timeouts: {
    readonly connect: Duration.Duration
    readonly firstToken: Duration.Duration
    readonly gap: Duration.Duration
  }
}

export type ProviderConfigs = Readonly<Record<string, ProviderConfig>>

/** A place below the top and what is wrong there. */
interface Wrong {
  readonly path: ReadonlyArray<string | number>
  readonly message: string
  readonly fix: string | null
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/
/** Keys of the providers by their first letters, or small letters and digits mixed at length, as no variable is named. */
const KEY_FORM = /^(?:sk|pk|rk|gsk|xai|AIza)|^(?=.*[a-z])(?=.*\d).{24,}$/

const isVariable = (value: string): boolean => VARIABLE.test(value) && !KEY_FORM.test(value)

const variable = readBy<string>(
  Schema.String,
  "the name of the environment variable that holds the key, such as ANTHROPIC_API_KEY; the key itself never stands in this file",
  (value) => (typeof value === "string" && isVariable(value) ? value : null),
  (value) => value,
  "hidden"
)

/** Where a host alone will do is the provider's own; a scheme is never wrong. */
const baseUrl = readBy<string>(
  Schema.String,
  "a base URL such as https://api.example.com/v1, without a name, a password or a query",
  (value) => (typeof value === "string" && Result.isSuccess(readBaseUrl(value, 11_434)) ? value.trim() : null),
  (value) => value,
  "hidden"
)

const defaultOf = (name: string): unknown => PROVIDER_KEYS.find(({ key }) => key === `providers.*.${name}`)?.default

const orNull = <A>(schema: Schema.Codec<A, unknown>) =>
  Schema.NullOr(schema).pipe(Schema.withDecodingDefaultKey(Effect.succeed(null)))

const timeout = (name: string) =>
  length(Duration.millis(1), "5 seconds").pipe(
    Schema.withDecodingDefaultKey(Effect.sync(() => defaultOf(`timeouts.${name}`)))
  )

const noTimeouts = {}

const provider = Schema.Struct({
  baseUrl: orNull(baseUrl),
  model: orNull(line("the name of a model")),
  apiKeyEnv: orNull(variable),
  wire: orNull(oneOf<ReadonlyArray<WireName>>(["openai", "anthropic", "gemini", "ollama"])),
  timeouts: Schema.Struct({
    connect: timeout("connect"),
    firstToken: timeout("firstToken"),
    gap: timeout("gap")
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(noTimeouts)))
})

/** A list of names; `A,B` stands for two, as at the command line. */
export const cascadeSchema = listOf(line("the name of a provider"), "a list of providers such as [ollama, rules]").pipe(
  Schema.decodeTo(
    Schema.Array(Schema.String),
    SchemaTransformation.transform({
      decode: (names): ReadonlyArray<string> => names.flatMap((name) => name.split(",").map((one) => one.trim())),
      encode: (names) => names
    })
  )
)

export const providersSchema = Schema.Record(Schema.String, provider)

/** `rules` is no provider of models and has nothing to set. */
const MODEL_PROVIDERS = PROVIDER_NAMES.filter((name) => name !== "rules")
const OWN_NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/

/** What the fields alone cannot say: names, and what goes with which name. */
export const checkProviders = (providers: ProviderConfigs): ReadonlyArray<Wrong> => {
  const wrong: Array<Wrong> = []
  for (const [name, { baseUrl, wire }] of Object.entries(providers)) {
    const path = ["providers", name]
    const meant = nearProvider(name, MODEL_PROVIDERS)
    const fix = meant === null ? "Write its baseUrl, if it is a provider of your own." : `Did you mean ${meant}?`
    if (MODEL_PROVIDERS.includes(name)) {
      if (wire !== null) wrong.push({ path: [...path, "wire"], message: `${name} speaks its own protocol`, fix: null })
    } else if (name === "rules") {
      wrong.push({ path, message: "rules is built in and has nothing to set", fix: null })
    } else if (!OWN_NAME.test(name)) {
      wrong.push({ path, message: "expected a name of small letters, digits, - and _", fix: null })
    } else if (baseUrl === null) wrong.push({ path, message: "there is no such provider", fix })
  }
  return wrong
}

/** Where the configuration names a provider that there must be. */
export interface Named {
  readonly path: Wrong["path"]
  readonly name: string
  /** Whether `rules` may stand there, too. */
  readonly orRules: boolean
}

/** Names of nobody: they would do nothing, and nobody would notice. */
export const checkNames = (providers: ProviderConfigs, named: ReadonlyArray<Named>): ReadonlyArray<Wrong> =>
  named.flatMap(({ name, orRules, path }) => {
    const known = orRules ? PROVIDER_NAMES : MODEL_PROVIDERS
    const all = [...known, ...Object.keys(providers)]
    if (all.includes(name)) return []
    const meant = nearProvider(name, all)
    const fix = meant === null ? `Write names such as ${known.join(", ")}.` : `Did you mean ${meant}?`
    return [{ path, message: `there is no provider ${name.slice(0, 40)}`, fix }]
  })

/** What is set of each provider, as it would be written, by key. */
export const providerEntries = (providers: ProviderConfigs): ReadonlyArray<readonly [key: string, value: unknown]> =>
  Object.entries(providers).flatMap(([name, one]) => {
    const { connect, firstToken, gap } = one.timeouts
    const values: Readonly<Record<string, unknown>> = {
      baseUrl: one.baseUrl,
      model: one.model,
      apiKeyEnv: one.apiKeyEnv,
      wire: one.wire,
      "timeouts.connect": sayDuration(connect),
      "timeouts.firstToken": sayDuration(firstToken),
      "timeouts.gap": sayDuration(gap)
    }
    return PROVIDER_KEYS.flatMap(({ default: usual, key }) => {
      const value = values[key.replace("providers.*.", "")]
      return value === usual ? [] : [[key.replace("*", name), value] as const]
    })
  })
