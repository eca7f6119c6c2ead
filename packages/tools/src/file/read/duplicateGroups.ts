/**
 * Which files are there more than once, by content or by name: the copies of one file stand together, an empty line between
 * two groups. To delete copies, a selection says `duplicates: all-but-first`.
 */
import { defineAction, type Output, PathText, type Selection } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { formatBytes } from "../../action/formatBytes.ts"
import { makeBreathe } from "../../action/breathe.ts"
import { describeSelection } from "../../select/describeSelection.ts"
import { findDuplicates } from "../../select/duplicates.ts"
import { choice, flag, optionalSelection } from "../../action/field.ts"
import { noteOf, pathText, readingStep, readSelection, readsOf } from "../../select/reading.ts"
import { counted } from "../../action/sayCount.ts"
import { select, type Selected } from "../../select/select.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

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
  phrases: said([
    [
      "<find>|<list> duplicates|duplicate_files|identical_files|equal_files|files_that_are_identical|files_with_the_same_content|files_with_identical_content|duplicate_content|copies_of_the_same_file|files_with_the_same_contents|files_with_equal_content|identical_copies [{files:within}]",
      { by: "content" }
    ],
    ["<find>|<list> duplicate|duplicated|identical {files:files}", { by: "content" }],
    ["<find>|<list> duplicates of|among|for {files:files}", { by: "content" }],
    [
      "<find>|<list> {files:files} with|having|that_have same|identical|equal content|contents|checksum|hash",
      { by: "content" }
    ],
    [
      "<find>|<list> {files:files} that are duplicates|identical|duplicated|the_same [of_each_other|to_each_other]",
      { by: "content" }
    ],
    ["[<list>] groups|sets of duplicate|identical {files:files}", { by: "content" }],
    [
      "which|what {files:files} are|have duplicates|identical|the_same|duplicated|there_twice|the_same_content|identical_content|equal [of_each_other] [{files:within}]",
      { by: "content" }
    ],
    ["are|is there [any] duplicates|duplicate_files|identical_files [{files:within}]", { by: "content" }],
    ["do|did i have [any] duplicates|duplicate_files|identical_files [{files:within}]", { by: "content" }],
    ["which|what {files:files} do|did i|we have twice|more_than_once", { by: "content" }],
    [
      "<find>|<list> [duplicate] {files:files} with|having|that_have same|duplicate|identical|equal name|names|filename|filenames [{files:within}] ~[ignoring_case|in_any_case|case_insensitively|, ignoring_case|regardless_of_case|ignoring_upper_and_lower_case -> anyCase=true]",
      { by: "name" }
    ],
    [
      "<find>|<list> duplicate|duplicated|repeated|double file_names|filenames|names|file_name [{files:within}] ~[ignoring_case|in_any_case|case_insensitively|, ignoring_case|regardless_of_case|, case_insensitive|( case_insensitive )|( ignoring_case ) -> anyCase=true]",
      { by: "name" }
    ],
    [
      "<find>|<list> duplicate|duplicated|repeated case|case-insensitive [insensitive] file_names|filenames|names|file_name [{files:within}]",
      { by: "name", anyCase: true }
    ],
    [
      "<find>|<list> case-insensitive|case_insensitive|case_insensitively duplicate|duplicated file_names|filenames|names [{files:within}]",
      { by: "name", anyCase: true }
    ],
    [
      "which|what file_names|filenames|names [of_files] appear|occur|exist|are_used|come_up more_than_once|twice|several_times|multiple_times|repeatedly [{files:within}] ~[ignoring_case|, ignoring_case -> anyCase=true]",
      { by: "name" }
    ]
  ]),
  examples: ["show duplicates in Pictures", "find duplicate files", "find files with the same name"],
  look: (args, context) => {
    const selection: Selection = args.files ?? {}
    const options = { recursiveByDefault: true, lenient: true, needStat: true }
    return readSelection("Look for duplicates", selection, context, options, (starts) =>
      readingStep(
        `Look for duplicates among ${describeSelection(selection, true)}`,
        readsOf(starts),
        select(selection, context, options).pipe(
          Effect.flatMap(({ entries, unreadable: left }) =>
            attempt("Look for duplicates", async (signal, tell): Promise<Output> => {
              const unreadable = [...left]
              const groups =
                args.by === "name"
                  ? byName(entries, args.anyCase === true)
                  : await findDuplicates(
                      context.disk,
                      entries,
                      makeBreathe(signal),
                      (path) => unreadable.push(path),
                      tell
                    )
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
