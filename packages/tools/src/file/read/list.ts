/**
 * What is in a folder: its own entries unless more is asked, folders with a `/` behind them. With `details` a line holds
 * the facts first and the path last, so that a space in a name breaks nothing.
 */
import { defineAction, type Output, PathText, type Selection } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describeSelection } from "../../select/describeSelection.ts"
import { makeFactTexts } from "../../select/facts.ts"
import { flag, option, optionalSelection } from "../../action/field.ts"
import { noteOf, pathText, readingStep, readSelection, readsOf } from "../../select/reading.ts"
import { select, type Selected } from "../../select/select.ts"
import { LONG, said } from "../../action/wording.ts"

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
  phrases: said([
    "<list>|ls|dir {files:listing}",
    "[<list>] contents|content|items|entries|listing of|in|inside {files:place}",
    "what|which is|are in|inside|under {files:place} [directory|folder]",
    "what [else|all] do|does|have|has i|we|you [have|got|keep|store] in|inside {files:place}",
    "what|which files|folders|directories|subfolders|subdirectories|things are|exist|live in {files:place}",
    "what|which files|folders|directories does {files:place} contain|have|hold",
    "what does {files:place} contain|hold|have [in_it|inside]",
    "ls|dir [-a|-1] [{files:place}]",
    ["ls|dir -l|-la|-al|-lh|-lah [{files:place}]", LONG],
    "ls|dir {files:place}",
    "<list> {files:knownplace}",
    "show|list|tell [me] what is|there_is|lies|i_have in|inside {files:place}",
    "go|cd|change|step|drop_down|go_down|climb_down|go_up|navigate to|into {files:place} and|, <list> [what] [is|there_is|contents|everything|all|items|entries] [in_it|inside_it|inside|there|in_there]",
    [
      "go|cd|change|step|drop_down|go_down|climb_down|go_up|navigate to|into {files:place} and|, <list> [all] files [in_it|inside_it|inside|there|in_there]",
      { "files.type": "file" }
    ],
    "look in|into|inside {files:place}",
    "{files:knownplace} contents",
    [
      "<list> [in_detail] details|detail|long_listing|full_details|detailed_listing|detailed_list|long_list|full_listing of|for {files:files}",
      LONG
    ],
    [
      "<list> {files:files} with|and|including [their] [full] details|sizes_and_dates|permissions_and_sizes|all_details|size_and_date|sizes_and_permissions|more_details|all_their_details",
      LONG
    ],
    ["<list> {files:files} in_detail|in_long_format|with_details|in_long_form|in_a_long_format", LONG],
    ["<list> {files:files} with|and|including [their] size|sizes|file_sizes", { details: ["size"] }],
    ["<list> {files:files} with|and|including [their] owner|owners", { details: ["owner"] }],
    ["<list> {files:files} with|and|including [their] permissions|modes|rights", { details: ["mode"] }],
    [
      "<list> {files:files} with|and|including [their] modification|last_modified|modified|change [date|dates|time|times]",
      { details: ["modified"] }
    ],
    ["<list> {files:files} with|and|including [their] dates|timestamps", { details: ["modified"] }],
    [
      "<list> permissions|modes|rights user|owner [and] group [and] [full] path|paths|name|names of|for {files:files}",
      { details: ["mode", "owner", "group"] }
    ],
    [
      "<list> permissions|modes|rights [and] owner|owners|ownership [and] [group] of|for {files:files}",
      { details: ["mode", "owner", "group"] }
    ],
    ["<list> full|absolute path|paths of {files:chosen}", { paths: "absolute" }],
    [
      "<list> {files:files} with|as|by|using full|absolute|complete path|paths|pathname|pathnames",
      { paths: "absolute" }
    ],
    ["<list> {files:listing} in reverse [order]", { reverse: true }]
  ]),
  examples: [
    "list the files in Downloads",
    "list everything here with details",
    "show the hidden files in this folder",
    "what is in Documents?"
  ],
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
