/** Bytes of a file, without leaving a trace of the reading where the system lets us (`O_NOATIME` is for the owner). */
import * as fs from "node:fs"
import { codeOf, diskError } from "./diskError.ts"
import type { FsPath } from "./fsPath.ts"

/** What files that do not know their size (/proc) are read by, bytes. */
const CHUNK = 64 * 1024

const O_NOATIME = process.platform === "linux" ? fs.constants.O_NOATIME : 0

/** Opens to read. Never waits: a pipe without a writer would hold the whole process. */
export const openToRead = (path: FsPath, flags: number): number => {
  const wanted = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | flags
  if (O_NOATIME === 0) return fs.openSync(path, wanted)
  try {
    return fs.openSync(path, wanted | O_NOATIME)
  } catch (cause) {
    if (codeOf(cause) !== "EPERM") throw cause
    return fs.openSync(path, wanted)
  }
}

/** Fills `bytes` from `position`; gives back how many there were. */
export const readInto = (fd: number, bytes: Uint8Array, position: number): number => {
  let done = 0
  while (done < bytes.length) {
    const count = fs.readSync(fd, bytes, done, bytes.length - done, position + done)
    if (count === 0) break
    done += count
  }
  return done
}

const readUnsized = (fd: number, from: number, length: number): Uint8Array => {
  const chunks: Array<Uint8Array> = []
  let total = 0
  while (total < length) {
    const chunk = new Uint8Array(Math.min(CHUNK, length - total))
    const count = readInto(fd, chunk, from + total)
    if (count === 0) break
    chunks.push(chunk.subarray(0, count))
    total += count
  }
  return Buffer.concat(chunks, total)
}

/** Bytes `[from, to)` of a regular file (links followed); shorter where the file ends. `EISDIR`, `EINVAL` for pipes and devices. */
export const readFile = (path: FsPath, named: string, from?: number, to?: number): Uint8Array => {
  const fd = openToRead(path, 0)
  try {
    const stats = fs.fstatSync(fd)
    if (stats.isDirectory()) throw diskError("read", named, "EISDIR")
    if (!stats.isFile()) throw diskError("read", named, "EINVAL")
    if (from === undefined && to === undefined) return fs.readFileSync(fd)
    const start = Math.max(0, from ?? 0)
    const length = Math.max(0, (to ?? Number.POSITIVE_INFINITY) - start)
    if (stats.size === 0) return readUnsized(fd, start, length)
    const bytes = new Uint8Array(Math.min(length, Math.max(0, stats.size - start)))
    return bytes.subarray(0, readInto(fd, bytes, start))
  } finally {
    fs.closeSync(fd)
  }
}
