/**
 * The text that is looked for in files: quoted, one word, or several words up to the end of the clause only; with "whole word",
 * "regex" and "ignoring case" around it. A plain word of grammar is no text, and neither is one with shell signs.
 */
import type { Containing } from "../../../plan/Selection.ts"
import { type Found, found } from "../Found.ts"
import { type Reading, longestSaying, lowAt, sayingTable } from "../Reading.ts"
import { NEVER_NAMES, words } from "../words.ts"
import { readAnyCase } from "./anyCase.ts"

export const WORDY = words(
  "the a an text word words string strings phrase line characters character substring sequence term expression value keyword letters literal in-its-content pattern regex at least one an occurrence of any occurrences somewhere name"
)

export const WITH_TAIL = sayingTable(
  `in it | in them | inside | inside it | inside them | in its content | in their content | in the content | in their contents | in its contents | in the contents | somewhere | somewhere inside | somewhere in it | anywhere | in the text | in their text | within | within them | as text | in the file | in the files | in the body | anywhere inside | as a word | in a line`
)

/** The text that is looked for: quoted, or one word; several words only up to the end of the clause. */
export const readSought = (reading: Reading, start: number): ReadonlyArray<Found<Containing>> => {
  const out: Array<Found<Containing>> = []
  let at = start
  let whole = false
  let regex = false
  let anyCaseHere = false
  for (;;) {
    const low = lowAt(reading, at)
    const token = reading.tokens[at]
    if (token === undefined || token.kind !== "word") break
    if (low === "whole" || low === "entire" || low === "exact" || low === "full") {
      if (!["word", "words", "phrase", "string"].includes(lowAt(reading, at + 1))) break
      if (lowAt(reading, at + 1) === "word") whole = true
      at += 2
      continue
    }
    if (low === "regex" || low === "regexp" || (low === "regular" && lowAt(reading, at + 1) === "expression")) {
      regex = true
      at += low === "regular" ? 2 : 1
      continue
    }
    if (low === "any" && ["cased", "case"].includes(lowAt(reading, at + 1))) {
      anyCaseHere = true
      at += 2
      continue
    }
    if (low === "case-insensitive") {
      anyCaseHere = true
      at++
      continue
    }
    if (!WORDY.has(low) || reading.tokens[at + 1] === undefined || reading.tokens[at + 1]?.kind === "punct") break
    at++
  }
  const make = (text: string): Containing => ({
    text,
    ...(regex ? { regex: true } : {}),
    ...(whole ? { wholeWord: true } : {}),
    ...(anyCaseHere ? { anyCase: true } : {})
  })
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct") return out
  const push = (end: number, text: string, cost: number) => {
    const sought = make(text)
    out.push(found(end, sought, cost))
    const ignoring = readAnyCase(reading, end)
    if (ignoring >= 0) out.push(found(ignoring, { ...sought, anyCase: true }, cost))
    if (["as"].includes(lowAt(reading, end))) {
      const tail = ["as a whole word", "as whole word", "as a word"].find((said) =>
        said.split(" ").every((word, offset) => lowAt(reading, end + offset) === word)
      )
      if (tail !== undefined) out.push(found(end + tail.split(" ").length, { ...sought, wholeWord: true }, cost))
    }
    const inside = longestSaying(reading, end, WITH_TAIL)
    if (inside >= 0) {
      out.push(found(inside, sought, cost))
      const late = readAnyCase(reading, inside)
      if (late >= 0) out.push(found(late, { ...sought, anyCase: true }, cost))
    }
  }
  if (token.kind === "quoted") {
    push(at + 1, token.text, 0)
    return out
  }
  if (/[;|&<>$`]/.test(token.text)) return out
  const plain = !NEVER_NAMES.has(token.low) && !PLAIN_WORDS.has(token.low)
  if (plain || (/[A-Z]/.test(token.text) && token.text !== token.text.charAt(0) + token.text.slice(1).toLowerCase()))
    push(at + 1, token.text, 0.02)
  // Several words without quotes, to the end of the clause only.
  const last = reading.tokens.length
  const more = reading.tokens.slice(at, last)
  if (more.length > 1 && more.length <= 6 && more.every((one) => one.kind === "word" && !/[;|&<>$`]/.test(one.text))) {
    const end = reading.tokens[last - 1]
    if (end !== undefined && !more.some((one) => STOP.has(one.low)))
      push(last, reading.source.slice(token.start, end.end), 0.12)
  }
  return out
}

/** Words that say how lines are and not what is in them. */
const PLAIN_WORDS = words(
  "total unique distinct different empty blank duplicate duplicated repeated common sorted single individual full complete whole whitespace longest shortest random even odd alternate non-empty non-blank nonblank nonempty numbered remaining matching top bottom beginning end start middle data text number"
)

const STOP = words(
  "and or in under inside within from then but with that which to into recursively of by for ignoring sorted except not ordered modified larger smaller older newer"
)
