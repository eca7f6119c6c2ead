/**
 * One file copied: content, mode and times, nothing else (no owner, no attributes). Shared blocks where the file system
 * can (btrfs, xfs), else slices that let the event loop run. An abort takes the unfinished file away and rejects at
 * once, even while a slice or a flush is still in the kernel. Long runs of zeros in a file that has holes stay
 * holes. A source that changes meanwhile fails the copy: half of one version and half of another is no copy.
 */
import * as fs from "node:fs"
import { O_PATH } from "./anchors.ts"
import { codeOf, diskError } from "./diskError.ts"
import type { SetTimes } from "./exactTimes.ts"
import type { FsPath } from "./fsPath.ts"
import { openToRead } from "./readFile.ts"

/** Bytes moved at a time. */
const SLICE = 4 * 1024 * 1024
/** Zeros shorter than this are written, longer ones skipped in a file that has holes. */
const HOLE = 64 * 1024
const ZEROS = new Uint8Array(HOLE)

export interface CopyNames {
  /** For errors. */
  readonly from: string
  readonly fromAt: FsPath
  readonly toAt: FsPath
}

const isZero = (bytes: Uint8Array): boolean =>
  Buffer.compare(bytes, bytes.length === HOLE ? ZEROS : ZEROS.subarray(0, bytes.length)) === 0

/** The parts of a slice that must be written, as [start, end) pairs: all of it but runs of `HOLE` zeros. */
export const writtenParts = (slice: Uint8Array): ReadonlyArray<readonly [number, number]> => {
  const parts: Array<readonly [number, number]> = []
  let start = -1
  for (let at = 0; at < slice.length; at += HOLE) {
    const zero = isZero(slice.subarray(at, at + HOLE))
    if (zero && start >= 0) {
      parts.push([start, at])
      start = -1
    } else if (!zero && start < 0) start = at
  }
  if (start >= 0) parts.push([start, slice.length])
  return parts
}

type Done<A> = (cause: Error | null, value: A) => void
const call = <A>(run: (done: Done<A>) => void): Promise<A> =>
  new Promise((resolve, reject) => run((cause, value) => (cause === null ? resolve(value) : reject(cause))))

const writeAt = async (fd: number, bytes: Uint8Array, position: number): Promise<void> => {
  let done = 0
  while (done < bytes.length) {
    done += await call<number>((end) => fs.write(fd, bytes, done, bytes.length - done, position + done, end))
  }
}

/** Content in slices; stops quietly when aborted (the caller knows). */
const copyContent = async (source: number, target: number, stats: fs.Stats, stopped: () => boolean): Promise<void> => {
  const sparse = stats.blocks * 512 < stats.size
  const slice = new Uint8Array(Math.min(SLICE, Math.max(stats.size, 1)))
  let position = 0
  while (!stopped()) {
    const count = await call<number>((end) => fs.read(source, slice, 0, slice.length, position, end))
    if (count === 0) break
    const bytes = slice.subarray(0, count)
    if (sparse)
      for (const [from, to] of writtenParts(bytes)) await writeAt(target, bytes.subarray(from, to), position + from)
    else await writeAt(target, bytes, position)
    position += count
  }
  if (sparse && !stopped()) fs.ftruncateSync(target, position)
}

/** Set-id bits would make the copier's file act for the copier: they go where the owner is another. */
const modeOf = (source: fs.Stats, target: fs.Stats): number =>
  source.uid === target.uid && source.gid === target.gid ? source.mode & 0o7777 : source.mode & 0o1777

const changed = (before: fs.BigIntStats, after: fs.BigIntStats): boolean =>
  before.size !== after.size || before.mtimeNs !== after.mtimeNs

/** Rejects as soon as the signal is aborted; `work` goes on alone and is expected to notice. */
const orAborted = async (work: Promise<void>, signal: AbortSignal | undefined): Promise<void> => {
  if (signal === undefined) return work
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener("abort", onAbort, { once: true })
  try {
    await Promise.race([work, promise])
  } finally {
    signal.removeEventListener("abort", onAbort)
  }
}

/** Makes the target of shared blocks and opens it; `null` where the file system cannot. Nothing but the content is shared. */
const openClone = (source: number, toAt: FsPath): number | null => {
  if (process.platform !== "linux") return null
  try {
    fs.copyFileSync(`/proc/self/fd/${source}`, toAt, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE_FORCE)
  } catch (cause) {
    if (codeOf(cause) === "EEXIST") throw cause
    return null
  }
  // The clone has the source's mode, which may forbid even its owner to open it.
  const handle = fs.openSync(toAt, O_PATH | fs.constants.O_NOFOLLOW)
  try {
    fs.chmodSync(`/proc/self/fd/${handle}`, 0o600)
    return fs.openSync(`/proc/self/fd/${handle}`, fs.constants.O_RDWR)
  } finally {
    fs.closeSync(handle)
  }
}

const openNew = (toAt: FsPath): number =>
  fs.openSync(
    toAt,
    fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW,
    // Nobody else reads it before it has its own mode.
    0o600
  )

/** Everything after both files are open. The target is flushed once, with its mode and times. */
const fill = async (
  source: number,
  target: number,
  clone: boolean,
  names: CopyNames,
  setTimes: SetTimes,
  stopped: () => boolean
): Promise<void> => {
  const before = fs.fstatSync(source, { bigint: true })
  const stats = fs.fstatSync(source)
  if (!clone) await copyContent(source, target, stats, stopped)
  if (stopped()) return
  if (changed(before, fs.fstatSync(source, { bigint: true }))) throw diskError("copy", names.from, "ESTALE")
  fs.fchmodSync(target, modeOf(stats, fs.fstatSync(target)))
  setTimes(names.toAt, target, { mtimeNs: before.mtimeNs, atimeNs: before.atimeNs })
  await call<void>((end) => fs.fsync(target, (cause) => end(cause, undefined)))
}

/**
 * Rejects with `EEXIST` where the target is taken, `EINVAL` for what is no regular file, `ELOOP` for a link, `ESTALE` when
 * the source changed meanwhile, and with the signal's reason when that is aborted.
 */
export const copyFile = async (
  names: CopyNames,
  setTimes: SetTimes,
  signal: AbortSignal | undefined
): Promise<void> => {
  signal?.throwIfAborted()
  const source = openToRead(names.fromAt, fs.constants.O_NOFOLLOW)
  let target: number | undefined
  let ended = false
  const stopped = (): boolean => ended || signal?.aborted === true
  try {
    const stats = fs.fstatSync(source)
    if (!stats.isFile()) throw diskError("copy", names.from, stats.isDirectory() ? "EISDIR" : "EINVAL")
    const clone = openClone(source, names.toAt)
    target = clone ?? openNew(names.toAt)
    const opened = target
    const work = fill(source, opened, clone !== null, names, setTimes, stopped)
    const close = (): void => {
      fs.closeSync(source)
      fs.closeSync(opened)
    }
    // Descriptors are closed when the kernel is done with them, which after an abort may be later than the answer.
    const finished = work.then(close, (cause: unknown) => {
      close()
      throw cause
    })
    finished.catch(() => {})
    try {
      await orAborted(finished, signal)
      signal?.throwIfAborted()
    } catch (cause) {
      ended = true
      fs.unlinkSync(names.toAt)
      throw cause
    }
  } catch (cause) {
    if (target === undefined) fs.closeSync(source)
    throw cause
  }
}
