/**
 * Drives all deeds of a transaction to a side: undo newest first, redo oldest first, each looked at again at the act. How far
 * it came is written down after each batch and however it ends, so it can be repeated and continued; where something is
 * in the way it stops there and leaves the rest as it is. Folder times are given back as each batch is.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type Disk, DiskError } from "../disk/Disk.ts"
import type { Recoverable } from "../errors/Recoverable.ts"
import type { ActContext, Blocked, Inverse } from "../tool/Action.ts"
import type { ToolError } from "../tool/ToolError.ts"
import { decodeBatch } from "./batchCodec.ts"
import { type BatchRow, beginOwn, endOwn, moveCursor } from "./batchRows.ts"
import { batchesToDrive, type FindInverse, snapshotOf } from "./checkTransaction.ts"
import { blocked, type DriveContext, driveGroup, isBlocked } from "./drive.ts"
import { giveTimes, timesKeptBy } from "./folderTimes.ts"
import type { Recorder } from "./Journal.ts"
import type { Group, Side } from "./Primitive.ts"
import type { Store } from "../state/Store.ts"

export interface DriveTransaction {
  readonly store: Store
  readonly disk: Disk
  /** The undo or redo that is written to. */
  readonly recorder: Recorder
  /** Row number of the transaction whose deeds are driven. */
  readonly target: number
  readonly side: Side
  readonly findInverse: FindInverse
  readonly ensureFolder: (folder: string) => boolean
  readonly actContext: ActContext
  /** How many deeds were driven, and folders of ours kept for what others put into them; right however it ends. */
  readonly tally: { restored: number; kept: number }
  readonly onProgress: () => void
}

const SLICE_MS = 15
const DEEDS_BETWEEN_LOOKS = 16

/** Folders that must be made anew get another inode: until it is written down, whatever folder is there counts as ours. */
const forgetGoneFolders = (context: DriveTransaction, batch: BatchRow, groups: ReadonlyArray<Group>): void => {
  const gone = [...batch.made.keys()].filter((index) => {
    const [one] = groups[index] ?? []
    if (one?.kind !== "folder" || context.disk.lstat(one.path) !== null) return false
    return one.aside === null || context.disk.lstat(one.aside) === null
  })
  if (gone.length === 0) return
  for (const index of gone) batch.made.delete(index)
  context.recorder.commit((store) => moveCursor(store, batch.seq, batch.cursor, batch.made))
}

const driveFiles = Effect.fnUntraced(function* (context: DriveTransaction, batch: BatchRow) {
  const { disk, recorder, side, store, tally } = context
  const clock = yield* Clock.Clock
  const groups = decodeBatch(batch.deeds)
  const drive: DriveContext = {
    disk,
    made: batch.made,
    ensureFolder: context.ensureFolder,
    onKept: () => void (tally.kept += 1)
  }
  if (side === "after") forgetGoneFolders(context, batch, groups)
  const end = side === "before" ? 0 : (batch.done ?? 0)
  let cursor = batch.cursor
  const finish = Effect.sync(() => {
    if (side === "before" && cursor === 0) {
      for (const kept of timesKeptBy(store, context.target, batch.seq)) giveTimes(disk, kept)
    }
    recorder.queue((store) => moveCursor(store, batch.seq, cursor, drive.made))
  })
  const work = Effect.gen(function* () {
    let since = clock.currentTimeMillisUnsafe()
    for (let count = 1; cursor !== end; count++) {
      const index = side === "before" ? cursor - 1 : cursor
      const driven = driveGroup(groups[index] ?? [], index, side, drive)
      if (isBlocked(driven)) return driven
      if (driven === "did") tally.restored += 1
      cursor += side === "before" ? -1 : 1
      if (count % DEEDS_BETWEEN_LOOKS === 0 && clock.currentTimeMillisUnsafe() - since >= SLICE_MS) {
        context.onProgress()
        yield* Effect.yieldNow
        since = clock.currentTimeMillisUnsafe()
      }
    }
    return null
  })
  return yield* work.pipe(Effect.onExit(() => finish))
})

/** Brings a deed outside the file tree to a side; half on its way already, it is continued. */
export const travelOwn = (
  inverse: Inverse,
  before: unknown,
  after: unknown,
  side: Side,
  context: ActContext
): Effect.Effect<void, ToolError | Blocked> =>
  side === "before" ? inverse.undo(before, after, context) : inverse.redo(before, after, context)

const driveOwn = Effect.fnUntraced(function* (context: DriveTransaction, batch: BatchRow) {
  const inverse = context.findInverse(batch.step)
  if (inverse === undefined) return blocked("", "this zenus does not know how to take it back")
  const { side } = context
  const before = snapshotOf(batch.deeds)
  const after = snapshotOf(batch.after)
  if (batch.done === null) yield* inverse.release?.(before, context.disk) ?? Effect.void
  const stop = yield* inverse.check(before, after, context.disk, side === "before" ? "undo" : "redo")
  if (stop !== null) return stop
  // Whatever ends it in its middle: from here on neither undo nor redo passes over it.
  context.recorder.commit((store) => beginOwn(store, batch.seq))
  yield* travelOwn(inverse, before, after, side, context.actContext)
  context.tally.restored += 1
  context.recorder.commit((store) => endOwn(store, batch.seq, side === "before" ? 0 : 1))
  return null
})

const asBlocked = (error: Recoverable | Blocked): Blocked =>
  "why" in error ? error : blocked(error instanceof DiskError ? error.path : "", error.message)

/** `null` when all of it stands on that side. Dies with what the store throws. */
export const driveTransaction = Effect.fnUntraced(function* (context: DriveTransaction) {
  for (const batch of batchesToDrive(context.store, context.target, context.side)) {
    const stop: Blocked | null =
      batch.kind === "files"
        ? yield* driveFiles(context, batch)
        : yield* driveOwn(context, batch).pipe(Effect.catch((error) => Effect.succeed(asBlocked(error))))
    if (stop !== null) return stop
    // Durable so that a crash after this batch does not meet what people do to its files afterwards.
    context.recorder.commit(() => {})
    context.onProgress()
    yield* Effect.yieldNow
  }
  return null
})
