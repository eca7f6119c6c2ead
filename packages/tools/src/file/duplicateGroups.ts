/**
 * Which files are there more than once, by content or by name: the copies of one file stand together, an empty line between
 * two groups. To delete copies, a selection says `duplicates: all-but-first`.
 */
import { defineAction, type Output, PathText, phrase, type Selection } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { formatBytes } from "../formatBytes.ts"
import { makeBreathe } from "./breathe.ts"
import { describeSelection } from "./describeSelection.ts"
import { findDuplicates } from "./duplicates.ts"
import { choice, flag, optionalSelection } from "./field.ts"
import { noteOf, pathText, readingStep, readSelection, readsOf } from "./reading.ts"
import { counted } from "./sayCount.ts"
import { select, type Selected } from "./select.ts"
import { attempt } from "./trouble.ts"

const byName = (entries: ReadonlyArray<Selected>, anyCase: boolean): ReadonlyArray<ReadonlyArray<Selected>> => {
  const groups = new Map<string, Array<Selected>>()
  for (const entry of entries) {
    const name = PathText.basename(entry.path)
    const key = anyCase ? name.toLowerCase() : name
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

export const duplicates = defineAction({
  name: "duplicates",
  description: "Show which files are there more than once, by content or by name, the copies together",
  args: Schema.Struct({
    files: optionalSelection("among which files to look; those of the working folder and below by default"),
    by: choice(["content", "name"], "what makes two files duplicates (default content)"),
    anyCase: flag("names are the same in any case")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: [
    phrase(
      "find|show|list|get|identify [me] [all] [the] duplicates|duplicate_files|identical_files [in {files:folder}]",
      { by: "content" }
    ),
    phrase("which|what files are duplicates|the_same|identical [in {files:folder}]", { by: "content" }),
    phrase(
      "find|show|list|print [all] [the] [duplicate] files with [the] same|duplicate names|name [in {files:folder}]",
      { by: "name" }
    )
  ],
  examples: ["show duplicates in Pictures", "which files are there twice?", "find files with the same name"],
  look: (args, context) => {
    const selection: Selection = args.files ?? {}
    const options = { recursiveByDefault: true, lenient: true, needStat: true }
    return readSelection("Look for duplicates", selection, context, options, (starts) =>
      readingStep(
        `Look for duplicates among ${describeSelection(selection, true)}`,
        readsOf(starts),
        select(selection, context, options).pipe(
          Effect.flatMap(({ entries, unreadable: left }) =>
            attempt("Look for duplicates", async (signal): Promise<Output> => {
              const unreadable = [...left]
              const groups =
                args.by === "name"
                  ? byName(entries, args.anyCase === true)
                  : await findDuplicates(context.disk, entries, makeBreathe(signal), (path) => unreadable.push(path))
              const names = groups.map((group) => group.map(({ path }) => pathText(path, context)))
              const wasted = groups.reduce((sum, group) => sum + (group.length - 1) * (group[0]?.stat?.size ?? 0), 0)
              const sum = `${counted(groups.length, "group")}, ${formatBytes(wasted)} in copies.`
              return {
                lines: names.flatMap((group, at) => (at === 0 ? group : ["", ...group])),
                table: {
                  columns: ["group", "size", "name"],
                  rows: groups.flatMap((group, at) =>
                    group.map(({ path, stat }) => [at + 1, formatBytes(stat?.size ?? 0), pathText(path, context)])
                  )
                },
                paths: groups.flat().map((entry) => entry.path),
                data: groups.map((group) => group.map((entry) => entry.path)),
                ...noteOf(
                  groups.length === 0,
                  unreadable,
                  context,
                  ...(groups.length === 0 || args.by === "name" ? [] : [sum])
                )
              }
            })
          )
        )
      )
    )
  }
})
