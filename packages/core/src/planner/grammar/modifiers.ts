/**
 * What may stand behind a noun to say which files are meant: place, name, size, time, content, rights, owner, order,
 * exceptions. Each row of the table reads one kind of condition at one place and gives parts of a Selection; whether the
 * parts go together is decided by `merge`. `negated` says that "not" stood before; a row that cannot say the
 * opposite then gives nothing.
 */
import type { Containing, Order } from "../../plan/Selection.ts"
import { type Draft, toDraft, toExclusion } from "./Draft.ts"
import { found, type Found } from "./Found.ts"
import { indexSayings, longestSaying, lowAt, type Reading, sayingTable } from "./Reading.ts"
import { KIND_EXTENSIONS } from "./kinds.ts"
import { FILE_NOUNS, readKinds, readNamesAndPatterns } from "./readKinds.ts"
import { FOLDER_NOUNS, readDepth, readPlaces } from "./readFolder.ts"
import { readNumber, readSize } from "./readNumber.ts"
import { isGlob, looksLikeFile, readList, readPath } from "./readPath.ts"
import { iso, readLength, readWhen, type When } from "./readTime.ts"
import { CLASSES, NEVER_NAMES, sayings, words } from "./words.ts"

export type Modifier = (reading: Reading, at: number, negated: boolean) => ReadonlyArray<Found<Draft>>

const index = sayingTable

// ---- place ----------------------------------------------------------------------------------------------------------

const IN =
  index(`in | inside | within | from | of | at | on | inside of | located in | stored in | found in | residing in | that live in | living in | present in | available in | located at | lying in | sitting in | existing in | saved in
  into | out of | located inside | located within | residing inside | residing within | kept in | contained in | contained within | placed in | belonging to the folder`)
const UNDER =
  index(`under | underneath | below | beneath | throughout | across | anywhere in | anywhere under | anywhere inside | somewhere in | somewhere under | somewhere inside | everywhere in | everywhere under | located under | residing under | stored under | located below | residing below | found under
  in and below | in and under | all over | at any level of | at any depth in | anywhere below | deep in | deep inside | nested in | nested under | nested inside | recursively in | recursively under | recursively inside | recursively within | recursively from | residing anywhere in | located anywhere in | existing under | present under | anywhere within | in the tree of | in the directory tree of`)
const DIRECTLY = index(
  `directly in | directly inside | directly under | directly within | only in | just in | immediately in | immediately under | immediately inside | directly below | right in | right inside | only inside | only directly in | located directly in | lying directly in | at the top level of | in the top level of | on the top level of | only from | at the root of | in the root of`
)

const place: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  if (negated) {
    const end = longestSaying(reading, at, IN)
    const under = end < 0 ? longestSaying(reading, at, UNDER) : end
    if (under < 0) return out
    for (const places of readPlaces(reading, under)) {
      const names = places.value.map((one) => one.path.replace(/\/+$/, "")).filter((path) => path !== ".")
      if (names.length > 0 && names.every((path) => !path.includes("/")))
        out.push(found(places.end, { notInPath: names }, places.cost))
    }
    return out
  }
  for (const [table, deep, stay] of [
    [IN, undefined, false],
    [UNDER, true, false],
    [DIRECTLY, false, true]
  ] as const) {
    const end = longestSaying(reading, at, table)
    if (end < 0) continue
    for (const places of readPlaces(reading, end)) {
      if (places.value.some((one) => looksLikeFile(one.path) && places.cost >= 0.2)) continue
      const said = places.value.map((one) => one.deep).find((one) => one !== undefined)
      const recursive = stay ? false : (said ?? deep)
      const paths = places.value.map((one) => one.path)
      const draft: Draft = { ...(recursive === undefined ? {} : { recursive }), in: paths }
      const bare = places.value.some((one) => one.bare === true)
      out.push(found(places.end, draft, places.cost + (bare && lowAt(reading, at) === "of" ? 0.1 : 0)))
    }
  }
  // "here", "there" without a preposition
  if (out.length === 0 && ["here", "there", "everywhere", "anywhere"].includes(lowAt(reading, at)))
    for (const places of readPlaces(reading, at)) {
      const one = places.value[0]
      if (one !== undefined && places.end === at + 1)
        out.push(found(places.end, { in: [one.path], ...(one.deep === undefined ? {} : { recursive: one.deep }) }))
    }
  return out
}

// ---- depth ----------------------------------------------------------------------------------------------------------

const LEVELS = words("level levels deep layers layer folders directories")
const depth: Modifier = (reading, at, negated) => {
  if (negated) return []
  const out: Array<Found<Draft>> = []
  const said = readDepth(reading, at)
  if (said !== null) out.push(found(said.end, { recursive: said.value }))
  let start = at
  for (const lead of DEPTH_LEADS) {
    const end = lead.every((word, offset) => lowAt(reading, at + offset) === word) ? at + lead.length : -1
    if (end > start) start = end
  }
  const number = readNumber(reading.tokens, start)
  if (number !== null && LEVELS.has(lowAt(reading, number.end)) && number.value > 0) {
    let end = number.end + 1
    if (lowAt(reading, end) === "deep" || lowAt(reading, end) === "down") end++
    if (end > number.end + 1 || lowAt(reading, number.end) === "deep" || start > at)
      out.push(found(end, { recursive: true, maxDepth: number.value }))
  } else if (number !== null && start > at && ["depth", "maxdepth"].includes(lowAt(reading, start - 1)))
    out.push(found(number.end, { recursive: true, maxDepth: number.value }))
  return out
}
const DEPTH_LEADS = sayings(
  `up to | at most | no more than | to a depth of | with depth | with a depth of | depth | with max depth | with a maximum depth of | with a max depth of | maximum depth | max depth | maxdepth | limited to | not deeper than | no deeper than | only | , | down to | going | with maxdepth`
)

// ---- names ----------------------------------------------------------------------------------------------------------

const NAMED = index(
  `called | named | titled | with name | with the name | with names | with the names | with a name | by the name of | by name of | with filename | with the filename | with file name | whose name is | whose names are | whose name equals | which are called | that are called | having the name | with title | whose filename is | whose file name is | name is | names are`
)
const LIKE =
  index(`matching | matches | match | like | with pattern | with the pattern | with name pattern | with the name pattern | matching the pattern | matching pattern | matching the name pattern | matching the patterns | match the pattern | match pattern | matches the pattern | with name like | with names like | with names matching | with name matching | with a name like | with a name matching | named like | called like
  whose name matches | whose names match | whose name match | whose name is like | whose names are like | whose filename matches | matching any of | matching one of | match with one of the name patterns | match one of the name patterns | match any of the name patterns | match one of the patterns | matching one of the patterns | match with one of the patterns | with one of the name patterns | that fit | fitting the pattern | with the glob | matching the glob | match with | having names like | with filenames like | with filenames matching | with file names like | with file names matching | with name pattern | name like`)
const NAME_HAS =
  index(`whose name contains | whose names contain | whose name contain | whose filename contains | whose filenames contain | whose file name contains | whose file names contain | whose name includes | whose names include | with a name containing | with names containing | with name containing | with the name containing | with a filename containing | with filenames containing | with file names containing | whose name has | whose names have | with a name that contains | with names that contain | having a name containing | having names containing | with a name that includes | with names including
  name contains | names contain | whose name is containing | with a file name containing | with a file name that contains | with file names that contain | with filenames that contain | whose title contains | that contain in their name | containing in their name | with in their name | with in the name`)
const STARTS = index(
  `starting with | starting by | beginning with | begin with | begins with | start with | starts with | starting in | prefixed with | prefixed by | with prefix | with the prefix | with a prefix of | with a name starting with | with names starting with | with name starting with | with a name beginning with | with names beginning with | whose name starts with | whose names start with | whose name begins with | whose names begin with | whose name start with | whose filename starts with | whose filenames start with | whose file names start with | whose file name starts with | having the prefix | that start with | with a name that starts with | with names that start with | with filenames starting with | with file names starting with | names start with | names begin with | name starts with | name begins with | started with`
)
const ENDS = index(
  `ending with | ending in | ending on | end with | ends with | end in | ends in | suffixed with | suffixed by | with suffix | with the suffix | with a name ending in | with a name ending with | with names ending in | with names ending with | with name ending in | with name ending with | whose name ends with | whose names end with | whose name ends in | whose names end in | whose filename ends with | whose filenames end with | whose filenames end in | whose file names end in | whose file names end with | having the suffix | that end in | with a name that ends in | with a name that ends with | with names that end in | with filenames ending in | with filenames ending with | with file names ending in | names end with | names end in | name ends with | name ends in | ended with`
)
const WHAT = words(
  "the a an word words letter letters string text prefix suffix substring phrase character characters name extension extensions pattern sequence either part"
)
const IN_NAME = index(
  `in the name | in its name | in their name | in their names | in the names | in the filename | in the file name | in the filenames | in the file names | in their filename | in their filenames | in their file name | in their file names | in name | in names | in filename | in the title | in its filename | in its file name | somewhere in the name | anywhere in the name | as part of the name | in their title | in his name | on the name`
)
const IN_PATH = index(
  `in the path | in its path | in their path | in their paths | in path | somewhere in the path | anywhere in the path | in the full path | in the pathname`
)

/** Things in a name that are said and not written. */
const SPOKEN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    space: " ",
    spaces: " ",
    blank: " ",
    blanks: " ",
    whitespace: " ",
    dash: "-",
    dashes: "-",
    hyphen: "-",
    hyphens: "-",
    underscore: "_",
    underscores: "_",
    dot: ".",
    dots: ".",
    period: ".",
    comma: ",",
    commas: ",",
    apostrophe: "'",
    plus: "+",
    tilde: "~",
    hash: "#",
    ampersand: "&",
    percent: "%"
  })
)
/** The sign that a word names ("spaces"), if it names one. */
export const spokenSign = (low: string): string | undefined => SPOKEN.get(low)
const SIGN_CLASSES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    digit: "[0-9]",
    digits: "[0-9]",
    number: "[0-9]",
    numbers: "[0-9]",
    capital: "[A-Z]",
    capitals: "[A-Z]",
    uppercase: "[A-Z]",
    vowel: "[aeiouAEIOU]"
  })
)
const escapePattern = (text: string): string => text.replace(/[*?[\]\\]/g, (sign) => `[${sign}]`)

/** A piece of a name: quoted, a word, or a spoken sign. */
const readPiece = (
  reading: Reading,
  start: number
): Found<{ readonly text: string; readonly pattern: string }> | null => {
  let at = start
  while (WHAT.has(lowAt(reading, at)) && reading.tokens[at]?.kind === "word" && reading.tokens[at + 1] !== undefined)
    at++
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct") return null
  if (token.kind === "quoted")
    return token.text === "" ? null : found(at + 1, { text: token.text, pattern: escapePattern(token.text) })
  const spoken = SPOKEN.get(token.low)
  if (spoken !== undefined) return found(at + 1, { text: spoken, pattern: spoken })
  const chars = SIGN_CLASSES.get(token.low)
  if (chars !== undefined) {
    const end = ["letter", "letters"].includes(lowAt(reading, at + 1)) ? at + 2 : at + 1
    return found(end, { text: "", pattern: chars })
  }
  if (/[;|&<>$`\\]/.test(token.text) || NEVER_NAMES.has(token.low)) return null
  return found(
    at + 1,
    { text: token.text, pattern: escapePattern(token.text) },
    /\d|[_.-]|[A-Z]/.test(token.text) ? 0 : 0.01
  )
}
const readPieces = (reading: Reading, at: number) =>
  readList(reading, at, (start) => {
    const piece = readPiece(reading, start)
    return piece === null ? [] : [piece]
  })

const ended = (text: string): Draft | null => {
  const extension = /^\*?\.([a-z0-9_+-]+(?:\.(?:gz|bz2|xz|zst))?)$/i.exec(text)?.[1]
  return extension === undefined ? null : { extensions: [extension.toLowerCase()] }
}

const name: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  const either = (end: number, list: ReadonlyArray<string>, cost: number) =>
    out.push(found(end, negated ? { notNames: list } : { names: list }, cost))
  for (const [table, bare] of [
    [NAMED, true],
    [LIKE, true]
  ] as const) {
    const end = longestSaying(reading, at, table)
    if (end < 0) continue
    let start = end
    while (WHAT.has(lowAt(reading, start)) && reading.tokens[start]?.kind === "word" && start - end < 3) start++
    for (const list of readNamesAndPatterns(reading, start, bare)) {
      if (list.value.some((item) => NEVER_NAMES.has(item))) continue
      either(list.end, list.value, list.cost)
    }
  }
  const has = longestSaying(reading, at, NAME_HAS)
  if (has >= 0) for (const pieces of readPieces(reading, has)) out.push(...nameHas(pieces, negated))
  // "with X in its name", "containing X in the name", "that have X in their names"
  if (HAS.has(lowAt(reading, at))) {
    for (const pieces of readPieces(reading, at + 1)) {
      const tail = longestSaying(reading, pieces.end, IN_NAME)
      if (tail >= 0) out.push(...nameHas({ ...pieces, end: tail }, negated))
      const path = longestSaying(reading, pieces.end, IN_PATH)
      if (path >= 0 && !negated) out.push(found(path, { inPath: pieces.value.map((piece) => piece.text) }))
    }
    const first = longestSaying(reading, at + 1, IN_NAME)
    if (first >= 0) for (const pieces of readPieces(reading, first)) out.push(...nameHas(pieces, negated))
  }
  const starts = longestSaying(reading, at, STARTS)
  if (starts >= 0)
    for (const pieces of readPieces(reading, starts))
      either(
        pieces.end,
        pieces.value.map((piece) => `${piece.pattern}*`),
        pieces.cost
      )
  const ends = longestSaying(reading, at, ENDS)
  if (ends >= 0) {
    for (const pieces of readPieces(reading, ends)) {
      const extensions = pieces.value.map((piece) => ended(piece.text))
      if (extensions.every((one) => one !== null)) {
        const all = extensions.flatMap((one) => one?.extensions ?? [])
        out.push(found(pieces.end, negated ? { notExtensions: all } : { extensions: all }))
      } else
        either(
          pieces.end,
          pieces.value.map((piece) => `*${piece.pattern}`),
          pieces.cost
        )
    }
  }
  return out
}
const HAS = words("with containing contains contain having have has including include includes")
const nameHas = (
  pieces: Found<ReadonlyArray<{ readonly text: string; readonly pattern: string }>>,
  negated: boolean
): ReadonlyArray<Found<Draft>> => {
  const texts = pieces.value.map((piece) => piece.text)
  if (negated) return [found(pieces.end, { notNames: pieces.value.map((piece) => `*${piece.pattern}*`) }, pieces.cost)]
  return texts.includes("")
    ? [found(pieces.end, { names: pieces.value.map((piece) => `*${piece.pattern}*`) }, pieces.cost)]
    : [found(pieces.end, { nameContains: texts }, pieces.cost)]
}

const EXTENSION = index(
  `with extension | with the extension | with an extension of | with the extensions | with extensions | with file extension | with the file extension | having extension | having the extension | whose extension is | with an extension | having extensions | with a file extension of | of type | of the type | of types | of filetype | of file type | with type | of format | in format | with suffix | with the suffix | having the file extension | extension | with ext`
)
const ANY = index(
  `any format | of any format | of any kind | of any type | any kind | any type | in any format | all formats | of all kinds | of all formats | whatever the format | any sort | of any sort | of all types | all types | regardless of format | regardless of type | regardless of extension | any extension`
)
const kindWords: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  const give = (end: number, either: Parameters<typeof toDraft>[0]) => {
    const draft = negated
      ? toExclusion({
          ...either,
          kinds: [],
          extensions: [...either.extensions, ...either.kinds.flatMap((kind) => KIND_EXTENSIONS.get(kind) ?? [])]
        })
      : toDraft(either)
    if (draft !== null) out.push(found(end, draft))
  }
  const said = longestSaying(reading, at, EXTENSION)
  if (said >= 0) for (const kinds of readKinds(reading, said)) give(kinds.end, extensionsOnly(kinds.value.either))
  if (said >= 0 && out.length === 0) {
    const token = reading.tokens[said]
    if (
      token !== undefined &&
      token.kind !== "punct" &&
      /^\*?\.?[a-z0-9_]{1,10}$/i.test(token.text) &&
      !NEVER_NAMES.has(token.low)
    )
      give(said + 1, { extensions: [token.text.replace(/^\*?\./, "").toLowerCase()], kinds: [], names: [] })
  }
  if (["with", "having", "have", "in", "has"].includes(lowAt(reading, at))) {
    let start = at + 1
    while (["the", "a", "an"].includes(lowAt(reading, start))) start++
    for (const kinds of readKinds(reading, start)) {
      const tail = lowAt(reading, kinds.end)
      if (["extension", "extensions", "format", "suffix", "ending", "type", "endings", "file-extension"].includes(tail))
        give(kinds.end + 1, extensionsOnly(kinds.value.either))
      if (tail === "file" && ["extension", "extensions"].includes(lowAt(reading, kinds.end + 1)))
        give(kinds.end + 2, extensionsOnly(kinds.value.either))
    }
    if (negated && ["extension", "extensions"].includes(lowAt(reading, start)))
      out.push(found(start + 1, { notNames: ["*.*"] }))
  }
  if (lowAt(reading, at) === "without") {
    let start = at + 1
    while (["the", "a", "an", "any", "file"].includes(lowAt(reading, start))) start++
    if (["extension", "extensions"].includes(lowAt(reading, start))) out.push(found(start + 1, { notNames: ["*.*"] }))
  }
  // "that is not a .log file", "that are pdfs"
  let start = at
  while (["a", "an"].includes(lowAt(reading, start))) start++
  if (negated || start > at) {
    for (const kinds of readKinds(reading, start)) {
      if (FILE_NOUNS.has(lowAt(reading, kinds.end))) give(kinds.end + 1, kinds.value.either)
      else if (kinds.value.noun) give(kinds.end, kinds.value.either)
    }
  }
  const any = negated ? -1 : longestSaying(reading, at, ANY)
  if (any >= 0) out.push(found(any, {}))
  return out
}
/** "of type text" is txt; a pattern behind "extension" is its extension. */
const extensionsOnly = (either: Parameters<typeof toDraft>[0]): Parameters<typeof toDraft>[0] => {
  const fromNames = either.names.map((pattern) => /^\*?\.([\w.]+)$/.exec(pattern)?.[1])
  return fromNames.some((one) => one === undefined)
    ? either
    : { ...either, names: [], extensions: [...either.extensions, ...fromNames.filter((one) => one !== undefined)] }
}

const CASE = indexSayings(() => CLASSES.get("anycase") ?? [])
/** The index behind words that say that case does not count. */
export const readAnyCase = (reading: Reading, at: number): number => {
  for (const start of [at, ["(", ",", "and", "-"].includes(lowAt(reading, at)) ? at + 1 : -1]) {
    if (start < 0) continue
    const end = longestSaying(reading, start, CASE)
    if (end >= 0) return lowAt(reading, at) === "(" && lowAt(reading, end) === ")" ? end + 1 : end
  }
  return -1
}
const anyCase: Modifier = (reading, at, negated) => {
  const end = negated ? -1 : readAnyCase(reading, at)
  return end < 0 ? [] : [found(end, { anyCase: true })]
}

// ---- size -----------------------------------------------------------------------------------------------------------

type Limit = "over" | "atLeast" | "under" | "atMost"
const LIMITS: ReadonlyArray<readonly [ReturnType<typeof index>, Limit]> = [
  [
    index(
      "larger than | bigger than | greater than | more than | over | above | exceeding | in excess of | heavier than | exceeds | exceed | upwards of | beyond | larger then | bigger then | greater then | more then | of more than | of over | larger as | > | bigger | larger | taking more than | take more than | that take up more than | taking up more than | bigger as"
    ),
    "over"
  ],
  [
    index(
      "at least | no smaller than | not smaller than | not less than | no less than | minimum | a minimum of | of at least | >="
    ),
    "atLeast"
  ],
  [
    index(
      "smaller than | less than | under | below | fewer than | lower than | of less than | lesser than | smaller then | less then | lighter than | of under | < | not reaching | shorter than | smaller | taking less than"
    ),
    "under"
  ],
  [
    index(
      "at most | no larger than | no bigger than | not larger than | not bigger than | no more than | not more than | up to | maximum | a maximum of | of at most | not exceeding | not over | <="
    ),
    "atMost"
  ]
]
const SIZE_LEADS = index(
  `with a size of | with size | with sizes | with a size | of size | with a file size of | with a filesize of | with file size | whose size is | whose sizes are | whose file size is | having a size of | having size | have size | have a size | have a size of | has a size of | has size | sized | size | with a size that is | in size | weighing | which is | of a size | with a total size of | with the size | file size | having a size | which size is | of size that is | with file sizes | weigh | weighs`
)
const OPPOSITE: Readonly<Record<Limit, Limit>> = { over: "atMost", atLeast: "under", under: "atLeast", atMost: "over" }

const limitAt = (reading: Reading, at: number, negated: boolean, bare: boolean): ReadonlyArray<Found<Draft>> => {
  const out: Array<Found<Draft>> = []
  for (const [table, limit] of LIMITS) {
    const end = longestSaying(reading, at, table)
    if (end < 0) continue
    const size = readSize(reading.tokens, end, bare)
    if (size === null) continue
    let after = size.end
    if (lowAt(reading, after) === "in" && ["size", "length"].includes(lowAt(reading, after + 1))) after += 2
    else if (["big", "large"].includes(lowAt(reading, after))) after++
    else if (lowAt(reading, after) === "of" && ["size", "data", "space"].includes(lowAt(reading, after + 1))) after += 2
    else if (lowAt(reading, after) === "each") after++
    out.push(found(after, { size: { [negated ? OPPOSITE[limit] : limit]: size.value } }))
  }
  return out
}
const size: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  const lead = longestSaying(reading, at, SIZE_LEADS)
  for (const [start, bare] of [
    [at, false],
    [lead, true]
  ] as const) {
    if (start < 0) continue
    out.push(...limitAt(reading, start, negated, bare))
    // "between 1 MB and 5 MB", "from 1 to 5 MB"
    if (!negated && ["between", "from"].includes(lowAt(reading, start))) {
      const upper = (end: number) => readSize(reading.tokens, end + 1)
      const low = readSize(reading.tokens, start + 1) ?? sameUnit(reading, start + 1)
      if (low !== null && ["and", "to"].includes(lowAt(reading, low.end))) {
        const high = upper(low.end)
        if (high !== null && low.value <= high.value)
          out.push(found(high.end, { size: { atLeast: low.value, atMost: high.value } }))
      }
    }
    // "10 MB or larger", "exactly 100 bytes"
    const exact = start === at ? at : start
    const plain = readSize(reading.tokens, ["exactly", "of"].includes(lowAt(reading, exact)) ? exact + 1 : exact)
    if (plain !== null && !negated) {
      if (["or", "and"].includes(lowAt(reading, plain.end))) {
        const word = lowAt(reading, plain.end + 1)
        if (["larger", "bigger", "more", "greater", "above", "up", "over", "upwards"].includes(word))
          out.push(found(plain.end + 2, { size: { atLeast: plain.value } }))
        if (["smaller", "less", "below", "under"].includes(word))
          out.push(found(plain.end + 2, { size: { atMost: plain.value } }))
      }
      if ((lead >= 0 && start === lead) || lowAt(reading, exact) === "exactly") {
        const end =
          lowAt(reading, plain.end) === "in" && lowAt(reading, plain.end + 1) === "size" ? plain.end + 2 : plain.end
        out.push(found(end, { size: { atLeast: plain.value, atMost: plain.value } }))
      }
      if (["long", "large", "big"].includes(lowAt(reading, plain.end)))
        out.push(found(plain.end + 1, { size: { atLeast: plain.value, atMost: plain.value } }))
    }
  }
  return out
}
/** "between 1 and 5 MB": the first figure takes the unit of the second. */
const sameUnit = (reading: Reading, at: number): Found<number> | null => {
  const low = readNumber(reading.tokens, at)
  if (low === null || !["and", "to"].includes(lowAt(reading, low.end))) return null
  const high = readSize(reading.tokens, low.end + 1)
  const count = readNumber(reading.tokens, low.end + 1)
  if (high === null || count === null || count.value === 0) return null
  return found(low.end, Math.round((low.value * high.value) / count.value))
}

// ---- time -----------------------------------------------------------------------------------------------------------

const CHANGED =
  index(`modified | changed | edited | updated | touched | written | saved | created | last modified | last changed | last edited | last updated | last touched | last saved | last written | been modified | been changed | been edited | been updated | been touched | been saved | been created | been written | recently modified | added | taken | taken or saved | created or modified | modified or created | changed or created | worked on | altered | i changed | i modified | i edited | i touched | i worked on | i saved | i created
  that i changed | that i modified | that i edited | that i touched | that i worked on | that i saved | that i created | whose modification time is | with a modification time | with modification time | whose modification date is | with a modification date | with modification date | whose last modification was | last modification | modification date | modified time | with mtime | downloaded | made | produced | been added | been altered | been accessed or modified | was last modified | were last modified | last been modified | last been changed | last been touched`)
const AGE_WORDS = words("older newer younger from dated since before after untouched unmodified unchanged during")
const GO_BY = index(
  `( go by modification date ) | ( by modification date ) | ( go by modification time ) | ( by modification time ) | ( modification date ) | by modification date | by modification time | according to modification date | going by modification date | ( by date modified ) | ( by last modified date )`
)

const whenDraft = (found_: Found<When>, negated: boolean): Found<Draft> | null => {
  const { from, until } = found_.value
  if (!negated)
    return found(
      found_.end,
      {
        modified: {
          ...(from === undefined ? {} : { from: iso(from) }),
          ...(until === undefined ? {} : { until: iso(until) })
        }
      },
      found_.cost
    )
  // "not changed in the last 30 days" is before them; the opposite of a stretch with two ends is two stretches.
  if (from !== undefined && until !== undefined) return null
  if (from !== undefined) return found(found_.end, { modified: { until: iso(from) } }, found_.cost)
  return until === undefined ? null : found(found_.end, { modified: { from: iso(until) } }, found_.cost)
}

const time: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  const push = (end: Found<When>, not: boolean) => {
    const draft = whenDraft(end, not)
    if (draft === null) return
    out.push(draft)
    const goBy = longestSaying(reading, draft.end, GO_BY)
    if (goBy >= 0) out.push(found(goBy, draft.value, draft.cost))
  }
  const changed = longestSaying(reading, at, CHANGED)
  if (changed >= 0) {
    const start = lowAt(reading, changed) === "on" || lowAt(reading, changed) === "in" ? changed : changed
    for (const when of readWhen(reading, start, true)) push(when, negated)
    // "not changed for more than half a year"
    if (negated && lowAt(reading, changed) === "for")
      for (const when of readUnchangedFor(reading, changed + 1)) push(when, false)
    if (!negated && ["after", "since", "before"].includes(lowAt(reading, changed)))
      out.push(...newerThanFile(reading, changed))
    if (!negated && ["more", "later"].includes(lowAt(reading, changed))) out.push(...newerThanFile(reading, changed))
  }
  const low = lowAt(reading, at)
  if (["untouched", "unmodified", "unchanged"].includes(low) && !negated) {
    if (lowAt(reading, at + 1) === "for") for (const when of readUnchangedFor(reading, at + 2)) push(when, false)
    for (const when of readWhen(reading, at + 1, true)) push(when, true)
  }
  if (AGE_WORDS.has(low) && !["untouched", "unmodified", "unchanged"].includes(low)) {
    for (const when of readWhen(reading, at, false)) push(when, negated)
    if (low === "newer" && !negated) out.push(...newerThanFile(reading, at))
  }
  // "more than 30 days old", "of february 2024", "at least a week old", "3 weeks old or more"
  if (["more", "less", "over", "under", "at", "of", "in", "on", "no", "between", "within", "not"].includes(low))
    for (const when of readWhen(reading, at, false)) {
      const last = lowAt(reading, when.end - 1)
      const dated = ["of", "in", "on"].includes(low)
        ? /\d{4}$|\d(st|nd|rd|th)?$/.test(last) || MONTH_WORD.test(last)
        : true
      if (dated && (["old", "ago", "age"].includes(last) || ["of", "in", "on", "between", "within"].includes(low)))
        push(when, negated)
    }
  if (["yesterday", "today"].includes(low) || (["last", "this"].includes(low) && lowAt(reading, at + 1) !== ""))
    for (const when of readWhen(reading, at, true))
      if (when.end > at && (low !== "last" || when.end > at + 1))
        push(found(when.end, when.value, when.cost + 0.02), negated)
  return out
}
const MONTH_WORD =
  /^(january|february|march|april|may|june|july|august|september|october|november|december|week|month|year|days|hours|weeks|months|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|hour|day|minutes)$/

/** "for more than half a year", "for 30 days": not since then. */
const readUnchangedFor = (reading: Reading, at: number): ReadonlyArray<Found<When>> => {
  let start = at
  for (const lead of UNCHANGED_LEADS) {
    if (lead.every((word, offset) => lowAt(reading, at + offset) === word)) start = Math.max(start, at + lead.length)
  }
  const period = readWhen({ ...reading, tokens: reading.tokens }, start, true)
  const length = lengthAt(reading, start)
  return [
    ...(length === null ? [] : [found(length.end, { until: reading.now - length.value })]),
    ...period
      .filter((one) => one.value.from !== undefined && one.value.until === undefined)
      .map((one) => found(one.end, { until: one.value.from ?? 0 }))
  ]
}
const UNCHANGED_LEADS = sayings(
  "more than | over | at least | longer than | the last | the past | about | around | ages of"
)
const lengthAt = (reading: Reading, at: number): Found<number> | null => {
  const length = readLengthOf(reading, at)
  return length === null ? null : found(length.end, length.value.ms)
}
const readLengthOf = (reading: Reading, at: number) => readLength(reading.tokens, at)

/** "newer than a.txt", "modified after build.log was" */
const newerThanFile = (reading: Reading, at: number): ReadonlyArray<Found<Draft>> => {
  const tail = [
    "newer than the file",
    "newer than file",
    "newer than",
    "more recently than the file",
    "more recently than file",
    "more recently than",
    "later than the file",
    "later than",
    "after the file",
    "after",
    "since"
  ]
  for (const said of tail) {
    const parts = said.split(" ")
    if (!parts.every((word, offset) => lowAt(reading, at + offset) === word)) continue
    const path = readPath(reading, at + parts.length)[0]
    if (path === undefined || isGlob(path.value)) continue
    return [
      found(["was", "is"].includes(lowAt(reading, path.end)) ? path.end + 1 : path.end, { newerThan: path.value })
    ]
  }
  return []
}

// ---- emptiness, links, duplicates -----------------------------------------------------------------------------------

const STATES: ReadonlyArray<readonly [ReturnType<typeof index>, Draft, Draft | null]> = [
  [
    index(
      "empty | completely empty | zero bytes | zero bytes long | zero bytes in size | of zero length | with zero length | with zero bytes | with zero size | of size zero | of zero size | of size 0 | with size 0 | with size zero | 0 bytes | 0 bytes long | 0 bytes in size | with 0 bytes | with no content | with no contents | without content | without any content | with nothing in them | with nothing in it | with nothing inside | with a size of zero | with a size of 0 | blank | contain nothing | containing nothing | that contain nothing | having no content | zero-length | zero length"
    ),
    { empty: true },
    { empty: false }
  ],
  [index("hidden"), { hidden: "only" }, { hidden: "exclude" }],
  [
    index("executable | executables | runnable | that can be executed | can be executed | i can execute | i can run"),
    { mode: "/111" },
    { mode: "!/111" }
  ],
  [index("broken | dangling | dead"), { brokenLinks: true, type: "link" }, null],
  [
    index(
      "duplicates | duplicated | identical | duplicates of each other | duplicates of one another | exact duplicates | with identical content | with the same content | with the same contents | with identical contents | that are the same | identical to each other | identical to one another | byte-identical | exact copies of each other | copies of each other | identical in content | have the same content | have identical content | exist twice | exist more than once | appear twice | appear more than once"
    ),
    { duplicates: "content" },
    null
  ]
]
const state: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  for (const [table, positive, negative] of STATES) {
    const end = longestSaying(reading, at, table)
    if (end < 0) continue
    const draft = negated ? negative : positive
    if (draft !== null) out.push(found(end, draft))
  }
  return out
}

// ---- content --------------------------------------------------------------------------------------------------------

const CONTAINS =
  index(`containing | contain | contains | mentioning | mention | mentions | include | includes | including | that say | saying | with the text | with text | with the word | with the words | with the string | with the phrase | with word | with string | holding | hold | having the text | having the word | having the string | have the text | have the word | have the string | have the line | with the line | with the content | with content | with the contents | whose content contains | whose contents contain | whose content includes | whose text contains | use | uses | using | reference | references | referencing | referring to | refer to | talk about | talking about | with a mention of | having the words | contain inside | contain somewhere
  that match the text | with a line containing | having a line with | with lines containing | have the phrase | which contain | contains the text | in which | there is`)
const WORDY = words(
  "the a an text word words string strings phrase line characters character substring sequence term expression value keyword letters literal in-its-content pattern regex at least one an occurrence of any occurrences somewhere name"
)
const WITH_TAIL = index(
  `in it | in them | inside | inside it | inside them | in its content | in their content | in the content | in their contents | in its contents | in the contents | somewhere | somewhere inside | somewhere in it | anywhere | in the text | in their text | within | within them | as text | in the file | in the files | in the body | anywhere inside | as a word | in a line`
)
const VERB_TEXTS = words("import imports require requires")

/** The text that is looked for: quoted, or one word; several words only up to the end of the clause. */
export const readSought = (reading: Reading, start: number): ReadonlyArray<Found<Containing>> => {
  const out: Array<Found<Containing>> = []
  let at = start
  let whole = false
  let regex = false
  let anyCaseHere = false
  for (;;) {
    const low = lowAt(reading, at)
    const token = reading.tokens[at]
    if (token === undefined || token.kind !== "word") break
    if (low === "whole" || low === "entire" || low === "exact" || low === "full") {
      if (!["word", "words", "phrase", "string"].includes(lowAt(reading, at + 1))) break
      if (lowAt(reading, at + 1) === "word") whole = true
      at += 2
      continue
    }
    if (low === "regex" || low === "regexp" || (low === "regular" && lowAt(reading, at + 1) === "expression")) {
      regex = true
      at += low === "regular" ? 2 : 1
      continue
    }
    if (low === "any" && ["cased", "case"].includes(lowAt(reading, at + 1))) {
      anyCaseHere = true
      at += 2
      continue
    }
    if (low === "case-insensitive") {
      anyCaseHere = true
      at++
      continue
    }
    if (!WORDY.has(low) || reading.tokens[at + 1] === undefined || reading.tokens[at + 1]?.kind === "punct") break
    at++
  }
  const make = (text: string): Containing => ({
    text,
    ...(regex ? { regex: true } : {}),
    ...(whole ? { wholeWord: true } : {}),
    ...(anyCaseHere ? { anyCase: true } : {})
  })
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct") return out
  const push = (end: number, text: string, cost: number) => {
    const sought = make(text)
    out.push(found(end, sought, cost))
    const ignoring = readAnyCase(reading, end)
    if (ignoring >= 0) out.push(found(ignoring, { ...sought, anyCase: true }, cost))
    if (["as"].includes(lowAt(reading, end))) {
      const tail = ["as a whole word", "as whole word", "as a word"].find((said) =>
        said.split(" ").every((word, offset) => lowAt(reading, end + offset) === word)
      )
      if (tail !== undefined) out.push(found(end + tail.split(" ").length, { ...sought, wholeWord: true }, cost))
    }
    const inside = longestSaying(reading, end, WITH_TAIL)
    if (inside >= 0) {
      out.push(found(inside, sought, cost))
      const late = readAnyCase(reading, inside)
      if (late >= 0) out.push(found(late, { ...sought, anyCase: true }, cost))
    }
  }
  if (token.kind === "quoted") {
    push(at + 1, token.text, 0)
    return out
  }
  if (/[;|&<>$`]/.test(token.text)) return out
  const plain = !NEVER_NAMES.has(token.low) && !PLAIN_WORDS.has(token.low)
  if (plain || (/[A-Z]/.test(token.text) && token.text !== token.text.charAt(0) + token.text.slice(1).toLowerCase()))
    push(at + 1, token.text, 0.02)
  // Several words without quotes, to the end of the clause only.
  const last = reading.tokens.length
  const more = reading.tokens.slice(at, last)
  if (more.length > 1 && more.length <= 6 && more.every((one) => one.kind === "word" && !/[;|&<>$`]/.test(one.text))) {
    const end = reading.tokens[last - 1]
    if (end !== undefined && !more.some((one) => STOP.has(one.low)))
      push(last, reading.source.slice(token.start, end.end), 0.12)
  }
  return out
}
/** Words that say how lines are and not what is in them. */
const PLAIN_WORDS = words(
  "total unique distinct different empty blank duplicate duplicated repeated common sorted single individual full complete whole whitespace longest shortest random even odd alternate non-empty non-blank nonblank nonempty numbered remaining matching top bottom beginning end start middle data text number"
)
const STOP = words(
  "and or in under inside within from then but with that which to into recursively of by for ignoring sorted except not ordered modified larger smaller older newer"
)

const content: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  const give = (text: Found<Containing>, not: boolean) =>
    out.push(found(text.end, not ? { notContaining: [text.value] } : { containing: [text.value] }, text.cost))
  const said = longestSaying(reading, at, CONTAINS)
  if (said >= 0) for (const text of readSought(reading, said)) give(text, negated)
  // "contain both foo and bar"
  if (said >= 0 && lowAt(reading, said) === "both" && !negated)
    for (const first of readSought(reading, said + 1))
      if (lowAt(reading, first.end) === "and")
        for (const second of readSought(reading, first.end + 1))
          out.push(found(second.end, { containing: [first.value, second.value] }, first.cost + second.cost))
  if (lowAt(reading, at) === "without") {
    for (const text of readSought(reading, at + 1)) {
      const token = reading.tokens[at + 1]
      if (token?.kind === "quoted" || WORDY.has(token?.low ?? "")) give(text, true)
    }
    if (["containing", "mentioning"].includes(lowAt(reading, at + 1)))
      for (const text of readSought(reading, at + 2)) give(text, true)
  }
  // "python files that import json": the verb is in the file.
  if (!negated && VERB_TEXTS.has(lowAt(reading, at))) {
    const token = reading.tokens[at + 1]
    if (token !== undefined && token.kind === "word")
      out.push(found(at + 2, { containing: [{ text: `${lowAt(reading, at).replace(/s$/, "")} ${token.text}` }] }, 0.05))
  }
  // "with 'text'" and "with X and Y in it"
  if (lowAt(reading, at) === "with" && reading.tokens[at + 1]?.kind === "quoted") {
    const quoted = reading.tokens[at + 1]
    const inside = longestSaying(reading, at + 2, WITH_TAIL)
    if (quoted !== undefined && inside >= 0) give(found(inside, { text: quoted.text }), negated)
  }
  if (lowAt(reading, at) === "with" || lowAt(reading, at) === "having" || lowAt(reading, at) === "have")
    for (const text of readSought(reading, at + 1)) {
      const inside = longestSaying(reading, text.end, WITH_TAIL)
      if (inside >= 0) give(found(inside, text.value, text.cost), negated)
    }
  return out
}

// ---- rights and owners ----------------------------------------------------------------------------------------------

const MODE_LEADS = index(
  `with permission | with permissions | with the permission | with the permissions | with mode | with the mode | with access mode | having permission | having permissions | have permission | have permissions | has permissions | have the permissions | have the permission | whose permissions are | whose permission is | whose mode is | with rights | with file permissions | with permission bits | with permissions set to | have permissions set to | permissions | with the rights | having mode | have mode | set to | with the file mode | with file mode | with permissions of | with octal permissions`
)
const WHO: ReadonlyMap<string, number> = new Map(
  sayings(
    `everybody 7 | everyone 7 | anyone 7 | anybody 7 | all 7 | all users 7 | all the users 7 | the world 7 | world 7 | others 1 | other 1 | other users 1 | the others 1 | the group 2 | group 2 | the owner 4 | owner 4 | the user 4 | user 4 | any user 7 | everyone else 1 | anyone else 1`
  ).map((row) => [row.slice(0, -1).join(" "), Number(row.at(-1))] as const)
)
const RIGHT: ReadonlyMap<string, number> = new Map(
  Object.entries({
    read: 4,
    readable: 4,
    write: 2,
    writable: 2,
    writeable: 2,
    execute: 1,
    executable: 1,
    exec: 1,
    run: 1
  })
)
/** Bits of a right for owner (4), group (2), others (1); "everybody" is looked at on the others' bit, as `find -perm -o+w`. */
const bits = (who: number, right: number): string => {
  const of = who === 7 ? 1 : who
  return [4, 2, 1].map((one) => ((of & one) === one ? right : 0)).join("")
}
const whoAt = (reading: Reading, at: number): Found<number> | null => {
  for (const length of [3, 2, 1]) {
    const who = WHO.get(Array.from({ length }, (_, offset) => lowAt(reading, at + offset)).join(" "))
    if (who !== undefined) return found(at + length, who)
  }
  return null
}

const mode: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  const give = (end: number, text: string) => out.push(found(end, { mode: negated ? `!${text}` : text }))
  const lead = longestSaying(reading, at, MODE_LEADS)
  if (lead >= 0) {
    const low = lowAt(reading, lead)
    const octal = /^0?([0-7]{3,4})$/.exec(low)
    if (octal?.[1] !== undefined) give(lead + 1, octal[1])
    const symbolic = /^([r-][w-][xsS-])([r-][w-][xsS-])([r-][w-][xtT-])$/i.exec(low)
    if (symbolic !== null)
      give(
        lead + 1,
        symbolic
          .slice(1)
          .map((part) =>
            ["r", "w", "x"].reduce((sum, flag, place_) => sum + (part.charAt(place_) === flag ? 4 >> place_ : 0), 0)
          )
          .join("")
      )
  }
  // "world-writable", "writable by others", "readable by everyone"
  const low = lowAt(reading, at).replace(/^world-/, "")
  const right = RIGHT.get(low)
  if (right !== undefined && lowAt(reading, at).startsWith("world-")) give(at + 1, `-${bits(1, right)}`)
  if (right !== undefined && ["readable", "writable", "writeable", "executable"].includes(low)) {
    if (["by", "for", "to"].includes(lowAt(reading, at + 1))) {
      const who = whoAt(reading, at + 2)
      if (who !== null) give(who.end, `-${bits(who.value, right)}`)
    }
  }
  // "have write access to others", "with execute permission for the group", "give others write permission"
  let start = at
  if (["with", "have", "having", "has", "give", "grant", "allow"].includes(lowAt(reading, start))) start++
  while (["the", "a", "any"].includes(lowAt(reading, start))) start++
  const access = RIGHT.get(lowAt(reading, start))
  if (access !== undefined && start > at) {
    let end = start + 1
    if (["access", "permission", "permissions", "rights", "right", "privileges", "bit"].includes(lowAt(reading, end))) {
      end++
      if (lowAt(reading, end) === "set") end++
      if (["to", "for", "by", "of"].includes(lowAt(reading, end))) {
        const who = whoAt(reading, end + 1)
        if (who !== null) give(who.end, `-${bits(who.value, access)}`)
      } else give(end, `-${bits(4, access)}`)
    }
  }
  // "everybody can write to", "that anyone can read"
  const who = whoAt(reading, at)
  if (who !== null) {
    let end = who.end
    let not = false
    if (["can", "could", "may"].includes(lowAt(reading, end))) {
      end++
      if (lowAt(reading, end) === "not") {
        not = true
        end++
      }
      const can = RIGHT.get(lowAt(reading, end))
      if (can !== undefined) {
        end++
        if (["to", "into", "them", "it"].includes(lowAt(reading, end))) end++
        const text = `-${bits(who.value, can)}`
        out.push(found(end, { mode: not !== negated ? `!${text}` : text }))
      }
    }
  }
  // "which files can everybody write to"
  if (lowAt(reading, at) === "can") {
    const whom = whoAt(reading, at + 1)
    const can = whom === null ? undefined : RIGHT.get(lowAt(reading, whom.end))
    if (whom !== null && can !== undefined) {
      const end = ["to", "into"].includes(lowAt(reading, whom.end + 1)) ? whom.end + 2 : whom.end + 1
      give(end, `-${bits(whom.value, can)}`)
    }
  }
  // "that are read only"
  if (["read-only", "readonly"].includes(lowAt(reading, at)))
    out.push(found(at + 1, { mode: negated ? "-200" : "!-200" }))
  if (lowAt(reading, at) === "read" && lowAt(reading, at + 1) === "only")
    out.push(found(at + 2, { mode: negated ? "-200" : "!-200" }))
  return out
}

const OWNED = index(
  `owned by | owned by user | owned by the user | belonging to | belonging to user | belonging to the user | belong to | belongs to | belong to user | belong to the user | whose owner is | with owner | with the owner | of user | of the user | that belong to | which belong to | own by`
)
const OF_GROUP = index(
  `owned by group | owned by the group | belonging to group | belonging to the group | of group | of the group | with group | with the group | whose group is | belong to group | belong to the group | that belong to the group`
)
const owner: Modifier = (reading, at, negated) => {
  if (negated) return []
  const out: Array<Found<Draft>> = []
  for (const [table, key] of [
    [OF_GROUP, "group"],
    [OWNED, "owner"]
  ] as const) {
    const end = longestSaying(reading, at, table)
    const token = end < 0 ? undefined : reading.tokens[end]
    if (
      token !== undefined &&
      token.kind !== "punct" &&
      /^[\w.-]+\$?$/.test(token.text) &&
      !["group", "the", "user"].includes(token.low)
    ) {
      if (!(key === "owner" && ["me", "it", "them", "my", "a", "this"].includes(token.low)))
        out.push(found(end + 1, { [key]: token.text }))
    }
  }
  return out
}

// ---- hidden ---------------------------------------------------------------------------------------------------------

const HIDDEN_TOO = index(
  `including hidden files | including hidden | including hidden ones | including the hidden ones | including the hidden files | including hidden items | including hidden files and folders | including dotfiles | including dot files | hidden files too | hidden ones too | hidden files included | hidden included | hidden ones included | with hidden files | with hidden ones | also hidden ones | also hidden files | also the hidden ones | also the hidden files | even hidden ones | even hidden files | even the hidden ones | as well as hidden files | as well as hidden ones | and hidden files | and hidden ones | and hidden files too | and also hidden files | and also hidden ones | hidden or not | hidden and visible | hidden and not hidden | hidden files as well | hidden ones as well | hidden too | plus hidden files | plus hidden ones | both hidden and visible | both hidden and not hidden | include hidden files | show hidden files too | and the hidden ones | and the hidden files | ( including hidden ) | ( including hidden files ) | ( including hidden ones ) | ( hidden too ) | ( hidden files too ) | ( hidden ones too ) | including any hidden files | including any hidden ones | dotfiles included | dotfiles too | including those that are hidden | including hidden folders | including entries starting with a dot`
)
const HIDDEN_NOT = index(
  `excluding hidden files | excluding hidden ones | excluding hidden | except hidden ones | except hidden files | except the hidden ones | except for hidden files | except for hidden ones | but not hidden ones | but not hidden files | but not the hidden ones | without hidden files | without hidden ones | without the hidden ones | not hidden ones | not hidden files | ignoring hidden files | ignoring hidden ones | no hidden files | no hidden ones | other than hidden ones | leaving out hidden files | leaving out hidden ones | skip hidden files | skipping hidden files | skipping hidden ones | excluding dotfiles | except dotfiles | ignoring dotfiles | ( excluding hidden files ) | ( no hidden files ) | but no hidden ones | but no hidden files | not the hidden ones | excluding the hidden ones`
)
const hiddenWords: Modifier = (reading, at, negated) => {
  if (negated) return []
  for (const start of [at, lowAt(reading, at) === "," ? at + 1 : -1]) {
    if (start < 0) continue
    const too = longestSaying(reading, start, HIDDEN_TOO)
    if (too >= 0) return [found(too, { hidden: "include" })]
    const not = longestSaying(reading, start, HIDDEN_NOT)
    if (not >= 0) return [found(not, { hidden: "exclude" })]
  }
  return []
}

// ---- exceptions -----------------------------------------------------------------------------------------------------

const EXCEPT = index(
  `except | except for | but not | but never | other than | excluding | excepting | besides | apart from | aside from | save for | ignoring | ignore | skipping | skip | leaving out | not including | minus | not counting | with the exception of | but keep | but leave | but ignore | but exclude | but skip | without | exclude | not | and not | but leave alone | and ignore | and skip | but spare | omitting | leaving aside | but without | and exclude | outside | outside of | not in | not inside | not under | not from | but not in | but not inside | but not under | but not those in | but not the ones in | except in | except those in | except the ones in | except those under | excluding those in | except for those in | excluding everything in | excluding anything in | except those inside | excluding files in | ignoring files in | ignoring anything in | ignoring everything in | skipping files in | except files in`
)
const IN_ENDS = words("in under inside from outside of")
const exceptions: Modifier = (reading, at, negated) => {
  if (negated) return []
  const out: Array<Found<Draft>> = []
  const said = longestSaying(reading, at, EXCEPT)
  if (said < 0) return out
  const word = lowAt(reading, said - 1)
  let start = said
  const outside = IN_ENDS.has(word)
  while (
    [
      "the",
      "any",
      "all",
      "those",
      "ones",
      "that",
      "are",
      "files",
      "file",
      "a",
      "an",
      "every",
      "named",
      "called",
      "which",
      "with",
      "folders",
      "folder",
      "directory",
      "directories",
      "everything",
      "anything"
    ].includes(lowAt(reading, start)) &&
    reading.tokens[start]?.kind === "word"
  )
    start++
  if (!outside) {
    // kinds: "except pdfs", "other than .log files"
    for (const kinds of readKinds(reading, start)) {
      const draft = toExclusion(kinds.value.either)
      if (draft === null) continue
      if (FILE_NOUNS.has(lowAt(reading, kinds.end)) || lowAt(reading, kinds.end) === "ones")
        out.push(found(kinds.end + 1, draft))
      else if (kinds.value.noun) out.push(found(kinds.end, draft))
    }
    for (const list of readNamesAndPatterns(reading, start, false)) {
      if (list.value.some((item) => /^\.[a-z0-9]{1,5}$/i.test(item))) continue
      const tail = ["file", "files"].includes(lowAt(reading, list.end)) ? list.end + 1 : list.end
      out.push(found(tail, { notNames: list.value }, list.cost))
    }
    const emptyOnes = ["empty", "blank", "zero-length", "zero-byte"].includes(lowAt(reading, start))
    if (emptyOnes) {
      const end = ["files", "ones", "file", "folders", "directories"].includes(lowAt(reading, start + 1))
        ? start + 2
        : start + 1
      out.push(found(end, { empty: false }))
    }
    if (lowAt(reading, start) === "hidden") {
      const end = ["files", "ones", "file", "items", "folders"].includes(lowAt(reading, start + 1))
        ? start + 2
        : start + 1
      out.push(found(end, { hidden: "exclude" }))
    }
    const starts = longestSaying(reading, start, STARTS)
    if (starts >= 0)
      for (const pieces of readPieces(reading, starts))
        out.push(found(pieces.end, { notNames: pieces.value.map((piece) => `${piece.pattern}*`) }, pieces.cost))
    const contains = longestSaying(reading, start, CONTAINS)
    if (contains >= 0)
      for (const text of readSought(reading, contains))
        out.push(found(text.end, { notContaining: [text.value] }, text.cost))
  }
  // folders: "except the node_modules folder", "excluding node_modules", "outside build"
  for (const list of readList(reading, start, (index_) => {
    const token = reading.tokens[index_]
    if (token === undefined || token.kind === "punct" || NEVER_NAMES.has(token.low) || isGlob(token.text)) return []
    if (!/^[\p{L}\p{N}_.@ -]+\/?$/u.test(token.text)) return []
    return [found(index_ + 1, token.text.replace(/\/$/, ""))]
  })) {
    const tailed = FOLDER_NOUNS.has(lowAt(reading, list.end))
    const sure =
      outside ||
      tailed ||
      FOLDER_NOUNS.has(lowAt(reading, start - 1)) ||
      list.value.every((one) => /^[\w.]*[_][\w]*$|^\.git$|^dist$|^build$|^target$|^venv$|^vendor$|^out$/.test(one))
    if (sure) out.push(found(tailed ? list.end + 1 : list.end, { notInPath: list.value }, list.cost))
  }
  return out
}

// ---- order ----------------------------------------------------------------------------------------------------------

const ORDERS: ReadonlyArray<readonly [ReturnType<typeof index>, Order]> = [
  [
    index(
      "biggest first | largest first | biggest to smallest | largest to smallest | from biggest to smallest | from largest to smallest | from the largest to the smallest | from the biggest to the smallest | by size , largest first | by size , biggest first | by descending size | by size descending | in descending order of size | by size in descending order | by size , descending | with the biggest first | with the largest first | starting with the largest | starting with the biggest | by size in decreasing order | by decreasing size | in order of decreasing size | in decreasing order of size | by size largest first | by size biggest first | by size ( largest first ) | by size ( biggest first ) | by size , from largest to smallest | by size from largest to smallest | large to small | big to small | by size in reverse | by size from biggest to smallest"
    ),
    { by: "size", descending: true }
  ],
  [
    index(
      "smallest first | smallest to largest | smallest to biggest | from smallest to largest | from smallest to biggest | by size | by their size | by file size | by size , smallest first | by size ascending | by ascending size | in order of size | by filesize | in order of increasing size | by size in ascending order | with the smallest first | by increasing size | small to large | by size from smallest to largest | by size smallest first | in ascending order of size"
    ),
    { by: "size" }
  ],
  [
    index(
      "newest first | latest first | most recent first | most recently modified first | newest to oldest | from newest to oldest | by date , newest first | by time , newest first | by modification time , newest first | by modification date , newest first | by date descending | by date newest first | with the newest first | by date in descending order | by modification time in descending order | by modification date in descending order | by most recent | latest to oldest | by modification time newest first | by modification time descending | by modification date descending | by last modified , newest first | with the most recent first | in reverse chronological order"
    ),
    { by: "modified", descending: true }
  ],
  [
    index(
      "oldest first | oldest to newest | from oldest to newest | by date | by time | by modification time | by modification date | by age | by date modified | by last modified | by last modified date | by last modification | by when they were modified | by modified time | by modified date | chronologically | in chronological order | by date , oldest first | by time , oldest first | by mtime | by date of modification | with the oldest first | by date ascending | by modification time , oldest first | by modification date , oldest first | by date oldest first | by when they were last modified"
    ),
    { by: "modified" }
  ],
  [
    index(
      "alphabetically | by name | by file name | by filename | by their name | by their names | in alphabetical order | alphabetical | a to z | from a to z | by name alphabetically | alphabetically by name | in alphabetical order of name | by name ascending | by names | in order of name"
    ),
    { by: "name" }
  ],
  [
    index(
      "reverse alphabetically | in reverse alphabetical order | by name descending | by name in reverse | by name in reverse order | by name in descending order | z to a | from z to a | reverse alphabetical order | in reverse order of name | reverse sorted by name | by name backwards"
    ),
    { by: "name", descending: true }
  ],
  [index("by extension | by type | by file type | by file extension | by kind"), { by: "extension" }],
  [index("by path | by full path | by file | by file path"), { by: "path" }]
]
const ORDERED = words("sorted ordered arranged sort order listed ranked rank arrange")
const order: Modifier = (reading, at, negated) => {
  if (negated) return []
  const out: Array<Found<Draft>> = []
  let start = at
  if (
    lowAt(reading, start) === "in" &&
    ["sorted", "order"].includes(lowAt(reading, start + 1)) &&
    lowAt(reading, start + 1) === "sorted"
  )
    start++
  const sorted = ORDERED.has(lowAt(reading, start))
  if (sorted) start++
  if (sorted && ["them", "it", "the", "result", "results", "list"].includes(lowAt(reading, start))) start++
  for (const [table, value] of ORDERS) {
    const end = longestSaying(reading, start, table)
    if (end < 0) continue
    // "by size" alone could be another action's word ("organize by type"): it must follow "sorted", or say a direction.
    const bare = lowAt(reading, start) === "by"
    if (bare && !sorted && !/first|ascending|descending|order|largest|oldest|newest/.test(joined(reading, start, end)))
      continue
    let after = end
    let descending: boolean | undefined = value.descending
    for (const [said, down] of DIRECTIONS) {
      if (said.every((word, offset) => lowAt(reading, end + offset) === word)) {
        after = end + said.length
        descending = down
        break
      }
    }
    out.push(found(after, { order: { by: value.by, ...(descending === true ? { descending: true } : {}) } }))
  }
  return out
}
const joined = (reading: Reading, start: number, end: number): string =>
  Array.from({ length: end - start }, (_, offset) => lowAt(reading, start + offset)).join(" ")
const DIRECTIONS: ReadonlyArray<readonly [ReadonlyArray<string>, boolean]> = [
  ...sayings(
    ", descending | descending | in descending order | , in descending order | in reverse order | in reverse | reversed | ( descending ) | in decreasing order | , newest first | , largest first | , biggest first | newest first | largest first | biggest first | , reversed | backwards | desc | ( largest first ) | ( newest first ) | ( biggest first ) | , from largest to smallest | , most recent first"
  ).map((said) => [said, true] as const),
  ...sayings(
    "ascending | in ascending order | , ascending | ( ascending ) | , smallest first | , oldest first | smallest first | oldest first | in increasing order | asc"
  ).map((said) => [said, false] as const)
]

const LIMIT_LEADS = sayings(
  `only the first | just the first | limited to the first | limited to | at most | limit | limit to | only show the first | no more than | , only the first | and limit to | but only the first | only`
)
/** "which file was changed last", "which one is the biggest": one, by that order. */
const SUPERLATIVES: ReadonlyArray<readonly [ReturnType<typeof index>, Order]> = [
  [
    index(
      "changed last | modified last | edited last | updated last | touched last | saved last | last changed | last modified | last edited | last updated | last touched | last saved | changed most recently | modified most recently | edited most recently | updated most recently | touched most recently | most recently changed | most recently modified | most recently edited | most recently updated | the newest | newest | the latest | the most recent | the most recent one | the newest one | created last | added last | written last"
    ),
    { by: "modified", descending: true }
  ],
  [
    index(
      "the oldest | oldest | the oldest one | changed least recently | modified least recently | least recently changed | least recently modified | changed first | modified first | the least recently modified"
    ),
    { by: "modified" }
  ],
  [
    index(
      "the biggest | the largest | biggest | largest | the biggest one | the largest one | takes the most space | takes up the most space | takes most space | uses the most space | uses most space | takes up most space | has the most bytes | has the largest size | has the biggest size | the heaviest | occupies the most space | takes the most room | take the most space | take up the most space | use the most space"
    ),
    { by: "size", descending: true }
  ],
  [
    index(
      "the smallest | smallest | the smallest one | takes the least space | takes up the least space | uses the least space | has the smallest size | takes least space"
    ),
    { by: "size" }
  ]
]
const superlative: Modifier = (reading, at, negated) => {
  if (negated) return []
  const out: Array<Found<Draft>> = []
  for (const [table, value] of SUPERLATIVES) {
    const end = longestSaying(reading, at, table)
    if (end < 0) continue
    // "last modified in 2022" is a time.
    const next = lowAt(reading, end)
    if (next !== "" && !["?", ".", "!", "in", "inside", "under", "of", "here", "there", "on"].includes(next)) continue
    if (["in", "on"].includes(next) && readWhen(reading, end, false).length > 0) continue
    out.push(found(end, { order: value, first: 1 }))
  }
  return out
}

const limit: Modifier = (reading, at, negated) => {
  if (negated) return []
  const out: Array<Found<Draft>> = []
  for (const lead of LIMIT_LEADS) {
    if (!lead.every((word, offset) => lowAt(reading, at + offset) === word)) continue
    const number = readNumber(reading.tokens, at + lead.length)
    if (number === null || number.value === 0) continue
    const tail = ["files", "results", "entries", "items", "ones", "of"].includes(lowAt(reading, number.end))
      ? number.end + 1
      : number.end
    if (tail > number.end || /first/.test(lead.join(" ")) || lead.includes("limit"))
      out.push(
        found(tail === number.end + 1 && lowAt(reading, number.end) === "of" ? tail + 1 : tail, { first: number.value })
      )
  }
  return out
}

// ---- what says nothing ----------------------------------------------------------------------------------------------

const NOISE = index(
  `that exist | that exists | there are | there is | i have | that i have | you find | you can find | you find there | present | available | existing | exist | of mine | as well | only | please | for me | anywhere | on this computer | on my computer | on this machine | on my machine | on this system | on the system | on my laptop | on my disk | on this disk | that are there | that is there | which exist | i own | that you find | that you can find | currently | right now | at the moment | now | in total | altogether | there , | combined | all together | or similar | and similar | we have | that we have | at all | somewhere | left | remaining | are left | still left | remain | still there | each | to be found | be found | are
  with all that is in it | with everything in it | with everything inside | with everything inside it | with all its contents | with all of its contents | with its contents | with its content | with all in it | with all the files in it | with all files in it | and everything in it | and everything inside | and everything inside it | and all its contents | and all of its contents | and its contents | and its content | and all that is in it | and what is in it | including its contents | including all its contents | including everything in it | including contents | and all the files in it | and all files in it | and whatever is in it | along with its contents | along with everything in it | with all it contains | and all it contains | together with its contents | together with everything in it | with contents | and contents | in different folders | in different directories | in different places | anywhere on the disk | , contents and all | contents and all | as a whole | completely | entirely | in its entirety | altogether`
)
const noise: Modifier = (reading, at, negated) => {
  const end = negated ? -1 : longestSaying(reading, at, NOISE)
  return end < 0 ? [] : [found(end, {}, 0.001)]
}

export const MODIFIERS: ReadonlyArray<Modifier> = [
  place,
  depth,
  name,
  kindWords,
  anyCase,
  size,
  time,
  state,
  content,
  mode,
  owner,
  hiddenWords,
  exceptions,
  order,
  superlative,
  limit,
  noise
]
/** Words before a modifier that only join it to its noun. */
export const RELATIVES = words("that which who whose they these those")
