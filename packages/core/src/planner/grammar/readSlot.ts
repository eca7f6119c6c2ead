/** Slot kinds of phrases: what text at a place can stand for an argument, and which thing the clause then spoke of. */
import type { Selection } from "../../plan/Selection.ts"
import type { Slot } from "./compilePhrase.ts"
import { found, type Found } from "./Found.ts"
import { lowAt, longestSaying, type Reading, type Referent, sayingTable } from "./Reading.ts"
import { hasKnownExtension, isPathLike, isUrl, join, looksLikeFile, readList, readName, readPath } from "./readPath.ts"
import { readKinds, readNamesAndPatterns, readPattern } from "./readKinds.ts"
import { readPlace, readPlaces } from "./readFolder.ts"
import {
  type NounPhrase,
  namesFolder,
  readConditions,
  readOnePath,
  readSelection,
  readWithin
} from "./readSelection.ts"
import { readNumber, readOrdinal, readSize } from "./readNumber.ts"
import { iso, readLength, readPeriod, readWhen } from "./readTime.ts"
import { readEntities } from "./readEntities.ts"
import { readMode } from "./readMode.ts"
import { beginsSeries, readSeries } from "./readSeries.ts"
import { EXTENSIONS } from "./kinds.ts"
import { readSought, spokenSign } from "./modifiers.ts"
import { SIZE_UNITS } from "./units.ts"
import { NEGATIONS, words } from "./words.ts"

export interface Filled {
  readonly value: unknown
  /** Arguments beside it that the words set as well ("ignoring case"). */
  readonly more?: Readonly<Record<string, unknown>>
  /** What "it" and "there" may mean afterwards. */
  readonly things?: ReadonlyArray<Omit<Referent, "step">>
  readonly phrase?: NounPhrase
  /** Takes its value from an earlier step. */
  readonly reference?: { readonly step: string; readonly output: "text" }
}
export type SlotReader = (reading: Reading, at: number, slot: Slot) => ReadonlyArray<Found<Filled>>

const thingOf =
  (reading: Reading) =>
  (path: string): Omit<Referent, "step"> => ({ kind: namesFolder(reading, path) ? "folder" : "file", path })
const plain = <A>(one: Found<A> | null): ReadonlyArray<Found<Filled>> =>
  one === null ? [] : [found(one.end, { value: one.value }, one.cost)]

const ARCHIVE = /\.(zip|tar|tgz|tbz2?|txz|gz|bz2|xz|zst|7z|jar|war|rar)$/i

const files: SlotReader = (reading, at) =>
  readSelection(reading, at).map((one) => {
    const { selection } = one.value
    const paths = selection.paths
    const things: ReadonlyArray<Omit<Referent, "step">> =
      paths !== undefined && Object.keys(selection).length === 1
        ? paths.map(thingOf(reading))
        : [
            { kind: "files", selection },
            ...(selection.in ?? []).map((path) => ({ kind: "folder", path, place: true }) as const)
          ]
    return found(one.end, { value: selection, things, phrase: one.value }, one.cost)
  })

/** Conditions that only a search can judge: a list of one folder is not asked for. */
const searches = ({ selection }: NounPhrase): boolean =>
  (
    [
      "size",
      "modified",
      "newerThan",
      "empty",
      "containing",
      "notContaining",
      "owner",
      "group",
      "mode",
      "brokenLinks",
      "duplicates",
      "first",
      "inPath",
      "nameContains",
      "order",
      "notNames"
    ] as const
  ).some((key) => selection[key] !== undefined && !(key === "order" && selection.order?.by === "name")) ||
  // Kinds and names without a place: wherever they are.
  (selection.in === undefined &&
    selection.paths === undefined &&
    (selection.extensions ?? selection.kinds) !== undefined &&
    selection.recursive === undefined)
/** What a list of a folder can say: kinds, names, depth. */
const listing: SlotReader = (reading, at, slot) =>
  files(reading, at, slot).filter(
    (one) =>
      one.value.phrase !== undefined &&
      !one.value.phrase.named &&
      one.value.phrase.exact !== true &&
      !searches(one.value.phrase)
  )
/** What is looked for: never an exact path of this folder, unless it was written with one. */
const sought_: SlotReader = (reading, at, slot) =>
  goingDown(files(reading, at, slot)).filter(
    (one) =>
      one.value.phrase?.named !== true ||
      (one.value.phrase.selection.paths ?? []).every((path) => path.includes("/") && looksLikeFile(path))
  )
/** A search goes down by itself; a deed over what it finds must be told so. */
const goingDown = (all: ReadonlyArray<Found<Filled>>): ReadonlyArray<Found<Filled>> =>
  all.map((one) => {
    const selection = one.value.phrase?.selection
    if (selection === undefined || selection.paths !== undefined || selection.recursive !== undefined) return one
    const deep = { ...selection, recursive: true }
    return found(
      one.end,
      {
        ...one.value,
        things: (one.value.things ?? []).map((thing) =>
          thing.kind === "files" ? { ...thing, selection: deep } : thing
        )
      },
      one.cost
    )
  })
/** What must be searched for. */
const search: SlotReader = (reading, at, slot) =>
  goingDown(files(reading, at, slot)).filter(
    (one) =>
      one.value.phrase !== undefined &&
      searches(one.value.phrase) &&
      !one.value.phrase.named &&
      one.value.phrase.exact !== true
  )

/** "the five biggest file sizes": the files, said by what is asked of them. */
const sizes: SlotReader = (reading, at, slot) =>
  search(reading, at, slot)
    .filter((one) => lowAt(reading, one.end - 1) === "file")
    .flatMap((one) =>
      ["size", "sizes"].includes(lowAt(reading, one.end)) && one.value.phrase !== undefined
        ? [
            found(
              one.end + 1,
              { ...one.value, value: pluralSizes(reading, one.end, one.value.phrase.selection) },
              one.cost
            )
          ]
        : []
    )
/** "the biggest file sizes" without a number are ten, as with files. */
const pluralSizes = (reading: Reading, at: number, selection: Selection): Selection =>
  lowAt(reading, at) === "sizes" && selection.first === 1 ? { ...selection, first: 10 } : selection

const file: SlotReader = (reading, at) =>
  readOnePath(reading, at).flatMap((one) => {
    if (one.value === "." || one.value.endsWith("/") || one.value === "~" || reading.look(one.value) === "folder")
      return []
    const said = lowAt(reading, one.end - 1) === "file" || saysFile(reading, at)
    return [
      found(
        one.end,
        { value: one.value, things: [{ kind: "file", path: one.value }] },
        one.cost + (looksLikeFile(one.value) || said ? 0 : 0.06)
      )
    ]
  })
const saysFile = (reading: Reading, at: number): boolean =>
  [0, 1, 2].some((offset) => ["file", "script", "document"].includes(lowAt(reading, at + offset)))

const fileList: SlotReader = (reading, at) => {
  const all = readSelection(reading, at).flatMap((one) => {
    const { paths, ...rest } = one.value.selection
    return paths === undefined || Object.keys(rest).length > 0
      ? []
      : [found(one.end, { value: paths, things: paths.map(thingOf(reading)) }, one.cost)]
  })
  return all
}

/** Exact names only, as a Selection. `document` prefers what looks like a file. */
const named: SlotReader = (reading, at, slot) =>
  files(reading, at, slot).filter((one) => {
    const selection = one.value.phrase?.selection
    return selection?.paths !== undefined && Object.keys(selection).length === 1
  })
const document: SlotReader = (reading, at, slot) =>
  named(reading, at, slot).flatMap((one) => {
    const paths = one.value.phrase?.selection.paths ?? []
    if (
      paths.some(
        (path_) =>
          path_ === "." || path_ === ".." || path_.endsWith("/") || path_ === "~" || reading.look(path_) === "folder"
      )
    )
      return []
    const said = saysFile(reading, at) || ["file", "script", "document"].includes(lowAt(reading, one.end - 1))
    return [
      found(
        one.end,
        one.value,
        one.cost +
          (said || paths.every((path_) => looksLikeFile(path_) || reading.look(path_) === "file") ? 0 : 0.06) +
          (paths.some((path_) => ARCHIVE.test(path_)) ? 0.03 : 0)
      )
    ]
  })
/** Files by condition, not by exact names. */
const chosen: SlotReader = (reading, at, slot) =>
  files(reading, at, slot).filter((one) => one.value.phrase?.named !== true)
/** Folders that are named, as a Selection of exactly them. */
const folderSet: SlotReader = (reading, at, slot) =>
  folders(reading, at, slot).map((one) => found(one.end, { ...one.value, value: { paths: one.value.value } }, one.cost))
/** Folders by condition ("all folders whose names begin with temp"), never exact ones. */
const eachFolder: SlotReader = (reading, at, slot) =>
  files(reading, at, slot).filter(
    (one) =>
      one.value.phrase?.selection.type === "folder" &&
      !one.value.phrase.named &&
      (one.value.phrase.universal || one.value.phrase.filtered)
  )
/** A place behind its preposition: "in docs", "under src and its subfolders", "recursively". Adds to the Selection of the same name. */
const within: SlotReader = (reading, at) =>
  readWithin(reading, at).map((one) =>
    found(
      one.end,
      {
        value: one.value,
        things: (one.value.in ?? []).map((path_) => ({ kind: "folder", path: path_ }) as const),
        phrase: { ...BACK, referred: false }
      },
      one.cost
    )
  )
/** Any conditions behind something else ("modified last week in docs"). */
const conditions: SlotReader = (reading, at) =>
  readConditions(reading, at).map((one) =>
    found(one.end, { value: one.value, phrase: { ...BACK, referred: false } }, one.cost)
  )

const folder: SlotReader = (reading, at) =>
  readPlace(reading, at).flatMap((one) =>
    one.value.deep === true
      ? []
      : [found(one.end, { value: one.value.path, things: [{ kind: "folder", path: one.value.path }] }, one.cost)]
  )
const folders: SlotReader = (reading, at) =>
  readPlaces(reading, at).map((one) =>
    found(
      one.end,
      {
        value: one.value.map((place) => place.path),
        things: one.value.map((place) => ({ kind: "folder", path: place.path }) as const)
      },
      one.cost
    )
  )
/** A place as a Selection: its entries, or with "tree" all below. */
const place: SlotReader = (reading, at) =>
  readPlaces(reading, at)
    .filter(
      (one) =>
        !one.value.some((item) => item.folders === true || (looksLikeFile(item.path) && hasKnownExtension(item.path)))
    )
    .map((one) => {
      const deep = one.value.map((item) => item.deep).find((said) => said !== undefined)
      const paths = one.value.map((item) => item.path)
      return found(
        one.end,
        {
          value: { in: paths, ...(deep === undefined ? {} : { recursive: deep }) },
          things: paths.map((path) => ({ kind: "folder", path }) as const)
        },
        one.cost + (paths.some(looksLikeFile) ? 0.2 : 0)
      )
    })

/** A plain lower-case word that is a folder only if there is one. */
const isBarePlace = (reading: Reading, at: number, end: number): boolean =>
  readPlaces(reading, at).some((one) => one.end === end && one.value.every((item) => item.bare === true))

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
  const push = (one: Found<string>) => {
    out.push(one)
    let end = one.end
    if (["folder", "directory", "file", "dir", "subfolder", "subdirectory"].includes(lowAt(reading, end))) {
      end++
      out.push(found(end, one.value, one.cost))
    }
    for (const where of placed && !beginsSeries(reading, one.end - 1) ? [IN_PLACE, UNDER_PLACE] : []) {
      const next = longestSaying(reading, end, where)
      if (next < 0) continue
      for (const inside of readPlace(reading, next)) {
        if (inside.value.deep !== undefined || looksLikeFile(inside.value.path)) continue
        out.push(found(inside.end, join(inside.value.path, one.value), one.cost + inside.cost))
      }
    }
  }
  for (const one of readPath(reading, at)) push(one)
  for (const one of readName(reading, at))
    push(named || /[/.]/.test(one.value) ? one : found(one.end, one.value, one.cost + 0.02))
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
const CALLED = sayingTable(
  `called | named | by the name of | with the name | with name | that is called | that should be called | which is called | to be called | that should be named | to be named | that is named | which should be called | whose name is | with the name of | that will be called | titled | , called | , named | it should be called | which should be named | that i will call | that has the name`
)
const sayingAfter = (reading: Reading, at: number): number => longestSaying(reading, at, CALLED)
const IN_PLACE = sayingTable(
  `in | inside | within | inside of | into | at | to | located in | , in | placed in | on | residing in | , inside`
)
const UNDER_PLACE = sayingTable(`under | underneath | below | beneath | from`)

const path: SlotReader = (reading, at) => [
  ...readNew(reading, at).map((one) =>
    found(one.end, { value: one.value, things: [thingOf(reading)(one.value)] }, one.cost)
  ),
  ...backTo(reading, at)
]
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
const paths: SlotReader = (reading, at) => {
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
const target: SlotReader = (reading, at, slot) => {
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
const toFolder: SlotReader = (reading, at, slot) =>
  target(reading, at, slot).filter((one) => {
    const said = Array.from({ length: one.end - at }, (_, offset) => lowAt(reading, at + offset))
    return (
      said.some((low) => ["folder", "directory", "subfolder", "dir", "subdirectory", "there", "here"].includes(low)) ||
      (typeof one.value.value === "string" && one.value.value.endsWith("/"))
    )
  })
/** "there", "here", without a preposition. */
const there: SlotReader = (reading, at, slot) =>
  ["there", "here", "back"].includes(lowAt(reading, at)) || longestSaying(reading, at, UP) >= 0
    ? target(reading, at, slot).filter((one) => one.end > at && one.value.value !== lowAt(reading, at))
    : []
/** "a folder x with subfolders a, b and c": x/a, x/b, x/c. */
const nested: SlotReader = (reading, at) =>
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
/** An extension written with its dot (".jpeg", "*.md"), and without it. */
const dotExtension: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  const match =
    token === undefined || token.kind === "punct" ? null : /^\*?\.([A-Za-z0-9][\w.+-]{0,11})$/.exec(token.text)
  return match?.[1] === undefined ? [] : [found(at + 1, { value: match[1] })]
}
const extension: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  const match =
    token === undefined || token.kind === "punct"
      ? null
      : /^\*?\.?([A-Za-z0-9][\w+-]{0,11}(?:\.[A-Za-z0-9]+)?)$/.exec(token.text)
  return match?.[1] === undefined ? [] : [found(at + 1, { value: match[1] }, match[0].startsWith(".") ? 0 : 0.02)]
}
/** Extensions as a list ("jpg and png", ".txt"). */
const extensions: SlotReader = (reading, at) =>
  readKinds(reading, at).flatMap((one) =>
    one.value.either.kinds.length > 0 || one.value.either.names.length > 0
      ? []
      : [found(one.end, { value: one.value.either.extensions })]
  )
const patterns: SlotReader = (reading, at) =>
  readNamesAndPatterns(reading, at, false).map((one) => found(one.end, { value: one.value }, one.cost))
const knownExtension: SlotReader = (reading, at, slot) =>
  extension(reading, at, slot).filter(
    (one) => typeof one.value.value === "string" && EXTENSIONS.has(one.value.value.toLowerCase())
  )
/** A piece of a name: written, or a sign by its name ("spaces", "underscores"). */
const nameTerm: SlotReader = (reading, at, slot) => {
  const sign = spokenSign(lowAt(reading, at))
  return sign === undefined || reading.tokens[at]?.kind === "quoted"
    ? term(reading, at, slot)
    : [found(at + 1, { value: sign })]
}
/** Conditions that tell files apart, without a noun ("was edited yesterday in tmp"). */
const filters: SlotReader = (reading, at) =>
  readConditions(reading, at).flatMap((one) =>
    (["modified", "size", "containing", "notContaining", "newerThan"] as const).some(
      (key) => one.value[key] !== undefined
    )
      ? [
          found(
            one.end,
            {
              value: one.value,
              things: [{ kind: "files", selection: { type: "file", recursive: true, ...one.value } } as const],
              phrase: { ...BACK, selection: one.value, referred: false }
            },
            one.cost
          )
        ]
      : []
  )
/** Text that begins with a dot, as an ending does. */
const dotted: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  return token !== undefined && token.kind !== "punct" && /^\.[\w.+-]+$/.test(token.text)
    ? [found(at + 1, { value: token.text })]
    : []
}
/** Paths that are surely files by their names. */
const filePaths: SlotReader = (reading, at, slot) =>
  paths(reading, at, slot).filter(
    (one) =>
      Array.isArray(one.value.value) &&
      one.value.value.every((path_) => typeof path_ === "string" && looksLikeFile(path_))
  )
/** A path that is an archive by its name. */
const archiveFile: SlotReader = (reading, at, slot) =>
  file(reading, at, slot).filter((one) => typeof one.value.value === "string" && ARCHIVE.test(one.value.value))
const archivePath: SlotReader = (reading, at, slot) =>
  path(reading, at, slot).filter(
    (one) =>
      typeof one.value.value === "string" &&
      ARCHIVE.test(one.value.value) &&
      !/^(tar\.)?(gz|bz2|xz)$/i.test(one.value.value)
  )
const archiveSet: SlotReader = (reading, at, slot) =>
  named(reading, at, slot).filter((one) =>
    (one.value.phrase?.selection.paths ?? []).every((path_) => ARCHIVE.test(path_))
  )
/** What to take out of an archive: names, patterns, kinds. */
const extracted: SlotReader = (reading, at) => [
  ...readKinds(reading, at).flatMap((one) =>
    one.value.either.kinds.length > 0
      ? []
      : [
          found(
            one.end,
            {
              value: [...one.value.either.names, ...one.value.either.extensions.map((extension_) => `*.${extension_}`)]
            },
            one.cost
          )
        ]
  ),
  ...readList(reading, at, (next) => readPath(reading, next)).map((one) =>
    found(one.end, { value: one.value }, one.cost)
  )
]
/** A branch, tag or commit: one word without blanks that git would take. */
const NO_REVISIONS = words(
  "it that this them branch branches commit commits tag tags changes the a an all my last latest current new and or to from everything file files main-branch on in of with into here there clean up out back down work"
)
const branchName: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct" || (token.kind === "word" && NO_REVISIONS.has(token.low))) return []
  return /^[\p{L}\p{N}_@][\p{L}\p{N}_./@+-]*$/u.test(token.text) && !isUrl(token)
    ? [found(at + 1, { value: token.text }, 0.01)]
    : []
}
/** What is a revision by its look; any other word may be one, but is a name of a folder as well. */
const REVISION =
  /^(?:HEAD|@)|[~^]|^[0-9a-f]{6,40}$|^(?:main|master|trunk|dev|develop|release)\b|^origin\/|^v?\d+(?:\.\d+)+/
const revision: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct" || (token.kind === "word" && NO_REVISIONS.has(token.low))) return []
  return /^[\p{L}\p{N}_@][\p{L}\p{N}_./@^~{}+-]*$/u.test(token.text) && !isUrl(token)
    ? [found(at + 1, { value: token.text }, REVISION.test(token.text) ? 0.01 : 0.06)]
    : []
}
/** "the last 2 commits": HEAD~2. */
const headBack: SlotReader = (reading, at) => {
  const count = readNumber(reading.tokens, at)
  return count === null || count.value < 1 ? [] : [found(count.end, { value: `HEAD~${count.value}` })]
}
/** "main..dev" and "main...dev". */
const dots: SlotReader = (reading, at) => {
  const match = /^([\w./@^~-]+?)\.{2,3}([\w./@^~-]+)$/.exec(reading.tokens[at]?.text ?? "")
  return match?.[1] === undefined ? [] : [found(at + 1, { value: match[1], more: { to: match[2] } })]
}
/** Where a repository lies: an address, `host:path`, or a folder written with a slash. */
const cloneUrl: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct" || token.text.startsWith("-")) return []
  const sure = isUrl(token) || token.text.includes("/") || token.text.endsWith(".git") || token.kind === "quoted"
  return sure && !/[;|&<>$`]/.test(token.text) ? [found(at + 1, { value: token.text })] : []
}
/** "two levels deep", "to a depth of 2". */
const levels: SlotReader = (reading, at) =>
  readConditions(reading, at).flatMap((one) =>
    one.value.maxDepth === undefined ||
    Object.keys(one.value).some((key) => !["recursive", "maxDepth", "in"].includes(key))
      ? []
      : [
          found(
            one.end,
            { value: { maxDepth: one.value.maxDepth, ...(one.value.in === undefined ? {} : { in: one.value.in }) } },
            one.cost
          )
        ]
  )
const unit: SlotReader = (reading, at) => {
  const bytes = SIZE_UNITS.get(lowAt(reading, at))
  const short =
    bytes === undefined ? undefined : ["B", "KB", "MB", "GB", "TB"][Math.round(Math.log(bytes) / Math.log(1024))]
  return short === undefined ? [] : [found(at + 1, { value: short })]
}

const name: SlotReader = (reading, at) =>
  readName(reading, at).map((one) => found(one.end, { value: one.value }, one.cost))
const names: SlotReader = (reading, at) =>
  readList(reading, at, (next) => readName(reading, next)).map((one) => found(one.end, { value: one.value }, one.cost))

/** Text: quoted, or the words as they stand (one, or more up to the next part of the phrase). */
const text: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  if (token === undefined || (token.kind === "punct" && !/[:=]/.test(token.text))) return []
  if (token.kind === "quoted") return [found(at + 1, { value: token.text })]
  const out: Array<Found<Filled>> = []
  for (let end = at + 1; end <= Math.min(reading.tokens.length, at + 24); end++) {
    const last = reading.tokens[end - 1]
    if (last === undefined || last.kind === "quoted" || (last.kind === "punct" && !/[,.:!?]/.test(last.text))) break
    if (/[;|&<>$`]/.test(last.text) || NEGATIONS.has(last.low) || STOPS.has(last.low)) break
    if (last.kind === "punct") continue
    out.push(
      found(
        end,
        { value: reading.source.slice(token.start, last.end) },
        end === at + 1 ? 0.02 : 0.05 + 0.01 * (end - at)
      )
    )
  }
  return out
}
const STOPS = words("then afterwards")

const sought: SlotReader = (reading, at) =>
  readSought(reading, at).map((one) => found(one.end, { value: one.value }, one.cost))
/** A text to look for; "regex", "as a whole word" and "ignoring case" go to the arguments of those names beside it. */
const term: SlotReader = (reading, at) => [
  ...readEntities(reading, at).map((one) => found(one.end, { value: one.value, more: { regex: true } }, one.cost)),
  ...readSought(reading, at).flatMap((one) => {
    const { text: value, ...more } = one.value
    // "lines in files that match '*.txt'": a pattern is of names.
    if (one.value.regex !== true && /^\*.|[^.]\*$/.test(value)) return []
    // A name of a file is rather looked for than searched for.
    if (reading.tokens[at]?.kind === "word" && looksLikeFile(value))
      return [found(one.end, { value, more }, one.cost + 0.15)]
    return [found(one.end, { value, ...(Object.keys(more).length > 0 ? { more } : {}) }, one.cost)]
  })
]
const escapeRegex = (written: string): string => written.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")
const anchoredTerm =
  (before: string, after: string): SlotReader =>
  (reading, at) =>
    readSought(reading, at).map((one) => {
      const { text: value, ...more } = one.value
      return found(
        one.end,
        {
          value: before + (one.value.regex === true ? value : escapeRegex(value)) + after,
          more: { ...more, regex: true }
        },
        one.cost
      )
    })
/** Texts: named files, files by condition, or all files of a place and below. */
/** All files of a place, and below where the words say so. */
const textPlace: SlotReader = (reading, at, slot) =>
  place(reading, at, slot).map((one) =>
    found(one.end, { ...one.value, value: { type: "file", ...(one.value.value as Selection) } }, one.cost + 0.02)
  )
/** Takes no words: the text by which the clause before chose its files. */
const itsTerm: SlotReader = (reading, at) => {
  const sets = reading.referents.things.filter((thing) => thing.kind === "files")
  const sought_ = sets.length === 1 ? sets[0]?.selection?.containing : undefined
  const [only, ...others] = sought_ ?? []
  if (only === undefined || others.length > 0) return []
  const { text: value, ...more } = only
  return [found(at, { value, ...(Object.keys(more).length > 0 ? { more } : {}) }, 0.02)]
}
const texts: SlotReader = (reading, at, slot) => [
  ...document(reading, at, slot),
  ...files(reading, at, slot).flatMap((one) => {
    const selection = one.value.phrase?.selection
    if (
      selection === undefined ||
      one.value.phrase?.named === true ||
      one.value.phrase?.exact === true ||
      selection.type === "folder"
    )
      return []
    return [
      found(
        one.end,
        { ...one.value, value: selection.recursive === undefined ? { ...selection, recursive: true } : selection },
        one.cost + 0.001
      )
    ]
  }),
  ...place(reading, at, slot).flatMap((one) => {
    const value = one.value.value as Selection
    return [
      found(
        one.end,
        { ...one.value, value: { type: "file", ...value, recursive: value.recursive ?? true } },
        one.cost + 0.02
      )
    ]
  })
]

const word: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct" || token.text === "") return []
  if (token.kind === "word" && (/[;|&<>$`\\]/.test(token.text) || token.text.startsWith("-"))) return []
  return [found(at + 1, { value: token.text }, 0.01)]
}

const ordinals: SlotReader = (reading, at) =>
  readList(reading, at, (next) => {
    const one = readOrdinal(reading.tokens, next)
    return one === null ? [] : [one]
  }).map((one) => found(one.end, { value: one.value }, one.cost))
const figures: SlotReader = (reading, at) =>
  readList(reading, at, (next) => {
    const one = readNumber(reading.tokens, next)
    return one === null ? [] : [one]
  }).map((one) => found(one.end, { value: one.value }, one.cost))
/** "5-8" as one word. */
const range: SlotReader = (reading, at) => {
  const match = /^(\d+)(?:-|\.\.|–)(\d+)$/.exec(lowAt(reading, at))
  return match?.[1] === undefined ? [] : [found(at + 1, { value: Number(match[1]), more: { to: Number(match[2]) } })]
}
/** A bare number to look for, as a whole word. */
const figureTerm: SlotReader = (reading, at) =>
  /^\d+$/.test(lowAt(reading, at)) ? [found(at + 1, { value: lowAt(reading, at), more: { wholeWord: true } })] : []
/** A column by number or header name. */
const COLUMN_WORDS = words(
  "column columns field fields value values line lines row rows file files number numbers and or of in from the a each every all by first last sum total average"
)
const columnId: SlotReader = (reading, at) => {
  const ordinal = readOrdinal(reading.tokens, at) ?? readNumber(reading.tokens, at)
  if (ordinal !== null) return [found(ordinal.end, { value: ordinal.value })]
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct" || COLUMN_WORDS.has(token.low)) return []
  return token.kind === "quoted" || /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(token.text)
    ? [found(at + 1, { value: token.text }, 0.01)]
    : []
}
const listOf =
  (item: (reading: Reading, at: number, slot: Slot) => ReadonlyArray<Found<Filled>>): SlotReader =>
  (reading, at, slot) =>
    readList(reading, at, (next) =>
      item(reading, next, slot).map((one) => found(one.end, one.value.value, one.cost))
    ).map((one) => found(one.end, { value: one.value }, one.cost))
const columnName: SlotReader = (reading, at, slot) =>
  columnId(reading, at, slot).filter((one) => typeof one.value.value === "string")
const ORDER_WORDS: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
  [["is", "greater", "than"], "over"],
  [["is", "larger", "than"], "over"],
  [["is", "more", "than"], "over"],
  [["is", "bigger", "than"], "over"],
  [["is", "higher", "than"], "over"],
  [["is", "above"], "over"],
  [["is", "over"], "over"],
  [["greater", "than"], "over"],
  [["more", "than"], "over"],
  [["over"], "over"],
  [["above"], "over"],
  [["exceeds"], "over"],
  [[">"], "over"],
  [["is", "older", "than"], "over"],
  [["larger", "than"], "over"],
  [["is", "less", "than"], "under"],
  [["is", "smaller", "than"], "under"],
  [["is", "lower", "than"], "under"],
  [["is", "under"], "under"],
  [["is", "below"], "under"],
  [["less", "than"], "under"],
  [["under"], "under"],
  [["below"], "under"],
  [["<"], "under"],
  [["is", "younger", "than"], "under"],
  [["smaller", "than"], "under"],
  [["is", "at", "least"], "atLeast"],
  [["at", "least"], "atLeast"],
  [["is", "at", "most"], "atMost"],
  [["at", "most"], "atMost"],
  [["is", "not", "equal", "to"], "isNot"],
  [["is", "not"], "isNot"],
  [["not", "equal", "to"], "isNot"],
  [["does", "not", "equal"], "isNot"],
  [["are", "not"], "isNot"],
  [["is", "equal", "to"], "is"],
  [["equals"], "is"],
  [["equal", "to"], "is"],
  [["="], "is"],
  [["=="], "is"],
  [["is"], "is"],
  [["are"], "is"],
  [["being"], "is"],
  [["of"], "is"],
  [["does", "not", "contain"], "notContains"],
  [["contains"], "contains"],
  [["containing"], "contains"],
  [["includes"], "contains"]
]
const LEADS = sayingTable(
  "where | with | whose | in which | that have | which have | for which | having | where the | with the | with a | whose column | where column | where the column | if | that are | when"
)
/** "where city is Paris and age is over 30". */
const where: SlotReader = (reading, start) => {
  const lead = longestSaying(reading, start, LEADS)
  if (lead < 0) return []
  const one = (at: number): Found<{ readonly column: unknown; readonly is: string; readonly value: string }> | null => {
    let from = at
    while (["the", "column", "value", "field", "in", "of"].includes(lowAt(reading, from))) from++
    const column = columnId(reading, from, NO_SLOT)[0]
    if (column === undefined) return null
    const next = ["column", "field", "value"].includes(lowAt(reading, column.end)) ? column.end + 1 : column.end
    for (const [said, is] of ORDER_WORDS) {
      if (!said.every((word_, offset) => lowAt(reading, next + offset) === word_)) continue
      const token = reading.tokens[next + said.length]
      if (token === undefined || token.kind === "punct" || COLUMN_WORDS.has(token.low)) continue
      return found(next + said.length + 1, { column: column.value.value, is, value: token.text })
    }
    return null
  }
  const out: Array<Found<Filled>> = []
  let current = one(lead)
  let all: ReadonlyArray<unknown> = []
  while (current !== null) {
    all = [...all, current.value]
    out.push(found(current.end, { value: all }))
    if (lowAt(reading, current.end) !== "and") break
    current = one(current.end + 1)
  }
  return out.toReversed()
}
const NO_SLOT: Slot = { part: "slot", arguments: [], kinds: [], choices: [] }
/** The answer of the step before, without a word for it. */
const before: SlotReader = (reading, at) =>
  reading.referents.result === null
    ? []
    : [found(at, { value: "", reference: { step: reading.referents.result, output: "text" } }, 0.02)]
const filePathOne: SlotReader = (reading, at, slot) =>
  path(reading, at, slot).filter((one) => typeof one.value.value === "string" && looksLikeFile(one.value.value))

const quotedTerm: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  return token?.kind === "quoted" ? [found(at + 1, { value: token.text })] : []
}

const number: SlotReader = (reading, at) => {
  const hash = lowAt(reading, at).startsWith("#") ? /^#(\d+)$/.exec(lowAt(reading, at))?.[1] : undefined
  return hash === undefined ? plain(readNumber(reading.tokens, at)) : [found(at + 1, { value: Number(hash) }, 0)]
}
const time: SlotReader = (reading, at) =>
  readWhen(reading, at, true).map((one) => {
    const { from, until } = one.value
    return found(
      one.end,
      {
        value: {
          ...(from === undefined ? {} : { from: iso(from) }),
          ...(until === undefined ? {} : { until: iso(until) })
        }
      },
      one.cost
    )
  })
/** "3 days ago" is -3, "in two weeks" 14, "tomorrow" 1. */
const dayOffset: SlotReader = (reading, at) => {
  const said = new Map([
    ["today", 0],
    ["yesterday", -1],
    ["tomorrow", 1]
  ]).get(lowAt(reading, at))
  if (said !== undefined) return [found(at + 1, { value: said })]
  const from = lowAt(reading, at) === "in" ? at + 1 : at
  const length = readLength(reading.tokens, from)
  if (length === null || !["day", "week"].includes(length.value.unit)) return []
  const days = Math.round(length.value.ms / 86_400_000)
  if (from > at) return [found(length.end, { value: days })]
  const next = lowAt(reading, length.end)
  if (next === "ago" || next === "before") return [found(length.end + 1, { value: -days })]
  const later =
    next === "from" && lowAt(reading, length.end + 1) === "now" ? 2 : next === "later" || next === "ahead" ? 1 : 0
  return later > 0 ? [found(length.end + later, { value: days })] : []
}
/** One instant, ISO 8601: the beginning of a day. */
const instant: SlotReader = (reading, at) => {
  const period = readPeriod(reading, at)
  return period === null ? [] : [found(period.end, { value: iso(period.value.from) }, period.cost)]
}

const choice: SlotReader = (reading, at, slot) => {
  for (const [said, value] of slot.choices) {
    if (said.every((word_, offset) => lowAt(reading, at + offset) === word_))
      return [found(at + said.length, { value: /^\d+$/.test(value) ? Number(value) : value })]
  }
  return []
}

const RESULT = sayingTable(
  `it | them | that | this | the result | the results | result | results | the output | output | the answer | the list | the listing | the result of that | those | these | the sum | the total | the count | the number | the value | the hash | the hashes | the checksums | the checksum | the names | the paths | the report | the content | the contents | the text | the lines | the sorted lines | the sorted list | the sorted result | the sorted output | the sorted file | the new text | the resulting text | the resulting list | that list | this list | everything | the sorted version | the listing of it | the size | the sizes | the difference | the differences | the info | the information`
)
/** "the result", "it": the answer of the step before. */
const result: SlotReader = (reading, at) => {
  const step = reading.referents.result
  const end = longestSaying(reading, at, RESULT)
  return step === null || end < 0 ? [] : [found(end, { value: "", reference: { step, output: "text" } }, 0.01)]
}
/** Takes no words: what the clause before spoke of. */
const it: SlotReader = (reading, at) => {
  const sets = reading.referents.things.filter((thing) => thing.kind === "files")
  const [only, ...more] = sets
  if (only?.selection !== undefined && more.length === 0)
    return [
      found(at, { value: only.selection, things: [{ kind: "files", selection: only.selection }], phrase: BACK }, 0.05)
    ]
  const known = reading.referents.things.filter((thing) => thing.path !== undefined && thing.place !== true)
  const [one, ...others] = known
  return one?.path === undefined || others.length > 0
    ? []
    : [found(at, { value: { paths: [one.path] }, things: [thingOf(reading)(one.path)], phrase: BACK }, 0.05)]
}
/** Takes no words: the one file the clause before spoke of, as a path. */
const itself: SlotReader = (reading, at) => {
  const known = reading.referents.things.filter((thing) => thing.path !== undefined && thing.place !== true)
  const [one, ...others] = known
  return one?.path === undefined || others.length > 0
    ? []
    : [found(at, { value: one.path, things: [thingOf(reading)(one.path)] }, 0.05)]
}
const BACK: NounPhrase = {
  selection: {},
  universal: false,
  named: true,
  placed: true,
  filtered: true,
  referred: true,
  single: false,
  loose: false
}

const url: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct") return []
  if (isUrl(token) || (token.kind === "quoted" && token.text !== "")) return [found(at + 1, { value: token.text })]
  return []
}
const pattern: SlotReader = (reading, at) => {
  const one = readPattern(reading, at)
  if (one !== null) return [found(one.end, { value: one.value.either.names[0] ?? "" })]
  return readName(reading, at).map((name_) => found(name_.end, { value: name_.value }, name_.cost + 0.01))
}
/** A column by its number or its name. */
const column: SlotReader = (reading, at) => {
  const ordinal = readOrdinal(reading.tokens, at)
  if (ordinal !== null) return plain(ordinal)
  const figure = readNumber(reading.tokens, at)
  if (figure !== null) return plain(figure)
  return readName(reading, at)
    .filter((one) => one.end === at + 1)
    .map((one) => found(one.end, { value: one.value }, one.cost))
}

export const SLOTS: ReadonlyMap<string, SlotReader> = new Map<string, SlotReader>([
  ["files", files],
  ["listing", listing],
  ["search", search],
  ["sizes", sizes],
  ["found", sought_],
  ["document", document],
  ["named", named],
  ["chosen", chosen],
  ["folderset", folderSet],
  ["eachfolder", eachFolder],
  ["within", within],
  ["conditions", conditions],
  ["target", target],
  ["tofolder", toFolder],
  ["there", there],
  ["nested", nested],
  ["dotext", dotExtension],
  ["ext", extension],
  ["extlist", extensions],
  ["patterns", patterns],
  ["dotted", dotted],
  ["knownext", knownExtension],
  ["nameterm", nameTerm],
  ["filters", filters],
  ["filepaths", filePaths],
  ["levels", levels],
  ["unit", unit],
  ["archivefile", archiveFile],
  ["archivepath", archivePath],
  ["archiveset", archiveSet],
  ["extracted", extracted],
  ["branchname", branchName],
  ["revision", revision],
  ["headback", headBack],
  ["dots", dots],
  ["cloneurl", cloneUrl],
  ["knownplace", (reading, at, slot) => place(reading, at, slot).filter((one) => !isBarePlace(reading, at, one.end))],
  ["file", file],
  ["filelist", fileList],
  ["folder", folder],
  ["folders", folders],
  ["place", place],
  ["path", path],
  ["paths", paths],
  ["name", name],
  ["names", names],
  ["text", text],
  ["sought", sought],
  ["term", term],
  ["ordinals", ordinals],
  ["figures", figures],
  ["range", range],
  ["quotedterm", quotedTerm],
  ["columnid", columnId],
  ["columnlist", listOf(columnId)],
  ["columnnames", listOf(columnName)],
  ["ordinallist", ordinals],
  ["where", where],
  ["before", before],
  ["filepath", filePathOne],
  ["textplace", textPlace],
  ["itsterm", itsTerm],
  ["figureterm", figureTerm],
  ["startterm", anchoredTerm("^", "")],
  ["endterm", anchoredTerm("", "$")],
  ["texts", texts],
  [
    "entity",
    (reading, at) =>
      readEntities(reading, at).map((one) => found(one.end, { value: one.value, more: { regex: true } }, one.cost))
  ],
  ["word", word],
  ["number", number],
  ["ordinal", (reading, at) => plain(readOrdinal(reading.tokens, at))],
  ["size", (reading, at) => plain(readSize(reading.tokens, at))],
  ["time", time],
  ["instant", instant],
  ["dayoffset", dayOffset],
  ["mode", (reading, at) => readMode(reading, at).map((one) => found(one.end, { value: one.value }, one.cost))],
  ["choice", choice],
  ["result", result],
  ["it", it],
  ["itself", itself],
  ["url", url],
  ["pattern", pattern],
  ["column", column]
])
