/**
 * Politeness, excuses and reassurance around a deed, taken away by closed lists. What is taken away never carries
 * meaning: a negation, a condition or a quotation is in no list, so a request with one keeps it and is not explained.
 */
import { indexSayings, longestSaying, lowAt, type SayingIndex } from "./Reading.ts"
import type { Token } from "./Token.ts"
import { CLOSERS, EXCUSES, HYPOTHETICAL, OPENERS, REASSURANCES } from "./words.ts"

const openers = indexSayings(() => OPENERS)
const hypothetical = indexSayings(() => HYPOTHETICAL)

/** Tables read from their end: the words of each saying turned round. */
const reversed = (sayings: ReadonlyArray<ReadonlyArray<string>>): SayingIndex =>
  indexSayings(() => sayings.map((saying) => saying.toReversed()))
const closers = reversed(CLOSERS)

type Tokens = ReadonlyArray<Token>
const EDGE = new Set([",", ".", "!", "?", ":", "-", "\n", "…"])

export const trim = (tokens: Tokens): Tokens => {
  let from = 0
  let until = tokens.length
  while (from < until && EDGE.has(tokens[from]?.text ?? "") && tokens[from]?.kind === "punct") from++
  while (
    until > from &&
    (EDGE.has(tokens[until - 1]?.text ?? "") || tokens[until - 1]?.text === ";") &&
    tokens[until - 1]?.kind === "punct"
  )
    until--
  return from === 0 && until === tokens.length ? tokens : tokens.slice(from, until)
}

/** Every stage of taking openers away, the least taken first. */
export const withoutOpeners = (tokens: Tokens): ReadonlyArray<Tokens> => {
  const out: Array<Tokens> = [tokens]
  let rest = tokens
  for (let count = 0; count < 8; count++) {
    const end = longestSaying({ tokens: rest }, 0, openers)
    if (end < 0 || end >= rest.length) break
    rest = trim(rest.slice(end))
    out.push(rest)
  }
  return out
}

/** Every stage of taking closers away. */
export const withoutClosers = (tokens: Tokens): ReadonlyArray<Tokens> => {
  const out: Array<Tokens> = [tokens]
  let rest = tokens
  for (let count = 0; count < 6; count++) {
    // `answer "y" to any prompt`
    const back = {
      tokens: rest
        .toReversed()
        .map((token) =>
          token.kind === "quoted" && /^y(es)?$/i.test(token.text) ? { ...token, low: token.text.toLowerCase() } : token
        )
    }
    const end = longestSaying(back, 0, closers)
    if (end < 0 || end >= rest.length) break
    rest = trim(rest.slice(0, rest.length - end))
    out.push(rest)
  }
  return out
}

/** Whether the text only speaks about a deed (a question about it, a supposition, somebody's words). */
export const speaksAbout = (tokens: Tokens): boolean => {
  const reading = { tokens }
  if (longestSaying(reading, 0, hypothetical) >= 0) return true
  return tokens.some((_, at) => {
    const low = lowAt(reading, at)
    return (
      ["if", "suppose", "imagine", "said", "says", "unless", "would", "asked", "told"].includes(low) &&
      !(low === "would" && ["you", "like"].includes(lowAt(reading, at + 1)))
    )
  })
}

const SUBJECTS = new Set(["it", "they", "this", "that", "these", "those"])
const excuses = new Set(EXCUSES.map((saying) => saying.join(" ")))
const reassurances = new Set(REASSURANCES.map((saying) => saying.join(" ")))

/** The deed without an excuse or a reassurance behind it ("…, it is a duplicate", "… but leave the rest alone"); `null` when there is none. */
export const withoutTail = (tokens: Tokens): Tokens | null => {
  for (let at = tokens.length - 1; at > 0; at--) {
    const token = tokens[at]
    if (token === undefined) continue
    const joint = [",", "-", ";", "(", "."].includes(token.text) && token.kind === "punct" ? at + 1 : -1
    const word = ["and", "but", "because", "since", "as", "so"].includes(token.low) ? at + 1 : -1
    // "Remove x it's not needed": a pronoun of its own; "that" could belong to what stands before it.
    const alone = ["it", "they"].includes(token.low) ? at : -1
    const start = Math.max(joint, word, alone)
    if (start < 0) continue
    let next = start
    if (joint >= 0 && ["and", "but", "because", "since", "as"].includes(tokens[next]?.low ?? "")) next++
    const rest = trim(tokens.slice(next)).filter((one) => one.text !== ")")
    const said = rest.map((one) => one.low).join(" ")
    const until = trim(tokens.slice(0, at))
    if (reassurances.has(said)) return until
    if (SUBJECTS.has(rest[0]?.low ?? "") && ["is", "are", "was", "were"].includes(rest[1]?.low ?? "")) {
      const what = rest
        .slice(2)
        .map((one) => one.low)
        .filter(
          (low) => !["just", "only", "really", "now", "all", "already", "so", "very", "quite", "both"].includes(low)
        )
        .join(" ")
      if (excuses.has(what)) return until
    }
  }
  return null
}
