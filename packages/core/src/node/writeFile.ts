/** New bytes on the disk: a file that was not there before, whole (and flushed, unless that is not wanted), or nothing at all. */
import * as fs from "node:fs"
import type { FsPath } from "./fsPath.ts"

const NEW_FILE = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW
const AT_END = fs.constants.O_WRONLY | fs.constants.O_APPEND | fs.constants.O_NOFOLLOW

/** One call may take less than it was given. */
const writeAll = (fd: number, bytes: Uint8Array): void => {
  let done = 0
  while (done < bytes.length) done += fs.writeSync(fd, bytes, done, bytes.length - done)
}

/** `EEXIST` where anything is there. `mode` as given, whatever the umask; without one, what new files get. */
export const writeFile = (path: FsPath, bytes: Uint8Array, mode: number | undefined, flush: boolean): void => {
  const fd = fs.openSync(path, NEW_FILE, mode ?? 0o666)
  try {
    writeAll(fd, bytes)
    if (mode !== undefined) fs.fchmodSync(fd, mode)
    if (flush) fs.fsyncSync(fd)
  } catch (cause) {
    fs.unlinkSync(path)
    throw cause
  } finally {
    fs.closeSync(fd)
  }
}

/** All of it or, where the disk is full, none of it. Not flushed: see `flush`. */
export const appendFile = (path: FsPath, bytes: Uint8Array): void => {
  const fd = fs.openSync(path, AT_END)
  try {
    const before = fs.fstatSync(fd).size
    try {
      writeAll(fd, bytes)
    } catch (cause) {
      fs.ftruncateSync(fd, before)
      throw cause
    }
  } finally {
    fs.closeSync(fd)
  }
}
