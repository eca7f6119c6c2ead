/**
 * One clause as it stands against every phrase that could fit, and the best reading of it. What is not definite enough for
 * its risk, and two readings as good as each other of which one acts, are asked back about; nothing is chosen for
 * want of a better one.
 */
import type { Selection } from "../../plan/Selection.ts"
import { escapeName } from "../../errors/escapeName.ts"
import { askBack, type AskBack, listed } from "./askBack.ts"
import { keepKept, keepOne } from "./keepKept.ts"
import { eitherText } from "./eitherText.ts"
import type { Entry, Lexicon } from "./Lexicon.ts"
import { type Match, matchPhrase } from "./matchPhrase.ts"
import { lowAt, type Reading, type Referents } from "./Reading.ts"
import type { NounPhrase } from "./NounPhrase.ts"
import { type Candidate, type ClauseResult, NONE, readingOf, type Session, type Tokens } from "./Session.ts"
import { isWord } from "./Token.ts"

/** The words of a clause by which phrases are looked up. */
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

/** The best reading of a clause. With `readOnly` nothing that acts; with `deep` its files also below. */
export const candidatesOf = (
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
  let vague: AskBack | null = null
  let spoken: Match["spoken"] = null
  const eitherOr = tokens.some((token) => isWord(token) && token.low === "or")
  // A word that was put right is no verb of a deed ("aachive x"): that one is suggested.
  const slipped = session.repaired && mendedVerb(session.lexicon, tokens)
  for (const entry of session.lexicon.candidates(present(tokens))) {
    const { risk } = entry.action
    if ((readOnly || slipped) && risk > 0) continue
    for (const match of matchPhrase(entry.template(), risk > 0 ? acting : reading).slice(0, 6)) {
      const set = withSet(entry, match)
      const meant = set !== null && deep ? goingDown(set) : set
      if (meant === null) continue
      const args = risk > 0 ? withKept(entry.action.name, meant) : meant
      const why = match.phrases.map((phrase) => vagueness(risk, phrase, eitherOr)).find((one) => one !== null)
      if (why !== undefined && why !== null) {
        vague ??= askBack(entry.action, tokens, match.phrases, reading.look) ?? {
          reason: why,
          suggestions: definiteOnes(tokens)
        }
        continue
      }
      if (match.spoken !== null) {
        spoken ??= match.spoken
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
  if (good.length === 0 && spoken !== null) return { kind: "vague", ...eitherText(session.source, spoken) }
  if (good.length === 0) {
    return vague === null ? NONE : { kind: "vague", ...vague }
  }
  good.sort((a, b) => a.score - b.score || a.entry.rank - b.entry.rank)
  const [first] = good
  if (first === undefined) return NONE
  // "zip all photos in Photos" takes those in Photos; the same words could name where the archive goes.
  const best = good.find((one) => takesFromPlace(reading, first, one)) ?? first
  const others = good.filter((one) => one !== best && (best === first || one !== first))
  const asked = askBack(best.entry.action, tokens, best.match.phrases, reading.look)
  if (asked !== null) return { kind: "vague", ...asked }
  const rival = others.find((one) => rivals(best, one))
  if (rival !== undefined) return { kind: "vague", ...betweenTwo(tokens, best, rival) }
  return { kind: "read", best }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The arguments of a deed, each Selection such that what is to be kept stays. */
const withKept = (action: string, args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      isRecord(value) ? keepOne(action, keepKept(value as Selection)) : value
    ])
  )

const INSIDE = new Set(["in", "inside", "within"])
/**
 * Whether `other` takes its files from the folder that `best` would bring files of here to, where the words say "in" it. Said
 * with "into" or "to" it is where they go, and a name with an extension is what is made.
 */
const takesFromPlace = (reading: Reading, best: Candidate, other: Candidate): boolean => {
  const [a, b] = [best.entry.action, other.entry.action]
  if (a.risk === 0 || a.tool !== b.tool || a.name !== b.name || best === other) return false
  if (best.match.phrases.some((phrase) => phrase.placed || phrase.named)) return false
  const targets = Object.values(best.args).filter((value) => typeof value === "string")
  const places = other.match.phrases.flatMap((phrase) => phrase.selection.in ?? [])
  return reading.tokens.some(({ text }, at) => {
    if (!INSIDE.has(lowAt(reading, at - 1)) && !INSIDE.has(lowAt(reading, at - 2))) return false
    return targets.includes(text) && places.includes(text) && reading.look(text) === "folder"
  })
}

const DETERMINERS = new Set(["the", "an", "all", "each", "every", "any", "these", "those", "my"])
const mendedVerb = (lexicon: Lexicon, tokens: Tokens): boolean =>
  tokens.some(
    (token, at) =>
      token.repaired === true &&
      [token.low, token.low.replace(/s$/, "")].some((verb) => lexicon.deedWords().has(verb)) &&
      !DETERMINERS.has(lowAt({ tokens }, at - 1))
  )

/** Scores this near are as good as each other where the readings differ in risk. */
const NEAR = 0.012
/** Scores this near are one: what is left of a difference is the rounding of sums. */
const SAME = 1e-6

/** Two readings between which nothing decides and of which one acts: one acts more than the other, or both do different things. */
const rivals = (best: Candidate, other: Candidate): boolean => {
  const a = best.entry.action
  const b = other.entry.action
  if (a.risk === 0 && b.risk === 0) return false
  const gap = other.score - best.score
  const sameAction = a.tool === b.tool && a.name === b.name
  if (a.risk !== b.risk) return gap < NEAR && !sameAction
  return gap < SAME && (!sameAction || actsOnOthers(best, other))
}

/**
 * Whether two readings of one action give an argument that both name to different things. What only one of them names is a finer point
 * ("into", as a folder), which the order of the action's own phrases decides.
 */
const actsOnOthers = (best: Candidate, other: Candidate): boolean =>
  Object.entries(best.args).some(([name, value]) => {
    const rival = other.args[name]
    return rival !== undefined && textsOf(value).toSorted().join("\n") !== textsOf(rival).toSorted().join("\n")
  })

/** Every text in an argument, at any depth. */
const textsOf = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsOf)
      : []

/** Verbs that mean an action and no other, where its own name is none. */
const PLAIN_VERBS: ReadonlyMap<string, string> = new Map([
  ["find", "list"],
  ["archive", "zip"],
  ["mkdir", "make"]
])

/** What the two may mean: the request with the verb of each, where that can be read. Which one is meant, only the person knows. */
const betweenTwo = (tokens: Tokens, best: Candidate, rival: Candidate) => {
  const [a, b] = [best.entry.action, rival.entry.action]
  const same = a.tool === b.tool && a.name === b.name
  const rest = tokens.slice(1).map((token) => (token.kind === "quoted" ? `'${token.text}'` : token.text))
  const said = same ? [] : [a, b].map(({ name }) => [PLAIN_VERBS.get(name) ?? name, ...rest].join(" "))
  return {
    reason: same
      ? `it may mean ${a.name} with ${saidOf(best.args)} or with ${saidOf(rival.args)}.`
      : `it may mean ${a.name} or ${b.name}.`,
    suggestions: [...said, ...[a, b].flatMap(({ examples, risk }) => (risk < 2 ? examples : []))]
  }
}

/** Arguments by name, to tell two readings apart. */
const saidOf = (args: Readonly<Record<string, unknown>>): string =>
  Object.entries(args)
    .toSorted(([one], [two]) => (one < two ? -1 : 1))
    .map(([name, value]) => [name, ...textsOf(value).map(escapeName)].join(" "))
    .join(", ")

/** Nouns behind which "in this folder" is said. */
const MANY_NOUNS = new Set([
  "files",
  "folders",
  "directories",
  "everything",
  "all",
  "items",
  "things",
  "stuff",
  "photos",
  "pictures",
  "images",
  "documents",
  "videos",
  "contents"
])
const YEAR = /^(?:19|20)\d\d$/
const EVERY = new Set(["all", "every", "everything", "anything"])

/**
 * The same deed, said of something definite: the words of the request with a place or an age beside them, so that none takes
 * more than was asked; and last what only looks.
 */
const definiteOnes = (tokens: Tokens): ReadonlyArray<string> => {
  const texts = tokens.map((token) => (token.kind === "quoted" ? `'${token.text}'` : token.text))
  const nouns = tokens.flatMap((token, at) => (isWord(token) && MANY_NOUNS.has(token.low) ? [at] : []))
  // "All" alone is everything; before a noun it only counts.
  const noun = nouns.find((at) => tokens[at]?.low !== "all") ?? nouns[0] ?? -1
  const after = noun < 0 ? texts.length : noun + 1
  const withWords = (more: string): string => [...texts.slice(0, after), more, ...texts.slice(after)].join(" ")
  const whole = tokens.some((token) => isWord(token) && EVERY.has(token.low))
  const number = tokens.findIndex((token) => isWord(token) && /^\d+$/.test(token.text))
  const verb = tokens.findIndex(isWord)
  return [
    withWords("in this folder"),
    ...(whole ? [withWords("in this folder and its subfolders")] : []),
    withWords("in this folder older than 30 days"),
    // "the 2023 photos" are rather those of a year than so many.
    ...(number >= 0 && YEAR.test(texts[number] ?? "") && after > number
      ? [
          [
            ...texts.slice(0, number),
            ...texts.slice(number + 1, after),
            `from ${texts[number] ?? ""}`,
            ...texts.slice(after)
          ].join(" ")
        ]
      : []),
    // "delete 5 files": which five.
    ...(number < 0
      ? []
      : [
          [
            ...texts.slice(0, number),
            ...(tokens[number - 1]?.low === "the" ? [] : ["the"]),
            texts[number] ?? "",
            "oldest",
            ...texts.slice(number + 1)
          ].join(" ")
        ]),
    ...(verb < 0 ? [] : [listed(tokens.slice(verb))]),
    "list files"
  ]
}
