/**
 * What the readers of one request share: its text, the phrases, the moment, and what a clause came to. A clause is read
 * once for the same words and referents, however the request is cut.
 */
import type { Found } from "./Found.ts"
import type { Entry, Lexicon } from "./Lexicon.ts"
import type { Match } from "./matchPhrase.ts"
import type { Look, Reading, Referents } from "./Reading.ts"
import type { Period } from "./readTime.ts"
import type { Token } from "./Token.ts"

export interface ReadOptions {
  /** Milliseconds since 1970. */
  readonly now: number
  /** IANA name. */
  readonly zone: string
  /** Whether a name is there; without it no word is taken for a name because of what lies about. */
  readonly look?: Look
  /** Periods another reader found, by where their text begins. */
  readonly dates?: ReadonlyMap<number, { readonly end: number; readonly period: Period }>
}

export type Tokens = ReadonlyArray<Token>

/** One reading of a clause. */
export interface Candidate {
  readonly entry: Entry
  readonly match: Match
  readonly args: Readonly<Record<string, unknown>>
  readonly score: number
  /** How far the clause was changed before it matched; lowers the confidence. */
  readonly doubt: number
}
/** What a clause came to: a deed, one that must be asked back about, or nothing. */
export type ClauseResult =
  | { readonly kind: "read"; readonly best: Candidate }
  | { readonly kind: "vague"; readonly reason: string; readonly suggestions: ReadonlyArray<string> }
  | { readonly kind: "none" }
export const NONE: ClauseResult = { kind: "none" }

export interface Session {
  readonly source: string
  readonly lexicon: Lexicon
  readonly options: ReadOptions
  readonly repaired: boolean
  /** Behind the first deed of a request. */
  readonly later: boolean
  readonly clauses: Map<string, ClauseResult>
}

/** Whether it changes nothing. */
export const isReadingOf = (candidate: Candidate): boolean => candidate.entry.action.risk === 0

const nothing: Look = () => null
/** The reader's view of some tokens of the request. */
export const readingOf = (session: Session, tokens: Tokens, referents: Referents): Reading => {
  const dates = new Map<number, Found<Period>>()
  for (const [offset, date] of session.options.dates ?? []) {
    const at = tokens.findIndex((token) => token.start === offset)
    const end = tokens.findIndex((token) => token.start >= date.end)
    if (at >= 0) dates.set(at, { end: end < 0 ? tokens.length : end, value: date.period, cost: 0.05 })
  }
  return {
    source: session.source,
    tokens,
    referents,
    look: session.options.look ?? nothing,
    bareNames: false,
    memo: new Map(),
    now: session.options.now,
    zone: session.options.zone,
    ...(dates.size > 0 ? { dates } : {})
  }
}
