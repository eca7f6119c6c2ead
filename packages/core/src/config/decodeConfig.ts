/**
 * A configuration from a value as YAML gives it. The defaults are those of the key table, and wrong values are named all at once. It
 * knows no file and no YAML.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Duration from "effect/Duration"
import type { OwnPrice } from "../cost/readPrices.ts"
import type { AllowRule } from "../safety/Policy.ts"
import { CONFIG_KEYS, kindOfKey, nearKeys, NEVER_READ, rowOf } from "./ConfigKeys.ts"
import {
  action,
  dollars,
  folder,
  instant,
  length,
  line,
  listOf,
  oneOf,
  patternsBeside,
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
import { sayBytes, sayDuration, sayShare } from "./configValues.ts"
import { cascadeSchema, checkNames, checkProviders, providerEntries, providersSchema } from "./providerConfig.ts"
import { defaultOf, STRATEGIES, type ZenusConfig } from "./ZenusConfig.ts"

/** A wrong place in the value: names and list positions from the top. */
export interface ValueProblem {
  readonly path: ReadonlyArray<string | number>
  readonly message: string
  readonly fix: string | null
}

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
    cache: Schema.Struct({
      ttl: orDefault("cache.ttl", length(Duration.seconds(1), "1 day")),
      maxSize: orDefault("cache.maxSize", size)
    }),
    safety: Schema.Struct({
      roots: orDefault("safety.roots", listOf(root(home), "a list of folders such as [~/work]")),
      maxFiles: orDefault("safety.maxFiles", whole),
      maxBytes: orDefault("safety.maxBytes", size),
      allow: orDefault(
        "safety.allow",
        listOf<AllowRule>(rule, "a list of rules such as [{ action: FileOps.delete, under: ~/build }]")
      ),
      neverRead: orDefault("safety.neverRead", patternsBeside(NEVER_READ))
    }),
    files: Schema.Struct({ onCollision: orDefault("files.onCollision", oneOf(["keep-both", "skip", "fail"])) }),
    trash: Schema.Struct({
      retention: orDefault("trash.retention", retention),
      maxSize: orDefault("trash.maxSize", size)
    }),
    ui: Schema.Struct({
      motion: orDefault("ui.motion", oneOf(["auto", "on", "off"])),
      theme: orDefault("ui.theme", oneOf(["auto", "light", "dark"])),
      screenReader: orDefault("ui.screenReader", oneOf(["on", "off"])),
      notify: orDefault("ui.notify", oneOf(["auto", "bell", "off"]))
    })
  })
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

interface Sorted {
  /** Known keys with their values, by key. */
  readonly known: ReadonlyMap<string, unknown>
  readonly problems: ReadonlyArray<ValueProblem>
}

/** Takes a value apart by the key table. An empty section (`trash:` with nothing below) says nothing. */
const sortKeys = (value: unknown, path: ReadonlyArray<string>): Sorted => {
  if (value === null || value === undefined) return { known: new Map(), problems: [] }
  if (!isRecord(value)) {
    const where = path.length === 0 ? "keys such as trash.retention" : `keys below ${path.join(".")}`
    return {
      known: new Map(),
      problems: [{ path, message: `expected ${where}, got ${short(value)}`, fix: null }]
    }
  }
  const known = new Map<string, unknown>()
  const problems: Array<ValueProblem> = []
  for (const [name, inner] of Object.entries(value)) {
    const at = [...path, name]
    const kind = kindOfKey(at)
    if (kind === "known") known.set(at.join("."), inner)
    else if (kind === "section") {
      const below = sortKeys(inner, at)
      for (const [key, one] of below.known) known.set(key, one)
      problems.push(...below.problems)
    } else {
      const [near] = nearKeys(at.join("."))
      const fix = near === undefined ? "Take it out, or list the keys: zenus config show" : `Did you mean ${near}?`
      problems.push({ path: at, message: "there is no such key", fix })
    }
  }
  return { known, problems }
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
const checkTogether = ({ cascade, costs, providers, routing }: ZenusConfig): ReadonlyArray<ValueProblem> => [
  ...checkProviders(providers),
  ...checkNames(providers, [
    ...cascade.map((name, at) => ({ path: ["cascade", at], name, orRules: true })),
    ...routing.weights.map(({ provider: name }, at) => ({
      path: ["routing", "weights", at, "provider"],
      name,
      orRules: false
    })),
    ...costs.prices.map(({ provider: name }, at) => ({
      path: ["costs", "prices", at, "provider"],
      name,
      orRules: false
    }))
  ]),
  ...costs.prices.flatMap(({ model }, at) =>
    model.slice(0, -1).includes("*")
      ? [{ path: ["costs", "prices", at, "model"], message: "a * stands at the end only", fix: null }]
      : []
  ),
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
): Result.Result<{ readonly config: ZenusConfig }, ReadonlyArray<ValueProblem>> => {
  const { known, problems } = sortKeys(value, [])
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
    return Result.succeed({ config: decoded.success })
  }
  return Result.fail([...problems, ...wrong, ...checked])
}

const shownRule = ({ action, under, until }: AllowRule) => ({
  action,
  under,
  ...(until === null ? {} : { until: new Date(until).toISOString() })
})

/** Every key with its value as it would be written, in the order of the table, and what is set of providers: for `config show`. */
export const configEntries = ({
  cache,
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
  ["cache.ttl", sayDuration(cache.ttl)],
  ["cache.maxSize", sayBytes(cache.maxSize)],
  ["safety.roots", safety.roots],
  ["safety.maxFiles", safety.maxFiles],
  ["safety.maxBytes", sayBytes(safety.maxBytes)],
  ["safety.allow", safety.allow.map(shownRule)],
  ["safety.neverRead", safety.neverRead],
  ["files.onCollision", files.onCollision],
  ["trash.retention", sayDuration(trash.retention)],
  ["trash.maxSize", sayBytes(trash.maxSize)],
  ["ui.motion", ui.motion],
  ["ui.theme", ui.theme],
  ["ui.screenReader", ui.screenReader],
  ["ui.notify", ui.notify],
  ...providerEntries(providers)
]
