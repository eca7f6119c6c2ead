/**
 * Where many things arrive, and what happens when a name is taken (contract §4): pure, one register a step. Nothing is
 * ever overwritten here: by default both are kept and the newcomer becomes `name (2).ext`; `skip` leaves it where it
 * was, `fail` stops the step before it begins. A name is looked up in a set and counted from where the last
 * search ended, so 100,000 files of one name cost 100,000 steps and not their square.
 */

import { PathBytes } from "@zenus/core"

export type CollisionPolicy = "keep-both" | "skip" | "fail"

/** Longest name that file systems take, in bytes. */
export const MAX_NAME_BYTES = 255

/** Endings that belong together: `a.tar.gz` becomes `a (2).tar.gz`. */
const DOUBLE_ENDING = /\.tar\.(?:gz|bz2|xz|zst|lz|lzma|Z)$/i

/** Name before the extension and the extension with its dot; `.profile` has none, nor has a folder. */
export const splitName = (name: string, isFolder = false): readonly [stem: string, ending: string] => {
  if (isFolder) return [name, ""]
  const double = DOUBLE_ENDING.exec(name)
  if (double !== null && double.index > 0) return [name.slice(0, double.index), double[0]]
  const at = name.lastIndexOf(".")
  return at <= 0 ? [name, ""] : [name.slice(0, at), name.slice(at)]
}

/** Bytes of a name on the disk. */
export const nameBytes = (name: string): number => PathBytes.toBytes(name).length

/** `name (n).ext`, the stem cut where the whole would be longer than a name may be. */
export const numberedName = (name: string, n: number, isFolder = false): string => {
  const [stem, ending] = splitName(name, isFolder)
  const room = MAX_NAME_BYTES - nameBytes(` (${n})${ending}`)
  const characters = Array.from(stem)
  let bytes = nameBytes(stem)
  while (bytes > room && characters.length > 1) bytes -= nameBytes(characters.pop() ?? "")
  return `${characters.join("")} (${n})${ending}`
}

/**
 * What makes two names one, on a file system that folds case; those (macOS) take composed and decomposed letters for one as
 * well. Elsewhere a name is its characters.
 */
export const nameKey = (folds: boolean): ((name: string) => string) =>
  folds ? (name) => name.normalize("NFC").toLowerCase() : (name) => name

/** New names that are said one by one. */
export const FIRST_KEPT = 3

export interface Arrivals {
  /** The name under which it arrives in this folder, or `null` when it is left where it is. Books the name. */
  readonly place: (folder: string, name: string, isFolder?: boolean) => string | null
  /** Whether something is or arrives there already. Books nothing. */
  readonly isTaken: (folder: string, name: string) => boolean
  /** How many got a number, and `folder/name (2)` of the first of them, at most `FIRST_KEPT`. */
  readonly keptBoth: () => { readonly count: number; readonly first: ReadonlyArray<string> }
  /** `folder/name` of those whose name was taken under `skip` and `fail`. */
  readonly refused: () => ReadonlyArray<string>
}

export interface ArrivalOptions {
  readonly policy: CollisionPolicy
  /** Names that are in the folder now; none for one that is not there yet. Asked once a folder. */
  readonly namesIn: (folder: string) => Iterable<string>
  /** Whether `A` and `a` are the same name there. */
  readonly foldsCase: (folder: string) => boolean
}

interface Place {
  readonly taken: Set<string>
  /** Name to the number that was given last. */
  readonly last: Map<string, number>
  readonly key: (name: string) => string
}

const pathIn = (folder: string, name: string): string => `${folder === "/" ? "" : folder}/${name}`

export const makeArrivals = ({ policy, namesIn, foldsCase }: ArrivalOptions): Arrivals => {
  const places = new Map<string, Place>()
  const refused: Array<string> = []
  const firstKept: Array<string> = []
  let keptBoth = 0

  const placeOf = (folder: string): Place => {
    const known = places.get(folder)
    if (known !== undefined) return known
    const key = nameKey(foldsCase(folder))
    const taken = new Set<string>()
    for (const name of namesIn(folder)) taken.add(key(name))
    const place = { taken, last: new Map<string, number>(), key }
    places.set(folder, place)
    return place
  }

  return {
    place: (folder, name, isFolder = false) => {
      const { taken, last, key } = placeOf(folder)
      const wanted = key(name)
      if (!taken.has(wanted)) {
        taken.add(wanted)
        return name
      }
      if (policy !== "keep-both") {
        refused.push(pathIn(folder, name))
        return null
      }
      for (let n = (last.get(wanted) ?? 1) + 1; ; n++) {
        const numbered = numberedName(name, n, isFolder)
        if (taken.has(key(numbered))) continue
        taken.add(key(numbered))
        last.set(wanted, n)
        if (keptBoth++ < FIRST_KEPT) firstKept.push(pathIn(folder, numbered))
        return numbered
      }
    },
    isTaken: (folder, name) => {
      const { taken, key } = placeOf(folder)
      return taken.has(key(name))
    },
    keptBoth: () => ({ count: keptBoth, first: firstKept }),
    refused: () => refused
  }
}
