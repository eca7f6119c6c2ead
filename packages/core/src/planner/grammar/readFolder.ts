/**
 * Places: "here", "the current directory", "the build folder", "testbed/", "Downloads and its subfolders", "my home folder".
 * Gives the path as written, "." for the working folder, and whether the words say to go down or to stay.
 */
import { found, type Found } from "./Found.ts"
import { isOwn, ownFolder } from "./ownFolder.ts"
import { longestSaying, lowAt, once, type Reading, type SayingIndex, sayingTable } from "./Reading.ts"
import { couldBeFolder, isGlob, isPathLike, join, looksLikeFile, readList, readPath } from "./readPath.ts"
import type { Token } from "./Token.ts"
import { SIZE_UNITS, YEAR_LIKE } from "./units.ts"
import { VAGUE, words } from "./words.ts"

export interface Place {
  readonly path: string
  /** `true`: go down; `false`: stay; absent: not said. */
  readonly deep?: boolean
  /** Said by its folders ("the subfolders of x"). */
  readonly folders?: boolean
  /** A plain lower-case word, so possibly no folder at all. */
  readonly bare?: boolean
}

const HERE =
  sayingTable(`here | . | cwd | this one | the current one | current one | this place | where i am | around here | right here | in here | the current location | current location
  the current folder | current folder | a current folder | the current directory | current directory | the current dir | current dir | my current directory | my current folder
  this folder | this directory | this dir | this path | the working folder | the working directory | working directory | the current working directory | current working directory
  the present working directory | the present directory | the present folder | the pwd | pwd | the folder | the directory | this location
  the project root | project root | the root of the project | the root of this project | the root of the repo | the repository root | the repo root | root of the project
  the root of the current folder | the root of the current directory | the root of this folder | the root of the working folder | the top of the project | the top level | the top folder | the current path`)
const HERE_DEEP =
  sayingTable(`the current directory tree | current directory tree | the current folder tree | the directory tree | directory tree | the folder tree | this directory tree | this folder tree | this tree
  the whole folder | the whole directory | the entire folder | the entire directory | the whole project | the entire project | the whole repo | the entire repo | the whole tree | the entire tree
  the entire current directory | the whole current directory | the entire current folder | the entire directory tree | the whole directory tree | everywhere | anywhere | all folders | all subfolders | all directories | all subdirectories
  any subfolder | any subdirectory | any folder | any directory | every folder | every subfolder | every directory | every subdirectory | all sub folders | all sub directories | all the folders | all the subfolders | all the subdirectories
  this project | this repo | this repository | this workspace | the project | the repo | the repository | my project | our project | the project folder | the project directory | this git repo | this git repository | the git repository | the git repo | the codebase | this codebase | the code base | the source tree | this tree
  the whole thing | the entire repository | the whole repository | the whole codebase | the entire codebase | the subfolders | the subdirectories | subfolders | subdirectories
  the current directory and below | current directory and below | this folder and below | here and below`)
const HOME = sayingTable(
  `my home folder | my home directory | my home dir | the home folder | the home directory | home folder | home directory | my home | home dir | the home dir | my user folder | my user directory | my whole home folder | my entire home folder | my entire home directory | my whole home directory`
)
const ROOT = sayingTable(
  `the root folder | the root directory | root folder | root directory | the root of the disk | the root of the drive | the filesystem root | the file system root | the root filesystem | the root file system | the root of the filesystem | the root of the file system | the system root | the whole disk | the entire disk | the whole drive | the hard drive | the whole filesystem | the entire filesystem | the entire system`
)
/** The folder above this one. */
const PARENT = sayingTable(
  `the parent folder | parent folder | the parent directory | parent directory | the parent dir | parent dir | the parent of this folder | the parent of this directory | the parent of the current folder | the parent of the current directory | the folder above | the directory above | the folder above this one | the folder above this | the directory above this one | the upper folder | the upper directory | the enclosing folder | the containing folder | one folder up | one directory up | the folder one level up | the directory one level up`
)
/** The one folder that begins all paths; the disk as a thing is none. */
const TOP = sayingTable(
  `the root folder | the root directory | root folder | root directory | the filesystem root | the file system root | the root of the filesystem | the root of the file system | the system root | the root of the disk | the root of the drive`
)
/** This folder as one thing. */
const THIS = sayingTable(
  `this folder | this directory | this dir | the current folder | current folder | the current directory | current directory | the current dir | the current working directory | current working directory | the working directory | the working folder | the folder i am in | the directory i am in | this very folder | this whole folder | this entire folder | the current folder itself | this folder itself`
)
const LANDMARKS: ReadonlyArray<readonly [SayingIndex, string]> = [
  [HOME, "~"],
  [PARENT, ".."],
  [TOP, "/"],
  [THIS, "."]
]

/**
 * The folders that everybody names by what they are, as one thing to be acted on: the home, the folder above, the root, this one.
 * Where a folder lies here that bears the word itself ("the home folder" beside a folder home), it costs as much as that name, so that neither is chosen.
 */
export const readLandmark = (reading: Reading, at: number): ReadonlyArray<Found<string>> =>
  LANDMARKS.flatMap(([table, path]) => {
    const end = longestSaying(reading, at, table)
    if (end < 0) return []
    const said = reading.tokens.slice(at, end)
    const mine = said.some(({ low }) => low === "my")
    const namesake = !mine && said.some(({ kind, text }) => kind === "word" && reading.look(text) === "folder")
    // "this folder" may be the one that was spoken of before.
    const spokenOf = path === "." && reading.referents.things.some((thing) => thing.kind === "folder")
    // "Replace a by b in this folder" speaks of what is in it, where a phrase can say so.
    return [found(end, path, spokenOf ? 0.02 : namesake ? 0.01 : 0.004)]
  })

const DOWN =
  sayingTable(`and its subfolders | and its subdirectories | and all its subfolders | and all its subdirectories | and all of its subfolders | and all of its subdirectories | and subfolders | and subdirectories | and sub folders | and sub directories
  and sub-folders | and sub-directories | and its sub-folders | and its sub-directories | and its sub folders | and its sub directories | and all subfolders | and all subdirectories | and all sub folders | and all sub directories | and any subfolders | and any subdirectories | and the subfolders | and the subdirectories
  and below | and everything below | and everything under it | and below it | and everything below it | and everything in it | and deeper | and its children | and subdirs | and its subdirs | and all subdirs | and their subfolders | and their subdirectories
  including subfolders | including subdirectories | including its subfolders | including its subdirectories | including all subfolders | including all subdirectories | including sub folders | including sub directories | including sub-folders | including sub-directories | including the subfolders | including the subdirectories | including nested folders | including nested ones
  with subfolders | with subdirectories | with all subfolders | with all its subfolders | with its subfolders | with sub folders | subfolders too | subfolders as well | subfolders included | subfolders also | sub folders too | subdirectories too | subdirectories included | subdirectories as well | plus subfolders | plus subdirectories
  or any of its subfolders | or any of its subdirectories | or its subfolders | or its subdirectories | or subfolders | or subdirectories | or below | or deeper | or any subfolder | or any subdirectory | or in any of its subfolders | or in its subfolders | and in its subfolders | and in all its subfolders | and in all subfolders | and in subfolders | and in its subdirectories | and in subdirectories | and in all subdirectories | and inside its subfolders
  recursively | recursive | tree | at any depth | at every level | at all levels | on all levels | at any level | no matter how deep | however deep | , recursively | , subfolders too | , including subfolders | , including subdirectories | , subfolders included | , with subfolders | , recursive | , subdirectories too | , including all subfolders | , including all subdirectories
  ( recursively ) | ( recursive ) | ( including subfolders ) | ( subfolders too ) | ( and subfolders ) | ( including subdirectories ) | ( with subfolders ) | ( subfolders included ) | directory tree | folder tree | hierarchy | directory hierarchy | folder hierarchy | and anything below | and everything beneath it | and down | on down | all the way down | in every subfolder | in all subfolders | in all subdirectories | in any subfolder | in subfolders too | in subfolders as well`)
const STAY =
  sayingTable(`not in subfolders | not in subdirectories | not subfolders | not subdirectories | not its subfolders | not in its subfolders | not in its subdirectories | not in any subfolder | not recursively | non recursively | non-recursively | nonrecursively | not recursive | not below | not deeper | not including subfolders | not including subdirectories | not including its subfolders | without subfolders | without subdirectories | without its subfolders | without going into subfolders | without going into subdirectories
  without recursion | without recursing | without descending into subfolders | without descending into subdirectories | without descending | without searching subfolders | without searching subdirectories | without the subfolders | without looking into subfolders | without looking in subfolders | excluding subfolders | excluding subdirectories | excluding sub folders | excluding sub directories | ignoring subfolders | ignoring subdirectories | ignore subfolders | ignore subdirectories | no subfolders | no subdirectories | no sub folders | no recursion | but no subfolders | no deeper
  but not in subfolders | but not in subdirectories | but not in its subfolders | but not subfolders | but not subdirectories | but not its subfolders | but not recursively | but not below | but not deeper | but do not recurse | but no deeper | and not in subfolders | and not in its subfolders | and not in subdirectories | and not subfolders | and no deeper | and not recursively | and not below
  do not search sub directories | do not search subdirectories | do not search subfolders | do not search sub folders | do not search in sub directories | do not search in subdirectories | do not search in the sub directories | do not search in the subdirectories | do not search in subfolders | do not search in the subfolders | do not search the subdirectories | do not search the sub directories | do not search the subfolders | do not search sub-directories | do not look in subfolders | do not look into subfolders | do not look into subdirectories | do not look in subdirectories | do not look in the subfolders
  do not include subdirectories | do not include subfolders | do not include sub directories | do not include sub folders | do not recurse | do not recurse into subfolders | do not recurse into subdirectories | do not go into subfolders | do not go into subdirectories | do not go into the subfolders | do not descend | do not descend into subfolders | do not descend into subdirectories | do not go deeper | do not touch subfolders | do not touch the subfolders | do not touch subdirectories | do not enter subfolders | do not enter subdirectories | do not consider subdirectories | do not consider subfolders | do not traverse subdirectories
  and do not search sub directories | and do not search in the sub directories | and do not search subdirectories | and do not search subfolders | and do not search in subfolders | and do not search in subdirectories | and do not search in the subdirectories | and do not search in sub directories | and do not include subdirectories | and do not include subfolders | and do not go into subfolders | and do not go into subdirectories | and do not recurse | and do not descend into subdirectories | and do not look into subfolders | and do not look in subfolders | and do not descend into subfolders | and do not look in subdirectories
  only at the top level | at the top level only | at the top level | top level only | only the top level | on the top level | the top level only | only on the top level | only directly | itself | itself only | only , not in subfolders | alone | ( not in subfolders ) | ( no subfolders ) | ( non-recursive ) | ( not recursively ) | ( top level only ) | ( only the top level ) | non-recursive | not in any subfolders | not in any of its subfolders | not in deeper folders | only`)

/** The index behind words that say to go down, or to stay; commas, periods and "and" before them included. */
export const readDepth = (reading: Reading, at: number): Found<boolean> | null => {
  for (const start of [
    at,
    lowAt(reading, at) === "," || lowAt(reading, at) === "." || lowAt(reading, at) === ";" ? at + 1 : -1
  ]) {
    if (start < 0) continue
    const stay = longestSaying(reading, start, STAY)
    const down = longestSaying(reading, start, DOWN)
    if (stay > down) return found(stay, false)
    if (down >= 0) return found(down, true)
  }
  return null
}

export const FOLDER_NOUNS = words(
  `folder directory dir folders directories dirs subfolder subdirectory subdir subfolders subdirectories path repo repository project location`
)
const FOLDER_NOUN = words(`folder directory dir subfolder subdirectory subdir drectory direcotry direcory`)
const FOLDERS_NOUN = words(`folders directories dirs subfolders subdirectories`)
const DET = words(`the my a an our your that whole entire existing main`)
const namedIndex = sayingTable(
  `called | named | with the name | with name | by the name of | by name of | titled | labeled | labelled | that is called | which is called | that is named | , | :`
)
const skipDet = (reading: Reading, at: number): number => {
  let end = at
  while (DET.has(lowAt(reading, end)) || (lowAt(reading, end) === "of" && end > at)) end++
  return end
}

/** An adjective, a unit or a year that is the name of a folder here ("in Documents and Old", "in b", "list 2024"). */
const isFolderHere = (reading: Reading, token: Token): boolean =>
  token.kind === "word" &&
  (VAGUE.has(token.low) || SIZE_UNITS.has(token.low) || YEAR_LIKE.test(token.low)) &&
  reading.look(token.text) === "folder"

/** What a folder's name costs where the same words are known for another. */
const BESIDE_KNOWN = 0.005

/** One place, without depth words behind it. */
const readOne = (reading: Reading, at: number): ReadonlyArray<Found<Place>> => {
  const out: Array<Found<Place>> = []
  const add = (end: number, place: Place, cost = 0) => {
    if (end > at && !out.some((other) => other.end === end && other.value.path === place.path))
      out.push(found(end, place, cost))
  }
  for (const start of [at, at + 1]) {
    if (start > at && lowAt(reading, at) !== "in" && lowAt(reading, at) !== "all" && lowAt(reading, at) !== "of") break
    const deep = longestSaying(reading, start, HERE_DEEP)
    if (deep >= 0) {
      // "all subfolders of X"
      const of = ["of", "in", "under", "below", "inside"].includes(lowAt(reading, deep))
        ? readPlace(reading, deep + 1)
        : []
      for (const inner of of)
        if (inner.value.deep !== false)
          add(inner.end, { path: inner.value.path, deep: true, folders: true }, inner.cost)
      add(deep, {
        path: ".",
        deep: true,
        ...(/folders|directories|folder|directory/.test(lowAt(reading, deep - 1)) &&
        /^(all|any|every|the|sub)/.test(lowAt(reading, start)) &&
        !["whole", "entire"].includes(lowAt(reading, start + 1))
          ? { folders: true }
          : {})
      })
    }
  }
  // "the current directory" is this one, before it is one that is called current.
  const known = [HERE, HERE_DEEP, HOME, PARENT, ROOT].map((table) => longestSaying(reading, at, table))
  const beside = (end: number) => (known.includes(end) ? BESIDE_KNOWN : 0)
  const here = longestSaying(reading, at, HERE)
  if (here >= 0) add(here, { path: "." })
  const home = longestSaying(reading, at, HOME)
  if (home >= 0) add(home, { path: "~" })
  const parent = longestSaying(reading, at, PARENT)
  if (parent >= 0) add(parent, { path: ".." })
  const root = longestSaying(reading, at, ROOT)
  if (root >= 0) add(root, { path: "/" })
  // What an earlier clause spoke of.
  const folders = reading.referents.things.filter((thing) => thing.kind === "folder" && thing.path !== undefined)
  const only = new Set(folders.map((thing) => thing.path)).size === 1 ? folders[0]?.path : undefined
  if (only !== undefined) {
    const said = longestSaying(reading, at, THERE)
    if (said >= 0) add(said, { path: only }, 0.02)
  }
  const start = skipDet(reading, at)
  const own = isOwn(reading, start)
  // "the folder X", "a directory called X"
  const noun = lowAt(reading, start)
  const afterNew = noun === "new" || noun === "sub" ? start + 1 : start
  if (FOLDER_NOUN.has(lowAt(reading, afterNew)) || noun === "path") {
    // "the directory tree X"
    const tree = ["tree", "hierarchy", "structure"].includes(lowAt(reading, afterNew + 1))
    const behind = tree ? afterNew + 2 : afterNew + 1
    const named = longestSaying(reading, behind, namedIndex)
    const next = named >= 0 ? named : behind
    if (tree)
      for (const path of readPath(reading, next))
        if (!isGlob(path.value)) add(path.end, { path: path.value, deep: true }, path.cost)
    for (const path of readPath(reading, next)) if (!isGlob(path.value)) addWithTail(path.end, path.value, path.cost)
    const token = reading.tokens[next]
    const isName =
      token !== undefined && (couldBeFolder(token) || YEAR_LIKE.test(token.low) || isFolderHere(reading, token))
    if (token !== undefined && isName && !isPathLike(token) && !FOLDER_NOUNS.has(token.low))
      addWithTail(next + 1, token.text, named >= 0 ? 0 : 0.02)
  }
  // "the tree of X"
  if (noun === "tree" && ["of", "under", "in"].includes(lowAt(reading, start + 1)))
    for (const inner of readPath(reading, start + 2)) add(inner.end, { path: inner.value, deep: true }, inner.cost)
  // "the build folder", "Downloads", "work/data"
  for (const path of readPath(reading, start)) {
    if (isGlob(path.value)) continue
    addWithTail(
      path.end,
      path.value,
      path.cost + (looksLikeFile(path.value) && reading.look(path.value) !== "folder" ? 0.2 : 0)
    )
  }
  const token = reading.tokens[start]
  if (
    token !== undefined &&
    !isPathLike(token) &&
    (couldBeFolder(token) || isFolderHere(reading, token)) &&
    !FOLDER_NOUNS.has(token.low)
  ) {
    const name = ownFolder(reading, token, own)
    addWithTail(start + 1, name, 0.01, token.kind === "word" && token.text === token.low && !/[\d_-]/.test(token.text))
  }
  return out

  /** "X folder", "X directory tree" behind the name, or nothing. */
  function addWithTail(end: number, path: string, cost: number, bare = false): void {
    let tail = end
    if (FOLDER_NOUN.has(lowAt(reading, tail)) || ["repo", "repository", "project"].includes(lowAt(reading, tail)))
      tail++
    if (tail > end) {
      if (["tree", "hierarchy", "structure"].includes(lowAt(reading, tail)))
        add(tail + 1, { path, deep: true }, beside(tail + 1))
      add(tail, { path }, beside(tail))
    }
    if (lowAt(reading, end) === "tree" || lowAt(reading, end) === "hierarchy") add(end + 1, { path, deep: true }, 0)
    add(
      end,
      bare && tail === end ? { path, ...(reading.look(path) === "folder" ? {} : { bare: true }) } : { path },
      cost + (tail > end ? 0.1 : 0)
    )
  }
}

const THERE = sayingTable(
  `there | it | in it | inside it | that folder | that directory | this folder | the folder | the directory | the new folder | the new directory | that new folder | the same folder | the same directory | that place | the same place | said folder`
)
const IN = words("in inside within under below beneath")

/** One place with what is said of its depth and where it lies ("the tmp folder in work"). */
export const readPlace = (reading: Reading, at: number): ReadonlyArray<Found<Place>> =>
  once(reading, "place", at, () => {
    const out: Array<Found<Place>> = []
    for (const one of readOne(reading, at)) {
      out.push(one)
      const depth = one.value.deep === undefined ? readDepth(reading, one.end) : null
      if (depth !== null) out.push(found(depth.end, { ...one.value, deep: depth.value }, one.cost))
      if (IN.has(lowAt(reading, one.end)) && one.value.path !== "." && !one.value.path.startsWith("/")) {
        for (const outer of readOne(reading, one.end + 1)) {
          if (outer.value.bare === true && outer.cost > 0.05) continue
          if (outer.value.path === ".") out.push(found(outer.end, one.value, one.cost))
          else
            out.push(found(outer.end, { ...one.value, path: join(outer.value.path, one.value.path) }, one.cost + 0.02))
        }
      }
    }
    return out.toSorted((a, b) => b.end - a.end || a.cost - b.cost)
  })

/** One or several places: "dir1 and dir2", "the folders errors and rest". */
export const readPlaces = (reading: Reading, at: number): ReadonlyArray<Found<ReadonlyArray<Place>>> =>
  once(reading, "places", at, () => {
    let start = at
    while (["the", "both", "all", "my"].includes(lowAt(reading, start))) start++
    const many: Array<Found<ReadonlyArray<Place>>> = readPlace(reading, at).map((one) =>
      found(one.end, [one.value], one.cost)
    )
    if (FOLDERS_NOUN.has(lowAt(reading, start))) {
      const named = longestSaying(reading, start + 1, namedIndex)
      many.push(...readList(reading, named >= 0 ? named : start + 1, (next) => readPlace(reading, next)))
    }
    for (const list of readList(reading, start, (next) =>
      readPlace(reading, next).filter((one) => one.value.bare !== true)
    )) {
      if (list.value.length < 2) continue
      const tail = FOLDERS_NOUN.has(lowAt(reading, list.end)) ? list.end + 1 : list.end
      many.push(found(tail, list.value, list.cost + 0.01))
    }
    for (const list of readList(reading, start, (next) => readPlace(reading, next))) {
      if (list.value.length >= 2 && FOLDERS_NOUN.has(lowAt(reading, list.end)))
        many.push(found(list.end + 1, list.value, list.cost))
    }
    return many.toSorted((a, b) => b.end - a.end || a.cost - b.cost)
  })
