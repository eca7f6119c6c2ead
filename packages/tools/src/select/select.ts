/**
 * Evaluates a Selection against a disk: which entries does the request speak of. The words mean what the contract
 * (§4) says: files and links to them, not hidden, not below, unless said; links are listed and never entered.
 * Conditions go from cheap to dear: name and type while walking, then the path, then the facts (an
 * `lstat` right inside walk's callback, which is what makes it fast), then content, then duplicates. A start
 * folder named by a link is judged by its real path. Refuses a start that is not there (`PathNotFound` with
 * near names) and one that cannot be listed; a folder below it that cannot is named in `unreadable`.
 */
import type { EntryType, LookContext, Selection, Stat, TellProgress, ToolError } from "@zenus/core"
import { DiskError, escapeName, PathText } from "@zenus/core"
import type * as Effect from "effect/Effect"
import { type Breathe, makeBreathe } from "../action/breathe.ts"
import { onePass } from "../action/passes.ts"
import { badSelection, compileConditions, compilePrune, type Conditions, isHiddenName } from "./conditions.ts"
import { amountOf } from "./content.ts"
import { compileContaining, CONTENT_SLICE } from "./contents.ts"
import { findDuplicates } from "./duplicates.ts"
import { pathGlobDepth } from "./glob.ts"
import { lookDown } from "./lookDown.ts"
import { locate, pathNotFound } from "./locate.ts"
import type { Selected } from "./Selected.ts"
import { orderNeedsStat, sortSelected } from "./order.ts"
import { attempt } from "../action/trouble.ts"

export type { Selected }

export interface SelectOptions {
  /** Take the facts of every entry (deeds need them). Default false. */
  readonly needStat?: boolean
  /** What the request meant where the selection itself does not say `recursive`. Default false. */
  readonly recursiveByDefault?: boolean
  /** Cross onto other file systems while walking. Default true for reading; deeds pass false. */
  readonly crossMounts?: boolean
  /**
   * For reading only: a folder among `paths` stands for the files in it, and a file among `in` for itself, since a
   * request does not say which one a name is. Default false (a folder is itself, a file is no place to look in).
   */
  readonly lenient?: boolean
}

export interface Selecting {
  readonly entries: ReadonlyArray<Selected>
  /** Folders and files that could not be read, for a note. */
  readonly unreadable: ReadonlyArray<string>
  /** The start folders (real paths) or the named paths, for reads. */
  readonly roots: ReadonlyArray<string>
}

/** How far down, in levels; 1 is the folder's own entries. */
const depthOf = (selection: Selection, options: SelectOptions): number => {
  const byPattern = Math.max(1, ...(selection.names ?? []).filter((name) => name.includes("/")).map(pathGlobDepth))
  const recursive = selection.recursive ?? (selection.maxDepth !== undefined || (selection.minDepth ?? 1) > 1)
  const asked = recursive || (selection.recursive === undefined && options.recursiveByDefault === true)
  return Math.min(selection.maxDepth ?? Number.POSITIVE_INFINITY, asked ? Number.POSITIVE_INFINITY : byPattern)
}

interface Gathering {
  readonly found: Array<Selected>
  readonly unreadable: Array<string>
  readonly seen: Set<string> | null
  /** Names to keep that were not met yet. */
  readonly unmet: Set<string>
}

const asksForStat = (conditions: Conditions, selection: Selection, needStat: boolean): boolean =>
  needStat || conditions.stat !== null || conditions.mode !== null || selection.empty !== undefined

/** Adds an entry that fits by name; looks at the rest of the cheap conditions. */
const makeAdd = (
  conditions: Conditions,
  selection: Selection,
  context: LookContext,
  needStat: boolean,
  gathering: Gathering
) => {
  const { disk } = context
  const emptiness = selection.empty
  const isEmpty = (path: string, stat: Stat): boolean => {
    if (stat.type === "file") return stat.size === 0
    if (stat.type !== "folder") return false
    try {
      return disk.list(path).length === 0
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
      gathering.unreadable.push(path)
      return false
    }
  }
  const wantsStat = asksForStat(conditions, selection, needStat)
  return (path: string, type: EntryType, known?: Stat): void => {
    const isLink = type === "link"
    if (gathering.seen !== null) {
      if (gathering.seen.has(path)) return
      gathering.seen.add(path)
    }
    let stat: Stat | null = null
    const behind = isLink && conditions.linksToFiles ? disk.stat(path) : null
    if (isLink && conditions.linksToFiles && behind?.type !== "file") return
    if (isLink && selection.brokenLinks === true && disk.stat(path) !== null) return
    if (wantsStat) {
      stat = known ?? lookDown(disk, path, gathering.unreadable)
      // Gone between listing and looking: then it is not there.
      if (stat === null) return
      if (conditions.stat !== null && !conditions.stat(stat)) return
      if (conditions.mode !== null && !conditions.mode((behind ?? stat).mode)) return
      if (emptiness !== undefined && isEmpty(path, stat) !== emptiness) return
    }
    gathering.found.push({ path, type, stat })
  }
}

/** Where a selection begins. */
export interface Starts {
  /** Entries named themselves. */
  readonly named: ReadonlyArray<string>
  /** Folders that are looked into, by their real paths. */
  readonly folders: ReadonlyArray<string>
}

/** Throws `PathNotFound` for what is not there, `BadArgument` for a file to look in, `DiskError`. */
export const startsOf = (selection: Selection, context: LookContext, options: SelectOptions = {}): Starts => {
  const { disk } = context
  const lenient = options.lenient === true
  const named: Array<string> = []
  const folders: Array<string> = []
  for (const path of selection.paths ?? []) {
    const entry = locate(path, context)
    if (lenient && disk.stat(entry.path)?.type === "folder") folders.push(disk.realpath(entry.path) ?? entry.path)
    else named.push(entry.path)
  }
  for (const path of selection.in ?? (selection.paths === undefined ? ["."] : [])) {
    const start = locate(path, context)
    const real = disk.realpath(start.path)
    if (real === null) throw pathNotFound(path, context)
    if (disk.stat(real)?.type === "folder") folders.push(real)
    else if (lenient) named.push(start.path)
    else throw badSelection(`${escapeName(path)} is no folder`, "Name the file itself, or the folder that holds it.")
  }
  return { named, folders }
}

const gather = async (
  selection: Selection,
  context: LookContext,
  options: SelectOptions,
  needStat: boolean,
  signal: AbortSignal
): Promise<{ readonly gathering: Gathering; readonly roots: ReadonlyArray<string>; readonly namedOnly: boolean }> => {
  const { disk } = context
  const conditions = compileConditions(selection, context)
  const prune = compilePrune(selection)
  const { named, folders } = startsOf(selection, context, options)
  const several = named.length + folders.length > 1
  const gathering: Gathering = {
    found: [],
    unreadable: [],
    seen: several ? new Set() : null,
    unmet: new Set(selection.keeps)
  }
  const add = makeAdd(conditions, selection, context, needStat, gathering)
  for (const path of named) {
    const name = PathText.basename(path)
    const relative = PathText.relativeTo(context.cwd, path)
    const type = disk.lstat(path)?.type ?? "other"
    if (conditions.name(name, type) && (conditions.path === null || conditions.path(relative))) {
      add(path, type)
    }
  }
  // Conditions on named paths let hidden names pass; in folders that a lenient reader enters they hold as ever.
  const inFolders =
    selection.paths === undefined || folders.length === 0
      ? conditions
      : compileConditions({ ...withoutPaths(selection), type: selection.type ?? "file" }, context)
  for (const root of folders) {
    await walkFolder(root, {
      selection,
      context,
      options,
      conditions: inFolders,
      prune,
      add,
      needStat,
      gathering,
      signal
    })
  }
  // A name to keep that is nowhere is a slip: without it, what was meant by it would go with the rest.
  const [slip] = gathering.unmet
  if (slip !== undefined) {
    const [root] = folders
    const sought = root === undefined ? slip : PathText.relativeTo(context.cwd, PathText.child(root, slip))
    throw pathNotFound(sought, context)
  }
  return { gathering, roots: [...folders, ...named], namedOnly: folders.length === 0 }
}

const withoutPaths = (selection: Selection): Selection => {
  const { paths, ...rest } = selection
  return paths === undefined ? selection : rest
}

interface Walking {
  readonly selection: Selection
  readonly context: LookContext
  readonly options: SelectOptions
  readonly conditions: Conditions
  readonly prune: ((relative: string, name: string) => boolean) | null
  readonly add: (path: string, type: EntryType, known?: Stat) => void
  readonly needStat: boolean
  readonly gathering: Gathering
  readonly signal: AbortSignal
}

/** What one folder gave: the place of its entries among all that were found. */
interface Gathered {
  readonly base: string
  readonly from: number
  readonly to: number
}

/** Folders come in no order. By path they are nearly in that of the answer, or wholly, which is then had for a fraction of the cost. */
const byFolder = (found: Array<Selected>, from: number, folders: Array<Gathered>): void => {
  folders.sort((a, b) => (a.base < b.base ? -1 : 1))
  const met = found.slice(from)
  let to = from
  for (const folder of folders)
    for (let at = folder.from; at < folder.to; at++) {
      const entry = met[at - from]
      if (entry !== undefined) found[to++] = entry
    }
}

const walkFolder = async (root: string, walking: Walking): Promise<void> => {
  const { selection, conditions, prune, add, signal } = walking
  const { found } = walking.gathering
  const begin = found.length
  const folders: Array<Gathered> = []
  const levels = depthOf(selection, walking.options)
  const least = selection.minDepth ?? 1
  const entersHidden = (selection.hidden ?? "exclude") !== "exclude"
  const cut = root === "/" ? 1 : root.length + 1
  const fits = conditions.name
  const { unmet } = walking.gathering
  // Names to keep are looked for among all that is there.
  const isSifted = unmet.size === 0
  const looksAtAll =
    isSifted && prune === null && conditions.path === null && asksForStat(conditions, selection, walking.needStat)
  await walking.context.disk.walk(root, {
    ...(levels === Number.POSITIVE_INFINITY ? {} : { maxDepth: Math.max(0, levels - 1) }),
    crossMounts: walking.options.crossMounts ?? true,
    signal,
    enter: (path, name) => (entersHidden || !isHiddenName(name)) && (prune === null || !prune(path.slice(cut), name)),
    ...(isSifted ? { wants: fits } : {}),
    ...(looksAtAll ? { facts: conditions.stat ?? (() => true) } : {}),
    onFolder: (folder) => {
      if (folder.depth + 1 < least || folder.depth >= levels) return
      const base = folder.path.endsWith("/") ? folder.path : `${folder.path}/`
      if (!isSifted) for (const { name } of folder.entries) unmet.delete(name)
      const { entries } = folder
      const from = found.length
      for (let at = 0; at < entries.length; at++) {
        const entry = entries[at]
        if (entry === undefined) break
        const { name, stat, type } = entry
        if (!isSifted && !fits(name, type)) continue
        const path = base + name
        if (prune !== null && type === "folder" && prune(path.slice(cut), name)) continue
        if (conditions.path !== null && !conditions.path(path.slice(cut))) continue
        add(path, type, stat)
      }
      if (found.length > from) folders.push({ base, from, to: found.length })
    },
    onError: (error) => walking.gathering.unreadable.push(error.path)
  })
  byFolder(found, begin, folders)
}

/** The conditions on content, on what is left. A file that cannot be read does not fit and is named. */
const filterContents = async (
  entries: ReadonlyArray<Selected>,
  selection: Selection,
  context: LookContext,
  breathe: Breathe,
  unreadable: Array<string>,
  tell: TellProgress
): Promise<ReadonlyArray<Selected>> => {
  const tests = [
    ...(selection.containing ?? []).map((wanted) => ({ test: compileContaining(context.disk, wanted), want: true })),
    ...(selection.notContaining ?? []).map((wanted) => ({ test: compileContaining(context.disk, wanted), want: false }))
  ]
  if (tests.length === 0) return entries
  const paths = entries.map((entry) => entry.path)
  const told = onePass(tell, amountOf(context.disk, paths))
  const kept: Array<Selected> = []
  for (const entry of entries) {
    await breathe()
    const stat = context.disk.stat(entry.path)
    if (stat?.type !== "file") {
      told(0, 1)
      continue
    }
    // Several tests go over the file as often: the first one tells.
    let left = stat.size
    const slice: Breathe = () => {
      const bytes = Math.min(CONTENT_SLICE, left)
      left -= bytes
      told(bytes)
      return breathe()
    }
    try {
      let fits = true
      for (const { test, want } of tests) {
        if ((await test(entry.path, stat.size, slice)) !== want) {
          fits = false
          break
        }
      }
      if (fits) kept.push(entry)
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
      unreadable.push(entry.path)
    }
    told(left, 1)
  }
  return kept
}

const keepDuplicates = async (
  entries: ReadonlyArray<Selected>,
  how: "content" | "all-but-first",
  context: LookContext,
  breathe: Breathe,
  unreadable: Array<string>,
  tell: TellProgress
): Promise<Array<Selected>> => {
  const ordered = sortSelected(entries, undefined)
  const groups = await findDuplicates(context.disk, ordered, breathe, (path) => unreadable.push(path), tell)
  return groups.flatMap((group) => (how === "content" ? group : group.slice(1)))
}

/**
 * The entries that a selection names, each once, in its order; where it says none by path, and named paths as they were named.
 * `PathNotFound` for a path or start folder that is not there, `BadArgument` for a condition that cannot be read,
 * `StepFailed` for a start folder that cannot be listed.
 */
export const select = (
  selection: Selection,
  context: LookContext,
  options: SelectOptions = {}
): Effect.Effect<Selecting, ToolError> =>
  attempt("Look for the files", async (signal, tell) => {
    const breathe = makeBreathe(signal)
    const needStat = options.needStat === true || orderNeedsStat(selection.order) || selection.duplicates !== undefined
    const { gathering, roots, namedOnly } = await gather(selection, context, options, needStat, signal)
    const { unreadable } = gathering
    let entries = await filterContents(gathering.found, selection, context, breathe, unreadable, tell)
    if (selection.duplicates !== undefined) {
      entries = await keepDuplicates(entries, selection.duplicates, context, breathe, unreadable, tell)
    }
    await breathe()
    // Paths that were named one by one stay in the order of the request.
    if (selection.order !== undefined || !namedOnly) entries = sortSelected(entries, selection.order)
    await breathe()
    if (selection.first !== undefined) entries = entries.slice(0, Math.max(0, selection.first))
    return { entries, unreadable, roots }
  })
