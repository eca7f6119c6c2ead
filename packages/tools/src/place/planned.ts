/**
 * Facts of entries that an earlier step of the same plan will make: they are not on the disk yet, so they have no inode and no
 * device (the overlay gives numbers that are not positive). What is asked of them is answered by what they will hang on.
 */
import { type Identity, identityOf, PathText, type ReadDisk, type Stat } from "@zenus/core"

/** What the executor compares before it acts; `null` for what is not there yet. */
export const knownIdentity = (stat: Stat): Identity | null => (stat.ino > 0 ? identityOf(stat) : null)

/** The file system on which `path` is or will be: that of the nearest folder above it that is there. 0 when unknown. */
export const deviceOf = (path: string, disk: ReadDisk): number => {
  for (let at = path; ; at = PathText.dirname(at)) {
    const stat = disk.lstat(at)
    if (stat !== null && stat.ino > 0 && stat.dev !== 0 && (at === path || stat.type === "folder")) return stat.dev
    if (at === "/" || at === ".") return 0
  }
}

/** The nearest folder at or above `path` that is on the disk now. */
export const nearestFolder = (path: string, disk: ReadDisk): string => {
  for (let at = path; ; at = PathText.dirname(at)) {
    const stat = disk.lstat(at)
    if (at === "/" || at === "." || (stat !== null && stat.ino > 0 && stat.type === "folder")) return at
  }
}
