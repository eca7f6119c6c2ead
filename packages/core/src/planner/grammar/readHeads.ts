/**
 * The noun of a phrase, each way it can be read: "files", "pdf files", a list of names or patterns, an unknown word before
 * a kind ("server logs"), "everything", and what points back. One branch for each way; none looks behind the noun.
 */
import { type Draft, merge, toDraft } from "./Draft.ts"
import { found } from "./Found.ts"
import {
  FILE_NOUNS,
  expandBraces,
  isKindNamedFolder,
  kindPlaces,
  readKinds,
  readNamesAndPatterns,
  twofoldOf
} from "./readKinds.ts"
import type { Lead, NounPhrase } from "./NounPhrase.ts"
import { CALLED, EVERYTHING, HEADS, LONG_HEADS, longHead, MANY_BACK, ONE_BACK, ORDERS, STATES } from "./nounWords.ts"
import { escapePattern, isGlob, isPattern } from "./exactNames.ts"
import { longestSaying, lowAt, type Reading } from "./Reading.ts"
import { readLandmark, readPlaces } from "./readFolder.ts"
import { BARE_NEXT, readNamed } from "./readNamed.ts"
import { couldBeName, isPathLike, looksLikeFile, readList } from "./readPath.ts"
import { readSeries } from "./readSeries.ts"
import { NEVER_NAMES, ORDINALS, VAGUE, words } from "./words.ts"

export interface Head {
  readonly end: number
  readonly draft: Draft
  readonly cost: number
  readonly rest: Partial<NounPhrase>
  /** Nothing may stand behind it. */
  readonly closed?: boolean
  readonly loose?: boolean
}

const SUB = /^sub/
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

/** Words of many that the phrase may have taken before the noun. */
const ALL = words("all every each any")
const EACH = words("each every")
/** What brings a series elsewhere, and deeds that have no second name. */
const GOES_ON = words("to into onto")
const TAKES_ONE = words("delete remove trash erase rm show open zip compress list")
/** How much a path costs more, or less, than the condition on the name that the same words may be. */
const BESIDE_NAMES = 0.005

/** A place costs what it costs where a phrase has a slot for it. */
const KIND_PLACE = 0.02

const singular = (word: string): boolean => !word.endsWith("s")

/** Every reading of the noun at the end of a lead. */
export const heads = (reading: Reading, state: Lead): ReadonlyArray<Head> => {
  const out: Array<Head> = []
  const { at } = state
  const token = reading.tokens[at]
  if (token === undefined) return out
  const pattern = (text: string) => isPattern(reading, text)
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
        for (const list of readList(reading, back, (start, first) =>
          readNamed(reading, start, first || BARE_NEXT.test(lowAt(reading, start)))
        )) {
          if (list.value.some(pattern) || ["called", "named"].includes(lowAt(reading, list.end - 1))) continue
          // "files named a" is rather every such file, "the file named a" rather that one path.
          const one = singular(token.low) && !ALL.has(lowAt(reading, at - 1))
          const beside = called < 0 ? 0 : one ? -BESIDE_NAMES : BESIDE_NAMES
          const cost = Math.max(0, list.cost - (called >= 0 ? 0.15 : 0.02)) + beside
          // "find folders named temp" looks for many of one name; "the files named a and b" are those two.
          const sought = called >= 0 && !reading.bareNames && !singular(token.low) && list.value.length === 1
          if (!sought || list.value.some((path) => path.includes("/")))
            add(list.end, { paths: list.value }, { named: true }, cost)
          if (!reading.bareNames && list.value.every((path) => !path.includes("/")))
            add(list.end, { names: list.value.map(escapePattern), type: head.type ?? "any" }, { exact: true }, cost)
        }
      for (const list of readNamesAndPatterns(reading, back, false))
        if (list.value.some(pattern)) add(list.end, { names: list.value, ...head }, {}, list.cost)
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
  // "search for a in documents": the folder of that name, where there is one.
  const placed = kindPlaces(reading, at)
  for (const places of placed) add(places.end, { type: "file", in: places.value }, {}, KIND_PLACE)
  if (placed.length > 0) return out
  // Words of kinds that are folders here too; "all photos" and "the 5 newest photos" are files all the same.
  const counted = state.universal || state.count !== null || state.order
  const twofoldTo = (end: number): Partial<NounPhrase> => {
    const twofold = counted ? null : twofoldOf(reading, at, end)
    return twofold === null ? {} : { twofold }
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
      // "in each log": the phrase may have taken the word before it.
      const told = state.determined || state.order || EACH.has(lowAt(reading, at - 1))
      const bareExtension = !kinds.value.plural && kinds.value.either.extensions.length > 0 && !told
      const rest = { single: !kinds.value.plural && !state.universal, ...twofoldTo(kinds.end) }
      add(kinds.end, draft, rest, bareExtension ? 0.03 : 0)
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
  // "delete my home folder", "move the parent folder": one thing, whatever it is called
  if (reading.bareNames && state.count === null && !state.order)
    for (const place of readLandmark(reading, at))
      add(place.end, { paths: [place.value] }, { named: true }, place.cost, { closed: true })
  // "compress logs", "zip docs": a plain word of a kind that names a folder here is that folder.
  if (!state.determined && state.count === null && !state.order && isKindNamedFolder(reading, at))
    for (const list of readList(reading, at, (next) =>
      isKindNamedFolder(reading, next) ? [found(next + 1, reading.tokens[next]?.text ?? "")] : []
    ))
      add(list.end, { paths: list.value }, { named: true, ...twofoldTo(list.end) }, -0.02)
  // a list of names and patterns: "a.out and *.o", "*.jpg"
  for (const list of readNamesAndPatterns(reading, at, false)) {
    if (!list.value.some(pattern)) continue
    add(list.end, { names: list.value }, {}, list.cost)
    if (FILE_NOUNS.has(lowAt(reading, list.end))) add(list.end + 1, { names: list.value, type: "file" }, {}, list.cost)
    const noun = HEADS.get(lowAt(reading, list.end))
    if (noun?.type === "folder" || noun?.type === "any")
      add(list.end + 1, { names: list.value, ...noun }, {}, list.cost)
  }
  // patterns with folders in them
  if (pattern(token.text) && token.text.includes("/") && (token.kind === "quoted" || isPathLike(token)))
    add(at + 1, ofPathPattern(token.text))
  if (token.kind === "word" && token.text === "**") add(at + 1, ofPathPattern("**"))
  // "img1.jpg to img5.jpg" with a place behind it: those five; without one the second is rather a new name.
  const isName =
    isPathLike(token) ||
    reading.look(token.text) !== null ||
    (reading.bareNames && couldBeName(token) && !/^\d+$/.test(token.text))
  for (const series of isName ? readSeries(reading, at) : [])
    if (!reading.bareNames || GOES_ON.has(lowAt(reading, series.end)) || TAKES_ONE.has(lowAt(reading, 0)))
      add(series.end, { paths: series.value }, { named: true })
  // exact names: "a.txt, b.txt and c.txt", "the build folder", "'my file'"
  for (const list of readList(reading, at, (start, first) =>
    readNamed(reading, start, reading.bareNames && (first || BARE_NEXT.test(lowAt(reading, start))))
  )) {
    if (list.value.some(pattern)) continue
    // "delete the newest logs": of one thing that is named, none is the newest.
    if (state.order && reading.bareNames && list.value.length === 1) continue
    // "all fiels": not a name, but a slip.
    if (state.universal && list.cost > 0.04) continue
    const many = state.universal || ALL.has(lowAt(reading, at - 1)) ? BESIDE_NAMES : 0
    add(list.end, { paths: list.value }, { named: true, ...twofoldTo(list.end) }, list.cost + many)
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
    !HEADS.has(token.low) &&
    // "Every second photo" counts them.
    !ORDINALS.has(token.low)
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
