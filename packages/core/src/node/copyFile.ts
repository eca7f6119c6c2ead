/**
 * One file copied: content, mode and times (to the microsecond: finer ones need a child process each, see exactTimes.ts),
 * nothing else: no owner, no attributes. Shared blocks where the file system can (btrfs, xfs), else slices. An abort
 * takes the unfinished file away and rejects at once, even while a slice or a flush is still in the kernel. A source that
 * changes meanwhile fails the copy: half of one version and half of another is no copy.
 */
import * as fs from "node:fs"
import { O_PATH } from "./anchors.ts"
import { call, copyContent } from "./copyContent.ts"
import { codeOf, diskError } from "./diskError.ts"
import { utimesArgument } from "./exactTimes.ts"
import type { FsPath } from "./fsPath.ts"
import { openToRead } from "./readFile.ts"

export interface CopyNames {
  /** For errors. */
  readonly from: string
  readonly fromAt: FsPath
  readonly toAt: FsPath
}

/** Set-id bits would make the copier's file act for the copier: they go where the owner is another. */
export const modeOfCopy = (
  source: { readonly mode: number; readonly uid: number; readonly gid: number },
  target: { readonly uid: number; readonly gid: number }
): number => (source.uid === target.uid && source.gid === target.gid ? source.mode & 0o7777 : source.mode & 0o1777)

/** Rejects as soon as the signal is aborted; `work` goes on alone and is expected to notice. */
const orAborted = async (work: Promise<void>, signal: AbortSignal | undefined): Promise<void> => {
  if (signal === undefined) return work
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener("abort", onAbort, { once: true })
  try {
    await Promise.race([work, promise])
    signal.throwIfAborted()
  } finally {
    signal.removeEventListener("abort", onAbort)
  }
}

/** The clone has the source's mode, which may forbid even its owner to open it. */
const openOwn = (at: FsPath): number => {
  const handle = fs.openSync(at, O_PATH | fs.constants.O_NOFOLLOW)
  try {
    fs.chmodSync(`/proc/self/fd/${handle}`, 0o600)
    return fs.openSync(`/proc/self/fd/${handle}`, fs.constants.O_RDWR)
  } finally {
    fs.closeSync(handle)
  }
}

/** What FICLONE says on a file system that never can. */
const NEVER_CLONES: ReadonlySet<string | undefined> = new Set(["ENOTSUP", "ENOTTY", "ENOSYS"])

/** Only this user reads it before it has its own mode. */
const openNew = (at: FsPath): number =>
  fs.openSync(at, fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW, 0o600)

interface Target {
  readonly fd: number
  /** Whether it holds the content already. */
  readonly whole: boolean
}

/** Opens a new file, of shared blocks where that works. `cloneless` are the devices known not to have them. */
const openTarget = (source: number, device: number, at: FsPath, cloneless: Set<number>): Target => {
  if (process.platform !== "linux" || cloneless.has(device)) return { fd: openNew(at), whole: false }
  try {
    fs.copyFileSync(`/proc/self/fd/${source}`, at, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE_FORCE)
  } catch (cause) {
    const code = codeOf(cause)
    if (code === "EEXIST") throw cause
    if (NEVER_CLONES.has(code)) cloneless.add(device)
    return { fd: openNew(at), whole: false }
  }
  try {
    return { fd: openOwn(at), whole: true }
  } catch (cause) {
    fs.unlinkSync(at)
    throw cause
  }
}

/** Everything after both files are open. The target is flushed once, with its mode and times. */
const fill = async (source: number, target: Target, from: string, stopped: () => boolean): Promise<void> => {
  const stats = fs.fstatSync(source)
  const before = fs.fstatSync(source, { bigint: true })
  if (!target.whole) await copyContent(source, target.fd, stats, stopped)
  if (stopped()) return
  const after = fs.fstatSync(source, { bigint: true })
  if (before.size !== after.size || before.mtimeNs !== after.mtimeNs) throw diskError("copy", from, "ESTALE")
  fs.fchmodSync(target.fd, modeOfCopy(stats, fs.fstatSync(target.fd)))
  fs.futimesSync(target.fd, utimesArgument(before.atimeNs), utimesArgument(before.mtimeNs))
  await call<void>((end) => fs.fsync(target.fd, (cause) => end(cause, undefined)))
}

/** Everything was flushed, or given up: a close has nothing to tell. */
const ignore = (): void => {}

const openSource = (names: CopyNames): { readonly fd: number; readonly device: number } => {
  const fd = openToRead(names.fromAt, fs.constants.O_NOFOLLOW)
  const stats = fs.fstatSync(fd)
  if (stats.isFile()) return { fd, device: stats.dev }
  fs.closeSync(fd)
  throw diskError("copy", names.from, stats.isDirectory() ? "EISDIR" : "EINVAL")
}

/**
 * Rejects with `EEXIST` where the target is taken, `EINVAL` for what is no regular file, `ELOOP` for a link, `ESTALE` when
 * the source changed meanwhile, and with the signal's reason when that is aborted.
 */
export type CopyFile = (names: CopyNames, signal: AbortSignal | undefined) => Promise<void>

export const makeCopyFile = (): CopyFile => {
  const cloneless = new Set<number>()
  return async (names, signal) => {
    const source = openSource(names)
    let target: Target
    try {
      target = openTarget(source.fd, source.device, names.toAt, cloneless)
    } catch (cause) {
      fs.closeSync(source.fd)
      throw cause
    }
    let ended = false
    // After an abort the kernel may still be at work: descriptors are closed when it is done, not before. In a thread of
    // its own, since the last close of a large file that is gone already frees its blocks.
    const work = fill(source.fd, target, names.from, () => ended).finally(() => {
      fs.close(source.fd, ignore)
      fs.close(target.fd, ignore)
    })
    try {
      await orAborted(work, signal)
    } catch (cause) {
      ended = true
      work.catch(() => {})
      fs.unlinkSync(names.toAt)
      throw cause
    }
  }
}
