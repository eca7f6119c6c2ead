/**
 * Quoted names that hold pattern signs. What is quoted is a name whatever it holds (contract §4), but people quote patterns
 * too, so that no shell expands them: `"*.jpg"` is the file of that name where one is there, and else a pattern; `"*"` is
 * always the name, for nobody who means everything should get it from a pair of quotes. Said to be a pattern ("matching
 * '*.jpg'"), or of many ("all '*.jpg'", "'*.jpg' files"), it is one. What is said to be a name without quotes ("the file named *",
 * "called x[1]") is the one file of that name where it is there, and what it was before where it is not.
 */
import { lowAt, type Look, type Reading } from "./Reading.ts"
import { QUOTED, type Token } from "./Token.ts"
import { words } from "./words.ts"

type Seen = Pick<Reading, "tokens" | "look">

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
const wordBefore = (reading: Seen, at: number): string => {
  let before = at - 1
  while (
    before >= 0 &&
    (reading.tokens[before]?.kind === "quoted" || [",", "and", "or"].includes(lowAt(reading, before)))
  )
    before--
  return lowAt(reading, before)
}

/** The folder that is named right behind the word at `at` ("'a*' in work"), as written. */
const placeBehind = (reading: Seen, at: number): string | null => {
  let next = lowAt(reading, at + 1) === "file" ? at + 2 : at + 1
  if (!INSIDE.has(lowAt(reading, next))) return null
  next++
  while (PLACE_LEADS.has(lowAt(reading, next))) next++
  const folder = reading.tokens[next]
  return folder === undefined || folder.kind === "punct" ? null : folder.text
}

/** Whether a folder is named behind the word at `at` in which something of that name lies. */
export const liesInPlace = (reading: Seen, at: number): boolean => {
  const folder = placeBehind(reading, at)
  return folder !== null && reading.look(`${folder}/${reading.tokens[at]?.text ?? ""}`) !== null
}
/** Whether something of that name is where the words look for it: in the folder named behind it, else here. */
const isThere = (reading: Seen, at: number, name: string): boolean =>
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

const SIGNS = /[*?[\]{}]/
const NAMING = words("named called titled")
const ONE_THING = words("file folder directory dir subfolder link symlink")

/** Whether what stands at `at` is said to be a name: "named X", "the file X", "with the name X", "by the name of X", and X "and Y". */
const isSaidToBeName = (tokens: ReadonlyArray<Token>, at: number): boolean => {
  const before = (back: number): string => lowAt({ tokens }, at - back)
  if (NAMING.has(before(1)) || ONE_THING.has(before(1))) return true
  if (before(1) === "name" && ["the", "with", "a"].includes(before(2))) return true
  if (before(1) === "of" && before(2) === "name") return true
  const joined = before(1) === "and" && before(2) === "," ? 3 : ["and", "or", ","].includes(before(1)) ? 2 : 0
  return joined > 0 && tokens[at - joined]?.kind === "quoted" && isSaidToBeName(tokens, at - joined)
}

const EDGE = /[.,;:!?]$/

/**
 * The tokens with each name that is said to be one, holds pattern signs and is there, as if it stood in quotes. Looked for by what is written
 * there up to the next blank, then without the punctuation at its end.
 */
export const withLiteralNames = (tokens: ReadonlyArray<Token>, source: string, look: Look): ReadonlyArray<Token> => {
  if (!SIGNS.test(source)) return tokens
  let out = tokens
  for (let at = 1; at < out.length; at++) {
    const token = out[at]
    if (token === undefined || token.kind === "quoted" || !token.spaced || !isSaidToBeName(out, at)) continue
    let text = /^\S+/.exec(source.slice(token.start))?.[0] ?? ""
    while (SIGNS.test(text)) {
      const end = token.start + text.length
      const after = out.findIndex((one, index) => index >= at && one.end >= end)
      const name: Token = { ...token, kind: "quoted", text, low: QUOTED + text, end }
      const named = [...out.slice(0, at), name, ...out.slice(after + 1)]
      if (out[after]?.end === end && isThere({ tokens: named, look }, at, text)) {
        out = named
        break
      }
      if (!EDGE.test(text)) break
      text = text.slice(0, -1)
    }
  }
  return out
}
