/**
 * How much of a file another program has read, as Linux tells it of the programs of the same user; nothing elsewhere. For programs that say
 * nothing themselves: they have one place in the file that they read from beginning to end.
 */
import { DiskError, type ReadDisk, type Stat } from "@zenus/core"

const POSITION = /^pos:\s*(\d+)$/m
const MOST = 4096

/** From 0 to 1; `null` where it is not known: the program has not opened it yet, or has ended. */
export const readSoFar = (disk: ReadDisk, pid: number, file: Pick<Stat, "dev" | "ino" | "size">): number | null => {
  if (file.size === 0) return null
  const of = `/proc/${pid}`
  try {
    for (const { name } of disk.list(`${of}/fd`)) {
      const open = disk.stat(`${of}/fd/${name}`)
      if (open?.ino !== file.ino || open.dev !== file.dev) continue
      const found = POSITION.exec(new TextDecoder().decode(disk.read(`${of}/fdinfo/${name}`, 0, MOST)))
      return found === null ? null : Math.min(1, Number(found[1]) / file.size)
    }
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
  }
  return null
}
