/**
 * Whether a deed could be driven to a side, without touching anything. Undo looks at a whole transaction this way before it
 * begins, so that it stops before the first file and not in the middle. Two views of the disk: as it is, which is
 * quick and nearly always enough; and as it will be after the deeds that come first, for chains (a file that was
 * moved twice) and dry runs over several transactions.
 */
import { type Disk, DiskError, type Stat } from "../disk/Disk.ts"
import { child, dirname, isInside } from "../disk/PathText.ts"
import type { Blocked } from "../tool/Action.ts"
import { blocked, isIt, MEND, whereTo } from "./drive.ts"
import type { Group, Primitive, Rename, SetAttributes, Side } from "./Primitive.ts"

export interface View {
  readonly lstat: (path: string) => Stat | null
  /** Whether nothing stands at the path. */
  readonly isFree: (path: string) => boolean
  readonly hasFolder: (path: string) => boolean
  /** What driving would do; a view of the disk as it is ignores it. */
  readonly move: (from: string, to: string, isFolder: boolean) => void
  /** `kept`: where the folder lies that comes back; `null` for a new one. */
  readonly make: (folder: string, kept: string | null) => void
  /** Takes away a folder that would be empty. */
  readonly unmake: (folder: string) => void
}

/** Names asked for in one folder before its listing is read instead of looking at each. */
const MANY = 32

/** `null` for a folder that may be entered and not listed. */
const namesIn = (disk: Pick<Disk, "list">, folder: string): ReadonlySet<string> | null => {
  try {
    return new Set(disk.list(folder).map(({ name }) => name))
  } catch (error) {
    if (error instanceof DiskError) return null
    throw error
  }
}

/** The disk as it is. */
export const viewOfDisk = (disk: Pick<Disk, "lstat" | "list">): View => {
  const asked = new Map<string, number>()
  const listings = new Map<string, ReadonlySet<string>>()
  const folders = new Map<string, boolean>()
  const hasFolder = (path: string): boolean => {
    const known = folders.get(path)
    if (known !== undefined) return known
    const found = disk.lstat(path)?.type === "folder"
    folders.set(path, found)
    return found
  }
  return {
    lstat: disk.lstat,
    isFree: (path) => {
      const folder = dirname(path)
      const listing = listings.get(folder)
      if (listing !== undefined) return !listing.has(path.slice(folder.length + 1))
      const times = (asked.get(folder) ?? 0) + 1
      asked.set(folder, times)
      if (times === MANY && folder !== "/" && hasFolder(folder)) {
        const names = namesIn(disk, folder)
        if (names !== null) listings.set(folder, names)
      }
      return disk.lstat(path) === null
    },
    hasFolder,
    move: () => {},
    make: () => {},
    unmake: () => {}
  }
}

/** The disk as it will be: paths to where on the disk their entry is now, `null` for nowhere. */
export const viewAhead = (disk: Pick<Disk, "lstat" | "list">): View => {
  const now = new Map<string, string | null>()
  const made = new Set<string>()
  let carries = false
  const real = (path: string): string | null => {
    const direct = now.get(path)
    if (direct !== undefined) return direct
    if (!carries) return path
    for (let at = dirname(path); at !== "/" && at !== "."; at = dirname(at)) {
      const moved = now.get(at)
      if (moved !== undefined) return moved === null ? null : moved + path.slice(at.length)
    }
    return path
  }
  const lstat = (path: string): Stat | null => {
    const at = real(path)
    return at === null ? null : disk.lstat(at)
  }
  return {
    lstat,
    isFree: (path) => !made.has(path) && lstat(path) === null,
    hasFolder: (path) => made.has(path) || lstat(path)?.type === "folder",
    move: (from, to, isFolder) => {
      const at = real(from)
      if (isFolder) {
        carries = true
        const carried = [...now].filter(([path]) => path !== from && isInside(from, path))
        for (const [path, where] of carried) {
          now.delete(path)
          now.set(to + path.slice(from.length), where)
        }
      }
      now.set(from, null)
      now.set(to, at)
    },
    make: (folder, kept) => {
      if (kept === null) {
        made.add(folder)
        now.delete(folder)
      } else {
        // It is empty: there is nothing to carry along.
        now.set(kept, null)
        now.set(folder, kept)
      }
    },
    unmake: (folder) => {
      const at = real(folder)
      const left =
        at === null || made.has(folder) ? [] : disk.list(at).filter(({ name }) => now.get(child(folder, name)) !== null)
      const arrived = [...now].some(([path, where]) => where !== null && dirname(path) === folder)
      if (left.length > 0 || arrived) return
      made.delete(folder)
      now.set(folder, null)
      carries = true
    }
  }
}

export interface CheckContext {
  readonly view: View
  readonly disk: Disk
  /** Whether the folder lies in a trash of ours, where it is made when it is missing. */
  readonly isOurs: (folder: string) => boolean
}

const checkRename = (one: Rename, side: Side, { view, isOurs }: CheckContext): Blocked | null => {
  const [source, target] = side === "after" ? [one.from, one.to] : [one.to, one.from]
  const stat = view.lstat(source)
  if (!isIt(stat, side === "before" ? whereTo(one) : one)) {
    if (isIt(view.lstat(target), one)) return null
    return stat === null
      ? blocked(source, "it is not there any more", MEND.back)
      : blocked(source, stat.ino === one.what.ino ? "it was changed since" : "something else is there now")
  }
  if (!view.isFree(target) && view.lstat(target)?.ino !== one.what.ino) {
    return blocked(target, "something else is there now", MEND.away)
  }
  const folder = dirname(target)
  if (!view.hasFolder(folder) && !isOurs(folder))
    return blocked(folder, "the folder is not there any more", MEND.folder)
  view.move(source, target, one.what.type === "folder")
  return null
}

const checkAttributes = (one: SetAttributes, { view }: CheckContext): Blocked | null => {
  const stat = view.lstat(one.path)
  if (stat === null) return blocked(one.path, "it is not there any more", MEND.back)
  if (stat.ino !== one.ino || stat.dev !== one.dev) return blocked(one.path, "something else is there now")
  const { before, after } = one
  if (before.mode !== undefined && stat.mode !== before.mode && stat.mode !== after.mode) {
    return blocked(one.path, "its mode was changed since", MEND.reset)
  }
  if (before.uid !== undefined && stat.uid !== before.uid && stat.uid !== after.uid) {
    return blocked(one.path, "its owner was changed since", MEND.reset)
  }
  if (before.gid !== undefined && stat.gid !== before.gid && stat.gid !== after.gid) {
    return blocked(one.path, "its group was changed since", MEND.reset)
  }
  // Milliseconds of a double are exact to a quarter of a microsecond here; the deed itself compares nanoseconds.
  const isAt = (ns: bigint | undefined): boolean =>
    ns === undefined || Math.abs(Number(ns) / 1e6 - stat.mtimeMs) < 0.002
  return isAt(before.mtimeNs) || isAt(after.mtimeNs) ? null : blocked(one.path, "its time was changed since")
}

const checkPrimitive = (one: Primitive, side: Side, context: CheckContext): Blocked | null => {
  switch (one.kind) {
    case "rename":
      return checkRename(one, side, context)
    case "set":
      return checkAttributes(one, context)
    case "folder": {
      if (one.existed) return null
      if (side === "before") {
        if (context.view.hasFolder(one.path)) context.view.unmake(one.path)
        return null
      }
      if (context.view.isFree(one.path)) {
        const kept = one.aside !== null && context.disk.lstat(one.aside)?.type === "folder" ? one.aside : null
        context.view.make(one.path, kept)
        return null
      }
      return context.view.hasFolder(one.path) ? null : blocked(one.path, "something else is there now", MEND.away)
    }
    case "destroy":
      return side === "before" ? blocked(one.path, "it was removed for good") : null
  }
}

/** `null` where driving the deed would go through, as far as can be seen. */
export const checkGroup = (group: Group, side: Side, context: CheckContext): Blocked | null => {
  for (const one of side === "after" ? group : group.toReversed()) {
    const found = checkPrimitive(one, side, context)
    if (found !== null) return found
  }
  return null
}
