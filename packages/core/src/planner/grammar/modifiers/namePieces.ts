/**
 * A piece of a name: quoted, one word, or a sign by its name ("spaces", "a digit"). What is written is taken literally;
 * its glob signs are escaped in the pattern. A word of grammar is no piece unless it is quoted.
 */
import { escapePattern } from "../exactNames.ts"
import { type Found, found } from "../Found.ts"
import { type Reading, lowAt } from "../Reading.ts"
import { readList } from "../readPath.ts"
import { NEVER_NAMES, words } from "../words.ts"

export const WHAT = words(
  "the a an word words letter letters string text prefix suffix substring phrase character characters name extension extensions pattern sequence either part"
)

/** Things in a name that are said and not written. */
const SPOKEN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    space: " ",
    spaces: " ",
    blank: " ",
    blanks: " ",
    whitespace: " ",
    dash: "-",
    dashes: "-",
    hyphen: "-",
    hyphens: "-",
    underscore: "_",
    underscores: "_",
    dot: ".",
    dots: ".",
    period: ".",
    comma: ",",
    commas: ",",
    apostrophe: "'",
    plus: "+",
    tilde: "~",
    hash: "#",
    ampersand: "&",
    percent: "%"
  })
)

/** The sign that a word names ("spaces"), if it names one. */
export const spokenSign = (low: string): string | undefined => SPOKEN.get(low)

const SIGN_CLASSES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    digit: "[0-9]",
    digits: "[0-9]",
    number: "[0-9]",
    numbers: "[0-9]",
    capital: "[A-Z]",
    capitals: "[A-Z]",
    uppercase: "[A-Z]",
    vowel: "[aeiouAEIOU]"
  })
)

/** A piece of a name: quoted, a word, or a spoken sign. */
const readPiece = (
  reading: Reading,
  start: number
): Found<{ readonly text: string; readonly pattern: string }> | null => {
  let at = start
  while (WHAT.has(lowAt(reading, at)) && reading.tokens[at]?.kind === "word" && reading.tokens[at + 1] !== undefined)
    at++
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct") return null
  if (token.kind === "quoted")
    return token.text === "" ? null : found(at + 1, { text: token.text, pattern: escapePattern(token.text) })
  const spoken = SPOKEN.get(token.low)
  if (spoken !== undefined) return found(at + 1, { text: spoken, pattern: spoken })
  const chars = SIGN_CLASSES.get(token.low)
  if (chars !== undefined) {
    const end = ["letter", "letters"].includes(lowAt(reading, at + 1)) ? at + 2 : at + 1
    return found(end, { text: "", pattern: chars })
  }
  if (/[;|&<>$`\\]/.test(token.text) || NEVER_NAMES.has(token.low)) return null
  return found(
    at + 1,
    { text: token.text, pattern: escapePattern(token.text) },
    /\d|[_.-]|[A-Z]/.test(token.text) ? 0 : 0.01
  )
}

export const readPieces = (reading: Reading, at: number) =>
  readList(reading, at, (start) => {
    const piece = readPiece(reading, start)
    return piece === null ? [] : [piece]
  })
