/**
 * Environment variables of the process: all, those whose name holds a text, or one value. Values that look like
 * secrets are hidden (see maskSecret.ts), also when one is asked for by name: an answer may end in a log or a model.
 */
import { defineAction, escapeName, type LookContext, PathNotFound, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, option } from "../action/field.ts"
import { nearNames } from "../action/nearNames.ts"
import { HINTS, prepared, reads } from "../action/reads.ts"
import { nothing } from "./facts.ts"
import { maskSecret } from "./maskSecret.ts"

const Args = Schema.Struct({
  name: option(Schema.NonEmptyString, "only the value of this variable"),
  containing: option(
    Schema.NonEmptyString,
    "only variables whose name holds this text, any case where none fits as written"
  ),
  namesOnly: flag("names without values (default false)")
})

/** `$HOME` and `${HOME}` are the variable HOME; everything else is a name as it stands. Pure. */
export const plainName = (written: string): string => written.replace(/^\$(?:\{(\w+)\}|(\w+))$/, "$1$2")

const hiddenNote = (hidden: number): string =>
  `${hidden === 1 ? "A value that looks" : `${hidden} values that look`} like a secret ${hidden === 1 ? "is" : "are"} hidden.`

/** The name as it is in the environment: as written, else in any case. */
const findName = (env: LookContext["env"], written: string): string | undefined => {
  if (env.has(written)) return written
  const lower = written.toLowerCase()
  return [...env.keys()].find((name) => name.toLowerCase() === lower)
}

const namesFor = (env: LookContext["env"], containing: string | undefined): ReadonlyArray<string> => {
  const all = [...env.keys()].toSorted()
  if (containing === undefined) return all
  const asWritten = all.filter((name) => name.includes(containing))
  const lower = containing.toLowerCase()
  return asWritten.length > 0 ? asWritten : all.filter((name) => name.toLowerCase().includes(lower))
}

const VARIABLE = "environment_variable|environment_var|env_variable|env_var|variable"
const ENV = "environment|env"

export const environment = defineAction<typeof Args.Type>({
  name: "environment",
  description: "Shows environment variables: all, some by name, or one value. Secrets are hidden.",
  args: Args,
  ...reads,
  phrases: [
    phrase(`<list> [current|set|defined|shell] ${ENV} [variables|vars|settings] [and] [their|with_their] [values]`),
    phrase(
      "<list> [current|set|defined|shell] environment_variables|environment_vars|env_variables|env_vars [and] [their|with_their] [values]"
    ),
    phrase("printenv|env"),
    phrase(`<list> names of [current|set|defined] ${ENV} variables|vars`, { namesOnly: true }),
    phrase(`<list> [current|set|defined] ${ENV} variable|variables|vars names [only]`, { namesOnly: true }),
    phrase(
      "<list> [environment|env|shell] variables|vars [ ( names only ) ] [whose] [with] names|name containing|contains|contain|with|matching [letter|text|word|string] {containing:text}",
      { namesOnly: true }
    ),
    phrase(
      "<list> [environment|env|shell] variables|vars ( names only ) with|whose name|names containing|contains|contain|that_contain [letter|text|word|string] {containing:text}",
      { namesOnly: true }
    ),
    phrase(
      "<list> names of [environment|env|shell] variables|vars [that] [containing|contain|with] [letter|text|word|string] {containing:text}",
      { namesOnly: true }
    ),
    phrase(
      `<list> ${ENV} variables|vars [that] [whose_names] containing|contain|with|matching [letter|text|word|string] {containing:text}`
    ),
    phrase(`<tell> [content|value|contents] [of] ${VARIABLE} [called|named] {name:word}`),
    phrase(`<tell> value|content|contents of {name:word} [${VARIABLE}]`),
    phrase(
      "<tell> [value_of] {name:word} environment_variable|environment_var|env_variable|env_var|variable|variable's_value"
    ),
    phrase(`is ${VARIABLE} {name:word} set|defined`),
    phrase(`is {name:word} ${VARIABLE} set|defined`),
    phrase("what is {name:word} set_to"),
    phrase("<tell> terminal type|name|kind", { name: "TERM" }),
    phrase("<tell> type|name|kind of [this|current] terminal", { name: "TERM" }),
    phrase("what|which [type_of|kind_of] terminal is|am|do [this|i] [using|use|used]", { name: "TERM" }),
    phrase("what|which terminal [type] is_set|am_i_using|is_this|is_used -> name=TERM")
  ],
  examples: ["print the value of the environment variable EDITOR", "list environment variables"],
  look: Effect.fnUntraced(function* ({ containing, name, namesOnly = false }, { env }) {
    if (name !== undefined) {
      const wanted = plainName(name)
      const found = findName(env, wanted)
      if (found === undefined) {
        return yield* new PathNotFound({
          path: `environment variable ${wanted}`,
          near: nearNames(wanted, [...env.keys()]),
          hint: HINTS.variable
        })
      }
      return prepared(
        `Show the environment variable ${found}`,
        Effect.sync(() => {
          const { value, hidden } = maskSecret(found, env.get(found) ?? "")
          return { lines: value.split("\n").map(escapeName), data: value, ...(hidden ? { note: hiddenNote(1) } : {}) }
        })
      )
    }
    return prepared(
      "Show the environment variables",
      Effect.sync(() => {
        const names = namesFor(env, containing)
        if (names.length === 0) return nothing("No variable has such a name.")
        if (namesOnly) return { lines: names.map(escapeName), data: names }
        const values = names.map((name) => [name, maskSecret(name, env.get(name) ?? "")] as const)
        const hidden = values.filter(([, masked]) => masked.hidden).length
        return {
          lines: values.map(([name, { value }]) => escapeName(`${name}=${value}`)),
          table: { columns: ["NAME", "VALUE"], rows: values.map(([name, { value }]) => [name, value]) },
          data: Object.fromEntries(values.map(([name, { value }]) => [name, value] as const)),
          ...(hidden > 0 ? { note: hiddenNote(hidden) } : {})
        }
      })
    )
  })
})
