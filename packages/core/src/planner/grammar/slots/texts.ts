/**
 * Texts as arguments: quoted, or the words as they stand, and the files that a text action reads. Unquoted text ends before
 * shell signs, negations and the next order; longer readings cost more, so that the phrase decides where it ends.
 */
import type { Selection } from "../../../plan/Selection.ts"
import { liesInPlace } from "../exactNames.ts"
import { type Found, found } from "../Found.ts"
import { ADJECTIVES, EXTENSIONS, NOUNS } from "../kinds.ts"
import { HEADS } from "../nounWords.ts"
import { lowAt } from "../Reading.ts"
import { spokenSign } from "../modifiers/namePieces.ts"
import { readSought } from "../modifiers/sought.ts"
import { readEntities } from "../readEntities.ts"
import { looksLikeFile, readList, readName } from "../readPath.ts"
import { NEGATIONS, words } from "../words.ts"
import type { Filled, SlotReader } from "./SlotReader.ts"
import { files } from "./files.ts"
import { document } from "./namedFiles.ts"
import { place } from "./places.ts"

/** A piece of a name: written, or a sign by its name ("spaces", "underscores"). */
export const nameTerm: SlotReader = (reading, at, slot) => {
  const sign = spokenSign(lowAt(reading, at))
  return sign === undefined || reading.tokens[at]?.kind === "quoted"
    ? term(reading, at, slot)
    : [found(at + 1, { value: sign })]
}

/** A piece that is surely no whole name: it begins or ends with a sign, or is in quotes, and no file is called so. */
export const namePiece: SlotReader = (reading, at, slot) => {
  const token = reading.tokens[at]
  if (token === undefined || reading.look(token.text) !== null || looksLikeFile(token.text)) return []
  const surely = token.kind === "quoted" || /^[_-]|[_-]$/.test(token.text) || spokenSign(token.low) !== undefined
  return surely ? nameTerm(reading, at, slot).filter((one) => one.end === at + 1) : []
}

export const name: SlotReader = (reading, at) =>
  readName(reading, at).map((one) => found(one.end, { value: one.value }, one.cost))

export const names: SlotReader = (reading, at) =>
  readList(reading, at, (next) => readName(reading, next)).map((one) => found(one.end, { value: one.value }, one.cost))

/** Text: quoted, or the words as they stand (one, or more up to the next part of the phrase). */
export const text: SlotReader = (reading, at) => {
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

export const sought: SlotReader = (reading, at) =>
  readSought(reading, at).map((one) => found(one.end, { value: one.value }, one.cost))

/** A text to look for; "regex", "as a whole word" and "ignoring case" go to the arguments of those names beside it. */
export const term: SlotReader = (reading, at) => [
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

/** A text to look for that cannot be a kind of files: "find text files" are those, and "find text TODO" is a text. */
export const plainTerm: SlotReader = (reading, at, slot) => {
  const low = lowAt(reading, at)
  const isKind = HEADS.has(low) || NOUNS.has(low) || ADJECTIVES.has(low) || EXTENSIONS.has(low)
  return isKind && reading.tokens[at]?.kind === "word"
    ? []
    : term(reading, at, slot).filter((one) => one.end === at + 1)
}

const escapeRegex = (written: string): string => written.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")

export const anchoredTerm =
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

/** Takes no words: the text by which the clause before chose its files. */
export const itsTerm: SlotReader = (reading, at) => {
  const sets = reading.referents.things.filter((thing) => thing.kind === "files")
  const sought_ = sets.length === 1 ? sets[0]?.selection?.containing : undefined
  const [only, ...others] = sought_ ?? []
  if (only === undefined || others.length > 0) return []
  const { text: value, ...more } = only
  return [found(at, { value, ...(Object.keys(more).length > 0 ? { more } : {}) }, 0.02)]
}

/** Files by condition or by name, whose text is changed: never a folder, which has none of its own. */
export const textFiles: SlotReader = (reading, at, slot) =>
  files(reading, at, slot).filter((one) =>
    (one.value.phrase?.selection.paths ?? []).every((path) => path !== "." && reading.look(path) !== "folder")
  )

/** Texts: named files, files by condition, or all files of a place and below. */
export const texts: SlotReader = (reading, at, slot) => [
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

export const word: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct" || token.text === "") return []
  if (token.kind === "word" && (/[;|&<>$`\\]/.test(token.text) || token.text.startsWith("-"))) return []
  return [found(at + 1, { value: token.text }, 0.01)]
}

/** A bare number to look for, as a whole word. */
export const figureTerm: SlotReader = (reading, at) =>
  /^\d+$/.test(lowAt(reading, at)) ? [found(at + 1, { value: lowAt(reading, at), more: { wholeWord: true } })] : []

export const quotedTerm: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  // "delete 'a.txt' in work": a file that is there, and no text of the folder.
  return token?.kind === "quoted" && !liesInPlace(reading, at) ? [found(at + 1, { value: token.text })] : []
}
