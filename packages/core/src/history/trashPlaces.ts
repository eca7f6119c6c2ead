/**
 * Where the trash for a path is (contract §1): the trash of the home where that lies on the same file system, else a private
 * folder at the top of the mount, else in the allowed root that holds the path. Decided by access rights and devices,
 * without making anything, so that planning may ask. Whether it truly is the same file system only the rename
 * tells (bind mounts): the executor then takes the next place. A folder there that is not ours, not private, or a link is
 * passed over: somebody may have put it there to get at what we delete.
 */
import { DiskError, type Disk, type ReadDisk } from "../disk/Disk.ts"
import { basename, child, dirname, isInside } from "../disk/PathText.ts"
import { isShelf } from "./trashShelves.ts"
import { timeOfUlid } from "./ulid.ts"

export interface TrashPlacesOptions {
  /** The trash of the home: `ZENUS_HOME/trash` or `$XDG_DATA_HOME/zenus/trash`. Absolute. */
  readonly home: string
  /** Allowed roots, real paths: the working folder, the home, and what the config adds. */
  readonly roots: ReadonlyArray<string>
  readonly uid: number
}

export interface TrashPlaces {
  /** Folders that may serve as trash for an entry of `folder`, best first. None is made. Empty where there is no place. */
  readonly placesFor: (folder: string) => ReadonlyArray<string>
  /** Whether the entry at `path` can go to a trash, for all that rights and devices tell. */
  readonly canTrash: (path: string) => boolean
  /** The home's trash by its real path: it stays when it is empty, others go. */
  readonly home: () => string
}

const PRIVATE = 0o700
const NAME = ".zenus-trash-"

/** The nearest folder on the way up that is there. */
const existingAbove = (disk: ReadDisk, path: string): string => {
  for (let at = path; ; at = dirname(at)) if (at === "/" || disk.lstat(at) !== null) return at
}

/** The highest folder above that is on the same device. */
const topOfMount = (disk: ReadDisk, folder: string, dev: number): string => {
  let top = folder
  for (let at = folder; at !== "/";) {
    at = dirname(at)
    if (disk.lstat(at)?.dev !== dev) return top
    top = at
  }
  return top
}

/** Whether a trash may be used or made at `place`, for entries of the device `dev`. */
const serves = (disk: ReadDisk, place: string, dev: number, uid: number): boolean => {
  const stat = disk.lstat(place)
  if (stat !== null) {
    return (
      stat.type === "folder" &&
      stat.uid === uid &&
      stat.mode === PRIVATE &&
      stat.dev === dev &&
      disk.may(place, "write")
    )
  }
  const above = existingAbove(disk, place)
  return disk.stat(above)?.dev === dev && disk.may(above, "write") && disk.may(above, "enter")
}

export const makeTrashPlaces = (disk: ReadDisk, options: TrashPlacesOptions): TrashPlaces => {
  const name = `${NAME}${options.uid}`
  const known = new Map<string, ReadonlyArray<string>>()
  let home: string | undefined

  /** Deeds follow no links on the way. */
  const realHome = (): string => {
    if (home !== undefined) return home
    const above = existingAbove(disk, options.home)
    const real = disk.realpath(above)
    return (home =
      real === null
        ? options.home
        : options.home === above
          ? real
          : child(real, options.home.slice(above === "/" ? 1 : above.length + 1)))
  }

  const find = (folder: string): ReadonlyArray<string> => {
    const stat = disk.lstat(folder)
    if (stat === null || stat.type !== "folder") return []
    const roots = options.roots
      .filter((root) => isInside(root, folder))
      .toSorted((a, b) => a.length - b.length)
      .map((root) => child(root, name))
    const places = [realHome(), child(topOfMount(disk, folder, stat.dev), name), ...roots]
    return [...new Set(places)].filter((place) => serves(disk, place, stat.dev, options.uid))
  }

  const placesFor = (folder: string): ReadonlyArray<string> => {
    const before = known.get(folder)
    if (before !== undefined) return before
    // A folder that an earlier step makes: its trash is that of the folder which is there.
    const places = find(existingAbove(disk, folder))
    known.set(folder, places)
    return places
  }

  return {
    placesFor,
    canTrash: (path) => placesFor(dirname(path)).some((place) => !isInside(path, place)),
    home: realHome
  }
}

/** Makes `folder`, which is not there or was not a moment ago, in one that is. */
const makePrivate = (disk: Disk, folder: string, uid: number): void => {
  try {
    disk.mkdir(folder, PRIVATE)
  } catch (error) {
    // Another zenus was quicker; it is looked at like any other.
    if (!(error instanceof DiskError) || error.code !== "EEXIST") throw error
    ensurePrivate(disk, folder, uid)
  }
}

/** Makes `folder` private, with all on the way that is missing; refuses what is there and is not ours. */
const ensurePrivate = (disk: Disk, folder: string, uid: number): void => {
  const stat = disk.lstat(folder)
  if (stat === null) {
    if (disk.lstat(dirname(folder)) === null) ensurePrivate(disk, dirname(folder), uid)
    return makePrivate(disk, folder, uid)
  }
  if (stat.type !== "folder" || stat.uid !== uid || stat.mode !== PRIVATE)
    throw new DiskError("use the trash", folder, "EPERM")
}

/** Whether it is a trash among the user's own files, and not that of the home. */
const isBeside = (place: string): boolean => basename(place).startsWith(NAME)

/** Tells git to leave the whole trash alone, itself included: it may lie in somebody's repository. */
const IGNORE_ALL = new TextEncoder().encode("*\n")

const ensureIgnored = (disk: Disk, place: string): void => {
  const note = child(place, ".gitignore")
  try {
    if (disk.lstat(note) === null) disk.write(note, IGNORE_ALL, 0o600, "unflushed")
  } catch (error) {
    // A trash without the note serves as well.
    if (!(error instanceof DiskError)) throw error
  }
}

/** Whether it is the note as we wrote it. */
const isOurNote = (disk: Disk, note: string): boolean => {
  const stat = disk.lstat(note)
  if (stat?.type !== "file" || stat.size !== IGNORE_ALL.length) return false
  const bytes = disk.read(note)
  return bytes.every((byte, at) => byte === IGNORE_ALL[at])
}

/** Takes a trash beside the user's files away where it holds nothing but our note. Never fails. */
export const removeEmptyTrash = (disk: Disk, place: string): void => {
  try {
    if (!isBeside(place) || disk.lstat(place)?.type !== "folder") return
    const note = child(place, ".gitignore")
    const names = disk.list(place).map(({ name }) => name)
    if (names.some((name) => name !== ".gitignore")) return
    if (names.length > 0) {
      if (!isOurNote(disk, note)) return
      disk.unlink(note)
    }
    try {
      disk.rmdir(place)
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
      // Another zenus has put something into it in this instant.
      if (disk.lstat(place) !== null) ensureIgnored(disk, place)
    }
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
  }
}

/** The folder of one transaction in a trash: made, or looked at whether it is ours. Throws `DiskError`. */
export const ensureTrashFolder = (disk: Disk, place: string, transaction: string, uid: number): string => {
  ensurePrivate(disk, place, uid)
  const folder = child(place, transaction)
  ensurePrivate(disk, folder, uid)
  // Last: from here on nobody finds the place empty and takes it away.
  if (isBeside(place)) ensureIgnored(disk, place)
  return folder
}

/** For driving: makes missing folders below the transaction's folders in these trashes, and no others. */
export const ensureIn =
  (disk: Disk, places: ReadonlyArray<string>, uid: number) =>
  (folder: string): boolean => {
    for (const place of places) {
      if (!isInside(place, folder) || folder === place) continue
      const [transaction = ""] = folder.slice(place.length + 1).split("/")
      if (timeOfUlid(transaction) === null) return false
      ensureTrashFolder(disk, place, transaction, uid)
      ensurePrivate(disk, folder, uid)
      return true
    }
    return false
  }

/** A shelf that nothing lies on yet, in a transaction's folder that `ensureTrashFolder` has made. Throws `DiskError`. */
export const ensureShelf = (disk: Disk, shelf: string, uid: number): void => makePrivate(disk, shelf, uid)

/** Whether it was there, and empty. */
const removeIfEmpty = (disk: Disk, folder: string): boolean => {
  try {
    disk.rmdir(folder)
    return true
  } catch (error) {
    if (error instanceof DiskError) return false
    throw error
  }
}

/** Takes the shelves with nothing on them away; whether that left the folder with less in it. */
const removeEmptyShelves = (disk: Disk, folder: string): boolean => {
  try {
    if (disk.lstat(folder)?.type !== "folder") return false
    const shelves = disk.list(folder).filter(({ name, type }) => type === "folder" && isShelf(name))
    return shelves.filter(({ name }) => removeIfEmpty(disk, child(folder, name))).length > 0
  } catch (error) {
    if (error instanceof DiskError) return false
    throw error
  }
}

/**
 * Takes the empty folder of a transaction away, and a trash outside the home that holds nothing any more. `looks`: what is not
 * empty is looked through for shelves that are. Never fails.
 */
export const tidyTrashFolder = (disk: Disk, place: string, transaction: string, looks: boolean): void => {
  const folder = child(place, transaction)
  if (!removeIfEmpty(disk, folder) && looks && removeEmptyShelves(disk, folder)) removeIfEmpty(disk, folder)
  removeEmptyTrash(disk, place)
}
