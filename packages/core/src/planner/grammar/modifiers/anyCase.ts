/** "ignoring case" and its wordings, behind a name or a text. */
import { found } from "../Found.ts"
import { type Reading, indexSayings, longestSaying, lowAt } from "../Reading.ts"
import { CLASSES } from "../words.ts"
import type { Modifier } from "./Modifier.ts"

const CASE = indexSayings(() => CLASSES.get("anycase") ?? [])

/** The index behind words that say that case does not count. */
export const readAnyCase = (reading: Reading, at: number): number => {
  for (const start of [at, ["(", ",", "and", "-"].includes(lowAt(reading, at)) ? at + 1 : -1]) {
    if (start < 0) continue
    const end = longestSaying(reading, start, CASE)
    if (end >= 0) return lowAt(reading, at) === "(" && lowAt(reading, end) === ")" ? end + 1 : end
  }
  return -1
}

export const anyCase: Modifier = (reading, at, negated) => {
  const end = negated ? -1 : readAnyCase(reading, at)
  return end < 0 ? [] : [found(end, { anyCase: true })]
}
