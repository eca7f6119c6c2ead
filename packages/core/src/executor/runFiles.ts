/**
 * Does the deeds of one step, batch by batch: look and stage; one durable commit of what is intended (and that the batch
 * before is done); do and verify; next. Whatever ends it in the middle (a failure, Ctrl+C, a timeout), the batch in
 * flight is written down as far as it came, and what was staged and not put into place is taken away. Inside a
 * batch there is no Effect and no promise for a deed, only a chance for others every few milliseconds.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { DiskError, type Disk } from "../disk/Disk.ts"
import { encodeBatch } from "../history/batchCodec.ts"
import { finishBatch, insertBatch } from "../history/batchRows.ts"
import type { DriveContext } from "../history/drive.ts"
import { giveTimes, keepTimes, timesBefore, type FolderBefore } from "../history/folderTimes.ts"
import type { Recorder } from "../history/Journal.ts"
import type { Destroy } from "../history/Primitive.ts"
import { removeTree } from "../history/removeTree.ts"
import type { Deed } from "../tool/Deed.ts"
import { inSlices } from "./inSlices.ts"
import { dropBatch, dropStaged, lowerBatch, type Batch, type LowerContext } from "./lowerDeeds.ts"
import { performGroup } from "./performDeed.ts"

export interface FilesContext extends LowerContext {
  readonly recorder: Recorder
  /** The step's place in the plan. */
  readonly position: number
  /** Folders whose times this step has kept. */
  readonly folders: Set<string>
  /** Counts what was verified; kept here so that it is right however the step ends. */
  readonly tally: { count: number; bytes: number }
  readonly onProgress: () => void
  /** Like `LowerContext.rejected`, to add to. */
  readonly rejected: Set<string>
}

/** The event loop gets its turn after so many milliseconds of deeds. */
const SLICE_MS = 15
/** Deeds between two looks at the clock. */
const DEEDS_BETWEEN_LOOKS = 16

interface Intended {
  readonly seq: number
  /** Folders that this batch is the first of its step to change. */
  readonly kept: ReadonlyArray<FolderBefore>
}

/** Writes the batch down, with the times of folders that it will be the first of its step to change. */
const intend = (context: FilesContext, batch: Batch): Intended => {
  const { text, folders } = encodeBatch(batch.groups)
  const fresh = folders.filter((folder) => !context.folders.has(folder) && !context.use.holds(folder))
  const kept = timesBefore(context.disk, fresh)
  const seq = context.recorder.commit((store, tx) => {
    context.use.write(store, tx)
    const seq = insertBatch(store, {
      tx,
      step: context.position,
      kind: "files",
      deeds: text,
      total: batch.groups.length,
      trashBytes: batch.trashBytes,
      stageBytes: batch.stageBytes
    })
    keepTimes(store, { tx, step: context.position, batch: seq }, kept)
    return seq
  })
  for (const folder of fresh) context.folders.add(folder)
  context.use.made()
  return { seq, kept }
}

const isElsewhere = (error: unknown): boolean => error instanceof DiskError && error.code === "EXDEV"

/** A big tree that goes for good, in slices. */
const destroyFolder = (disk: Disk, one: Destroy): Effect.Effect<unknown> =>
  Effect.suspend(() => {
    const stat = disk.lstat(one.path)
    return stat?.ino === one.what.ino && stat.dev === one.what.dev
      ? inSlices(() => removeTree(disk, one.path))
      : Effect.die(new DiskError("remove", one.path, "ESTALE"))
  })

/** Does a batch that is written down. Gives how many of its deeds are done: fewer than all where a trash turned out to be on another file system. */
const act = Effect.fnUntraced(function* (context: FilesContext, batch: Batch, { seq, kept }: Intended) {
  const clock = yield* Clock.Clock
  const drive: DriveContext = { disk: context.disk, made: new Map(), ensureFolder: () => false }
  let done = 0
  const finish = Effect.sync(() => {
    for (let index = done; index < batch.groups.length; index++) {
      const at = batch.staged[index]
      const place = batch.places[index] ?? null
      if (place === null) continue
      context.use.unfilled(place)
      if (at !== null && at !== undefined) dropStaged(context.disk, at)
    }
    // What was tried and put back has left its mark on its folders, and undo will find nothing to take back here.
    if (done === 0) for (const { path, times } of kept) if (times !== null) giveTimes(context.disk, { path, times })
    context.recorder.queue((store) => finishBatch(store, seq, done, drive.made))
  })
  const work = Effect.gen(function* () {
    let since = clock.currentTimeMillisUnsafe()
    for (let index = 0; index < batch.groups.length; index++) {
      const group = batch.groups[index] ?? []
      const first = group[0]
      if (first?.kind === "destroy" && first.what.type === "folder") yield* destroyFolder(context.disk, first)
      else {
        const failure = performGroup(group, index, drive)
        if (failure !== null) {
          if (failure.partly) done += 1
          const place = batch.places[index] ?? null
          if (!isElsewhere(failure.error) || place === null) throw failure.error
          context.rejected.add(place)
          return done
        }
      }
      done += 1
      context.tally.count += 1
      context.tally.bytes += batch.bytes[index] ?? 0
      if (done % DEEDS_BETWEEN_LOOKS === 0 && clock.currentTimeMillisUnsafe() - since >= SLICE_MS) {
        context.onProgress()
        yield* Effect.yieldNow
        since = clock.currentTimeMillisUnsafe()
      }
    }
    return done
  })
  return yield* work.pipe(Effect.onExit(() => finish))
})

/** Dies with what disk, store and deeds throw; `context.tally` says how far it came. */
export const runFiles = Effect.fnUntraced(function* (context: FilesContext, deeds: ReadonlyArray<Deed>) {
  let at = 0
  while (at < deeds.length) {
    const batch = yield* lowerBatch(context, deeds, at)
    // From here to the end of the intention nothing can come between.
    let intended: Intended
    try {
      intended = intend(context, batch)
    } catch (error) {
      dropBatch(context, batch)
      throw error
    }
    at += yield* act(context, batch, intended)
    context.onProgress()
    yield* Effect.yieldNow
  }
})
