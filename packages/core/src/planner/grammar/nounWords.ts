/**
 * The words of a noun phrase: quantities, orders ("largest"), states ("empty"), nouns and what points back ("them").
 * Tables only; what a word does where it stands is decided by the readers. Built at the first look-up, not at import.
 */
import type { Order } from "../../plan/Selection.ts"
import type { Draft } from "./Draft.ts"
import { lowAt, type Reading, sayingTable } from "./Reading.ts"
import { words } from "./words.ts"

/** All of them. */
export const QUANTIFIERS = sayingTable(
  `all of the | all the | all of my | all my | all of these | all of those | all | every single | every | each of the | each and every | each | any | both | both of the | the whole | the entire | any and all | whatever | every one of the | all of`
)
/** What stands before a noun and says nothing of which. */
export const DETERMINERS = sayingTable(
  `the | my | a | an | some | these | those | this | that | our | your | the list of | a list of | list of | the names of | the names of the | names of | the filenames of | filenames of | the filenames of the | filenames of the | file names of | the file names of | the file names of the | the file paths of | file paths of | all filenames of | all file names of | the name of | the paths of | the path of | paths of | a listing of | the listing of | of the | of my | the set of | the contents of the files | the individual | only | just | only the | just the | exactly | me | me the | me all | me all the | us`
)

/** Superlatives. */
export const ORDERS: ReadonlyMap<string, Order> = new Map<string, Order>([
  ...["largest", "biggest", "heaviest", "bulkiest", "greatest", "hugest", "fattest"].map(
    (word) => [word, { by: "size", descending: true }] as const
  ),
  ...["smallest", "tiniest", "lightest", "littlest"].map((word) => [word, { by: "size" }] as const),
  ...[
    "newest",
    "latest",
    "youngest",
    "freshest",
    "most recent",
    "most recently modified",
    "most recently changed",
    "most recently edited",
    "most recently updated",
    "last modified",
    "last changed",
    "last edited",
    "latest modified",
    "most recently touched",
    "most recently saved",
    "most recently created",
    "last updated"
  ].map((word) => [word, { by: "modified", descending: true }] as const),
  ...[
    "oldest",
    "least recent",
    "least recently modified",
    "least recently changed",
    "earliest",
    "most ancient",
    "least recently touched",
    "least recently edited",
    "least recently used",
    "least recently updated"
  ].map((word) => [word, { by: "modified" }] as const)
])

/** What is said of files in front of the noun. */
export const STATES: ReadonlyMap<string, Draft> = new Map(
  Object.entries({
    empty: { empty: true },
    blank: { empty: true },
    "zero-length": { empty: true },
    "zero length": { empty: true },
    "zero-byte": { empty: true },
    "zero byte": { empty: true },
    "zero-sized": { empty: true },
    "0-byte": { empty: true },
    "0 byte": { empty: true },
    "zero-size": { empty: true },
    "zero size": { empty: true },
    "completely empty": { empty: true },
    "totally empty": { empty: true },
    "non-empty": { empty: false },
    nonempty: { empty: false },
    "non empty": { empty: false },
    "not empty": { empty: false },
    "non-blank": { empty: false },
    hidden: { hidden: "only" },
    dot: { hidden: "only" },
    "non-hidden": { hidden: "exclude" },
    visible: { hidden: "exclude" },
    "non hidden": { hidden: "exclude" },
    "not hidden": { hidden: "exclude" },
    duplicate: { duplicates: "content" },
    duplicated: { duplicates: "content" },
    identical: { duplicates: "content" },
    executable: { mode: "/111" },
    "world-writable": { mode: "-002" },
    "world writable": { mode: "-002" },
    "world-readable": { mode: "-004" },
    "world readable": { mode: "-004" },
    "read-only": { mode: "!-200" },
    readonly: { mode: "!-200" },
    "read only": { mode: "!-200" },
    broken: { brokenLinks: true, type: "link" },
    dangling: { brokenLinks: true, type: "link" },
    dead: { brokenLinks: true, type: "link" },
    regular: {},
    normal: {},
    ordinary: {},
    plain: {},
    "regular/normal": {},
    existing: {},
    individual: {},
    separate: {},
    actual: {},
    "top level": { recursive: false },
    "top-level": { recursive: false }
  } satisfies Record<string, Draft>)
)

/** Nouns. */
export const HEADS: ReadonlyMap<string, Draft> = new Map(
  Object.entries({
    "file files filename filenames": { type: "file" },
    "folder folders directory directories dir dirs subfolder subfolders subdirectory subdirectories subdir subdirs": {
      type: "folder"
    },
    "symlink symlinks link links softlink softlinks shortcut shortcuts": { type: "link" },
    "item items entry entries things thing": { type: "any" },
    "dotfile dotfiles": { type: "file", hidden: "only" },
    dotfolders: { type: "folder", hidden: "only" },
    "executables executable": { type: "file", mode: "/111" },
    duplicates: { type: "file", duplicates: "content" }
  } satisfies Record<string, Draft>).flatMap(([names, draft]): Array<[string, Draft]> =>
    names.split(" ").map((name) => [name, draft])
  )
)

/** Nouns of several words. */
export const LONG_HEADS =
  sayingTable(`files and folders | files and directories | folders and files | directories and files | files or folders | files or directories | files/directories | files/folders | files & folders | files and subfolders | files and subdirectories | files , folders | files as well as folders | files plus folders | files and dirs | files & directories | files and all folders | files , directories and links | files and links | folders or files
  symbolic links | symbolic link | soft links | soft link | sym links | sub folders | sub folder | sub directories | sub directory | sub-folders | sub-directories | sub-directory | sub-folder | file names | file name | file paths | file path | directory names | folder names | folder name | directory name | hard links | empties`)
/** What such a noun chooses. */
export const longHead = (reading: Reading, at: number, end: number): Draft => {
  const said = Array.from({ length: end - at }, (_, offset) => lowAt(reading, at + offset)).join(" ")
  if (/link/.test(said) && !/file/.test(said)) return { type: "link" }
  if (/^sub|^(directory|folder) names?/.test(said)) return { type: "folder" }
  return /^file (name|path)s?$/.test(said) ? { type: "file" } : { type: "any" }
}

export const CALLED = sayingTable(
  `called | named | with the name | by the name of | with name | that is called | that is named | which is called | which is named`
)

export const EVERYTHING = sayingTable(
  `everything | anything | all | all of it | all the stuff | everything else | whatever | the contents | contents | the content | all contents | all the contents | all of the contents | all its contents | the entire contents | the whole contents | the full contents | each thing | stuff | all stuff | all content | all the content | all things`
)

/** What points back to one thing, and to several. */
export const ONE_BACK = sayingTable(
  `it | this | that | this file | that file | the file | the same file | this one | that one | the folder | that folder | this folder | the directory | that directory | the new file | the new folder | the new directory | said file | the same folder | the copy | the result | the archive | that archive | the document | the picture | the photo | the image | the script`
)
export const MANY_BACK = sayingTable(
  `them | these | those | they | these files | those files | the files | them all | all of them | all those | all these | each of them | those ones | each | every one of them | both | both of them | all those files | all these files | all of those | all of these | the found files | the matching files | the matches | the results | the result | found files | the matched files | the same files | each one | the files found | the files you find | the files that you find | these folders | those folders | that | the photos | the pictures | the images | all of them there | those that match | the matched file | each file | everything found | the files listed`
)

/** Parts of a file, which are no names of one ("the file sizes"). */
export const PARTS = words(
  "names name paths path sizes size types type contents content extensions extension list lists permissions owners owner dates date"
)

/** Nouns behind which a name stands. */
export const THING_NOUNS = words(
  "file folder directory dir link symlink called named path script archive document image picture photo video program executable subfolder subdirectory"
)
export const NAME_LEADS = words("the my a an symbolic existing whole entire")
