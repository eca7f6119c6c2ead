/** "pdf", "zip and tar.gz", "PHP and JS", "photos", "'*.txt' and '*.md'": kinds of files, by extension, kind or pattern. */
import { both, NO_ALTERNATIVES, type Alternatives } from "./Draft.ts"
import { escapePattern, isExactName, isGlob } from "./exactNames.ts"
import { found, type Found } from "./Found.ts"
import { ADJECTIVES, EXTENSIONS, type KindWord, NOUNS, RISKY_EXTENSIONS } from "./kinds.ts"
import { lowAt, type Reading } from "./Reading.ts"
import type { Twofold } from "./NounPhrase.ts"
import { isPathLike, jointAt, readList } from "./readPath.ts"
import { VAGUE, words } from "./words.ts"

export const FILE_NOUNS = words(`file files filename filenames`)

export interface Kind {
  readonly either: Alternatives
  /** A noun by itself ("photos", "pdfs", "*.txt"); otherwise a noun such as "files" must follow. */
  readonly noun: boolean
  /** More than one is meant. */
  readonly plural: boolean
}

const ofWord = (word: KindWord): Alternatives => ({
  extensions: word.extensions ?? [],
  kinds: word.kind === undefined ? [] : [word.kind],
  names: word.names ?? []
})

/** An extension as people write it: ".txt", "txt", "PDFs", "tar.gz", "*.txt" only where it stands for itself. */
const readExtension = (reading: Reading, at: number): Found<Kind> | null => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct") return null
  const text = token.kind === "quoted" ? token.text.toLowerCase() : token.low
  const dotted = /^\.([a-z0-9][a-z0-9_+-]{0,11}(?:\.(?:gz|bz2|xz|zst))?)$/.exec(text)
  if (dotted?.[1] !== undefined)
    return found(at + 1, { either: { ...NO_ALTERNATIVES, extensions: [dotted[1]] }, noun: false, plural: false })
  if (token.kind === "quoted") return null
  // "Old files" are of an age; of an extension only where that is said.
  const aged = VAGUE.has(text) && !/^(extensions?|suffix|ending)$/.test(lowAt(reading, at + 1))
  if (EXTENSIONS.has(text) && text !== "a" && !aged)
    return found(at + 1, {
      either: { ...NO_ALTERNATIVES, extensions: [text] },
      noun: !RISKY_EXTENSIONS.has(text),
      plural: false
    })
  const singular = text.endsWith("s") ? text.slice(0, -1).replace(/'$/, "") : ""
  if (singular.length > 1 && EXTENSIONS.has(singular) && !RISKY_EXTENSIONS.has(singular))
    return found(at + 1, {
      either: { ...NO_ALTERNATIVES, extensions: ADJECTIVES.get(singular)?.extensions ?? [singular] },
      noun: true,
      plural: true
    })
  // "jpg/png"
  if (text.includes("/") && text.split("/").every((part) => EXTENSIONS.has(part.replace(/^\./, ""))))
    return found(at + 1, {
      either: { ...NO_ALTERNATIVES, extensions: text.split("/").map((part) => part.replace(/^\./, "")) },
      noun: false,
      plural: false
    })
  return null
}

/** `*.{jpg,png}` is `*.jpg` and `*.png`. */
export const expandBraces = (pattern: string): ReadonlyArray<string> => {
  const match = /^([^{}]*)\{([^{}]+)\}([^{}]*)$/.exec(pattern)
  return match?.[2] === undefined
    ? [pattern]
    : match[2].split(",").map((part) => `${match[1] ?? ""}${part.trim()}${match[3] ?? ""}`)
}

/** A name pattern without a folder in it. */
export const readPattern = (reading: Reading, at: number): Found<Kind> | null => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct" || !isGlob(token.text) || token.text.includes("/")) return null
  if (isExactName(reading, at)) return null
  if (token.kind === "word" && !/^[\p{L}\p{N}_.*?[\]{},~+@%#=^! -]+$/u.test(token.text)) return null
  if (token.kind === "word" && /^[?]+$/.test(token.text)) return null
  return found(at + 1, { either: { ...NO_ALTERNATIVES, names: expandBraces(token.text) }, noun: true, plural: true })
}

/** One kind; the longest wording first. */
export const readKind = (reading: Reading, at: number): ReadonlyArray<Found<Kind>> => {
  const out: Array<Found<Kind>> = []
  const pattern = readPattern(reading, at)
  if (pattern !== null) return [pattern]
  for (const length of [3, 2, 1]) {
    const written = Array.from({ length }, (_, index) => lowAt(reading, at + index)).join(" ")
    const noun = NOUNS.get(written)
    if (noun !== undefined)
      out.push(found(at + length, { either: ofWord(noun), noun: true, plural: written.endsWith("s") }))
    const adjective = ADJECTIVES.get(written)
    if (adjective !== undefined) out.push(found(at + length, { either: ofWord(adjective), noun: false, plural: false }))
  }
  const extension = readExtension(reading, at)
  if (extension !== null) out.push(extension)
  return out
}

/** Kinds joined by "and", "or", commas; shorter lists too. */
export const readKinds = (reading: Reading, at: number): ReadonlyArray<Found<Kind>> => {
  const out: Array<Found<Kind>> = []
  for (const first of readKind(reading, at)) {
    let current = first
    out.push(current)
    for (;;) {
      const joint = jointAt(reading, current.end)
      if (joint < 0) break
      let start = joint
      while (["all", "any", "every", "the", "each"].includes(lowAt(reading, start))) start++
      const next = readKind(reading, start)[0]
      if (next === undefined) break
      current = found(next.end, {
        either: both(current.value.either, next.value.either),
        noun: next.value.noun,
        plural: true
      })
      out.push(current)
    }
  }
  return out.toSorted((a, b) => b.end - a.end)
}

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
/** The folder here that a word of a kind names as well ("documents" beside Documents); `null` for none. */
export const folderOfKind = (reading: Reading, at: number): string | null => {
  const token = reading.tokens[at]
  if (token?.kind !== "word" || !readKind(reading, at).some((kind) => kind.end === at + 1)) return null
  return [token.text, capitalised(token.text)].find((name) => reading.look(name) === "folder") ?? null
}

/**
 * Words of kinds from `from` to `end` of which one names a folder here; `null` where none does, or where a word between says
 * which is meant ("the folder documents").
 */
export const twofoldOf = (reading: Reading, from: number, end: number): Twofold | null => {
  const folders: Array<string> = []
  for (let at = from; at < end; at++) {
    const joint = jointAt(reading, at)
    if (joint > at) {
      at = joint - 1
      continue
    }
    if (["the", "my", "our", "your"].includes(lowAt(reading, at))) continue
    if (!readKind(reading, at).some((kind) => kind.end === at + 1)) return null
    const folder = folderOfKind(reading, at)
    if (folder !== null) folders.push(folder)
  }
  return folders.length === 0 ? null : { from, end, folders }
}

/** Folders behind "in", said by words that are kinds as well ("in documents", "in photos and documents"): longest first. */
export const kindPlaces = (reading: Reading, at: number): ReadonlyArray<Found<ReadonlyArray<string>>> => {
  let before = at - 1
  while (["the", "my", "our", "your"].includes(lowAt(reading, before))) before--
  if (!IN_FRONT_OF_PLACES.has(lowAt(reading, before))) return []
  return readList(reading, at, (start) => {
    const folder = folderOfKind(reading, start)
    return folder === null || FILE_NOUNS.has(lowAt(reading, start + 1)) ? [] : [found(start + 1, folder)]
  })
}

/** Whether a word of a kind ("logs", "docs") is the name of a folder that is here; counted things are files. */
export const isKindNamedFolder = (reading: Reading, at: number): boolean => {
  const token = reading.tokens[at]
  if (token?.kind !== "word" || reading.look(token.text) !== "folder") return false
  if (COUNTED.has(lowAt(reading, at - 1)) || IN_FRONT_OF_PLACES.has(lowAt(reading, at + 1))) return false
  return readKinds(reading, at).some((kind) => kind.end === at + 1)
}
/** "Delete logs in work" speaks of logs there, and not of the folder logs that is here. */
const IN_FRONT_OF_PLACES = words("in inside under below within")
const COUNTED = words("many count")

/** A quoted word as a pattern: one with pattern signs that is an exact name fits only itself. */
const asPattern = (reading: Reading, at: number): string => {
  const text = reading.tokens[at]?.text ?? ""
  return isExactName(reading, at) ? escapePattern(text) : text
}

/** Patterns and plain names in one list ("a.out and *.o", "'.DS_Store', '._*' or '.apdisk'"). */
export const readNamesAndPatterns = (
  reading: Reading,
  at: number,
  bare: boolean
): ReadonlyArray<Found<ReadonlyArray<string>>> => {
  const item = (index: number): Found<ReadonlyArray<string>> | null => {
    const token = reading.tokens[index]
    if (token === undefined || token.kind === "punct") return null
    const pattern = readPattern(reading, index)
    if (pattern !== null) return found(index + 1, pattern.value.either.names)
    if (token.kind === "quoted")
      return token.text === "" || token.text.includes("/") ? null : found(index + 1, [asPattern(reading, index)])
    if (token.text.includes("/")) return null
    if (isPathLike(token)) return found(index + 1, [token.text])
    return bare && /^[\p{L}\p{N}_.+@-]+$/u.test(token.text) ? found(index + 1, [token.text], 0.02) : null
  }
  const out: Array<Found<ReadonlyArray<string>>> = []
  let current = item(at)
  while (current !== null) {
    out.push(current)
    let joint = jointAt(reading, current.end)
    if (joint < 0) break
    while (["the", "a", "named", "called"].includes(lowAt(reading, joint))) joint++
    const next = item(joint)
    if (next === null) break
    current = found(next.end, [...current.value, ...next.value], Math.max(current.cost, next.cost))
  }
  return out.toReversed()
}
