/**
 * Puts what nobody misses into the trash: temporary files, empty files, empty folders (those that become empty too), old
 * files, duplicates but the oldest; each only when it is asked for. Never entered: version control, installed packages and
 * other disks. Hidden files stay unless the selection says hidden. A file that two reasons fit goes once, and duplicates
 * are looked for among what the other reasons leave, so that never all copies go.
 */
import {
  BadArgument,
  type Deed,
  defineAction,
  type LookContext,
  PathText,
  type Prepared,
  type TellProgress
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answered, nothingToDo, shown, unreadableNote } from "../../action/answers.ts"
import { groupDuplicates } from "../change/dedupe.ts"
import { type EmptyFolder, emptyFoldersBelow } from "./emptyFolders.ts"
import { field, option, optionalSelection } from "../../action/field.ts"
import { mustBeChangeable } from "../../select/mustBeChangeable.ts"
import type { Source } from "../../select/gatherSources.ts"
import { isMeantToBeEmpty, isTemporary, PROGRAMS_OWN } from "../change/leftovers.ts"
import { outermost } from "../../select/outermost.ts"
import { knownIdentity } from "../../place/planned.ts"
import { counted, fewNames, sized } from "../../action/sayCount.ts"
import { select, type Selecting, startsOf } from "../../select/select.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

const WHAT = ["temporary", "empty-files", "empty-folders", "old", "duplicates"] as const
type What = (typeof WHAT)[number]

const Args = Schema.Struct({
  what: field(Schema.Array(Schema.Literals(WHAT)), "what goes; one or several"),
  files: optionalSelection("where and among which files; by default all here and below that are not hidden"),
  olderThanDays: option(Schema.Finite, "for old: files not modified for more than this many days")
})
type Args = typeof Args.Type

const DAY_MS = 86_400_000

const LABELS: Record<What, string> = {
  temporary: "Temporary",
  "empty-files": "Empty",
  "empty-folders": "Empty folders",
  old: "Old",
  duplicates: "Duplicates"
}

const refuse = (reason: string, hint: string) => new BadArgument({ action: "cleanup", reason, hints: [hint] })

/** Throws `BadArgument`. */
const checkArgs = ({ what, olderThanDays }: Args): void => {
  if (what.length === 0) {
    throw refuse("it is not said what shall go.", `Name it: ${WHAT.join(", ")}.`)
  }
  if (!what.includes("old")) return
  if (olderThanDays === undefined) throw refuse("it is not said how old is old.", "Say how many days.")
  if (olderThanDays < 0) throw refuse(`${olderThanDays} days are no age.`, "Say how many days.")
}

/** The reasons that a single file tells by itself, in the order in which they are given. */
const reasonsOf = (
  args: Args,
  now: number
): ReadonlyArray<readonly [What, (source: Source, name: string) => boolean]> =>
  (
    [
      ["temporary", (_, name) => isTemporary(name)],
      ["empty-files", ({ stat }, name) => stat.type === "file" && stat.size === 0 && !isMeantToBeEmpty(name)],
      ["old", ({ stat }) => now - stat.mtimeMs > (args.olderThanDays ?? Number.POSITIVE_INFINITY) * DAY_MS]
    ] as const satisfies ReadonlyArray<readonly [What, (source: Source, name: string) => boolean]>
  ).filter(([what]) => args.what.includes(what))

interface Rubbish {
  readonly files: ReadonlyArray<Source>
  readonly folders: ReadonlyArray<EmptyFolder & Source>
  readonly notes: ReadonlyArray<string>
  readonly unreadable: ReadonlyArray<string>
}

const bytesOf = (sources: ReadonlyArray<Source>): number =>
  sources.reduce((sum, { stat }) => sum + (stat.type === "file" ? stat.size : 0), 0)

/** Rejects with `DiskError` and the signal's reason. */
const gather = async (
  args: Args,
  found: Selecting,
  folders: Selecting | null,
  starts: ReadonlyArray<string>,
  context: LookContext,
  signal: AbortSignal,
  tell: TellProgress
): Promise<Rubbish> => {
  const notes: Array<string> = []
  const unreadable = [...found.unreadable]
  const reasons = reasonsOf(args, context.now)
  const by = new Map<What, Array<Source>>()
  const take = (what: What, source: Source): void => {
    const list = by.get(what)
    if (list === undefined) by.set(what, [source])
    else list.push(source)
  }
  const rest: Array<Source> = []
  const kept: Array<string> = []
  for (const { path, stat } of found.entries) {
    if (stat === null) continue
    const source = { path, stat }
    const name = PathText.basename(path)
    const reason = reasons.find(([, fits]) => fits(source, name))
    if (reason !== undefined) take(reason[0], source)
    else {
      rest.push(source)
      if (stat.type === "file" && stat.size === 0 && args.what.includes("empty-files")) kept.push(path)
    }
  }
  if (args.what.includes("duplicates")) {
    const { groups, unreadable: unread } = await groupDuplicates(rest, "oldest", context, signal, tell)
    unreadable.push(...unread)
    for (const { extra } of groups) for (const source of extra) take("duplicates", source)
    if (groups.length > 0)
      notes.push(`Kept of the duplicates: ${fewNames(groups.map((one) => shown(one.kept.path, context)))}.`)
  }
  const files = [...by.values()].flat().toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const empty: Array<EmptyFolder & Source> = []
  if (folders !== null) {
    const mayGo = new Set(folders.entries.map((entry) => entry.path))
    const gone = new Set(files.map((source) => source.path))
    for (const start of starts) {
      const below = await emptyFoldersBelow(
        start,
        gone,
        (path) => mayGo.has(path),
        (name) => !PROGRAMS_OWN.includes(name),
        context.disk
      )
      unreadable.push(...below.unreadable)
      for (const one of below.empty) {
        const stat = context.disk.lstat(one.path)
        if (stat !== null) empty.push({ ...one, stat })
      }
    }
  }
  if (kept.length > 0)
    notes.push(`Empty on purpose, so they stay: ${fewNames(kept.map((path) => shown(path, context)))}.`)
  const counts = WHAT.flatMap((what) => {
    const sources = by.get(what) ?? []
    return sources.length === 0 ? [] : [`${LABELS[what]}: ${sized(sources.length, bytesOf(sources))}.`]
  })
  return { files, folders: outermost(empty), notes: [...counts, ...notes], unreadable: [...new Set(unreadable)] }
}

const say = ({ files, folders }: Rubbish): string => {
  const count = folders.reduce((sum, one) => sum + one.folders, 0)
  return [
    ...(files.length > 0 ? [sized(files.length, bytesOf(files))] : []),
    ...(count > 0 ? [counted(count, "empty folder")] : [])
  ].join(" and ")
}

const prepare = (rubbish: Rubbish, context: LookContext): Prepared => {
  const { files, folders } = rubbish
  const notes = [...rubbish.notes, ...unreadableNote(rubbish.unreadable, context)]
  if (files.length + folders.length === 0) return nothingToDo("Nothing to clean up", "Nothing found.", notes)
  const deeds: Array<Deed> = []
  for (const { path, stat } of files) {
    const bytes = stat.type === "file" ? stat.size : 0
    deeds.push({ do: "trash", path, identity: knownIdentity(stat), bytes, entries: 1 })
  }
  // After the files: by then they hold nothing but each other.
  for (const { path, stat, folders: entries } of folders) {
    deeds.push({ do: "trash", path, identity: knownIdentity(stat), bytes: 0, entries })
  }
  const what = say(rubbish)
  return {
    explanation: `Clean up ${what}: into the trash`,
    deeds,
    notes,
    paths: [...files, ...folders].map((one) => one.path),
    answer: answered(`${what} cleaned up`, [])
  }
}

export const cleanup = defineAction({
  name: "cleanup",
  description:
    "Clean up temporary files, empty files, empty folders, old files or duplicates (into the trash; version control and installed packages are left alone)",
  args: Args,
  risk: 2,
  undo: "trash",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    [
      "clean|clean_up|cleanup|tidy_up|clear|clear_out|clear_away|clear_up temporary|temp [files] [{files:within}]",
      { what: ["temporary"] }
    ],
    ["clean|clean_up|cleanup|tidy_up empty files [{files:within}]", { what: ["empty-files"] }],
    ["clean|clean_up|cleanup|tidy_up empty folders|directories [{files:within}]", { what: ["empty-folders"] }],
    [
      "clean|clean_up|cleanup|tidy_up empty files and folders|directories [{files:within}]",
      { what: ["empty-files", "empty-folders"] }
    ],
    ["clean|clean_up|cleanup|tidy_up files older than {olderThanDays:number} days [{files:within}]", { what: ["old"] }],
    ["clean|clean_up|cleanup|tidy_up duplicates|duplicate_files [{files:within}]", { what: ["duplicates"] }]
  ]),
  examples: ["clean up temporary files", "clean up the empty folders in Documents", "clean up duplicates in Pictures"],
  look: Effect.fnUntraced(function* (args, context) {
    yield* attempt("Clean up", () => checkArgs(args))
    const wanted = { ...args.files, notInPath: [...(args.files?.notInPath ?? []), ...PROGRAMS_OWN] }
    const options = { crossMounts: false, recursiveByDefault: true, lenient: true }
    yield* mustBeChangeable(wanted, context, options)
    const found = yield* select({ ...wanted, type: "file" }, context, { ...options, needStat: true })
    const wantsFolders = args.what.includes("empty-folders")
    const folders = wantsFolders ? yield* select({ ...wanted, type: "folder" }, context, options) : null
    return yield* attempt("Clean up", async (signal, tell) => {
      const starts = wantsFolders ? startsOf(wanted, context, options).folders : []
      return prepare(await gather(args, found, folders, starts, context, signal, tell), context)
    })
  })
})
