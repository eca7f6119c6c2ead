/**
 * Puts files and folders into the trash, from which undo brings them back. A folder goes as a whole, by one rename, with
 * everything in it; what is in a selected folder is not named again. Links go themselves, never what they lead to.
 * An order without a place stays in this folder; where only the folders below hold what fits, it asks for the place.
 */
import { BadArgument, type Deed, defineAction, type LookContext, type Prepared } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { formatBytes } from "../../action/formatBytes.ts"
import { answered, nothingFound, shown, unreadableNote } from "../../action/answers.ts"
import { flag, selection } from "../../action/field.ts"
import { gatherSources, type Source } from "../../select/gatherSources.ts"
import { counted, mixed } from "../../action/sayCount.ts"
import { mustBeChangeable } from "../../select/mustBeChangeable.ts"
import { onlyBelow, SAY_WHERE } from "../../select/nothingHere.ts"
import { trashEntry } from "../../place/trashEntry.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

export const remove = defineAction({
  name: "delete",
  description: "Delete files and folders (into the trash, so that undo brings them back)",
  args: Schema.Struct({
    files: selection("what to delete; a folder goes with everything in it"),
    contents: flag("empty the named folders, hidden names too, and keep the folders themselves (default false)")
  }),
  risk: 2,
  undo: "trash",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    "<delete> {files:files}",
    ["<delete> [all] contents|content of {files:folderset}", { contents: true }],
    ["empty|empty_out|clear|clear_out|clean_out|clear_up {files:folderset}", { contents: true }],
    "clear|clear_out|clear_away|clean_out|clean_up {files:chosen}"
  ]),
  examples: [
    "delete all tmp files in Downloads",
    "delete the folder old",
    "remove the empty files in Documents",
    "empty the folder cache"
  ],
  look: Effect.fnUntraced(function* (args, context) {
    yield* mustBeChangeable(args.files, context)
    const found = yield* gatherSources("delete", args.files, context, args.contents === true)
    const notes = unreadableNote(found.unreadable, context)
    if (found.entries.length === 0) {
      if (yield* onlyBelow(args.files, context)) {
        return yield* new BadArgument({
          action: "delete",
          reason: "nothing in this very folder fits, but something in the folders below does.",
          hints: [SAY_WHERE]
        })
      }
      return nothingFound("file or folder", notes, found.roots)
    }
    return yield* attempt("Delete", () => trashAll(found.entries, notes, context))
  })
})

/** The step that trashes these; used by every action that ends in the trash. `what` replaces the counts in words. */
export const trashAll = async (
  sources: ReadonlyArray<Source>,
  notes: ReadonlyArray<string>,
  context: LookContext,
  what?: string
): Promise<Prepared> => {
  const deeds: Array<Deed> = []
  let files = 0
  let folders = 0
  let bytes = 0
  let hidden = 0
  for (const source of sources) {
    const found = trashEntry(source, context)
    const one = found instanceof Promise ? await found : found
    deeds.push(one.deed)
    files += one.files
    folders += one.folders
    bytes += one.bytes
    hidden += one.hidden
  }
  const only = sources.length === 1 ? sources[0] : undefined
  const counts = `${mixed({ files, folders })}${bytes > 0 ? `, ${formatBytes(bytes)}` : ""}`
  const name = only === undefined ? null : shown(only.path, context)
  const words = what ?? (name === null ? counts : only?.stat.type === "folder" ? `${name} with all in it` : name)
  const size = only !== undefined && only.stat.type !== "folder" ? formatBytes(bytes) : counts
  const detail = what !== undefined || name === null ? "" : ` (${size})`
  return {
    explanation: `Delete ${words}${detail}`,
    deeds,
    notes: [
      ...(hidden > 0 ? [`${counted(hidden, "hidden entry", "hidden entries")} in the folders go too.`] : []),
      ...notes
    ],
    paths: sources.map((source) => source.path),
    answer: answered(`${words} deleted${detail}`, [])
  }
}
