/** What files hold: "containing TODO", "that mention 'x'", "without the word y", "with x and y in it". */
import type { Containing } from "../../../plan/Selection.ts"
import type { Draft } from "../Draft.ts"
import { type Found, found } from "../Found.ts"
import { longestSaying, lowAt, sayingTable } from "../Reading.ts"
import { words } from "../words.ts"
import type { Modifier } from "./Modifier.ts"
import { HIDDEN_TOO } from "./hidden.ts"
import { WITH_TAIL, WORDY, readSought } from "./sought.ts"

export const CONTAINS =
  sayingTable(`containing | contain | contains | mentioning | mention | mentions | include | includes | including | that say | saying | with the text | with text | with the word | with the words | with the string | with the phrase | with word | with string | holding | hold | having the text | having the word | having the string | have the text | have the word | have the string | have the line | with the line | with the content | with content | with the contents | whose content contains | whose contents contain | whose content includes | whose text contains | use | uses | using | reference | references | referencing | referring to | refer to | talk about | talking about | with a mention of | having the words | contain inside | contain somewhere
  that match the text | with a line containing | having a line with | with lines containing | have the phrase | which contain | contains the text | in which | there is`)

const VERB_TEXTS = words("import imports require requires")

export const content: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  const give = (text: Found<Containing>, not: boolean) =>
    out.push(found(text.end, not ? { notContaining: [text.value] } : { containing: [text.value] }, text.cost))
  // "including hidden" speaks of what is hidden, and of no text.
  if (longestSaying(reading, at, HIDDEN_TOO) >= 0) return out
  const said = longestSaying(reading, at, CONTAINS)
  if (said >= 0) for (const text of readSought(reading, said)) give(text, negated)
  // "contain both foo and bar"
  if (said >= 0 && lowAt(reading, said) === "both" && !negated)
    for (const first of readSought(reading, said + 1))
      if (lowAt(reading, first.end) === "and")
        for (const second of readSought(reading, first.end + 1))
          out.push(found(second.end, { containing: [first.value, second.value] }, first.cost + second.cost))
  if (lowAt(reading, at) === "without") {
    for (const text of readSought(reading, at + 1)) {
      const token = reading.tokens[at + 1]
      if (token?.kind === "quoted" || WORDY.has(token?.low ?? "")) give(text, true)
    }
    if (["containing", "mentioning"].includes(lowAt(reading, at + 1)))
      for (const text of readSought(reading, at + 2)) give(text, true)
  }
  // "python files that import json": the verb is in the file.
  if (!negated && VERB_TEXTS.has(lowAt(reading, at))) {
    const token = reading.tokens[at + 1]
    if (token !== undefined && token.kind === "word")
      out.push(found(at + 2, { containing: [{ text: `${lowAt(reading, at).replace(/s$/, "")} ${token.text}` }] }, 0.05))
  }
  // "with 'text'" and "with X and Y in it"
  if (lowAt(reading, at) === "with" && reading.tokens[at + 1]?.kind === "quoted") {
    const quoted = reading.tokens[at + 1]
    const inside = longestSaying(reading, at + 2, WITH_TAIL)
    if (quoted !== undefined && inside >= 0) give(found(inside, { text: quoted.text }), negated)
  }
  if (lowAt(reading, at) === "with" || lowAt(reading, at) === "having" || lowAt(reading, at) === "have")
    for (const text of readSought(reading, at + 1)) {
      const inside = longestSaying(reading, text.end, WITH_TAIL)
      if (inside >= 0) give(found(inside, text.value, text.cost), negated)
    }
  return out
}
