/**
 * Changes permissions, of named entries or of whole trees, and shows before and after. What has them already is left alone;
 * links have none of their own and are left out. Undo brings back each old mode.
 */
import { BadArgument, type Deed, defineAction, escapeName, type LookContext, phrase, type Prepared } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answered, nothingFound, nothingToDo, shown, unreadableNote } from "./answers.ts"
import { choice, flag, selection, text } from "./field.ts"
import { octalMode, readMode } from "./permissionBits.ts"
import { knownIdentity } from "./planned.ts"
import type { Source } from "./gatherSources.ts"
import { counted, mixed } from "./sayCount.ts"
import { select } from "./select.ts"
import { attempt } from "./trouble.ts"
import { type Within, within } from "./within.ts"

export const permissions = defineAction({
  name: "permissions",
  description: "Change the permissions of files and folders",
  args: Schema.Struct({
    files: selection("whose permissions change"),
    mode: text("octal (755) or symbolic (u+x, go-w, a=rX), or: read only, executable, writable, private"),
    recursive: flag("of everything in the selected folders as well, hidden names too (default false)"),
    only: choice(["files", "folders"], "leave out the other kind")
  }),
  risk: 2,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: [
    phrase("change|set [the] permissions|permission|mode of|for|on {files:files} to {mode:mode}"),
    phrase("chmod {mode:mode} {files:files}"),
    phrase("chmod -R {mode:mode} {files:files}", { recursive: true }),
    phrase("make {files:files} read_only|readonly|read-only", { mode: "a-w" }),
    phrase("make {files:files} executable", { mode: "a+x" }),
    phrase("make {files:files} writable|writeable", { mode: "u+w" }),
    phrase("give {files:files} [the] permissions|permission|mode {mode:mode}"),
    phrase("write_protect|write-protect {files:files}", { mode: "a-w" })
  ],
  examples: ["make notes.txt read only", "chmod 755 deploy.sh", "set the permissions of all sh files to 700"],
  look: Effect.fnUntraced(function* (args, context) {
    const change = readMode(args.mode)
    if (change === null) {
      return yield* new BadArgument({
        action: "permissions",
        reason: `"${escapeName(args.mode)}" is no mode.`,
        hints: ["Write it as 755, u+x, go-w, or say: read only, executable."]
      })
    }
    const { entries, unreadable } = yield* select(args.files, context, { needStat: true, crossMounts: false })
    const chosen = entries.flatMap(({ path, stat }): ReadonlyArray<Source> => (stat === null ? [] : [{ path, stat }]))
    if (chosen.length === 0) return nothingFound("file", unreadableNote(unreadable, context))
    return yield* attempt("Change permissions", async () => {
      const found = await within(chosen, args.recursive === true, args.only, context)
      return prepare(found, change, [...unreadable, ...found.unreadable], context)
    })
  })
})

const ENTER = 0o500

const prepare = (
  found: Within,
  change: (mode: number, isFolder: boolean) => number,
  unreadable: ReadonlyArray<string>,
  context: LookContext
): Prepared => {
  const first: Array<Deed> = []
  /** Folders that nobody could enter any more: they come last, the deepest before the one that holds it. */
  const last: Array<Deed> = []
  const paths: Array<string> = []
  let folders = 0
  let same = 0
  let example = ""
  for (const { path, stat } of found.entries) {
    const isFolder = stat.type === "folder"
    const mode = change(stat.mode, isFolder)
    if (mode === stat.mode) {
      same++
      continue
    }
    const detail = `${octalMode(stat.mode)} -> ${octalMode(mode)}`
    const deed: Deed = { do: "set", path, identity: knownIdentity(stat), mode, detail }
    if (isFolder && (mode & ENTER) !== ENTER) last.push(deed)
    else first.push(deed)
    if (isFolder) folders++
    paths.push(path)
    if (example === "") example = detail
  }
  const notes = [
    ...(same > 0 ? [`${counted(same, "entry has", "entries have")} them already.`] : []),
    ...(found.links > 0 ? [`${counted(found.links, "link")} left out: links have no permissions of their own.`] : []),
    ...unreadableNote(unreadable, context)
  ]
  if (paths.length === 0) return nothingToDo("No permissions to change", "Nothing was changed.", notes)
  const only = paths.length === 1 ? paths[0] : undefined
  const counts = mixed({ files: paths.length - folders, folders })
  const what = only === undefined ? counts : shown(only, context)
  return {
    explanation: `Change the permissions of ${what} (${example}${paths.length > 1 ? " and so on" : ""})`,
    deeds: [...first, ...last.toReversed()],
    notes,
    paths,
    answer: answered(`${counts} changed`, paths)
  }
}
