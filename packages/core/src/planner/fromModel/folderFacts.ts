/**
 * What a model is told of the working folder: names, kinds and sizes, no content. Names that never go to a model are left out and not
 * counted, so that not even that they are there is told. A folder that cannot be listed tells nothing.
 */
import { DiskError, type Entry, type ReadDisk } from "../../disk/Disk.ts"
import * as PathText from "../../disk/PathText.ts"
import type { FolderFacts, NamedEntry } from "./prompt.ts"

/** Names that are told. */
export const MAX_NAMES = 200

const KIND_ORDER: Readonly<Record<Entry["type"], number>> = { folder: 0, file: 1, link: 2, other: 3 }

/** What is not hidden comes first, folders before files, then by name as code units go: the same every time. */
const inOrder = (a: Entry, b: Entry): number =>
  Number(a.name.startsWith(".")) - Number(b.name.startsWith(".")) ||
  KIND_ORDER[a.type] - KIND_ORDER[b.type] ||
  (a.name < b.name ? -1 : 1)

/** What a look gives; `otherwise` where the disk says no. */
const lookOr = <A>(otherwise: A, look: () => A): A => {
  try {
    return look()
  } catch (error) {
    if (error instanceof DiskError) return otherwise
    throw error
  }
}

/** Whether the folder, or one above it, holds a repository. */
const inRepository = (disk: ReadDisk, cwd: string): boolean => {
  for (let at = cwd; ; at = PathText.dirname(at)) {
    if (disk.lstat(PathText.child(at, ".git")) !== null) return true
    if (at === PathText.dirname(at)) return false
  }
}

/** `cwd` is absolute; `neverRead` is asked about absolute paths. */
export const folderFacts = (disk: ReadDisk, cwd: string, neverRead: (path: string) => boolean): FolderFacts => {
  const isSecret = neverRead(cwd)
  const entries = isSecret
    ? []
    : lookOr<ReadonlyArray<Entry>>([], () => disk.list(cwd))
        .filter(({ name }) => !neverRead(PathText.child(cwd, name)))
        .toSorted(inOrder)
  const named = entries.slice(0, MAX_NAMES).map(({ name, type }): NamedEntry => ({
    name,
    type,
    size: type === "file" ? lookOr(null, () => disk.lstat(PathText.child(cwd, name))?.size ?? null) : null
  }))
  return {
    entries: named,
    more: entries.length - named.length,
    name: isSecret ? null : PathText.basename(cwd),
    inRepository: lookOr(false, () => inRepository(disk, cwd))
  }
}
