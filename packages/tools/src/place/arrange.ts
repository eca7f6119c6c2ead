/**
 * Which thing goes where: the part that copy and move share. Decides by reading the target folders once each; nothing is
 * overwritten unless the request names one existing target exactly or says that what is there is replaced.
 */
import { BadArgument, DeedRefused, type LookContext, PathText, type Stat, StepFailed } from "@zenus/core"
import { shown } from "../action/answers.ts"
import { destinationOf, folderToBe } from "./destination.ts"
import { foldsCase } from "./foldsCase.ts"
import type { Source } from "../select/gatherSources.ts"
import { type Arrivals, makeArrivals, nameKey } from "./keepBoth.ts"
import { counted, fewNames } from "../action/sayCount.ts"

export interface ArrangeOptions {
  readonly action: string
  readonly to: string
  /** `to` is a folder even where it is not there yet (true), or a new name (false); absent: what people mean by such words. */
  readonly asFolder: boolean | undefined
  /** What is done where a name is taken; absent: the config's word for many, replacement for one exact name. */
  readonly existing: "keep-both" | "skip" | "fail" | "replace" | undefined
  /** Keep the folders between these start folders and the things. */
  readonly below: ReadonlyArray<string> | null
  /** Whether what is in the target folder already stays as it is (move) or comes once more (copy). */
  readonly stays: boolean
}

export interface Placed {
  readonly source: Source
  readonly to: string
  /** What is there and goes to the trash. */
  readonly replaces: Stat | null
}

export interface Arrangement {
  readonly placed: ReadonlyArray<Placed>
  /** To be made, outermost first. */
  readonly folders: ReadonlyArray<string>
  /** The folder that things go into, or the one new name. */
  readonly target: string
  readonly intoFolder: boolean
  readonly notes: ReadonlyArray<string>
}

/** Names now in a folder that may not be there yet. */
export const namesIn =
  (context: Pick<LookContext, "disk">) =>
  (folder: string): ReadonlyArray<string> =>
    context.disk.lstat(folder) === null ? [] : context.disk.list(folder).map((entry) => entry.name)

/** What to say of names that were taken; throws under `fail`. */
export const collisionNotes = (
  arrivals: Arrivals,
  policy: "keep-both" | "skip" | "fail",
  context: Pick<LookContext, "cwd">,
  doing: string
): ReadonlyArray<string> => {
  const refused = arrivals.refused()
  if (policy === "fail" && refused.length > 0) {
    throw new StepFailed({
      doing,
      reason: `${counted(refused.length, "name is", "names are")} taken: ${fewNames(refused.map((path) => shown(path, context)))}.`,
      hints: ["Move what is there aside, or choose another place.", "Set files.onCollision to keep-both or skip."]
    })
  }
  const { count, first } = arrivals.keptBoth()
  const names = count > first.length ? '"name (2)"' : fewNames(first.map((path) => shown(path, context)))
  const ones = count === 1 ? "one" : "ones"
  return [
    ...(count > 0
      ? [`${counted(count, "name is", "names are")} taken: both are kept, the new ${ones} as ${names}.`]
      : []),
    ...(refused.length > 0
      ? [`Left out, because the name is taken: ${fewNames(refused.map((path) => shown(path, context)))}.`]
      : [])
  ]
}

const refuseInside = (action: string, source: Source, to: string, context: LookContext): void => {
  if (source.stat.type !== "folder" || !PathText.isInside(source.path, to)) return
  throw new DeedRefused({
    rule: "into-itself",
    reason: `${action}: ${shown(source.path, context)} cannot go into itself (${shown(to, context)}).`,
    hints: ["Choose a place outside of it."]
  })
}

export const isSameEntry = (a: Stat, b: Stat): boolean => a.ino > 0 && a.ino === b.ino && a.dev === b.dev

/** One thing to one name. */
const toName = (
  source: Source,
  path: string,
  existing: Stat,
  options: ArrangeOptions,
  context: LookContext
): Placed => {
  const refuse = (reason: string, hint: string) => new BadArgument({ action: options.action, reason, hints: [hint] })
  if (isSameEntry(existing, source.stat)) {
    throw refuse(
      `${shown(source.path, context)} and ${shown(path, context)} are the same file.`,
      "Choose another name."
    )
  }
  if (existing.type === "other" || existing.type === "folder" || source.stat.type === "folder") {
    throw refuse(
      `${shown(path, context)} is there already and cannot be replaced by ${shown(source.path, context)}.`,
      "Choose another name, or delete what is there first."
    )
  }
  return { source, to: path, replaces: existing }
}

/** "move song.mp3 to music": nobody who says so wants a file called music. A file without an extension may get any name. */
const soundsLikeFolder = (source: Source, to: string): boolean =>
  source.stat.type !== "folder" && PathText.extension(source.path) !== "" && PathText.extension(to) === ""

/** Throws `BadArgument`, `DeedRefused`, `StepFailed` (under `fail`) and `DiskError`. */
export const arrange = (sources: ReadonlyArray<Source>, options: ArrangeOptions, context: LookContext): Arrangement => {
  const { action } = options
  const only = sources.length === 1 && options.below === null ? sources[0] : undefined
  const asFolder = only === undefined || (options.asFolder ?? soundsLikeFolder(only, options.to))
  const destination = destinationOf(action, options.to, context, asFolder)
  if (destination.kind === "name" && only !== undefined) {
    refuseInside(action, only, destination.path, context)
    const { existing, path } = destination
    const placed = (one: Placed): Arrangement => ({
      placed: [one],
      folders: destination.missing,
      target: path,
      intoFolder: false,
      notes: []
    })
    // A name in another case, where both are one name: the entry itself, not a target.
    if (existing === null || (only.path !== path && otherCaseOf(only.path, path, context))) {
      return placed({ source: only, to: path, replaces: null })
    }
    if (options.existing === undefined || options.existing === "replace") {
      return placed(toName(only, path, existing, options, context))
    }
  }
  const single = destination.kind === "name" ? PathText.basename(destination.path) : null
  const folder = destination.kind === "name" ? PathText.dirname(destination.path) : destination.path
  const replacing = options.existing === "replace"
  const policy =
    options.existing === undefined || options.existing === "replace" ? context.onCollision : options.existing
  const folding = foldsCase(folder, context.disk)
  const arrivals = makeArrivals({ policy, namesIn: namesIn(context), foldsCase: () => folding })
  const folders = [...destination.missing]
  const known = new Set(folders)
  const ensure = (path: string): void => {
    if (known.has(path)) return
    known.add(path)
    for (const missing of folderToBe(action, path, context).missing) {
      if (missing !== path && known.has(missing)) continue
      known.add(missing)
      folders.push(missing)
    }
  }
  const placed: Array<Placed> = []
  const replaced = new Set<string>()
  let there = 0
  /** Of "everything here", the folder that it goes into stays where it is. */
  const holders: Array<string> = []
  for (const source of sources) {
    if (only === undefined && source.stat.type === "folder" && PathText.isInside(source.path, folder)) {
      holders.push(source.path)
      continue
    }
    refuseInside(action, source, folder, context)
    const at = inStructure(source.path, folder, options.below)
    const isFolder = source.stat.type === "folder"
    const name = single ?? PathText.basename(source.path)
    if (options.stays && at === PathText.dirname(source.path) && name === PathText.basename(source.path)) {
      there++
      continue
    }
    if (at !== folder) ensure(at)
    const target = PathText.child(at, name)
    const existing = replacing ? context.disk.lstat(target) : null
    if (existing !== null && !isSameEntry(existing, source.stat)) {
      const leaf = !isFolder && existing.type !== "folder"
      // A folder is copied into the one that is there; a rename cannot do that, so a moved one gets a number.
      const merges = isFolder && existing.type === "folder" && !options.stays
      if (leaf && !replaced.has(target)) {
        replaced.add(target)
        placed.push({ source, to: target, replaces: existing })
        continue
      }
      if (merges) {
        placed.push({ source, to: target, replaces: null })
        continue
      }
    }
    const arrives = arrivals.place(at, name, isFolder)
    if (arrives !== null) placed.push({ source, to: PathText.child(at, arrives), replaces: null })
  }
  const notes = [
    ...collisionNotes(arrivals, policy, context, `${action === "move" ? "Move" : "Copy"} to ${shown(folder, context)}`),
    ...(holders.length > 0
      ? [`Left where it is, since the others go into it: ${fewNames(holders.map((path) => shown(path, context)))}.`]
      : []),
    ...(there > 0 ? [`There already and left as it is: ${counted(there, "entry", "entries")}.`] : [])
  ]
  return { placed, folders, target: destination.path, intoFolder: single === null, notes }
}

/** The folder for a thing whose way down from its start folder is kept. */
const inStructure = (path: string, folder: string, below: ReadonlyArray<string> | null): string => {
  if (below === null) return folder
  const parent = PathText.dirname(path)
  const start = below
    .filter((root) => PathText.isInside(root, parent))
    .reduce((longest, root) => (root.length > longest.length ? root : longest), "")
  return start === "" || start === parent ? folder : PathText.child(folder, PathText.relativeTo(start, parent))
}

/** Whether `to` is only another case of `from`, on a file system where both are one name. */
export const otherCaseOf = (from: string, to: string, context: Pick<LookContext, "disk">): boolean => {
  if (from === to || PathText.dirname(from) !== PathText.dirname(to)) return false
  if (nameKey(true)(from) !== nameKey(true)(to)) return false
  const a = context.disk.lstat(from)
  const b = context.disk.lstat(to)
  if (a === null || b === null || !isSameEntry(a, b)) return false
  const name = PathText.basename(to)
  return !context.disk.list(PathText.dirname(to)).some((entry) => entry.name === name)
}
