/**
 * What goes into an archive, and under which names: relative to the working folder, as tar and zip have them, or to the
 * nearest folder that holds everything. A folder goes with all in it, hidden files too. Left out and named: devices, other
 * disks, what cannot be read, what a pattern excludes.
 */
import { BadArgument, type LookContext, PathText } from "@zenus/core"
import type { ArchiveItem } from "../../archive/ArchiveItem.ts"
import { shown } from "../../action/answers.ts"
import type { Source } from "../../select/gatherSources.ts"
import { compileGlob, compilePathGlob } from "../../select/glob.ts"
import { knownIdentity } from "../../place/planned.ts"
import { readTree } from "../../select/readTree.ts"
import { counted, fewNames } from "../../action/sayCount.ts"

export interface ArchiveItems {
  readonly items: ReadonlyArray<ArchiveItem>
  readonly files: number
  readonly folders: number
  readonly bytes: number
  /** Devices and such, other disks, what cannot be read. */
  readonly special: ReadonlyArray<string>
  readonly mounts: ReadonlyArray<string>
  readonly unreadable: ReadonlyArray<string>
  readonly excluded: number
}

export interface ItemOptions {
  readonly exclude: ReadonlyArray<string>
  /** Names begin below this folder. */
  readonly base: string
  /** The archive itself, should it be there already. */
  readonly target: string
}

/** The nearest folder that holds all of them. */
const commonFolder = (paths: ReadonlyArray<string>): string => {
  let folder = PathText.dirname(paths[0] ?? "/")
  for (const path of paths) while (!PathText.isInside(folder, path)) folder = PathText.dirname(folder)
  return folder
}

/** The folder that names are relative to: `wanted` or the working folder where they hold everything, else the nearest that does. */
export const baseOf = (paths: ReadonlyArray<string>, wanted: string | null, context: LookContext): string => {
  const base = wanted ?? context.cwd
  if (paths.every((path) => PathText.isInside(base, path))) return base
  if (wanted === null) return commonFolder(paths)
  throw new BadArgument({
    action: "archive",
    reason: `not everything lies in ${shown(wanted, context)}.`,
    hints: ["Name the folder that holds everything, or none."]
  })
}

const makeExcludes = (patterns: ReadonlyArray<string>): ((relative: string, name: string) => boolean) => {
  const written = patterns
    .map((pattern) => pattern.replace(/^\.\//, "").replace(/\/+$/, ""))
    .filter((one) => one !== "")
  const names = written.filter((pattern) => !pattern.includes("/")).map((pattern) => compileGlob(pattern))
  const paths = written.filter((pattern) => pattern.includes("/")).map((pattern) => compilePathGlob(pattern))
  return (relative, name) => names.some((fits) => fits(name)) || paths.some((fits) => fits(relative))
}

/** Rejects with `DiskError`. */
export const archiveItems = async (
  sources: ReadonlyArray<Source>,
  { base, exclude, target }: ItemOptions,
  context: LookContext
): Promise<ArchiveItems> => {
  const { disk } = context
  const excludes = makeExcludes(exclude)
  const items: Array<ArchiveItem> = []
  const special: Array<string> = []
  const mounts: Array<string> = []
  const unreadable: Array<string> = []
  let excluded = 0
  let files = 0
  let folders = 0
  let bytes = 0
  /** Whether what is in it goes as well. */
  const add = ({ path, stat }: Source): boolean => {
    const name = PathText.relativeTo(base, path)
    if (path === target) return false
    if (name !== "." && excludes(name, PathText.basename(path))) {
      excluded++
      return false
    }
    if (stat.type === "other") {
      special.push(path)
      return false
    }
    if (stat.type === "file" && stat.ino > 0 && !disk.may(path, "read")) {
      unreadable.push(path)
      return false
    }
    if (stat.type === "folder") folders++
    else files++
    if (stat.type === "file") bytes += stat.size
    if (name !== ".") items.push({ path, name, type: stat.type, identity: knownIdentity(stat) })
    return true
  }
  for (const source of sources) {
    if (!add(source) || source.stat.type !== "folder") continue
    const tree = await readTree(source.path, disk)
    unreadable.push(...tree.unreadable)
    mounts.push(...tree.mounts)
    // A folder comes before what it holds, so what is left out is known by then.
    const left = new Set<string>(tree.mounts)
    for (const entry of tree.entries) {
      const stays = left.has(entry.path) || left.has(PathText.dirname(entry.path)) || !add(entry)
      if (stays && entry.type === "folder") left.add(entry.path)
    }
  }
  return { items, files, folders, bytes, special, mounts, unreadable, excluded }
}

/** What the person should know of what is not in the archive. */
export const leftOutNotes = (items: ArchiveItems, context: LookContext): ReadonlyArray<string> => {
  const names = (paths: ReadonlyArray<string>) => fewNames(paths.map((path) => shown(path, context)))
  return [
    ...(items.excluded > 0 ? [`Excluded: ${counted(items.excluded, "entry", "entries")}.`] : []),
    ...(items.special.length > 0
      ? [`Left out, being no files (devices, pipes, sockets): ${names(items.special)}.`]
      : []),
    ...(items.mounts.length > 0 ? [`Not entered, another disk begins there: ${names(items.mounts)}.`] : []),
    ...(items.unreadable.length > 0 ? [`Could not be read and so left out: ${names(items.unreadable)}.`] : [])
  ]
}
