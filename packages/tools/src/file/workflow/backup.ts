/**
 * A copy of files or a whole folder under a dated name, each copy compared with its source by SHA-256 before it is put into
 * place. Incremental: files that are as the last backup has them (same place, size, time, mode, owner) become hard links to
 * its copies and take no room; they are not read again. Hidden files come along: a folder is backed up as a whole.
 * What may surprise: files of two such backups are one, so a change to one in place changes both.
 */
import {
  BadArgument,
  type Deed,
  defineAction,
  type LookContext,
  PathText,
  type Prepared,
  type ReadDisk,
  type Stat
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answered, shown, unreadableNote } from "../../action/answers.ts"
import { arrange } from "../../place/arrange.ts"
import { copyNotes } from "../change/copy.ts"
import { copyEntry, startCopying } from "../../place/copyEntry.ts"
import { copyVerified, type VerifiedCopy } from "../../place/copyVerified.ts"
import { folderToBe } from "../../place/destination.ts"
import { flag, optionalText, selection } from "../../action/field.ts"
import { makeTimeText } from "../../action/formatTime.ts"
import { nothingHere } from "../../select/nothingHere.ts"
import { gatherSources, type Sources } from "../../select/gatherSources.ts"
import { numberedName } from "../../place/keepBoth.ts"
import { backupName, lastBackup } from "./lastBackup.ts"
import { locate } from "../../select/locate.ts"
import { knownIdentity } from "../../place/planned.ts"
import { requireSpace } from "../../place/requireSpace.ts"
import { counted, mixed, sized } from "../../action/sayCount.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  files: selection("what to back up; a folder with everything in it"),
  to: optionalText(
    "the folder in which the backup is made (default: beside what is backed up, or the home where nothing may be changed there)"
  ),
  as: optionalText("the name of the backup (default NAME-backup-2026-11-21)"),
  incremental: flag("link files that are unchanged since the last backup instead of copying them (default false)"),
  since: optionalText("the earlier backup for that, where its name is another one")
})
type Args = typeof Args.Type

/** ext4 takes 65,000 names for one file. */
const MAX_LINKS = 60_000

const badArgument = (reason: string, hint: string) => new BadArgument({ action: "backup", reason, hints: [hint] })

interface Plan {
  /** Where the backup will be: its own path. */
  readonly target: string
  /** Folders to be made on the way. */
  readonly missing: ReadonlyArray<string>
  readonly isFolder: boolean
  /** It goes into the home, because nothing may be changed beside what is backed up. */
  readonly wentHome: boolean
  /** What the backups of this source are named after. */
  readonly name: string
}

/** Beside what is backed up; in the home where nothing may be changed there but may in the home. The plan names it either way. */
const besideOrHome = (beside: string, source: string, { home, neverChangedIn }: LookContext): string => {
  const refused = (folder: string): boolean => (neverChangedIn?.(folder) ?? null) !== null
  return refused(beside) && !refused(home) && !PathText.isInside(source, home) ? home : beside
}

/** Throws `BadArgument` and `DiskError`. */
const planTarget = (args: Args, sources: Sources, context: LookContext): Plan => {
  const { disk } = context
  const first = sources.entries[0]
  const only = sources.entries.length === 1 ? first : undefined
  const beside = only !== undefined ? PathText.dirname(only.path) : (sources.roots[0] ?? context.cwd)
  const start = disk.lstat(beside)?.type === "folder" ? beside : PathText.dirname(beside)
  const place =
    args.to === undefined
      ? { path: besideOrHome(start, only?.path ?? beside, context), missing: [] }
      : folderToBe("backup", args.to, context)
  const wentHome = args.to === undefined && place.path !== start
  const isFolder = only === undefined || only.stat.type === "folder"
  const name = only === undefined ? PathText.basename(start) || "files" : PathText.basename(only.path)
  if (args.as !== undefined) {
    if (args.as === "" || args.as.includes("/") || args.as === "." || args.as === "..") {
      throw badArgument(
        `"${args.as}" is no name for a backup.`,
        "Give a name without slashes, and the folder with `to`."
      )
    }
    const target = PathText.child(place.path, args.as)
    if (disk.lstat(target) !== null)
      throw badArgument(`${shown(target, context)} is there already.`, "Choose another name.")
    return { target, missing: place.missing, isFolder, wentHome, name }
  }
  const dated = backupName(name, makeTimeText(context.timeZone).day(context.now), isFolder)
  for (let n = 1; ; n++) {
    const target = PathText.child(place.path, n === 1 ? dated : numberedName(dated, n, isFolder))
    if (disk.lstat(target) === null) return { target, missing: place.missing, isFolder, wentHome, name }
  }
}

/** The folder of the earlier backup, where one is asked for and there. Throws `PathNotFound`, `BadArgument`, `DiskError`. */
const earlier = (args: Args, plan: Plan, context: LookContext): string | null => {
  if (args.since !== undefined) {
    const { path, stat } = locate(args.since, context)
    if (stat.type !== "folder") throw badArgument(`${shown(path, context)} is no folder.`, "Name the earlier backup.")
    return path
  }
  const place = PathText.dirname(plan.target)
  if (args.incremental !== true || !plan.isFolder || plan.missing.length > 0) return null
  const last = lastBackup(plan.name, context.disk.list(place))
  return last === null ? null : PathText.child(place, last)
}

/** Copies keep times to the microsecond. */
const sameTime = (a: number, b: number): boolean => Math.abs(a - b) < 0.002

/** The facts of the earlier copy when a file is as it was then. */
const unchanged = (source: Stat, path: string, dev: number, disk: ReadDisk): Stat | null => {
  const old = disk.lstat(path)
  return old !== null &&
    old.type === "file" &&
    old.ino > 0 &&
    old.dev === dev &&
    old.nlink < MAX_LINKS &&
    old.size === source.size &&
    sameTime(old.mtimeMs, source.mtimeMs) &&
    old.mode === source.mode &&
    old.uid === source.uid &&
    old.gid === source.gid
    ? old
    : null
}

/** The files to be copied and verified, by the name under which each is staged. */
type Copies = ReadonlyArray<VerifiedCopy>

interface Contents {
  readonly deeds: ReadonlyArray<Deed>
  readonly copies: Copies
  readonly copiedBytes: number
  readonly linked: number
}

/** Every copy of a plan as a staged one, or as a link to the same file of the earlier backup. */
const stageOrLink = (planned: ReadonlyArray<Deed>, target: string, last: string | null, disk: ReadDisk): Contents => {
  const dev = last === null ? 0 : (disk.lstat(last)?.dev ?? 0)
  const copies: Array<VerifiedCopy> = []
  const deeds: Array<Deed> = []
  let copiedBytes = 0
  let linked = 0
  for (const deed of planned) {
    if (deed.do !== "put" || deed.content.kind !== "copy") {
      deeds.push(deed)
      continue
    }
    const { from, identity } = deed.content
    const source = last === null ? null : disk.lstat(from)
    const old = last === null ? "" : PathText.child(last, PathText.relativeTo(target, deed.path))
    const same = source === null ? null : unchanged(source, old, dev, disk)
    if (same !== null) {
      linked++
      const content = { kind: "hardlink", of: old, identity: knownIdentity(same) } as const
      deeds.push({ do: "put", path: deed.path, content, bytes: 0, as: "link" })
      continue
    }
    copiedBytes += deed.bytes
    const name = String(copies.length + 1)
    copies.push({ from, identity, to: name })
    deeds.push({ ...deed, content: { kind: "staged", name } })
  }
  return { deeds, copies, copiedBytes, linked }
}

const prepare = async (args: Args, sources: Sources, context: LookContext): Promise<Prepared> => {
  const plan = planTarget(args, sources, context)
  const last = earlier(args, plan, context)
  const only = sources.entries.length === 1 ? sources.entries[0] : undefined
  const many = only === undefined
  const below = many ? sources.roots : null
  const to = plan.target
  const arranged = arrange(
    sources.entries,
    { action: "backup", to, asFolder: many, existing: "keep-both", below, stays: false },
    context
  )
  const copying = startCopying()
  const options = { structureOnly: false, merge: false, uid: context.uid, preserveOwner: false }
  for (const path of arranged.folders) copying.deeds.push({ do: "make-folder", path })
  for (const one of arranged.placed) await copyEntry(one.source, one.to, null, context.disk, options, copying)
  const { copiedBytes, copies, deeds, linked } = stageOrLink(copying.deeds, plan.target, last, context.disk)
  const where = shown(plan.target, context)
  requireSpace(`Back up to ${where}`, copiedBytes, PathText.dirname(plan.target), context)

  const what = only === undefined ? mixed(copying) : shown(only.path, context)
  const copied = copies.length > 0 || linked === 0 ? [`${sized(copies.length, copiedBytes)} copied`] : []
  const linkedFiles = linked > 0 ? [`${counted(linked, "file")} unchanged and linked`] : []
  return {
    explanation: `Back up ${what} to ${where}: ${[...copied, ...linkedFiles].join(", ")}`,
    deeds,
    reads: sources.entries.map((source) => source.path),
    notes: [
      ...(copies.length > 0 ? ["Each copy is compared with its source (SHA-256) before it is put into place."] : []),
      ...(linked > 0 && last !== null
        ? [
            `${counted(linked, "file is", "files are")} as in ${shown(last, context)} (size, time, mode, owner): hard links to its copies, so a change to one in place changes both.`
          ]
        : []),
      ...(plan.wentHome ? ["Nothing may be changed beside it, so the backup goes into your home."] : []),
      ...(args.incremental === true && last === null
        ? ["There is no earlier backup here, so everything is copied."]
        : []),
      ...arranged.notes,
      ...copyNotes(copying, context),
      ...unreadableNote(sources.unreadable, context)
    ],
    paths: [plan.target],
    stage: (folder, { disk, progress }) => {
      const staged = copies.map((copy) => ({ ...copy, to: PathText.child(folder, copy.to) }))
      return attempt("Back up", (signal) =>
        copyVerified(staged, disk, context.uid === 0, signal, { files: copies.length, bytes: copiedBytes }, progress)
      )
    },
    answer: answered(
      `${what} backed up to ${where}: ${[...copied.map((words) => `${words} and verified`), ...linkedFiles].join(", ")}`,
      [plan.target]
    )
  }
}

export const backup = defineAction({
  name: "backup",
  description: "Back up files or a folder under a dated name, verified, and incremental where that is asked for",
  args: Args,
  risk: 1,
  undo: "yes",
  timeoutMs: 24 * 3_600_000,
  parallel: true,
  phrases: said([
    "back_up|backup {files:named|files} [<to> {to:folder}]",
    "back {files:named|files} up [<to> {to:folder}]",
    "make|create|take|do|save [dated|full|safety|complete] backup [copy|copies] of {files:named|files} [in|into|to|inside|under {to:folder}]",
    "make|create|take|do [dated|full|safety] backup [copy] of {files:named|files} called|named|as|with_the_name|under_the_name|and_call_it|and_name_it {as:name}",
    "back_up|backup {files:named|files} as|under_the_name {as:name}",
    ["make|create|take|do incremental backup of {files:named|files} [in|into|to {to:folder}]", { incremental: true }],
    ["back_up|backup {files:named|files} incrementally [in|into|to {to:folder}]", { incremental: true }]
  ]),
  examples: [
    "back up the folder docs",
    "make a backup of notes.txt",
    "make an incremental backup of photos to Backups"
  ],
  look: Effect.fnUntraced(function* (args, context) {
    const sources = yield* gatherSources("backup", args.files, context)
    if (sources.entries.length === 0)
      return yield* nothingHere("file", args.files, context, unreadableNote(sources.unreadable, context))
    return yield* attempt("Back up", () => prepare(args, sources, context))
  })
})
