/**
 * What a crash cut off is settled before anything new is done: only transactions whose owner is gone, and of those only the
 * step in flight. It looks at the disk to see how far the batch in flight came, ends a deed that was cut off in its own
 * middle, removes what was staged and not put into place, and writes that down. What was done stays done: the
 * transaction is `interrupted` and can be undone, an undo or redo is continued by the next one. Itself cut off, it is
 * simply done again.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { DiskService, DiskError, type Disk } from "../disk/Disk.ts"
import { dirname } from "../disk/PathText.ts"
import { escapeName } from "../errors/escapeName.ts"
import type { Store } from "../state/Store.ts"
import type { StoreError } from "../state/StoreError.ts"
import type { ActContext } from "../tool/Action.ts"
import { ToolboxService } from "../tool/Toolbox.ts"
import { StepFailed } from "../tool/ToolError.ts"
import { decodeBatch } from "./batchCodec.ts"
import {
  batchesInFlight,
  batchBySeq,
  batchSeqsOf,
  endOwn,
  finishBatch,
  moveCursor,
  type BatchRow
} from "./batchRows.ts"
import { snapshotOf } from "./checkTransaction.ts"
import { travelOwn } from "./driveTransaction.ts"
import { judgeGroup, settleGroup, type DriveContext, type Made, type Standing } from "./drive.ts"
import { foldersOfTransaction, giveTimes, noteTimesLeft, timesKeptBy, timesOfFolders } from "./folderTimes.ts"
import { Journal, type OpenJournal } from "./Journal.ts"
import type { Group, Primitive, Side } from "./Primitive.ts"
import { storeErrors } from "./storeErrors.ts"
import { Trash } from "./Trash.ts"
import {
  numberOf,
  stepsOf,
  takeOver,
  transactionBySeq,
  updateStep,
  type TransactionKind,
  type TransactionRow
} from "./transactionRows.ts"
import { ensureIn } from "./trashPlaces.ts"
import { closeTrash, placesUsedBy, tidyTrash } from "./trashUse.ts"

export interface Recovered {
  readonly transaction: string
  readonly kind: TransactionKind
  readonly request: string
  /** How many deeds stand. */
  readonly done: number
  /** For the person: what was cut off, how far it had come, what to do. */
  readonly message: string
}

/**
 * A move that is under way in another process looks for an instant like one that was cut off. Whatever looks cut off is
 * looked at again after this long.
 */
const SETTLE_AFTER = "30 millis"

const hasInode = (disk: Disk, path: string, what: { readonly ino: number; readonly dev: number }): boolean => {
  const stat = disk.lstat(path)
  return stat?.ino === what.ino && stat.dev === what.dev
}

/** 0 where nothing is there, `null` where that cannot be looked at. */
const inodeAt = (disk: Disk, path: string): number | null => {
  try {
    return disk.lstat(path)?.ino ?? 0
  } catch (error) {
    if (error instanceof DiskError) return null
    throw error
  }
}

/** For a deed that stands on neither side: whether it was done before somebody changed its file. When in doubt it was, so that undo says what it finds. */
const wasDone = (one: Primitive, disk: Disk): boolean => {
  try {
    return looksDone(one, disk)
  } catch (error) {
    if (error instanceof DiskError) return true
    throw error
  }
}

const looksDone = (one: Primitive, disk: Disk): boolean => {
  if (one.kind !== "rename") return one.kind === "set" && hasInode(disk, one.path, one)
  if (hasInode(disk, one.from, one.what)) return false
  // A disk that is not there takes both folders with it.
  const isElsewhere = disk.lstat(dirname(one.from)) === null && disk.lstat(dirname(one.to)) === null
  return hasInode(disk, one.to, one.what) || isElsewhere
}

/** What lies in a folder that is shut for us cannot be told; whoever shut it did so after all that is in it. */
const judge = (group: Group, index: number, context: DriveContext): Standing => {
  try {
    return judgeGroup(group, index, context)
  } catch (error) {
    if (error instanceof DiskError) return "lost"
    throw error
  }
}

const standsAfter = (standing: Standing, group: Group, disk: Disk): boolean =>
  standing === "after" || standing === "half" || (standing === "lost" && group.some((one) => wasDone(one, disk)))

/** Steps as they turned out, from what their batches say. */
const settleSteps = (store: Store, tx: number): number => {
  let all = 0
  for (const step of stepsOf(store, tx)) {
    const row = store.get(
      "SELECT COUNT(*) AS batches, SUM(done) AS done FROM history_batch WHERE tx = ? AND step = ?",
      [tx, step.position]
    )
    const done = numberOf(row?.["done"])
    all += done
    if (step.status !== "waiting") continue
    const status = numberOf(row?.["batches"]) === 0 ? "skipped" : done >= step.total ? "done" : "interrupted"
    updateStep(store, tx, step.position, { status, count: done, durationMs: null, error: null })
  }
  return all
}

const messageOf = (row: TransactionRow, done: number): string => {
  const name = `"${escapeName(row.request)}"`
  switch (row.kind) {
    case "undo":
    case "redo":
      return `${name} was cut off; the next zenus ${row.kind} continues it.`
    case "housekeeping":
      return `Our own housekeeping (${name}) was cut off; it goes on by itself.`
    default:
      return done === 0
        ? `${name} was cut off before it had changed anything.`
        : `${name} was cut off after ${done} ${done === 1 ? "change" : "changes"}; zenus undo takes them back.`
  }
}

/**
 * How many leading deeds an undo that was cut off had not come to. It goes from the last to the first, so whatever is above
 * one that stands before was taken back, even where a later deed has moved it on since and it looks lost.
 */
export const stillAfter = (standings: ReadonlyArray<Standing>): number => {
  const lowestBefore = standings.indexOf("before")
  return (
    standings.findLastIndex(
      (standing, index) =>
        standing === "after" ||
        standing === "half" ||
        (standing === "lost" && (lowestBefore < 0 || lowestBefore > index))
    ) + 1
  )
}

/** How many leading deeds a redo that was cut off had done: the same in the other direction. */
export const againAfter = (standings: ReadonlyArray<Standing>): number => {
  const highestAfter = standings.lastIndexOf("after")
  const first = standings.findIndex(
    (standing, index) => standing === "before" || standing === "half" || (standing === "lost" && highestAfter < index)
  )
  return first < 0 ? standings.length : first
}

export class Recovery extends Context.Service<
  Recovery,
  {
    /** Settles every transaction whose owner is gone; empty where there is none, and then nothing is written. */
    readonly settle: Effect.Effect<ReadonlyArray<Recovered>, StoreError>
  }
>()("@zenus/core/history/Recovery") {
  static readonly layer: Layer.Layer<Recovery, never, DiskService | Journal | Trash | ToolboxService> = Layer.effect(
    Recovery,
    Effect.gen(function* () {
      const disk = yield* DiskService
      const journal = yield* Journal
      const trash = yield* Trash
      const toolbox = yield* ToolboxService

      const contextOf = (store: Store, tx: number, made: Made): DriveContext => ({
        disk,
        made,
        ensureFolder: ensureIn(disk, placesUsedBy(store, tx), trash.uid)
      })

      /** Ends what was cut off in its middle, once it is sure that nobody is in that middle. Whether it had to be taken back for it. */
      const settleHalf = Effect.fnUntraced(function* (group: Group, index: number, side: Side, context: DriveContext) {
        if (judge(group, index, context) !== "half") return false
        yield* Effect.sleep(SETTLE_AFTER)
        return judge(group, index, context) === "half" && !settleGroup(group, index, side, context)
      })

      /** A batch of a run: how many of its deeds were done. Deeds are done in order, so they are the leading ones. */
      const settleFiles = Effect.fnUntraced(function* (store: Store, batch: BatchRow) {
        const groups = decodeBatch(batch.deeds)
        const made: Made = new Map()
        const context = contextOf(store, batch.tx, made)
        let done = 0
        let putBack = false
        for (const [index, group] of groups.entries()) {
          if (yield* settleHalf(group, index, "after", context)) putBack = true
          const standing = judge(group, index, context)
          if (standsAfter(standing, group, disk)) done = index + 1
        }
        for (const [index, [one]] of groups.slice(0, done).entries()) {
          const inode = one?.kind === "folder" && !one.existed ? inodeAt(disk, one.path) : null
          if (inode !== null) made.set(index, inode)
        }
        // Nothing of the batch is left for undo to take back, so what it did to its folders goes now.
        if (done === 0 && putBack) for (const kept of timesKeptBy(store, batch.tx, batch.seq)) giveTimes(disk, kept)
        return () => finishBatch(store, batch.seq, done, made)
      })

      const actContextOf = (row: TransactionRow): ActContext => ({
        disk,
        transaction: row.id,
        keep: () =>
          Effect.fail(new StepFailed({ doing: "Recovering", reason: "nothing new is kept aside", hints: [] })),
        progress: () => {}
      })

      const inverseOf = (store: Store, batch: BatchRow) => {
        const step = stepsOf(store, batch.tx).find(({ position }) => position === batch.step)
        return step === undefined ? undefined : toolbox.find(step.tool, step.action)?.inverse
      }

      const settleOwn = Effect.fnUntraced(function* (store: Store, batch: BatchRow, row: TransactionRow) {
        const inverse = inverseOf(store, batch)
        const left =
          inverse === undefined
            ? { happened: true, after: null }
            : yield* inverse
                .settle(snapshotOf(batch.deeds), actContextOf(row))
                .pipe(Effect.catchCause(() => Effect.succeed({ happened: true, after: null })))
        return () => finishBatch(store, batch.seq, left.happened ? 1 : 0, new Map(), JSON.stringify(left.after ?? null))
      })

      const settleRun = Effect.fnUntraced(function* (opened: OpenJournal, row: TransactionRow) {
        const { store } = opened
        const finish: Array<() => void> = []
        for (const batch of batchesInFlight(store, row.seq)) {
          finish.push(batch.kind === "files" ? yield* settleFiles(store, batch) : yield* settleOwn(store, batch, row))
        }
        // Written down before anything is removed: what was staged tells how far it came.
        store.transaction(() => {
          for (const write of finish) write()
        })
        try {
          closeTrash(store, disk, row.id, trash.placesIn(row.cwd).home())
        } catch (error) {
          // Of a disk that is not there now: its staged files go with the trash.
          if (!(error instanceof DiskError)) throw error
        }
        const left = timesOfFolders(disk, foldersOfTransaction(store, row.seq))
        return () => {
          noteTimesLeft(store, row.seq, left)
          return settleSteps(store, row.seq)
        }
      })

      /**
       * A deed outside the file tree that was on its way: ended in the direction in which it was going. Where that does not go
       * it stays in flight, so that the next undo or redo takes it up and says what is in the way.
       */
      const settleOwnTravel = Effect.fnUntraced(function* (
        store: Store,
        batch: BatchRow,
        side: Side,
        target: TransactionRow
      ) {
        const inverse = inverseOf(store, batch)
        if (batch.done !== null || inverse === undefined) return () => {}
        const before = snapshotOf(batch.deeds)
        const ended = yield* Effect.exit(
          Effect.andThen(
            inverse.release?.(before, disk) ?? Effect.void,
            travelOwn(inverse, before, snapshotOf(batch.after), side, actContextOf(target))
          )
        )
        return ended._tag === "Success" ? () => endOwn(store, batch.seq, side === "before" ? 0 : 1) : () => {}
      })

      /** An undo or redo: how far it came in the batch in flight, the first one that has something left. */
      const settleTravel = Effect.fnUntraced(function* (
        opened: OpenJournal,
        row: TransactionRow,
        target: TransactionRow
      ) {
        const { store } = opened
        const back = row.kind === "undo"
        const seqs = batchSeqsOf(store, target.seq)
        for (const seq of back ? seqs.toReversed() : seqs) {
          const batch = batchBySeq(store, seq)
          if (batch === null || (back ? batch.cursor === 0 : batch.cursor === batch.done)) continue
          if (batch.kind === "own") return yield* settleOwnTravel(store, batch, back ? "before" : "after", target)
          const groups = decodeBatch(batch.deeds)
          const context = contextOf(store, target.seq, batch.made)
          const from = back ? 0 : batch.cursor
          const standings: Array<Standing> = []
          for (const [offset, group] of groups.slice(from, back ? batch.cursor : (batch.done ?? 0)).entries()) {
            yield* settleHalf(group, from + offset, back ? "before" : "after", context)
            standings.push(judge(group, from + offset, context))
          }
          const cursor = from + (back ? stillAfter(standings) : againAfter(standings))
          if (back && cursor === 0) for (const kept of timesKeptBy(store, target.seq, seq)) giveTimes(disk, kept)
          return () => moveCursor(store, seq, cursor, context.made)
        }
        return () => {}
      })

      const settleOne = Effect.fnUntraced(function* (opened: OpenJournal, row: TransactionRow) {
        const { store } = opened
        if (!takeOver(store, row, opened.me)) return null
        const target = row.target === null ? null : transactionBySeq(store, row.target)
        const finish: () => number | void =
          row.kind === "run"
            ? yield* settleRun(opened, row)
            : target === null
              ? () => 0
              : yield* settleTravel(opened, row, target)
        if (target !== null) tidyTrash(store, disk, target.seq, target.id, trash.placesIn(target.cwd).home())
        const at = yield* Clock.currentTimeMillis
        const done = store.transaction(() => {
          const done = finish() ?? 0
          store.run(
            "UPDATE history_transaction SET status = 'interrupted', crashed = 1, ended_at = ? WHERE seq = ? AND status = 'running'",
            [at, row.seq]
          )
          return done
        })
        return {
          transaction: row.id,
          kind: row.kind,
          request: row.request,
          done,
          message: messageOf(row, done)
        } satisfies Recovered
      })

      const settle = Effect.gen(function* () {
        const opened = yield* journal.openExisting
        if (opened === null) return []
        const recovered: Array<Recovered> = []
        for (const row of opened.orphans()) {
          const one = yield* settleOne(opened, row)
          if (one !== null) recovered.push(one)
        }
        return recovered
      })

      return Recovery.of({
        settle: storeErrors(Effect.uninterruptible(settle))
      })
    })
  )
}
