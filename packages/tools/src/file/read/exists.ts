/** Whether files or folders are there: `yes` or `no` for each. The one question to which a missing path is an answer and no error. */
import { defineAction, type LookContext, type Output } from "@zenus/core"
import * as Schema from "effect/Schema"
import * as Effect from "effect/Effect"
import { choice, texts } from "../../action/field.ts"
import { fewNames } from "../../action/sayCount.ts"
import { locateTarget } from "../../select/locate.ts"
import { readingStep } from "../../select/reading.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

const isThere = (path: string, type: string, context: LookContext): boolean => {
  const found = locateTarget(path, context)
  if (found === null || found.stat === null) return false
  const followed = type === "link" ? found.stat : context.disk.stat(found.path)
  return type === "any" || followed?.type === type
}

export const exists = defineAction({
  name: "exists",
  description: "Say whether files or folders are there",
  args: Schema.Struct({
    paths: texts("the paths to look for"),
    type: choice(["file", "folder", "link", "any"], "what it has to be (default any); links count as what they lead to")
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
    "do|does i|we have file|folder|directory [called|named] {paths:paths}",
    ["is {paths:paths} folder|directory", { type: "folder" }],
    ["is {paths:paths} regular|normal|plain file", { type: "file" }],
    ["is {paths:paths} file", { type: "file" }],
    ["is {paths:paths} symlink|link|symbolic_link", { type: "link" }]
  ]),
  examples: ["does notes.txt exist?", "is there a folder called Invoices?"],
  look: ({ paths, type = "any" }, context) =>
    Effect.succeed(
      readingStep(
        `See whether there is ${fewNames(paths)}`,
        [],
        attempt("Look for the path", (): Output => {
          const answers = paths.map((path) => (isThere(path, type, context) ? "yes" : "no"))
          return {
            lines: answers.map((answer, at) => (paths.length === 1 ? answer : `${answer} ${paths[at] ?? ""}`)),
            data: paths.map((path, at) => ({ path, exists: answers[at] === "yes" }))
          }
        })
      )
    )
})
