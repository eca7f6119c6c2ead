/**
 * Which entries fit, in the folder and all below it: by name, extension, size, age, owner, permissions, content,
 * emptiness, duplicates. Largest, smallest, newest, oldest are an order and a number in the selection; then a terminal
 * shows what they were ordered by, and a pipe still gets bare paths. `folders` gives the folders that hold them.
 */
import { defineAction, type LookContext, type Output, PathText, type Selection } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describeSelection, describeWhere } from "../../select/describeSelection.ts"
import { type Fact, makeFactTexts } from "../../select/facts.ts"
import { flag, option, optionalSelection } from "../../action/field.ts"
import { Details, NameForm, writePath } from "./list.ts"
import { noteOf, NOTHING_FOUND, readingStep, readSelection, readsOf } from "../../select/reading.ts"
import { select, type Selecting, type SelectOptions } from "../../select/select.ts"
import { LONG, said } from "../../action/wording.ts"

const ORDER_FACTS: ReadonlyMap<string, Fact> = new Map([
  ["size", "size"],
  ["modified", "modified"]
])

/** By what files are listed in an order: "sort the files by size" is about the files, not their lines. */
const ORDERS: ReadonlyArray<readonly [by: string, order: "size" | "modified" | "name" | "extension"]> = [
  ["size|sizes|file_size", "size"],
  ["date|time|age|modification_time|modification_date|date_modified|last_modified", "modified"],
  ["name|names|file_name|filename", "name"]
]
const LISTED = "list|ls|show|show_me|display|sort|order|rank"
const ORDERED_LISTS = ORDERS.flatMap(([by, order]) => [
  [
    `${LISTED} {files:listed} by [their|file] ${by}`,
    { "files.order": { by: order }, "files.recursive": false }
  ] as const,
  [
    `${LISTED} {files:listed} by [their|file] ${by} [,] [in] descending|reverse|decreasing|largest_first|biggest_first|newest_first|latest_first [order]`,
    { "files.order": { by: order, descending: true }, "files.recursive": false }
  ] as const,
  [
    `${LISTED} {files:listed} by [their|file] ${by} [,] [in] ascending|increasing|smallest_first|oldest_first [order]`,
    { "files.order": { by: order }, "files.recursive": false }
  ] as const
])

/** What is said of an empty answer: where it was looked, since not every request says it. */
const nothingIn = (selection: Selection): string =>
  selection.paths === undefined ? `Nothing found ${describeWhere(selection, true)}.` : NOTHING_FOUND

const foldersOf = (found: Selecting, selection: Selection, form: NameForm, context: LookContext): Output => {
  const folders = [...new Set(found.entries.map((entry) => PathText.dirname(entry.path)))].toSorted()
  return {
    lines: folders.map((path) => writePath(path, form, context.cwd)),
    paths: folders,
    ...noteOf(folders.length === 0 && nothingIn(selection), found.unreadable, context)
  }
}

const entriesOf = (
  found: Selecting,
  selection: Selection,
  form: NameForm,
  details: ReadonlyArray<Fact>,
  orderedBy: Fact | undefined,
  context: LookContext
): Output => {
  const texts = makeFactTexts(context)
  const names = found.entries.map((entry) => writePath(entry.path, form, context.cwd))
  const facts = orderedBy === undefined || details.includes(orderedBy) ? details : [orderedBy, ...details]
  const line = (at: number): string => {
    const stat = found.entries[at]?.stat ?? null
    const bare = details.map((fact) => (stat === null ? "" : texts.bare(fact, stat)))
    return [...bare, names[at] ?? ""].join(" ")
  }
  return {
    lines: details.length === 0 ? names : names.map((_, at) => line(at)),
    paths: found.entries.map((entry) => entry.path),
    ...(facts.length === 0
      ? {}
      : {
          table: {
            columns: [...facts, "name"],
            rows: found.entries.map(({ stat }, at) => [
              ...facts.map((fact) => (stat === null ? "" : texts.shown(fact, stat))),
              names[at] ?? ""
            ])
          }
        }),
    ...noteOf(names.length === 0 && nothingIn(selection), found.unreadable, context)
  }
}

export const find = defineAction({
  name: "find",
  description:
    "Find files or folders by name, extension, size, age, owner, permissions or content, and the largest or newest",
  args: Schema.Struct({
    files: optionalSelection("what to find; all files of the working folder and below by default"),
    details: option(Details, "facts to show for each one"),
    paths: option(NameForm, "how names are written (default relative to the working folder)"),
    folders: flag("give the folders that hold them instead")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 600_000,
  parallel: true,
  phrases: said([
    "<find> {files:found}",
    // A list stays in its folder, sorted or with conditions too.
    ["list|list_out|list_up|ls|dir|enumerate|show|show_me|display {files:staying}", { "files.recursive": false }],
    ["list|list_out|list_up|ls|dir|enumerate {files:sifted}", { "files.recursive": false }],
    ...ORDERED_LISTS,
    "<list> {files:search}",
    "<where> {files:found} [located|stored|saved|kept|now]",
    "search|scan|look|check|go [in|through|inside] {files:place} for {files:found}",
    "what|which|whatever|anything [has|have|been|got] [was|were|is|are|been] {files:filters} -> files.type=file",
    "<list>|<find> what|whatever|anything|everything [has|have] [was|were|is|are|been] {files:filters} -> files.type=file",
    "where {files:found} is|are|live|lives",
    "which|what {files:found} [are|is|do|does] [there|i|we] [have|exist]",
    "what|which is|are {files:search}",
    "which|what one|ones of {files:search}",
    "are|is there any|some {files:search}",
    "are|is there anything|something {files:filters} -> files.type=file",
    "do i|we have any|some {files:search}",
    "{files:search}",
    "grab|select|pick|collect|gather|choose|get|use {files:found}",
    // "Take a.txt out of the folder" is an order, and none to find it.
    "take {files:taken}",
    "i|we [only] need|want|am_looking_for|look_for|search {files:search}",
    "[do] you see any {files:search}",
    "let me see {files:search}",
    [
      "<find>|<list>|which|what folders|directories|subfolders|subdirectories [{files:within}] [that|which] contain|contains|containing|hold|holding|have|with {files:files}",
      { folders: true }
    ],
    [
      "<find> {files:search} and|then print|show|display|list|give_me|output folders|folder|directories|directory [names|name] where|in_which|that they|it are|is placed|located|stored|in|contain_them|contains_them|hold_them",
      { folders: true }
    ],
    ["<find> folders|directories of|for {files:search}", { folders: true }],
    ["<list>|<find> {files:search} with|and|including|showing [their] size|sizes|file_sizes", { details: ["size"] }],
    ["<list>|<find> {files:search} with|in|and [full] details", LONG],
    ["<list>|<find> size|sizes|file_sizes of {files:search} [only]", { details: ["size"] }],
    ["<list>|<find> {files:sizes} [{files:within}]", { details: ["size"] }],
    [
      "<find> {files:found} with|as|by|giving|and_give|and_print|and_show|and_display [their] full|absolute path|paths",
      { paths: "absolute" }
    ],
    ["<find> full|absolute path|paths of|to {files:found}", { paths: "absolute" }]
  ]),
  examples: [
    "find all pdf files in Downloads larger than 10 MB",
    "what are the 5 largest files here?",
    "which files were changed yesterday",
    "find files that contain the word invoice"
  ],
  look: (args, context) => {
    const selection: Selection = args.files ?? {}
    const details = args.details ?? []
    const form = args.paths ?? "relative"
    const orderedBy = ORDER_FACTS.get(selection.order?.by ?? "")
    const options: SelectOptions = {
      recursiveByDefault: true,
      needStat: details.length > 0,
      // A name that is a folder is found itself; only a folder whose files are asked for stands for them.
      lenient: selection.type === "file"
    }
    return readSelection("Find", selection, context, options, (starts) =>
      readingStep(
        `Find ${describeSelection(selection, true)}`,
        readsOf(starts),
        select(selection, context, options).pipe(
          Effect.map((found) =>
            args.folders === true
              ? foldersOf(found, selection, form, context)
              : entriesOf(found, selection, form, details, orderedBy, context)
          )
        )
      )
    )
  }
})
