/**
 * How a name becomes another one: pure rules, applied in the order of the table. Names are data: text is replaced as it is
 * written, unless `regex`. The extension is what stands behind the last dot (`.profile` has none, `.tar.gz` is one).
 */
import { BadArgument, escapeName, PathBytes } from "@zenus/core"
import * as Schema from "effect/Schema"
import { guardRegex } from "../../lines/guardedRegex.ts"
import { choice, flag, optionalText, text } from "../../action/field.ts"
import { MAX_NAME_BYTES, nameBytes, splitName } from "../../place/keepBoth.ts"

export const Replacing = Schema.Struct({
  text: text("what is replaced in the name"),
  with: text("what comes in its place"),
  at: choice(["anywhere", "start", "end"], "where it must stand; the end is before the extension (default anywhere)"),
  first: flag("only the first one in a name (default: all)"),
  anyCase: flag("upper and lower case are the same (default false)"),
  regex: flag("the text is a regular expression, `$1` in `with` its first group (default false)")
})
export type Replacing = typeof Replacing.Type

export const Numbering = Schema.Struct({
  name: optionalText("the new name before the number; the old name stays without it"),
  start: Schema.optionalKey(Schema.Int.annotate({ description: "the first number (default 1)" })),
  digits: Schema.optionalKey(
    Schema.Int.annotate({ description: "digits at least, filled up with 0 (default: as many as the last number has)" })
  ),
  separator: optionalText("what stands between name and number (default _)")
})
export type Numbering = typeof Numbering.Type

export interface Rules {
  readonly replace?: Replacing
  readonly spaces?: string
  readonly case?: "upper" | "lower" | "title"
  readonly extension?: string
  readonly prefix?: string
  readonly suffix?: string
  readonly number?: Numbering
  readonly append?: string
  readonly date?: "name" | "prefix"
}

/** Where a name stands among those that are renamed, for numbers; and when the thing was last changed, local time. */
export interface Position {
  readonly index: number
  readonly count: number
  /** `2026-11-21 13:40:07`. */
  readonly changed: () => string
}

/** From one name to the next. */
export type Rule = (name: string, isFolder: boolean, position: Position) => string

const bad = (reason: string, ...hints: ReadonlyArray<string>) => new BadArgument({ action: "rename", reason, hints })

/** Highest number of digits asked for. */
const MAX_DIGITS = 12

const escapeRegex = (written: string): string => written.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")

const flagsOf = (anyCase: boolean | undefined): string => (anyCase === true ? "i" : "")
const anchored = (source: string, at: Replacing["at"]): string =>
  at === "start" ? `^(?:${source})` : at === "end" ? `(?:${source})$` : source

/** An expression of the request, under its time limit. Throws `BadArgument` for one that cannot be read. */
const expression = ({ text: wanted, with: by, at, first, anyCase }: Replacing): Rule => {
  if (first === true)
    throw bad("the first match alone cannot be replaced by an expression.", "Anchor it with ^ instead.")
  const guarded = guardRegex(anchored(wanted, at), flagsOf(anyCase))
  return (name) => guarded.replaceAll(name, by).text
}

const plainText = ({ text: wanted, with: by, at, first, anyCase }: Replacing): Rule => {
  const flags = `${first === true ? "" : "g"}${flagsOf(anyCase)}`
  const pattern = new RegExp(anchored(escapeRegex(wanted), at), flags)
  const swap = (name: string): string => name.replace(pattern, () => by)
  if (at !== "end") return swap
  // "ending in" means before the extension, or the very end.
  return (name, isFolder) => {
    const whole = swap(name)
    if (whole !== name) return whole
    const [stem, ending] = splitName(name, isFolder)
    return swap(stem) + ending
  }
}

const replacer = (rule: Replacing): Rule => {
  if (rule.text === "") throw bad("an empty text cannot be replaced.", "Use a prefix or a suffix instead.")
  return rule.regex === true ? expression(rule) : plainText(rule)
}

const titled = (name: string): string =>
  name
    .toLowerCase()
    .replace(/(^|[\s_.-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())

const CASES: ReadonlyMap<string, (name: string) => string> = new Map([
  ["upper", (name) => name.toUpperCase()],
  ["lower", (name) => name.toLowerCase()],
  ["title", titled]
])

const numbered = (name: string, isFolder: boolean, rule: Numbering, { index, count }: Position): string => {
  const start = rule.start ?? 1
  const digits = rule.digits ?? String(start + count - 1).length
  if (digits < 1 || digits > MAX_DIGITS || start < 0)
    throw bad(`numbers have 1 to ${MAX_DIGITS} digits and begin at 0 or more.`)
  const [stem, ending] = splitName(name, isFolder)
  return `${rule.name ?? stem}${rule.separator ?? "_"}${String(start + index).padStart(digits, "0")}${ending}`
}

const onStem =
  (change: (stem: string) => string): Rule =>
  (name, isFolder) => {
    const [stem, ending] = splitName(name, isFolder)
    return change(stem) + ending
  }

/** `2026-11-21 13.40.07.jpg`, without colons, which some file systems do not take; or `2026-11-21 a.jpg`. One that is called so stays. */
const dated =
  (how: "name" | "prefix"): Rule =>
  (name, isFolder, { changed }) => {
    const at = changed().replaceAll(":", ".")
    const day = at.slice(0, 10)
    if (how === "prefix") return name.startsWith(`${day} `) ? name : `${day} ${name}`
    const [stem, ending] = splitName(name, isFolder)
    const isNumbered = stem.startsWith(`${at} (`) && /^\(\d+\)$/.test(stem.slice(at.length + 1))
    return isNumbered ? name : at + ending
  }

/** The rules that were given, in the order in which they are applied. */
const rulesOf = (rules: Rules): ReadonlyArray<Rule> => {
  const steps: Array<Rule> = []
  if (rules.replace !== undefined) steps.push(replacer(rules.replace))
  const { append, date, number, prefix, spaces, suffix } = rules
  if (spaces !== undefined) steps.push((name) => name.replace(/ /g, () => spaces))
  const toCase = CASES.get(rules.case ?? "")
  if (toCase !== undefined) steps.push(rules.case === "title" ? onStem(toCase) : (name) => toCase(name))
  if (rules.extension !== undefined) {
    const extension = rules.extension.replace(/^\*?\./, "")
    steps.push((name, isFolder) => {
      if (isFolder) return name
      const at = name.lastIndexOf(".")
      const stem = at <= 0 ? name : name.slice(0, at)
      return extension === "" ? stem : `${stem}.${extension}`
    })
  }
  if (date !== undefined) steps.push(dated(date))
  if (prefix !== undefined) steps.push((name) => prefix + name)
  if (suffix !== undefined) steps.push(onStem((stem) => stem + suffix))
  if (number !== undefined) steps.push((name, isFolder, position) => numbered(name, isFolder, number, position))
  if (append !== undefined) steps.push((name) => name + append)
  return steps
}

/** Throws `BadArgument` for what no file can be called. */
export const checkName = (name: string, old: string): string => {
  // Nearly all names; a UTF-16 unit is three bytes at most.
  const isPlain = name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name)
  if (isPlain && name.length * 3 <= MAX_NAME_BYTES && name.isWellFormed()) return name
  const from = `${escapeName(old)} would become`
  if (name === "" || name === "." || name === "..") throw bad(`${from} "${name}", which is no name.`)
  if (name.includes("/") || name.includes("\0"))
    throw bad(`${from} ${escapeName(name)}, and a name cannot hold / or NUL.`)
  if (!PathBytes.isRepresentable(name)) throw bad(`${from} ${escapeName(name)}, which is no text.`)
  if (nameBytes(name) > MAX_NAME_BYTES) {
    throw bad(
      `${from} a name of ${nameBytes(name)} bytes, and ${MAX_NAME_BYTES} are the most.`,
      "Choose a shorter text."
    )
  }
  return name
}

/** The function from old names to new ones. Throws `BadArgument` for rules that cannot be read, and when a new name is none. */
export const makeRenamer = (rules: Rules): Rule => {
  const steps = rulesOf(rules)
  if (steps.length === 0)
    throw bad("it is not said what the new names are.", "Say the new name, or what is replaced in it.")
  return (name, isFolder, position) => {
    let renamed = name
    for (const step of steps) renamed = step(renamed, isFolder, position)
    return checkName(renamed, name)
  }
}
