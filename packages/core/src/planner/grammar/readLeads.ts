/** What stands before the noun of a phrase: "all the", "the 5 largest", "empty hidden". Reads on; which lead is right, the noun decides. */
import { merge } from "./Draft.ts"
import type { Lead } from "./NounPhrase.ts"
import { DETERMINERS, ORDERS, QUANTIFIERS, STATES } from "./nounWords.ts"
import { longestSaying, lowAt, type Reading } from "./Reading.ts"
import { readNumber } from "./readNumber.ts"

const START = (at: number): Lead => ({
  at,
  draft: {},
  cost: 0,
  universal: false,
  loose: false,
  count: null,
  order: false,
  determined: false
})

/** "Old" is first of all part of a name, where one can be read ("the old folder"). */
const AGELESS = 0.1

/** What stands before the head noun: quantifiers, numbers, "largest", "empty". Every stage is a possible start of the head. */
export const readLeads = (reading: Reading, at: number): ReadonlyArray<Lead> => {
  const out: Array<Lead> = []
  const visit = (state: Lead, depth: number) => {
    out.push(state)
    if (depth > 7 || out.length > 60) return
    const low = lowAt(reading, state.at)
    if (reading.tokens[state.at]?.kind !== "word") return
    const all = longestSaying(reading, state.at, QUANTIFIERS)
    if (all >= 0) {
      const any = low === "any" && all === state.at + 1
      const choice = any && lowAt(reading, all) === "of"
      visit({ ...state, at: all, universal: true, determined: true, any, choice }, depth + 1)
    }
    const determiner = longestSaying(reading, state.at, DETERMINERS)
    if (determiner >= 0)
      visit({ ...state, at: determiner, determined: true, ...(low === "some" ? { choice: true } : {}) }, depth + 1)
    // An age without a number: what is old is not for us to say.
    if (low === "old")
      visit({ ...state, at: state.at + 1, determined: true, ageless: true, cost: state.cost + AGELESS }, depth + 1)
    if (low === "top" || low === "first") {
      const number = readNumber(reading.tokens, state.at + 1)
      if (number !== null && number.value > 0)
        visit({ ...state, at: number.end, count: number.value, determined: true }, depth + 1)
    }
    const number = readNumber(reading.tokens, state.at)
    if (
      number !== null &&
      number.value > 0 &&
      state.count === null &&
      number.end > state.at &&
      low !== "a" &&
      low !== "an"
    )
      visit(
        {
          ...state,
          at: number.end,
          count: number.value,
          ...(low === "one" || (number.value === 1 && lowAt(reading, number.end) === "of") ? { choice: true } : {})
        },
        depth + 1
      )
    if (low === "half" && number !== null) visit({ ...state, at: number.end, count: number.value }, depth + 1)
    for (const length of [3, 2, 1]) {
      const said = Array.from({ length }, (_, offset) => lowAt(reading, state.at + offset)).join(" ")
      const order = ORDERS.get(said)
      if (order !== undefined && !state.order) {
        const merged = merge(state.draft, { order })
        if (merged !== null) visit({ ...state, at: state.at + length, draft: merged, order: true }, depth + 1)
        break
      }
      const draft = STATES.get(said)
      if (draft !== undefined) {
        const merged = merge(state.draft, draft)
        const joint = [",", "and"].includes(lowAt(reading, state.at + length)) ? 1 : 0
        if (merged !== null) {
          visit({ ...state, at: state.at + length, draft: merged, determined: true }, depth + 1)
          if (joint === 1) visit({ ...state, at: state.at + length + 1, draft: merged, determined: true }, depth + 1)
        }
        break
      }
    }
  }
  visit(START(at), 0)
  return out
}
