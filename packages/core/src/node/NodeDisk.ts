/**
 * The disk port on node:fs. Refuses to overwrite, to follow links in a deed, and to act where the parent folder is not
 * the real path it was named by; what each platform can promise about that is in docs/SECURITY.md. Synchronous, as
 * the port says: one system call is 2 to 8 µs, a promise around it 25.
 */
import * as fs from "node:fs"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { DiskService, type Disk, type EntryType, type Stat } from "../disk/Disk.ts"
import { canAnchor, makeAnchors, makeChecks, O_PATH, type Held } from "./anchors.ts"
import { makeCopyFile } from "./copyFile.ts"
import { asDiskError, codeOf, diskError, isAbsent } from "./diskError.ts"
import { makeSetTimes, timesOf } from "./exactTimes.ts"
import { exactText, toFsPath, type FsPath } from "./fsPath.ts"
import { moveEntry } from "./moveEntry.ts"
import { readFile } from "./readFile.ts"
import { exactEntries, walkTree } from "./walkTree.ts"
import { appendFile, writeFile } from "./writeFile.ts"

export interface NodeDiskOptions {
  /** Whether deeds go through open folders of /proc. Default: where the platform has them. */
  readonly anchored?: boolean
}

/** A disk and the way to let its open folders go at once; they go by themselves at the end of the turn. */
export interface NodeDisk extends Disk {
  readonly close: () => void
}

const typeOf = (stats: fs.Stats): EntryType =>
  stats.isFile() ? "file" : stats.isDirectory() ? "folder" : stats.isSymbolicLink() ? "link" : "other"

const statOf = (stats: fs.Stats): Stat => ({
  type: typeOf(stats),
  dev: stats.dev,
  ino: stats.ino,
  mode: stats.mode & 0o7777,
  nlink: stats.nlink,
  uid: stats.uid,
  gid: stats.gid,
  size: stats.size,
  allocated: stats.blocks * 512,
  mtimeMs: stats.mtimeMs,
  atimeMs: stats.atimeMs,
  ctimeMs: stats.ctimeMs,
  birthtimeMs: stats.birthtimeMs
})

const ACCESS = { read: fs.constants.R_OK, write: fs.constants.W_OK, enter: fs.constants.X_OK } as const

/** `null` where nothing can be: also behind links that lead nowhere or in a circle. Everything else is thrown. */
const orAbsent = <A>(operation: string, path: string, look: () => A): A | null => {
  try {
    return look()
  } catch (cause) {
    if (isAbsent(codeOf(cause))) return null
    throw asDiskError(operation, path, cause)
  }
}

const reading = <A>(operation: string, path: string, read: (at: FsPath) => A): A => {
  try {
    return read(toFsPath(operation, path))
  } catch (cause) {
    throw asDiskError(operation, path, cause)
  }
}

/** Codes that speak of the place a copy goes to, not of the one it comes from. */
const OF_TARGET: ReadonlySet<string | undefined> = new Set(["EEXIST", "ENOSPC", "EDQUOT", "EROFS"])

export const makeNodeDisk = (options: NodeDiskOptions = {}): NodeDisk => {
  const anchored = options.anchored ?? canAnchor()
  const anchors = anchored ? makeAnchors() : makeChecks()
  const setTimes = makeSetTimes(anchored)
  const copyFile = makeCopyFile()

  const deed = <A>(operation: string, path: string, act: (at: FsPath) => A): A => {
    try {
      return act(anchors.at(operation, path))
    } catch (cause) {
      throw asDiskError(operation, path, cause)
    }
  }
  /** For what the system has no call for that spares links: through a handle on the entry itself. */
  const onEntry = (operation: string, path: string, act: (at: FsPath, handle: number | null) => void): void =>
    deed(operation, path, (at) => {
      if (!anchored) return act(at, null)
      const handle = fs.openSync(at, O_PATH | fs.constants.O_NOFOLLOW)
      try {
        act(at, handle)
      } finally {
        fs.closeSync(handle)
      }
    })

  const setMode = (path: string, mode: number): void =>
    onEntry("change the mode of", path, (at, handle) => {
      const stats = handle === null ? fs.lstatSync(at) : fs.fstatSync(handle)
      if (stats.isSymbolicLink()) throw diskError("change the mode of", path, "ENOTSUP")
      if ((stats.mode & 0o7777) === mode) return
      fs.chmodSync(handle === null ? at : `/proc/self/fd/${handle}`, mode)
    })

  return {
    lstat: (path) =>
      orAbsent("look at", path, () => {
        const stats = fs.lstatSync(toFsPath("look at", path), { throwIfNoEntry: false })
        return stats === undefined ? null : statOf(stats)
      }),
    stat: (path) =>
      orAbsent("follow", path, () => {
        const stats = fs.statSync(toFsPath("follow", path), { throwIfNoEntry: false })
        return stats === undefined ? null : statOf(stats)
      }),
    exactTimes: (path) => orAbsent("look at", path, () => timesOf(toFsPath("look at", path))),
    list: (folder) =>
      reading("list", folder, (at) =>
        exactEntries(fs.readdirSync(at, { withFileTypes: true }), () =>
          fs.readdirSync(at, { withFileTypes: true, encoding: "buffer" })
        )
      ),
    readlink: (path) =>
      reading("read the link", path, (at) =>
        exactText(
          () => fs.readlinkSync(at),
          () => fs.readlinkSync(at, { encoding: "buffer" })
        )
      ),
    realpath: (path) =>
      orAbsent("resolve", path, () => {
        const at = toFsPath("resolve", path)
        return exactText(
          () => fs.realpathSync.native(at),
          () => fs.realpathSync.native(at, { encoding: "buffer" })
        )
      }),
    read: (path, from, to) => reading("read", path, (at) => readFile(at, path, from, to)),
    may: (path, want) => {
      try {
        fs.accessSync(toFsPath("look at", path), ACCESS[want])
        return true
      } catch {
        return false
      }
    },
    walk: walkTree,
    space: (path) =>
      reading("measure the disk of", path, (at) => {
        const stats = fs.statfsSync(at)
        return { freeBytes: stats.bavail * stats.bsize, totalBytes: stats.blocks * stats.bsize }
      }),

    mkdir: (path, mode) => {
      deed("make the folder", path, (at) => fs.mkdirSync(at, mode === undefined ? {} : { mode }))
      if (mode === undefined) return
      try {
        // The umask may have taken bits away: `mode` is what was asked for.
        setMode(path, mode)
      } catch (cause) {
        deed("remove the folder", path, (at) => fs.rmdirSync(at))
        throw cause
      }
    },
    rmdir: (path) => {
      deed("remove the folder", path, (at) => fs.rmdirSync(at))
      anchors.close()
    },
    unlink: (path) => deed("remove", path, (at) => fs.unlinkSync(at)),
    move: (from, to, type, target) => {
      try {
        const names = { from, to, fromAt: anchors.at("move", from), toAt: anchors.at("move to", to) }
        if (target === "fresh") fs.renameSync(names.fromAt, names.toAt)
        else moveEntry(names, type)
        // Paths into it now mean other folders: what is held open of them would be acted in still.
        if (type === "folder") anchors.close()
      } catch (cause) {
        throw asDiskError("move", from, cause)
      }
    },
    symlink: (target, path) => deed("make the link", path, (at) => fs.symlinkSync(toFsPath("link to", target), at)),
    hardlink: (existing, path) => deed("make the link", path, (at) => fs.linkSync(anchors.at("link to", existing), at)),
    chmod: setMode,
    chown: (path, uid, gid) => deed("change the owner of", path, (at) => fs.lchownSync(at, uid, gid)),
    setTimes: (path, times, precision) =>
      precision === "microsecond"
        ? deed("set the times of", path, (at) => setTimes(at, null, times))
        : onEntry("set the times of", path, (at, handle) => setTimes(at, handle, times)),
    write: (path, bytes, mode, durability) =>
      deed("write", path, (at) => writeFile(at, bytes, mode, durability !== "unflushed")),
    append: (path, bytes) => deed("append to", path, (at) => appendFile(at, bytes)),
    copy: async (from, to, signal) => {
      signal?.throwIfAborted()
      const held: Array<Held> = []
      try {
        const source = anchors.hold("copy", from)
        held.push(source)
        const target = anchors.hold("copy to", to)
        held.push(target)
        await copyFile({ from, fromAt: source.at, toAt: target.at }, signal)
      } catch (cause) {
        if (signal?.aborted === true) throw signal.reason
        throw OF_TARGET.has(codeOf(cause)) ? asDiskError("copy to", to, cause) : asDiskError("copy", from, cause)
      } finally {
        for (const one of held) one.release()
      }
    },
    flush: (path) =>
      reading("flush", path, (at) => {
        const fd = fs.openSync(at, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK)
        try {
          fs.fsyncSync(fd)
        } finally {
          fs.closeSync(fd)
        }
      }),
    foreignPath: (path) => toFsPath("name", path),
    close: anchors.close
  }
}

/** The real disk; its open folders are let go with the layer. */
export const NodeDiskLayer: Layer.Layer<DiskService> = Layer.effect(
  DiskService,
  Effect.acquireRelease(
    Effect.sync(() => makeNodeDisk()),
    (disk) => Effect.sync(disk.close)
  )
)
