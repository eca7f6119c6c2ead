/**
 * Working files put aside before git may touch them, and brought back. Git replaces a working file by a new one, so a second
 * name (hard link) keeps the old one whole: content, mode and times to the nanosecond, for the price of a directory
 * entry. Where no second name can be had (another file system, a foreign owner) it is copied. Taking back moves git's
 * file aside and the old one home; both moves can be cut off anywhere and done again. Nothing is ever overwritten
 * and nothing thrown away: what leaves its place lies in the keep folder.
 */
import {
  type Blocked,
  type Disk,
  DiskError,
  type Identity,
  identityOf,
  PathText,
  type ReadDisk,
  sameIdentity,
  type Stat
} from "@zenus/core"
import type { Breathe } from "../action/breathe.ts"
import type { After, FileBefore, FolderBefore, FolderFacts, Manifest } from "./Recorded.ts"

/** link(2) gives these where it cannot serve; a copy can. */
const NO_LINK: ReadonlySet<string> = new Set(["EXDEV", "EPERM", "EMLINK", "ENOTSUP", "ENOSYS", "EACCES"])

const isFolder = (stat: Stat | null): boolean => stat?.type === "folder"

const folderFacts = (path: string, disk: ReadDisk): FolderFacts | null => {
  const stat = disk.lstat(path)
  const times = disk.exactTimes(path)
  if (stat === null || stat.type !== "folder" || times === null) return null
  return { mode: stat.mode, mtimeNs: String(times.mtimeNs), atimeNs: String(times.atimeNs) }
}

/** A copy with its times to the nanosecond. */
export const copyExactly = async (from: string, to: string, disk: Disk): Promise<void> => {
  const times = disk.exactTimes(from)
  await disk.copy(from, to)
  if (times !== null) disk.setTimes(to, times)
}

/** Puts one entry aside under the name `to`. */
const putAside = async (path: string, stat: Stat, to: string, disk: Disk): Promise<void> => {
  if (stat.type === "link") {
    disk.symlink(disk.readlink(path), to)
    const times = disk.exactTimes(path)
    if (times !== null) disk.setTimes(to, times)
    return
  }
  try {
    disk.hardlink(path, to)
  } catch (error) {
    if (!(error instanceof DiskError) || !NO_LINK.has(error.code)) throw error
    await copyExactly(path, to, disk)
  }
}

const ancestors = (path: string, top: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (let at = PathText.dirname(path); PathText.isInside(top, at); at = PathText.dirname(at)) {
    found.push(at)
    if (at === top) break
  }
  return found
}

/** Names in the keep folder for stage `stage` (1, 2 ...): `f1`, `a1`. */
const shelfOf = (keep: string, stage: number) => PathText.child(keep, `f${stage}`)

/**
 * Puts the files at `paths` (absolute, below `top`) aside, with what is known of the folders above them. What is not there,
 * or is a folder, is noted as absent. The manifest is for the caller to write down before anything acts.
 */
export const shelve = async (
  paths: ReadonlyArray<string>,
  top: string,
  keep: string,
  stage: number,
  disk: Disk,
  breathe: Breathe
): Promise<Manifest> => {
  const shelf = shelfOf(keep, stage)
  disk.mkdir(shelf, 0o700)
  const files: Array<FileBefore> = []
  const folders = new Map<string, FolderBefore>()
  for (const path of new Set(paths)) {
    await breathe()
    for (const folder of ancestors(path, top)) {
      if (folders.has(folder)) break
      folders.set(folder, { path: folder, was: folderFacts(folder, disk) })
    }
    const stat = disk.lstat(path)
    if (stat === null || (stat.type !== "file" && stat.type !== "link")) {
      files.push({ path, was: null })
      continue
    }
    const kept = PathText.child(shelf, String(files.length))
    await putAside(path, stat, kept, disk)
    const aside = disk.lstat(kept)
    if (aside === null) throw new DiskError("keep", path, "ENOENT")
    files.push({ path, was: { identity: identityOf(stat), keptIdentity: identityOf(aside), kept } })
  }
  disk.flush(shelf)
  return { files, folders: [...folders.values()] }
}

/** The same entry as before, in place or brought back from its copy. */
const isAsBefore = (stat: Stat | null, before: FileBefore): boolean =>
  before.was === null
    ? stat === null || stat.type === "folder"
    : stat !== null &&
      (sameIdentity(identityOf(stat), before.was.identity) || sameIdentity(identityOf(stat), before.was.keptIdentity))

/** What the deed did to the files that were put aside; second names of what it left alone are let go. */
export const changedFiles = async (
  manifests: ReadonlyArray<Manifest>,
  keep: string,
  disk: Disk,
  breathe: Breathe
): Promise<Pick<After, "files" | "folders">> => {
  const files: Array<After["files"][number]> = []
  for (const before of manifests.flatMap((manifest) => manifest.files)) {
    await breathe()
    const stat = disk.lstat(before.path)
    if (isAsBefore(stat, before)) {
      if (before.was !== null && disk.lstat(before.was.kept) !== null) disk.unlink(before.was.kept)
      continue
    }
    files.push({
      before,
      is: stat === null || stat.type === "folder" ? null : identityOf(stat),
      aside: PathText.child(keep, `a${files.length}`)
    })
  }
  const folders = manifests
    .flatMap((manifest) => manifest.folders)
    .map(({ path, was }) => ({ path, was, isMode: folderFacts(path, disk)?.mode ?? null }))
  return { files, folders }
}

export type Direction = "undo" | "redo"

/** One working file between its two states: which entry stands there at each, and where it lies while it does not. */
interface Side {
  readonly identities: ReadonlyArray<Identity>
  /** Where it lies when it is not in place. */
  readonly lies: string
}
interface Piece {
  readonly path: string
  readonly from: Side | null
  readonly to: Side | null
}

const pieceOf = ({ before, is, aside }: After["files"][number], direction: Direction): Piece => {
  const old: Side | null =
    before.was === null ? null : { identities: [before.was.identity, before.was.keptIdentity], lies: before.was.kept }
  const made: Side | null = is === null ? null : { identities: [is], lies: aside }
  return direction === "undo" ? { path: before.path, from: made, to: old } : { path: before.path, from: old, to: made }
}

const stands = (stat: Stat | null, side: Side): boolean =>
  stat !== null && side.identities.some((identity) => sameIdentity(identityOf(stat), identity))

/** How far a piece is on its way. `lost`: what should come back lies nowhere. */
const stateOf = (piece: Piece, disk: ReadDisk): "from" | "between" | "to" | "changed" | "gone" | "taken" | "lost" => {
  const stat = disk.lstat(piece.path)
  const free = stat === null || stat.type === "folder"
  if (piece.to !== null && stands(stat, piece.to)) return "to"
  const waiting = piece.to === null || stands(disk.lstat(piece.to.lies), piece.to)
  if (piece.from === null) return !free ? "taken" : piece.to === null ? "to" : waiting ? "from" : "lost"
  if (stands(stat, piece.from)) return waiting ? "from" : "lost"
  if (!free) return "changed"
  // Nothing stands there: on its way when the old one lies aside already, else somebody took it away.
  if (!stands(disk.lstat(piece.from.lies), piece.from)) return piece.to === null ? "to" : "gone"
  return piece.to === null ? "to" : waiting ? "between" : "lost"
}

const WHY = {
  changed: "it was changed since",
  gone: "it was taken away since",
  taken: "something new stands there",
  lost: "what was kept of it is gone"
} as const

/** A folder that has to give way to a file, and holds what is not ours. */
const foreignIn = (folder: string, ours: ReadonlySet<string>, disk: ReadDisk): string | null => {
  for (const entry of disk.list(folder)) {
    const path = PathText.child(folder, entry.name)
    const found = entry.type === "folder" ? foreignIn(path, ours, disk) : ours.has(path) ? null : path
    if (found !== null) return found
  }
  return null
}

/** The first file that bars the way, or `null`. Looks only. */
export const checkFiles = (after: After, direction: Direction, disk: ReadDisk): Blocked | null => {
  const pieces = after.files.map((file) => pieceOf(file, direction))
  const ours = new Set(pieces.filter((piece) => piece.from !== null).map((piece) => piece.path))
  for (const piece of pieces) {
    const state = stateOf(piece, disk)
    if (state === "from" || state === "between" || state === "to") {
      if (piece.to === null || state === "to" || !isFolder(disk.lstat(piece.path))) continue
      const foreign = foreignIn(piece.path, ours, disk)
      if (foreign !== null) return { _tag: "Blocked", path: foreign, why: "it stands in a folder that has to go" }
      continue
    }
    return { _tag: "Blocked", path: piece.path, why: WHY[state] }
  }
  return null
}

/** A move that was cut off between its two names is finished. */
const moveOnce = (from: string, to: string, disk: Disk): void => {
  const source = disk.lstat(from)
  if (source === null) return
  const target = disk.lstat(to)
  if (target !== null && target.ino === source.ino && target.dev === source.dev) return disk.unlink(from)
  disk.move(from, to, source.type)
}

const removeEmpty = (path: string, disk: Disk): void => {
  try {
    disk.rmdir(path)
  } catch (error) {
    // A folder in which somebody put something of their own stays.
    if (!(error instanceof DiskError) || !["ENOTEMPTY", "EEXIST", "ENOENT", "ENOTDIR"].includes(error.code)) throw error
  }
}

/** A folder between its two states: its mode, or `null` where there is none. */
const folderMoves = (after: After, direction: Direction) =>
  after.folders
    .map(({ path, was, isMode }) => {
      const old = was?.mode ?? null
      return direction === "undo" ? { path, was, from: isMode, to: old } : { path, was, from: old, to: isMode }
    })
    .toSorted((a, b) => a.path.length - b.path.length)

const takeHome = (piece: Piece, disk: Disk): void => {
  if (piece.to === null) return
  const stat = disk.lstat(piece.path)
  // In place already: only a second name may be left of a move that was cut off.
  if (!stands(stat, piece.to) || disk.lstat(piece.to.lies)?.ino === stat?.ino) {
    moveOnce(piece.to.lies, piece.path, disk)
  }
}

/** Brings all files and folders to the other state. `checkFiles` said nothing before; may be cut off and called again. */
export const moveFiles = async (after: After, direction: Direction, disk: Disk, breathe: Breathe): Promise<void> => {
  const pieces = after.files.map((file) => pieceOf(file, direction))
  const folders = folderMoves(after, direction)
  for (const piece of pieces) {
    await breathe()
    if (piece.from !== null && stands(disk.lstat(piece.path), piece.from)) moveOnce(piece.path, piece.from.lies, disk)
  }
  // The deepest first when they go, the highest first when they come.
  for (const { path, from, to } of folders.toReversed()) if (from !== null && to === null) removeEmpty(path, disk)
  for (const { path, to } of folders) if (to !== null && disk.lstat(path) === null) disk.mkdir(path, to)
  for (const piece of pieces) {
    await breathe()
    takeHome(piece, disk)
  }
  if (direction === "redo") return
  for (const { path, was } of folders) {
    if (was === null || !isFolder(disk.lstat(path))) continue
    if (String(disk.exactTimes(path)?.mtimeNs) === was.mtimeNs) continue
    // Folder times are kept to the microsecond (contract §5); finer would cost a program for each.
    disk.setTimes(path, { mtimeNs: BigInt(was.mtimeNs), atimeNs: BigInt(was.atimeNs) }, "microsecond")
  }
}
