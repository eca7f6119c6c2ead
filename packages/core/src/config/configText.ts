/**
 * The configuration as YAML text: decoded with every problem and its line, edited with its comments kept, written anew with
 * its defaults. The YAML library is handed in, so that a process without a configuration never loads it.
 */
import * as Result from "effect/Result"
import type * as yaml from "yaml"
import type { ConfigProblem } from "./ConfigError.ts"
import { CONFIG_KEYS, PROVIDER_KEYS } from "./ConfigKeys.ts"
import { decodeConfig } from "./decodeConfig.ts"
import type { ZenusConfig } from "./ZenusConfig.ts"

export type Yaml = typeof yaml
type Path = ReadonlyArray<string | number>

export interface LoadedConfig {
  readonly config: ZenusConfig
}

/** `safety.allow[0].until` */
export const sayPath = (path: Path): string =>
  path.reduce<string>(
    (said, part) => (typeof part === "number" ? `${said}[${part}]` : said === "" ? part : `${said}.${part}`),
    ""
  )

const problem = (message: string, line: number | null, fix: string | null = null): ConfigProblem => ({
  key: "",
  line,
  message,
  fix
})

interface Parsed {
  readonly document: yaml.Document.Parsed
  readonly value: unknown
  readonly lineOf: (path: Path) => number | null
}

/** Where the last part of a path stands; of a key that is missing, where its parent does. */
const lineIn = (yaml: Yaml, document: yaml.Document.Parsed, lines: yaml.LineCounter, path: Path): number | null => {
  let node: unknown = document.contents
  let offset: number | undefined
  for (const part of path) {
    if (yaml.isMap(node)) {
      const pair = node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === String(part))
      if (pair === undefined) break
      if (yaml.isNode(pair.key)) offset = pair.key.range?.[0] ?? offset
      node = pair.value
    } else if (yaml.isSeq(node)) {
      node = node.items[Number(part)]
      if (yaml.isNode(node)) offset = node.range?.[0] ?? offset
    } else break
  }
  return offset === undefined ? null : lines.linePos(offset).line
}

const SYNTAX_FIX = "Write keys as `name: value`, lists as `[a, b]`, two blanks deeper for what belongs to a key."

/** The first `*name` without an `&name` before it. */
const unresolvedAlias = (
  yaml: Yaml,
  document: yaml.Document.Parsed
): { readonly name: string; readonly offset: number | undefined } | null => {
  let found: yaml.Alias | undefined
  yaml.visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return undefined
      found = alias
      return yaml.visit.BREAK
    }
  })
  return found === undefined ? null : { name: found.source, offset: found.range?.[0] }
}

const parse = (yaml: Yaml, text: string): Result.Result<Parsed, ReadonlyArray<ConfigProblem>> => {
  const lines = new yaml.LineCounter()
  try {
    const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true })
    if (document.errors.length > 0) {
      return Result.fail(
        document.errors.map(({ message, pos }) => problem(message, lines.linePos(pos[0]).line, SYNTAX_FIX))
      )
    }
    const lost = unresolvedAlias(yaml, document)
    if (lost !== null) {
      const line = lost.offset === undefined ? null : lines.linePos(lost.offset).line
      return Result.fail([problem(`*${lost.name} names nothing; quotes make it a text`, line, SYNTAX_FIX)])
    }
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    return Result.succeed({ document, value, lineOf: (path) => lineIn(yaml, document, lines, path) })
  } catch (error) {
    // The library throws where a document is nested too deeply for its stack or repeats itself by aliases.
    const what =
      error instanceof RangeError ? "it is nested too deeply" : error instanceof Error ? error.message : String(error)
    return Result.fail([problem(what, null, SYNTAX_FIX)])
  }
}

const decode = ({ value, lineOf }: Parsed, home: string): Result.Result<LoadedConfig, ReadonlyArray<ConfigProblem>> => {
  const decoded = decodeConfig(value, home)
  if (Result.isFailure(decoded)) {
    return Result.fail(
      decoded.failure
        .map(({ path, message, fix }) => ({ key: sayPath(path), line: lineOf(path), message, fix }))
        .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
    )
  }
  return Result.succeed(decoded.success)
}

/** Decodes a whole text. */
export const readText = (
  yaml: Yaml,
  text: string,
  home: string
): Result.Result<LoadedConfig, ReadonlyArray<ConfigProblem>> => {
  const parsed = parse(yaml, text)
  return Result.isFailure(parsed) ? Result.fail(parsed.failure) : decode(parsed.success, home)
}

/** One value as it is typed at the command line: `20 GB`, `[a, b]`, `{ action: ..., under: ... }`. */
export const readValue = (yaml: Yaml, text: string): Result.Result<unknown, ReadonlyArray<ConfigProblem>> =>
  Result.map(parse(yaml, text), ({ value }) => value)

export type Edit =
  | { readonly do: "set"; readonly path: Path; readonly value: unknown }
  /** At the end of the list at `path`, which is made where it is not there. */
  | { readonly do: "append"; readonly path: Path; readonly value: unknown }
  | { readonly do: "remove"; readonly path: Path }

/** Sections on the way that are there and empty (`trash:`) become maps, because nothing can be put into nothing. */
const openWay = (yaml: Yaml, document: yaml.Document.Parsed, path: Path): void => {
  if (!yaml.isMap(document.contents)) document.contents = null
  for (let depth = 1; depth < path.length; depth++) {
    const way = path.slice(0, depth)
    if (document.hasIn(way) && !yaml.isCollection(document.getIn(way))) document.setIn(way, document.createNode({}))
  }
}

const apply = (yaml: Yaml, document: yaml.Document.Parsed, edit: Edit): void => {
  const { path } = edit
  if (edit.do === "remove") {
    document.deleteIn(path)
    return
  }
  openWay(yaml, document, path)
  const { value } = edit
  if (edit.do === "append" && yaml.isSeq(document.getIn(path))) document.addIn(path, document.createNode(value))
  else if (edit.do === "append") document.setIn(path, document.createNode([value]))
  // A bare value keeps the node that is there, and with it the comment behind it.
  else document.setIn(path, typeof value === "object" && value !== null ? document.createNode(value) : value)
}

/**
 * The text after an edit, comments and order kept. Fails where the text before or after is no configuration: a file with
 * a problem is mended by hand, and an edit never makes one.
 */
export const editText = (
  yaml: Yaml,
  before: string,
  edit: Edit,
  home: string
): Result.Result<{ readonly text: string; readonly loaded: LoadedConfig }, ReadonlyArray<ConfigProblem>> => {
  const parsed = parse(yaml, before)
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
  const valid = decode(parsed.success, home)
  if (Result.isFailure(valid)) return Result.fail(valid.failure)
  const { document } = parsed.success
  if (edit.do === "remove" && !(yaml.isMap(document.contents) && document.hasIn(edit.path))) {
    return Result.succeed({ text: before, loaded: valid.success })
  }
  apply(yaml, document, edit)
  const text = document.toString({ lineWidth: 0 })
  const after = readText(yaml, text, home)
  if (Result.isFailure(after)) {
    // Lines of a text that is not written would point nowhere.
    return Result.fail(after.failure.map((one) => ({ ...one, line: null })))
  }
  return Result.succeed({ text, loaded: after.success })
}

/** Longer lists are written one entry a line. */
const SHORT_LIST = 6

const written = (value: unknown, indent: string): string => {
  if (Array.isArray(value) && value.length > SHORT_LIST) {
    return value.map((one) => `\n${indent}  - ${JSON.stringify(one)}`).join("")
  }
  // As the library writes it, so that an edit elsewhere in the file changes nothing here.
  if (Array.isArray(value) && value.length > 0) return ` [ ${value.map((one) => JSON.stringify(one)).join(", ")} ]`
  return ` ${typeof value === "string" ? value : JSON.stringify(value)}`
}

interface Section {
  readonly lines: Array<string>
  readonly inner: Map<string, Section>
}

const sectionLines = ({ inner, lines }: Section, depth: number): ReadonlyArray<string> => [
  ...lines,
  ...[...inner].flatMap(([name, section]) => [
    ...(depth === 0 ? [""] : []),
    `${"  ".repeat(depth)}${name}:`,
    ...sectionLines(section, depth + 1)
  ])
]

/** What can be said of a provider, as an example behind comment marks. */
const providerLines = (): ReadonlyArray<string> => {
  const example: Readonly<Record<string, string>> = {
    baseUrl: "http://127.0.0.1:8080/v1",
    model: "some-model",
    apiKeyEnv: "MY_SERVER_KEY",
    wire: "openai"
  }
  let section = ""
  return [
    "",
    "# What is different about one provider, by its name, or about one of your own:",
    "# providers:",
    "#   my-server:",
    ...PROVIDER_KEYS.flatMap(({ about, default: value, key }) => {
      const [, , name = "", inner] = key.split(".")
      const head = inner !== undefined && section !== name ? [`#     ${name}:`] : []
      section = name
      const indent = inner === undefined ? "#     " : "#       "
      return [...head, `${indent}# ${about}`, `${indent}${inner ?? name}:${written(value ?? example[name], indent)}`]
    })
  ]
}

/** A new file: every key with its default and what it means. */
export const defaultText = (): string => {
  const top: Section = { lines: [], inner: new Map() }
  for (const { key, about, default: value } of CONFIG_KEYS) {
    const way = key.split(".")
    const name = way.pop() ?? ""
    const section = way.reduce<Section>((at, part) => {
      const found: Section = at.inner.get(part) ?? { lines: [], inner: new Map() }
      at.inner.set(part, found)
      return found
    }, top)
    const indent = "  ".repeat(way.length)
    section.lines.push(`${indent}# ${about}`, `${indent}${name}:${written(value, indent)}`)
  }
  return [
    "# zenus reads this file when it starts. Lengths are written as `2 seconds` or `30 days`, sizes as `10 GB` (powers of 1024).",
    "# What is left out has the value shown here; `zenus config validate` checks it.",
    "",
    ...sectionLines(top, 0),
    ...providerLines(),
    ""
  ].join("\n")
}
