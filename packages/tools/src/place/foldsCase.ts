/**
 * Whether two names that differ only in case are one name in a folder, found out by reading alone: a folder on the
 * way up is looked for under its name in the other case. Per file system; macOS folds by default, Linux does
 * not. Where no folder on the way has a letter in its name the answer is no.
 */
import { PathText, type ReadDisk } from "@zenus/core"

const swapCase = (name: string): string => {
  const upper = name.toUpperCase()
  return upper === name ? name.toLowerCase() : upper
}

export const foldsCase = (folder: string, disk: ReadDisk): boolean => {
  let dev: number | null = null
  for (let at = folder; at !== "/"; at = PathText.dirname(at)) {
    const stat = disk.lstat(at)
    // A folder that is not there yet (or only planned) is what the one above it is.
    if (stat === null || stat.ino <= 0) continue
    if (dev !== null && stat.dev !== dev) return false
    dev = stat.dev
    const name = PathText.basename(at)
    const other = swapCase(name)
    if (other === name) continue
    const found = disk.lstat(PathText.child(PathText.dirname(at), other))
    return found !== null && found.dev === stat.dev && found.ino === stat.ino
  }
  return false
}
