/**
 * Files of equal content: by size first, then by the SHA-256 of the first slice, then of the whole. Links are never
 * duplicates (or the file itself might be taken for the copy of a link to it), and a file that
 * cannot be read is left out and named.
 */
import type { ReadDisk } from "@zenus/core"
import { DiskError } from "@zenus/core"
import { createHash } from "node:crypto"
import type { Breathe } from "../action/breathe.ts"
import { fileSlices } from "./content.ts"
import type { Selected } from "./Selected.ts"

/** Bytes that tell most different files of one size apart. */
const FIRST = 16 * 1024

/**
 * The hash of a file's first `size` bytes, hexadecimal; `Infinity` for all there are. Any algorithm of `node:crypto`. Throws
 * `DiskError`.
 */
export const hashFile = async (
  disk: ReadDisk,
  path: string,
  size: number,
  algorithm: string,
  breathe: Breathe,
  progress?: (bytes: number) => void
): Promise<string> => {
  const hash = createHash(algorithm)
  for await (const slice of fileSlices(disk, path, 0, size)) {
    hash.update(slice)
    progress?.(slice.length)
    await breathe()
  }
  return hash.digest("hex")
}

const groupBy = <A>(items: Iterable<A>, key: (item: A) => string | number): ReadonlyArray<ReadonlyArray<A>> => {
  const groups = new Map<string | number, Array<A>>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

/** Groups of two or more files of equal content, each in the order given. */
export const findDuplicates = async (
  disk: ReadDisk,
  entries: ReadonlyArray<Selected>,
  breathe: Breathe,
  unreadable: (path: string) => void
): Promise<ReadonlyArray<ReadonlyArray<Selected>>> => {
  const files = entries.filter((entry) => entry.stat?.type === "file")
  const split = async (
    group: ReadonlyArray<Selected>,
    keyOf: (entry: Selected, size: number) => string | Promise<string>
  ) => {
    const keyed: Array<{ readonly entry: Selected; readonly key: string }> = []
    for (const entry of group) {
      try {
        keyed.push({ entry, key: await keyOf(entry, entry.stat?.size ?? 0) })
      } catch (error) {
        if (!(error instanceof DiskError)) throw error
        unreadable(entry.path)
      }
      await breathe()
    }
    return groupBy(keyed, (item) => item.key).map((items) => items.map((item) => item.entry))
  }
  const found: Array<ReadonlyArray<Selected>> = []
  for (const sameSize of groupBy(files, (entry) => entry.stat?.size ?? 0)) {
    if ((sameSize[0]?.stat?.size ?? 0) === 0) {
      found.push(sameSize)
      continue
    }
    const first = (entry: Selected, size: number) =>
      createHash("sha256")
        .update(disk.read(entry.path, 0, Math.min(FIRST, size)))
        .digest("hex")
    const whole = (entry: Selected) => hashFile(disk, entry.path, Number.POSITIVE_INFINITY, "sha256", breathe)
    for (const sameStart of await split(sameSize, first)) {
      found.push(...((sameStart[0]?.stat?.size ?? 0) <= FIRST ? [sameStart] : await split(sameStart, whole)))
    }
  }
  return found
}
