/**
 * What is left out: "except pdfs", "but not in build", "without the hidden ones", "other than those containing x". A plain
 * word is taken for a folder only where "folder" stands by it, it is one here, or everybody knows it as one.
 */
import { type Draft, toExclusion } from "../Draft.ts"
import { isGlob } from "../exactNames.ts"
import { type Found, found } from "../Found.ts"
import { longestSaying, lowAt, sayingTable } from "../Reading.ts"
import { FOLDER_NOUNS } from "../readFolder.ts"
import { FILE_NOUNS, readKinds, readNamesAndPatterns } from "../readKinds.ts"
import { readList } from "../readPath.ts"
import { NEVER_NAMES, words } from "../words.ts"
import type { Modifier } from "./Modifier.ts"
import { CONTAINS } from "./content.ts"
import { STARTS } from "./name.ts"
import { readPieces } from "./namePieces.ts"
import { readSought } from "./sought.ts"

const EXCEPT = sayingTable(
  `except | except for | but not | but never | other than | excluding | excepting | besides | apart from | aside from | save for | ignoring | ignore | skipping | skip | leaving out | not including | minus | not counting | with the exception of | but keep | but leave | but ignore | but exclude | but skip | without | exclude | not | and not | but leave alone | and ignore | and skip | but spare | omitting | leaving aside | but without | and exclude | outside | outside of | not in | not inside | not under | not from | but not in | but not inside | but not under | but not those in | but not the ones in | except in | except those in | except the ones in | except those under | excluding those in | except for those in | excluding everything in | excluding anything in | except those inside | excluding files in | ignoring files in | ignoring anything in | ignoring everything in | skipping files in | except files in`
)

const IN_ENDS = words("in under inside from outside")

export const exceptions: Modifier = (reading, at, negated) => {
  if (negated) return []
  const out: Array<Found<Draft>> = []
  const said = longestSaying(reading, at, EXCEPT)
  if (said < 0) return out
  const word = lowAt(reading, said - 1)
  let start = said
  // "apart from a.txt" and "with the exception of a.txt" are no places.
  const before = lowAt(reading, said - 2)
  const outside = word === "of" ? before === "outside" : IN_ENDS.has(word) && before !== "apart" && before !== "aside"
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
    // kinds: "except pdfs", "other than .log files"; behind "the folder" stands its name
    const inFolder = FOLDER_NOUNS.has(lowAt(reading, start - 1))
    for (const kinds of inFolder ? [] : readKinds(reading, start)) {
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
      list.value.every((one) => reading.look(one) === "folder") ||
      list.value.every((one) => /^[\w.]*[_][\w]*$|^\.git$|^dist$|^build$|^target$|^venv$|^vendor$|^out$/.test(one))
    if (sure) out.push(found(tailed ? list.end + 1 : list.end, { notInPath: list.value }, list.cost))
  }
  return out
}
