/**
 * Makes an archive of files and folders, or compresses single files. Links are kept as links, modes and times as they are,
 * names as bytes. Written aside in slices and then put into place whole, so an archive is never half there, never holds
 * itself, and no size is too large. The form is that of the name's ending. What may surprise: a single file compressed as
 * gz, bz2 or xz goes to the trash, as gzip would remove it; archives leave their sources.
 */
import {
  BadArgument,
  type Deed,
  DeedRefused,
  type Disk,
  defineAction,
  type LookContext,
  PathText,
  type Prepared,
  type Stat
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { gzipped, writeStream } from "../../archive/byteStreams.ts"
import { type Form, FORM_FACTS, formOfName, FORMS, treeForm } from "../../archive/forms.ts"
import { PACKER_PASSES, packFile, requirePacker } from "../../archive/outsidePacker.ts"
import { readArchive } from "../../archive/readArchive.ts"
import { type Overrides, writeTar } from "../../archive/writeTar.ts"
import { writeZip } from "../../archive/writeZip.ts"
import { formatBytes } from "../../action/formatBytes.ts"
import { nothingToDo, shown, unreadableNote } from "../../action/answers.ts"
import { archiveItems, type ArchiveItems, baseOf, leftOutNotes } from "./archiveItems.ts"
import { makeBreathe } from "../../action/breathe.ts"
import { compressEach, requireFiles } from "./compressEach.ts"
import { destinationOf } from "../../place/destination.ts"
import { passes, type Told } from "../../action/passes.ts"
import { choice, flag, option, optionalText, selection } from "../../action/field.ts"
import { nothingHere } from "../../select/nothingHere.ts"
import { gatherSources, type Source, type Sources } from "../../select/gatherSources.ts"
import { numberedName, splitName } from "../../place/keepBoth.ts"
import { locate } from "../../select/locate.ts"
import { knownIdentity } from "../../place/planned.ts"
import { requireSpace } from "../../place/requireSpace.ts"
import { mixed } from "../../action/sayCount.ts"
import { trashEntry } from "../../place/trashEntry.ts"
import { attempt } from "../../action/trouble.ts"
import { KEEP, OWNERS, said } from "../../action/wording.ts"

const Args = Schema.Struct({
  files: selection("what goes into it; a folder with everything in it"),
  to: optionalText("the archive's path, or a folder for it (default: the name of the source, beside it)"),
  format: choice(FORMS, "the form where the name of the archive does not say it (default tar.gz)"),
  exclude: option(Schema.Array(Schema.String), "patterns of names or paths that are left out, with all below them"),
  contents: flag("put in what is in the named folders, without the folders themselves (default false)"),
  relativeTo: optionalText("the folder that names in the archive are relative to (default the working folder)"),
  keepSource: flag("keep the originals (default true for archives, false for gz, bz2 and xz of single files)"),
  level: option(Schema.Int, "how hard to compress, 1 (fast) to 9 (small); default 6"),
  time: optionalText("for all entries instead of their own modification time, ISO 8601"),
  owner: option(Schema.Int, "number of the owner for all entries of a tar archive"),
  group: option(Schema.Int, "number of the group for all entries of a tar archive")
})
type Args = typeof Args.Type

const badArgument = (reason: string, ...hints: ReadonlyArray<string>) =>
  new BadArgument({ action: "archive", reason, hints })

interface Target {
  readonly path: string
  readonly form: Form
  readonly missing: ReadonlyArray<string>
  readonly existing: Stat | null
}

/** `docs` for one folder, `notes` for one file, the folder's name for many. */
const plainName = (sources: Sources): string => {
  const [first, ...more] = sources.entries
  if (first === undefined || more.length > 0) return PathText.basename(sources.roots[0] ?? "") || "archive"
  const [stem] = splitName(PathText.basename(first.path), first.stat.type === "folder")
  return stem || "archive"
}

/** A name that is not taken, in a folder that may not be there yet. */
const freeName = (folder: string, name: string, context: LookContext): string => {
  for (let n = 1; ; n++) {
    const path = PathText.child(folder, n === 1 ? name : numberedName(name, n))
    if (context.disk.lstat(path) === null) return path
  }
}

/** Throws `BadArgument` and `DiskError`. */
const targetOf = (args: Args, form: Form, sources: Sources, context: LookContext): Target => {
  const ending = FORM_FACTS[form].endings[0]
  const first = sources.entries[0]?.path ?? context.cwd
  const to = args.to ?? `${PathText.dirname(first)}/`
  const destination = destinationOf("archive", to, context, false)
  if (destination.kind === "folder") {
    const path = freeName(destination.path, plainName(sources) + ending, context)
    return { path, form, missing: destination.missing, existing: null }
  }
  if (formOfName(PathText.basename(destination.path)) !== null) return { ...destination, form }
  const path = destination.path + ending
  return { ...destination, path, existing: context.disk.lstat(path), form }
}

/** The form of a name's ending, else as asked; for folders that of trees. Throws `BadArgument`. */
const formOf = (args: Args, sources: Sources, context: LookContext): Form => {
  const named = args.to === undefined || args.to.endsWith("/") ? null : formOfName(PathText.basename(args.to))
  const isFolder = args.to !== undefined && context.disk.stat(PathText.resolve(context.cwd, args.to))?.type === "folder"
  if (args.to !== undefined && !isFolder && !args.to.endsWith("/") && named === null && args.format === undefined) {
    throw badArgument(
      `the ending of ${shown(args.to, context)} says no form.`,
      `Name it with ${FORMS.map((form) => FORM_FACTS[form].endings[0]).join(", ")}.`
    )
  }
  const asked = (isFolder ? null : named?.form) ?? args.format ?? "tar.gz"
  const folders = sources.entries.every(({ stat }) => stat.type === "folder")
  return folders && named === null ? treeForm(asked) : asked
}

/** Throws `BadArgument`. */
const overridesOf = (args: Args): Overrides => {
  const ms = args.time === undefined ? null : Date.parse(args.time)
  if (ms !== null && Number.isNaN(ms))
    throw badArgument(`"${args.time ?? ""}" is no time.`, "Write it as 2026-11-21T10:00:00Z.")
  for (const id of [args.owner, args.group]) {
    if (id !== undefined && id < 0) throw badArgument(`${id} is no number of an owner.`)
  }
  return {
    ...(ms === null ? {} : { mtimeNs: BigInt(ms) * 1_000_000n }),
    ...(args.owner === undefined ? {} : { uid: args.owner }),
    ...(args.group === undefined ? {} : { gid: args.group })
  }
}

/** Reads a whole archive back. Rejects with `StepFailed` when it does not hold what went in. */
const readBack = async (
  disk: Disk,
  path: string,
  { items, bytes }: ArchiveItems,
  signal: AbortSignal,
  told: Told
): Promise<void> => {
  const breathe = makeBreathe(signal)
  let count = 0
  let size = 0
  for await (const entry of readArchive(disk, path)) {
    count++
    for await (const slice of entry.content()) {
      if (entry.type === "file") size += slice.length
      told(slice.length)
      await breathe()
    }
    told(0, 1)
  }
  if (count === items.length && size === bytes) return
  throw badArgument("the archive does not hold everything, so the originals stay.", "Try again.")
}

/** Checks what stands against archiving these into that, and against taking them away afterwards. Throws. */
const checkTarget = (target: Target, sources: ReadonlyArray<Source>, context: LookContext): void => {
  const name = shown(target.path, context)
  if (sources.some((source) => source.path === target.path)) {
    throw new DeedRefused({
      rule: "into-itself",
      reason: `archive: ${name} cannot go into itself.`,
      hints: ["Choose another name for the archive."]
    })
  }
  if (target.existing !== null && target.existing.type !== "file" && target.existing.type !== "link") {
    throw badArgument(`${name} is there already and is no file.`, "Choose another name.")
  }
}

const checkRemoval = (
  target: Target,
  sources: ReadonlyArray<Source>,
  items: ArchiveItems,
  context: LookContext
): void => {
  const left = items.excluded + items.special.length + items.mounts.length + items.unreadable.length
  if (left > 0) {
    throw badArgument(
      "the originals cannot go away, because not all of them would be in the archive.",
      ...leftOutNotes(items, context).slice(0, 2),
      "Keep the originals."
    )
  }
  const inside = sources.find((source) => PathText.isInside(source.path, target.path))
  if (inside !== undefined) {
    throw badArgument(
      `${shown(inside.path, context)} cannot go away, because the archive would be in it.`,
      "Put the archive elsewhere."
    )
  }
}

const replacing = (existing: Stat | null) => {
  const identity = existing === null ? null : knownIdentity(existing)
  return identity === null ? {} : { replaces: identity }
}

const prepareTree = async (args: Args, target: Target, sources: Sources, context: LookContext): Promise<Prepared> => {
  const { form, path } = target
  const entries = sources.entries
  checkTarget(target, entries, context)
  const packer = FORM_FACTS[form].packer
  const program = packer === null ? null : requirePacker("archive", packer, context)
  const overrides = overridesOf(args)
  const level = args.level ?? 6
  const wanted = args.relativeTo === undefined ? null : locate(args.relativeTo, context).path
  const base =
    args.contents === true
      ? baseOfContents(entries)
      : baseOf(
          entries.map((one) => one.path),
          wanted,
          context
        )
  const items = await archiveItems(entries, { base, exclude: args.exclude ?? [], target: path }, context)
  const notes = [...leftOutNotes(items, context), ...unreadableNote(sources.unreadable, context)]
  if (items.items.length === 0) return nothingToDo("Nothing to archive", "Nothing was archived.", notes)
  const keepSource = args.keepSource ?? true
  const trash: Array<Deed> = []
  if (!keepSource) {
    checkRemoval(target, entries, items, context)
    for (const entry of entries) trash.push((await trashEntry(entry, context)).deed)
  }
  // What is compressed may take any size; the tar before it is as large as everything.
  if (form === "tar" || packer !== null) requireSpace("Archive", items.bytes, PathText.dirname(path), context)

  const only = entries.length === 1 ? entries[0] : undefined
  const count = mixed(items)
  const what =
    only === undefined
      ? `${count} (${formatBytes(items.bytes)})`
      : `${shown(only.path, context)} (${only.stat.type === "folder" ? `${count}, ` : ""}${formatBytes(items.bytes)})`
  const where = shown(path, context)
  const staged = packer === null ? "archive" : "archive.tar"
  let size = 0
  return {
    explanation: `Archive ${what} into ${where}${keepSource ? "" : ", and the originals to the trash"}`,
    deeds: [
      ...target.missing.map((folder): Deed => ({ do: "make-folder", path: folder })),
      {
        do: "put",
        path,
        content: {
          kind: "staged",
          name: packer === null ? staged : `${staged}${FORM_FACTS[treeless(form)].endings[0]}`
        },
        // What goes to the trash is told there, and counts once.
        bytes: keepSource ? items.bytes : 0,
        as: target.existing === null ? "archive" : "replace",
        ...replacing(target.existing)
      },
      ...trash
    ],
    reads: entries.map((entry) => entry.path),
    notes: [
      ...(form === "zip" && (args.owner !== undefined || args.group !== undefined) ? ["zip keeps no owners."] : []),
      ...(keepSource ? [] : ["The archive is read back before the originals go."]),
      ...notes
    ],
    paths: [path],
    stage: (folder, { disk, progress }) => {
      const at = PathText.child(folder, staged)
      const amount = { files: items.items.length, bytes: items.bytes }
      const [packs, checks] = packer === null ? NO_PACKER : PACKER_PASSES(packer)
      const readsBack = { weight: keepSource ? 0 : 1, phase: "Reading back" }
      const [written, readAgain, packing, checking] = passes(progress, amount, [
        { weight: form === "tar" || packer !== null ? 1 : GZIP_WEIGHT },
        readsBack,
        packs,
        checks
      ])
      const write = attempt("Archive", async (signal) => {
        const stream =
          form === "zip"
            ? writeZip(items.items, disk, overrides, level, written)
            : writeTar(items.items, disk, overrides, written)
        size = await writeStream(disk, at, form === "tar.gz" ? gzipped(stream, level) : stream, makeBreathe(signal))
        if (!keepSource) await readBack(disk, at, items, signal, readAgain)
      })
      if (packer === null || program === null) return write
      const told = [packing, checking] as const
      const pack = packFile(staged, folder, { packer, program, level, env: context.env, disk, told, amount })
      return write.pipe(
        Effect.andThen(pack),
        Effect.map((name) => void (size = disk.lstat(PathText.child(folder, name))?.size ?? 0))
      )
    },
    answer: () => ({ lines: [`${what} archived into ${where} (${formatBytes(size)})`], paths: [path] })
  }
}

/** How long compressing takes beside reading back or writing it as it is. */
const GZIP_WEIGHT = 5
const NO_PACKER = [{ weight: 0 }, { weight: 0 }] as const

/** The form of a packer by itself: what it puts behind a tar's name. */
const treeless = (form: Form): Form => (form === "tar.bz2" ? "bz2" : form === "tar.xz" ? "xz" : form)

const baseOfContents = (entries: ReadonlyArray<Source>): string => {
  const folders = new Set(entries.map((entry) => PathText.dirname(entry.path)))
  const [only, ...more] = folders
  if (only !== undefined && more.length === 0) return only
  throw badArgument(
    "the contents of several folders cannot go into one archive without their folders.",
    "Name one folder."
  )
}

const prepareFiles = (args: Args, form: Form, sources: Sources, context: LookContext): Prepared => {
  requireFiles(sources.entries, form, context)
  const named = args.to === undefined ? null : targetOf(args, form, sources, context)
  if (named !== null && sources.entries.length > 1) {
    throw badArgument(
      `${form} holds a single file, and ${sources.entries.length} are meant.`,
      "Use tar.gz or zip for many.",
      "Leave out the name: then each gets its own."
    )
  }
  if (named !== null) checkTarget(named, sources.entries, context)
  const to =
    named === null ? null : { ...named, replaces: named.existing === null ? null : knownIdentity(named.existing) }
  const options = { form, keepSource: args.keepSource ?? false, level: args.level ?? 6 }
  return compressEach(sources.entries, to, options, unreadableNote(sources.unreadable, context), context)
}

export const archive = defineAction({
  name: "archive",
  description: "Make a zip or tar archive of files and folders, or compress single files (gz, bz2, xz)",
  args: Args,
  risk: 1,
  undo: "yes",
  timeoutMs: 24 * 3_600_000,
  parallel: true,
  phrases: said([
    `<pack> {files:folderset|files} <to>|as|in {to:archivepath} ${OWNERS} ${KEEP}`,
    `<pack> and|, compress|zip|gzip|archive|pack {files:folderset|files} <to>|as|in {to:archivepath} ${OWNERS}`,
    `put|add|store|save {files:folderset|files} into|in|to {to:archivepath}`,
    [
      "put|add|store|save {files:folderset|files} into|in zip|zip_archive|zip_file [called|named] {to:path}",
      { format: "zip" }
    ],
    [
      "put|add|store|save {files:folderset|files} into|in tarball|tar_archive|tar_file|archive|compressed_archive|tar [called|named] {to:path}",
      {}
    ],
    [`zip|zip_up {files:folderset|files} <to>|as|in {to:path} ${KEEP}`, { format: "zip" }],
    ["zip|zip_up {files:folderset|files} [together]", { format: "zip" }],
    ["tar|tar_up|archive|bundle {files:folderset|files} <to>|as|in {to:path}", {}],
    ["tar|tar_up|archive|bundle|pack|pack_up {files:folderset|files} [together]", {}],
    ["<pack> {files:folderset|files} as|into|in|to zip [archive|file]", { format: "zip" }],
    [
      "<pack> {files:folderset|files} as|into|in|to tarball|tar_archive|tar.gz|tgz|gzipped_tar|tar_gz|compressed_tarball [archive|file]",
      { format: "tar.gz" }
    ],
    ["<pack> {files:folderset|files} as|into|in|to tar [archive|file]", { format: "tar" }],
    [`gzip|compress {files:files} [each|individually|separately] [with|using|by gzip|gz] ${KEEP}`, { format: "gz" }],
    [`compress|bzip|bzip2 {files:files} [each|individually] with|using|by bzip2|bz2|bzip ${KEEP}`, { format: "bz2" }],
    [`bzip2|bzip {files:files} ${KEEP}`, { format: "bz2" }],
    [`compress|xz {files:files} [each|individually] with|using|by xz|lzma ${KEEP}`, { format: "xz" }],
    [`xz {files:files} ${KEEP}`, { format: "xz" }],
    [
      "<create> zip|zip_file|zip_archive|zipfile [called|named] {to:path} with|from|of|containing|that_contains|out_of|for|holding|which_contains {files:folderset|files} [in_it|inside]",
      { format: "zip" }
    ],
    [
      "<create> zip|zip_file|zip_archive|zipfile of|from|with|containing|out_of|for {files:folderset|files} [and] call_it|name_it|called|named|as|in|into|to {to:path}",
      { format: "zip" }
    ],
    [
      "<create> zip|zip_file|zip_archive|zipfile of|from|with|containing|out_of|for {files:folderset|files}",
      { format: "zip" }
    ],
    [
      `<create> [compressed|tar|gzipped|gzip|tar.gz] archive|tarball|tar|tar_file|tar_archive [called|named] {to:path} with|from|of|containing|that_contains|out_of|for|holding {files:folderset|files} [in_it|inside] ${OWNERS}`,
      {}
    ],
    [
      `<create> [compressed|tar|gzipped|gzip|tar.gz] archive|tarball|tar|tar_file|tar_archive of|from|with|containing|out_of|for {files:folderset|files} [and] call_it|name_it|called|named|as|in|into|to {to:path} ${OWNERS}`,
      {}
    ],
    [
      "<create> [compressed|tar|gzipped|gzip|tar.gz] archive|tarball|tar|tar_file|tar_archive of|from|with|containing|out_of|for {files:folderset|files}",
      {}
    ],
    [
      "<create> tar.gz|tgz|tar_gz|gzipped_tar|gzipped_tarball [archive|file] of|from|with|containing|out_of|for {files:folderset|files} [[and] call_it|name_it|called|named|as {to:path}]",
      { format: "tar.gz" }
    ],
    [
      "<create> {to:archivepath} with|from|of|containing|that_contains|out_of {files:folderset|files} [in_it|inside]",
      {}
    ],
    ["<pack> [all] contents|content of {files:folderset} <to>|as|in {to:archivepath}", { contents: true }]
  ]),
  examples: [
    "zip the folder docs",
    "archive photos into photos.tar.gz",
    "compress report.txt",
    "make a zip called notes.zip with all txt files from docs"
  ],
  look: Effect.fnUntraced(function* (args, context) {
    const sources = yield* gatherSources("archive", args.files, context, args.contents === true)
    if (sources.entries.length === 0)
      return yield* nothingHere("file", args.files, context, unreadableNote(sources.unreadable, context))
    return yield* attempt("Archive", () => {
      if (args.level !== undefined && (args.level < 1 || args.level > 9)) {
        throw badArgument(`the level ${args.level} is none.`, "Choose 1 (fast) to 9 (small).")
      }
      const form = formOf(args, sources, context)
      return FORM_FACTS[form].holds === "one"
        ? prepareFiles(args, form, sources, context)
        : prepareTree(args, targetOf(args, form, sources, context), sources, context)
    })
  })
})
