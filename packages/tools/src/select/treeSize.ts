/**
 * How much a folder holds with all below it, hidden ones included, links counted as themselves and never entered, a file of
 * several hard links once. `content` is what the files hold, `allocated` what they take on the disk.
 */
import { PathText, type ReadDisk, type Stat } from "@zenus/core"
import { lookDown } from "./lookDown.ts"

export interface TreeSize {
  readonly content: number
  readonly allocated: number
  readonly files: number
  readonly folders: number
}

interface Sum {
  content: number
  allocated: number
  files: number
  folders: number
}

/** Counts what it is given; a second name of the same file is not counted again. */
export const makeCounter = () => {
  const sum: Sum = { content: 0, allocated: 0, files: 0, folders: 0 }
  const seen = new Set<string>()
  const add = (stat: Stat): void => {
    if (stat.type === "folder") {
      sum.folders++
      sum.allocated += stat.allocated
      return
    }
    if (stat.nlink > 1) {
      const key = `${stat.dev}:${stat.ino}`
      if (seen.has(key)) return
      seen.add(key)
    }
    sum.files++
    sum.content += stat.size
    sum.allocated += stat.allocated
  }
  return { sum: sum as TreeSize, add }
}
export type Counter = ReturnType<typeof makeCounter>

/** Adds everything below a folder (not the folder itself) to a counter. Rejects with `DiskError` where it cannot be listed. */
export const countBelow = async (
  start: string,
  disk: ReadDisk,
  counter: Counter,
  unreadable: Array<string>,
  signal: AbortSignal
): Promise<void> => {
  await disk.walk(start, {
    crossMounts: false,
    enter: () => !signal.aborted,
    onFolder: (folder) => {
      for (const { name } of folder.entries) {
        const stat = lookDown(disk, PathText.child(folder.path, name), unreadable)
        if (stat !== null) counter.add(stat)
      }
    },
    onError: (error) => unreadable.push(error.path)
  })
  signal.throwIfAborted()
}
