/**
 * Fields of the configuration as schemas: what a value must be, in words of a person. Where a value may be a secret that somebody put into
 * the wrong place, the message does not repeat it.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"
import {
  parseFolder,
  parseInstant,
  parseLength,
  parseShare,
  parseSize,
  sayBytes,
  sayDuration,
  sayShare
} from "./configValues.ts"

export const short = (value: unknown): string => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

type Shown = "shown" | "hidden"

/** `read` gives the value in a box, because there are fields whose value is null. */
const boxedBy = <A>(
  to: Schema.Codec<A, A>,
  what: string,
  read: (value: unknown) => { readonly value: A } | null,
  write: (value: A) => unknown,
  shown: Shown = "shown"
): Schema.Codec<A, unknown> =>
  Schema.Unknown.pipe(
    Schema.decodeTo(
      to,
      SchemaTransformation.transformEffect<A, unknown>({
        decode: (value) => {
          const found = read(value)
          const got = shown === "shown" ? `, got ${short(value)}` : ""
          return found === null
            ? Effect.fail(new SchemaIssue.InvalidValue({ message: `expected ${what}${got}` }))
            : Effect.succeed(found.value)
        },
        encode: (value) => Effect.succeed(write(value))
      })
    )
  )

/** A value that a function reads: `null` from it is "expected WHAT, got VALUE", or "expected WHAT" where the value may be a secret. */
export const readBy = <A>(
  to: Schema.Codec<A, A>,
  what: string,
  read: (value: unknown) => A | null,
  write: (value: A) => unknown,
  shown: Shown = "shown"
): Schema.Codec<A, unknown> =>
  boxedBy(
    to,
    what,
    (value) => {
      const found = read(value)
      return found === null ? null : { value: found }
    },
    write,
    shown
  )

export const oneOf = <const L extends ReadonlyArray<string>>(choices: L): Schema.Codec<L[number], unknown> =>
  readBy<L[number]>(
    Schema.Literals(choices),
    `${choices.slice(0, -1).join(", ")} or ${choices.at(-1) ?? ""}`,
    (value) => choices.find((choice) => choice === value) ?? null,
    (value) => value
  )

export const whole = readBy(
  Schema.Int,
  "a whole number such as 10000",
  (value) => (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null),
  (value) => value
)
export const size = readBy(Schema.Finite, "a size such as 10 GB", parseSize, sayBytes)
/** With less, what is deleted now could be gone before anybody sees that it should not be. */
const SHORTEST_RETENTION = Duration.hours(1)
export const retention = readBy(
  Schema.Duration,
  "a length of at least 1 hour, such as 30 days",
  (value) => {
    const found = parseLength(value)
    return found !== null && Duration.isGreaterThanOrEqualTo(found, SHORTEST_RETENTION) ? found : null
  },
  sayDuration
)
export const folder = (home: string) =>
  readBy<string>(
    Schema.String,
    "an absolute folder, or one that begins with ~/",
    (value) => parseFolder(value, home),
    (value) => value
  )
/** The top folder as a root would open everything; it is refused when it is used, so it is refused when it is said. */
export const root = (home: string) =>
  readBy<string>(
    Schema.String,
    "an absolute folder other than /, or one that begins with ~/",
    (value) => {
      const found = parseFolder(value, home)
      return found === "/" ? null : found
    },
    (value) => value
  )
export const action = readBy(
  Schema.String,
  "an action such as FileOps.delete",
  (value) => (typeof value === "string" && /^[A-Z]\w*\.\w+$/.test(value) ? value : null),
  (value) => value
)
export const instant = readBy(
  Schema.NullOr(Schema.Finite),
  "a date such as 2027-01-31, or a date, a time and a zone such as 2027-01-31T18:00:00Z",
  parseInstant,
  (value) => (value === null ? null : new Date(value).toISOString())
)

/** A list; what is none is named as a whole. */
export const listOf = <A>(item: Schema.Codec<A, unknown>, what: string): Schema.Codec<ReadonlyArray<A>, unknown> =>
  readBy<ReadonlyArray<unknown>>(
    Schema.Array(Schema.Unknown),
    what,
    (value) => (Array.isArray(value) ? value : null),
    (value) => value
  ).pipe(Schema.decodeTo(Schema.Array(item)))

/** A value, or `none` for null. */
const orNone = <A>(to: Schema.Codec<A, A>, what: string, read: (value: unknown) => A | null) =>
  boxedBy<A | null>(
    Schema.NullOr(to),
    `${what}, or none`,
    (value) => {
      const found = value === null || value === "none" ? null : read(value)
      return found === null && value !== null && value !== "none" ? null : { value: found }
    },
    (value) => value ?? "none"
  )

export const truth = readBy(
  Schema.Boolean,
  "true or false",
  (value) => (typeof value === "boolean" ? value : null),
  (value) => value
)

/** A length of at least `least`. */
export const length = (least: Duration.Duration, example: string) =>
  readBy(
    Schema.Duration,
    `a length of at least ${sayDuration(least)}, such as ${example}`,
    (value) => {
      const found = parseLength(value)
      return found !== null && Duration.isGreaterThanOrEqualTo(found, least) ? found : null
    },
    sayDuration
  )

/** More than a million is a slip. */
const readUsd = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 && value <= 1_000_000 ? value : null

/** What is less than a micro-dollar would be counted as nothing. */
const readBudget = (value: unknown): number | null => {
  const usd = readUsd(value)
  return usd === null || (usd > 0 && usd < 0.000_001) ? null : usd
}

/** US dollars, nothing or at least a micro-dollar; `null` for none. */
export const dollars = orNone(Schema.Finite, "US dollars such as 5 or 0.50", readBudget)

/** US dollars a million tokens. */
export const price = readBy(Schema.Finite, "US dollars a million tokens such as 0.25", readUsd, (value) => value)

/** `80%` or `0.8`. */
export const share = readBy(Schema.Finite, "a share such as 80% or 0.8", parseShare, sayShare)

/** A text of one line. */
export const line = (what: string) =>
  readBy(
    Schema.String,
    what,
    // oxlint-disable-next-line no-control-regex -- a line break or an escape sequence is what is refused
    (value) => (typeof value === "string" && value.trim() !== "" && !/[\0-\x1f\x7f]/.test(value) ? value.trim() : null),
    (value) => value
  )

/**
 * Patterns beside those of `defaults`, which hold whatever is written: a list that took their place would tell models of keys that its
 * writer did not think of. `!PATTERN` takes one default out, and must name one. Gives all that hold.
 */
export const patternsBeside = (defaults: ReadonlyArray<string>) => {
  const entry = readBy(
    Schema.String,
    `a name or path such as *.pem or .ssh/**, or ! and one of the defaults such as !${defaults[0] ?? ""}`,
    (value) => {
      const text = typeof value === "string" ? value.trim() : ""
      // oxlint-disable-next-line no-control-regex -- a line break or an escape sequence is what is refused
      const isLine = text !== "" && !/[\0-\x1f\x7f]/.test(text)
      return isLine && (!text.startsWith("!") || defaults.includes(text.slice(1).trim())) ? text : null
    },
    (value) => value
  )
  return listOf(entry, "a list of names and paths such as [.env, *.pem]").pipe(
    Schema.decodeTo(
      Schema.Array(Schema.String),
      SchemaTransformation.transform({
        decode: (written): ReadonlyArray<string> => {
          const out = new Set(written.flatMap((one) => (one.startsWith("!") ? [one.slice(1).trim()] : [])))
          const added = written.filter((one) => !one.startsWith("!"))
          return [...new Set([...defaults.filter((one) => !out.has(one)), ...added])]
        },
        encode: (patterns) => patterns
      })
    )
  )
}

/** Any number that is no less than nothing; only its share of all weights matters. */
export const weight = readBy(
  Schema.Finite,
  "a number such as 3, or 0 for last",
  (value) => (typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null),
  (value) => value
)
