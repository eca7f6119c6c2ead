/**
 * Changes permissions, of named entries or of whole trees, and shows before and after. What has them already is left alone;
 * links have none of their own and are left out. Undo brings back each old mode. Refused, but for root: shutting a folder
 * together with changing what is in it.
 */
import {
  BadArgument,
  type Deed,
  defineAction,
  escapeName,
  type LookContext,
  PathText,
  type Prepared
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answered, nothingToDo, shown, unreadableNote } from "../../action/answers.ts"
import { choice, flag, selection, text } from "../../action/field.ts"
import { octalMode, readMode } from "./permissionBits.ts"
import { knownIdentity } from "../../place/planned.ts"
import type { Source } from "../../select/gatherSources.ts"
import { counted, mixed } from "../../action/sayCount.ts"
import { mustBeChangeable } from "../../select/mustBeChangeable.ts"
import { nothingHere } from "../../select/nothingHere.ts"
import { select } from "../../select/select.ts"
import { attempt } from "../../action/trouble.ts"
import { type Within, within } from "./within.ts"
import { said } from "../../action/wording.ts"

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
  phrases: said([
    "change|set|modify|update|switch|adjust [file] permissions|permission|mode|rights|access|access_rights|permission_bits of|for|on {files:files} to|as {mode:mode} ~[recursively -> recursive=true]",
    [
      "change|set|modify|update|adjust [file] permissions|permission|mode of|for|on {files:folderset} and everything|all_files|all|all_that_is in|inside|below it to {mode:mode}",
      { recursive: true }
    ],
    "change|set|modify|update|adjust [file] permissions|permission|mode|rights to {mode:mode} for|of|on {files:files}",
    "change|set|modify|update permissions|permission|mode|rights|them|it|their_permissions|its_permissions|their_mode to {mode:mode} {files:it}",
    "chmod {mode:mode} [on|for] {files:files}",
    "chmod {files:files} to|with {mode:mode}",
    ["chmod -R {mode:mode} {files:files}", { recursive: true }],
    "make|mark|set|turn {files:files} [as|to|be|into] {mode:mode} ~[recursively -> recursive=true]",
    "give {files:files} [permissions|permission|mode|rights|access] {mode:mode} [permissions|permission|mode]",
    "give {files:files} execute|execution permission|permissions|rights|right -> mode=a+x",
    "give|grant everyone|everybody|all|all_users|anyone read|reading permission|access|permissions|rights to|on|for {files:files} -> mode=a+r",
    "give|grant everyone|everybody|all|all_users|anyone write permission|access|permissions|rights to|on|for {files:files} -> mode=a+w",
    "give|grant everyone|everybody|all|all_users|anyone execute permission|access|permissions|rights to|on|for {files:files} -> mode=a+x",
    "give|grant|add owner|user|me|myself execute|execution permission|access|permissions|rights to|on|for {files:files} -> mode=u+x",
    "give|grant|add owner|user|me|myself write permission|access|permissions|rights to|on|for {files:files} -> mode=u+w",
    "give|grant|add group write permission|access|permissions|rights to|on|for {files:files} -> mode=g+w",
    "give|grant|add group read permission|access|permissions|rights to|on|for {files:files} -> mode=g+r",
    "add|grant|set|enable execute|executable|execution [permission|permissions|bit|rights|flag] to|on|for|of {files:files} -> mode=a+x",
    "remove|revoke|take_away|drop|clear execute|executable|execution [permission|permissions|bit|rights|flag] from|on|for|of {files:files} -> mode=a-x",
    "remove|revoke|take_away|drop write|writing [permission|permissions|access|rights] from|on|for|of {files:files} -> mode=a-w",
    "remove|revoke|take_away|drop write|writing [permission|permissions|access|rights] for|from|of others|other_users|everyone_else from|on|to|for|of {files:files} -> mode=o-w",
    "remove|revoke|take_away|drop read|reading [permission|permissions|access|rights] for|from|of others|other_users|everyone_else from|on|to|for|of {files:files} -> mode=o-r",
    "remove|revoke|take_away|drop all permissions|permission|access|rights for|from|of others|other_users|everyone_else from|on|to|for|of {files:files} -> mode=o-rwx",
    "remove|revoke|take_away|drop write|writing [permission|permissions|access|rights] from|on|for|of {files:files} for|from others|other_users|everyone_else -> mode=o-w",
    "add write|writing [permission|permissions|access|rights] to|on|for {files:files} -> mode=u+w",
    "write_protect|write-protect|protect {files:files} [from|against changes|writing|being_changed] -> mode=a-w",
    "let|allow everyone|everybody|anyone|all_users [to] read {files:files} -> mode=a+r",
    "let|allow everyone|everybody|anyone|all_users [to] write [to] {files:files} -> mode=a+w",
    "let|allow everyone|everybody|anyone|all_users|me [to] run|execute {files:files} -> mode=a+x",
    "let|allow only me|owner|the_owner [to] read|access [and_write] {files:files} -> mode=go-rwx"
  ]),
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
    yield* mustBeChangeable(args.files, context, { lenient: args.recursive === true })
    const { entries, unreadable, roots } = yield* select(args.files, context, { needStat: true, crossMounts: false })
    const chosen = entries.flatMap(({ path, stat }): ReadonlyArray<Source> => (stat === null ? [] : [{ path, stat }]))
    if (chosen.length === 0)
      return yield* nothingHere("file", args.files, context, unreadableNote(unreadable, context), roots)
    return yield* attempt("Change permissions", async () => {
      const found = await within(chosen, args.recursive === true, args.only, context)
      const prepared = prepare(found, change, [...unreadable, ...found.unreadable], context)
      return args.recursive === true && (prepared.paths ?? []).length === 0
        ? { ...prepared, writes: behind(chosen, context) }
        : prepared
    })
  })
})

/** Folders behind named links: what was meant is judged, though a link is not followed. */
const behind = (chosen: ReadonlyArray<Source>, { disk }: LookContext): ReadonlyArray<string> =>
  chosen.flatMap(({ path, stat }) => {
    const real = stat.type === "link" ? disk.realpath(path) : null
    return real === null ? [] : [real]
  })

const ENTER = 0o500

/**
 * A mode for files, such as 644, given to a whole tree shuts its folders: nobody but root could enter them again to look at what
 * was done or to take it back. So that is not begun. Throws `BadArgument`.
 */
const refuseShutting = (last: ReadonlyArray<Deed>, paths: ReadonlyArray<string>, context: LookContext): void => {
  if (context.uid === 0) return
  const shut = new Set(
    last.flatMap((deed) => (deed.do === "set" && ((deed.mode ?? 0) & 0o100) === 0 ? [deed.path] : []))
  )
  const inside = paths.find((path) => shut.has(PathText.dirname(path)))
  if (inside === undefined) return
  throw new BadArgument({
    action: "permissions",
    reason: `${shown(PathText.dirname(inside), context)} would be shut, and what is in it is to change too.`,
    hints: ["Say only files.", "Write X for folders: a=rX,u+w is 644 for files and 755 for folders."]
  })
}

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
  refuseShutting(last, paths, context)
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
