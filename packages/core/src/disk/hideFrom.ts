/**
 * A disk on which some files are not there: not listed, not found, not readable, also through a link that leads to them. For whoever
 * shows what it looks up to others. What it cannot see: a second hard link of such a file under a harmless name, and what another
 * program (git) prints of it.
 */
import { DiskError, type ReadDisk } from "./Disk.ts"
import * as PathText from "./PathText.ts"

/**
 * `isHidden` is asked about absolute paths; what lies below a hidden folder is hidden when it says so. `onHidden` is told of one that is
 * there and was asked for by its name, each time.
 */
export const hideFrom = (
  disk: ReadDisk,
  isHidden: (path: string) => boolean,
  onHidden: (path: string) => void = () => undefined
): ReadDisk => {
  const leadsToHidden = (path: string): boolean => {
    if (isHidden(path)) return true
    const real = disk.realpath(path)
    return real !== null && real !== path && isHidden(real)
  }
  const requireShown = (operation: string, path: string): void => {
    if (leadsToHidden(path)) throw new DiskError(operation, path, "ENOENT")
  }
  return {
    ...disk,
    lstat: (path) => {
      if (!isHidden(path)) return disk.lstat(path)
      if (disk.lstat(path) !== null) onHidden(path)
      return null
    },
    stat: (path) => (leadsToHidden(path) ? null : disk.stat(path)),
    exactTimes: (path) => (isHidden(path) ? null : disk.exactTimes(path)),
    list: (folder) => {
      requireShown("list", folder)
      return disk.list(folder).filter(({ name }) => !isHidden(PathText.child(folder, name)))
    },
    readlink: (path) => {
      requireShown("read", path)
      return disk.readlink(path)
    },
    realpath: (path) => {
      const real = disk.realpath(path)
      return real === null || isHidden(path) || isHidden(real) ? null : real
    },
    read: (path, from, to) => {
      requireShown("read", path)
      return disk.read(path, from, to)
    },
    may: (path, want) => !leadsToHidden(path) && disk.may(path, want),
    walk: (start, options) => {
      requireShown("list", start)
      const { enter, onFolder } = options
      return disk.walk(start, {
        ...options,
        enter: (path, name, depth) => !isHidden(path) && (enter?.(path, name, depth) ?? true),
        onFolder: (folder) =>
          onFolder({
            ...folder,
            entries: folder.entries.filter(({ name }) => !isHidden(PathText.child(folder.path, name)))
          })
      })
    }
  }
}
