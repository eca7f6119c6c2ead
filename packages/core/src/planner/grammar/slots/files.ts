/**
 * Files by condition, as a Selection: "the pdf files in work", "files larger than 1 MB", "in docs". The kinds differ in what
 * they leave to another action: `listing` what a folder's list can say, `search` what must be searched for, `chosen` what is
 * not named. A search goes down by itself; what a later deed takes over from it says so.
 */
import type { Selection } from "../../../plan/Selection.ts"
import { type Found, found } from "../Found.ts"
import { type Reading, type Referent, lowAt } from "../Reading.ts"
import { isKindNamedFolder } from "../readKinds.ts"
import { looksLikeFile } from "../readPath.ts"
import { type NounPhrase, readConditions, readSelection, readWithin } from "../readSelection.ts"
import { BACK, type Filled, type SlotReader, thingOf } from "./SlotReader.ts"

export const files: SlotReader = (reading, at) =>
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
      "created",
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
export const listing: SlotReader = (reading, at, slot) =>
  files(reading, at, slot).filter(
    (one) =>
      one.value.phrase !== undefined &&
      !one.value.phrase.named &&
      one.value.phrase.exact !== true &&
      !searches(one.value.phrase)
  )

/** What is looked for: never an exact path of this folder, unless it was written with one. */
export const findable: SlotReader = (reading, at, slot) =>
  goingDown(files(reading, at, slot)).filter(
    (one) =>
      one.value.phrase?.named !== true ||
      (one.value.phrase.selection.paths ?? []).every((path) => path.includes("/") && looksLikeFile(path))
  )

/** The same but for a plain name: what is taken by its name is wanted, not looked for. */
export const taken: SlotReader = (reading, at, slot) =>
  findable(reading, at, slot).filter((one) =>
    (one.value.phrase?.selection.names ?? []).every((name) => /[*?[]/.test(name))
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

/** What must be searched for; "docs" alone is no kind where a folder docs is here. */
export const search: SlotReader = (reading, at, slot) =>
  goingDown(files(reading, at, slot)).filter(
    (one) =>
      !(one.end === at + 1 && isKindNamedFolder(reading, at)) &&
      one.value.phrase !== undefined &&
      searches(one.value.phrase) &&
      !one.value.phrase.named &&
      one.value.phrase.exact !== true
  )

/** Files by condition, and no name that could be the file of that name. */
export const listed: SlotReader = (reading, at, slot) =>
  chosen(reading, at, slot).filter((one) => one.value.phrase?.exact !== true)

/** What keeps any list in its folder: an order, and names that are said of all in it. */
const STAYING: ReadonlySet<string> = new Set([
  "type",
  "in",
  "paths",
  "hidden",
  "order",
  "notNames",
  "nameContains",
  "anyCase"
])

/** What is said of each file by its own facts: "list files larger than 1 MB" stays (contract §4), where "show" may as well be a search. */
const SIFTING: ReadonlySet<string> = new Set([
  ...STAYING,
  "size",
  "modified",
  "created",
  "newerThan",
  "extensions",
  "kinds"
])

const stayingBy =
  (keys: ReadonlySet<string>): SlotReader =>
  (reading, at, slot) =>
    files(reading, at, slot).filter((one) => {
      const phrase = one.value.phrase
      return (
        phrase !== undefined &&
        !phrase.named &&
        phrase.exact !== true &&
        searches(phrase) &&
        // Folders of a folder are its tree.
        phrase.selection.type !== "folder" &&
        Object.keys(phrase.selection).every((key) => keys.has(key))
      )
    })

export const staying: SlotReader = stayingBy(STAYING)

/** Sizes and times, of a kind too; a kind alone is looked for wherever it is. */
export const sifted: SlotReader = (reading, at, slot) =>
  stayingBy(SIFTING)(reading, at, slot).filter((one) =>
    (["size", "modified", "created", "newerThan"] as const).some(
      (key) => one.value.phrase?.selection[key] !== undefined
    )
  )

/** "the five biggest file sizes": the files, said by what is asked of them. */
export const sizes: SlotReader = (reading, at, slot) =>
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

/** Files by condition, not by exact names. */
export const chosen: SlotReader = (reading, at, slot) =>
  files(reading, at, slot).filter((one) => one.value.phrase?.named !== true)

/** Folders by condition ("all folders whose names begin with temp"), never exact ones. */
export const eachFolder: SlotReader = (reading, at, slot) =>
  files(reading, at, slot).filter(
    (one) =>
      one.value.phrase?.selection.type === "folder" &&
      !one.value.phrase.named &&
      (one.value.phrase.universal || one.value.phrase.filtered)
  )

/** A place behind its preposition: "in docs", "under src and its subfolders", "recursively". Adds to the Selection of the same name. */
export const within: SlotReader = (reading, at) =>
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
export const conditions: SlotReader = (reading, at) =>
  readConditions(reading, at).map((one) =>
    found(one.end, { value: one.value, phrase: { ...BACK, referred: false } }, one.cost)
  )

/** Conditions that tell files apart, without a noun ("was edited yesterday in tmp"). */
export const filters: SlotReader = (reading, at) =>
  readConditions(reading, at).flatMap((one) =>
    (["modified", "created", "size", "containing", "notContaining", "newerThan"] as const).some(
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

/** "two levels deep", "to a depth of 2". */
export const levels: SlotReader = (reading, at) =>
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
