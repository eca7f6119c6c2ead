/** The bytes of a tar archive, item after item, as they are read from the disk: nothing is held but the slice at hand. */
import type { ReadDisk, Stat } from "@zenus/core"
import { type ArchiveItem, contentOf, requireItem, smallContent } from "./ArchiveItem.ts"
import type { Told } from "../action/passes.ts"
import { encodeTarHeader, paddingOf, TAR_END } from "./tarFormat.ts"

/** What is written instead of the items' own facts. */
export interface Overrides {
  readonly mtimeNs?: bigint
  readonly uid?: number
  readonly gid?: number
}

const headerOf = (disk: ReadDisk, item: ArchiveItem, stat: Stat, overrides: Overrides): Uint8Array =>
  encodeTarHeader({
    name: item.name,
    type: item.type,
    mode: stat.mode,
    size: stat.size,
    uid: overrides.uid ?? stat.uid,
    gid: overrides.gid ?? stat.gid,
    mtimeNs: overrides.mtimeNs ?? disk.exactTimes(item.path)?.mtimeNs ?? 0n,
    target: item.type === "link" ? disk.readlink(item.path) : ""
  })

/** `told` hears of bytes as they are read, and of each item. Throws `ChangedSince` for an item that is not as planned, `DiskError` for one that cannot be read. */
export async function* writeTar(
  items: ReadonlyArray<ArchiveItem>,
  disk: ReadDisk,
  overrides: Overrides,
  told: Told
): AsyncGenerator<Uint8Array> {
  for (const item of items) {
    const stat = requireItem(disk, item)
    yield headerOf(disk, item, stat, overrides)
    if (item.type === "file") {
      const small = smallContent(disk, item, stat)
      if (small === null) yield* contentOf(disk, item, stat, told)
      else {
        told(small.length)
        yield small
      }
      yield new Uint8Array(paddingOf(stat.size))
    }
    told(0, 1)
  }
  yield TAR_END
}
