/**
 * Which file goes into which folder when files are organized: one pass over the files, folders found or invented once, names
 * booked as they arrive. Reads the disk, changes nothing. What lies in a folder of this kind already stays.
 */
import { type Deed, type LookContext, PathText } from "@zenus/core"
import { namesIn } from "../../place/arrange.ts"
import type { Way } from "./categories.ts"
import { leadsAstray } from "../../place/copyEntry.ts"
import { foldsCase } from "../../place/foldsCase.ts"
import { type Arrivals, makeArrivals, numberedName } from "../../place/keepBoth.ts"
import { deviceOf, knownIdentity } from "../../place/planned.ts"
import type { Selecting } from "../../select/select.ts"

export interface Category {
  readonly path: string
  readonly missing: boolean
  files: number
  bytes: number
}

export interface Organized {
  /** Renames, in the order of the files. */
  readonly moves: ReadonlyArray<Deed>
  /** Where they arrive, in the same order. */
  readonly paths: ReadonlyArray<string>
  /** Those that files go into. */
  readonly categories: ReadonlyArray<Category>
  /** The folders in which they are. */
  readonly bases: ReadonlyArray<string>
  readonly arrivals: Arrivals
  /** Of all files that move. */
  readonly bytes: number
  /** Files that are in place already. */
  readonly inPlace: number
  /** `Images -> Images (2)`: the name was taken by something that is no folder of this disk. */
  readonly renamed: ReadonlyArray<string>
  /** Links that will lead nowhere. */
  readonly astray: ReadonlyArray<string>
}

/** The folders of one place. */
const makePlace = (base: string, context: LookContext, renamed: Array<string>) => {
  const { disk } = context
  const device = deviceOf(base, disk)
  const known = new Map<string, Category>()
  /** `null` for a name that is taken by a file, or by a folder on another disk, where nothing can be renamed to. */
  const usable = (path: string): Category | null => {
    const there = disk.lstat(path)
    if (there === null) return { path, missing: true, files: 0, bytes: 0 }
    const real = there.type === "link" ? disk.realpath(path) : path
    const folder = real === null ? null : disk.lstat(real)
    if (real === null || folder?.type !== "folder" || (folder.ino > 0 && folder.dev !== device)) return null
    return { path: real, missing: false, files: 0, bytes: 0 }
  }
  const find = (name: string): Category => {
    for (let n = 1; ; n++) {
      const numbered = n === 1 ? name : numberedName(name, n, true)
      const category = usable(PathText.child(base, numbered))
      if (category === null) continue
      if (n > 1) renamed.push(`${name} -> ${numbered}`)
      return category
    }
  }
  return {
    categories: known,
    categoryOf: (name: string): Category => {
      const before = known.get(name)
      if (before !== undefined) return before
      const category = find(name)
      known.set(name, category)
      return category
    }
  }
}

const below = (folder: string): string => (folder === "/" ? "/" : `${folder}/`)

/** For each file the folder in which it is organized: `to`, else the start folder above it, else its own for a named file. */
const makeBaseOf = (found: Selecting, to: string | null): ((path: string) => string) => {
  if (to !== null) return () => to
  const files = new Set(found.roots.length === 1 ? [] : found.entries.map((entry) => entry.path))
  const only = found.roots.length === 1 && found.entries[0]?.path === found.roots[0]
  const starts = (only ? [] : found.roots.filter((root) => !files.has(root)))
    .toSorted((a, b) => b.length - a.length)
    .map((path) => ({ path, prefix: below(path) }))
  return (path) => starts.find((start) => path.startsWith(start.prefix))?.path ?? PathText.dirname(path)
}

/** The first folder on the way from `base` down to the name that begins behind `at`; empty where there is none. */
const firstBelow = (base: string, path: string, at: number): string => {
  const prefix = below(base)
  if (!path.startsWith(prefix)) return ""
  const end = path.indexOf("/", prefix.length)
  return end < 0 || end > at ? "" : path.slice(prefix.length, end)
}

/** Whether all of them come from one folder, so that no two have one name. */
const areSiblings = (found: Selecting): boolean => {
  const first = found.entries[0]?.path ?? ""
  const at = first.lastIndexOf("/")
  const folder = first.slice(0, at + 1)
  return found.entries.every(({ path }) => path.lastIndexOf("/") === at && path.startsWith(folder))
}

/** `to` is the real path of the folder for the folders, or `null` for where the files are. Throws `DiskError`. */
export const intoCategories = (found: Selecting, way: Way, to: string | null, context: LookContext): Organized => {
  const { disk } = context
  const baseOf = makeBaseOf(found, to)
  const renamed: Array<string> = []
  const arrivals = makeArrivals({
    policy: context.onCollision,
    namesIn: namesIn(context),
    foldsCase: (folder) => foldsCase(folder, disk)
  })
  const places = new Map<string, ReturnType<typeof makePlace>>()
  const placeOf = (base: string): ReturnType<typeof makePlace> => {
    const known = places.get(base)
    if (known !== undefined) return known
    const made = makePlace(base, context, renamed)
    places.set(base, made)
    return made
  }
  const moves: Array<Deed> = []
  const paths: Array<string> = []
  const astray: Array<string> = []
  const siblings = areSiblings(found)
  let bytes = 0
  let inPlace = 0
  for (const { path, stat } of found.entries) {
    const at = path.lastIndexOf("/")
    const name = path.slice(at + 1)
    if (stat === null || name.startsWith(".")) continue
    const base = baseOf(path)
    const folder = way.folderOf(name, stat)
    const first = at > base.length ? firstBelow(base, path, at) : ""
    if (first !== "" && (first === folder || way.isCategory(first))) {
      inPlace++
      continue
    }
    const category = placeOf(base).categoryOf(folder)
    // Into a new folder from one other folder nothing can meet its like: that spares 100,000 names their booking.
    const arrives = siblings && category.missing ? name : arrivals.place(category.path, name)
    if (arrives === null) continue
    const target = `${category.path}/${arrives}`
    moves.push({ do: "move", from: path, to: target, identity: knownIdentity(stat) })
    paths.push(target)
    category.files++
    if (stat.type === "file") {
      category.bytes += stat.size
      bytes += stat.size
    } else if (leadsAstray({ source: { path, stat }, to: target, root: path }, disk)) astray.push(path)
  }
  const categories = [...places.values()].flatMap((place) => [...place.categories.values()])
  return {
    moves,
    paths,
    // A folder for nothing but files that were left out (`skip`) is not made.
    categories: categories.filter((category) => category.files > 0),
    bases: [...places.keys()],
    arrivals,
    bytes,
    inPlace,
    renamed,
    astray
  }
}
