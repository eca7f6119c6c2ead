/**
 * A file or folder that is named: "a.txt", "the folder build", "the tmp directory". A plain word is a name only beside such
 * a noun, where something of that name is there, or where a deed is asked for; words of grammar never are.
 */
import { HEADS, NAME_LEADS, ORDERS, PARTS, STATES, THING_NOUNS } from "./nounWords.ts"
import { found, type Found } from "./Found.ts"
import { ADJECTIVES, EXTENSIONS, NOUNS } from "./kinds.ts"
import { lowAt, type Reading } from "./Reading.ts"
import { isOwn, ownFolder } from "./ownFolder.ts"
import { couldBeName, isPathLike, literal, readPath } from "./readPath.ts"
import type { Token } from "./Token.ts"
import { SIZE_UNITS, YEAR_LIKE } from "./units.ts"
import { NEVER_BARE, VAGUE } from "./words.ts"

/** Behind "the folder" any plain word is a name ("old"), but for words of grammar and of parts ("the file names"). */
const couldBeAfter = (token: Token, noun: boolean): boolean =>
  couldBeName(token) || (noun && (VAGUE.has(token.low) || SIZE_UNITS.has(token.low)) && token.kind === "word")

const NUMBER_LIKE = /^\d+([.,]\d+)?[a-z]{0,2}$/i

/** One exact path, with "file" or "folder" before or behind it. */
export const readNamed = (reading: Reading, start: number, bare: boolean): ReadonlyArray<Found<string>> => {
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
  const after = lowAt(reading, at + 1)
  const nounAfter = ["folder", "directory", "dir", "file", "subfolder", "symlink"].includes(after)
  // "the old folder", "Old": an adjective that is the name of something here.
  const adjectiveHere =
    token !== undefined &&
    VAGUE.has(token.low) &&
    (nounAfter || token.text !== token.low) &&
    reading.look(token.text) !== null
  // "delete b", "delete 2023": a unit of sizes or a year that is the name of something here.
  const unitHere =
    token !== undefined && (SIZE_UNITS.has(token.low) || YEAR_LIKE.test(token.low)) && reading.look(token.text) !== null
  if (
    token !== undefined &&
    !isPathLike(token) &&
    (couldBeAfter(token, noun) || adjectiveHere || unitHere) &&
    token.kind === "word" &&
    (noun || !VAGUE.has(token.low) || adjectiveHere)
  ) {
    // "the pdf file" is a kind; "the tmp folder" is a name.
    const kind = after === "file" && (NOUNS.has(token.low) || ADJECTIVES.has(token.low) || EXTENSIONS.has(token.low))
    const plain = !kind && !HEADS.has(token.low) && !STATES.has(token.low) && !ORDERS.has(token.low)
    if (plain && (noun || nounAfter) && !PARTS.has(token.low))
      tail(at + 1, literal(ownFolder(reading, token, isOwn(reading, at))), 0.02)
    else if (
      plain &&
      (bare || reading.look(token.text) !== null) &&
      !NEVER_BARE.has(token.low) &&
      /^[\p{L}\p{N}_.@+-]+$/u.test(token.text) &&
      (unitHere || !NUMBER_LIKE.test(token.text))
    )
      tail(at + 1, literal(ownFolder(reading, token, isOwn(reading, at))), /[_.\d-]/.test(token.text) ? 0.05 : 0.15)
  }
  return out.toSorted((a, b) => b.end - a.end)
}

/** A plain second name of a list must look like a name: "a and residing under b" is no list. */
export const BARE_NEXT = /^(?!.*(ing|ed)$)[a-z0-9]/
