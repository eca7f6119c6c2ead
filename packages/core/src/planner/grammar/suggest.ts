/** Requests near to one that was not understood: examples of the table that share the most telling words with it. */
import type { Lexicon } from "./Lexicon.ts"
import { tokenize } from "./tokenize.ts"
import { NEVER_NAMES } from "./words.ts"

const stem = (low: string): string => low.replace(/(?:ies)$/, "y").replace(/(?:es|s)$/, "")
const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(
    tokenize(text)
      .filter((token) => token.kind === "word" && /^[a-z]{2,}$/.test(token.low) && !NEVER_NAMES.has(token.low))
      .map((token) => stem(token.low))
  )

/** Up to `most` examples, nearest first; none that shares no word. */
export const nearestExamples = (text: string, lexicon: Lexicon, most = 3): ReadonlyArray<string> => {
  const wanted = wordsOf(text)
  const examples = lexicon.actions.flatMap((action) =>
    action.examples.map((example) => ({ example, words: wordsOf(example) }))
  )
  const frequency = new Map<string, number>()
  for (const { words } of examples) for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  return examples
    .map(({ example, words }) => {
      let score = 0
      for (const word of wanted) if (words.has(word)) score += 1 / (frequency.get(word) ?? 1)
      return { example, score: score / Math.sqrt(1 + words.size) }
    })
    .filter((one) => one.score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .map((one) => one.example)
}
