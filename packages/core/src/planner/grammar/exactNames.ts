/**
 * Quoted names that hold pattern signs. What is quoted is a name whatever it holds (contract §4), but people quote patterns
 * too, so that no shell expands them: `"*.jpg"` is the file of that name where one is there, and else a pattern; `"*"` is
 * always the name, for nobody who means everything should get it from a pair of quotes. Said to be a pattern ("matching
 * '*.jpg'"), or of many ("all '*.jpg'", "'*.jpg' files"), it is one.
 */
import { lowAt, type Reading } from "./Reading.ts"
import { words } from "./words.ts"

export const isGlob = (text: string): boolean => /[*?]|\[[^\]]+\]/.test(text)

/** The pattern that only this name fits. */
export const escapePattern = (name: string): string => name.replace(/\\/g, "\\\\").replace(/[*?[]/g, "[$&]")

const ONLY_SIGNS = /^[*?]+$/
const PATTERN_WORDS = words("matching matches match like pattern patterns glob globs fit fits fitting")
const MANY = words("all every any each")
const NOUNS_OF_MANY = words(
  "files folders directories items entries names filenames ones images photos pictures documents"
)
const INSIDE = words("in inside within from under below")
const PLACE_LEADS = words("the my folder directory subfolder dir")

/** The word before a quoted name, or before the list of quoted names that it ends. */
const wordBefore = (reading: Reading, at: number): string => {
  let before = at - 1
  while (
    before >= 0 &&
    (reading.tokens[before]?.kind === "quoted" || [",", "and", "or"].includes(lowAt(reading, before)))
  )
    before--
  return lowAt(reading, before)
}

/** The folder that is named right behind the word at `at` ("'a*' in work"), as written. */
const placeBehind = (reading: Reading, at: number): string | null => {
  let next = lowAt(reading, at + 1) === "file" ? at + 2 : at + 1
  if (!INSIDE.has(lowAt(reading, next))) return null
  next++
  while (PLACE_LEADS.has(lowAt(reading, next))) next++
  const folder = reading.tokens[next]
  return folder === undefined || folder.kind === "punct" ? null : folder.text
}

/** Whether a folder is named behind the word at `at` in which something of that name lies. */
export const liesInPlace = (reading: Reading, at: number): boolean => {
  const folder = placeBehind(reading, at)
  return folder !== null && reading.look(`${folder}/${reading.tokens[at]?.text ?? ""}`) !== null
}
/** Whether something of that name is where the words look for it: in the folder named behind it, else here. */
const isThere = (reading: Reading, at: number, name: string): boolean =>
  placeBehind(reading, at) === null ? reading.look(name) !== null : liesInPlace(reading, at)

/** Whether the token at `at` is a quoted name with pattern signs that means only itself. */
export const isExactName = (reading: Reading, at: number): boolean => {
  const token = reading.tokens[at]
  if (token?.kind !== "quoted" || !isGlob(token.text)) return false
  const before = wordBefore(reading, at)
  if (PATTERN_WORDS.has(before)) return false
  if (ONLY_SIGNS.test(token.text)) return true
  return !MANY.has(before) && !NOUNS_OF_MANY.has(lowAt(reading, at + 1)) && isThere(reading, at, token.text)
}

/**
 * Whether a text that was read from this request is a pattern: it holds pattern signs, and was not written there as an exact
 * name, neither as it stands nor as the pattern that only that name fits.
 */
export const isPattern = (reading: Reading, text: string): boolean =>
  isGlob(text) &&
  !reading.tokens.some(
    (token, at) => (token.text === text || escapePattern(token.text) === text) && isExactName(reading, at)
  )
