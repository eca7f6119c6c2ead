/**
 * A request to what it means: the steps, or why not. Pure: text, phrases, moment and zone in, a value out.
 *
 * The rule of the whole room: a reading explains every word of its clause. Politeness and reassurance are taken away by
 * closed lists; nothing else is dropped from an order that changes something. A question about a deed, a negation, a
 * condition, quoted words and shell programs therefore mean nothing here, for no template has room for them.
 * Readings that differ in effect and are as good as each other are `ambiguous`, and so is a deed over what was not
 * named ("the files", "old stuff"); a misspelt deed is suggested and never done.
 */
import { withListWritten } from "./withListWritten.ts"
import { declined } from "./declined.ts"
import { withLiteralNames } from "./exactNames.ts"
import { hostile, shellSign } from "./hostile.ts"
import type { Lexicon } from "./Lexicon.ts"
import { ADJECTIVES, EXTENSIONS, NOUNS } from "./kinds.ts"
import { openAfter, openBefore } from "./leftOpen.ts"
import { NO_REFERENTS } from "./Reading.ts"
import { readSequence, type Step, type SequenceResult } from "./readSequence.ts"
import { withoutStory } from "./rewordClause.ts"
import { isReadingOf, type ReadOptions, type Session, type Tokens } from "./Session.ts"
import { nearestWord, repair } from "./spelling.ts"
import { nearestExamples } from "./suggest.ts"
import { tokenize } from "./tokenize.ts"
import { type ReadStep, stepsOf } from "./toSteps.ts"
import { speaksAbout, trim, withoutOpeners } from "./unwrap.ts"
import { NEVER_NAMES, VAGUE, words } from "./words.ts"

export type { ReadOptions } from "./Session.ts"
export type { ReadStep } from "./toSteps.ts"
export { MAX_CLAUSES } from "./readSequence.ts"

export type ReadResult =
  | { readonly status: "understood"; readonly steps: ReadonlyArray<ReadStep>; readonly confidence: number }
  | { readonly status: "ambiguous"; readonly reason: string; readonly suggestions: ReadonlyArray<string> }
  | {
      readonly status: "not-understood"
      readonly reason: string
      /** Requests to be tried; not all of them need be understood. */
      readonly suggestions: ReadonlyArray<string>
      /** What to do instead of asking, in whole sentences. */
      readonly advice?: ReadonlyArray<string>
    }

/** Longest request that is read, in words. */
export const MAX_TOKENS = 160

const understood = (steps: ReadonlyArray<Step>, less: number): ReadResult => {
  const doubt = steps.reduce((sum, { candidate }) => sum + candidate.match.cost + candidate.doubt, 0)
  return {
    status: "understood",
    steps: stepsOf(steps),
    confidence: Math.round(100 * Math.max(0.5, Math.min(1, 1 - less - doubt))) / 100
  }
}

const knownWord =
  (lexicon: Lexicon) =>
  (low: string): boolean =>
    lexicon.vocabulary().has(low) ||
    NEVER_NAMES.has(low) ||
    VAGUE.has(low) ||
    EXTENSIONS.has(low) ||
    NOUNS.has(low) ||
    ADJECTIVES.has(low) ||
    (low.endsWith("s") && lexicon.vocabulary().has(low.slice(0, -1)))

/** The request with a misspelt deed put right, when that can be read. */
const spelled = (session: Session, tokens: Tokens): string | null => {
  const stage = withoutOpeners(trim(tokens)).at(-1) ?? tokens
  const first = stage[0]
  if (first === undefined || first.kind !== "word" || first.low.length < 4) return null
  const near = nearestWord(first.low, session.lexicon.deedWords())
  if (near === null || near === first.low) return null
  const corrected = [{ ...first, low: near, text: near }, ...stage.slice(1)]
  const result = readSequence(session, corrected, NO_REFERENTS, 1, [])
  return result.kind === "read" ? `${near}${session.source.slice(first.end)}` : null
}

/** The request with other slips put right, and a misspelt deed with them, when that can be read. */
const respelled = (session: Session, tokens: Tokens): string | null => {
  const mended = repair(tokens, knownWord(session.lexicon))
  if (mended === null) return null
  const source = respelt(session.source, tokens, mended)
  const again: Session = { ...session, source, clauses: new Map() }
  const right = tokenize(source)
  const result = readSequence(again, trim(right), NO_REFERENTS, 1, [])
  return result.kind === "read" ? source : spelled(again, right)
}

/** Words that people use and no phrase has, each with one that says the same. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([["but", "except"]])

/** The request with such a word replaced, when that can be read. */
const otherwiseSaid = (session: Session, tokens: Tokens): ReadonlyArray<string> =>
  tokens.flatMap((token, at) => {
    const other = token.kind === "word" ? SYNONYMS.get(token.low) : undefined
    if (other === undefined) return []
    const changed = tokens.with(at, { ...token, low: other, text: other })
    const result = readSequence(session, trim(changed), NO_REFERENTS, 1, [])
    return result.kind === "read"
      ? [session.source.slice(0, token.start) + other + session.source.slice(token.end)]
      : []
  })

const unquoted = (tokens: Tokens): string =>
  tokens
    .filter((token) => token.kind !== "quoted")
    .map((token) => token.text)
    .join(" ")

/** Openings of an order in the form of a question. */
const ASKING = words("can could would will may might do is are shall")
/** Whether it ends in a question mark and nobody is asked to do it ("delete a.txt?", but "could you delete a.txt?"). */
const isQuestion = (tokens: Tokens): boolean => {
  const last = tokens.at(-1)
  return (
    last?.kind === "punct" && last.text === "?" && !tokens.some(({ kind, low }) => kind === "word" && ASKING.has(low))
  )
}

/** Whether files would be put together: "put a list of the files into x" means their names, and not what is in them. */
const joins = (result: SequenceResult): boolean =>
  result.kind === "read" && result.steps.some((step) => step.candidate.entry.action.name === "join")

/** The request with every line end outside quotes a blank, as long as it was; `null` where there is none. */
const onOneLine = (text: string): string | null => {
  const ends = tokenize(text).filter(({ kind, text }) => kind === "punct" && text === "\n")
  if (ends.length === 0) return null
  return ends.reduce((joined, { end, start }) => `${joined.slice(0, start)} ${joined.slice(end)}`, text)
}

/**
 * A line end outside quotes ends a sentence where the lines can be read so ("list files", "count them"), and otherwise is a blank ("list",
 * "files"): lines are broken anywhere. Why not is said of the request as it was written.
 */
export const readRequest = (text: string, lexicon: Lexicon, options: ReadOptions): ReadResult => {
  const result = readLines(text, lexicon, options)
  const joined = result.status === "not-understood" ? onOneLine(text.trim()) : null
  if (joined === null) return result
  const again = readLines(joined, lexicon, options)
  return again.status === "not-understood" ? result : again
}

const readLines = (text: string, lexicon: Lexicon, options: ReadOptions): ReadResult => {
  const not = (reason: string, suggestions: ReadonlyArray<string> = nearestExamples(text, lexicon)): ReadResult => ({
    status: "not-understood",
    reason,
    suggestions
  })
  if (text.trim() === "") return not("nothing was asked.", [])
  const bad = hostile(text)
  if (bad !== null) return not(bad)
  const written = tokenize(text)
  const tokens = options.look === undefined ? written : withLiteralNames(written, text, options.look)
  if (tokens.length > MAX_TOKENS) return not(`it is longer than ${MAX_TOKENS} words.`)
  const sign = shellSign(unquoted(tokens))
  if (sign !== null)
    return not(`it holds the shell sign ${sign}; zenus runs no shell. Put names that hold such signs in quotes.`)
  const session: Session = { source: text, lexicon, options, repaired: false, later: false, clauses: new Map() }
  const instead = declined(session, trim(tokens))
  if (instead !== null) return { status: "not-understood", ...instead }
  const unsaid = openBefore(session, tokens)
  if (unsaid !== null) return { status: "ambiguous", ...unsaid }
  const first = readSequence(session, trim(tokens), NO_REFERENTS, 1, [])
  const listed = (first.kind === "vague" || joins(first)) && !isQuestion(tokens) ? withListWritten(tokens) : null
  if (listed !== null) {
    const result = readSequence({ ...session, clauses: new Map() }, listed, NO_REFERENTS, 1, [])
    if (result.kind === "read" && result.steps.length === 2) return understood(result.steps, 0.05)
  }
  if (first.kind === "read") {
    const acts = first.steps.some((step) => !isReadingOf(step.candidate))
    if (acts && isQuestion(tokens))
      return {
        status: "ambiguous",
        reason: "it ends like a question, and would be a deed.",
        suggestions: [text.trimEnd().replace(/[?!\s]+$/, "")]
      }
    return understood(first.steps, 0)
  }
  if (first.kind === "none" && !speaksAbout(trim(tokens))) {
    for (const story of withoutStory(tokens)) {
      const result = readSequence(session, story, NO_REFERENTS, 1, [])
      if (result.kind === "read" && result.steps.every((step) => isReadingOf(step.candidate)))
        return understood(result.steps, 0.15)
    }
    const mended = repair(tokens, knownWord(lexicon))
    if (mended !== null) {
      const again: Session = { ...session, repaired: true, clauses: new Map() }
      const result = readSequence(again, trim(mended), NO_REFERENTS, 1, [])
      if (result.kind === "read") {
        if (result.steps.every((step) => step.candidate.entry.action.risk < 2)) return understood(result.steps, 0.1)
        return {
          status: "ambiguous",
          reason: "a word of it is misspelt.",
          suggestions: [respelt(text, tokens, mended)]
        }
      }
    }
  }
  if (first.kind === "vague") return { status: "ambiguous", reason: first.reason, suggestions: first.suggestions }
  const lacking = openAfter(session, tokens)
  if (lacking !== null) return { status: "ambiguous", ...lacking }
  const meant = spelled(session, tokens)
  if (meant !== null) return not("its first word is not known.", [meant, ...nearestExamples(text, lexicon)])
  const right = respelled(session, tokens)
  if (right !== null) return not("a word of it is misspelt.", [right, ...nearestExamples(text, lexicon)])
  const other = otherwiseSaid(session, tokens)
  return other.length > 0
    ? not("one word of it is not known here.", other)
    : not("it does not fit anything that can be done.")
}

/** The text with the slips put right. */
const respelt = (text: string, before: Tokens, after: Tokens): string => {
  let out = text
  for (let at = before.length - 1; at >= 0; at--) {
    const old = before[at]
    const mended = after[at]
    if (old !== undefined && mended?.repaired === true) out = out.slice(0, old.start) + mended.low + out.slice(old.end)
  }
  return out
}
