/**
 * The disk as zenus needs it: byte paths (see PathText), identities, links never followed unless said,
 * nothing ever overwritten, and exact times. Effect's FileSystem knows strings that must be UTF-8 and
 * dates of milliseconds; it serves for our own files. Methods are synchronous and throw `DiskError`,
 * because a deed over 100,000 files cannot pay an Effect for each; callers wrap whole batches.
 * `ReadDisk` is all that planning gets to see, so that looking cannot change anything.
 */
import * as Context from "effect/Context"
import type { Recoverable } from "../errors/Recoverable.ts"
import { abridge, escapeName } from "../errors/escapeName.ts"

export type EntryType = "file" | "folder" | "link" | "other"

/** Facts of one entry. Times are milliseconds since 1970 with the fraction that a double holds (about 0.2 µs). */
export interface Stat {
  readonly type: EntryType
  readonly dev: number
  readonly ino: number
  /** Permission bits only (0o7777). */
  readonly mode: number
  readonly nlink: number
  readonly uid: number
  readonly gid: number
  /** Bytes. For folders what the file system says, which means nothing. */
  readonly size: number
  /** Bytes taken on the disk (512 byte blocks times 512). */
  readonly allocated: number
  readonly mtimeMs: number
  readonly atimeMs: number
  readonly ctimeMs: number
  readonly birthtimeMs: number
}

/** Times to the nanosecond, since 1970. */
export interface ExactTimes {
  readonly mtimeNs: bigint
  readonly atimeNs: bigint
}

/** What is compared to know that an entry is still the one that was looked at. Folders compare `dev` and `ino` alone. */
export interface Identity {
  readonly type: EntryType
  readonly dev: number
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
}

export const identityOf = (stat: Stat): Identity => ({
  type: stat.type,
  dev: stat.dev,
  ino: stat.ino,
  size: stat.size,
  mtimeMs: stat.mtimeMs
})

/** Whether both are the same entry with the same content. */
export const sameIdentity = (a: Identity, b: Identity): boolean =>
  a.ino === b.ino &&
  a.dev === b.dev &&
  a.type === b.type &&
  (a.type === "folder" || (a.size === b.size && a.mtimeMs === b.mtimeMs))

export interface Entry {
  readonly name: string
  readonly type: EntryType
  /** Its own facts, where a walk was asked about them and has looked. */
  readonly stat?: Stat
}

/** A folder met by `walk`, with what it holds. Links are listed and not entered. */
export interface WalkedFolder {
  /** Absolute. */
  readonly path: string
  /** 0 for the start folder. */
  readonly depth: number
  readonly entries: ReadonlyArray<Entry>
}

export interface WalkOptions {
  /** Folders whose depth is greater are not listed; 0 lists the start folder alone. Default: no limit. */
  readonly maxDepth?: number
  /** Whether a folder below the start is entered. Default: all. */
  readonly enter?: (path: string, name: string, depth: number) => boolean
  /** Whether folders on another file system are entered. Default false. */
  readonly crossMounts?: boolean
  /**
   * Which entries `onFolder` is given: most of a large tree are of no interest, and what is made of none costs less. Asked of all,
   * of some perhaps twice, before `onFolder`. Folders that are not wanted are entered all the same. Default: all.
   */
  readonly wants?: (name: string, type: EntryType) => boolean
  /**
   * Which of the wanted entries fit by their facts, where the walk looks at these (it may, and at several at once): what does not fit
   * is not given, what fits is given with them. What is given without them is to be looked at by whoever needs them.
   * The facts are good for the call alone. Default: nobody looks.
   */
  readonly facts?: (stat: Stat) => boolean
  /** Ends the walk at the next folder: it then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Called once for each folder, in no order, on the main thread; may be synchronous `lstat` work. */
  readonly onFolder: (folder: WalkedFolder) => void
  /** Called for a folder below the start that cannot be listed. Default: ignored. The start folder's own error rejects. */
  readonly onError?: (error: DiskError) => void
}

/** A disk operation that failed. `code` is the system's own (`ENOENT`, `EACCES`, `ENOSPC` ...). */
export class DiskError extends Error implements Recoverable {
  readonly _tag = "DiskError"
  readonly code: string
  readonly path: string
  readonly operation: string
  constructor(operation: string, path: string, code: string, cause?: unknown) {
    super(`Cannot ${operation} ${escapeName(abridge(path))}: ${REASONS.get(code) ?? code}.`, { cause })
    this.operation = operation
    this.path = path
    this.code = code
  }
  get recovery(): ReadonlyArray<string> {
    return [RECOVERIES.get(this.code) ?? "Look at the path, then try again."]
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "it is not there"],
  ["EACCES", "you may not (permission denied)"],
  ["EPERM", "the system does not permit it"],
  ["EEXIST", "the name is taken"],
  ["ENOTEMPTY", "the folder is not empty"],
  ["ENOTDIR", "a part of the path is not a folder"],
  ["EISDIR", "it is a folder"],
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "your disk quota is used up"],
  ["EROFS", "the file system is read-only"],
  ["ENAMETOOLONG", "the name is too long (255 bytes at most), or the path to it (4,096)"],
  ["ELOOP", "a link stands where a folder was expected"],
  ["EXDEV", "it lies on another file system"],
  ["EFBIG", "it is too large"],
  ["ENOTSUP", "this kind of entry or file system cannot do that"],
  ["EIO", "the disk reports an error"],
  ["EMFILE", "too many files are open"],
  ["EBUSY", "it is in use"],
  ["EINVAL", "the system takes no such name or value"],
  ["ESTALE", "it was replaced since it was looked at"]
])

const RECOVERIES: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "Check the spelling, or list the folder first."],
  ["EACCES", "Look at its owner and permissions; run as the owner if you may."],
  ["EPERM", "Look at its owner and permissions; run as the owner if you may."],
  ["EEXIST", "Choose another name, or move what is there aside."],
  ["ENOSPC", "Free some space on that disk, then try again."],
  ["EDQUOT", "Free some of your space, then try again."],
  ["ESTALE", "Ask again, so that a new plan is made."],
  ["ELOOP", "Name the folder by its real path."],
  ["EROFS", "Choose a folder on a disk that can be written to."],
  ["ENAMETOOLONG", "Choose a shorter name, or go to a folder further down and ask there."],
  ["EXDEV", "Copy it to the other disk first, then delete the original."]
])

/** All that planning may see. A path that is not there gives `null`; every other trouble throws `DiskError`. */
export interface ReadDisk {
  readonly lstat: (path: string) => Stat | null
  /** Follows links; `null` too for a link that leads nowhere. */
  readonly stat: (path: string) => Stat | null
  readonly exactTimes: (path: string) => ExactTimes | null
  /** Sorted by nothing: as the file system gives them. Throws for what is no folder. */
  readonly list: (folder: string) => ReadonlyArray<Entry>
  readonly readlink: (path: string) => string
  /** The path with all links resolved, or `null` where something on the way is not there. */
  readonly realpath: (path: string) => string | null
  /** Reads bytes `[from, to)`; the whole file without them. Leaves the access time alone where it may. */
  readonly read: (path: string, from?: number, to?: number) => Uint8Array
  /** Whether the user may read or write it, or enter the folder. */
  readonly may: (path: string, want: "read" | "write" | "enter") => boolean
  /** Lists a whole tree with all folders in flight; resolves when `onFolder` was called for the last one. */
  readonly walk: (start: string, options: WalkOptions) => Promise<void>
  /** Free bytes for this user on the file system of `path`, and its size. */
  readonly space: (path: string) => { readonly freeBytes: number; readonly totalBytes: number }
}

/**
 * Deeds on the disk. Every path's parent folder must be a real path (no links on the way); on Linux
 * a deed acts through `/proc/self/fd/N` of the parent, opened and compared with that path, so a
 * folder that was swapped for a link meanwhile fails with `ELOOP`. Elsewhere the parent is looked at
 * again just before. Nothing here overwrites: an existing target is `EEXIST`.
 */
export interface Disk extends ReadDisk {
  /** `mode` is exact; without it the umask decides. */
  readonly mkdir: (path: string, mode?: number) => void
  /** Removes an empty folder. */
  readonly rmdir: (path: string) => void
  /** Removes one file or link for good. Only for what zenus itself made. */
  readonly unlink: (path: string) => void
  /**
   * Renames without overwriting: link and unlink for files where links work, else look and rename. A `fresh` target is a name
   * in a folder of our own that nothing ever had: a plain rename, which costs half.
   */
  readonly move: (from: string, to: string, type: EntryType, target?: "fresh") => void
  readonly symlink: (target: string, path: string) => void
  readonly hardlink: (existing: string, path: string) => void
  readonly chmod: (path: string, mode: number) => void
  readonly chown: (path: string, uid: number, gid: number) => void
  /**
   * Sets times of the entry itself (not of a link's target): to the nanosecond where the platform can, which takes a
   * child process (3 to 10 ms) unless a double holds the time; to the same microsecond where it cannot or that is asked for.
   */
  readonly setTimes: (path: string, times: ExactTimes, precision?: "nanosecond" | "microsecond") => void
  /**
   * Makes a new file with these bytes and flushes it (not its folder) to the disk. `mode` is exact; without it the umask decides.
   * `unflushed` is for what can be made again and is one of thousands: a flush takes milliseconds, the writing none.
   */
  readonly write: (path: string, bytes: Uint8Array, mode?: number, durability?: "unflushed") => void
  /** Appends to a file that this process made with `write`: all or, where the disk is full, nothing. Not flushed. */
  readonly append: (path: string, bytes: Uint8Array) => void
  /**
   * Copies content, mode and times (to the microsecond) of one regular file to a new one and flushes it, in slices that
   * let the event loop run. Rejects with the signal's reason when it is aborted; nothing is left behind then.
   */
  readonly copy: (from: string, to: string, signal?: AbortSignal) => Promise<void>
  /** Flushes a file or folder to the disk. */
  readonly flush: (path: string) => void
  /** The path that a child process or a foreign library takes for this one (bytes decoded; throws `EINVAL` where it has none). */
  readonly foreignPath: (path: string) => string | Uint8Array
}

export class DiskService extends Context.Service<DiskService, Disk>()("@zenus/core/disk/Disk") {}
