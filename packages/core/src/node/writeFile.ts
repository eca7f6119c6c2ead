/** New bytes on the disk: a file that was not there before, whole and flushed, or nothing at all. */
import * as fs from "node:fs"
import type { FsPath } from "./fsPath.ts"

const NEW_FILE = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW
const AT_END = fs.constants.O_WRONLY | fs.constants.O_APPEND | fs.constants.O_NOFOLLOW

/** Writes all of it: one call may take less than it was given. */
export const writeAll = (fd: number, bytes: Uint8Array, position: number | null): void => {
  let done = 0
  while (done < bytes.length) {
    done += fs.writeSync(fd, bytes, done, bytes.length - done, position === null ? null : position + done)
  }
}

/** Makes the file for `fill`; where that throws, the file is gone again. Fails with `EEXIST` where anything is there. */
export const withNewFile = (path: FsPath, mode: number, fill: (fd: number) => void): void => {
  const fd = fs.openSync(path, NEW_FILE, mode)
  let whole = false
  try {
    fill(fd)
    whole = true
  } finally {
    fs.closeSync(fd)
    if (!whole) fs.unlinkSync(path)
  }
}

/** `mode` as given, whatever the umask; without one, what new files get. */
export const writeFile = (path: FsPath, bytes: Uint8Array, mode: number | undefined): void =>
  withNewFile(path, mode ?? 0o666, (fd) => {
    writeAll(fd, bytes, null)
    if (mode !== undefined) fs.fchmodSync(fd, mode)
    fs.fsyncSync(fd)
  })

/** All of it or, where the disk is full, none of it. Not flushed: see `flush`. */
export const appendFile = (path: FsPath, bytes: Uint8Array): void => {
  const fd = fs.openSync(path, AT_END)
  try {
    const before = fs.fstatSync(fd).size
    try {
      writeAll(fd, bytes, null)
    } catch (cause) {
      fs.ftruncateSync(fd, before)
      throw cause
    }
  } finally {
    fs.closeSync(fd)
  }
}
