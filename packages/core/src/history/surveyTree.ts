/**
 * Looks at a whole folder before it goes away as one: how much is in it, whether another file system is mounted in it,
 * and a print that differs as soon as anything in it does. Enters no link and no mount. Looks only.
 */
import { DiskError, type ReadDisk } from "../disk/Disk.ts"
import { child } from "../disk/PathText.ts"

export interface Survey {
  /** Files and folders, the start itself included; what lies behind a mount is not counted. */
  readonly entries: number
  /** The first mount point met, absolute. */
  readonly mount: string | null
}

/** Entries looked at between two chances to let others work. */
const SLICE = 2_000

/** Null where the path is longer than the system takes: such things can be there, and go along with the folder above them. */
const unlessTooDeep = <A>(look: () => A): A | null => {
  try {
    return look()
  } catch (error) {
    if (error instanceof DiskError && error.code === "ENAMETOOLONG") return null
    throw error
  }
}

/** Counts in slices, down to where paths end: run it to its end, or let the event loop run at each `yield`. Throws `DiskError`. */
export function* surveyTree(disk: ReadDisk, start: string): Generator<void, Survey> {
  const first = disk.lstat(start)
  if (first === null || first.type !== "folder") return { entries: first === null ? 0 : 1, mount: null }
  const waiting = [start]
  let entries = 1
  let slice = 0
  let mount: string | null = null
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const at = folder
    for (const entry of unlessTooDeep(() => disk.list(at)) ?? []) {
      entries += 1
      if (entry.type !== "folder") continue
      const below = child(folder, entry.name)
      const stat = unlessTooDeep(() => disk.lstat(below) ?? "gone")
      if (stat === null) continue
      if (stat !== "gone" && stat.dev === first.dev) waiting.push(below)
      else mount ??= below
    }
    slice += 1
    if (entries > slice * SLICE) {
      slice = Math.ceil(entries / SLICE)
      yield
    }
  }
  return { entries, mount }
}

/** Runs to the end at once. */
export const runToEnd = <A>(steps: Generator<void, A>): A => {
  for (;;) {
    const next = steps.next()
    if (next.done === true) return next.value
  }
}

/** Two 32 bit hashes (FNV-1a and its mirror) over one text after the other: enough to notice, not to prove. */
const makeHash = () => {
  let a = 0x811c9dc5
  let b = 0x9dc5811c
  return {
    add: (text: string): void => {
      for (let index = 0; index < text.length; index++) {
        const code = text.charCodeAt(index)
        a = Math.imul(a ^ code, 0x01000193)
        b = Math.imul(b + code, 0x85ebca6b) ^ (b >>> 13)
      }
    },
    text: (): string => (a >>> 0).toString(36) + (b >>> 0).toString(36)
  }
}

/**
 * A print of everything below `start`: names, types, inodes, sizes, times of files and modes. It stays the same when the
 * folder itself is renamed. Folder times are left out: putting something aside in it and back is no change.
 */
export const printOfTree = (disk: ReadDisk, start: string): string => {
  const hash = makeHash()
  const visit = (folder: string): void => {
    for (const entry of disk.list(folder).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = child(folder, entry.name)
      const stat = disk.lstat(path)
      if (stat === null) continue
      const content = stat.type === "folder" ? "" : `${stat.size},${stat.mtimeMs}`
      hash.add(`${entry.name}\0${stat.type},${stat.ino},${stat.mode},${content}\0`)
      if (stat.type === "folder") {
        hash.add("(")
        visit(path)
        hash.add(")")
      }
    }
  }
  visit(start)
  return hash.text()
}
