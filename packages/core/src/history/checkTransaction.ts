/** Looks whether a whole transaction could be driven to a side, newest deed first for undo, oldest first for redo. Changes nothing. */
import * as Effect from "effect/Effect"
import { type Disk, DiskError } from "../disk/Disk.ts"
import { isInside } from "../disk/PathText.ts"
import type { Store } from "../state/Store.ts"
import type { Blocked, Inverse } from "../tool/Action.ts"
import type { ToolError } from "../tool/ToolError.ts"
import { decodeBatch } from "./batchCodec.ts"
import { batchBySeq, batchSeqsOf, type BatchRow } from "./batchRows.ts"
import { checkGroup, type CheckContext, type View, viewAhead, viewOfDisk } from "./checkGroup.ts"
import { blocked } from "./drive.ts"
import { makePredecessors, type Predecessors } from "./predecessors.ts"
import type { Group, Side } from "./Primitive.ts"
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

/** What has been looked at so far, and would have been driven. */
export interface Ahead {
  readonly view: View
  readonly predecessors: Predecessors
}

/** For a dry run over several transactions: remembers what the ones before would do. */
export const makeAhead = (disk: Pick<Disk, "lstat" | "list">): Ahead => ({
  view: viewAhead(disk),
  predecessors: makePredecessors()
})

interface Look extends Ahead {
  readonly store: Store
  readonly disk: Disk
  readonly tx: number
  readonly side: Side
  readonly find: FindInverse
}

/** The groups of a batch that would be driven, in the order in which they are. */
const partOf = (batch: BatchRow, side: Side): ReadonlyArray<Group> => {
  const groups = decodeBatch(batch.deeds)
  return side === "before" ? groups.slice(0, batch.cursor).toReversed() : groups.slice(batch.cursor, batch.done ?? 0)
}

const lookAtOwn = Effect.fnUntraced(function* ({ disk, find, predecessors, side, tx }: Look, batch: BatchRow) {
  const inverse = find(batch.step)
  const stop = yield* checkOwn(batch, inverse, side, disk)
  if (inverse === undefined) return stop
  const own = { tx, inverse, before: snapshotOf(batch.deeds), after: snapshotOf(batch.after) }
  if (stop !== null && !(yield* predecessors.mayFreeOwn(stop, own))) return stop
  predecessors.passOwn(own)
  return null
})

/** The first thing in the way of a group; a disk that does not let us look is one, too. */
const lookAtGroup = (
  group: Group,
  side: Side,
  context: CheckContext
): (Blocked & { readonly isShut?: true }) | null => {
  try {
    return checkGroup(group, side, context)
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
    return { ...blocked(error.path, error.message, "Mend that"), isShut: true }
  }
}

const checkWith = Effect.fnUntraced(function* (look: Look) {
  const { disk, predecessors, side, store, tx, view } = look
  const places = placesUsedBy(store, tx)
  const context: CheckContext = { view, disk, isOurs: (folder) => places.some((place) => isInside(place, folder)) }
  let count = 0
  for (const batch of batchesToDrive(store, tx, side)) {
    if (batch.kind === "own") {
      const stop = yield* lookAtOwn(look, batch)
      if (stop !== null) return { stop, count }
      count += 1
      continue
    }
    for (const group of partOf(batch, side)) {
      const stop = lookAtGroup(group, side, context)
      if (stop === null) predecessors.passGroup(group)
      else if (yield* predecessors.mayFree(stop.path, stop.isShut === true)) predecessors.putOff(group)
      else return { stop: blocked(stop.path, stop.why, stop.mend), count }
      count += 1
    }
    const { seq } = batch
    predecessors.passFiles(() => {
      const again = batchBySeq(store, seq)
      return again === null ? [] : partOf(asFound(again), side)
    })
    yield* Effect.yieldNow
  }
  return { stop: null, count }
})

/**
 * `ahead` is given for a dry run over several transactions. Without it the disk is looked at as it is, and only where that finds
 * something in the way, once more with the deeds in between. What goes first and may clear the way is no reason to stop:
 * each deed is looked at again when its turn comes.
 */
export const checkTransaction = Effect.fnUntraced(function* (
  store: Store,
  disk: Disk,
  tx: number,
  side: Side,
  find: FindInverse,
  ahead: Ahead | null
) {
  const look = { store, disk, tx, side, find }
  if (ahead !== null) return yield* checkWith({ ...look, ...ahead })
  const quick: Checked = yield* checkWith({ ...look, view: viewOfDisk(disk), predecessors: makePredecessors() })
  return quick.stop === null ? quick : yield* checkWith({ ...look, ...makeAhead(disk) })
})
