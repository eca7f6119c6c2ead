/**
 * What is in a folder: its own entries unless more is asked, folders with a `/` behind them. With `details` a line holds
 * the facts first and the path last, so that a space in a name breaks nothing.
 */
import { defineAction, type Output, PathText, phrase, type Selection } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describeSelection } from "./describeSelection.ts"
import { makeFactTexts } from "./facts.ts"
import { flag, option, optionalSelection } from "./field.ts"
import { noteOf, pathText, readingStep, readSelection, readsOf } from "./reading.ts"
import { select, type Selected } from "./select.ts"

/** The facts that a listing can show. */
export const Details = Schema.Array(
  Schema.Literals(["mode", "octal", "owner", "group", "size", "modified", "created", "type", "inode", "links"])
)
export type Detail = (typeof Details.Type)[number]

/** A folder named as such, and how names are written. */
export const NameForm = Schema.Literals(["relative", "absolute", "name"])
export type NameForm = typeof NameForm.Type

/** How an entry is written in an answer. */
export const writePath = (path: string, form: NameForm, cwd: string): string =>
  form === "absolute" ? path : form === "name" ? PathText.basename(path) : pathText(path, { cwd })

export const list = defineAction({
  name: "list",
  description: "List what is in a folder: names, or names with size, owner, permissions and time",
  args: Schema.Struct({
    files: optionalSelection("what to list; everything in the working folder by default"),
    details: option(Details, "facts to show for each entry"),
    paths: option(NameForm, "how names are written (default relative to the working folder)"),
    reverse: flag("the last one first")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 120_000,
  parallel: true,
  phrases: [
    phrase("list|show|display|print|ls [me] [all|the] {files:files}"),
    phrase("list|show|display [me] [the] contents|content|items|entries of|in {files:folder}"),
    phrase("what is|are in|inside {files:folder}"),
    phrase("list|show|display [the] details|long_listing of|for {files:files}", {
      details: ["mode", "owner", "group", "size", "modified"]
    }),
    phrase("list|show|display {files:files} with [their] [sizes|size|details|owner|permissions]", {
      details: ["mode", "owner", "group", "size", "modified"]
    })
  ],
  examples: ["list the files in Downloads", "list everything here with details", "show the hidden files"],
  look: (args, context) => {
    const asked: Selection = args.files ?? {}
    const selection: Selection = { ...asked, type: asked.type ?? ((asked.kinds ?? asked.extensions) ? "file" : "any") }
    const details = args.details ?? []
    const form = args.paths ?? "relative"
    const options = { lenient: true, needStat: details.length > 0 }
    return readSelection("List", selection, context, options, (starts) =>
      readingStep(
        `List ${describeSelection(selection)}`,
        readsOf(starts),
        select(selection, context, options).pipe(
          Effect.map(({ entries, unreadable }): Output => {
            const ordered = args.reverse === true ? entries.toReversed() : entries
            const texts = makeFactTexts(context)
            const name = ({ path, type }: Selected) =>
              writePath(path, form, context.cwd) + (type === "folder" ? "/" : "")
            const names = ordered.map(name)
            const bare = ({ stat }: Selected) => details.map((fact) => (stat === null ? "" : texts.bare(fact, stat)))
            const shown = ({ stat }: Selected) => details.map((fact) => (stat === null ? "" : texts.shown(fact, stat)))
            return {
              lines: ordered.map((entry, at) => [...bare(entry), names[at] ?? ""].join(" ")),
              paths: ordered.map((entry) => entry.path),
              ...(details.length === 0
                ? {}
                : {
                    table: {
                      columns: [...details, "name"],
                      rows: ordered.map((entry, at) => [...shown(entry), names[at] ?? ""])
                    }
                  }),
              ...noteOf(entries.length === 0, unreadable, context)
            }
          })
        )
      )
    )
  }
})
