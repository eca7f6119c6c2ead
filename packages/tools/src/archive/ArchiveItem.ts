/**
 * One thing that goes into an archive, and its bytes. Reading makes sure that it is what was planned: a file that is
 * longer, shorter or other than its header says would break the archive, so it stops the writing.
 */
import { ChangedSince, type Identity, identityOf, type ReadDisk, sameIdentity, type Stat } from "@zenus/core"
import type { Told } from "../action/passes.ts"
import { fileSlices, SLICE } from "../select/content.ts"

export interface ArchiveItem {
  /** Where it is on the disk. */
  readonly path: string
  /** Its name in the archive, without a slash at the end. */
  readonly name: string
  readonly type: "file" | "folder" | "link"
  /** As planned; `null` for what an earlier step makes. */
  readonly identity: Identity | null
}

/** The facts of an item, which must be the planned one. Throws `ChangedSince` and `DiskError`. */
export const requireItem = (disk: ReadDisk, { path, identity, type }: Omit<ArchiveItem, "name">): Stat => {
  const stat = disk.lstat(path)
  if (stat === null) throw new ChangedSince({ path, what: "went away" })
  if (stat.type !== type || (identity !== null && !sameIdentity(stat, identity))) {
    throw new ChangedSince({ path, what: stat.ino === identity?.ino ? "was changed" : "was replaced" })
  }
  return stat
}

/** The whole of a file that is small enough to be held. Throws as `requireItem`. */
export const smallContent = (disk: ReadDisk, item: ArchiveItem, stat: Stat): Uint8Array | null => {
  if (stat.size > SLICE) return null
  // One byte more, so that a file that grew is seen.
  const bytes = disk.read(item.path, 0, stat.size + 1)
  if (bytes.length !== stat.size) throw new ChangedSince({ path: item.path, what: "was changed" })
  return bytes
}

/** Exactly `stat.size` bytes in slices, each told; the file must be the same at the end. Throws as `requireItem`. */
export async function* contentOf(
  disk: ReadDisk,
  item: ArchiveItem,
  stat: Stat,
  told: Told
): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const slice of fileSlices(disk, item.path, 0, stat.size)) {
    length += slice.length
    told(slice.length)
    yield slice
  }
  requireItem(disk, { ...item, identity: identityOf(stat) })
  if (length !== stat.size) throw new ChangedSince({ path: item.path, what: "was changed" })
}
