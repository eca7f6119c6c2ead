/** Whether files or folders are there: `yes` or `no` for each. The one question to which a missing path is an answer and no error. */
import { defineAction, type LookContext, quoteName, type ToolError } from "@zenus/core"
import * as Schema from "effect/Schema"
import * as Effect from "effect/Effect"
import { choice, flag, texts } from "../../action/field.ts"
import { fewNames } from "../../action/sayCount.ts"
import { locateTarget } from "../../select/locate.ts"
import { pathText, readingStep } from "../../select/reading.ts"
import { select } from "../../select/select.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

const isThere = (path: string, type: string, context: LookContext): boolean => {
  const found = locateTarget(path, context)
  if (found === null || found.stat === null) return false
  const followed = type === "link" ? found.stat : context.disk.stat(found.path)
  return type === "any" || followed?.type === type
}

/** Where a bare name lies below the working folder, as paths relative to it. */
const lyingBelow = (
  name: string,
  type: "file" | "folder" | "link" | "any",
  context: LookContext
): Effect.Effect<ReadonlyArray<string>, ToolError> =>
  name.includes("/")
    ? Effect.succeed([])
    : Effect.map(
        select({ names: [exactPattern(name)], type, recursive: true, hidden: "include" }, context),
        ({ entries }) => entries.map((entry) => pathText(entry.path, context))
      )

/** The pattern that fits this name alone. */
const exactPattern = (name: string): string => name.replace(/\\/g, "\\\\").replace(/[*?[]/g, "[$&]")

export const exists = defineAction({
  name: "exists",
  description: "Say whether files or folders are there",
  args: Schema.Struct({
    paths: texts("the paths to look for"),
    type: choice(
      ["file", "folder", "link", "any"],
      "what it has to be (default any); links count as what they lead to"
    ),
    below: flag("a bare name that is not in the working folder is looked for below it, too (default false)")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 60_000,
  parallel: true,
  phrases: said([
    "does|do {paths:paths} exist [here]",
    "does|do [file|folder] {paths:paths} exist|exists",
    "is|are there [file] {paths:filepaths}",
    "is|are there a file|files [called|named] {paths:paths}",
    ["is there folder|directory [called|named] {paths:paths}", { type: "folder" }],
    "check|see|tell|test|verify [me] whether|if|that {paths:paths} exists|exist|is_there",
    "check|see|tell|test|verify [me] whether|if|that there_is [file|folder|directory] [called|named] {paths:paths}",
    ["do|does i|we have file|document|script [called|named] {paths:paths}", { type: "file", below: true }],
    ["do|does i|we have folder|directory [called|named] {paths:paths}", { type: "folder", below: true }],
    ["do|does i|we have {paths:filepaths}", { below: true }],
    ["is {paths:paths} folder|directory", { type: "folder" }],
    ["is {paths:paths} regular|normal|plain file", { type: "file" }],
    ["is {paths:paths} file", { type: "file" }],
    ["is {paths:paths} symlink|link|symbolic_link", { type: "link" }]
  ]),
  examples: ["does notes.txt exist?", "is there a folder called Invoices?"],
  look: ({ below, paths, type = "any" }, context) =>
    Effect.succeed(
      readingStep(
        `See whether there is ${fewNames(paths)}${below === true ? ", here or below" : ""}`,
        [],
        Effect.gen(function* () {
          const found = yield* Effect.forEach(paths, (path) =>
            Effect.gen(function* () {
              if (yield* attempt("Look for the path", () => isThere(path, type, context))) return [path]
              return below === true ? yield* lyingBelow(path, type, context) : []
            })
          )
          const answers = found.map((places) => (places.length > 0 ? "yes" : "no"))
          const elsewhere = found.flatMap((places, at) => places.filter((place) => place !== paths[at]))
          return {
            lines: answers.map((answer, at) => (paths.length === 1 ? answer : `${answer} ${paths[at] ?? ""}`)),
            data: paths.map((path, at) => ({ path, exists: answers[at] === "yes" })),
            ...(elsewhere.length === 0 ? {} : { note: `It is ${fewNames(elsewhere.map(quoteName))}.` })
          }
        })
      )
    )
})
