/**
 * What may be asked instead of a request that was not understood. Examples of the table that share the most telling words with
 * it, and the commonest questions for when none does. An example that takes something away or cannot be undone is never
 * among them: nobody asked for it, and it would take more than was asked. Whether a suggestion holds in this folder is
 * seen by whoever can look (`namesOnlyWhatIsThere`).
 */
import type { Lexicon, LexiconAction } from "./Lexicon.ts"
import type { Look } from "./Reading.ts"
import { looksLikeFile } from "./readPath.ts"
import { tokenize } from "./tokenize.ts"
import { NEVER_NAMES } from "./words.ts"

const stem = (low: string): string => low.replace(/(?:ies)$/, "y").replace(/(?:es|s)$/, "")
const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(
    tokenize(text)
      .filter((token) => token.kind === "word" && /^[a-z]{2,}$/.test(token.low) && !NEVER_NAMES.has(token.low))
      .map((token) => stem(token.low))
  )

/** The fixed words of an action's phrases, as they are written in the table. */
const phraseWords = (action: LexiconAction): ReadonlySet<string> =>
  new Set(
    action.phrases.flatMap(({ say }) =>
      (say.replace(/\{[^}]*\}|<[^>]*>|->[^\]]*/g, " ").match(/[a-z]{2,}/g) ?? []).map(stem)
    )
  )

/** Examples that take nothing away and can be undone. */
const harmless = (lexicon: Lexicon): ReadonlyArray<LexiconAction> => lexicon.actions.filter(({ risk }) => risk < 2)

interface Known {
  readonly example: string
  readonly words: ReadonlySet<string>
}

interface Examples {
  /** By their own words. */
  readonly own: ReadonlyArray<Known>
  /** By the words of their action's phrases. */
  readonly byPhrases: ReadonlyArray<Known>
}

/** The words of a table never change, and taking them all apart takes longer than reading a request. */
const known = new WeakMap<Lexicon, Examples>()

const examplesOf = (lexicon: Lexicon): Examples => {
  const before = known.get(lexicon)
  if (before !== undefined) return before
  const actions = harmless(lexicon)
  const made: Examples = {
    own: actions.flatMap(({ examples }) => examples.map((example) => ({ example, words: wordsOf(example) }))),
    byPhrases: actions.flatMap((action) => {
      const words = phraseWords(action)
      return action.examples.map((example) => ({ example, words }))
    })
  }
  known.set(lexicon, made)
  return made
}

/**
 * Examples, nearest first: those that share words with the text; where none does, those of actions whose phrases share a word that
 * is no verb of a deed. Rare words count for more. None when nothing is shared.
 */
export const nearestExamples = (text: string, lexicon: Lexicon, most = 12): ReadonlyArray<string> => {
  const wanted = wordsOf(text)
  const { byPhrases, own } = examplesOf(lexicon)
  const shown = ranked(wanted, own)
  if (shown.length > 0) return shown.slice(0, most)
  const verbs = lexicon.deedWords()
  return ranked(new Set([...wanted].filter((word) => !verbs.has(word))), byPhrases).slice(0, most)
}

/** Those that share a word, by how rare the shared words are and how few others stand beside them. */
const ranked = (wanted: ReadonlySet<string>, known: ReadonlyArray<Known>): ReadonlyArray<string> => {
  const frequency = new Map<string, number>()
  for (const { words } of known) for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  return known
    .map(({ example, words }) => {
      let score = 0
      for (const word of wanted) if (words.has(word)) score += 1 / (frequency.get(word) ?? 1)
      return { example, score: score / Math.sqrt(1 + words.size) }
    })
    .filter((one) => one.score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map((one) => one.example)
}

/** For a text that shares no word with anything: the questions of each action that only reads, action by action as in the table. */
export const commonest = (lexicon: Lexicon): ReadonlyArray<ReadonlyArray<string>> =>
  lexicon.actions.flatMap(({ risk, examples }) => (risk === 0 ? [examples] : []))

/** Keys of a Selection that name what must be there. */
const MUST_BE_THERE: ReadonlySet<string> = new Set(["paths", "in", "newerThan"])
/** Arguments that name things to be looked at, whatever their names look like ("compare the folders backup and photos"). */
const LOOKED_AT: ReadonlySet<string> = new Set(["left", "right"])
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const areThere = (value: unknown, look: Look): boolean =>
  [value].flat().every((path) => typeof path !== "string" || look(path) !== null)

/**
 * Whether everything that a reading takes its files from is there. What it would make need not be, and a name that is only
 * looked for (a pattern, a text, a program) promises nothing.
 */
export const namesOnlyWhatIsThere = (
  steps: ReadonlyArray<{ readonly risk: number; readonly args: Readonly<Record<string, unknown>> }>,
  look: Look
): boolean =>
  steps.every(({ args, risk }) =>
    Object.entries(args).every(([name, value]) =>
      isRecord(value)
        ? Object.entries(value).every(([key, inner]) => !MUST_BE_THERE.has(key) || areThere(inner, look))
        : risk > 0 ||
          [value]
            .flat()
            .every(
              (one) => typeof one !== "string" || !(LOOKED_AT.has(name) || looksLikeFile(one)) || look(one) !== null
            )
    )
  )
