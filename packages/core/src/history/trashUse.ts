/**
 * The trash folders of one transaction. A folder is written down durably before it is made, so that what a crash leaves in
 * it is found again; the journal also keeps the times of a user's folder in which our own must be made. Shelves lie in
 * such a folder and are found by looking into it.
 */
import { type Disk, DiskError } from "../disk/Disk.ts"
import { child, dirname } from "../disk/PathText.ts"
import { decodePath, encodePath } from "../state/PathColumn.ts"
import type { Store } from "../state/Store.ts"
import { sweepStaged } from "./sweepStaged.ts"
import { transactionById } from "./transactionRows.ts"
import { giveTimes, keepTimes, timesKeptBy, timesOfFolders } from "./folderTimes.ts"
import { ensureShelf, ensureTrashFolder, tidyTrashFolder, type TrashPlaces } from "./trashPlaces.ts"
import { shelfOf } from "./trashShelves.ts"

export interface TrashUse {
  /** The transaction's folder in this trash, to stage or keep something there. Not there before `made`. */
  readonly folderIn: (place: string) => string
  /** The path of the next entry that is put away in this trash. Its folder, or its shelf there, is not there before `made`. */
  readonly entryIn: (place: string) => string
  /** The transaction's folder in this trash, to be written down and not made: undo may need it. */
  readonly laterIn: (place: string) => string
  /** A number that nothing staged or kept in the transaction's folders has yet. */
  readonly nextNumber: () => number
  /** What was to be put away in this trash was not: a shelf may be left with nothing on it. */
  readonly unfilled: (place: string) => void
  /** Places in which the end of the run may leave something that nobody needs: what was staged, or a shelf with nothing on it. */
  readonly lookThrough: () => ReadonlySet<string>
  /** Whether a path lies in one of the folders. */
  readonly holds: (path: string) => boolean
  /** Whether folders were asked for that are not on the disk yet; shelves, where nothing is staged, do not count. */
  readonly isWaiting: () => boolean
  /** For the next commit. */
  readonly write: (store: Store, tx: number) => void
  /** After that commit: makes the folders and shelves. Throws `DiskError`. */
  readonly made: () => void
}

export const makeTrashUse = (disk: Disk, places: TrashPlaces, uid: number, transaction: string): TrashUse => {
  const there = new Set<string>()
  const waiting = new Set<string>()
  /** Only to be written down. */
  const later = new Set<string>()
  const written = new Set<string>()
  const folders = new Set<string>()
  const lookThrough = new Set<string>()
  const waitingShelves = new Set<string>()
  let last = 0
  let put = 0
  let lastPlace = ""
  let lastFolder = ""
  /** The folders in which the newest entries lie, by their place: the next ones nearly always, too. */
  const putIn = new Map<string, { readonly shelf: string | null; readonly folder: string }>()
  const ownIn = (place: string): string => {
    // Asked for each deed: the same place nearly always.
    if (place === lastPlace) return lastFolder
    const folder = child(place, transaction)
    if (!there.has(place)) waiting.add(place)
    folders.add(folder)
    ;[lastPlace, lastFolder] = [place, folder]
    return folder
  }
  const shelvedIn = (place: string, shelf: string): string => {
    const folder = child(ownIn(place), shelf)
    waitingShelves.add(folder)
    return folder
  }
  return {
    entryIn: (place) => {
      put += 1
      const shelf = shelfOf(put)
      let at = putIn.get(place)
      if (at?.shelf !== shelf) {
        at = { shelf, folder: shelf === null ? ownIn(place) : shelvedIn(place, shelf) }
        putIn.set(place, at)
      }
      return child(at.folder, String(put))
    },
    folderIn: (place) => {
      lookThrough.add(place)
      return ownIn(place)
    },
    laterIn: (place) => {
      const folder = child(place, transaction)
      if (!written.has(place)) later.add(place)
      folders.add(folder)
      return folder
    },
    nextNumber: () => (last += 1),
    unfilled: (place) => void lookThrough.add(place),
    lookThrough: () => lookThrough,
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
      for (const shelf of waitingShelves) ensureShelf(disk, shelf, uid)
      for (const place of later) written.add(place)
      waiting.clear()
      waitingShelves.clear()
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

/**
 * Takes away folders of ours that hold nothing, and gives back the times of the folders that they were made in. `looks`: the
 * places where shelves may be empty, where that is known; else all. Throws `StoreError`.
 */
export const tidyTrash = (
  store: Store,
  disk: Disk,
  tx: number,
  transaction: string,
  home: string,
  looks?: ReadonlySet<string>
): void => {
  const used = placesUsedBy(store, tx)
  if (used.length === 0) return
  for (const place of used) tidyTrashFolder(disk, place, transaction, looks?.has(place) ?? true)
  const outside = used.filter((place) => place !== home && isGone(disk, place)).map(dirname)
  if (outside.length === 0) return
  for (const kept of timesKeptBy(store, tx, null)) if (outside.includes(kept.path)) giveTimes(disk, kept)
}

/**
 * After a run: what was staged and not put into place goes, and what is empty. `looks` names the places to look through, where
 * that is known: where a few files were put away and nothing else, no folder is listed. Throws `DiskError` and `StoreError`.
 */
export const closeTrash = (
  store: Store,
  disk: Disk,
  transaction: string,
  home: string,
  looks?: ReadonlySet<string>
): void => {
  const row = transactionById(store, transaction)
  if (row === null) return
  for (const place of looks ?? placesUsedBy(store, row.seq)) sweepStaged(disk, child(place, transaction))
  tidyTrash(store, disk, row.seq, transaction, home, looks)
}
