/**
 * The trash as a whole: where it is, how full, and what becomes too old. Putting things in and taking them out is the
 * executor's and undo's part. Pruning is a transaction of its own in the history; it removes only folders of ours that
 * lie in trash folders of ours, follows no link, enters no mount, and never touches what came into the trash within
 * the retention, however full it is: the size limit only makes plans say so (contract §4).
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { DiskError, DiskService, type Disk } from "../disk/Disk.ts"
import { child } from "../disk/PathText.ts"
import type { Store } from "../state/Store.ts"
import type { StoreError } from "../state/StoreError.ts"
import { Journal } from "./Journal.ts"
import { removeTree, type Removed } from "./removeTree.ts"
import { numberOf, textOf } from "./transactionRows.ts"
import { makeTrashPlaces, removeEmptyTrash, type TrashPlaces } from "./trashPlaces.ts"
import { isShelf } from "./trashShelves.ts"
import { allPlacesUsed, placesUsedBy } from "./trashUse.ts"
import { timeOfUlid } from "./ulid.ts"

export interface TrashOptions {
  /** The trash of the home, absolute: `ZENUS_HOME/trash` or `$XDG_DATA_HOME/zenus/trash`. */
  readonly home: string
  /** Allowed roots besides the working folder: the home, `$TMPDIR`, what the config adds. Real paths. */
  readonly roots: ReadonlyArray<string>
  readonly uid: number
  /** How long what was deleted can be brought back. Default 30 days. */
  readonly retention?: Duration.Input
  /** Bytes beyond which plans say that the trash is full. Default 10 GB (powers of 1024). */
  readonly maxSize?: number
  /** How long history and undo of what needs no trash are kept. Default 365 days; never shorter than the retention. */
  readonly keepHistory?: Duration.Input
}

export interface TrashRoom {
  readonly usedBytes: number
  readonly maxBytes: number
  /** What still fits; 0 where the limit is reached. */
  readonly roomBytes: number
}

export interface Pruned {
  /** The housekeeping transaction; `null` where there was nothing to do, and nothing was written. */
  readonly transaction: string | null
  /** How many transactions can no longer be undone for it. */
  readonly transactions: number
  readonly entries: number
  readonly bytes: number
  /** Folders that could not be removed, and why. They are tried again next time. */
  readonly left: ReadonlyArray<string>
}

const NOTHING: Pruned = { transaction: null, transactions: 0, entries: 0, bytes: 0, left: [] }

const usedBytes = (store: Store): number =>
  numberOf(
    store.get(
      `SELECT SUM(CASE WHEN b.cursor > 0 OR b.done IS NULL THEN b.trash_bytes ELSE b.stage_bytes END) AS bytes
       FROM history_batch b JOIN history_transaction t ON t.seq = b.tx WHERE t.pruned = 0`
    )?.["bytes"]
  )

interface Old {
  readonly seq: number
  readonly id: string
}

/** Runs whose trash nothing was put into since `before`, neither by themselves nor by their undo or redo. */
const oldTransactions = (store: Store, before: number): ReadonlyArray<Old> =>
  store
    .all(
      `SELECT t.seq, t.id FROM history_transaction t
       WHERE t.pruned = 0 AND t.kind = 'run' AND t.status <> 'running' AND t.ended_at < ?
         AND EXISTS (SELECT 1 FROM history_trash_use u WHERE u.tx = t.seq)
         AND NOT EXISTS (SELECT 1 FROM history_transaction u WHERE u.target = t.seq AND (u.ended_at IS NULL OR u.ended_at >= ?))
       ORDER BY t.seq`,
      [before, before]
    )
    .map((row) => ({ seq: numberOf(row["seq"]), id: textOf(row["id"]) }))

const forgottenCount = (store: Store, before: number): number =>
  numberOf(store.get(`SELECT COUNT(*) AS n FROM history_transaction WHERE ${FORGOTTEN}`, [before])?.["n"])

/** Long over. What it has in a trash is older than the retention then, and goes before. */
const FORGOTTEN = `ended_at < ? AND status <> 'running'`

const forget = (store: Store, before: number): void => {
  for (const table of ["history_batch", "history_folder_time", "history_step"]) {
    store.run(`DELETE FROM ${table} WHERE tx IN (SELECT seq FROM history_transaction WHERE ${FORGOTTEN})`, [before])
  }
  store.run(`DELETE FROM history_transaction WHERE ${FORGOTTEN}`, [before])
}

/** From here on it cannot be undone any more; said before the first file is removed. */
const markPruned = (store: Store, old: ReadonlyArray<Old>): void => {
  for (const { seq } of old) {
    store.run("UPDATE history_transaction SET pruned = 1 WHERE seq = ?", [seq])
    store.run("DELETE FROM history_batch WHERE tx = ?", [seq])
    store.run("DELETE FROM history_folder_time WHERE tx = ?", [seq])
  }
}

/** A folder of ours that nobody else can have put there. */
const isOurs = (disk: Disk, folder: string, uid: number): boolean => {
  const stat = disk.lstat(folder)
  return stat !== null && stat.type === "folder" && stat.uid === uid && stat.mode === 0o700
}

/** When something was last put into a transaction's folder or taken out of it, as far as the folders say. */
const changedMs = (disk: Disk, folder: string): number => {
  const shelves = disk.list(folder).filter(({ name, type }) => type === "folder" && isShelf(name))
  return [folder, ...shelves.map(({ name }) => child(folder, name))].reduce(
    (newest, path) => Math.max(newest, disk.lstat(path)?.mtimeMs ?? newest),
    0
  )
}

/** Folders of transactions in this trash that are due: pruned ones, and old ones that the journal does not know. */
const dueFolders = (
  disk: Disk,
  store: Store,
  place: string,
  uid: number,
  before: number,
  old: ReadonlySet<string>
): ReadonlyArray<string> => {
  if (!isOurs(disk, place, uid)) return []
  return disk.list(place).flatMap(({ name }) => {
    const made = timeOfUlid(name)
    const folder = child(place, name)
    if (made === null || made >= before || !isOurs(disk, folder, uid)) return []
    if (old.has(name)) return [folder]
    const known = store.get("SELECT pruned FROM history_transaction WHERE id = ?", [name])
    const due = known === undefined ? changedMs(disk, folder) < before : known["pruned"] === 1
    return due ? [folder] : []
  })
}

/** Removes it in slices; the message where that does not go. */
const removeFolder = (disk: Disk, folder: string): Effect.Effect<Removed | string> =>
  Effect.gen(function* () {
    const steps = removeTree(disk, folder)
    for (;;) {
      let next: IteratorResult<void, Removed>
      try {
        next = steps.next()
      } catch (error) {
        if (error instanceof DiskError) return error.message
        throw error
      }
      if (next.done === true) return next.value
      yield* Effect.yieldNow
    }
  })

export class Trash extends Context.Service<
  Trash,
  {
    readonly uid: number
    /** Where the trash is for somebody who works in `cwd` (a real path). Looks when asked, remembers what it saw; make one for each request. */
    readonly placesIn: (cwd: string) => TrashPlaces
    /** How full it is. Makes no state file. */
    readonly room: Effect.Effect<TrashRoom, StoreError>
    /** Removes for good what is older than the retention, and forgets history older than its own limit. */
    readonly prune: Effect.Effect<Pruned, StoreError>
  }
>()("@zenus/core/history/Trash") {
  static readonly layer = (options: TrashOptions): Layer.Layer<Trash, never, DiskService | Journal> =>
    Layer.effect(
      Trash,
      Effect.gen(function* () {
        const disk = yield* DiskService
        const journal = yield* Journal
        const retentionMs = Duration.toMillis(options.retention ?? "30 days")
        const keepMs = Math.max(retentionMs, Duration.toMillis(options.keepHistory ?? "365 days"))
        const maxBytes = options.maxSize ?? 10 * 1024 ** 3
        const { uid } = options

        const prune = Effect.gen(function* () {
          const opened = yield* journal.openExisting
          if (opened === null) return NOTHING
          const { store } = opened
          const now = yield* Clock.currentTimeMillis
          const before = now - retentionMs
          // One that has nothing in a trash any more needs none: it can be undone as long as its history is kept.
          const old = oldTransactions(store, before).filter(({ id, seq }) =>
            placesUsedBy(store, seq).some((place) => disk.lstat(child(place, id)) !== null)
          )
          const ids = new Set(old.map(({ id }) => id))
          const home = makeTrashPlaces(disk, { home: options.home, roots: [], uid }).home()
          const places = [...new Set([home, ...allPlacesUsed(store)])]
          const due = places.flatMap((place) => dueFolders(disk, store, place, uid, before, ids))
          if (due.length === 0 && old.length === 0 && forgottenCount(store, now - keepMs) === 0) return NOTHING

          const { id, at } = yield* journal.newId
          const recorder = opened.record(
            {
              id,
              kind: "housekeeping",
              request: `Remove from the trash what is older than ${Duration.format(Duration.millis(retentionMs))}`,
              cwd: home,
              provider: "zenus",
              consent: null,
              at,
              plan: null,
              command: null,
              target: null
            },
            []
          )
          recorder.commit((store) => {
            markPruned(store, old)
            forget(store, now - keepMs)
          })
          const left: Array<string> = []
          let entries = 0
          let bytes = 0
          const removeAll = Effect.forEach(
            due,
            (folder) =>
              Effect.map(removeFolder(disk, folder), (removed) => {
                if (typeof removed === "string") return void left.push(removed)
                entries += removed.entries
                bytes += removed.bytes
              }),
            { discard: true }
          )
          yield* removeAll.pipe(
            Effect.onExit((exit) =>
              Effect.gen(function* () {
                const status = exit._tag === "Success" ? "done" : "interrupted"
                if (left.length === 0 && status === "done") {
                  recorder.queue((store) => {
                    for (const { seq } of old) store.run("DELETE FROM history_trash_use WHERE tx = ?", [seq])
                    store.run("DELETE FROM history_trash_use WHERE tx NOT IN (SELECT seq FROM history_transaction)")
                  })
                }
                recorder.end({ status, at: yield* Clock.currentTimeMillis, error: null })
                for (const place of places) removeEmptyTrash(disk, place)
              })
            )
          )
          return { transaction: id, transactions: old.length, entries, bytes, left }
        })

        return Trash.of({
          uid,
          placesIn: (cwd) => makeTrashPlaces(disk, { home: options.home, roots: [cwd, ...options.roots], uid }),
          room: Effect.map(journal.openExisting, (opened) => {
            const used = opened === null ? 0 : usedBytes(opened.store)
            return { usedBytes: used, maxBytes, roomBytes: Math.max(0, maxBytes - used) }
          }),
          prune
        })
      })
    )
}
