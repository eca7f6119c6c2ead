/** Whether files or folders are there: `yes` or `no` for each. The one question to which a missing path is an answer and no error. */
import { defineAction, type LookContext, type Output, phrase } from "@zenus/core"
import * as Schema from "effect/Schema"
import * as Effect from "effect/Effect"
import { choice, texts } from "./field.ts"
import { fewNames } from "./sayCount.ts"
import { locateTarget } from "./locate.ts"
import { readingStep } from "./reading.ts"
import { attempt } from "./trouble.ts"

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
  phrases: [
    phrase("does|do {paths:path} exist"),
    phrase("is|are there [a|the] [file] [named|called] {paths:path}"),
    phrase("is there a folder|directory [named|called] {paths:path}", { type: "folder" }),
    phrase("check whether|if|that {paths:path} exists|exist"),
    phrase("is {paths:path} a folder|directory", { type: "folder" }),
    phrase("is {paths:path} a file", { type: "file" })
  ],
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
