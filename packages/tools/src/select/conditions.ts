/**
 * A Selection's conditions as compiled tests, cheapest first: by name and type alone, then by the path below
 * the start folder, then by the facts of the entry. Content and duplicates are looked at elsewhere, last of all.
 * Refuses what cannot be read (a mode that is no number, an unknown owner, a time that is no time).
 */
import type { EntryType, LookContext, Selection, Stat } from "@zenus/core"
import { BadArgument } from "@zenus/core"
import { compileGlob, compilePathGlob, type Fits } from "./glob.ts"
import { kindOf } from "./kinds.ts"
import { locate } from "./locate.ts"
import { makeOwners } from "../action/owners.ts"

export interface Conditions {
  /** By name and type alone. */
  readonly name: (name: string, type: EntryType) => boolean
  /** By the path relative to the start folder; `null` when nothing asks for it. */
  readonly path: ((relative: string) => boolean) | null
  /** By the entry's own facts; `null` when nothing asks for them. */
  readonly stat: ((stat: Stat) => boolean) | null
  /**
   * By the permission bits; `null` when nothing asks for them. A link has none of its own (they read 777 everywhere), so where
   * files include links to files, those of the file that it leads to are meant. Size, time and owner are the link's own.
   */
  readonly mode: ((mode: number) => boolean) | null
  /** Whether the kind of a link has to be looked up (files include links to files). */
  readonly linksToFiles: boolean
}

export const badSelection = (reason: string, ...hints: ReadonlyArray<string>): BadArgument =>
  new BadArgument({ action: "Selecting files", reason, hints })

/** Names with a dot in front; such patterns may match hidden names (contract: "names a dot"). */
export const isHiddenName = (name: string): boolean => name.startsWith(".")

const isPathPattern = (pattern: string): boolean => pattern.includes("/")

// One test, which is the rule, is taken as it is: it is asked of every name of a tree.
const anyOf = (tests: ReadonlyArray<Fits>): Fits | null =>
  tests.length === 0 ? null : tests.length === 1 ? (tests[0] ?? null) : (text) => tests.some((test) => test(text))

const allOf = (tests: ReadonlyArray<Fits>): Fits | null =>
  tests.length === 0 ? null : tests.length === 1 ? (tests[0] ?? null) : (text) => tests.every((test) => test(text))

/** Whether `text` from `from` on is `lower` (lower case) in any case. Makes no string, because it is asked of every name. */
const isInAnyCase = (text: string, from: number, lower: string): boolean => {
  const length = text.length - from
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(from + at)
    if (code > 127) return text.slice(from).toLowerCase() === lower
    const wanted = lower.charCodeAt(at)
    // The small letters are 97 to 122, the great ones 32 before them. NaN beyond the end equals nothing.
    if (code !== wanted && (code + 32 !== wanted || wanted < 97 || wanted > 122)) return false
  }
  return length === lower.length
}

/** The extensions are in lower case and have no dot inside. */
const compilePlain = (extensions: ReadonlyArray<string>): Fits => {
  const all = new Set(extensions)
  const hasNone = all.has("")
  const [first = ""] = extensions
  const isOne: (name: string, from: number) => boolean =
    all.size > 1
      ? (name, from) => all.has(name.slice(from).toLowerCase())
      : (name, from) => isInAnyCase(name, from, first)
  return (name) => {
    const at = name.lastIndexOf(".")
    return at <= 0 ? hasNone : isOne(name, at + 1)
  }
}

/** Extensions without dot, any case; `tar.gz` works, an empty one means no extension. A name that only begins with a dot has none. */
const compileExtensions = (extensions: ReadonlyArray<string>): Fits | null => {
  const lower = extensions.map((written) => written.replace(/^\*?\./, "").toLowerCase())
  const plain = lower.filter((extension) => !extension.includes("."))
  const longer = lower.filter((extension) => extension.includes(".")).map((extension) => `.${extension}`)
  return anyOf([
    ...(plain.length === 0 ? [] : [compilePlain(plain)]),
    ...longer.map(
      (end): Fits =>
        (name) =>
          name.length > end.length && name.toLowerCase().endsWith(end)
    )
  ])
}

const compileContains = (texts: ReadonlyArray<string>, anyCase: boolean): ReadonlyArray<Fits> =>
  texts.map((text): Fits => {
    if (!anyCase) return (name) => name.includes(text)
    const lower = text.toLowerCase()
    return (name) => name.toLowerCase().includes(lower)
  })

const TYPES: Readonly<Record<ReturnType<typeof typeOf>, (type: EntryType) => boolean>> = {
  file: (type) => type === "file" || type === "link",
  folder: (type) => type === "folder",
  link: (type) => type === "link",
  any: () => true
}

/** The type asked for: what is said, else anything for named paths, else files. */
export const typeOf = (selection: Selection): "file" | "folder" | "link" | "any" =>
  selection.brokenLinks === true ? "link" : (selection.type ?? (selection.paths === undefined ? "file" : "any"))

const compileName = (selection: Selection): Conditions["name"] => {
  const anyCase = selection.anyCase ?? false
  const isWanted = TYPES[typeOf(selection)]
  const patterns = (selection.names ?? []).filter((pattern) => !isPathPattern(pattern))
  const dotPatterns = patterns.filter((pattern) => /^\\?\./.test(pattern))
  // One of them must fit: with a path pattern among them the name alone decides nothing.
  const decidedByName = patterns.length === (selection.names ?? []).length
  const fits = allOf(
    [
      !decidedByName ? null : anyOf(patterns.map((pattern) => compileGlob(pattern, anyCase))),
      anyOf(compileContains(selection.nameContains ?? [], anyCase)),
      compileExtensions(selection.extensions ?? []),
      selection.kinds === undefined ? null : compileKinds(selection.kinds)
    ].filter((test) => test !== null)
  )
  const isLeftOut = anyOf(
    [
      anyOf((selection.notNames ?? []).map((pattern) => compileGlob(pattern, anyCase))),
      compileExtensions(selection.notExtensions ?? [])
    ].filter((test) => test !== null)
  )
  const dotFits = anyOf(dotPatterns.map((pattern) => compileGlob(pattern, anyCase)))
  const named = selection.paths !== undefined
  const hidden = selection.hidden ?? (named ? "include" : "exclude")
  const isShown: Fits =
    hidden === "include"
      ? () => true
      : hidden === "only"
        ? isHiddenName
        : (name) => !isHiddenName(name) || (dotFits !== null && dotFits(name))
  return (name, type) =>
    isWanted(type) && isShown(name) && (fits === null || fits(name)) && (isLeftOut === null || !isLeftOut(name))
}

const compileKinds = (kinds: ReadonlyArray<string>): Fits => {
  const wanted = new Set(kinds)
  return (name) => {
    const at = name.lastIndexOf(".")
    return wanted.has(kindOf(at <= 0 ? "" : name.slice(at + 1)))
  }
}

const compilePath = (selection: Selection): Conditions["path"] => {
  const anyCase = selection.anyCase ?? false
  const patterns = selection.names ?? []
  const pathFits = patterns.filter(isPathPattern).map((pattern) => compilePathGlob(pattern, anyCase))
  const nameFits = patterns.filter((pattern) => !isPathPattern(pattern)).map((pattern) => compileGlob(pattern, anyCase))
  const notFits = (selection.notNames ?? []).filter(isPathPattern).map((pattern) => compilePathGlob(pattern, anyCase))
  const inPath = compileContains(selection.inPath ?? [], anyCase)
  if (pathFits.length + notFits.length + inPath.length === 0) return null
  const anyPattern = (relative: string) => {
    if (pathFits.length === 0 || pathFits.some((fits) => fits(relative))) return true
    const name = relative.slice(relative.lastIndexOf("/") + 1)
    return nameFits.some((fits) => fits(name))
  }
  return (relative) =>
    anyPattern(relative) && !notFits.some((fits) => fits(relative)) && inPath.every((contains) => contains(relative))
}

const instant = (text: string): number => {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw badSelection(`"${text}" is no time`, "Write it as 2026-11-21T10:00:00Z.")
  return at
}

/** `755` exactly, `-111` all of these bits, `/222` any of them, `!` in front of each for not. */
export const compileMode = (written: string): ((mode: number) => boolean) => {
  const match = /^(!?)([-/]?)([0-7]{1,4})$/.exec(written)
  if (match === null) {
    throw badSelection(`"${written}" is no permission in octal`, "Write it as 755, -111 (all of these) or /222 (any).")
  }
  const [, not, how, octal] = match
  const bits = Number.parseInt(octal ?? "0", 8)
  const fits = (mode: number) =>
    how === "-" ? (mode & bits) === bits : how === "/" ? bits === 0 || (mode & bits) !== 0 : (mode & 0o7777) === bits
  return not === "!" ? (mode) => !fits(mode) : fits
}

const compileStat = (selection: Selection, context: LookContext): Conditions["stat"] => {
  const tests: Array<(stat: Stat) => boolean> = []
  const { created, modified, size } = selection
  if (size !== undefined && Object.keys(size).length > 0) {
    const { over = -1, atLeast = 0, under = Number.POSITIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = size
    // A folder's own size means nothing (see diskUsage), so no folder fits a limit.
    tests.push(
      (stat) =>
        stat.type !== "folder" && stat.size > over && stat.size >= atLeast && stat.size < under && stat.size <= atMost
    )
  }
  if (modified?.from !== undefined) {
    const from = instant(modified.from)
    tests.push((stat) => stat.mtimeMs >= from)
  }
  if (modified?.until !== undefined) {
    const until = instant(modified.until)
    tests.push((stat) => stat.mtimeMs < until)
  }
  if (created !== undefined) {
    const from = created.from === undefined ? Number.NEGATIVE_INFINITY : instant(created.from)
    const until = created.until === undefined ? Number.POSITIVE_INFINITY : instant(created.until)
    tests.push(({ birthtimeMs }) => {
      if (birthtimeMs <= 0)
        throw badSelection("this disk does not know when its files were created", "Say when they were changed instead.")
      return birthtimeMs >= from && birthtimeMs < until
    })
  }
  if (selection.newerThan !== undefined) {
    const { mtimeMs } = locate(selection.newerThan, context).stat
    tests.push((stat) => stat.mtimeMs > mtimeMs)
  }
  const owners = makeOwners(context.disk)
  if (selection.owner !== undefined) {
    const uid = owners.uidOf(selection.owner)
    if (uid === null)
      throw badSelection(`there is no user "${selection.owner}" here`, "Check the name, or give the number.")
    tests.push((stat) => stat.uid === uid)
  }
  if (selection.group !== undefined) {
    const gid = owners.gidOf(selection.group)
    if (gid === null)
      throw badSelection(`there is no group "${selection.group}" here`, "Check the name, or give the number.")
    tests.push((stat) => stat.gid === gid)
  }
  if (tests.length === 0) return null
  return (stat) => tests.every((test) => test(stat))
}

/** Throws `BadArgument`, `PathNotFound` (for `newerThan`) and `DiskError`. */
export const compileConditions = (selection: Selection, context: LookContext): Conditions => ({
  name: compileName(selection),
  path: compilePath(selection),
  stat: compileStat(selection, context),
  mode: selection.mode === undefined ? null : compileMode(selection.mode),
  linksToFiles: typeOf(selection) === "file"
})

/** Which folders are left out with all they hold: by name, by pattern, or by path below the start folder. */
export const compilePrune = (selection: Selection): ((relative: string, name: string) => boolean) | null => {
  const written = (selection.notInPath ?? []).map((folder) => folder.replace(/^\.\//, "").replace(/\/+$/, ""))
  if (written.length === 0) return null
  const anyCase = selection.anyCase ?? false
  const names = written.filter((folder) => !isPathPattern(folder)).map((folder) => compileGlob(folder, anyCase))
  const paths = written.filter(isPathPattern).map((folder) => compilePathGlob(folder, anyCase))
  return (relative, name) => names.some((fits) => fits(name)) || paths.some((fits) => fits(relative))
}
