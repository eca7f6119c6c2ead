/**
 * The table of tools as a model reads it: one line an action, with its arguments as types and what each means. Made from the actions'
 * own schemas, so that what is told is what is decoded. As JSON Schemas the table has over 260 KB, since the choice of files is spelled
 * out in 45 of them; here an object that several actions take is written once under a name, and so is an argument that has the
 * same meaning in several.
 *
 * It depends on the table alone: no clock, no path, no name of this machine is in it, so that a provider can keep it between calls.
 */
import * as Schema from "effect/Schema"
import type { AnyAction } from "../../tool/Action.ts"
import type { Toolbox } from "../../tool/Toolbox.ts"

type Json = Readonly<Record<string, unknown>>

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** Times that an argument with the same name, type and meaning comes before it is written once for all. */
const COMMON = 3
/** Characters from which an object that comes twice has a name. */
const LONG_OBJECT = 60

const WORDS: ReadonlyMap<unknown, string> = new Map([
  ["string", "string"],
  ["integer", "int"],
  ["number", "number"],
  ["boolean", "bool"],
  ["null", "null"]
])

/** What is written once: the text of an object type to its name. */
type Names = ReadonlyMap<string, string>

const describe = (schema: Json): string =>
  typeof schema["description"] === "string" ? ` "${schema["description"].replaceAll('"', "'")}"` : ""

const limits = (schema: Json): string => {
  const { maximum, minimum } = schema
  const low = typeof minimum === "number" && minimum > Number.MIN_SAFE_INTEGER ? String(minimum) : ""
  const high = typeof maximum === "number" && maximum < Number.MAX_SAFE_INTEGER ? String(maximum) : ""
  return low === "" && high === "" ? "" : `(${low}..${high})`
}

/** The type of a value. Pure; `names` may be empty, and then everything is spelled out. */
const typeText = (schema: unknown, names: Names): string => {
  if (!isJson(schema)) return "any"
  if (typeof schema["$ref"] === "string") return schema["$ref"].slice(schema["$ref"].lastIndexOf("/") + 1)
  const choices = listOf(schema["enum"])
  if (choices.length > 0) return choices.map((choice) => JSON.stringify(choice)).join("|")
  const either = listOf(schema["anyOf"])
  if (either.length > 0) return [...new Set(either.map((one) => typeText(one, names)))].join("|")
  if (schema["type"] === "array") {
    const item = typeText(schema["items"], names)
    return /[|]/.test(item) && !item.startsWith("{") ? `(${item})[]` : `${item}[]`
  }
  if (isJson(schema["properties"])) {
    const text = `{ ${fieldsOf(schema)
      .map((field) => fieldText(field, names))
      .join("; ")} }`
    return names.get(text) ?? text
  }
  const word = WORDS.get(schema["type"])
  return word === undefined ? "any" : word + limits(schema)
}

interface Field {
  readonly name: string
  readonly optional: boolean
  readonly schema: Json
}

const fieldsOf = (schema: Json): ReadonlyArray<Field> => {
  const required = new Set(listOf(schema["required"]))
  return Object.entries(isJson(schema["properties"]) ? schema["properties"] : {}).map(([name, value]) => ({
    name,
    optional: !required.has(name),
    schema: isJson(value) ? value : {}
  }))
}

const fieldText = ({ name, optional, schema }: Field, names: Names): string =>
  `${name}${optional ? "?" : ""}: ${typeText(schema, names)}${describe(schema)}`

const nameIn = (field: string): string => field.slice(0, field.indexOf(":"))

/** Every object type below a schema, the inner ones first, with the name of the argument that has it. */
const objectsIn = (schema: unknown, name: string): ReadonlyArray<readonly [name: string, schema: Json]> => {
  if (!isJson(schema)) return []
  const inner = [
    ...fieldsOf(schema).flatMap((field) => objectsIn(field.schema, field.name)),
    ...objectsIn(schema["items"], name),
    ...listOf(schema["anyOf"]).flatMap((one) => objectsIn(one, name))
  ]
  return isJson(schema["properties"]) ? [...inner, [name, schema]] : inner
}

const capitalised = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`

/** The objects that come more than once, in the order in which they need each other. Each text stands for one type. */
const nameObjects = (documents: ReadonlyArray<Json>): Names => {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  const objects = documents.flatMap((document) =>
    fieldsOf(document).flatMap(({ name, schema }) => objectsIn(schema, name))
  )
  // Inner objects come first, so an outer one is written with their names; each round may name more.
  for (let named = -1; named !== names.size;) {
    named = names.size
    const seen = new Map<string, string>()
    for (const [name, schema] of objects) {
      const text = typeText({ ...schema, description: undefined }, names)
      if (names.has(text) || taken.has(text) || text.length < LONG_OBJECT) continue
      const first = seen.get(text)
      seen.set(text, first ?? name)
      if (first === undefined) continue
      const wanted = capitalised(first)
      const free = [wanted, ...Array.from({ length: taken.size + 1 }, (_, at) => `${wanted}${at + 2}`)]
      const own = free.find((one) => !taken.has(one)) ?? wanted
      names.set(text, own)
      taken.add(own)
      break
    }
  }
  return names
}

const parametersOf = (action: AnyAction): { readonly schema: Json; readonly definitions: Json } => {
  const { definitions, schema } = Schema.toJsonSchemaDocument(action.args)
  return { schema: isJson(schema) ? schema : {}, definitions: isJson(definitions) ? definitions : {} }
}

/**
 * The whole table as text, tools and actions in its order. Milliseconds for a hundred actions: whoever asks often keeps it.
 */
export const describeTools = ({ tools }: Toolbox): string => {
  const described = tools.map((tool) => ({
    tool,
    actions: tool.actions.map((action) => ({ action, ...parametersOf(action) }))
  }))
  const all = described.flatMap(({ actions }) => actions)
  const definitions = Object.assign({}, ...all.map((one) => one.definitions)) as Json
  const names = nameObjects(all.map(({ schema }) => schema))
  const times = new Map<string, number>()
  for (const { schema } of all)
    for (const field of fieldsOf(schema)) {
      const text = fieldText({ ...field, optional: false }, names)
      if (describe(field.schema) !== "") times.set(text, (times.get(text) ?? 0) + 1)
    }
  const common = [...times].filter(([, count]) => count >= COMMON).map(([text]) => text)
  // Of two common arguments of one name with different meanings none can do without its own words.
  const once = new Set(common.filter((text) => common.filter((other) => nameIn(other) === nameIn(text)).length === 1))
  const argument = (field: Field): string =>
    once.has(fieldText({ ...field, optional: false }, names))
      ? `${field.name}${field.optional ? "?" : ""}`
      : fieldText(field, names)
  return [
    "Types:",
    ...Object.entries(definitions).map(([name, schema]) => `${name} = ${typeText(schema, names)}`),
    ...[...names].map(([text, name]) => `${name} = ${text}`),
    "Common arguments:",
    ...once,
    ...described.flatMap(({ actions, tool }) => [
      `${tool.name}: ${tool.description}`,
      ...actions.map(
        ({ action, schema }) => `- ${action.name}(${fieldsOf(schema).map(argument).join("; ")}) ${action.description}`
      )
    ])
  ].join("\n")
}
