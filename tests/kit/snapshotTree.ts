/**
 * A folder as a value, to compare byte for byte before and after. Reads names as bytes and times in nanoseconds;
 * follows no link. Reading changes no time that it records (access times are left out); what its owner shut is opened
 * while it is read.
 */
import { createHash } from "node:crypto"
import { chmodSync, closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from "node:fs"

export interface TreeEntry {
  readonly type: "file" | "folder" | "link" | "other"
  /** Permission bits, setuid and friends included. */
  readonly mode: number
  /** Bytes of a file; 0 for everything else, whose size depends on the file system. */
  readonly size: number
  /** Of a file's content. */
  readonly sha256?: string
  readonly mtimeNs: bigint
  /** Bytes, one character each (latin1). */
  readonly linkTarget?: string
  readonly inode: bigint
  readonly uid: number
  readonly gid: number
}

/** Keys are paths relative to the folder, bytes as one character each (latin1); the folder itself is ".". */
export type Tree = ReadonlyMap<string, TreeEntry>

export interface SnapshotOptions {
  /** Names at the top that are left out, such as ".git". */
  readonly except?: ReadonlyArray<string>
}

const slash = Buffer.from("/")
const chunk = Buffer.alloc(1 << 20)

/** Does what needs `bits` on an entry of our own that may be shut for us: opened for as long as it takes. Changes no time that is recorded. */
const opened = <A>(path: Buffer, mode: number, bits: number, work: () => A): A => {
  if ((mode & bits) === bits || process.getuid?.() === 0) return work()
  chmodSync(path, mode | bits)
  try {
    return work()
  } finally {
    chmodSync(path, mode)
  }
}

const sha256 = (path: Buffer): string => {
  const hash = createHash("sha256")
  const file = openSync(path, "r")
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) hash.update(chunk.subarray(0, read))
  } finally {
    closeSync(file)
  }
  return hash.digest("hex")
}

const entry = (path: Buffer): TreeEntry => {
  const found = lstatSync(path, { bigint: true })
  const common = {
    mode: Number(found.mode & 0o7777n),
    size: found.isFile() ? Number(found.size) : 0,
    mtimeNs: found.mtimeNs,
    inode: found.ino,
    uid: Number(found.uid),
    gid: Number(found.gid)
  }
  if (found.isDirectory()) return { type: "folder", ...common }
  if (found.isFile()) return { type: "file", ...common, sha256: opened(path, common.mode, 0o400, () => sha256(path)) }
  if (found.isSymbolicLink()) {
    return { type: "link", ...common, linkTarget: readlinkSync(path, { encoding: "buffer" }).toString("latin1") }
  }
  return { type: "other", ...common }
}

export const snapshotTree = (folder: string | Buffer, options: SnapshotOptions = {}): Tree => {
  const tree = new Map<string, TreeEntry>()
  const top = Buffer.from(folder)
  const except = new Set(options.except)
  const walk = (path: Buffer, relative: string): void => {
    const found = entry(path)
    tree.set(relative === "" ? "." : relative, found)
    if (found.type !== "folder") return
    opened(path, found.mode, 0o500, () => {
      for (const name of readdirSync(path, { encoding: "buffer" })) {
        if (relative === "" && except.has(name.toString("utf8"))) continue
        const below = name.toString("latin1")
        walk(Buffer.concat([path, slash, name]), relative === "" ? below : `${relative}/${below}`)
      }
    })
  }
  walk(top, "")
  return tree
}

export interface DiffOptions {
  /** Compare modification times. Default true. Folder times count to the microsecond, as the contract promises. */
  readonly times?: boolean
  /** Compare the times of folders too. Default: as `times`. */
  readonly folderTimes?: boolean
  /** Compare inodes: the same file, not an equal one. Default false. */
  readonly inodes?: boolean
}

const shown = (latin1: string): string => JSON.stringify(Buffer.from(latin1, "latin1").toString("utf8"))

const time = (found: TreeEntry, options: DiffOptions): bigint => {
  const times = options.times ?? true
  if (found.type === "folder") return (options.folderTimes ?? times) ? found.mtimeNs / 1000n : 0n
  return times ? found.mtimeNs : 0n
}

const changes = (before: TreeEntry, after: TreeEntry, options: DiffOptions): ReadonlyArray<string> => {
  if (before.type !== after.type) return [`${before.type} became ${after.type}`]
  const fields: ReadonlyArray<readonly [string, unknown, unknown]> = [
    ["mode", before.mode.toString(8), after.mode.toString(8)],
    ["owner", `${before.uid}:${before.gid}`, `${after.uid}:${after.gid}`],
    ["size", before.size, after.size],
    ["content", before.sha256, after.sha256],
    ["target", before.linkTarget, after.linkTarget],
    ["mtimeNs", time(before, options), time(after, options)],
    ["inode", options.inodes === true ? before.inode : 0n, options.inodes === true ? after.inode : 0n]
  ]
  return fields.filter(([, was, is]) => was !== is).map(([name, was, is]) => `${name} ${String(was)} -> ${String(is)}`)
}

/** What differs, a line for each path, in path order; empty when the trees are the same. */
export const diffTrees = (before: Tree, after: Tree, options: DiffOptions = {}): ReadonlyArray<string> => {
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted()
  return paths.flatMap((path) => {
    const was = before.get(path)
    const is = after.get(path)
    if (was === undefined) return [`new: ${shown(path)}`]
    if (is === undefined) return [`gone: ${shown(path)}`]
    const found = changes(was, is, options)
    return found.length === 0 ? [] : [`changed: ${shown(path)}: ${found.join(", ")}`]
  })
}
