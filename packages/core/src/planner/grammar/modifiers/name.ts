/**
 * Conditions on names: "called x", "matching *.log", "starting with tmp", "with a digit in the name". Where the piece is an
 * ending such as ".txt", it is an extension and matches any case.
 */
import type { Draft } from "../Draft.ts"
import { type Found, found } from "../Found.ts"
import { longestSaying, lowAt, sayingTable } from "../Reading.ts"
import { readNamesAndPatterns } from "../readKinds.ts"
import { NEVER_NAMES, words } from "../words.ts"
import type { Modifier } from "./Modifier.ts"
import { WHAT, readPieces } from "./namePieces.ts"

const NAMED = sayingTable(
  `called | named | titled | with name | with the name | with names | with the names | with a name | by the name of | by name of | with filename | with the filename | with file name | whose name is | whose names are | whose name equals | which are called | that are called | having the name | with title | whose filename is | whose file name is | name is | names are`
)

const LIKE =
  sayingTable(`matching | matches | match | like | with pattern | with the pattern | with name pattern | with the name pattern | matching the pattern | matching pattern | matching the name pattern | matching the patterns | match the pattern | match pattern | matches the pattern | with name like | with names like | with names matching | with name matching | with a name like | with a name matching | named like | called like
  whose name matches | whose names match | whose name match | whose name is like | whose names are like | whose filename matches | matching any of | matching one of | match with one of the name patterns | match one of the name patterns | match any of the name patterns | match one of the patterns | matching one of the patterns | match with one of the patterns | with one of the name patterns | that fit | fitting the pattern | with the glob | matching the glob | match with | having names like | with filenames like | with filenames matching | with file names like | with file names matching | with name pattern | name like`)

const NAME_HAS =
  sayingTable(`whose name contains | whose names contain | whose name contain | whose filename contains | whose filenames contain | whose file name contains | whose file names contain | whose name includes | whose names include | with a name containing | with names containing | with name containing | with the name containing | with a filename containing | with filenames containing | with file names containing | whose name has | whose names have | with a name that contains | with names that contain | having a name containing | having names containing | with a name that includes | with names including
  name contains | names contain | whose name is containing | with a file name containing | with a file name that contains | with file names that contain | with filenames that contain | whose title contains | that contain in their name | containing in their name | with in their name | with in the name`)

export const STARTS = sayingTable(
  `starting with | starting by | beginning with | begin with | begins with | start with | starts with | starting in | prefixed with | prefixed by | with prefix | with the prefix | with a prefix of | with a name starting with | with names starting with | with name starting with | with a name beginning with | with names beginning with | whose name starts with | whose names start with | whose name begins with | whose names begin with | whose name start with | whose filename starts with | whose filenames start with | whose file names start with | whose file name starts with | having the prefix | that start with | with a name that starts with | with names that start with | with filenames starting with | with file names starting with | names start with | names begin with | name starts with | name begins with | started with`
)

const ENDS = sayingTable(
  `ending with | ending in | ending on | end with | ends with | end in | ends in | suffixed with | suffixed by | with suffix | with the suffix | with a name ending in | with a name ending with | with names ending in | with names ending with | with name ending in | with name ending with | whose name ends with | whose names end with | whose name ends in | whose names end in | whose filename ends with | whose filenames end with | whose filenames end in | whose file names end in | whose file names end with | having the suffix | that end in | with a name that ends in | with a name that ends with | with names that end in | with filenames ending in | with filenames ending with | with file names ending in | names end with | names end in | name ends with | name ends in | ended with`
)

const IN_NAME = sayingTable(
  `in the name | in its name | in their name | in their names | in the names | in the filename | in the file name | in the filenames | in the file names | in their filename | in their filenames | in their file name | in their file names | in name | in names | in filename | in the title | in its filename | in its file name | somewhere in the name | anywhere in the name | as part of the name | in their title | in his name | on the name`
)

const IN_PATH = sayingTable(
  `in the path | in its path | in their path | in their paths | in path | somewhere in the path | anywhere in the path | in the full path | in the pathname`
)

const ended = (text: string): Draft | null => {
  const extension = /^\*?\.([a-z0-9_+-]+(?:\.(?:gz|bz2|xz|zst))?)$/i.exec(text)?.[1]
  return extension === undefined ? null : { extensions: [extension.toLowerCase()] }
}

export const name: Modifier = (reading, at, negated) => {
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
