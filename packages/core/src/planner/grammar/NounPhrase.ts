/**
 * What a noun phrase was read to: a Selection, and how definite the words were. `finish` puts the last touches to it that
 * follow from the contract's words (§4: what goes down by itself) and gives `null` for what one Selection cannot say.
 */
import type { Selection } from "../../plan/Selection.ts"
import type { Draft } from "./Draft.ts"
import { found, type Found } from "./Found.ts"

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
  /** Leaves the choice to us: "some", "one of", "any log". */
  readonly choice?: boolean
  /** Said to be old, and not how old. */
  readonly ageless?: boolean
  /** The newest, the largest, and not how many of them. */
  readonly countless?: boolean
  /** Words of a kind that are names of folders here as well. */
  readonly twofold?: Twofold
}

/** Words that are a kind of files and the names of folders that are here ("documents" beside a folder Documents). */
export interface Twofold {
  /** The words, by their tokens. */
  readonly from: number
  readonly end: number
  /** The folders, as they are named. */
  readonly folders: ReadonlyArray<string>
}

/** What stood before the noun. */
export interface Lead {
  readonly at: number
  readonly draft: Draft
  readonly cost: number
  readonly universal: boolean
  readonly loose: boolean
  readonly count: number | null
  readonly order: boolean
  readonly determined: boolean
  /** "Some", "one of" stood there. */
  readonly choice?: boolean
  /** "Any" stood there, which leaves the choice where one thing follows. */
  readonly any?: boolean
  /** "Old" stood there. */
  readonly ageless?: boolean
  /** An order stood there over many things, and no number. */
  readonly countless?: boolean
}

/** The phrase of a draft that ends at `end`; `null` when two conditions cannot both be said. */
export const finish = (
  state: Lead,
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
  // "all folders except photos": no folder is kept by an extension.
  if (selection.type === "folder" && selection.notExtensions !== undefined) return null
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
      ...(state.choice === true ? { choice: true } : {}),
      ...(state.countless === true ? { countless: true } : {}),
      ...(state.ageless === true && selection.modified === undefined ? { ageless: true } : {}),
      ...rest
    },
    cost
  )
}
