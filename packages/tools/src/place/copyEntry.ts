/**
 * The deeds that copy one entry to a place: a file with its mode and times, a link as a link, a folder with everything in
 * it, folders before what they hold. Devices, pipes and sockets are not copied and are named; a file system that
 * begins inside the tree is not entered and is named.
 */
import { type Deed, PathText, type ReadDisk, type Stat } from "@zenus/core"
import type { Source } from "../select/gatherSources.ts"
import { knownIdentity } from "./planned.ts"
import { readTree, type TreeEntry } from "../select/readTree.ts"

export interface CopyOptions {
  /** Only the folders of a tree. */
  readonly structureOnly: boolean
  /** Existing files in an existing folder are replaced, and its folders are entered, instead of being in the way. */
  readonly merge: boolean
  /** Whose copies they will be. Only root (0) can give them to the old owner, and is not stopped by a closed folder. */
  readonly uid: number
  /** Give the copies to the owner and group of the originals. Only for root. */
  readonly preserveOwner: boolean
}

export interface Copying {
  readonly deeds: Array<Deed>
  files: number
  folders: number
  bytes: number
  /** What is not copied because it is no file, folder or link. */
  readonly special: Array<string>
  readonly unreadable: Array<string>
  readonly mounts: Array<string>
  /** Links whose relative target leads nowhere from their new place. */
  readonly brokenLinks: Array<string>
}

export const startCopying = (): Copying => ({
  deeds: [],
  files: 0,
  folders: 0,
  bytes: 0,
  special: [],
  unreadable: [],
  mounts: [],
  brokenLinks: []
})

const WRITE_AND_ENTER = 0o300

/** A change of owner takes setuid away, so the mode is set with it. */
const ownerDeed = (path: string, { mode, uid, gid }: Stat): Deed => ({
  do: "set",
  path,
  identity: null,
  uid,
  gid,
  mode,
  detail: `owner ${uid}:${gid}`
})

/** A thing and where it comes to lie. */
export interface Leaf {
  readonly source: Source
  readonly to: string
  readonly replaces: Stat | null
  /** The whole of what is copied: a link that leads into it leads into the copy from its new place. */
  readonly root: string
}

/** Adds the deeds for one file or link. */
const copyLeaf = (leaf: Leaf, disk: ReadDisk, options: CopyOptions, copying: Copying): void => {
  const { path, stat } = leaf.source
  const { to, replaces } = leaf
  const identity = replaces === null ? null : knownIdentity(replaces)
  const over = identity === null ? {} : { replaces: identity }
  if (stat.type === "file") {
    const content = { kind: "copy", from: path, identity: knownIdentity(stat) } as const
    copying.deeds.push({ do: "put", path: to, content, bytes: stat.size, as: "copy", ...over })
    if (options.preserveOwner && (stat.uid !== 0 || stat.gid !== 0)) copying.deeds.push(ownerDeed(to, stat))
    copying.files++
    copying.bytes += stat.size
    return
  }
  if (stat.type !== "link") {
    copying.special.push(path)
    return
  }
  const target = disk.readlink(path)
  copying.deeds.push({ do: "put", path: to, content: { kind: "symlink", target }, bytes: 0, as: "copy", ...over })
  copying.files++
  if (leadsAstray(leaf, disk)) copying.brokenLinks.push(to)
}

/** Whether a link with a relative target leads somewhere from its old place and nowhere from its new one. */
export const leadsAstray = ({ source, to, root }: Omit<Leaf, "replaces">, disk: ReadDisk): boolean => {
  if (source.stat.type !== "link" || disk.stat(source.path) === null) return false
  const target = disk.readlink(source.path)
  if (PathText.isAbsolute(target)) return false
  if (PathText.isInside(root, PathText.resolve(PathText.dirname(source.path), target))) return false
  return disk.stat(PathText.resolve(PathText.dirname(to), target)) === null
}

/**
 * Adds the deeds for `source`, whose facts are known, arriving as `to`. `replaces` is what is there and goes to the trash.
 * Rejects with `DiskError`.
 */
export const copyEntry = async (
  source: Source,
  to: string,
  replaces: Stat | null,
  disk: ReadDisk,
  options: CopyOptions,
  copying: Copying
): Promise<void> => {
  if (source.stat.type !== "folder") {
    if (!options.structureOnly) copyLeaf({ source, to, replaces, root: source.path }, disk, options, copying)
    return
  }
  const tree = await readTree(source.path, disk)
  const mounts = new Set(tree.mounts)
  for (const path of tree.unreadable) copying.unreadable.push(path)
  for (const path of tree.mounts) copying.mounts.push(path)
  /** Folders that get their true mode once they are full. */
  const closed: Array<Deed> = []
  const makeFolder = (path: string, stat: Stat): void => {
    // Nobody but root can put a file into a folder that may not be written to.
    const open = (stat.mode & WRITE_AND_ENTER) === WRITE_AND_ENTER || options.uid === 0
    copying.deeds.push({ do: "make-folder", path, mode: open ? stat.mode : stat.mode | WRITE_AND_ENTER })
    copying.folders++
    if (options.preserveOwner && (stat.uid !== 0 || stat.gid !== 0)) closed.push(ownerDeed(path, stat))
    if (open) return
    const octal = stat.mode.toString(8).padStart(4, "0")
    closed.push({ do: "set", path, identity: null, mode: stat.mode, detail: `-> ${octal}` })
  }
  const targetOf = (entry: TreeEntry): string => PathText.child(to, entry.relative)
  makeFolder(to, source.stat)
  for (const entry of tree.entries) {
    if (mounts.has(entry.path)) continue
    const target = targetOf(entry)
    if (entry.type === "folder") makeFolder(target, entry.stat)
    else if (!options.structureOnly) {
      const replaces = options.merge ? disk.lstat(target) : null
      copyLeaf({ source: entry, to: target, replaces, root: source.path }, disk, options, copying)
    }
  }
  for (const deed of closed.toReversed()) copying.deeds.push(deed)
}
