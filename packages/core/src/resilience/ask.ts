/**
 * Functions that people hand in (a classifier, a condition, a wait of their own), asked so that they can do no harm: what they throw
 * or give that is no answer is said in words, for an event, and whoever asks goes on without an answer. An async
 * function gives a promise, which is no answer either; that it fails late ends no process.
 */
import { dropLate } from "./dropLate.ts"
import { sayError } from "./formatMs.ts"

export type Asked<A> =
  { readonly isAnswer: true; readonly value: A } | { readonly isAnswer: false; readonly why: string }

/** What was given instead of an answer: its kind, and never more of an object than that. */
export const sayGiven = (given: unknown): string => {
  dropLate(given)
  if (typeof given === "string") return `it gave ${JSON.stringify(given.slice(0, 40))}`
  if (given instanceof Promise) return "it gave a promise"
  if (typeof given === "object" && given !== null) return "it gave an object that is none"
  return typeof given === "function" ? "it gave a function" : `it gave ${String(given)}`
}

export const sayThrown = (thrown: unknown): string => `it threw: ${sayError(thrown)}`

export const ask = <A>(work: () => unknown, isAnswer: (given: unknown) => given is A): Asked<A> => {
  try {
    const given = work()
    return isAnswer(given) ? { isAnswer: true, value: given } : { isAnswer: false, why: sayGiven(given) }
  } catch (thrown) {
    return { isAnswer: false, why: sayThrown(thrown) }
  }
}
