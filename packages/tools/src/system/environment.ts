/**
 * Environment variables of the process: all, those whose name holds a text, or one value. Values that look like
 * secrets are hidden (see maskSecret.ts), also when one is asked for by name: an answer may end in a log or a model.
 */
import { defineAction, escapeName, type LookContext, PathNotFound, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, option } from "../file/field.ts"
import { nearNames } from "../file/nearNames.ts"
import { prepared, reads } from "../reads.ts"
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

export const environment = defineAction<typeof Args.Type>({
  name: "environment",
  description: "Shows environment variables: all, some by name, or one value. Secrets are hidden.",
  args: Args,
  ...reads,
  phrases: [
    phrase("show|list|display|print|get [me] [all|the|my] [current] environment|env [variables|variable|vars]"),
    phrase("show|list|display|print|get [me] [the] names of [all|the] environment|env variables|vars", {
      namesOnly: true
    }),
    phrase("show|list|display|print|get [me] [all|the] environment|env variable|variables names [only]", {
      namesOnly: true
    }),
    phrase(
      "show|list|display|print|get [me] [all|the] [environment|env] variables names_only|(names_only) with names containing {containing:word}",
      { namesOnly: true }
    ),
    phrase(
      "show|list|display|print|get [me] [all|the] names of [all|the] [environment|env] variables containing|with {containing:word}",
      { namesOnly: true }
    ),
    phrase(
      "show|list|display|print|get [me] [all|the] environment|env variables [with] [names|whose_name|that] [containing|contains|contain] {containing:word}"
    ),
    phrase(
      "show|print|get|display|what_is|what's|tell [me] [the] value of [the] [environment|env] [variable] {name:word}"
    ),
    phrase("show|print|get|display|what_is [me] [the] environment|env variable {name:word}"),
    phrase("show|print|get|display|what_is [me] [the] terminal type|name", { name: "TERM" }),
    phrase("what|which terminal type|kind is_this|am_i_using|is_used", { name: "TERM" }),
    phrase("what is {name:word} set_to")
  ],
  examples: ["print the value of the environment variable EDITOR", "list environment variables"],
  look: Effect.fnUntraced(function* ({ containing, name, namesOnly = false }, { env }) {
    if (name !== undefined) {
      const wanted = plainName(name)
      const found = findName(env, wanted)
      if (found === undefined) {
        return yield* new PathNotFound({
          path: `environment variable ${wanted}`,
          near: nearNames(wanted, [...env.keys()])
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
