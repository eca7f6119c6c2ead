/**
 * Takes back whole transactions, newest first, and does again what was taken back last. Before the first file of a
 * transaction is touched all of it is looked at; each deed is looked at again when its turn comes. Where a file was
 * changed since, it stops, says which and why, and leaves the rest as it is: what somebody did afterwards is never
 * undone along. A transaction that another process is at is left alone. Cut off, it is continued by the next undo.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { DiskService, type Disk } from "../disk/Disk.ts"
import { child } from "../disk/PathText.ts"
import { encodePath } from "../state/PathColumn.ts"
import type { Store } from "../state/Store.ts"
import type { StoreError } from "../state/StoreError.ts"
import { ToolboxService } from "../tool/Toolbox.ts"
import { type ActContext, type Blocked } from "../tool/Action.ts"
import { StepFailed } from "../tool/ToolError.ts"
import { type Ahead, checkTransaction, type FindInverse, makeAhead } from "./checkTransaction.ts"
import { blocked } from "./drive.ts"
import { driveTransaction } from "./driveTransaction.ts"
import {
  foldersOfTransaction,
  giveTimes,
  markChangedFolders,
  noteTimesLeft,
  timesKeptBy,
  timesLeftBy,
  timesOfFolders
} from "./folderTimes.ts"
import { Journal, type OpenJournal, type Recorder } from "./Journal.ts"
import type { Side } from "./Primitive.ts"
import { Recovery, type Recovered } from "./Recovery.ts"
import { wasCutOff } from "./stopReason.ts"
import { storeErrors } from "./storeErrors.ts"
import { Trash } from "./Trash.ts"
import {
  markCutOff,
  setStanding,
  stepsOf,
  transactionById,
  transactionBySeq,
  transactionOf,
  type TransactionRow
} from "./transactionRows.ts"
import { ensureIn, ensureTrashFolder } from "./trashPlaces.ts"
import { placesUsedBy, tidyTrash } from "./trashUse.ts"
import { neverUndone, redoOrder, undoOrder } from "./undoOrder.ts"
import { candidatesOf, newestRun, standingSteps, undosOf } from "./undoRows.ts"
import { untilAborted } from "./untilAborted.ts"

export interface UndoOptions {
  /** How many transactions, newest first. Default 1. */
  readonly count?: number
  /** This one instead, or these, in this order and as one command. Where one is unknown, running or taken back already, none is touched. */
  readonly id?: string | ReadonlyArray<string>
  /** Looks and says what would happen; writes nothing, settles nothing. */
  readonly dryRun?: boolean
  /** Stops after the deed in flight; the next undo continues. With the reason `CUT_OFF` it is written down as cut off. */
  readonly stop?: AbortSignal
  readonly onEvent?: (event: UndoEvent) => void
}

export type RedoOptions = Pick<UndoOptions, "dryRun" | "stop" | "onEvent">

export type UndoEvent = {
  readonly type: "undo.progress"
  readonly transaction: string
  readonly request: string
  readonly done: number
  readonly total: number
}

export interface Undone {
  readonly transaction: string
  readonly request: string
  /** Deeds taken back (done again); for a dry run those that would be. */
  readonly restored: number
  /** Folders that zenus had made and that stay, since somebody put something into them. Absent: none. */
  readonly kept?: number
}

export interface UndoReport {
  /** Transactions that were taken back as a whole (by redo: done again), in that order. */
  readonly undone: ReadonlyArray<Undone>
  /** Where it stopped, if it did: `path` is empty where it is not about a file; `mend` what a person can do about it. What of that transaction was taken back before stays so. */
  readonly stopped: (Pick<Blocked, "path" | "why" | "mend"> & { readonly transaction: string }) | null
  readonly interrupted: boolean
  /** Settled before it began: what a crash had cut off. */
  readonly recovered: ReadonlyArray<Recovered>
}

const EMPTY: UndoReport = { undone: [], stopped: null, interrupted: false, recovered: [] }

/** Somebody else got hold of the transaction between look and claim. */
class Taken extends Error {}

interface Outcome {
  readonly restored: number
  readonly kept: number
  readonly stop: Blocked | null
  readonly interrupted: boolean
}

const stoppedAt = (row: TransactionRow, { mend, path, why }: Blocked): UndoReport["stopped"] => ({
  transaction: row.id,
  path,
  why,
  ...(mend === undefined ? {} : { mend })
})

const isStopped = (signal: AbortSignal | undefined): boolean => signal?.aborted === true

type Stopped = NonNullable<UndoReport["stopped"]>

const NO_SUCH = "there is no such transaction"

/** The row of a name, or why it cannot be taken back. */
const named = (opened: OpenJournal, id: string, dryRun: boolean): TransactionRow | Stopped => {
  const cannot = (why: string): Stopped => ({ transaction: id, path: "", why })
  const row = transactionById(opened.store, id)
  if (row === null) return cannot(NO_SUCH)
  if (row.kind !== "run") return cannot(`it is no request that changed something (${row.kind})`)
  if (row.standing === "before") return cannot("it is taken back already")
  if (row.status === "running" && (!dryRun || opened.isLive(row))) return cannot("it is still running")
  return row
}

/** Which are named; null: the newest. */
const namesIn = ({ id }: UndoOptions): ReadonlyArray<string> | null =>
  id === undefined ? null : typeof id === "string" ? [id] : id

/** The rows that were asked for, or why the first of the named ones that cannot be is not. */
const chosen = (opened: OpenJournal, options: UndoOptions): ReadonlyArray<TransactionRow> | Stopped => {
  const { count = 1, dryRun = false } = options
  const names = namesIn(options)
  if (names === null) return undoOrder(candidatesOf(opened.store, count, dryRun ? opened.orphans() : []), count)
  const found = names.map((id) => named(opened, id, dryRun))
  const rows = found.flatMap((one) => ("why" in one ? [] : [one]))
  return found.find((one) => "why" in one) ?? rows
}

export class Undo extends Context.Service<
  Undo,
  {
    /** Takes back. Nothing to undo is an empty report. */
    readonly undo: (options?: UndoOptions) => Effect.Effect<UndoReport, StoreError>
    /**
     * The transactions that taking back the last `count` would begin with now, in that order; with `among`, the last of these, whatever
     * was done since. Looks at the journal alone; writes nothing.
     */
    readonly next: (count: number, among?: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>, StoreError>
    /** The same of redo. */
    readonly nextRedo: Effect.Effect<ReadonlyArray<string>, StoreError>
    /** Does again what the last undo took back; an empty report where something new was done since. */
    readonly redo: (options?: RedoOptions) => Effect.Effect<UndoReport, StoreError>
  }
>()("@zenus/core/history/Undo") {
  static readonly layer: Layer.Layer<Undo, never, DiskService | Journal | Trash | Recovery | ToolboxService> =
    Layer.effect(
      Undo,
      Effect.gen(function* () {
        const disk = yield* DiskService
        const journal = yield* Journal
        const trash = yield* Trash
        const recovery = yield* Recovery
        const toolbox = yield* ToolboxService

        const inversesOf = (store: Store, tx: number): FindInverse => {
          const steps = stepsOf(store, tx)
          return (position) => {
            const step = steps.find((one) => one.position === position)
            return step === undefined ? undefined : toolbox.find(step.tool, step.action)?.inverse
          }
        }

        /** What stands in the way of it as a whole, or how many deeds it is. */
        const check = Effect.fnUntraced(function* (
          opened: OpenJournal,
          row: TransactionRow,
          side: Side,
          ahead: Ahead | null
        ) {
          const { store } = opened
          if (side === "before") {
            const standing = standingSteps(store, row.seq)
            const never = neverUndone(
              row,
              stepsOf(store, row.seq).filter(({ position }) => standing.has(position))
            )
            if (never !== null) return { stop: blocked("", never), count: 0 }
          }
          return yield* checkTransaction(store, disk, row.seq, side, inversesOf(store, row.seq), ahead).pipe(
            Effect.catch((error) => Effect.succeed({ stop: blocked("", error.message), count: 0 }))
          )
        })

        const actContextOf = (row: TransactionRow, recorder: Recorder): ActContext => {
          const places = trash.placesIn(row.cwd)
          let keeps = 0
          return {
            disk,
            transaction: row.id,
            keep: (near) =>
              Effect.suspend(() => {
                const place = places.placesFor(near)[0]
                if (place === undefined) {
                  return new StepFailed({
                    doing: "Keeping files aside",
                    reason: "no private folder can be made there",
                    hints: ["Make an allowed root on that file system writable for you."]
                  })
                }
                recorder.commit((store) => {
                  store.run("INSERT OR IGNORE INTO history_trash_use (tx, root) VALUES (?, ?)", [
                    row.seq,
                    encodePath(place)
                  ])
                })
                const folder = child(
                  ensureTrashFolder(disk, place, row.id, trash.uid),
                  `keep-${recorder.id}-${(keeps += 1)}`
                )
                disk.mkdir(folder, 0o700)
                return Effect.succeed(folder)
              }),
            progress: () => {}
          }
        }

        /** The first commit: this process is at it from here on, and which folders others have changed is known. */
        const claim = (opened: OpenJournal, recorder: Recorder, row: TransactionRow, side: Side): void => {
          recorder.commit((store) => {
            const now = transactionBySeq(store, row.seq)
            const others = store
              .all("SELECT * FROM history_transaction WHERE target = ? AND status = 'running' AND id <> ?", [
                row.seq,
                recorder.id
              ])
              .map(transactionOf)
            if (now === null || now.standing !== row.standing || others.some(opened.isLive)) throw new Taken()
            if (row.standing === "after" || row.standing === "before") markChangedFolders(store, disk, row.seq)
            setStanding(store, row.seq, side === "before" ? "undoing" : "redoing")
          })
        }

        const drive = Effect.fnUntraced(function* (
          opened: OpenJournal,
          row: TransactionRow,
          side: Side,
          command: string,
          total: number,
          options: UndoOptions
        ) {
          const { store } = opened
          const { id, at } = yield* journal.newId
          const kind = side === "before" ? "undo" : "redo"
          const recorder = opened.record(
            {
              id,
              kind,
              request: `${kind}: ${row.request}`,
              cwd: row.cwd,
              provider: "zenus",
              consent: null,
              at,
              plan: null,
              command,
              target: row.seq
            },
            []
          )
          const tally = { restored: 0, kept: 0 }
          const places = placesUsedBy(store, row.seq)
          const home = trash.placesIn(row.cwd).home()
          const result = (stop: Blocked | null, interrupted: boolean): Outcome => ({
            restored: tally.restored,
            kept: tally.kept,
            stop,
            interrupted
          })
          try {
            claim(opened, recorder, row, side)
          } catch (error) {
            recorder.abandon()
            if (error instanceof Taken) return result(blocked("", "another zenus is at it"), false)
            throw error
          }
          const work = driveTransaction({
            store,
            disk,
            recorder,
            target: row.seq,
            side,
            findInverse: inversesOf(store, row.seq),
            ensureFolder: ensureIn(disk, places, trash.uid),
            actContext: actContextOf(row, recorder),
            tally,
            onProgress: () =>
              options.onEvent?.({
                type: "undo.progress",
                transaction: row.id,
                request: row.request,
                done: tally.restored,
                total
              })
          })
          return yield* Effect.uninterruptibleMask((restore) =>
            Effect.gen(function* () {
              const exit = yield* Effect.exit(
                restore(
                  options.stop === undefined
                    ? work
                    : Effect.raceFirst(work, untilAborted(options.stop, "aborted" as const))
                )
              )
              const at = yield* Clock.currentTimeMillis
              const value = exit._tag === "Success" ? exit.value : "aborted"
              const whole = value === null
              if (whole) finishTimes(store, disk, row.seq, side)
              recorder.queue((store) => {
                if (whole) setStanding(store, row.seq, side)
                if (whole && side === "after") noteTimes(store, disk, row.seq)
              })
              // Before the end is written: until then, a crash is settled.
              tidyTrash(store, disk, row.seq, row.id, home)
              const stop = typeof value === "object" ? value : null
              const status = whole ? "done" : stop === null ? "interrupted" : "failed"
              if (status === "interrupted" && wasCutOff(options.stop)) recorder.queue(markCutOff)
              try {
                recorder.end({ status, at, error: stop === null ? null : JSON.stringify(stop) })
              } catch (error) {
                recorder.abandon()
                throw error
              }
              if (exit._tag === "Failure" && !isStopped(options.stop)) return yield* Effect.failCause(exit.cause)
              return result(stop, status === "interrupted")
            })
          )
        })

        /** One command over several transactions: the first that stops ends it. */
        const driveAll = Effect.fnUntraced(function* (
          opened: OpenJournal,
          rows: ReadonlyArray<TransactionRow>,
          side: Side,
          options: UndoOptions,
          recovered: ReadonlyArray<Recovered>
        ) {
          const { id: command } = yield* journal.newId
          const undone: Array<Undone> = []
          const ahead = options.dryRun === true && rows.length > 1 ? makeAhead(disk) : null
          const ended = (stopped: UndoReport["stopped"], interrupted: boolean): UndoReport => ({
            undone,
            stopped,
            interrupted,
            recovered
          })
          for (const row of rows) {
            const { stop, count } = yield* check(opened, row, side, ahead)
            if (stop !== null) return ended(stoppedAt(row, stop), false)
            const outcome: Outcome =
              options.dryRun === true
                ? { restored: count, kept: 0, stop: null, interrupted: false }
                : yield* drive(opened, row, side, command, count, options)
            if (outcome.stop !== null) return ended(stoppedAt(row, outcome.stop), false)
            if (outcome.interrupted) return ended(null, true)
            const { kept, restored } = outcome
            undone.push({ transaction: row.id, request: row.request, restored, ...(kept > 0 ? { kept } : {}) })
          }
          return ended(null, false)
        })

        const settled = (options: UndoOptions) =>
          options.dryRun === true ? Effect.succeed<ReadonlyArray<Recovered>>([]) : recovery.settle

        const undo = Effect.fn("Undo.undo")(function* (options: UndoOptions = {}) {
          const opened = yield* journal.openExisting
          if (opened === null) {
            const [first] = namesIn(options) ?? []
            return first === undefined ? EMPTY : { ...EMPTY, stopped: { transaction: first, path: "", why: NO_SUCH } }
          }
          const recovered = yield* settled(options)
          const rows = chosen(opened, options)
          if ("why" in rows) return { ...EMPTY, recovered, stopped: rows }
          return yield* driveAll(opened, rows, "before", options, recovered)
        })

        const redo = Effect.fn("Undo.redo")(function* (options: RedoOptions = {}) {
          const opened = yield* journal.openExisting
          if (opened === null) return EMPTY
          const recovered = yield* settled(options)
          const rows = redoOrder(undosOf(opened.store), newestRun(opened.store))
          return yield* driveAll(opened, rows, "after", options, recovered)
        })

        const next = Effect.fn("Undo.next")(function* (count: number, among?: ReadonlyArray<string>) {
          const opened = yield* journal.openExisting
          if (opened === null || among?.length === 0) return []
          const orphans = opened.orphans().filter(({ id }) => among?.includes(id) ?? true)
          return undoOrder(candidatesOf(opened.store, count, orphans, among), count).map(({ id }) => id)
        })

        const nextRedo = Effect.map(journal.openExisting, (opened) =>
          opened === null ? [] : redoOrder(undosOf(opened.store), newestRun(opened.store)).map(({ id }) => id)
        )

        return Undo.of({
          nextRedo: storeErrors(nextRedo),
          next: (count, among) => storeErrors(next(count, among)),
          undo: (options) => storeErrors(undo(options)),
          redo: (options) => storeErrors(redo(options))
        })
      })
    )
}

/** Once all batches stand: the times of folders that were changed before the first batch, or what the run had left. */
const finishTimes = (store: Store, disk: Disk, tx: number, side: Side): void => {
  const times = side === "before" ? timesKeptBy(store, tx, null) : timesLeftBy(store, tx)
  for (const time of times) giveTimes(disk, time)
}

/** What a redo left, where nobody else had changed the folder: the next undo knows it for ours. */
const noteTimes = (store: Store, disk: Disk, tx: number): void => {
  const ours = new Set(timesLeftBy(store, tx).map(({ path }) => path))
  noteTimesLeft(
    store,
    tx,
    timesOfFolders(
      disk,
      foldersOfTransaction(store, tx).filter((path) => ours.has(path))
    )
  )
}
