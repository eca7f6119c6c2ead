/**
 * "write the list of all photos to photos.txt" in two deeds: list them, and write the result there. Only where the words speak of a
 * list or of names; what is quoted is text, and is left to the phrases that write it. Pure: tokens in, tokens out.
 */
import { sayingTable, longestSaying } from "./Reading.ts"
import type { Tokens } from "./Session.ts"
import { tokenize } from "./tokenize.ts"
import { trim } from "./unwrap.ts"
import { words } from "./words.ts"

const WRITES = words("write save put store")
const LISTS = sayingTable(
  `the list of | a list of | list of | the listing of | a listing of | the names of | names of | the file names of | the filenames of | filenames of | file names of | the paths of | paths of`
)
const INTO = words("to into in")

/** The request as two deeds, or `null` where it does not speak of a list to be written. */
export const withListWritten = (tokens: Tokens): Tokens | null => {
  const [verb] = tokens
  if (verb?.kind !== "word" || !WRITES.has(verb.low)) return null
  const from = longestSaying({ tokens }, 1, LISTS)
  if (from < 0) return null
  const to = tokens.findLastIndex(({ kind, low }) => kind === "word" && INTO.has(low))
  if (to <= from || to >= tokens.length - 1) return null
  return trim([
    ...tokenize("list"),
    ...tokens.slice(from, to),
    ...tokenize("and then write the result"),
    ...tokens.slice(to)
  ])
}
