/**
 * Text that is to stand in a file. Words in quotes are that text; so are plain words, unless they rather speak of something:
 * "the list of files", "a poem", "contents of a.txt", "numbers", the name of a file. Those are marked, and whoever reads the
 * clause asks back with the quoted form instead of writing the words down. Behind "the line", "the text" and the like the
 * words are the text whatever they say, but for a file's name and what begins with "of".
 */
import { found } from "../Found.ts"
import { lowAt, type Reading } from "../Reading.ts"
import { looksLikeFile } from "../readPath.ts"
import { words } from "../words.ts"
import type { SlotReader } from "./SlotReader.ts"
import { text } from "./texts.ts"

/** Right before them stands what says that they are text. */
const INTRODUCED = words(
  "line text word words string sentence phrase message says saying reads reading : characters character letters"
)
/** They begin a noun, so the words speak of a thing. */
const DETERMINERS = words(
  "a an the some my our your his her its their this that these those all every each any another more it them everything anything something"
)
/** Nouns of what has a text, or is made up: alone, or with "of" and the like behind them. */
const THINGS = words(
  `contents content output outputs result results list listing lists name names number numbers line lines text texts word words sentence sentences paragraph paragraphs row
  rows column columns copy copies version date time timestamp timestamps size sizes sum total count counts report summary poem story joke letter essay code function header headers footer
  title prefix suffix extension permissions spaces space comment comments stuff data information info details rest same numbering tree index table overview owner owners checksum
  checksums hash hashes history log difference differences diff answer value values path paths`
)
const BEHIND_THINGS = words("of from in about for with that which by on")
const BELONGING = words("of from inside")

/** Whether the words from `at` to `end` speak of something instead of being the text itself. */
const speaks = (reading: Reading, at: number, end: number): boolean => {
  const first = lowAt(reading, at)
  const written = reading.tokens[at]?.text ?? ""
  if (BELONGING.has(first) && end > at + 1) return true
  // A name of a file, or an ending alone: it may be the file that is meant, or its name.
  if (end === at + 1 && (looksLikeFile(written) || reading.look(written) !== null || /^\.[A-Za-z]\w*$/.test(written)))
    return true
  if (INTRODUCED.has(lowAt(reading, at - 1))) return false
  return (
    DETERMINERS.has(first) ||
    DETERMINERS.has(lowAt(reading, at - 1)) ||
    (THINGS.has(first) && (end === at + 1 || BEHIND_THINGS.has(lowAt(reading, at + 1))))
  )
}

export const content: SlotReader = (reading, at, slot) =>
  text(reading, at, slot).map((one) => {
    const [first, last] = [reading.tokens[at], reading.tokens[one.end - 1]]
    if (first === undefined || last === undefined || first.kind === "quoted" || !speaks(reading, at, one.end))
      return one
    const article = reading.tokens[at - 1]
    const start = article !== undefined && DETERMINERS.has(article.low) ? article.start : first.start
    return found(one.end, { ...one.value, spoken: { start, end: last.end } }, one.cost)
  })

/** "date", "today's date", "current time": what people name who want its figures in a name, and not the word. */
const OF_TIME =
  /^(?:(?:the|a) )?(?:(?:today'?s|yesterday'?s|current|modification|creation) )?(?:date|dates|time|times|timestamp|day|month|year)$/

/** A text that is put before or behind names. Words for a time are marked, as above; behind "the prefix" they are the text. */
export const affix: SlotReader = (reading, at, slot) =>
  text(reading, at, slot).map((one) => {
    const [first, last] = [reading.tokens[at], reading.tokens[one.end - 1]]
    if (first === undefined || last === undefined || first.kind === "quoted") return one
    if (/^(?:prefix|suffix|text|word|string)$/.test(lowAt(reading, at - 1))) return one
    const said = reading.tokens.slice(at, one.end).map(({ low }) => low)
    return OF_TIME.test(said.join(" "))
      ? found(one.end, { ...one.value, spoken: { start: first.start, end: last.end } }, one.cost)
      : one
  })
