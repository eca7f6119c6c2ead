/**
 * The configuration that this version reads, decoded: units become numbers, `~` the home, what is absent its default.
 * The defaults are those of the key table, and wrong values are named all at once. It knows no file and no YAML.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as Duration from "effect/Duration"
import type { AllowRule, PolicyOptions } from "../safety/Policy.ts"
import { CONFIG_KEYS, kindOfKey, nearKeys } from "./ConfigKeys.ts"
import { parseFolder, parseInstant, parseLength, parseSize, sayBytes, sayDuration } from "./configValues.ts"

export type OnCollision = "keep-both" | "skip" | "fail"
export type Motion = "auto" | "on" | "off"

export interface ZenusConfig {
  readonly safety: PolicyOptions
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

const short = (value: unknown): string => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** A value that a function reads: `null` from it is "expected WHAT, got VALUE". */
const readBy = <A>(
  to: Schema.Codec<A, A>,
  what: string,
  read: (value: unknown) => A | null,
  write: (value: A) => unknown
): Schema.Codec<A, unknown> =>
  Schema.Unknown.pipe(
    Schema.decodeTo(
      to,
      SchemaTransformation.transformEffect<A, unknown>({
        decode: (value) => {
          const found = read(value)
          return found === null
            ? Effect.fail(new SchemaIssue.InvalidValue({ message: `expected ${what}, got ${short(value)}` }))
            : Effect.succeed(found)
        },
        encode: (value) => Effect.succeed(write(value))
      })
    )
  )

const oneOf = <const L extends ReadonlyArray<string>>(choices: L): Schema.Codec<L[number], unknown> =>
  readBy<L[number]>(
    Schema.Literals(choices),
    `${choices.slice(0, -1).join(", ")} or ${choices.at(-1) ?? ""}`,
    (value) => choices.find((choice) => choice === value) ?? null,
    (value) => value
  )

const whole = readBy(
  Schema.Int,
  "a whole number such as 10000",
  (value) => (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null),
  (value) => value
)
const size = readBy(Schema.Finite, "a size such as 10 GB", parseSize, sayBytes)
/** With less, what is deleted now could be gone before anybody sees that it should not be. */
const SHORTEST_RETENTION = Duration.hours(1)
const retention = readBy(
  Schema.Duration,
  "a length of at least 1 hour, such as 30 days",
  (value) => {
    const found = parseLength(value)
    return found !== null && Duration.isGreaterThanOrEqualTo(found, SHORTEST_RETENTION) ? found : null
  },
  sayDuration
)
const folder = (home: string) =>
  readBy<string>(
    Schema.String,
    "an absolute folder, or one that begins with ~/",
    (value) => parseFolder(value, home),
    (value) => value
  )
/** The top folder as a root would open everything; it is refused when it is used, so it is refused when it is said. */
const root = (home: string) =>
  readBy<string>(
    Schema.String,
    "an absolute folder other than /, or one that begins with ~/",
    (value) => {
      const found = parseFolder(value, home)
      return found === "/" ? null : found
    },
    (value) => value
  )
const action = readBy(
  Schema.String,
  "an action such as FileOps.delete",
  (value) => (typeof value === "string" && /^[A-Z]\w*\.\w+$/.test(value) ? value : null),
  (value) => value
)
const instant = readBy(
  Schema.NullOr(Schema.Finite),
  "a date such as 2027-01-31, or a date, a time and a zone such as 2027-01-31T18:00:00Z",
  parseInstant,
  (value) => (value === null ? null : new Date(value).toISOString())
)

/** A list; what is none is named as a whole. */
const listOf = <A>(item: Schema.Codec<A, unknown>, what: string): Schema.Codec<ReadonlyArray<A>, unknown> =>
  readBy<ReadonlyArray<unknown>>(
    Schema.Array(Schema.Unknown),
    what,
    (value) => (Array.isArray(value) ? value : null),
    (value) => value
  ).pipe(Schema.decodeTo(Schema.Array(item)))

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
  return Schema.Struct({
    safety: Schema.Struct({
      roots: orDefault("safety.roots", listOf(root(home), "a list of folders such as [~/work]")),
      maxFiles: orDefault("safety.maxFiles", whole),
      maxBytes: orDefault("safety.maxBytes", size),
      allow: orDefault(
        "safety.allow",
        listOf<AllowRule>(rule, "a list of rules such as [{ action: FileOps.delete, under: ~/build }]")
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

const SECTIONS = [...new Set(CONFIG_KEYS.map(({ key }) => key.split(".")[0] ?? ""))]

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

const valuesBySection = (known: ReadonlyMap<string, unknown>) =>
  Object.fromEntries(
    SECTIONS.map((section) => [
      section,
      Object.fromEntries(
        [...known].flatMap(([key, value]) =>
          key.startsWith(`${section}.`) ? [[key.slice(section.length + 1), value] as const] : []
        )
      )
    ])
  )

/** Own words for what the schema finds itself: only a rule of safety.allow is an object with names of its own. */
const format = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => {
    switch (issue._tag) {
      case "MissingKey":
        return "it is missing"
      case "UnexpectedKey":
        return "there is no such key"
      case "InvalidType":
        return "expected a rule such as { action: FileOps.delete, under: ~/build }"
      default:
        return SchemaIssue.defaultLeafHook(issue)
    }
  }
})

const fixFor = (path: ReadonlyArray<string | number>): string | null => {
  const known = CONFIG_KEYS.find(({ key }) => key === path.join("."))
  return known === undefined || Array.isArray(known.default)
    ? null
    : `Write for example ${known.key}: ${String(known.default)}`
}

/** Decodes a value as YAML gives it (`null` and `undefined` for an empty file). Every problem, in the order of the text's sections. */
export const decodeConfig = (
  value: unknown,
  home: string
): Result.Result<DecodedConfig, ReadonlyArray<ValueProblem>> => {
  const { known, later, problems } = sortKeys(value, [])
  const decoded = Schema.decodeUnknownResult(makeSchema(home))(valuesBySection(known), {
    errors: "all",
    onExcessProperty: "error"
  })
  const wrong: ReadonlyArray<ValueProblem> = Result.isSuccess(decoded)
    ? []
    : format(decoded.failure.issue).issues.map(({ message, path = [] }) => {
        const at = path.map((part) =>
          typeof part === "number" ? part : String(typeof part === "object" ? part.key : part)
        )
        return { path: at, message, fix: fixFor(at) }
      })
  if (Result.isSuccess(decoded) && problems.length === 0) return Result.succeed({ config: decoded.success, later })
  return Result.fail([...problems, ...wrong])
}

/** What holds without a configuration. */
export const defaultConfig = (home: string): ZenusConfig =>
  Result.getOrThrowWith(
    decodeConfig(null, home),
    () => new Error("The defaults of the key table do not fit its schema.")
  ).config

const shownRule = ({ action, under, until }: AllowRule) => ({
  action,
  under,
  ...(until === null ? {} : { until: new Date(until).toISOString() })
})

/** Every key with its value as it would be written, in the order of the table: for `config show`. */
export const configEntries = ({
  files,
  safety,
  trash,
  ui
}: ZenusConfig): ReadonlyArray<readonly [key: string, value: unknown]> => [
  ["safety.roots", safety.roots],
  ["safety.maxFiles", safety.maxFiles],
  ["safety.maxBytes", sayBytes(safety.maxBytes)],
  ["safety.allow", safety.allow.map(shownRule)],
  ["files.onCollision", files.onCollision],
  ["trash.retention", sayDuration(trash.retention)],
  ["trash.maxSize", sayBytes(trash.maxSize)],
  ["ui.motion", ui.motion]
]
