/**
 * Unpacks archives (zip, tar, tar.gz; tar.bz2 and tar.xz where the system has the programs) and single compressed files. The
 * form is told from the content, never from the name. Goes into a named folder, else into the working folder, in
 * a folder of the archive's name where it has several top entries. Never overwrites. Refuses a whole archive that would
 * reach outside, holds devices, or is larger than is believable (archive/unpackPlan.ts). Everything is written aside first:
 * an archive that turns out to be broken leaves nothing. Not yet: times of folders, since a folder is made by a deed of
 * its own and what is put into it changes its time.
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
import { FORM_FACTS } from "../../archive/forms.ts"
import { outsideUnpack } from "../../archive/outsidePacker.ts"
import { archiveFormOf, type Unpack } from "../../archive/readArchive.ts"
import { formatBytes } from "../../action/formatBytes.ts"
import { answered, nothingToDo, shown, unreadableNote } from "../../action/answers.ts"
import { collisionNotes, namesIn } from "../../place/arrange.ts"
import { makeBreathe } from "../../action/breathe.ts"
import { mustBeReadable, watchReads } from "../../select/content.ts"
import {
  countUnpacked,
  decompressDeeds,
  type Decompressing,
  decompressTo,
  stageDecompressed
} from "./decompressEach.ts"
import { folderToBe } from "../../place/destination.ts"
import { flag, option, optionalText, selection } from "../../action/field.ts"
import { foldsCase } from "../../place/foldsCase.ts"
import { nothingHere } from "../../select/nothingHere.ts"
import { gatherSources, type Source, type Sources } from "../../select/gatherSources.ts"
import { type Arrivals, makeArrivals } from "../../place/keepBoth.ts"
import { knownIdentity } from "../../place/planned.ts"
import { requireSpace } from "../../place/requireSpace.ts"
import { onePass, type Told } from "../../action/passes.ts"
import { counted, fewNames, mixed } from "../../action/sayCount.ts"
import { attempt } from "../../action/trouble.ts"
import {
  compileOnly,
  folderNameOf,
  listArchive,
  stageArchive,
  topsOf,
  unpackInto,
  type Unpacking
} from "./unpackArchive.ts"
import { KEEP, said } from "../../action/wording.ts"

const Args = Schema.Struct({
  files: selection("the archives or compressed files"),
  to: optionalText(
    "the folder to unpack into (default: the working folder; beside it for gz, bz2 and xz of single files)"
  ),
  only: option(Schema.Array(Schema.String), "unpack only what fits one of these patterns of names or paths"),
  keepSource: flag("keep the archive (default true for archives, false for gz, bz2 and xz of single files)"),
  maxSize: option(Schema.Finite, "the most bytes that may come out (default 250 times the archive's size)")
})
type Args = typeof Args.Type

interface Work {
  readonly archives: Array<Unpacking>
  readonly singles: Array<Decompressing>
  readonly deeds: Array<Deed>
  readonly trash: Array<Deed>
  readonly notes: Array<string>
  readonly paths: Array<string>
  /** Where the archives go, for words. */
  readonly places: Set<string>
  files: number
  folders: number
  bytes: number
  staged: number
}

interface Tools {
  readonly args: Args
  readonly context: LookContext
  readonly arrivals: Arrivals
  readonly unpack: Unpack
  readonly signal: AbortSignal
  /** The named folder, a real path that may still be to be made. */
  readonly to: string | null
  /** Hears how far the archives are looked through. */
  readonly read: Told
}

const addArchive = async (source: Source, work: Work, tools: Tools): Promise<void> => {
  const { args, arrivals, context, signal, to, unpack } = tools
  const name = shown(source.path, context)
  const plan = await listArchive(source, { maxBytes: args.maxSize ?? null }, unpack, context, signal)
  const fits = args.only === undefined ? null : compileOnly(args.only)
  const wanted = fits === null ? plan.entries : plan.entries.filter((entry) => fits(entry.name))
  if (wanted.length === 0) {
    work.notes.push(`${name}: ${fits === null ? "it is empty" : "nothing in it fits"}.`)
    return
  }
  let folder = to ?? context.cwd
  if (to === null && topsOf(wanted).size > 1) {
    const own = arrivals.place(folder, folderNameOf(source.path), true)
    if (own === null) return
    folder = PathText.child(folder, own)
    work.deeds.push({ do: "make-folder", path: folder })
    work.folders++
    work.paths.push(folder)
  }
  const one = unpackInto(source, plan, wanted, folder, arrivals, work.staged + 1, context)
  work.archives.push(one)
  for (const deed of one.deeds) work.deeds.push(deed)
  if (folder === (to ?? context.cwd)) for (const top of one.tops) work.paths.push(top)
  work.places.add(folder)
  work.files += one.files
  work.folders += one.folders
  work.bytes += one.bytes
  work.staged += one.staged.length
  if (plan.repeated > 0)
    work.notes.push(
      `${name}: ${counted(plan.repeated, "name is", "names are")} in it more than once, and the last is taken.`
    )
  if (plan.tamed > 0)
    work.notes.push(`${name}: ${counted(plan.tamed, "file comes", "files come")} without set-id and sticky bits.`)
  if (args.keepSource === false) {
    const { path, stat } = source
    work.trash.push({ do: "trash", path, identity: knownIdentity(stat), bytes: stat.size, entries: 1 })
  }
}

const addSingle = async (source: Source, form: Decompressing["form"], work: Work, tools: Tools): Promise<void> => {
  const { args, arrivals, context, signal, to, unpack } = tools
  if (args.only !== undefined) {
    work.notes.push(`${shown(source.path, context)} holds a single file and is left out.`)
    return
  }
  const bytes = await countUnpacked(source, form, args.maxSize ?? null, unpack, context, signal)
  const arrives = decompressTo(source.path, to, arrivals)
  if (arrives === null) return
  const name = String(++work.staged)
  const one = { path: source.path, identity: knownIdentity(source.stat), form, to: arrives, name, bytes }
  work.singles.push(one)
  work.files++
  work.bytes += bytes
  work.paths.push(arrives)
  const [put, ...trash] = decompressDeeds(one, source, args.keepSource ?? false)
  if (put !== undefined) work.deeds.push(put)
  work.trash.push(...trash)
}

const say = (work: Work, sources: ReadonlyArray<Source>, context: LookContext) => {
  const only = sources.length === 1 ? sources[0] : undefined
  const what = only === undefined ? counted(sources.length, "archive") : shown(only.path, context)
  const single = work.singles.length === 1 && work.archives.length === 0 ? work.singles[0] : undefined
  const where =
    single !== undefined
      ? `to ${shown(single.to, context)}`
      : work.archives.length === 0
        ? "each beside itself"
        : `into ${fewNames([...work.places].map((place) => (place === context.cwd ? "this folder" : shown(place, context))))}`
  const count = `${mixed(work)}, ${formatBytes(work.bytes)}`
  const rest =
    work.trash.length > 0 ? `, and the ${work.trash.length === 1 ? "original" : "originals"} to the trash` : ""
  return { plan: `Extract ${what} ${where} (${count})${rest}`, done: `${what} extracted ${where} (${count})` }
}

/** Rejects with every `ToolError` and `DiskError`. */
const prepare = async (
  args: Args,
  sources: Sources,
  context: LookContext,
  signal: AbortSignal,
  tell: TellProgress
): Promise<Prepared> => {
  const { disk } = context
  const entries = sources.entries
  mustBeReadable(
    entries.map(({ path, stat }) => ({ path, stat, type: stat.type })),
    context
  )
  if (args.maxSize !== undefined && args.maxSize < 0) {
    throw new BadArgument({ action: "extract", reason: `${args.maxSize} bytes are no size.`, hints: [] })
  }
  const target = args.to === undefined ? null : folderToBe("extract", args.to, context)
  const arrivals = makeArrivals({
    policy: context.onCollision,
    namesIn: namesIn(context),
    foldsCase: (folder) => foldsCase(folder, disk)
  })
  const unpack = outsideUnpack("extract", context, signal)
  const read = onePass(tell, {
    files: entries.length,
    bytes: entries.reduce((sum, { path, stat }) => sum + (disk.stat(path) ?? stat).size, 0)
  })
  const tools: Tools = { args, context, arrivals, unpack, signal, to: target?.path ?? null, read }
  const work: Work = {
    archives: [],
    singles: [],
    deeds: (target?.missing ?? []).map((path) => ({ do: "make-folder", path })),
    trash: [],
    notes: [],
    paths: [],
    places: new Set(),
    files: 0,
    folders: 0,
    bytes: 0,
    staged: 0
  }
  for (const source of entries) {
    const form = await archiveFormOf(disk, source.path, unpack)
    const watched = watchReads(disk, source.path, read)
    const watching = { ...tools, context: { ...context, disk: watched.disk } }
    await (FORM_FACTS[form].holds === "many"
      ? addArchive(source, work, watching)
      : addSingle(source, form, work, watching))
    watched.end()
  }
  const notes = [
    ...collisionNotes(arrivals, context.onCollision, context, "Extract"),
    ...work.notes,
    ...unreadableNote(sources.unreadable, context)
  ]
  if (work.archives.length + work.singles.length === 0)
    return nothingToDo("Nothing to extract", "Nothing was extracted.", notes)
  requireSpace("Extract", work.bytes, target?.path ?? PathText.dirname(work.paths[0] ?? context.cwd), context)
  const words = say(work, entries, context)
  return {
    explanation: words.plan,
    deeds: [...work.deeds, ...work.trash],
    reads: entries.map((entry) => entry.path),
    notes,
    paths: work.paths,
    stage: (folder, { disk: acting, progress }) =>
      attempt("Extract", async (acted) => {
        const breathe = makeBreathe(acted)
        const again = outsideUnpack("extract", context, acted)
        const written = onePass(progress, { files: work.staged, bytes: work.bytes })
        for (const one of work.archives) await stageArchive(one, folder, acting, again, breathe, written)
        for (const one of work.singles) {
          await stageDecompressed(one, folder, acting, again, breathe, written)
          written(0, 1)
        }
      }),
    answer: answered(words.done, work.paths)
  }
}

export const extract = defineAction({
  name: "extract",
  description: "Unpack zip and tar archives and compressed files (gz, bz2, xz)",
  args: Args,
  risk: 1,
  undo: "yes",
  timeoutMs: 24 * 3_600_000,
  parallel: true,
  phrases: said([
    `<unpack> [contents|content|everything|all|all_files] [of|from|in] {files:document|chosen} [<to>|out_to {to:target}] ${KEEP}`,
    `<unpack> {files:document|chosen} [<to>|out_to {to:target}] and|then|, delete|remove [it|archive|zip|zip_file|original|the_archive] [afterwards|after] -> keepSource=false`,
    [
      `<unpack> everything|all|all_files|all_archives|archives in|inside|from {files:place} [<to>|out_to {to:target}] ${KEEP}`,
      { "files.kinds": ["Archives"], "files.type": "file" }
    ],
    "<unpack>|get|take|pull [only|just] {only:extracted} [files|file] from|out_of|of|in {files:archiveset} [<to> {to:target}]",
    "<unpack> {files:document|chosen} {to:there}",
    "open [up] archive|zip|zip_file {files:named} [into|in|to {to:target}]"
  ]),
  examples: ["extract bundle.zip", "unpack backup.tar.gz into restored", "unzip all zip files in Downloads"],
  look: Effect.fnUntraced(function* (args, context) {
    const sources = yield* gatherSources("extract", args.files, context)
    if (sources.entries.length === 0)
      return yield* nothingHere("archive", args.files, context, unreadableNote(sources.unreadable, context))
    return yield* attempt("Extract", (signal, tell) => prepare(args, sources, context, signal, tell))
  })
})
