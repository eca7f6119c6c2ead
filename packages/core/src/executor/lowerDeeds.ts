/**
 * From deeds of the plan to what the journal keeps of them, a batch at a time: where each goes in the trash, what each
 * attribute is now, the staged entry for each new one. Looking and staging only; nothing of the user's is touched. A deed
 * that must look at what an earlier one of the same batch will change waits for the next batch.
 */
import * as Effect from "effect/Effect"
import { DiskError, type Disk, type Identity, identityOf } from "../disk/Disk.ts"
import { escapeName } from "../errors/escapeName.ts"
import { child, dirname, isInside } from "../disk/PathText.ts"
import type { Attributes, Group, Primitive, Rename } from "../history/Primitive.ts"
import { surveyTree } from "../history/surveyTree.ts"
import type { TrashPlaces } from "../history/trashPlaces.ts"
import type { TrashUse } from "../history/trashUse.ts"
import type { Deed, Move, Put, SetAttributes, TrashEntry } from "../tool/Deed.ts"
import { ChangedSince, StepFailed } from "../tool/ToolError.ts"
import { inSlices } from "./inSlices.ts"
import { requireSame } from "../tool/requireSame.ts"
import { stageContent, stagedPath } from "./stageContent.ts"

export interface LowerContext {
  readonly disk: Disk
  readonly places: TrashPlaces
  readonly use: TrashUse
  /** Writes down and makes the trash folders that were asked for, before anything is staged in them. */
  readonly useNow: () => void
  /** Trash places whose rename has said that they are on another file system. */
  readonly rejected: ReadonlySet<string>
  /** The folder that the step's own stage has filled. */
  readonly stageFolder: string | null
  /** So many bytes more of copies are there, and so many copies as a whole (default 0): large files are told as they grow. */
  readonly onStaged: (bytes: number, copies?: number) => void
  /** It was agreed that what cannot go to a trash is removed for good. */
  readonly mayDestroy: boolean
  /** Deeds in a batch at most. */
  readonly batchSize: number
}

/** Bytes that a batch stages before it is put into place, and entries. */
const MAX_STAGED = 64 * 1024 * 1024
const MAX_STAGED_ENTRIES = 1_000

/** Entries staged at a time. */
const STAGED_AT_ONCE = 8

/** One batch, ready to be written down. Lists run side by side, one item a deed. */
export interface Batch {
  readonly groups: Array<Group>
  /** Bytes that each deed moves, for progress. */
  readonly bytes: Array<number>
  /** The trash place that each deed relies on; `null` for none. */
  readonly places: Array<string | null>
  /** What was staged for each deed and must go where it is not put into place. */
  readonly staged: Array<string | null>
  trashBytes: number
  stageBytes: number
}

interface Touched {
  /** Paths that deeds of this batch make, move or change. */
  readonly paths: Set<string>
  /** All folders above those. */
  readonly above: Set<string>
  /** New folders: nothing is in them yet. */
  readonly made: Set<string>
  /** Folders that move: what is said of paths in them holds only afterwards. */
  readonly moved: Set<string>
  /** Deeds that are not in `paths` and `above` yet: nearly always nobody asks. */
  waiting: Array<Deed>
}

const touch = (touched: Touched, path: string): void => {
  touched.paths.add(path)
  for (let at = dirname(path); !touched.above.has(at); at = dirname(at)) {
    touched.above.add(at)
    if (at === "/") return
  }
}

const touchWaiting = (touched: Touched): void => {
  for (const deed of touched.waiting) for (const path of pathsOf(deed)) touch(touched, path)
  touched.waiting = []
}

const isBelow = (folders: ReadonlySet<string>, path: string): boolean => {
  if (folders.size === 0) return false
  for (let at = dirname(path); ; at = dirname(at)) {
    if (folders.has(at)) return true
    if (at === "/") return false
  }
}

const NOTHING: ReadonlyArray<string> = []

/** Paths that lowering this deed looks at. */
const looksAt = (deed: Deed): ReadonlyArray<string> => {
  switch (deed.do) {
    case "make-folder":
    case "set":
      return [deed.path]
    case "trash":
      return deed.identity === null || deed.identity.type === "folder" ? [deed.path] : NOTHING
    case "move":
      return deed.identity === null ? [deed.from] : NOTHING
    case "put":
      return [
        ...(deed.content.kind === "copy"
          ? [deed.content.from]
          : deed.content.kind === "hardlink"
            ? [deed.content.of]
            : []),
        ...(deed.replaces === undefined ? [] : [deed.path])
      ]
  }
}

const pathsOf = (deed: Deed): ReadonlyArray<string> => (deed.do === "move" ? [deed.from, deed.to] : [deed.path])

const mustWait = (touched: Touched, deed: Deed): boolean => {
  if (touched.moved.size > 0 && pathsOf(deed).some((path) => isBelow(touched.moved, path))) return true
  const looks = looksAt(deed)
  if (looks.length === 0) return false
  touchWaiting(touched)
  // A folder goes away as a whole: it is counted once all that is planned in it is done.
  return looks.some((path) => touched.paths.has(path)) || (deed.do === "trash" && touched.above.has(deed.path))
}

/** What progress counts. */
const bytesOf = (deed: Deed): number => {
  switch (deed.do) {
    case "move":
      return deed.identity === null || deed.identity.type === "folder" ? 0 : deed.identity.size
    case "put":
    case "trash":
      return deed.bytes
    default:
      return 0
  }
}

const placeFor = (context: LowerContext, path: string): string | null => {
  for (const place of context.places.placesFor(dirname(path))) {
    if (!context.rejected.has(place) && !isInside(path, place)) return place
  }
  return null
}

const noPlace = (path: string): StepFailed =>
  new StepFailed({
    doing: `Changing ${escapeName(path)}`,
    reason: "no private folder for the trash can be made on its file system",
    hints: ["Make the top of that file system, or an allowed root on it, writable for you."]
  })

const intoTrash = (context: LowerContext, path: string, what: Identity, place: string): Rename => ({
  kind: "rename",
  from: path,
  to: context.use.entryIn(place),
  what,
  fresh: true
})

const lowerMove = (context: LowerContext, deed: Move): readonly [Group, string | null, number] => {
  const what = deed.identity ?? identityOf(requireSame(deed.from, context.disk.lstat(deed.from), null))
  const move: Primitive = { kind: "rename", from: deed.from, to: deed.to, what }
  if (deed.replaces === undefined) return [[move], null, 0]
  const place = placeFor(context, deed.to)
  if (place === null) throw noPlace(deed.to)
  const old = requireSame(deed.to, context.disk.lstat(deed.to), deed.replaces)
  return [[intoTrash(context, deed.to, identityOf(old), place), move], place, old.size]
}

const lowerSet = (context: LowerContext, deed: SetAttributes): Group => {
  const { disk } = context
  const stat = requireSame(deed.path, disk.lstat(deed.path), deed.identity)
  const owns = deed.uid !== undefined || deed.gid !== undefined
  // Changing an owner clears the set-id bits, so they belong to what is changed.
  const mode = deed.mode ?? (owns && (stat.mode & 0o6000) !== 0 ? stat.mode : undefined)
  const fields = (uid: number, gid: number, withMode: number | undefined, mtimeNs: bigint | undefined): Attributes => ({
    ...(mode === undefined || withMode === undefined ? {} : { mode: withMode }),
    ...(owns ? { uid, gid } : {}),
    ...(mtimeNs === undefined ? {} : { mtimeNs })
  })
  const times = deed.mtimeMs === undefined ? null : disk.exactTimes(deed.path)
  return [
    {
      kind: "set",
      path: deed.path,
      type: stat.type,
      dev: stat.dev,
      ino: stat.ino,
      before: fields(stat.uid, stat.gid, stat.mode, times?.mtimeNs),
      after: fields(
        deed.uid ?? stat.uid,
        deed.gid ?? stat.gid,
        mode,
        deed.mtimeMs === undefined ? undefined : BigInt(Math.round(deed.mtimeMs * 1000)) * 1000n
      )
    }
  ]
}

const lowerFolder = (context: LowerContext, path: string, mode: number | undefined, touched: Touched): Group => {
  const stat = isBelow(touched.made, path) ? null : context.disk.lstat(path)
  if (stat !== null && stat.type !== "folder") throw new DiskError("make the folder", path, "EEXIST")
  const place = stat === null ? placeFor(context, path) : null
  const aside = place === null ? null : child(context.use.laterIn(place), `made-${context.use.nextNumber()}`)
  return [{ kind: "folder", path, mode: mode ?? null, existed: stat !== null, aside }]
}

interface Lowered {
  readonly group: Group
  /** The trash that it relies on; `null` for none. */
  readonly place: string | null
}

/** A file or link; `undefined` for a folder, which takes a longer look. */
const lowerTrashed = (context: LowerContext, deed: TrashEntry): Lowered | undefined => {
  // What it is was seen when it was planned, and is looked at again at the act.
  const what = deed.identity ?? identityOf(requireSame(deed.path, context.disk.lstat(deed.path), null))
  const place = placeFor(context, deed.path)
  if (place === null) {
    if (!context.mayDestroy) throw noPlace(deed.path)
    return { group: [{ kind: "destroy", path: deed.path, what }], place: null }
  }
  return what.type === "folder" ? undefined : { group: [intoTrash(context, deed.path, what, place)], place }
}

const lowerTrashedFolder = Effect.fnUntraced(function* (context: LowerContext, deed: TrashEntry) {
  const what = identityOf(requireSame(deed.path, context.disk.lstat(deed.path), deed.identity))
  const place = placeFor(context, deed.path)
  if (place === null) throw noPlace(deed.path)
  const survey = yield* inSlices(() => surveyTree(context.disk, deed.path))
  if (survey.mount !== null) {
    throw new StepFailed({
      doing: `Deleting ${escapeName(deed.path)}`,
      reason: `another file system is mounted in it (${escapeName(survey.mount)})`,
      hints: ["Unmount it first."]
    })
  }
  if (survey.entries > deed.entries) throw new ChangedSince({ path: deed.path, what: "got more entries" })
  const rename = intoTrash(context, deed.path, what, place)
  return { group: [{ ...rename, entries: survey.entries }], place } satisfies Lowered
})

interface LoweredPut {
  readonly at: string
  readonly place: string | null
  /** Bytes of what it replaces. */
  readonly trashed: number
  /** Makes the entry; what is done then is known only afterwards. */
  readonly stage: Effect.Effect<Group>
}

const lowerPut = (context: LowerContext, deed: Put): LoweredPut => {
  const { disk, use } = context
  const place = placeFor(context, deed.path)
  if (place === null) throw noPlace(deed.path)
  const old = deed.replaces === undefined ? null : requireSame(deed.path, disk.lstat(deed.path), deed.replaces)
  const folder = use.folderIn(place)
  if (use.isWaiting()) context.useNow()
  const own = deed.content.kind === "staged"
  const at =
    deed.content.kind === "staged"
      ? stagedPath(context.stageFolder ?? folder, deed.content.name)
      : child(folder, `new-${use.nextNumber()}`)
  const aside = old === null ? null : intoTrash(context, deed.path, identityOf(old), place)
  const stage = stageContent(disk, deed, at, old, context.onStaged).pipe(
    Effect.catchDefect((defect) => Effect.die(meantFor(defect, at, deed.path))),
    Effect.onExit((exit) => (exit._tag === "Failure" && !own ? Effect.sync(() => dropStaged(disk, at)) : Effect.void)),
    Effect.map((put): Group => (aside === null ? [put] : [aside, put]))
  )
  // What the step staged itself cannot be staged again elsewhere.
  return { at, place: own ? null : place, trashed: old?.size ?? 0, stage }
}

/** What fails aside is told of the place that it is for: nobody knows the names in our own folder. */
const meantFor = (defect: unknown, at: string, path: string): unknown =>
  defect instanceof DiskError && defect.path === at
    ? new DiskError(defect.operation, path, defect.code, defect)
    : defect

/** Takes away what was staged and not put into place. Never fails: recovery and pruning look for it again. */
export const dropStaged = (disk: Disk, at: string): void => {
  try {
    if (disk.lstat(at) !== null) disk.unlink(at)
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
  }
}

/** A batch of which nothing will be done: what was staged for it goes. */
export const dropBatch = (context: LowerContext, batch: Batch): void => {
  for (const at of batch.staged) if (at !== null) dropStaged(context.disk, at)
  for (const place of batch.places) if (place !== null) context.use.unfilled(place)
}

/**
 * The next batch from `start` on: at least one deed. Dies with `DiskError`, `ChangedSince`, `StepFailed`, `StoreError`; then,
 * and when interrupted, what it had staged is gone again.
 */
export const lowerBatch = Effect.fnUntraced(function* (
  context: LowerContext,
  deeds: ReadonlyArray<Deed>,
  start: number
) {
  const batch: Batch = { groups: [], bytes: [], places: [], staged: [], trashBytes: 0, stageBytes: 0 }
  const touched: Touched = { paths: new Set(), above: new Set(), made: new Set(), moved: new Set(), waiting: [] }
  const add = (deed: Deed, group: Group, place: string | null, staged: string | null): void => {
    batch.groups.push(group)
    batch.bytes.push(bytesOf(deed))
    batch.places.push(place)
    batch.staged.push(staged)
    touched.waiting.push(deed)
  }
  const staging: Array<Effect.Effect<void>> = []
  const lowerEach = Effect.gen(function* () {
    for (let index = start; index < deeds.length; index++) {
      const deed = deeds[index]
      if (deed === undefined || batch.groups.length >= context.batchSize) return
      if (batch.stageBytes >= MAX_STAGED || staging.length >= MAX_STAGED_ENTRIES) return
      if (batch.groups.length > 0 && mustWait(touched, deed)) return
      switch (deed.do) {
        case "move": {
          const [group, place, trashed] = lowerMove(context, deed)
          batch.trashBytes += trashed
          add(deed, group, place, null)
          const what = group.at(-1)
          if (what?.kind === "rename" && what.what.type === "folder") {
            touched.moved.add(deed.from)
            touched.moved.add(deed.to)
          }
          break
        }
        case "make-folder": {
          const group = lowerFolder(context, deed.path, deed.mode, touched)
          add(deed, group, null, null)
          if (group[0]?.kind === "folder" && !group[0].existed) touched.made.add(deed.path)
          break
        }
        case "set":
          add(deed, lowerSet(context, deed), null, null)
          break
        case "trash": {
          const { group, place } = lowerTrashed(context, deed) ?? (yield* lowerTrashedFolder(context, deed))
          batch.trashBytes += place === null ? 0 : deed.bytes
          add(deed, group, place, null)
          break
        }
        case "put": {
          const { at, place, stage, trashed } = lowerPut(context, deed)
          batch.trashBytes += trashed
          batch.stageBytes += deed.bytes
          const position = batch.groups.length
          add(deed, [], place, at)
          staging.push(Effect.map(stage, (group) => void (batch.groups[position] = group)))
        }
      }
    }
  })
  // Copies wait for the disk to flush them: several at a time wait once.
  const stageAll = Effect.suspend(() => Effect.all(staging, { concurrency: STAGED_AT_ONCE, discard: true }))
  yield* lowerEach.pipe(
    Effect.andThen(stageAll),
    Effect.onExit((exit) => (exit._tag === "Failure" ? Effect.sync(() => dropBatch(context, batch)) : Effect.void))
  )
  return batch
})
