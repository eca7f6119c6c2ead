/**
 * Files of equal content: by size first, then by the SHA-256 of the first slice, then of the whole. Links are never
 * duplicates (or the file itself might be taken for the copy of a link to it), and a file that
 * cannot be read is left out and named.
 */
import type { ReadDisk, TellProgress } from "@zenus/core"
import { DiskError } from "@zenus/core"
import { createHash } from "node:crypto"
import type { Breathe } from "../action/breathe.ts"
import { onePass } from "../action/passes.ts"
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

const sizeOfOne = (entry: Selected): number => entry.stat?.size ?? 0
const sizeOf = ([first]: ReadonlyArray<Selected>): number => (first === undefined ? 0 : sizeOfOne(first))

/** Its files are no longer than what was looked at. */
const isWhole = (group: ReadonlyArray<Selected>): boolean => sizeOf(group) <= FIRST

/** Groups of two or more files of equal content, each in the order given. */
export const findDuplicates = async (
  disk: ReadDisk,
  entries: ReadonlyArray<Selected>,
  breathe: Breathe,
  unreadable: (path: string) => void,
  tell: TellProgress
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
  const first = (entry: Selected, size: number) =>
    createHash("sha256")
      .update(disk.read(entry.path, 0, Math.min(FIRST, size)))
      .digest("hex")
  const sameSizes = groupBy(files, sizeOfOne)
  const begun = onePass(tell, { files: sameSizes.reduce((sum, group) => sum + group.length, 0), bytes: 0 })
  const candidates: Array<ReadonlyArray<Selected>> = []
  for (const sameSize of sameSizes) {
    if (sizeOf(sameSize) === 0) candidates.push(sameSize)
    else for (const sameStart of await split(sameSize, first)) candidates.push(sameStart)
    begun(0, sameSize.length)
  }
  // What is to be read whole is known only now.
  const left = candidates.filter((group) => !isWhole(group))
  const told = onePass(tell, {
    files: left.reduce((sum, group) => sum + group.length, 0),
    bytes: left.reduce((sum, group) => sum + group.length * sizeOf(group), 0)
  })
  const whole = async (entry: Selected) => {
    const hash = await hashFile(disk, entry.path, Number.POSITIVE_INFINITY, "sha256", breathe, told)
    told(0, 1)
    return hash
  }
  const found: Array<ReadonlyArray<Selected>> = []
  for (const group of candidates) found.push(...(isWhole(group) ? [group] : await split(group, whole)))
  return found
}
