/**
 * The state file before SQLite sees it: is it there, is it ours, can it be made. A file of another user is never opened,
 * so that zenus under sudo leaves nothing of root's in somebody's home and reads nobody's history.
 */
import * as fs from "node:fs"
import { dirname } from "../disk/PathText.ts"
import { StoreOfAnotherUser, StoreUnwritable } from "../state/StoreError.ts"
import { HEADER_BYTES, markOf } from "../state/StoreHeader.ts"
import { codeOf } from "./diskError.ts"
import { toFsPath } from "./fsPath.ts"
import { makeFolders } from "./makeFolders.ts"
import { readInto } from "./readFile.ts"

const REASONS: ReadonlyMap<string, readonly [reason: string, hint: string]> = new Map([
  ["EACCES", ["you may not (permission denied)", "Look at the owner and permissions of its folder."]],
  ["EPERM", ["the system does not permit it", "Look at the owner and permissions of its folder."]],
  ["EROFS", ["the file system is read-only", "Choose a folder on a disk that can be written to."]],
  ["ENOSPC", ["the disk is full", "Free some space on its disk."]],
  ["EDQUOT", ["your disk quota is used up", "Free some of your space."]],
  ["ENOTDIR", ["a part of its path is not a folder", "Look at the path of its folder."]],
  ["EEXIST", ["a part of its path is not a folder", "Look at the path of its folder."]],
  ["ENOENT", ["a part of its path leads nowhere", "Look at the path of its folder."]],
  ["ENAMETOOLONG", ["its path is too long", "Choose a shorter path."]],
  ["ELOOP", ["its path is a circle of links", "Look at the path of its folder."]]
])

const unwritable = (file: string, cause: unknown): unknown => {
  const code = codeOf(cause)
  if (code === undefined) return cause
  const [reason, hint] = REASONS.get(code) ?? [code, "Look at the path, then try again."]
  return new StoreUnwritable({ file, reason, hint })
}

const firstBytes = (file: string): Uint8Array => {
  const fd = fs.openSync(toFsPath("open", file), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
  try {
    const bytes = new Uint8Array(HEADER_BYTES)
    return bytes.subarray(0, readInto(fd, bytes, 0))
  } finally {
    fs.closeSync(fd)
  }
}

/** The header as it lies in the file; what is still in the log beside it is not in it. */
export const markOfFile = (file: string): ReturnType<typeof markOf> => {
  try {
    return markOf(firstBytes(file))
  } catch (cause) {
    throw unwritable(file, cause)
  }
}

/** Whether there is a file to open. Throws for one that is not ours to open. */
export const findStoreFile = (file: string, uid: number): boolean => {
  const at = toFsPath("open", file)
  let stats: fs.Stats | undefined
  try {
    stats = fs.statSync(at, { throwIfNoEntry: false })
  } catch (cause) {
    throw unwritable(file, cause)
  }
  if (stats === undefined) return false
  if (!stats.isFile()) {
    throw new StoreUnwritable({ file, reason: "it is not a file", hint: "Move what is there aside." })
  }
  if (stats.uid !== uid) throw new StoreOfAnotherUser({ file, owner: stats.uid, uid })
  return true
}

/** Makes it, empty, with its folder, for this user alone. Another process may make it at the same moment. */
export const createStoreFile = (file: string): void => {
  try {
    makeFolders(dirname(file))
    fs.closeSync(fs.openSync(toFsPath("make", file), fs.constants.O_CREAT | fs.constants.O_RDWR, 0o600))
  } catch (cause) {
    throw unwritable(file, cause)
  }
}

/** Throws where the file or its folder (SQLite keeps its log beside the file) cannot be written. */
export const requireWritable = (file: string): void => {
  try {
    fs.accessSync(toFsPath("open", file), fs.constants.R_OK | fs.constants.W_OK)
    fs.accessSync(toFsPath("open", dirname(file)), fs.constants.W_OK | fs.constants.X_OK)
  } catch (cause) {
    throw unwritable(file, cause)
  }
}
