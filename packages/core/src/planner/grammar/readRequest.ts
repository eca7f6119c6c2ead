/**
 * A request to what it means: the steps, or why not. Pure: text, phrases, moment and zone in, a value out.
 *
 * The rule of the whole room: a reading explains every word of its clause. Politeness and reassurance are taken away by
 * closed lists; nothing else is dropped from an order that changes something. A question about a deed, a negation, a
 * condition, quoted words and shell programs therefore mean nothing here, for no template has room for them.
 * Readings that differ in effect and are as good as each other are `ambiguous`, and so is a deed over what was not
 * named ("the files", "old stuff"); a misspelt deed is suggested and never done.
 */
import type { Selection } from "../../plan/Selection.ts"
import { cutsOf } from "./clauses.ts"
import { hostile, shellSign } from "./hostile.ts"
import type { Entry, Lexicon } from "./Lexicon.ts"
import { type Match, matchPhrase } from "./matchPhrase.ts"
import {
  longestSaying,
  type Look,
  lowAt,
  NO_REFERENTS,
  type Reading,
  type Referent,
  type Referents,
  sayingTable
} from "./Reading.ts"
import { readOnePath, type NounPhrase } from "./readSelection.ts"
import { readPlaces } from "./readFolder.ts"
import type { Found } from "./Found.ts"
import type { Period } from "./readTime.ts"
import { nearestWord, repair } from "./spelling.ts"
import { nearestExamples } from "./suggest.ts"
import { tokenize } from "./tokenize.ts"
import { isWord, type Token } from "./Token.ts"
import { speaksAbout, trim, withoutClosers, withoutOpeners, withoutTail } from "./unwrap.ts"
import { NEVER_NAMES, VAGUE } from "./words.ts"
import { ADJECTIVES, EXTENSIONS, NOUNS } from "./kinds.ts"

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

export interface ReadStep {
  readonly tool: string
  readonly action: string
  readonly risk: 0 | 1 | 2 | 3
  readonly args: Readonly<Record<string, unknown>>
  /** Steps (counted from 1) that must be done before. */
  readonly dependsOn: ReadonlyArray<string>
  readonly references: Match["references"]
}

export type ReadResult =
  | { readonly status: "understood"; readonly steps: ReadonlyArray<ReadStep>; readonly confidence: number }
  | { readonly status: "ambiguous"; readonly reason: string; readonly suggestions: ReadonlyArray<string> }
  | { readonly status: "not-understood"; readonly reason: string; readonly suggestions: ReadonlyArray<string> }

/** Most deeds of one request. */
export const MAX_CLAUSES = 12
/** Longest request that is read, in words. */
export const MAX_TOKENS = 160

type Tokens = ReadonlyArray<Token>

interface Candidate {
  readonly entry: Entry
  readonly match: Match
  readonly args: Readonly<Record<string, unknown>>
  readonly score: number
  /** How far the clause was changed before it matched; lowers the confidence. */
  readonly doubt: number
}
type ClauseResult =
  | { readonly kind: "read"; readonly best: Candidate }
  | { readonly kind: "vague"; readonly reason: string; readonly suggestions: ReadonlyArray<string> }
  | { readonly kind: "none" }
const NONE: ClauseResult = { kind: "none" }

interface Session {
  readonly source: string
  readonly lexicon: Lexicon
  readonly options: ReadOptions
  readonly repaired: boolean
  /** Behind the first deed of a request. */
  readonly later: boolean
  readonly clauses: Map<string, ClauseResult>
}

const present = (tokens: Tokens): ReadonlySet<string> => {
  const out = new Set<string>()
  for (const { low, kind, text } of tokens) {
    if (kind === "quoted") continue
    out.add(low)
    // Options are matched as they are written: -d and -D differ.
    if (text.startsWith("-")) out.add(text)
    if (low.endsWith("ies")) out.add(`${low.slice(0, -3)}y`)
    if (low.endsWith("es")) out.add(low.slice(0, -2))
    if (low.endsWith("s")) out.add(low.slice(0, -1))
  }
  return out
}

const nothing: Look = () => null
const readingOf = (session: Session, tokens: Tokens, referents: Referents): Reading => {
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

/** Arguments of the match and those that the wording fixes; `null` where both say different things. */
const withSet = (entry: Entry, match: Match): Readonly<Record<string, unknown>> | null => {
  if (entry.set === undefined) return match.args
  const args: Record<string, unknown> = { ...match.args }
  for (const [dotted, value] of Object.entries(entry.set)) {
    const [head = "", ...rest] = dotted.split(".")
    if (rest.length === 0) {
      const had = args[head]
      if (had !== undefined && typeof had === "object" && typeof value === "object")
        args[head] = { ...(value as object), ...had }
      else if (had === undefined) args[head] = value
      else if (had !== value) return null
      continue
    }
    const inner = (args[head] ?? {}) as Record<string, unknown>
    const key = rest.join(".")
    args[head] = inner[key] === undefined ? { ...inner, [key]: value } : inner
  }
  return args
}

/** The Selection of the match with "recursively" said before it; `null` where there is none, or it stays. */
const goingDown = (args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | null => {
  const entry = Object.entries(args).find(
    ([, value]) =>
      typeof value === "object" &&
      value !== null &&
      ("in" in value || "type" in value || "names" in value || "extensions" in value)
  )
  if (entry === undefined) return null
  const selection = entry[1] as Selection
  if (selection.recursive === false || selection.paths !== undefined) return null
  return { ...args, [entry[0]]: { ...selection, recursive: true } }
}

/** Why a deed over these files must be asked back about; `null` when they are definite enough for its risk. */
const vagueness = (risk: number, phrase: NounPhrase, eitherOr: boolean): string | null => {
  if (risk === 0) return null
  const { selection } = phrase
  // "one.log or two.log" leaves the choice to us, and so does "5 files": neither is made for a deed.
  if (eitherOr && (selection.paths?.length ?? 0) > 1) return "it leaves open which of them."
  if (selection.first !== undefined && selection.order === undefined) return "it does not say which of them."
  if (phrase.named || phrase.referred) return null
  if (risk >= 2) {
    if (phrase.single && selection.first === undefined) return "it speaks of one file without naming it."
    // By the contract's words a deed on a kind of files without a place stays in this folder, and the plan says so.
    return !phrase.placed && !phrase.filtered ? "it does not say which files, or where." : null
  }
  return phrase.placed || phrase.filtered || phrase.universal ? null : "it does not say which files, or where."
}

const candidatesOf = (
  session: Session,
  tokens: Tokens,
  referents: Referents,
  doubt: number,
  readOnly: boolean,
  deep = false
): ClauseResult => {
  if (tokens.length === 0) return NONE
  const reading = readingOf(session, tokens, referents)
  const acting: Reading = { ...reading, bareNames: true }
  const good: Array<Candidate> = []
  let vague: string | null = null
  const eitherOr = tokens.some((token) => isWord(token) && token.low === "or")
  // A word that was put right is no verb of a deed ("aachive x"): that one is suggested.
  const slipped = session.repaired && mendedVerb(session.lexicon, tokens)
  for (const entry of session.lexicon.candidates(present(tokens))) {
    const { risk } = entry.action
    if ((readOnly || slipped) && risk > 0) continue
    for (const match of matchPhrase(entry.template(), risk > 0 ? acting : reading).slice(0, 6)) {
      const set = withSet(entry, match)
      const args = set !== null && deep ? goingDown(set) : set
      if (args === null) continue
      const why = match.phrases.map((phrase) => vagueness(risk, phrase, eitherOr)).find((one) => one !== null)
      if (why !== undefined && why !== null) {
        vague ??= why
        continue
      }
      // A noun phrase alone is a request by itself, never the second half of one.
      if (
        match.literals === 0 &&
        (session.later || match.phrases.some((phrase) => phrase.guessed === true || phrase.loose))
      )
        continue
      good.push({ entry, match, args, score: match.cost - 0.015 * match.literals, doubt })
    }
  }
  if (good.length === 0) {
    return vague === null ? NONE : { kind: "vague", reason: vague, suggestions: definiteOnes(tokens) }
  }
  good.sort((a, b) => a.score - b.score || a.entry.rank - b.entry.rank)
  const [best, ...others] = good
  if (best === undefined) return NONE
  // A tie between readings of which one acts is asked back about.
  const rival = others.find((one) => one.score - best.score < 0.012 && differs(one, best))
  if (
    rival !== undefined &&
    (best.entry.action.risk > 0 || rival.entry.action.risk > 0) &&
    best.entry.action.risk !== rival.entry.action.risk
  )
    return {
      kind: "vague",
      reason: `it may mean ${best.entry.action.name} or ${rival.entry.action.name}.`,
      suggestions: [...best.entry.action.examples.slice(0, 1), ...rival.entry.action.examples.slice(0, 1)]
    }
  return { kind: "read", best }
}

const DETERMINERS = new Set(["the", "an", "all", "each", "every", "any", "these", "those", "my"])
const mendedVerb = (lexicon: Lexicon, tokens: Tokens): boolean =>
  tokens.some(
    (token, at) =>
      token.repaired === true &&
      [token.low, token.low.replace(/s$/, "")].some((verb) => lexicon.deedWords().has(verb)) &&
      !DETERMINERS.has(lowAt({ tokens }, at - 1))
  )

const differs = (a: Candidate, b: Candidate): boolean =>
  a.entry.action.tool !== b.entry.action.tool || a.entry.action.name !== b.entry.action.name

/** The same deed, said of something definite. */
const definiteOnes = (tokens: Tokens): ReadonlyArray<string> => {
  const verb = tokens.find(isWord)?.low ?? "list"
  const words_ = tokens.map((token) => (token.kind === "quoted" ? `'${token.text}'` : token.text)).join(" ")
  return [
    `${words_} in this folder`,
    `${words_} in this folder and its subfolders`,
    `${verb} all files in this folder`,
    `${verb} the files in this folder older than 30 days`,
    "list files"
  ]
}

const FRONT = new Set(["in", "inside", "under", "within", "from", "of", "for", "on", "at", "among", "out"])

/** "in X, show …" as "show … in X"; one form for each way to end the place. */
const fronted = (session: Session, tokens: Tokens, referents: Referents): ReadonlyArray<Tokens> => {
  const out: Array<Tokens> = []
  const first = tokens[0]
  if (first !== undefined && (first.low === "recursively" || first.low === "recursive"))
    return [[...trim(tokens.slice(1)), first]]
  if (!FRONT.has(lowAt({ tokens }, 0))) return out
  const reading = readingOf(session, tokens, referents)
  const ends = new Set([
    ...readPlaces(reading, 1).map((one) => one.end),
    ...readOnePath(reading, 1).map((one) => one.end)
  ])
  for (const end of [...ends].toSorted((a, b) => b - a)) {
    const rest = trim(tokens.slice(end))
    if (rest.length === 0) continue
    for (const stage of withoutOpeners(rest)) out.push([...stage, ...tokens.slice(0, end)])
  }
  return out
}

/** "X in Y: show it": what is spoken of, then the order. */
const topic = (
  session: Session,
  tokens: Tokens,
  referents: Referents
): { readonly rest: Tokens; readonly referents: Referents } | null => {
  const at = tokens.findIndex((token) => token.kind === "punct" && (token.text === ":" || token.text === ","))
  if (at <= 0 || at >= tokens.length - 1) return null
  const head = tokens.slice(0, at)
  const reading = readingOf(session, head, referents)
  const path = readOnePath(reading, 0).find((one) => one.end === head.length)
  if (path === undefined) return null
  return {
    rest: trim(tokens.slice(at + 1)),
    referents: {
      things: [{ kind: /\.[A-Za-z0-9]+$/.test(path.value) ? "file" : "folder", path: path.value, step: "0" }],
      result: null
    }
  }
}

const withoutParentheses = (tokens: Tokens): Tokens | null => {
  const open = tokens.findIndex((token) => token.kind === "punct" && token.text === "(")
  const close = tokens.findIndex((token, at) => at > open && token.kind === "punct" && token.text === ")")
  if (open < 0 || close < 0) return null
  const inner = tokens.slice(open + 1, close)
  // What a bracket adds is left out only where it cannot turn the meaning.
  if (
    inner.some((token) =>
      ["not", "no", "except", "but", "never", "without", "only", "unless", "if"].includes(token.low)
    )
  )
    return null
  return [...tokens.slice(0, open), ...tokens.slice(close + 1)]
}

const withoutBrackets = (tokens: Tokens): Tokens =>
  tokens.filter((token) => !(token.kind === "punct" && (token.text === "(" || token.text === ")")))

const NO_CHANGE =
  sayingTable(`without deleting it | without deleting them | without deleting anything | without changing it | without changing them | without changing anything | without modifying it | without modifying them | without modifying anything | without touching it | without touching anything | without touching them | without removing it | without removing anything | without removing them | without moving it | without moving them | without moving anything | without editing it | do not delete it | do not delete them | do not delete anything | do not change it | do not change anything | do not touch anything | but do not delete it | but do not delete them | but do not delete anything | but do not change anything | but do not change it | and do not delete anything | and do not change anything | but do not touch it | but do not touch anything | but do not modify it | but do not modify anything | but leave it as it is | but do not delete any of them | nothing else | , nothing more | , do not delete anything | , do not change anything | , do not touch anything
and print their names | and print the names | and display their names | and show their names | and list their names | and print them | and list them | and show them | and display them | and print the list | and print the result | and print the results | and show the result | and show the results | and display the result | and display the results | and print it | and show it | and display it | and display the matched file name | and display the matched file names | and print the matched file names | and print the file names | and print the filenames | and display the file names | and display the filenames | and show the file names | and list the file names | and print their paths | and print the paths | and show their paths | and display their paths | and print the output | and print out their names | and print only their names | and output their names | and give me their names | and tell me their names | and output the result | , and print their names | , and display the results | and list the results | and print the file name | and display the file name | and show me the result | and show me the results | and print all of them | and show me the list | and give me the list | and print the matching files | and display the matching files | and list the matching files | and tell me which ones | and show me | and print their full paths | and print the full paths | and print the full path | and list it | and tell me the result | and tell me the number | and report it | and give me the result | full path | the full path | full path please | absolute path | just the number | only the number | just the name | just the names | only the names | names only | only names | one per line | one on each line | one a line | and count nothing else | only the result | just the result | and nothing else please | ( names only ) | ( full path ) | ( just the number ) | and print only the number`)
/** A request that reads, without what it says against changing things or for showing what it finds. */
const withoutAssurance = (tokens: Tokens): Tokens | null => {
  for (let at = tokens.length - 2; at > 0; at--) {
    const end = longestSaying({ tokens }, at, NO_CHANGE)
    if (end >= 0 && trim(tokens.slice(end)).length === 0) return trim(tokens.slice(0, at))
  }
  return null
}

const ASKING = sayingTable(
  `could you | can you | would you | will you | please | could u | can u | would u | pls | i want to | i want you to | i need to | i need you to | i would like to | i would like you to | show me | tell me | give me | list | find | what | which | where | how many | so please | so could you | so can you | let me know`
)
/** A story before the request ("i was cleaning my laptop, could you list …"): only what is asked for at its end, and only to read. */
const withoutStory = (tokens: Tokens): ReadonlyArray<Tokens> => {
  const out: Array<Tokens> = []
  for (let at = 2; at < tokens.length - 1; at++) {
    const before = tokens[at - 1]
    if (before === undefined || before.kind !== "punct" || ![",", ".", ";", "!", "?", "\n", ":"].includes(before.text))
      continue
    if (longestSaying({ tokens }, at, ASKING) < 0) continue
    out.push(trim(tokens.slice(at)))
  }
  return out
}

const keyOf = (tokens: Tokens, referents: Referents): string =>
  `${tokens.map((token) => `${token.kind}\u0001${token.low}`).join("\u0002")}\u0003${referents.things.map((thing) => thing.path ?? JSON.stringify(thing.selection)).join()}\u0003${referents.result ?? ""}`

/** One deed: the clause as it stands, then with more and more of its wrapping taken away. */
const readClause = (session: Session, tokens: Tokens, referents: Referents): ClauseResult => {
  const key = `${session.later}${keyOf(tokens, referents)}`
  const known = session.clauses.get(key)
  if (known !== undefined) return known
  const result = readClauseNew(session, trim(tokens), referents)
  session.clauses.set(key, result)
  return result
}

const readClauseNew = (session: Session, tokens: Tokens, referents: Referents): ClauseResult => {
  let vague: ClauseResult = NONE
  const attempt = (
    some: Tokens,
    doubt: number,
    readOnly = false,
    with_: Referents = referents,
    deep = false
  ): ClauseResult | null => {
    const result = candidatesOf(session, some, with_, doubt, readOnly, deep)
    if (result.kind === "read") return result
    if (result.kind === "vague" && vague.kind === "none") vague = result
    return null
  }
  const stages: Array<Tokens> = []
  for (const opened of withoutOpeners(tokens)) for (const closed of withoutClosers(opened)) stages.push(closed)
  for (const stage of stages) {
    const result = attempt(stage, 0)
    if (result !== null) return result
  }
  const plain = stages.at(-1) ?? tokens
  // A vague deed stays vague: nothing is taken away to make it definite.
  if (vague.kind !== "none") return vague
  for (const stage of new Set(stages)) {
    // "recursively rename …": of the files of that deed.
    if (lowAt({ tokens: stage }, 0) === "recursively") {
      const result = attempt(trim(stage.slice(1)), 0, false, referents, true)
      if (result !== null) return result
    }
    for (const moved of fronted(session, stage, referents)) {
      const result = attempt(moved, 0.02)
      if (result !== null) return result
    }
    const bare = withoutBrackets(stage)
    if (bare.length < stage.length) {
      const result = attempt(bare, 0.02)
      if (result !== null) return result
    }
  }
  if (vague.kind !== "none") return vague
  const tail = withoutTail(plain) ?? withoutTail(tokens)
  if (tail !== null && tail.length > 0 && tail.length < tokens.length) {
    const result = readClause(session, tail, referents)
    if (result.kind === "read") return { kind: "read", best: { ...result.best, doubt: result.best.doubt + 0.02 } }
    if (result.kind === "vague") return result
  }
  for (const stage of [tokens, plain]) {
    const about = topic(session, stage, referents)
    if (about === null) continue
    for (const opened of withoutOpeners(about.rest))
      for (const closed of withoutClosers(opened)) {
        const result = attempt(closed, 0.03, true, about.referents)
        if (result !== null) return result
      }
  }
  // From here on only what reads.
  const assured = withoutAssurance(plain) ?? withoutAssurance(tokens)
  if (assured !== null && assured.length > 0) {
    const result = readClause(session, assured, referents)
    if (result.kind === "read" && result.best.entry.action.risk === 0) return result
  }
  const bare = withoutParentheses(plain)
  if (bare !== null) {
    for (const opened of withoutOpeners(trim(bare)))
      for (const closed of withoutClosers(opened)) {
        const result = attempt(closed, 0.08, true)
        if (result !== null) return result
      }
  }
  return vague
}

interface Step {
  readonly candidate: Candidate
  readonly verb: Tokens
}
type SequenceResult =
  | { readonly kind: "read"; readonly steps: ReadonlyArray<Step>; readonly score: number }
  | { readonly kind: "vague"; readonly reason: string; readonly suggestions: ReadonlyArray<string> }
  | { readonly kind: "none" }

const isReadingOf = (candidate: Candidate): boolean => candidate.entry.action.risk === 0

const referentsAfter = (candidate: Candidate, step: number): Referents => ({
  things: candidate.match.things.map((thing): Referent => ({ ...thing, step: String(step) })),
  result: isReadingOf(candidate) ? String(step) : null
})

/** A verb that the next part leaves out ("copy a to x and b to y"). */
const verbOf = (tokens: Tokens): Tokens => {
  const stage = withoutOpeners(trim(tokens)).at(-1) ?? tokens
  return stage.slice(0, 1).filter((token) => isWord(token) && !QUESTIONS.has(token.low))
}

const QUESTIONS = new Set([
  "which",
  "what",
  "who",
  "where",
  "when",
  "how",
  "is",
  "are",
  "do",
  "does",
  "did",
  "has",
  "have",
  "any",
  "why",
  "whose"
])

const readSequence = (
  session: Session,
  tokens: Tokens,
  referents: Referents,
  step: number,
  inherited: Tokens
): SequenceResult => {
  if (tokens.length === 0 || step > MAX_CLAUSES) return { kind: "none" }
  const whole = readClause(session, tokens, referents)
  if (whole.kind === "read")
    return {
      kind: "read",
      steps: [{ candidate: whole.best, verb: verbOf(tokens) }],
      score: whole.best.match.cost + whole.best.doubt
    }
  let best: SequenceResult = { kind: "none" }
  let vague: SequenceResult = whole.kind === "vague" ? whole : { kind: "none" }
  for (const cut of cutsOf(tokens)) {
    const left = readClause(session, tokens.slice(0, cut.from), referents)
    const leftRead =
      left.kind === "read"
        ? left
        : inherited.length > 0 && step > 1
          ? readClause(session, [...inherited, ...tokens.slice(0, cut.from)], referents)
          : left
    if (leftRead.kind === "vague" && vague.kind === "none") vague = leftRead
    if (leftRead.kind !== "read") continue
    const after = referentsAfter(leftRead.best, step)
    const verb = left.kind === "read" ? verbOf(tokens.slice(0, cut.from)) : inherited
    const right = readSequence(
      { ...session, later: true },
      tokens.slice(cut.to),
      after.things.length > 0 ? after : { ...after, things: referents.things },
      step + 1,
      verb
    )
    if (right.kind === "vague" && vague.kind === "none") vague = right
    if (right.kind !== "read") continue
    const score = leftRead.best.match.cost + leftRead.best.doubt + right.score + (cut.hard ? 0 : 0.01)
    // Behind a colon stands what is to be done; before it, only what it is about.
    const steps = cut.colon === true ? right.steps : [{ candidate: leftRead.best, verb }, ...right.steps]
    if (best.kind !== "read" || score < best.score) best = { kind: "read", steps, score }
  }
  if (best.kind === "read") return best
  if (step > 1 && inherited.length > 0) {
    const again = readClause(session, [...inherited, ...tokens], referents)
    if (again.kind === "read")
      return {
        kind: "read",
        steps: [{ candidate: again.best, verb: inherited }],
        score: again.best.match.cost + again.best.doubt + 0.05
      }
    if (again.kind === "vague") vague = again
  }
  return vague
}

/** A search whose files the next deed takes ("find all x and delete them") is only how they are said. */
const onlySays = (step: Step, next: Step | undefined): boolean => {
  if (next === undefined || !isReadingOf(step.candidate) || !step.candidate.match.looks) return false
  const phrase = step.candidate.match.phrases
  const [only] = Object.values(step.candidate.args)
  if (phrase.length !== 1 || Object.keys(step.candidate.args).length !== 1 || typeof only !== "object") return false
  const selection = only as Selection
  const takes = (value: unknown): boolean =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(selection).every(
      ([key, one]) => JSON.stringify((value as Record<string, unknown>)[key]) === JSON.stringify(one)
    )
  return next.candidate.match.phrases.some((one) => one.referred) && Object.values(next.candidate.args).some(takes)
}

const stepsOf = (steps: ReadonlyArray<Step>): ReadonlyArray<ReadStep> => {
  const same = (a: Step, b: Step | undefined): boolean =>
    b !== undefined &&
    isReadingOf(a.candidate) &&
    a.candidate.entry.action === b.candidate.entry.action &&
    JSON.stringify(a.candidate.args) === JSON.stringify(b.candidate.args)
  // Said twice ("what is staged? show the staged changes") is asked once.
  const kept = steps.filter((step, index) => !onlySays(step, steps[index + 1]) && !same(step, steps[index + 1]))
  const renumbered = new Map<string, string>()
  for (const [index, step] of kept.entries()) renumbered.set(String(steps.indexOf(step) + 1), String(index + 1))
  return kept.map(({ candidate }, index) => {
    const before = kept[index - 1]
    const acts = before !== undefined && !(isReadingOf(before.candidate) && isReadingOf(candidate))
    const references = Object.fromEntries(
      Object.entries(candidate.match.references).map(([name, reference]) => [
        name,
        { ...reference, step: renumbered.get(reference.step) ?? reference.step }
      ])
    )
    const args = Object.fromEntries(Object.entries(candidate.args).filter(([name]) => !(name in references)))
    return {
      tool: candidate.entry.action.tool,
      action: candidate.entry.action.name,
      risk: candidate.entry.action.risk,
      args: Object.keys(references).length > 0 ? args : candidate.args,
      dependsOn: acts ? [String(index)] : [],
      references
    }
  })
}

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

const unquoted = (tokens: Tokens): string =>
  tokens
    .filter((token) => token.kind !== "quoted")
    .map((token) => token.text)
    .join(" ")

export const readRequest = (text: string, lexicon: Lexicon, options: ReadOptions): ReadResult => {
  const not = (reason: string, suggestions: ReadonlyArray<string> = nearestExamples(text, lexicon)): ReadResult => ({
    status: "not-understood",
    reason,
    suggestions
  })
  if (text.trim() === "") return not("nothing was asked.", [])
  const bad = hostile(text)
  if (bad !== null) return not(bad)
  const tokens = tokenize(text)
  if (tokens.length > MAX_TOKENS) return not(`it is longer than ${MAX_TOKENS} words.`)
  const sign = shellSign(unquoted(tokens))
  if (sign !== null)
    return not(`it holds the shell sign ${sign}; zenus runs no shell. Put names that hold such signs in quotes.`)
  const session: Session = { source: text, lexicon, options, repaired: false, later: false, clauses: new Map() }
  const first = readSequence(session, trim(tokens), NO_REFERENTS, 1, [])
  if (first.kind === "read") return understood(first.steps, 0)
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
  const meant = spelled(session, tokens)
  if (meant !== null) return not("its first word is not known.", [meant, ...nearestExamples(text, lexicon, 2)])
  return not("it does not fit anything that can be done.")
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
