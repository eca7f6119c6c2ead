/**
 * Where a deed acts. A path is a promise about folders that somebody may swap for a link between look and deed; an
 * open folder is the folder itself. So the parent is opened (`O_PATH`, no link followed), compared with the path that was
 * meant through `/proc/self/fd/N`, and the deed then goes to `/proc/self/fd/N/name`.
 *
 * Opening for each of 100,000 files would cost as much as the rename, so anchors are kept for the rest of the turn of
 * the event loop and looked at again every few uses: in between a deed lands in the very folder that was
 * checked, never behind a link, even when that folder itself was moved. Nothing stays open longer than the turn, so
 * no file system is kept busy. Where there is no /proc (macOS, a bare chroot) the parent's real path is looked at just
 * before each deed, which leaves a window between the two calls (docs/SECURITY.md).
 */
import * as fs from "node:fs"
import { dirname } from "../disk/PathText.ts"
import { asDiskError, codeOf, diskError } from "./diskError.ts"
import { exactText, joinFsPath, toFsPath, type FsPath } from "./fsPath.ts"

/** Open folders at most; the one unused for longest is closed for a new one. */
const MAX_OPEN = 32
/** More than the paths that one deed has in hand. */
const MAX_RETIRED = 8
/** An anchor is compared with its path again after this many deeds. */
const USES_BETWEEN_LOOKS = 64

/** `O_PATH` of Linux, which node:fs has no name for: a handle on the folder that needs no right to read it. */
export const O_PATH = 0o10000000

export interface Anchors {
  /** What to give to the system call for the entry at `path`, at once: it is good for this deed only. Throws `ELOOP`, `ESTALE`, `ENOENT`, `ENOTDIR`. */
  readonly at: (operation: string, path: string) => FsPath
  /** The same for work that outlives the turn: good until it is let go. What `at` gives is not. */
  readonly hold: (operation: string, path: string) => Held
  /** Closes what is open. Not needed: it happens by itself at the end of the turn. */
  readonly close: () => void
}

export interface Held {
  readonly at: FsPath
  readonly release: () => void
}

interface Anchor {
  readonly folder: string
  readonly fd: number
  readonly prefix: string
  lastUse: number
  uses: number
}

/** Whether this platform has what anchors need. */
export const canAnchor = (): boolean => process.platform === "linux" && fs.existsSync("/proc/self/fd")

/** The last part of `path`, whose last slash is at `slash`. */
const nameOf = (operation: string, path: string, slash: number): string => {
  const name = path.slice(slash + 1)
  if (name === "" || name === "." || name === ".." || !path.startsWith("/")) throw diskError(operation, path, "EINVAL")
  return name
}

/** The path of an open folder as the kernel sees it now. */
const pathOfFd = (fd: number): string => {
  const link = `/proc/self/fd/${fd}`
  return exactText(
    () => fs.readlinkSync(link),
    () => fs.readlinkSync(link, { encoding: "buffer" })
  )
}

const realPathOf = (operation: string, folder: string): string =>
  exactText(
    () => fs.realpathSync.native(toFsPath(operation, folder)),
    () => fs.realpathSync.native(toFsPath(operation, folder), { encoding: "buffer" })
  )

const openFolder = (operation: string, folder: string): number => {
  const flags = O_PATH | fs.constants.O_DIRECTORY | fs.constants.O_NOFOLLOW
  try {
    return fs.openSync(toFsPath(operation, folder), flags)
  } catch (cause) {
    // A link in the folder's place is ENOTDIR to these flags.
    const isLink =
      codeOf(cause) === "ENOTDIR" &&
      fs.lstatSync(toFsPath(operation, folder), { throwIfNoEntry: false })?.isSymbolicLink() === true
    throw isLink ? diskError(operation, folder, "ELOOP", cause) : asDiskError(operation, folder, cause)
  }
}

/** Whether the last slash of `path` is at `slash` and what is before it is the anchor's folder. `startsWith` takes four times as long. */
const isIn = (anchor: Anchor, path: string, slash: number): boolean =>
  anchor.folder.length === slash && path.slice(0, slash) === anchor.folder

/** Linux: through open folders. */
export const makeAnchors = (): Anchors => {
  // `/proc/self` is a link to our number, as this very /proc counts: one link the less to follow for each deed.
  const fds = `/proc/${fs.readlinkSync("/proc/self")}/fd`
  const open = new Map<string, Anchor>()
  /** The two used last. A move has one on either side, and its neighbours have the same: no text is cut out and looked up. */
  let latest: Anchor | undefined
  let other: Anchor | undefined
  /** Given up, and still open: what `at` gave a moment ago may name one, and a closed number can mean another file at once. */
  const retired: Array<number> = []
  let clock = 0
  let closing = false

  const close = (): void => {
    closing = false
    latest = other = undefined
    for (const anchor of open.values()) fs.closeSync(anchor.fd)
    open.clear()
    for (const fd of retired.splice(0)) fs.closeSync(fd)
  }
  const closeLater = (): void => {
    if (closing) return
    closing = true
    setImmediate(close).unref()
  }
  const forget = (folder: string, anchor: Anchor): void => {
    open.delete(folder)
    latest = other = undefined
    retired.push(anchor.fd)
    if (retired.length > MAX_RETIRED) for (const fd of retired.splice(0, 1)) fs.closeSync(fd)
  }
  const forgetOldest = (): void => {
    let oldest: readonly [string, Anchor] | undefined
    for (const entry of open) if (oldest === undefined || entry[1].lastUse < oldest[1].lastUse) oldest = entry
    if (oldest !== undefined) forget(oldest[0], oldest[1])
  }

  const opened = (operation: string, folder: string): Anchor => {
    const fd = openFolder(operation, folder)
    if (pathOfFd(fd) !== folder) {
      fs.closeSync(fd)
      // A folder that was moved away between opening and looking, or a link further up.
      throw diskError(operation, folder, realPathOf(operation, folder) === folder ? "ESTALE" : "ELOOP")
    }
    if (open.size >= MAX_OPEN) forgetOldest()
    const anchor = { folder, fd, prefix: `${fds}/${fd}/`, lastUse: 0, uses: 0 }
    open.set(folder, anchor)
    closeLater()
    return anchor
  }

  const knownFor = (path: string, slash: number): Anchor | undefined => {
    if (latest !== undefined && isIn(latest, path, slash)) return latest
    if (other !== undefined && isIn(other, path, slash)) return other
    return open.get(dirname(path))
  }

  const anchorOf = (operation: string, path: string, slash: number): Anchor => {
    const known = knownFor(path, slash)
    const folder = known?.folder ?? dirname(path)
    if (known === undefined) return opened(operation, folder)
    if (known.uses < USES_BETWEEN_LOOKS) return known
    if (pathOfFd(known.fd) === folder) {
      known.uses = 0
      return known
    }
    forget(folder, known)
    return opened(operation, folder)
  }

  const use = (operation: string, path: string, slash: number): Anchor => {
    const anchor = anchorOf(operation, path, slash)
    if (anchor !== latest) {
      other = latest
      latest = anchor
    }
    anchor.uses += 1
    anchor.lastUse = clock += 1
    return anchor
  }

  return {
    at: (operation, path) => {
      const slash = path.lastIndexOf("/")
      const name = nameOf(operation, path, slash)
      return joinFsPath(operation, use(operation, path, slash).prefix, name)
    },
    hold: (operation, path) => {
      const slash = path.lastIndexOf("/")
      const name = nameOf(operation, path, slash)
      const fd = fs.openSync(use(operation, path, slash).prefix, O_PATH | fs.constants.O_DIRECTORY)
      return { at: joinFsPath(operation, `${fds}/${fd}/`, name), release: () => fs.closeSync(fd) }
    },
    close
  }
}

const checkedPath = (operation: string, path: string): FsPath => {
  nameOf(operation, path, path.lastIndexOf("/"))
  const folder = dirname(path)
  let real: string
  try {
    real = realPathOf(operation, folder)
  } catch (cause) {
    throw asDiskError(operation, folder, cause)
  }
  if (real !== folder) throw diskError(operation, folder, "ELOOP")
  return toFsPath(operation, path)
}

/** Elsewhere: the parent's real path is compared just before the deed. */
export const makeChecks = (): Anchors => ({
  at: checkedPath,
  hold: (operation, path) => ({ at: checkedPath(operation, path), release: () => {} }),
  close: () => {}
})
