/**
 * The configuration that this version reads, decoded: units become numbers, `~` the home, what is absent its default.
 * The defaults are those of the key table, and wrong values are named all at once. It knows no file and no YAML.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Duration from "effect/Duration"
import type { OwnPrice } from "../cost/readPrices.ts"
import type { Strategy } from "../routing/rankProviders.ts"
import type { AllowRule, PolicyOptions } from "../safety/Policy.ts"
import { CONFIG_KEYS, kindOfKey, nearKeys, rowOf } from "./ConfigKeys.ts"
import {
  action,
  dollars,
  folder,
  instant,
  length,
  line,
  listOf,
  oneOf,
  price,
  retention,
  root,
  share,
  short,
  size,
  truth,
  weight,
  whole
} from "./configFields.ts"
import { parseLength, parseShare, parseSize, sayBytes, sayDuration, sayShare } from "./configValues.ts"
import {
  cascadeSchema,
  checkProviders,
  providerEntries,
  type ProviderConfigs,
  providersSchema
} from "./providerConfig.ts"

export type OnCollision = "keep-both" | "skip" | "fail"
export type Motion = "auto" | "on" | "off"

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
  readonly ui: { readonly motion: Motion }
}

/** A wrong place in the value: names and list positions from the top. */
export interface ValueProblem {
  readonly path: ReadonlyArray<string | number>
  readonly message: string
  readonly fix: string | null
}

export interface DecodedConfig {
  readonly config: ZenusConfig
  /** Keys that a later version reads. */
  readonly later: ReadonlyArray<ReadonlyArray<string>>
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
const defaultOf = (key: string): unknown => CONFIG_KEYS.find((known) => known.key === key)?.default

const orDefault = <A>(key: string, schema: Schema.Codec<A, unknown>) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.sync(() => defaultOf(key))))

const makeSchema = (home: string) => {
  const rule = Schema.Struct({
    action,
    under: folder(home),
    until: instant.pipe(Schema.withDecodingDefaultTypeKey(Effect.succeed(null)))
  })
  const ownPrice = Schema.Struct({
    provider: line("the name of a provider"),
    model: line("the name of a model, or its beginning and *"),
    input: price,
    output: price,
    cachedInput: Schema.optionalKey(price),
    cacheWrite: Schema.optionalKey(price)
  })
  const costs = Schema.Struct({
    limits: Schema.Struct({
      day: orDefault("costs.limits.day", dollars),
      month: orDefault("costs.limits.month", dollars)
    }),
    warnAt: orDefault("costs.warnAt", share),
    stopAt: orDefault("costs.stopAt", share),
    prices: orDefault(
      "costs.prices",
      listOf<OwnPrice>(ownPrice, "a list of prices such as [{ provider: mine, model: big, input: 1, output: 4 }]")
    )
  })
  const routing = Schema.Struct({
    strategy: orDefault("routing.strategy", oneOf(STRATEGIES)),
    weights: orDefault(
      "routing.weights",
      listOf(
        Schema.Struct({ provider: line("the name of a provider"), weight }),
        "a list of weights such as [{ provider: anthropic, weight: 3 }]"
      )
    )
  })
  return Schema.Struct({
    routing,
    cascade: orDefault("cascade", cascadeSchema),
    providers: providersSchema,
    llm: Schema.Struct({ deadline: orDefault("llm.deadline", length(Duration.seconds(1), "2 minutes")) }),
    planner: Schema.Struct({ rulesFirst: orDefault("planner.rulesFirst", truth) }),
    costs,
    safety: Schema.Struct({
      roots: orDefault("safety.roots", listOf(root(home), "a list of folders such as [~/work]")),
      maxFiles: orDefault("safety.maxFiles", whole),
      maxBytes: orDefault("safety.maxBytes", size),
      allow: orDefault(
        "safety.allow",
        listOf<AllowRule>(rule, "a list of rules such as [{ action: FileOps.delete, under: ~/build }]")
      ),
      neverRead: orDefault(
        "safety.neverRead",
        listOf(line("a name or path such as *.pem or .ssh/**"), "a list of names and paths such as [.env, *.pem]")
      )
    }),
    files: Schema.Struct({ onCollision: orDefault("files.onCollision", oneOf(["keep-both", "skip", "fail"])) }),
    trash: Schema.Struct({
      retention: orDefault("trash.retention", retention),
      maxSize: orDefault("trash.maxSize", size)
    }),
    ui: Schema.Struct({ motion: orDefault("ui.motion", oneOf(["auto", "on", "off"])) })
  })
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

interface Sorted {
  /** Known keys with their values, by key. */
  readonly known: ReadonlyMap<string, unknown>
  readonly later: ReadonlyArray<ReadonlyArray<string>>
  readonly problems: ReadonlyArray<ValueProblem>
}

/** Takes a value apart by the key table. An empty section (`trash:` with nothing below) says nothing. */
const sortKeys = (value: unknown, path: ReadonlyArray<string>): Sorted => {
  if (value === null || value === undefined) return { known: new Map(), later: [], problems: [] }
  if (!isRecord(value)) {
    const where = path.length === 0 ? "keys such as trash.retention" : `keys below ${path.join(".")}`
    return {
      known: new Map(),
      later: [],
      problems: [{ path, message: `expected ${where}, got ${short(value)}`, fix: null }]
    }
  }
  const known = new Map<string, unknown>()
  const later: Array<ReadonlyArray<string>> = []
  const problems: Array<ValueProblem> = []
  for (const [name, inner] of Object.entries(value)) {
    const at = [...path, name]
    const kind = kindOfKey(at)
    if (kind === "known") known.set(at.join("."), inner)
    else if (kind === "later") later.push(at)
    else if (kind === "section") {
      const below = sortKeys(inner, at)
      for (const [key, one] of below.known) known.set(key, one)
      later.push(...below.later)
      problems.push(...below.problems)
    } else {
      const [near] = nearKeys(at.join("."))
      const fix = near === undefined ? "Take it out, or list the keys: zenus config show" : `Did you mean ${near}?`
      problems.push({ path: at, message: "there is no such key", fix })
    }
  }
  return { known, later, problems }
}

/** Sections that are there whether or not anything is said in them. */
const SECTIONS = [
  ...new Set(
    CONFIG_KEYS.flatMap(({ key }) =>
      key
        .split(".")
        .slice(0, -1)
        .map((_, at, way) => way.slice(0, at + 1).join("."))
    )
  )
]

type Nested = Map<string, Nested | { readonly value: unknown }>

const plainOf = (nested: Nested): Readonly<Record<string, unknown>> =>
  Object.fromEntries([...nested].map(([name, inner]) => [name, inner instanceof Map ? plainOf(inner) : inner.value]))

/** Values by key as values in sections. */
const nest = (known: ReadonlyMap<string, unknown>): Readonly<Record<string, unknown>> => {
  const top: Nested = new Map()
  const within = (way: ReadonlyArray<string>): Nested => {
    let at = top
    for (const name of way) {
      const found = at.get(name)
      const next: Nested = found instanceof Map ? found : new Map()
      at.set(name, next)
      at = next
    }
    return at
  }
  for (const section of [...SECTIONS, "providers"]) within(section.split("."))
  for (const [key, value] of known) {
    const way = key.split(".")
    within(way.slice(0, -1)).set(way.at(-1) ?? "", { value })
  }
  return plainOf(top)
}

/** Entries of lists that have names of their own. */
const ENTRIES: Readonly<Record<string, string>> = {
  "safety.allow": "expected a rule such as { action: FileOps.delete, under: ~/build }",
  "routing.weights": "expected a weight such as { provider: anthropic, weight: 3 }",
  "costs.prices": "expected a price such as { provider: mine, model: big, input: 1, output: 4 }"
}
const NO_ENTRY = "expected names and values"

/** Own words for what the schema finds itself. */
const format = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => {
    switch (issue._tag) {
      case "MissingKey":
        return "it is missing"
      case "UnexpectedKey":
        return "there is no such key"
      case "InvalidType":
        return NO_ENTRY
      default:
        return SchemaIssue.defaultLeafHook(issue)
    }
  }
})

const fixFor = (path: ReadonlyArray<string | number>): string | null => {
  const key = path.join(".")
  const known = rowOf(key)
  return known === undefined || known.default === null || Array.isArray(known.default)
    ? null
    : `Write for example ${key}: ${String(known.default)}`
}

/** What one key alone cannot say. */
const checkTogether = ({ cascade, costs, providers }: ZenusConfig): ReadonlyArray<ValueProblem> => [
  ...checkProviders(providers, cascade),
  ...(cascade.length === 0
    ? [{ path: ["cascade"], message: "it names nobody", fix: "Write for example cascade: [rules]" }]
    : []),
  ...(new Set(cascade).size < cascade.length
    ? [{ path: ["cascade"], message: "it names somebody twice", fix: "Name each provider once." }]
    : []),
  ...(costs.warnAt > costs.stopAt
    ? [{ path: ["costs", "warnAt"], message: "it is above costs.stopAt, so nobody would be warned", fix: null }]
    : [])
]

/** Decodes a value as YAML gives it (`null` and `undefined` for an empty file). Every problem, in the order of the text's sections. */
export const decodeConfig = (
  value: unknown,
  home: string
): Result.Result<DecodedConfig, ReadonlyArray<ValueProblem>> => {
  const { known, later, problems } = sortKeys(value, [])
  const decoded = Schema.decodeUnknownResult(makeSchema(home))(nest(known), {
    errors: "all",
    onExcessProperty: "error"
  })
  const wrong: ReadonlyArray<ValueProblem> = Result.isSuccess(decoded)
    ? []
    : format(decoded.failure.issue).issues.map(({ message, path = [] }) => {
        const at = path.map((part) =>
          typeof part === "number" ? part : String(typeof part === "object" ? part.key : part)
        )
        const said = message === NO_ENTRY ? (ENTRIES[at.slice(0, 2).join(".")] ?? message) : message
        return { path: at, message: said, fix: fixFor(at) }
      })
  const checked = Result.isSuccess(decoded) ? checkTogether(decoded.success) : []
  if (Result.isSuccess(decoded) && problems.length === 0 && checked.length === 0) {
    return Result.succeed({ config: decoded.success, later })
  }
  return Result.fail([...problems, ...wrong, ...checked])
}

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
const unlimited = (value: unknown): { readonly limit: null } | null => (value === "none" ? { limit: null } : null)

/**
 * What holds without a configuration: the defaults of the table, by the readers of the fields and not by the schema, since building
 * that takes longer than all else that a start without a configuration does. A test holds both against each other.
 */
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
  safety: {
    roots: by("safety.roots", noneOf),
    maxFiles: by("safety.maxFiles", numberOf),
    maxBytes: by("safety.maxBytes", parseSize),
    allow: by("safety.allow", noneOf),
    neverRead: by("safety.neverRead", textsOf)
  },
  files: { onCollision: by("files.onCollision", (value) => (value === "keep-both" ? value : null)) },
  trash: { retention: by("trash.retention", parseLength), maxSize: by("trash.maxSize", parseSize) },
  ui: { motion: by("ui.motion", (value) => (value === "auto" ? value : null)) }
})

const shownRule = ({ action, under, until }: AllowRule) => ({
  action,
  under,
  ...(until === null ? {} : { until: new Date(until).toISOString() })
})

/** Every key with its value as it would be written, in the order of the table, and what is set of providers: for `config show`. */
export const configEntries = ({
  cascade,
  costs,
  files,
  llm,
  planner,
  providers,
  routing,
  safety,
  trash,
  ui
}: ZenusConfig): ReadonlyArray<readonly [key: string, value: unknown]> => [
  ["cascade", cascade],
  ["routing.strategy", routing.strategy],
  ["routing.weights", routing.weights],
  ["llm.deadline", sayDuration(llm.deadline)],
  ["planner.rulesFirst", planner.rulesFirst],
  ["costs.limits.day", costs.limits.day ?? "none"],
  ["costs.limits.month", costs.limits.month ?? "none"],
  ["costs.warnAt", sayShare(costs.warnAt)],
  ["costs.stopAt", sayShare(costs.stopAt)],
  ["costs.prices", costs.prices],
  ["safety.roots", safety.roots],
  ["safety.maxFiles", safety.maxFiles],
  ["safety.maxBytes", sayBytes(safety.maxBytes)],
  ["safety.allow", safety.allow.map(shownRule)],
  ["safety.neverRead", safety.neverRead],
  ["files.onCollision", files.onCollision],
  ["trash.retention", sayDuration(trash.retention)],
  ["trash.maxSize", sayBytes(trash.maxSize)],
  ["ui.motion", ui.motion],
  ...providerEntries(providers)
]
