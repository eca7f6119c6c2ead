/**
 * Times of the folders whose entries a deed changes: kept before the first change of each step, given back (to the
 * microsecond) after the undo of the batch that kept them, so that a folder which the next batch moves is still found.
 * A folder that somebody else changed since is left as it is: its time then tells of that. "Somebody else" is read off
 * the times that we ourselves left there, in any transaction; where a crash took that knowledge, it counts as ours.
 */
import { DiskError, type Disk, type ExactTimes, type ReadDisk } from "../disk/Disk.ts"
import { decodePath, encodePath } from "../state/PathColumn.ts"
import type { Store } from "../state/Store.ts"
import { textOf, textOrNull } from "./transactionRows.ts"

export interface FolderTime {
  readonly path: string
  readonly times: ExactTimes
}

/** `null` for a folder that is not there, or lies in one that is shut for us (often by the very deed that is looked at). */
const timesAt = (disk: ReadDisk, path: string): ExactTimes | null => {
  try {
    return disk.exactTimes(path)
  } catch (error) {
    if (error instanceof DiskError) return null
    throw error
  }
}

/** What the disk says of these folders; those that cannot be looked at are left out. */
export const timesOfFolders = (disk: ReadDisk, folders: Iterable<string>): ReadonlyArray<FolderTime> => {
  const found: Array<FolderTime> = []
  for (const path of folders) {
    const times = timesAt(disk, path)
    if (times !== null) found.push({ path, times })
  }
  return found
}

/** A folder before it is changed; without times it is yet to be made, and only redo has something to give it. */
export type FolderBefore = FolderTime | { readonly path: string; readonly times: null }

export const timesBefore = (disk: ReadDisk, folders: ReadonlyArray<string>): ReadonlyArray<FolderBefore> =>
  folders.map((path) => ({ path, times: disk.exactTimes(path) }))

/**
 * A transaction that began later and came to the folder first is taken back before this one: then the time to go back to is
 * the one that it found, not the one that it left.
 */
const keptByLater = (store: Store, tx: number, path: string): ExactTimes | null => {
  const row = store.get(
    `SELECT f.mtime, f.atime FROM history_folder_time f JOIN history_transaction t ON t.seq = f.tx
     WHERE f.path = ? AND f.tx > ? AND f.mtime IS NOT NULL AND t.standing <> 'before' ORDER BY f.rowid LIMIT 1`,
    [encodePath(path), tx]
  )
  return row === undefined ? null : { mtimeNs: BigInt(textOf(row["mtime"])), atimeNs: BigInt(textOf(row["atime"])) }
}

/** `batch` is `null` for folders that are changed before the first batch, by making our trash folder in them. */
export const keepTimes = (
  store: Store,
  at: { readonly tx: number; readonly step: number; readonly batch: number | null },
  kept: ReadonlyArray<FolderBefore>
): void => {
  if (kept.length === 0) return
  const newest = store.get("SELECT 1 FROM history_transaction WHERE seq > ?", [at.tx]) === undefined
  for (const { path, times: now } of kept) {
    const times = now === null || newest ? now : (keptByLater(store, at.tx, path) ?? now)
    store.run("INSERT INTO history_folder_time (tx, batch, step, path, mtime, atime) VALUES (?, ?, ?, ?, ?, ?)", [
      at.tx,
      at.batch,
      at.step,
      encodePath(path),
      times === null ? null : String(times.mtimeNs),
      times === null ? null : String(times.atimeNs)
    ])
  }
}

/** What a step left: how we know later whether it was us who changed the folder last. */
export const noteTimesLeft = (store: Store, tx: number, left: ReadonlyArray<FolderTime>): void => {
  for (const { path, times } of left) {
    store.run("UPDATE history_folder_time SET after_mtime = ?, after_atime = ? WHERE tx = ? AND path = ?", [
      String(times.mtimeNs),
      String(times.atimeNs),
      tx,
      encodePath(path)
    ])
  }
}

const MICROSECOND = 1000n
const toMicrosecond = (ns: bigint): bigint => ns - (((ns % MICROSECOND) + MICROSECOND) % MICROSECOND)
const near = (a: bigint, b: bigint): boolean => toMicrosecond(a) === toMicrosecond(b)

/** Sets a folder's times where it is still there. To the microsecond: the rest would cost a process for each folder. */
export const giveTimes = (disk: Disk, { path, times }: FolderTime): void => {
  try {
    if (disk.lstat(path)?.type !== "folder") return
    disk.setTimes(path, times, "microsecond")
  } catch (error) {
    // A folder of somebody else that we may write to but not date: its entries are right, and that is what was promised to be.
    if (!(error instanceof DiskError)) throw error
  }
}

export const foldersOfTransaction = (store: Store, tx: number): ReadonlyArray<string> =>
  store.all("SELECT DISTINCT path FROM history_folder_time WHERE tx = ?", [tx]).map((row) => decodePath(row["path"]))

/** Whether the folder's present time is one that we left there. */
const isOurs = (store: Store, path: string, now: ExactTimes): boolean => {
  const rows = store.all("SELECT mtime, after_mtime FROM history_folder_time WHERE path = ?", [encodePath(path)])
  return rows.some((row) => {
    const after = textOrNull(row["after_mtime"])
    const before = textOrNull(row["mtime"])
    return after === null || near(BigInt(after), now.mtimeNs) || (before !== null && near(BigInt(before), now.mtimeNs))
  })
}

/** Before an undo or redo begins: which of its folders somebody else has changed. Writes that down, so that a continued undo knows it too. */
export const markChangedFolders = (store: Store, disk: ReadDisk, tx: number): void => {
  for (const path of foldersOfTransaction(store, tx)) {
    const now = timesAt(disk, path)
    const changed = now !== null && !isOurs(store, path, now)
    store.run("UPDATE history_folder_time SET changed = ? WHERE tx = ? AND path = ?", [
      changed ? 1 : 0,
      tx,
      encodePath(path)
    ])
  }
}

/** What this batch kept, for folders that only we have changed since. `null`: what was kept before the first batch. */
export const timesKeptBy = (store: Store, tx: number, batch: number | null): ReadonlyArray<FolderTime> =>
  store
    .all(
      "SELECT path, mtime, atime FROM history_folder_time WHERE tx = ? AND batch IS ? AND changed = 0 AND mtime IS NOT NULL",
      [tx, batch]
    )
    .map((row) => ({
      path: decodePath(row["path"]),
      times: { mtimeNs: BigInt(textOf(row["mtime"])), atimeNs: BigInt(textOf(row["atime"])) }
    }))

/** What the transaction left behind when it was done, for redo. */
export const timesLeftBy = (store: Store, tx: number): ReadonlyArray<FolderTime> =>
  store
    .all(
      `SELECT path, after_mtime, after_atime FROM history_folder_time
       WHERE tx = ? AND changed = 0 AND after_mtime IS NOT NULL GROUP BY path`,
      [tx]
    )
    .map((row) => ({
      path: decodePath(row["path"]),
      times: { mtimeNs: BigInt(textOf(row["after_mtime"])), atimeNs: BigInt(textOf(row["after_atime"])) }
    }))
