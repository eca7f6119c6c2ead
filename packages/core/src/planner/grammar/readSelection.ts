/**
 * Noun phrases to Selections: "the 5 largest pdf files in Downloads that were changed last week, except drafts". Every word
 * must be explained; what cannot be said in one Selection is no reading. Beside the Selection it tells how definite
 * the words were, so that a deed over "the files" or "old stuff" can be asked back about.
 */
import type { Order, Selection } from "../../plan/Selection.ts"
import { type Draft, merge, toDraft } from "./Draft.ts"
import { found, type Found } from "./Found.ts"
import { longestSaying, lowAt, once, type Reading, sayingTable } from "./Reading.ts"
import { FILE_NOUNS, expandBraces, readKinds, readNamesAndPatterns } from "./readKinds.ts"
import { MODIFIERS, RELATIVES } from "./modifiers.ts"
import { ADJECTIVES, EXTENSIONS, NOUNS } from "./kinds.ts"
import { readPlaces } from "./readFolder.ts"
import { readNumber } from "./readNumber.ts"
import { couldBeName, isGlob, isPathLike, literal, looksLikeFile, readList, readPath } from "./readPath.ts"
import type { Token } from "./Token.ts"
import { NEVER_BARE, NEVER_NAMES, VAGUE, words } from "./words.ts"

export interface NounPhrase {
  readonly selection: Selection
  /** Said with "all", "every", or a number. */
  readonly universal: boolean
  /** Names exact paths. */
  readonly named: boolean
  /** Says where. */
  readonly placed: boolean
  /** Has a condition beside the place. */
  readonly filtered: boolean
  /** A pronoun, or words such as "the file" that point back. */
  readonly referred: boolean
  /** A word of one thing ("the file"), so that more than one would surprise. */
  readonly single: boolean
  /** A plain word was taken as part of the name. */
  readonly loose: boolean
  /** A whole name, to be looked for anywhere. */
  readonly exact?: boolean
  /** A plain word was taken as a whole name. */
  readonly guessed?: boolean
  /** Said as "everything", "anything". */
  readonly everything?: boolean
}

interface State {
  readonly at: number
  readonly draft: Draft
  readonly cost: number
  readonly universal: boolean
  readonly loose: boolean
  readonly count: number | null
  readonly order: boolean
  readonly determined: boolean
}

const QUANTIFIERS = sayingTable(
  `all of the | all the | all of my | all my | all of these | all of those | all | every single | every | each of the | each and every | each | any | both | both of the | the whole | the entire | any and all | whatever | every one of the | all of`
)
const DETERMINERS = sayingTable(
  `the | my | a | an | some | these | those | this | that | our | your | the list of | a list of | list of | the names of | the names of the | names of | the filenames of | filenames of | the filenames of the | filenames of the | file names of | the file names of | the file names of the | the file paths of | file paths of | all filenames of | all file names of | the name of | the paths of | the path of | paths of | a listing of | the listing of | of the | of my | the set of | the contents of the files | the individual | only | just | only the | just the | exactly | me | me the | me all | me all the | us`
)
const ORDERS: ReadonlyMap<string, Order> = new Map<string, Order>([
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
const STATES: ReadonlyMap<string, Draft> = new Map(
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

const HEADS: ReadonlyMap<string, Draft> = new Map(
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
const LONG_HEADS =
  sayingTable(`files and folders | files and directories | folders and files | directories and files | files or folders | files or directories | files/directories | files/folders | files & folders | files and subfolders | files and subdirectories | files , folders | files as well as folders | files plus folders | files and dirs | files & directories | files and all folders | files , directories and links | files and links | folders or files
  symbolic links | symbolic link | soft links | soft link | sym links | sub folders | sub folder | sub directories | sub directory | sub-folders | sub-directories | sub-directory | sub-folder | file names | file name | file paths | file path | directory names | folder names | folder name | directory name | hard links | empties`)
const longHead = (reading: Reading, at: number, end: number): Draft => {
  const said = Array.from({ length: end - at }, (_, offset) => lowAt(reading, at + offset)).join(" ")
  if (/link/.test(said) && !/file/.test(said)) return { type: "link" }
  if (/^sub|^(directory|folder) names?/.test(said)) return { type: "folder" }
  return /^file (name|path)s?$/.test(said) ? { type: "file" } : { type: "any" }
}
const SUB = /^sub/

const CALLED = sayingTable(
  `called | named | with the name | by the name of | with name | that is called | that is named | which is called | which is named`
)
const escapePattern = (text: string): string => text.replace(/[*?[\]\\]/g, (sign) => `[${sign}]`)

const EVERYTHING = sayingTable(
  `everything | anything | all | all of it | all the stuff | everything else | whatever | the contents | contents | the content | all contents | all the contents | all of the contents | all its contents | the entire contents | the whole contents | the full contents | each thing | stuff | all stuff | all content | all the content | all things`
)

const ONE_BACK = sayingTable(
  `it | this | that | this file | that file | the file | the same file | this one | that one | the folder | that folder | this folder | the directory | that directory | the new file | the new folder | the new directory | said file | the same folder | the copy | the result | the archive | that archive | the document | the picture | the photo | the image | the script`
)
const MANY_BACK = sayingTable(
  `them | these | those | they | these files | those files | the files | them all | all of them | all those | all these | each of them | those ones | each | every one of them | both | both of them | all those files | all these files | all of those | all of these | the found files | the matching files | the matches | the results | the result | found files | the matched files | the same files | each one | the files found | the files you find | the files that you find | these folders | those folders | that | the photos | the pictures | the images | all of them there | those that match | the matched file | each file | everything found | the files listed`
)

const finish = (
  state: State,
  draft: Draft,
  rest: Partial<NounPhrase>,
  end: number,
  cost: number
): Found<NounPhrase> | null => {
  let selection: Draft = draft
  if (state.count !== null) {
    if (selection.first !== undefined) return null
    selection = { ...selection, first: state.count }
  }
  // Largest, oldest, empty, duplicates, containing: these go down unless the words say to stay (contract §4).
  const goesDown =
    selection.recursive === undefined &&
    selection.paths === undefined &&
    ((state.order && selection.order !== undefined) ||
      selection.empty === true ||
      selection.duplicates !== undefined ||
      (selection.containing?.length ?? 0) > 0 ||
      (selection.notContaining?.length ?? 0) > 0 ||
      selection.brokenLinks === true)
  if (goesDown) selection = { ...selection, recursive: true }
  if (selection.recursive === false && selection.maxDepth !== undefined) return null
  // "ignoring case" must have something to be said of.
  const cased =
    selection.names ??
    selection.nameContains ??
    selection.notNames ??
    selection.inPath ??
    selection.containing ??
    selection.notContaining
  if (selection.anyCase === true && cased === undefined) return null
  if (
    rest.everything === true &&
    (selection.size ?? selection.modified ?? selection.containing) !== undefined &&
    selection.type === "any"
  )
    selection = { ...selection, type: "file" }
  const anyCaseText = selection.anyCase === true && selection.containing !== undefined
  if (anyCaseText) {
    const { anyCase: _, ...others } = selection
    const named = selection.names ?? selection.nameContains ?? selection.notNames
    const containing = (selection.containing ?? []).map((one) => ({ ...one, anyCase: true }))
    selection = named === undefined ? { ...others, containing } : { ...selection, containing }
  }
  const conditions = Object.keys(selection).filter(
    (key) => !["in", "recursive", "type", "order", "maxDepth", "hidden"].includes(key)
  )
  return found(
    end,
    {
      selection,
      universal: state.universal || state.count !== null,
      named: selection.paths !== undefined,
      placed: selection.in !== undefined || selection.paths !== undefined,
      filtered: conditions.length > 0 || selection.hidden === "only",
      referred: false,
      single: false,
      loose: state.loose,
      ...rest
    },
    cost
  )
}

const START = (at: number): State => ({
  at,
  draft: {},
  cost: 0,
  universal: false,
  loose: false,
  count: null,
  order: false,
  determined: false
})

/** What stands before the head noun: quantifiers, numbers, "largest", "empty". Every stage is a possible start of the head. */
const readLeads = (reading: Reading, at: number): ReadonlyArray<State> => {
  const out: Array<State> = []
  const visit = (state: State, depth: number) => {
    out.push(state)
    if (depth > 7 || out.length > 60) return
    const low = lowAt(reading, state.at)
    if (reading.tokens[state.at]?.kind !== "word") return
    const all = longestSaying(reading, state.at, QUANTIFIERS)
    if (all >= 0) visit({ ...state, at: all, universal: true, determined: true }, depth + 1)
    const determiner = longestSaying(reading, state.at, DETERMINERS)
    if (determiner >= 0) visit({ ...state, at: determiner, determined: true }, depth + 1)
    if (low === "top" || low === "first") {
      const number = readNumber(reading.tokens, state.at + 1)
      if (number !== null && number.value > 0)
        visit({ ...state, at: number.end, count: number.value, determined: true }, depth + 1)
    }
    const number = readNumber(reading.tokens, state.at)
    if (
      number !== null &&
      number.value > 0 &&
      state.count === null &&
      number.end > state.at &&
      low !== "a" &&
      low !== "an"
    )
      visit({ ...state, at: number.end, count: number.value }, depth + 1)
    if (low === "half" && number !== null) visit({ ...state, at: number.end, count: number.value }, depth + 1)
    for (const length of [3, 2, 1]) {
      const said = Array.from({ length }, (_, offset) => lowAt(reading, state.at + offset)).join(" ")
      const order = ORDERS.get(said)
      if (order !== undefined && !state.order) {
        const merged = merge(state.draft, { order })
        if (merged !== null) visit({ ...state, at: state.at + length, draft: merged, order: true }, depth + 1)
        break
      }
      const draft = STATES.get(said)
      if (draft !== undefined) {
        const merged = merge(state.draft, draft)
        const joint = [",", "and"].includes(lowAt(reading, state.at + length)) ? 1 : 0
        if (merged !== null) {
          visit({ ...state, at: state.at + length, draft: merged, determined: true }, depth + 1)
          if (joint === 1) visit({ ...state, at: state.at + length + 1, draft: merged, determined: true }, depth + 1)
        }
        break
      }
    }
  }
  visit(START(at), 0)
  return out
}

interface Head {
  readonly end: number
  readonly draft: Draft
  readonly cost: number
  readonly rest: Partial<NounPhrase>
  /** Nothing may stand behind it. */
  readonly closed?: boolean
  readonly loose?: boolean
}

const orderCount = (state: State, singular: boolean): number | null =>
  state.order && state.count === null ? (singular ? 1 : 10) : state.count

/** Where a pattern with folders in it looks ("data/*.csv", "src/**" + "/*.js"). */
const ofPathPattern = (text: string): Draft | null => {
  const at = text.lastIndexOf("/")
  if (at < 0) return text === "**" ? { recursive: true, type: "any" } : { names: expandBraces(text) }
  const last = text.slice(at + 1)
  let folder = text.slice(0, at)
  let recursive: boolean | undefined
  if (folder === "**" || folder.endsWith("/**")) {
    recursive = true
    folder = folder === "**" ? "." : folder.slice(0, -3)
  }
  if (isGlob(folder)) return null
  const place = folder === "" ? "/" : folder
  const draft: Draft = { in: [place], ...(recursive === true ? { recursive } : {}) }
  if (last === "**") return { ...draft, recursive: true, type: "any" }
  return last === "*" ? { ...draft, type: "any" } : { ...draft, names: expandBraces(last) }
}

const singular = (word: string): boolean => !word.endsWith("s")

const heads = (reading: Reading, state: State): ReadonlyArray<Head> => {
  const out: Array<Head> = []
  const { at } = state
  const token = reading.tokens[at]
  if (token === undefined) return out
  const add = (
    end: number,
    draft: Draft | null,
    rest: Partial<NounPhrase> = {},
    cost = 0,
    more: { closed?: boolean; loose?: boolean } = {}
  ) => {
    if (draft !== null && end > at) out.push({ end, draft, cost, rest, ...more })
  }
  // "files", "folders", "symbolic links"
  if (token.kind === "word") {
    const long = longestSaying(reading, at, LONG_HEADS)
    if (long >= 0) {
      const draft = longHead(reading, at, long)
      add(long, SUB.test(token.low) ? { ...draft } : draft, { single: false })
    }
    const head = HEADS.get(token.low)
    if (head !== undefined) {
      add(at + 1, head, { single: singular(token.low) && !state.universal && state.count === null && !state.order })
      // "the file a.txt", "files a.txt and b.txt", "the folder named x"
      const called = longestSaying(reading, at + 1, CALLED)
      const back = called >= 0 ? called : ["path", ":", ","].includes(lowAt(reading, at + 1)) ? at + 2 : at + 1
      // "all folders called x" are to be looked for; "the folder called x" is that one.
      if (!(called >= 0 && (state.universal || state.count !== null)))
        for (const list of readList(reading, back, (start) => readNamed(reading, start, true))) {
          if (list.value.some(isGlob) || ["called", "named"].includes(lowAt(reading, list.end - 1))) continue
          const cost = Math.max(0, list.cost - (called >= 0 ? 0.15 : 0.02))
          // "find folders named temp" looks for many of one name; "the files named a and b" are those two.
          const sought = called >= 0 && !reading.bareNames && !singular(token.low) && list.value.length === 1
          if (!sought || list.value.some((path) => path.includes("/")))
            add(list.end, { paths: list.value }, { named: true }, cost)
          if (!reading.bareNames && list.value.every((path) => !path.includes("/")))
            add(list.end, { names: list.value.map(escapePattern), type: head.type ?? "any" }, { exact: true }, cost)
        }
      for (const list of readNamesAndPatterns(reading, back, false))
        if (list.value.some(isGlob)) add(list.end, { names: list.value, ...head }, {}, list.cost)
    }
    const everything = longestSaying(reading, at, EVERYTHING)
    if (everything >= 0) {
      const draft: Draft = { type: "any" }
      add(
        everything,
        draft,
        { everything: true },
        ["stuff", "things", "all", "whatever"].includes(lowAt(reading, everything - 1)) ? 0.05 : 0
      )
      if (lowAt(reading, everything) === "of")
        for (const places of readPlaces(reading, everything + 1))
          add(places.end, { ...draft, in: places.value.map((place) => place.path) }, {}, places.cost)
    }
  }
  // kinds: "pdf files", "photos", "'*.txt' files", "zip and tar.gz archives"
  for (const kinds of readKinds(reading, at)) {
    const draft = toDraft(kinds.value.either)
    if (draft === null) continue
    const noun = lowAt(reading, kinds.end)
    if (FILE_NOUNS.has(noun)) {
      add(kinds.end + 1, { ...draft, type: "file" }, { single: noun === "file" && !state.universal })
      // "*.log file names"
      if (noun === "file" && ["names", "name", "paths"].includes(lowAt(reading, kinds.end + 1)))
        add(kinds.end + 2, { ...draft, type: "file" })
    }
    if (
      kinds.value.noun &&
      (kinds.value.plural ||
        state.determined ||
        state.order ||
        state.count !== null ||
        kinds.value.either.extensions.length > 0)
    ) {
      const bareExtension =
        !kinds.value.plural && kinds.value.either.extensions.length > 0 && !state.determined && !state.order
      add(kinds.end, draft, { single: !kinds.value.plural && !state.universal }, bareExtension ? 0.03 : 0)
    }
    // "pdf documents", "jpg photos": a second kind as the noun
    for (const second of readKinds(reading, kinds.end)) {
      if (!second.value.noun) continue
      const other = toDraft(second.value.either)
      const more = other === null ? null : merge(draft, other)
      if (more !== null) add(second.end, more)
      else if (other !== null && draft.extensions !== undefined && other.extensions === undefined)
        add(second.end, draft)
      if (FILE_NOUNS.has(lowAt(reading, second.end))) add(second.end + 1, more ?? draft)
    }
  }
  // "compress logs", "zip photos": a plain word that names a folder here is that folder.
  if (
    token.kind === "word" &&
    !state.determined &&
    state.count === null &&
    NOUNS.has(token.low) &&
    reading.look(token.text) === "folder"
  )
    add(at + 1, { paths: [token.text] }, { named: true }, -0.02)
  // a list of names and patterns: "a.out and *.o", "*.jpg"
  for (const list of readNamesAndPatterns(reading, at, false)) {
    if (!list.value.some(isGlob)) continue
    add(list.end, { names: list.value }, {}, list.cost)
    if (FILE_NOUNS.has(lowAt(reading, list.end))) add(list.end + 1, { names: list.value, type: "file" }, {}, list.cost)
    const noun = HEADS.get(lowAt(reading, list.end))
    if (noun?.type === "folder" || noun?.type === "any")
      add(list.end + 1, { names: list.value, ...noun }, {}, list.cost)
  }
  // patterns with folders in them
  if (isGlob(token.text) && token.text.includes("/") && (token.kind === "quoted" || isPathLike(token)))
    add(at + 1, ofPathPattern(token.text))
  if (token.kind === "word" && token.text === "**") add(at + 1, ofPathPattern("**"))
  // exact names: "a.txt, b.txt and c.txt", "the build folder", "'my file'"
  for (const list of readList(reading, at, (start, first) =>
    readNamed(reading, start, reading.bareNames && (first || BARE_NEXT.test(lowAt(reading, start))))
  )) {
    if (list.value.some(isGlob)) continue
    // "all fiels": not a name, but a slip.
    if (state.universal && list.cost > 0.04) continue
    add(list.end, { paths: list.value }, { named: true }, list.cost)
    // What is looked for may be anywhere.
    if (!reading.bareNames && list.value.every((path) => !path.includes("/")))
      add(
        list.end,
        { names: list.value.map(escapePattern), type: "any" },
        { exact: true, guessed: list.cost > 0.01 },
        // A quoted word without an extension is rather a text than a name.
        list.cost + (list.value.every(looksLikeFile) ? 0 : reading.tokens[at]?.kind === "quoted" ? 0.07 : 0.02)
      )
  }
  // "invoice pdfs", "server logs", "report files": an unknown word before a kind is part of the path
  if (
    token.kind === "word" &&
    couldBeName(token) &&
    /^[\p{L}][\p{L}\p{N}_-]{2,}$/u.test(token.text) &&
    !VAGUE.has(token.low) &&
    !NEVER_NAMES.has(token.low) &&
    !STATES.has(token.low) &&
    !ORDERS.has(token.low) &&
    !HEADS.has(token.low)
  ) {
    for (const kinds of readKinds(reading, at + 1)) {
      const draft = toDraft(kinds.value.either)
      if (draft === null) continue
      // "server logs" are in the folder server where there is one.
      const loose: Draft =
        reading.look(token.text) === "folder"
          ? { ...draft, in: [token.text], recursive: true }
          : { ...draft, inPath: [token.text], anyCase: true, recursive: true }
      const noun = lowAt(reading, kinds.end)
      if (FILE_NOUNS.has(noun)) add(kinds.end + 1, loose, {}, 0.12, { loose: true })
      else if (kinds.value.noun) add(kinds.end, loose, {}, 0.12, { loose: true })
    }
  }
  // what was spoken of before
  const things = reading.referents.things
  const one = longestSaying(reading, at, ONE_BACK)
  if (one >= 0 && !state.order && state.count === null) {
    const said = Array.from({ length: one - at }, (_, offset) => lowAt(reading, at + offset)).join(" ")
    const wants = /folder|directory/.test(said)
      ? "folder"
      : /file|document|picture|photo|image|script|archive/.test(said)
        ? "file"
        : null
    const fitting = things.filter(
      (thing) => thing.kind !== "files" && (wants === null ? thing.place !== true : thing.kind === wants)
    )
    const paths = new Set(fitting.map((thing) => thing.path))
    const path = fitting[0]?.path
    const rival = wants === null && things.some((thing) => thing.kind === "files")
    if (paths.size === 1 && path !== undefined && !rival)
      add(one, { paths: [path] }, { named: true, referred: true }, 0.02, { closed: true })
  }
  const many = longestSaying(reading, at, MANY_BACK)
  if (many >= 0 || (one >= 0 && !state.order)) {
    const end = Math.max(many, one)
    const sets = things.filter((thing) => thing.kind === "files")
    const named = things.filter((thing) => thing.kind !== "files" && thing.place !== true)
    const only = sets[0]?.selection
    if (sets.length === 1 && only !== undefined && (many >= 0 || named.length === 0))
      add(end, { ...only }, { referred: true }, 0.02)
    if (sets.length === 0 && many >= 0 && named.length > 1)
      add(
        many,
        { paths: named.flatMap((thing) => (thing.path === undefined ? [] : [thing.path])) },
        { named: true, referred: true },
        0.02,
        { closed: true }
      )
  }
  return out
}

/** Behind "the folder" any plain word is a name ("old"), but for words of grammar and of parts ("the file names"). */
const couldBeAfter = (token: Token, noun: boolean): boolean =>
  couldBeName(token) || (noun && VAGUE.has(token.low) && token.kind === "word")
const PARTS = words(
  "names name paths path sizes size types type contents content extensions extension list lists permissions owners owner dates date"
)

/** Nouns behind which a name stands. */
const THING_NOUNS = words(
  "file folder directory dir link symlink called named path script archive document image picture photo video program executable subfolder subdirectory"
)
const NAME_LEADS = words("the my a an symbolic existing whole entire")

/** One exact path, with "file" or "folder" before or behind it. */
const readNamed = (reading: Reading, start: number, bare: boolean): ReadonlyArray<Found<string>> => {
  let at = start
  let noun = false
  for (; reading.tokens[at]?.kind === "word"; at++) {
    const low = lowAt(reading, at)
    if (THING_NOUNS.has(low)) noun = true
    else if (low === "empty") {
      // "the empty folder x": skipped only before a noun with a name.
      if (!["folder", "directory", "file", "dir"].includes(lowAt(reading, at + 1))) break
    } else if (!NAME_LEADS.has(low)) break
  }
  if (noun && lowAt(reading, at) === ",") at++
  const out: Array<Found<string>> = []
  const tail = (end: number, path: string, cost: number) => {
    const after = lowAt(reading, end)
    if (
      [
        "file",
        "folder",
        "directory",
        "dir",
        "script",
        "archive",
        "document",
        "image",
        "subfolder",
        "subdirectory",
        "symlink",
        "link"
      ].includes(after) &&
      !["files", "folders"].includes(after)
    ) {
      if (["tree"].includes(lowAt(reading, end + 1))) return
      out.push(found(end + 1, path, Math.min(cost, 0.01)))
    }
    out.push(found(end, path, cost))
  }
  for (const path of readPath(reading, at)) tail(path.end, path.value, path.cost)
  const token = reading.tokens[at]
  if (
    token !== undefined &&
    !isPathLike(token) &&
    couldBeAfter(token, noun) &&
    token.kind === "word" &&
    (noun || !VAGUE.has(token.low))
  ) {
    const after = lowAt(reading, at + 1)
    const nounAfter = ["folder", "directory", "dir", "file", "subfolder", "symlink"].includes(after)
    // "the pdf file" is a kind; "the tmp folder" is a name.
    const kind = after === "file" && (NOUNS.has(token.low) || ADJECTIVES.has(token.low) || EXTENSIONS.has(token.low))
    const plain = !kind && !HEADS.has(token.low) && !STATES.has(token.low) && !ORDERS.has(token.low)
    if (plain && (noun || nounAfter) && !PARTS.has(token.low))
      tail(at + 1, literal(token.text), nounAfter ? 0.02 : 0.02)
    else if (
      plain &&
      (bare || reading.look(token.text) !== null) &&
      !NEVER_BARE.has(token.low) &&
      /^[\p{L}\p{N}_.@+-]+$/u.test(token.text) &&
      !NUMBER_LIKE.test(token.text)
    )
      tail(at + 1, literal(token.text), /[_.\d-]/.test(token.text) ? 0.05 : 0.15)
  }
  return out.toSorted((a, b) => b.end - a.end)
}
/** A plain second name of a list must look like a name: "a and residing under b" is no list. */
const BARE_NEXT = /^(?!.*(ing|ed)$)[a-z0-9]/
const NUMBER_LIKE = /^\d+([.,]\d+)?[a-z]{0,2}$/i

const GLUE_TO_BE = words(
  "is are was were been be being has have had do does did also i you we they it he she get got contain will would"
)

/** Where a modifier may begin behind `at`, and whether "not" stood on the way. */
const glue = (
  reading: Reading,
  at: number
): ReadonlyArray<{ readonly at: number; readonly negated: boolean; readonly joined: boolean }> => {
  const out = [{ at, negated: false, joined: false }]
  let end = at
  let joined = false
  if (lowAt(reading, end) === ",") {
    end++
    out.push({ at: end, negated: false, joined: true })
  }
  if (["and", "but", "or", "&"].includes(lowAt(reading, end))) {
    if (lowAt(reading, end) === "or") return out
    end++
    joined = true
    out.push({ at: end, negated: false, joined: true })
  }
  if (RELATIVES.has(lowAt(reading, end)) || ["ones", "those"].includes(lowAt(reading, end))) {
    end++
    out.push({ at: end, negated: false, joined })
  }
  let negated = false
  for (let steps = 0; steps < 5; steps++) {
    const low = lowAt(reading, end)
    if (low === "not" || low === "never") {
      if (negated) break
      negated = true
      end++
      out.push({ at: end, negated, joined })
      continue
    }
    if (!GLUE_TO_BE.has(low) || low === "contain") break
    end++
    out.push({ at: end, negated, joined })
  }
  return out
}

const modified = (reading: Reading, at: number): ReadonlyArray<Found<Draft>> =>
  once(reading, "modifier", at, () => {
    const out: Array<Found<Draft>> = []
    for (const start of glue(reading, at)) {
      if (start.at >= reading.tokens.length) continue
      for (const read of MODIFIERS) {
        for (const one of read(reading, start.at, start.negated)) {
          if (one.end <= start.at) continue
          if (
            Object.keys(one.value).length === 0 &&
            start.at > at &&
            !(start.at === at + 1 && lowAt(reading, at) === ",")
          )
            continue
          out.push(one)
        }
      }
      // "not": said of the whole rest ("not in subfolders") is read by the depth table, which begins before it.
    }
    const best = new Map<string, Found<Draft>>()
    for (const one of out) {
      const key = `${one.end} ${JSON.stringify(one.value)}`
      const had = best.get(key)
      if (had === undefined || had.cost > one.cost) best.set(key, one)
    }
    return [...best.values()].toSorted((a, b) => b.end - a.end || a.cost - b.cost)
  })

/** Most readings of one noun phrase that are followed. */
const MAX_STATES = 160

/** The files that the clause before found, when "the biggest file" and the like can only mean one of them. */
const narrowed = (reading: Reading, lead: State, head: Head): Draft | null => {
  if (head.draft.paths !== undefined || head.rest.referred === true || !(lead.determined || lead.order)) return null
  const sets = reading.referents.things.filter((thing) => thing.kind === "files")
  const only = sets[0]?.selection
  return sets.length === 1 && only !== undefined && reading.referents.result !== null ? { ...only } : null
}

/** All ways to read a noun phrase at `at`, longest first. */
export const readSelection = (reading: Reading, at: number): ReadonlyArray<Found<NounPhrase>> =>
  once(reading, reading.bareNames ? "files+" : "files", at, () => {
    const best = new Map<string, Found<NounPhrase>>()
    const give = (one: Found<NounPhrase> | null) => {
      if (one === null) return
      const key = `${one.end} ${JSON.stringify(one.value.selection)}`
      const had = best.get(key)
      if (had === undefined || had.cost > one.cost) best.set(key, one)
    }
    let budget = MAX_STATES * 6
    for (const lead of readLeads(reading, at)) {
      for (const head of heads(reading, lead)) {
        const draft = merge(lead.draft, head.draft)
        if (draft === null) continue
        // "… and show the biggest file": of those that were just found.
        const before = narrowed(reading, lead, head)
        const lowHead = lowAt(reading, head.end - 1)
        const state: State = {
          ...lead,
          count: head.draft.paths === undefined ? orderCount(lead, !lowHead.endsWith("s")) : lead.count,
          loose: head.loose === true
        }
        if (head.draft.paths !== undefined && lead.count !== null && lead.count !== head.draft.paths.length) continue
        const counted = head.draft.paths !== undefined ? { ...state, count: null } : state
        const queue: Array<{
          readonly end: number
          readonly draft: Draft
          readonly cost: number
          readonly steps: number
          readonly narrowed?: boolean
        }> = [{ end: head.end, draft, cost: head.cost + lead.cost + (before === null ? 0 : 0.03), steps: 0 }]
        const within = before === null ? null : merge(before, draft)
        if (within !== null)
          queue.push({ end: head.end, draft: within, cost: head.cost + lead.cost, steps: 0, narrowed: true })
        const seen = new Set<string>()
        while (queue.length > 0 && budget > 0) {
          const next = queue.shift()
          if (next === undefined) break
          const key = `${next.end} ${JSON.stringify(next.draft)}`
          if (seen.has(key)) continue
          seen.add(key)
          budget--
          give(
            finish(
              counted,
              next.draft,
              next.narrowed === true ? { ...head.rest, referred: true } : head.rest,
              next.end,
              next.cost
            )
          )
          // "the file with a quote in its name, odd/it's.txt"
          if (head.rest.single === true && lowAt(reading, next.end) === "," && next.draft.paths === undefined)
            for (const path of readPath(reading, next.end + 1))
              if (!isGlob(path.value))
                give(
                  finish(
                    { ...counted, count: null },
                    { paths: [path.value] },
                    { named: true, single: true },
                    path.end,
                    next.cost + path.cost
                  )
                )
          if (head.closed === true || next.steps >= 9) continue
          for (const one of modified(reading, next.end)) {
            // A place behind an exact path is where that path is.
            if (next.draft.paths !== undefined) {
              const placedIn = placedPaths(next.draft, one.value)
              if (placedIn !== null)
                queue.push({ end: one.end, draft: placedIn, cost: next.cost + one.cost, steps: next.steps + 1 })
              continue
            }
            const merged = merge(next.draft, one.value)
            if (merged !== null)
              queue.push({ ...next, end: one.end, draft: merged, cost: next.cost + one.cost, steps: next.steps + 1 })
          }
        }
      }
    }
    return [...best.values()].toSorted((a, b) => b.end - a.end || a.cost - b.cost)
  })

/** "a.txt in work": the path is work/a.txt. Other conditions on named paths only repeat what is known, or are noise. */
const placedPaths = (draft: Draft, more: Draft): Draft | null => {
  const keys = Object.keys(more)
  if (keys.length === 0) return draft
  if (keys.length === 1 && (more.recursive === true || more.hidden === "include")) return draft
  const [place, ...others] = more.in ?? []
  if (place === undefined || others.length > 0 || keys.some((key) => key !== "in" && key !== "recursive")) return null
  const base = place.endsWith("/") ? place : `${place}/`
  if (place === "." || place === "./") return draft
  return {
    ...draft,
    paths: (draft.paths ?? []).map((path) =>
      path.startsWith("/") || path.startsWith("~/") || path.startsWith(base)
        ? path
        : base + (path.startsWith("./") ? path.slice(2) : path)
    )
  }
}

/** Conditions without a noun, one or more. */
export const readConditions = (reading: Reading, at: number): ReadonlyArray<Found<Selection>> =>
  once(reading, "conditions", at, () => {
    const out: Array<Found<Selection>> = []
    const queue: Array<Found<Draft>> = [found(at, {})]
    for (let steps = 0; queue.length > 0 && steps < 60; steps++) {
      const next = queue.shift()
      if (next === undefined) break
      for (const one of modified(reading, next.end)) {
        const merged = merge(next.value, one.value)
        if (merged === null) continue
        const longer = found(one.end, merged, next.cost + one.cost)
        out.push(longer)
        queue.push(longer)
      }
    }
    return out.toSorted((a, b) => b.end - a.end || a.cost - b.cost)
  })
/** Places and depth without a noun ("in docs", "in all subfolders", "recursively"). */
export const readWithin = (reading: Reading, at: number): ReadonlyArray<Found<Selection>> =>
  readConditions(reading, at).filter(
    (one) =>
      Object.keys(one.value).length > 0 &&
      Object.keys(one.value).every((key) => ["in", "recursive", "maxDepth", "hidden"].includes(key))
  )

/** A noun phrase that is one exact path. */
export const readOnePath = (reading: Reading, at: number): ReadonlyArray<Found<string>> =>
  readSelection(reading, at).flatMap((phrase) => {
    const [path, ...more] = phrase.value.selection.paths ?? []
    return path === undefined || more.length > 0 || Object.keys(phrase.value.selection).length > 1
      ? []
      : [found(phrase.end, path, phrase.cost)]
  })

/** Whether a path that was named is a folder, or would be by its name. */
export const namesFolder = (reading: Reading, path: string): boolean => {
  const there = reading.look(path)
  return there === null ? path.endsWith("/") || !looksLikeFile(path) : there === "folder"
}
