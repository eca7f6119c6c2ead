/**
 * A rename that never overwrites, which node:fs does not have. For everything but folders: a second name by link(2), which
 * refuses a taken name atomically, then the first name away. A process killed in between leaves both names on the same
 * inode, which recovery sees by `dev` and `ino`. Folders, and file systems without hard links: look, then rename; a folder
 * can at worst take the place of an empty folder that appeared in between, a file that of a file (docs/SECURITY.md).
 */
import * as fs from "node:fs"
import type { EntryType } from "../disk/Disk.ts"
import { basename, dirname } from "../disk/PathText.ts"
import { codeOf, diskError } from "./diskError.ts"
import { toFsPath, type FsPath } from "./fsPath.ts"

/** link(2) gives these where it cannot serve (a folder, no hard links here, not for this user); a plain rename still may. */
const NO_LINKS: ReadonlySet<string | undefined> = new Set(["EPERM", "EACCES", "ENOTSUP", "ENOSYS", "EMLINK"])

/** Elsewhere link(2) goes through a symbolic link to its target. */
const linkTakesLinks = process.platform === "linux"

export interface MoveNames {
  readonly from: string
  readonly to: string
  readonly fromAt: FsPath
  readonly toAt: FsPath
}

const foldCase = (name: string): string => name.normalize("NFC").toLowerCase()

/** `a` to `A` where both are one name to the file system: the target "exists", and is the source. */
const isSameName = (names: MoveNames): boolean => {
  if (dirname(names.from) !== dirname(names.to) || foldCase(names.from) !== foldCase(names.to)) return false
  const from = fs.lstatSync(names.fromAt, { throwIfNoEntry: false })
  const to = fs.lstatSync(names.toAt, { throwIfNoEntry: false })
  if (from === undefined || to === undefined || from.ino !== to.ino || from.dev !== to.dev) return false
  // Two names of one inode are both listed; one name written in another way is listed once.
  const wanted = Buffer.from(basename(names.to))
  const folder = toFsPath("list", dirname(names.to))
  return !fs.readdirSync(folder, { encoding: "buffer" }).some((name) => name.equals(wanted))
}

const renameAfterLook = (names: MoveNames): void => {
  if (fs.lstatSync(names.toAt, { throwIfNoEntry: false }) !== undefined && !isSameName(names)) {
    throw diskError("move to", names.to, "EEXIST")
  }
  fs.renameSync(names.fromAt, names.toAt)
}

/** Takes the first name away; where that is not allowed, the second one again, so that nothing has happened. */
const unlinkFirst = (names: MoveNames): void => {
  try {
    fs.unlinkSync(names.fromAt)
  } catch (cause) {
    // Somebody else took it away in this instant. If they gave it another name, that one stands and ours goes, or both
    // would have moved the same file; if they removed it, ours is its last name and stays.
    const isLast = fs.lstatSync(names.toAt, { throwIfNoEntry: false })?.nlink === 1
    if (codeOf(cause) === "ENOENT" && isLast) return
    fs.unlinkSync(names.toAt)
    throw cause
  }
}

/** `EEXIST` where the target is taken, `EXDEV` where it lies on another file system. */
export const moveEntry = (names: MoveNames, type: EntryType): void => {
  if (type === "folder" || (type === "link" && !linkTakesLinks)) return renameAfterLook(names)
  try {
    fs.linkSync(names.fromAt, names.toAt)
  } catch (cause) {
    const code = codeOf(cause)
    if (NO_LINKS.has(code)) return renameAfterLook(names)
    if (code !== "EEXIST") throw cause
    if (isSameName(names)) return fs.renameSync(names.fromAt, names.toAt)
    throw diskError("move to", names.to, "EEXIST", cause)
  }
  unlinkFirst(names)
}
