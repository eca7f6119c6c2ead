/**
 * The trash folders of one transaction. A folder is written down durably before it is made, so that what a crash leaves in
 * it is found again; the journal also keeps the times of a user's folder in which our own must be made.
 */
import { type Disk, DiskError } from "../disk/Disk.ts"
import { child, dirname } from "../disk/PathText.ts"
import { decodePath, encodePath } from "../state/PathColumn.ts"
import type { Store } from "../state/Store.ts"
import { sweepStaged } from "./sweepStaged.ts"
import { transactionById } from "./transactionRows.ts"
import { giveTimes, keepTimes, timesKeptBy, timesOfFolders } from "./folderTimes.ts"
import { ensureTrashFolder, tidyTrashFolder, type TrashPlaces } from "./trashPlaces.ts"

export interface TrashUse {
  /** The transaction's folder in this trash, to stage or keep something there. Not there before `made`. */
  readonly folderIn: (place: string) => string
  /** The same, for an entry that is only put away there: such a folder need not be looked through at the end. */
  readonly entryIn: (place: string) => string
  /** The same, to be written down and not made: undo may need it. */
  readonly laterIn: (place: string) => string
  /** A number that no entry of the transaction's folders has yet. */
  readonly nextNumber: () => number
  /** Places whose folder was asked for to stage something there. */
  readonly staged: () => ReadonlySet<string>
  /** Whether a path lies in one of the folders. */
  readonly holds: (path: string) => boolean
  /** Whether folders were asked for that are not on the disk yet. */
  readonly isWaiting: () => boolean
  /** For the next commit. */
  readonly write: (store: Store, tx: number) => void
  /** After that commit: makes the folders. Throws `DiskError`. */
  readonly made: () => void
}

export const makeTrashUse = (disk: Disk, places: TrashPlaces, uid: number, transaction: string): TrashUse => {
  const there = new Set<string>()
  const waiting = new Set<string>()
  /** Only to be written down. */
  const later = new Set<string>()
  const written = new Set<string>()
  const folders = new Set<string>()
  const staged = new Set<string>()
  let last = 0
  let lastPlace = ""
  let lastFolder = ""
  const entryIn = (place: string): string => {
    // Asked for each deed: the same place nearly always.
    if (place === lastPlace) return lastFolder
    const folder = child(place, transaction)
    if (!there.has(place)) waiting.add(place)
    folders.add(folder)
    ;[lastPlace, lastFolder] = [place, folder]
    return folder
  }
  return {
    entryIn,
    folderIn: (place) => {
      staged.add(place)
      return entryIn(place)
    },
    laterIn: (place) => {
      const folder = child(place, transaction)
      if (!written.has(place)) later.add(place)
      folders.add(folder)
      return folder
    },
    nextNumber: () => (last += 1),
    staged: () => staged,
    holds: (path) => {
      for (const folder of folders) if (path === folder || path.startsWith(`${folder}/`)) return true
      return false
    },
    isWaiting: () => waiting.size > 0,
    write: (store, tx) => {
      for (const place of new Set([...waiting, ...later])) {
        store.run("INSERT OR IGNORE INTO history_trash_use (tx, root) VALUES (?, ?)", [tx, encodePath(place)])
        if (place !== places.home() && disk.lstat(place) === null) {
          keepTimes(store, { tx, step: 0, batch: null }, timesOfFolders(disk, [dirname(place)]))
        }
      }
    },
    made: () => {
      for (const place of waiting) {
        ensureTrashFolder(disk, place, transaction, uid)
        there.add(place)
      }
      for (const place of later) written.add(place)
      waiting.clear()
      later.clear()
    }
  }
}

/** Every trash that the transaction has used. */
export const placesUsedBy = (store: Store, tx: number): ReadonlyArray<string> =>
  store.all("SELECT root FROM history_trash_use WHERE tx = ?", [tx]).map((row) => decodePath(row["root"]))

/** Every trash that any transaction has used. */
export const allPlacesUsed = (store: Store): ReadonlyArray<string> =>
  store.all("SELECT DISTINCT root FROM history_trash_use").map((row) => decodePath(row["root"]))

/** What cannot be looked at may be there. */
const isGone = (disk: Disk, path: string): boolean => {
  try {
    return disk.lstat(path) === null
  } catch (error) {
    if (error instanceof DiskError) return false
    throw error
  }
}

/** Takes away folders of ours that hold nothing, and gives back the times of the folders that they were made in. */
export const tidyTrash = (store: Store, disk: Disk, tx: number, transaction: string, home: string): void => {
  const used = placesUsedBy(store, tx)
  if (used.length === 0) return
  for (const place of used) tidyTrashFolder(disk, place, transaction)
  const outside = used.filter((place) => place !== home && isGone(disk, place)).map(dirname)
  if (outside.length === 0) return
  for (const kept of timesKeptBy(store, tx, null)) if (outside.includes(kept.path)) giveTimes(disk, kept)
}

/**
 * After a run: what was staged and not put into place goes, and what is empty. `staged` names the places to look through, where
 * that is known: listing a folder of 10,000 files that were put there costs. Throws `DiskError` and `StoreError`.
 */
export const closeTrash = (
  store: Store,
  disk: Disk,
  transaction: string,
  home: string,
  staged?: ReadonlySet<string>
): void => {
  const row = transactionById(store, transaction)
  if (row === null) return
  for (const place of staged ?? placesUsedBy(store, row.seq)) sweepStaged(disk, child(place, transaction))
  tidyTrash(store, disk, row.seq, transaction, home)
}
