/**
 * Paths of things to be made or to go to: "a new file called x in work", "shop with subfolders css and js", "one level up".
 * A name behind "called" is taken as it is; a plain word without a sign of a path costs a little.
 */
import { type Found, found } from "../Found.ts"
import { type Reading, longestSaying, lowAt, sayingTable } from "../Reading.ts"
import { readPlace } from "../readFolder.ts"
import { isPathLike, join, looksLikeFile, readList, readName, readPath } from "../readPath.ts"
import { readNumber } from "../readNumber.ts"
import { readOnePath } from "../readSelection.ts"
import { isOwn, ownFolder } from "../ownFolder.ts"
import { beginsSeries, endsSeries, readSeries } from "../readSeries.ts"
import { words } from "../words.ts"
import { type Filled, type SlotReader, thingOf } from "./SlotReader.ts"
import { ARCHIVE } from "./namedFiles.ts"
import { folder } from "./places.ts"

const ARCHIVE_NOUNS = words("archive zip tarball tar zipfile")

const NEW_LEADS = words(
  "a an the new another empty file folder directory called named name with subfolder subdirectory dir files folders directories file: text blank document script"
)

/** A path to be made: "a new file called x in work", "Word Files", "src/a.txt". */
const readNew = (reading: Reading, start: number, placed = true): ReadonlyArray<Found<string>> => {
  let at = start
  const NAMED = ["called", "named"]
  for (let steps = 0; steps < 8 && NEW_LEADS.has(lowAt(reading, at)) && reading.tokens[at]?.kind === "word"; steps++)
    at++
  // "rename old to new": the last of such words is the name.
  if (at > start && reading.tokens[at] === undefined) at--
  // "a tarball named x"
  if (ARCHIVE_NOUNS.has(lowAt(reading, at)) || ["compressed", "gzipped", "zipped"].includes(lowAt(reading, at))) {
    let noun = at
    while (
      ARCHIVE_NOUNS.has(lowAt(reading, noun)) ||
      ["compressed", "gzipped", "zipped", "file", "archive"].includes(lowAt(reading, noun))
    )
      noun++
    if (sayingAfter(reading, noun) > noun) at = noun
  }
  const called = sayingAfter(reading, at)
  if (called > at) at = called
  if (lowAt(reading, at) === ",") at++
  const out: Array<Found<string>> = []
  const named = at > start && (NAMED.includes(lowAt(reading, at - 1)) || called === at)
  if (!named && !NAMED.includes(lowAt(reading, start - 1)) && describes(reading, start, at)) return []
  const push = (one: Found<string>) => {
    out.push(one)
    let end = one.end
    if (["folder", "directory", "file", "dir", "subfolder", "subdirectory"].includes(lowAt(reading, end))) {
      end++
      out.push(found(end, one.value, one.cost))
    }
    // "move img1.jpg to img5.jpg into x": the second is the end of a series, and no new name in x.
    const isLast = SERIES_GOES.has(lowAt(reading, end)) && endsSeries(reading, one.end - 1)
    for (const where of placed && !isLast && !beginsSeries(reading, one.end - 1) ? [IN_PLACE, UNDER_PLACE] : []) {
      const next = longestSaying(reading, end, where)
      if (next < 0) continue
      for (const inside of readPlace(reading, next)) {
        if (inside.value.deep !== undefined || looksLikeFile(inside.value.path)) continue
        out.push(found(inside.end, join(inside.value.path, one.value), one.cost + inside.cost))
      }
    }
  }
  // "zip a1.jpg to a5.jpg": the five, and not the first into an archive of that name.
  const beside = PACKING.has(lowAt(reading, 0)) && endsSeries(reading, at) ? 0.1 : 0
  for (const one of readPath(reading, at)) push(found(one.end, one.value, one.cost + beside))
  for (const one of readName(reading, at)) {
    const token = reading.tokens[at]
    const own =
      one.end === at + 1 && token !== undefined && !named ? ownFolder(reading, token, isOwn(reading, at)) : null
    const value = own === token?.text || own === null ? one.value : own
    push(
      named || /[/.]/.test(one.value)
        ? found(one.end, one.value, one.cost + beside)
        : found(one.end, value, one.cost + 0.02)
    )
  }
  // "in work called x"
  if (placed) {
    const where = longestSaying(reading, at, IN_PLACE)
    if (where >= 0)
      for (const inside of readPlace(reading, where)) {
        const after = sayingAfter(reading, inside.end)
        if (after <= inside.end) continue
        for (const one of readName(reading, after))
          out.push(found(one.end, join(inside.value.path, one.value), one.cost + inside.cost))
      }
  }
  const best = new Map<string, Found<string>>()
  for (const one of out) {
    const key = `${one.end} ${one.value}`
    const had = best.get(key)
    if (had === undefined || had.cost > one.cost) best.set(key, one)
  }
  return [...best.values()].toSorted((a, b) => b.end - a.end)
}

/** What is said of files that are there ("make all files executable"): never the name of a new one. */
const DESCRIBING = words(
  `private public hidden visible secret lowercase uppercase lower-case upper-case lower upper readonly read-only write-only smaller bigger larger shorter longer faster unique sorted tidy clean
  shared locked unlocked safe secure compressed zipped encrypted bold portable valid consistent compact protected owned ours mine theirs invisible alphabetical identical anonymous`
)
const DESCRIBING_END = /^[a-z-]+(?:able|ible)$/
const NOUNS = words("file files folder folders directory directories subfolder subfolders subdirectories")
const ALL = words("all every each any both these those")

/** Whether the plain word at `at`, behind a noun for files, says how they are to be, or the noun means all of them. */
const describes = (reading: Reading, start: number, at: number): boolean => {
  const token = reading.tokens[at]
  if (token?.kind !== "word" || isPathLike(token)) return false
  const noun = [at - 1, start - 1].find((before) => NOUNS.has(lowAt(reading, before)))
  if (noun === undefined) return false
  if (DESCRIBING.has(token.low) || DESCRIBING_END.test(token.low)) return true
  return [noun - 1, noun - 2].some((before) => ALL.has(lowAt(reading, before)))
}

const CALLED = sayingTable(
  `called | named | by the name of | with the name | with name | that is called | that should be called | which is called | to be called | that should be named | to be named | that is named | which should be called | whose name is | with the name of | that will be called | titled | , called | , named | it should be called | which should be named | that i will call | that has the name`
)

const sayingAfter = (reading: Reading, at: number): number => longestSaying(reading, at, CALLED)

const IN_PLACE = sayingTable(
  `in | inside | within | inside of | into | at | located in | , in | placed in | on | residing in | , inside`
)

/** Verbs of deeds that make one thing of many. */
const PACKING = words("zip compress archive pack tar gzip")

/** Where a series goes. */
const SERIES_GOES = words("to into onto")

const UNDER_PLACE = sayingTable(`under | underneath | below | beneath | from`)

export const path: SlotReader = (reading, at) => [
  ...readNew(reading, at).map((one) =>
    found(one.end, { value: one.value, things: [thingOf(reading)(one.value)] }, one.cost)
  ),
  ...backTo(reading, at)
]

/** A plain word as a name: letters and figures, no sign. */
const PLAIN_NAME = /^[\p{L}\p{N}_.@+-]+$/u
/** "3 files named a b c": as many plain names one after the other as were said, up to the end; a blank alone joins no others. */
const countedNames = (reading: Reading, at: number): ReadonlyArray<Found<ReadonlyArray<string>>> => {
  let from = at
  while (COUNTED_BY.has(lowAt(reading, from))) from++
  let before = at - 1
  while (COUNTED_BY.has(lowAt(reading, before))) before--
  const count = readNumber(reading.tokens, before)
  if (count === null || count.end !== before + 1 || count.value < 2) return []
  const end = from + count.value
  const names = reading.tokens.slice(from, end)
  const isList =
    end === reading.tokens.length && names.every(({ kind, text }) => kind === "word" && PLAIN_NAME.test(text))
  return isList
    ? [
        found(
          end,
          names.map(({ text }) => text),
          0.01
        )
      ]
    : []
}
const COUNTED_BY = words("new empty blank text file files folder folders directories called named")

/** "a.txt b.txt c.txt": names one after the other, each surely a path. */
const spaced = (reading: Reading, at: number): ReadonlyArray<Found<ReadonlyArray<string>>> => {
  const list: Array<string> = []
  let end = at
  while (isPathLike(reading.tokens[end])) {
    list.push(reading.tokens[end]?.text ?? "")
    end++
  }
  return list.length > 1 ? [found(end, list, 0.01)] : []
}

export const paths: SlotReader = (reading, at) => {
  const single = readNew(reading, at).map((one) => found(one.end, [one.value] as ReadonlyArray<string>, one.cost))
  let start = at
  while (NEW_LEADS.has(lowAt(reading, start)) && reading.tokens[start]?.kind === "word") start++
  if (lowAt(reading, start) === ":" || lowAt(reading, start) === ",") start++
  const many = [at, start]
    .flatMap((from) => [
      ...readList(reading, from, (next) => readNew(reading, next, false)),
      ...spaced(reading, from),
      ...readSeries(reading, from)
    ])
    .concat(countedNames(reading, at))
    .filter((one) => one.value.length > 1)
  // "red, green and blue in work"
  const placed = many.flatMap((list) => {
    const where = longestSaying(reading, list.end, IN_PLACE)
    return where < 0
      ? []
      : readPlace(reading, where).map((inside) =>
          found(
            inside.end,
            list.value.map((name) => join(inside.value.path, name)),
            list.cost + inside.cost
          )
        )
  })
  return [...placed, ...many, ...single]
    .map((one) => found(one.end, { value: one.value, things: one.value.map(thingOf(reading)) }, one.cost))
    .toSorted((a, b) => b.end - a.end)
}

/** "it", "that file", for a slot that wants one path. */
const backTo = (reading: Reading, at: number): ReadonlyArray<Found<Filled>> =>
  readOnePath(reading, at)
    .filter((one) => reading.referents.things.some((thing) => thing.path === one.value))
    .map((one) => found(one.end, { value: one.value, things: [thingOf(reading)(one.value)] }, one.cost))

/** Where something goes: a new or existing path, or a place in words ("here", "the project root", "one level up"). */
export const target: SlotReader = (reading, at, slot) => {
  const up = longestSaying(reading, at, UP)
  return [
    ...(up < 0 ? [] : [found(up, { value: "..", things: [{ kind: "folder", path: ".." } as const] })]),
    ...folder(reading, at, slot).map((one) => found(one.end, one.value, one.cost)),
    ...path(reading, at, slot).map((one) => found(one.end, one.value, one.cost + 0.005))
  ].toSorted((a, b) => b.end - a.end || a.cost - b.cost)
}

const UP = sayingTable(
  `the parent folder | the parent directory | parent folder | parent directory | one level up | the folder above | the directory above | one folder up | one directory up | the level above | its parent folder | its parent directory`
)

/** The same, said to be a folder ("a new folder called Big", "the folder x", "the docs folder", "docs/"). */
export const toFolder: SlotReader = (reading, at, slot) =>
  target(reading, at, slot).filter((one) => {
    const said = Array.from({ length: one.end - at }, (_, offset) => lowAt(reading, at + offset))
    return (
      said.some((low) => ["folder", "directory", "subfolder", "dir", "subdirectory", "there", "here"].includes(low)) ||
      (typeof one.value.value === "string" && one.value.value.endsWith("/"))
    )
  })

/** "there", "here", without a preposition. */
export const there: SlotReader = (reading, at, slot) =>
  ["there", "here", "back"].includes(lowAt(reading, at)) || longestSaying(reading, at, UP) >= 0
    ? target(reading, at, slot).filter((one) => one.end > at && one.value.value !== lowAt(reading, at))
    : []

/** "a folder x with subfolders a, b and c": x/a, x/b, x/c. */
export const nested: SlotReader = (reading, at) =>
  readNew(reading, at).flatMap((base) => {
    const next = longestSaying(reading, base.end, WITH_FOLDERS)
    if (next < 0) return []
    return readList(reading, next, (from) => readName(reading, from)).flatMap((list) => {
      const value = list.value.map((part) => join(base.value, part))
      const tail = longestSaying(reading, list.end, INSIDE)
      return [found(tail < 0 ? list.end : tail, { value, things: [thingOf(reading)(base.value)] }, list.cost)]
    })
  })

const WITH_FOLDERS = sayingTable(
  `with subfolders | with the subfolders | with folders | with the folders | with subdirectories | with the subdirectories | with sub folders | containing the folders | containing folders | containing subfolders | containing the subfolders | with directories | with the directories | with subfolders called | with subfolders named | and in it the folders | and inside it the folders | with two subfolders | with three subfolders | with two subfolders , | with three subfolders , | with the subfolders : | with subfolders : | with two subfolders called | with three subfolders called | with two subfolders : | with three subfolders : | that has subfolders | that contains the folders`
)

const INSIDE = sayingTable(`in it | inside | inside it | in there | within it | as subfolders | inside of it`)

/** Paths that are surely files by their names. */
export const filePaths: SlotReader = (reading, at, slot) =>
  paths(reading, at, slot).filter(
    (one) =>
      Array.isArray(one.value.value) &&
      one.value.value.every((path_) => typeof path_ === "string" && looksLikeFile(path_))
  )

export const archivePath: SlotReader = (reading, at, slot) =>
  path(reading, at, slot).filter(
    (one) =>
      typeof one.value.value === "string" &&
      ARCHIVE.test(one.value.value) &&
      !/^(tar\.)?(gz|bz2|xz)$/i.test(one.value.value)
  )

/** A path that is surely a file, and no archive: what is added to one goes into it. */
export const plainPath: SlotReader = (reading, at, slot) =>
  filePathOne(reading, at, slot).filter((one) => typeof one.value.value === "string" && !ARCHIVE.test(one.value.value))

export const filePathOne: SlotReader = (reading, at, slot) =>
  path(reading, at, slot).filter((one) => typeof one.value.value === "string" && looksLikeFile(one.value.value))
