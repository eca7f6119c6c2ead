/**
 * One archive unpacked: what is in it, where each comes to lie, and the writing aside of all of it before the first is put
 * into place. Top entries whose name is taken get a number, with all below them; nothing that is there is touched. Modes
 * come without set-id bits, folders stay open to their owner, owners are not taken from the archive.
 */
import {
  ChangedSince,
  type Deed,
  type Disk,
  identityOf,
  type LookContext,
  PathText,
  StepFailed,
  requireSame
} from "@zenus/core"
import type { ArchiveHeader } from "../../archive/ArchiveEntry.ts"
import { writeStream } from "../../archive/byteStreams.ts"
import { formOfName } from "../../archive/forms.ts"
import { readArchive, type Unpack } from "../../archive/readArchive.ts"
import { makeUnpackJudge, type UnpackEntry, type UnpackLimits, type UnpackPlan } from "../../archive/unpackPlan.ts"
import { shown } from "../../action/answers.ts"
import { type Breathe, makeBreathe } from "../../action/breathe.ts"
import type { Told } from "../../action/passes.ts"
import { foldsCase } from "../../place/foldsCase.ts"
import type { Source } from "../../select/gatherSources.ts"
import { compileGlob, compilePathGlob } from "../../select/glob.ts"
import { type Arrivals, splitName } from "../../place/keepBoth.ts"
import { knownIdentity } from "../../place/planned.ts"

/** Neither set-id bits nor writing for everybody come out of an archive. */
const PERMISSIONS = 0o775

/** A file that is written aside. */
export interface StagedFile {
  /** Its place in the archive. */
  readonly index: number
  readonly header: ArchiveHeader
  /** Its name in the stage folder. */
  readonly name: string
}

export interface Unpacking {
  readonly archive: Source
  readonly deeds: ReadonlyArray<Deed>
  readonly staged: ReadonlyArray<StagedFile>
  readonly plan: UnpackPlan
  /** Top entries, where they come to lie. */
  readonly tops: ReadonlyArray<string>
  readonly files: number
  readonly folders: number
  readonly bytes: number
}

/** Lists and judges. Rejects with `DeedRefused`, `StepFailed`, `BadArgument` (a missing program), `DiskError`. */
export const listArchive = async (
  archive: Source,
  limits: Omit<UnpackLimits, "archiveBytes">,
  unpack: Unpack,
  context: LookContext,
  signal: AbortSignal
): Promise<UnpackPlan> => {
  const breathe = makeBreathe(signal)
  const archiveBytes = context.disk.stat(archive.path)?.size ?? archive.stat.size
  const judge = makeUnpackJudge(shown(archive.path, context), { ...limits, archiveBytes })
  for await (const { content: _, ...header } of readArchive(context.disk, archive.path, unpack)) {
    judge.add(header)
    await breathe()
  }
  return judge.end()
}

/** Which entries are wanted, by patterns for the name or the path; a folder that fits comes with all below it. */
export const compileOnly = (patterns: ReadonlyArray<string>): ((name: string) => boolean) => {
  const written = patterns.map((pattern) => pattern.replace(/^\.\//, "").replace(/\/+$/, ""))
  const names = written.filter((pattern) => !pattern.includes("/")).map((pattern) => compileGlob(pattern))
  const paths = written.filter((pattern) => pattern.includes("/")).map((pattern) => compilePathGlob(pattern))
  const fits = (name: string): boolean =>
    names.some((test) => test(PathText.basename(name))) || paths.some((test) => test(name))
  return (name) => {
    for (let end = name.indexOf("/"); end > 0; end = name.indexOf("/", end + 1))
      if (fits(name.slice(0, end))) return true
    return fits(name)
  }
}

const topOf = (name: string): string => {
  const at = name.indexOf("/")
  return at < 0 ? name : name.slice(0, at)
}

/** The names at the top of what is wanted, in order, and whether each is a folder. */
export const topsOf = (entries: ReadonlyArray<UnpackEntry>): ReadonlyMap<string, boolean> => {
  const tops = new Map<string, boolean>()
  for (const { header, name } of entries) {
    const top = topOf(name)
    tops.set(top, tops.get(top) === true || top !== name || header.type === "folder")
  }
  return tops
}

/** The name of a folder for an archive: without its ending. */
export const folderNameOf = (archive: string): string => {
  const name = PathText.basename(archive)
  const stem = formOfName(name)?.stem ?? splitName(name)[0]
  return stem === name ? `${name} unpacked` : stem
}

/** Two names that are one on a disk that takes no notice of case. Throws `StepFailed`. */
const checkCase = (
  entries: ReadonlyArray<UnpackEntry>,
  folder: string,
  archive: Source,
  context: LookContext
): void => {
  if (!foldsCase(folder, context.disk)) return
  const seen = new Map<string, string>()
  for (const { name } of entries) {
    const other = seen.get(name.toLowerCase())
    seen.set(name.toLowerCase(), name)
    if (other === undefined) continue
    throw new StepFailed({
      doing: `Unpack ${shown(archive.path, context)}`,
      reason: `${shown(name, context)} and ${shown(other, context)} are one name on that disk`,
      hints: ["Unpack it to a disk that tells upper case from lower case.", "Unpack only the one that you need."]
    })
  }
}

/** The deeds that put the wanted entries into `folder` (a real path, perhaps still to be made). `first` is the number of the first staged file. */
export const unpackInto = (
  archive: Source,
  plan: UnpackPlan,
  wanted: ReadonlyArray<UnpackEntry>,
  folder: string,
  arrivals: Arrivals,
  first: number,
  context: LookContext
): Unpacking => {
  checkCase(wanted, folder, archive, context)
  const deeds: Array<Deed> = []
  const staged: Array<StagedFile> = []
  const tops = new Map<string, string | null>()
  for (const [top, isFolder] of topsOf(wanted)) tops.set(top, arrivals.place(folder, top, isFolder))
  const made = new Set<string>()
  let files = 0
  let folders = 0
  let bytes = 0

  /** Where it comes to lie; `null` for what is left out. */
  const placeOf = (name: string): string | null => {
    const top = topOf(name)
    const arrives = tops.get(top) ?? null
    return arrives === null ? null : PathText.child(folder, arrives + name.slice(top.length))
  }
  const modes = new Map(
    plan.entries.flatMap(({ header, name }) =>
      header.type === "folder" && header.mode !== null ? [[name, header.mode] as const] : []
    )
  )
  const ensure = (name: string): void => {
    if (name === "" || made.has(name)) return
    const at = name.lastIndexOf("/")
    ensure(at < 0 ? "" : name.slice(0, at))
    made.add(name)
    const path = placeOf(name)
    if (path === null) return
    const mode = modes.get(name)
    // Its owner must be able to put files into it and to take them away again.
    deeds.push({ do: "make-folder", path, ...(mode === undefined ? {} : { mode: (mode & PERMISSIONS) | 0o700 }) })
    folders++
  }
  /** Names of files to where they come to lie, for hard links to them. */
  const homes = new Map<string, string>()
  const stageFile = (header: ArchiveHeader, index: number, path: string): void => {
    const one = { index, header, name: String(first + staged.length) }
    staged.push(one)
    bytes += header.size
    deeds.push({ do: "put", path, content: { kind: "staged", name: one.name }, bytes: header.size, as: "extract" })
  }
  const hardlinks: Array<readonly [path: string, of: string]> = []
  for (const { header, index, name, of } of wanted) {
    const path = placeOf(name)
    if (path === null) continue
    if (header.type === "folder") {
      ensure(name)
      continue
    }
    const at = name.lastIndexOf("/")
    ensure(at < 0 ? "" : name.slice(0, at))
    files++
    if (header.type === "link") {
      deeds.push({ do: "put", path, content: { kind: "symlink", target: header.target }, bytes: 0, as: "extract" })
    } else if (of !== null) hardlinks.push([path, of])
    else {
      homes.set(name, path)
      stageFile(header, index, path)
    }
  }
  for (const [path, of] of hardlinks) {
    const home = homes.get(of)
    const original = plan.entries.find((entry) => entry.name === of)
    if (home !== undefined) {
      deeds.push({ do: "put", path, content: { kind: "hardlink", of: home, identity: null }, bytes: 0, as: "link" })
    } else if (original !== undefined) {
      // The file itself is not wanted: its first wanted name gets the content.
      homes.set(of, path)
      stageFile(original.header, original.index, path)
    }
  }
  const arrived = [...tops.values()].flatMap((top) => (top === null ? [] : [PathText.child(folder, top)]))
  return { archive, deeds, staged, plan, tops: arrived, files, folders, bytes }
}

/** Writes the files aside; small ones are not flushed one by one, since the archive is still there. Rejects with `StepFailed`, `ChangedSince`, `DiskError` and the signal's reason. */
export const stageArchive = async (
  { archive, staged }: Unpacking,
  folder: string,
  disk: Disk,
  unpack: Unpack,
  breathe: Breathe,
  written: Told
): Promise<void> => {
  const byIndex = new Map(staged.map((one) => [one.index, one]))
  const before = identityOf(requireSame(archive.path, disk.lstat(archive.path), knownIdentity(archive.stat)))
  let index = 0
  let left = byIndex.size
  if (left > 0) {
    // To the end, also behind the last wanted file: there stands the checksum.
    for await (const entry of readArchive(disk, archive.path, unpack)) {
      const one = byIndex.get(index++)
      if (one === undefined) continue
      if (entry.name !== one.header.name || entry.size !== one.header.size) {
        throw new ChangedSince({ path: archive.path, what: "was changed" })
      }
      const path = PathText.child(folder, one.name)
      const mode = one.header.mode === null ? undefined : one.header.mode & PERMISSIONS
      await writeStream(disk, path, entry.content(), breathe, { mode, durability: "unflushed", written })
      disk.setTimes(path, { mtimeNs: entry.mtimeNs, atimeNs: entry.mtimeNs }, "microsecond")
      written(0, 1)
      left--
    }
  }
  requireSame(archive.path, disk.lstat(archive.path), before)
  if (left > 0) throw new ChangedSince({ path: archive.path, what: "was changed" })
}
