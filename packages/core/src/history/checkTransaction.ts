/** Looks whether a whole transaction could be driven to a side, newest deed first for undo, oldest first for redo. Changes nothing. */
import * as Effect from "effect/Effect"
import type { Disk } from "../disk/Disk.ts"
import { isInside } from "../disk/PathText.ts"
import type { Store } from "../state/Store.ts"
import type { Blocked, Inverse } from "../tool/Action.ts"
import type { ToolError } from "../tool/ToolError.ts"
import { decodeBatch } from "./batchCodec.ts"
import { batchBySeq, batchSeqsOf, type BatchRow } from "./batchRows.ts"
import { checkGroup, type CheckContext, type View, viewOfDisk } from "./checkGroup.ts"
import { blocked } from "./drive.ts"
import type { Side } from "./Primitive.ts"
import { placesUsedBy } from "./trashUse.ts"

/** The inverse of the action of a step; `undefined` for one that has none, or that this zenus does not know. */
export type FindInverse = (position: number) => Inverse | undefined

export const snapshotOf = (text: string | null): unknown => (text === null ? null : JSON.parse(text))

export interface Checked {
  readonly stop: Blocked | null
  /** Deeds that would be driven. */
  readonly count: number
}

/** As long as nobody has settled it, any deed of a batch in flight may have been done, and any may not. */
const hasLeft = (batch: BatchRow, side: Side): boolean =>
  batch.done === null || (side === "before" ? batch.cursor > 0 : batch.cursor < batch.done)

const asFound = (batch: BatchRow): BatchRow => (batch.done === null ? { ...batch, cursor: batch.total } : batch)

/** Batches that have something to be driven, in the order in which they are. */
export const batchesToDrive = (store: Store, tx: number, side: Side): Iterable<BatchRow> => {
  const seqs = batchSeqsOf(store, tx)
  const order = side === "before" ? seqs.toReversed() : seqs
  return (function* () {
    for (const seq of order) {
      const found = batchBySeq(store, seq)
      if (found !== null && hasLeft(found, side)) yield asFound(found)
    }
  })()
}

export const checkOwn = (
  batch: BatchRow,
  inverse: Inverse | undefined,
  side: Side,
  disk: Disk
): Effect.Effect<Blocked | null, ToolError> =>
  inverse === undefined
    ? Effect.succeed(blocked("", "this zenus does not know how to take it back"))
    : inverse.check(snapshotOf(batch.deeds), snapshotOf(batch.after), disk, side === "before" ? "undo" : "redo")

const checkWith = Effect.fnUntraced(function* (
  store: Store,
  disk: Disk,
  tx: number,
  side: Side,
  find: FindInverse,
  view: View
) {
  const places = placesUsedBy(store, tx)
  const context: CheckContext = { view, disk, isOurs: (folder) => places.some((place) => isInside(place, folder)) }
  let count = 0
  for (const batch of batchesToDrive(store, tx, side)) {
    if (batch.kind === "own") {
      const stop = yield* checkOwn(batch, find(batch.step), side, disk)
      if (stop !== null) return { stop, count }
      count += 1
      continue
    }
    const groups = decodeBatch(batch.deeds)
    const part =
      side === "before" ? groups.slice(0, batch.cursor).toReversed() : groups.slice(batch.cursor, batch.done ?? 0)
    for (const group of part) {
      const stop = checkGroup(group, side, context)
      if (stop !== null) return { stop, count }
      count += 1
    }
    yield* Effect.yieldNow
  }
  return { stop: null, count }
})

/**
 * `ahead` is given for a dry run over several transactions and remembers what the ones before would do. Without it the disk
 * is looked at as it is, and only where that finds something in the way, once more with the deeds in between.
 */
export const checkTransaction = Effect.fnUntraced(function* (
  store: Store,
  disk: Disk,
  tx: number,
  side: Side,
  find: FindInverse,
  ahead: View | null,
  makeAhead: () => View
) {
  if (ahead !== null) return yield* checkWith(store, disk, tx, side, find, ahead)
  const quick: Checked = yield* checkWith(store, disk, tx, side, find, viewOfDisk(disk))
  return quick.stop === null ? quick : yield* checkWith(store, disk, tx, side, find, makeAhead())
})
