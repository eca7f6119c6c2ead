/**
 * How much room files and folders take: the total of a selection, or each entry with all that is in it, the largest first.
 * Hidden ones count (contract §4), a file of several hard links once, other file systems not. What the
 * files hold is counted, unless `onDisk` asks for the blocks they take.
 */
import { defineAction, type LookContext, type Output, type Selection } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { formatBytes } from "../../action/formatBytes.ts"
import { describeSelection } from "../../select/describeSelection.ts"
import { choice, flag, option, optionalSelection } from "../../action/field.ts"
import { outermost } from "../../select/outermost.ts"
import { noteOf, pathText, readingStep, readSelection, readsOf } from "../../select/reading.ts"
import { select, type Selected } from "../../select/select.ts"
import { countBelow, makeCounter } from "../../select/treeSize.ts"
import { attempt } from "../../action/trouble.ts"
import { inUnit, SizeUnit } from "../../action/units.ts"
import { said } from "../../action/wording.ts"

/** Conditions by which a selection is of files and no longer of folders as a whole. */
const isOfFiles = (selection: Selection): boolean =>
  selection.type === "file" ||
  [
    selection.names,
    selection.nameContains,
    selection.extensions,
    selection.kinds,
    selection.size,
    selection.modified,
    selection.created,
    selection.containing,
    selection.notNames,
    selection.notExtensions,
    selection.owner,
    selection.empty
  ].some((condition) => condition !== undefined)

const sizesOf = async (
  entries: ReadonlyArray<Selected>,
  onDisk: boolean,
  together: boolean,
  context: LookContext,
  signal: AbortSignal,
  unreadable: Array<string>
): Promise<{ readonly each: ReadonlyArray<number>; readonly total: number }> => {
  const shared = makeCounter()
  const each: Array<number> = []
  for (const { path, stat } of entries) {
    const counter = together ? shared : makeCounter()
    if (stat !== null) counter.add(stat)
    if (stat?.type === "folder") await countBelow(path, context.disk, counter, unreadable, signal)
    each.push(onDisk ? counter.sum.allocated : counter.sum.content)
  }
  return { each, total: onDisk ? shared.sum.allocated : shared.sum.content }
}

export const diskUsage = defineAction({
  name: "diskUsage",
  description: "Tell how much room folders and files take: in total, or each entry of a folder, the largest first",
  args: Schema.Struct({
    files: optionalSelection("what to measure; the working folder by default"),
    show: choice(["total", "each"], "one sum (default), or every selected entry with its size"),
    onDisk: flag("count the blocks taken on the disk instead of what the files hold"),
    unit: option(SizeUnit, "unit of the answer, powers of 1024 (default bytes)"),
    over: option(Schema.Finite, "of each, only those with more than this many bytes"),
    smallestFirst: flag("the smallest one first"),
    top: option(Schema.Int, "of each, only the first so many")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    "[<tell>] total|whole|combined|overall|summed|cumulative [file] size|sizes of {files:folderset|files} [in {unit:unit}] [together|combined]",
    "[<tell>] [total] [file] size in {unit:unit} of {files:files}",
    "[<tell>] [total|combined] [file] size|sizes of {files:folderset} [in {unit:unit}]",
    "[<tell>] size|sizes of {files:files} together|combined|altogether|in_total",
    "sum|add [up] [of] sizes|file_sizes of {files:folderset|files}",
    "[<tell>] sum of [the] [file] sizes of {files:files}",
    "how much [disk|storage] space|room|disk_space|storage is|does|do|are {files:folderset|files} take|use|need|occupy|taking|using|occupying|consume|takes|used_by|need [up] [together]",
    "how much [disk|storage] space|room is used|taken|occupied|consumed [up] by {files:folderset|files}",
    ["how much [disk|storage] space|room does this|this_all take|use|need|occupy [up]", { files: { paths: ["."] } }],
    "how much [data|space|storage] is in|inside|under {files:folderset}",
    "how big|large|heavy is|are {files:folderset} [together|altogether|in_total] [in {unit:unit}]",
    "how big|large|heavy are {files:files} together|altogether|in_total|combined",
    "[<tell>] disk usage|space_usage|space_used|storage_used|disk_space_used of|by|for|in {files:folderset|files}",
    "how many {unit:unit} are in|used_by|taken_by {files:folderset|files}",
    [
      "[<tell>] size|sizes|disk_usage of|for [each|every|all] folders|subfolders|directories|subdirectories|folder|subfolder|directory|subdirectory in|of|under|inside {files:place}",
      { show: "each", "files.type": "folder" }
    ],
    [
      "[<tell>] size|sizes|disk_usage of|for [each|every|all] folders|subfolders|directories|subdirectories|folder|subfolder|directory|subdirectory [here]",
      { show: "each", "files.type": "folder" }
    ],
    ["[<tell>] size|sizes of|for each|every {files:files}", { show: "each" }],
    [
      "<list> [all] folders|subfolders|directories|subdirectories [{files:within}] by|sorted_by|ordered_by size [{files:within}]",
      { show: "each", "files.type": "folder" }
    ],
    [
      "<list> [all] folders|subfolders|directories|subdirectories [{files:within}] with|and [their] size|sizes",
      { show: "each", "files.type": "folder" }
    ],
    [
      "how big|large is each|every folder|subfolder|directory|subdirectory [in|of|under|inside {files:place}]",
      { show: "each", "files.type": "folder" }
    ],
    [
      "what|which is|are taking|using|eating|filling [up] [all|most|so_much|much] [disk] space|room|disk [here]",
      { show: "each", files: { in: ["."], type: "any" } }
    ],
    [
      "what|which takes|uses|needs|eats [up] [all|most|so_much|much] [disk] space|room [here]",
      { show: "each", files: { in: ["."], type: "any" } }
    ],
    [
      "how big are folders|subfolders|directories|subdirectories [in|of|under|inside] {files:place}",
      { show: "each", "files.type": "folder" }
    ],
    [
      "which|what [top_level|top-level|sub] folder|directory|subfolder|subdirectory [{files:within}] takes|uses|occupies|needs|has|contains|is|consumes [up] most|biggest|largest|the_most [data|disk] [space|room|storage|bytes] [{files:within}]",
      { show: "each", top: 1, "files.type": "folder" }
    ],
    [
      "[<tell>] largest|biggest|heaviest folder|directory|subfolder|subdirectory [{files:within}]",
      { show: "each", top: 1, "files.type": "folder" }
    ],
    [
      "[<tell>] [top] {top:number} largest|biggest|heaviest folders|directories|subfolders|subdirectories [{files:within}]",
      { show: "each", "files.type": "folder" }
    ],
    [
      "[<tell>] smallest folder|directory|subfolder|subdirectory [{files:within}]",
      { show: "each", top: 1, smallestFirst: true, "files.type": "folder" }
    ],
    [
      "[<tell>] [top] {top:number} smallest folders|directories|subfolders|subdirectories [{files:within}]",
      { show: "each", smallestFirst: true, "files.type": "folder" }
    ],
    [
      "which|what [top_level] folders|directories|subfolders|subdirectories [{files:within}] are|take|use|takes [up] larger|bigger|more than|over {over:size} [{files:within}]",
      { show: "each", "files.type": "folder" }
    ],
    [
      "[<tell>] folders|directories|subfolders|subdirectories [{files:within}] larger|bigger|over|more|above [than] {over:size} [{files:within}]",
      { show: "each", "files.type": "folder" }
    ],
    "du [-s|-h|-sh] {files:folderset}",
    "du"
  ]),
  examples: [
    "how much space does Downloads take?",
    "total size of all jpg files",
    "which top level folder here takes the most space?"
  ],
  look: (args, context) => {
    const asked: Selection = args.files ?? {}
    const each = args.show === "each"
    const ofFiles = isOfFiles(asked)
    // As a whole, a folder is measured from its own entries down; a selection by conditions reaches its files itself.
    const selection: Selection = {
      ...asked,
      type: asked.type ?? (ofFiles ? "file" : "any"),
      hidden: asked.hidden ?? "include"
    }
    const options = {
      needStat: true,
      recursiveByDefault: ofFiles,
      lenient: each && !ofFiles && asked.paths?.length === 1,
      crossMounts: false
    }
    return readSelection("Measure", selection, context, options, (starts) =>
      readingStep(
        each
          ? `Measure each of ${describeSelection(selection, ofFiles)}`
          : `Measure ${describeSelection(selection, ofFiles)}`,
        readsOf(starts),
        select(selection, context, options).pipe(
          Effect.flatMap(({ entries, unreadable: left }) =>
            attempt("Measure", async (signal): Promise<Output> => {
              const unreadable = [...left]
              // What lies in a folder that is counted is counted with it.
              const measured = each ? entries : outermost(entries)
              const sizes = await sizesOf(measured, args.onDisk === true, !each, context, signal, unreadable)
              const unit = args.unit ?? "B"
              const shown = (bytes: number) => (unit === "B" ? formatBytes(bytes) : `${inUnit(bytes, unit)} ${unit}`)
              if (!each) {
                return {
                  lines: [inUnit(sizes.total, unit)],
                  table: { columns: [""], rows: [[shown(sizes.total)]] },
                  data: { bytes: sizes.total },
                  ...noteOf(entries.length === 0, unreadable, context)
                }
              }
              const sign = args.smallestFirst === true ? 1 : -1
              const rows = entries
                .map((entry, at) => ({ entry, bytes: sizes.each[at] ?? 0 }))
                .filter(({ bytes }) => args.over === undefined || bytes > args.over)
                .toSorted((a, b) => sign * (a.bytes - b.bytes) || (a.entry.path < b.entry.path ? -1 : 1))
                .slice(0, args.top === undefined ? undefined : Math.max(0, args.top))
              const name = ({ path, type }: Selected) => pathText(path, context) + (type === "folder" ? "/" : "")
              return {
                lines: rows.map(({ entry, bytes }) => `${inUnit(bytes, unit)} ${name(entry)}`),
                table: { columns: ["size", "name"], rows: rows.map(({ entry, bytes }) => [shown(bytes), name(entry)]) },
                paths: rows.map(({ entry }) => entry.path),
                data: rows.map(({ entry, bytes }) => ({ path: entry.path, bytes })),
                ...noteOf(rows.length === 0, unreadable, context)
              }
            })
          )
        )
      )
    )
  }
})
