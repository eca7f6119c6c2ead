/** How many files or folders fit, below the folder too; or how many by extension, kind, type, folder or owner. */
import { defineAction, type LookContext, type Output, PathText, type Selection } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describeSelection } from "../../select/describeSelection.ts"
import { flag, option, optionalSelection } from "../../action/field.ts"
import { kindOf } from "../../select/kinds.ts"
import { makeOwners } from "../../action/owners.ts"
import { noteOf, pathText, readingStep, readSelection, readsOf } from "../../select/reading.ts"
import { select, type Selected } from "../../select/select.ts"
import { said } from "../../action/wording.ts"

const GroupBy = Schema.Literals(["extension", "kind", "type", "folder", "owner"])

const groupOf = (by: typeof GroupBy.Type, context: LookContext): ((entry: Selected) => string) => {
  switch (by) {
    case "extension":
      return ({ path }) => PathText.extension(path).toLowerCase() || "(none)"
    case "kind":
      return ({ path }) => kindOf(PathText.extension(path))
    case "type":
      return ({ type }) => type
    case "folder":
      return ({ path }) => pathText(PathText.dirname(path), context)
    case "owner": {
      const owners = makeOwners(context.disk)
      return ({ stat }) => (stat === null ? "" : owners.user(stat.uid))
    }
  }
}

export const count = defineAction({
  name: "count",
  description: "Count files or folders, in all or by extension, kind, type, folder or owner",
  args: Schema.Struct({
    files: optionalSelection("what to count; the files of the working folder and below by default"),
    by: option(GroupBy, "count each extension, kind, type, folder or owner on its own, the most frequent first"),
    distinct: flag("count how many different ones there are (with by)")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 600_000,
  parallel: true,
  phrases: said([
    "<count> {files:files} [are|is|do|does|did|have] [there|i|we|exist|exists|you] [have|see|find|exist|own|got|possess|keep|store]",
    "<count> {files:files} [are|is|do|does] [there|i|we] [have] {files:within}",
    "<count> {files:files} does {files.in:folders} contain|have|hold",
    "<count> {files:place} [directory] contents|entries|items",
    "<count> files|ones|them changed|found|matched|affected|there_are|that_is|that|matching|it_is|which_is|modified|listed {files:it}",
    "<count> them|those {files:it}",
    [
      "<count> {files:files} by|per|for_each|of_each|grouped_by|with_each|for_every [each] [different] [file] extension|extensions|file_extension",
      { by: "extension" }
    ],
    ["<count> {files:files} by|per|for_each|of_each|grouped_by [each] [file] type|types|kind|kinds", { by: "kind" }],
    [
      "<count> {files:files} per|by|in_each|for_each|of_each|grouped_by folder|directory|subfolder|subdirectory",
      { by: "folder" }
    ],
    ["<count> {files:files} per|by|of_each|for_each|grouped_by owner|user", { by: "owner" }],
    ["[<count>] files of each extension|type [are|is] [there] [{files:within}]", { by: "extension" }],
    [
      "<count> different|distinct|unique [file] extensions|file_extensions|extension|file_types [are|is|exist] [there|used] [{files:within}]",
      { by: "extension", distinct: true }
    ],
    ["<count> different|distinct|unique extensions do|does {files:files} have", { by: "extension", distinct: true }],
    ["<count> different owners|users [own|are_there] [{files:within}]", { by: "owner", distinct: true }],
    ["which|what [file] extensions|file_types are there|used|present [{files:within}]", { by: "extension" }],
    [
      "<list> [all] [different|distinct|unique] [file] extensions|file_extensions [used|present] [{files:within}]",
      { by: "extension" }
    ]
  ]),
  examples: [
    "how many pdf files are in Downloads?",
    "count the files here by extension",
    "how many folders are directly inside Projects?"
  ],
  look: (args, context) => {
    const selection: Selection = args.files ?? {}
    const options = { recursiveByDefault: true, lenient: true, needStat: args.by === "owner" }
    return readSelection("Count", selection, context, options, (starts) =>
      readingStep(
        `Count ${describeSelection(selection, true)}`,
        readsOf(starts),
        select(selection, context, options).pipe(
          Effect.map(({ entries, unreadable }): Output => {
            if (args.by === undefined) {
              return {
                lines: [String(entries.length)],
                data: { count: entries.length },
                ...noteOf(false, unreadable, context)
              }
            }
            const groups = new Map<string, number>()
            const group = groupOf(args.by, context)
            for (const entry of entries) groups.set(group(entry), (groups.get(group(entry)) ?? 0) + 1)
            const rows = [...groups].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
            if (args.distinct === true) {
              return {
                lines: [String(rows.length)],
                data: { count: rows.length },
                ...noteOf(false, unreadable, context)
              }
            }
            return {
              lines: rows.map(([name, n]) => `${n} ${name}`),
              table: { columns: ["count", args.by], rows: rows.map(([name, n]) => [n, name]) },
              data: rows.map(([name, n]) => ({ [args.by ?? "name"]: name, count: n })),
              ...noteOf(rows.length === 0, unreadable, context)
            }
          })
        )
      )
    )
  }
})
