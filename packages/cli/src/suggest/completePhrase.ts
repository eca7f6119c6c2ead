/**
 * How a sentence may go on: examples that begin as it does, conditions behind the files that it speaks of, words of the actions'
 * phrases. Nothing is proposed that would be a guess about names: those come from the disk.
 *
 * There are 1,700 phrases, and walking them takes longer than a key may: it is done in slices with the keyboard in between, and whoever
 * listens is told when it is done. Examples and conditions are there at once.
 */
import { makeNextWords, type NextWords, type Toolbox } from "@zenus/core"
import type { PickItem } from "../editor/PickItem.ts"
import type { FoundItems } from "./completePath.ts"
import { CONDITIONS, NOUNS_OF_FILES } from "./conditions.ts"

/** Examples, and other words, at most. */
const MAX_EXAMPLES = 40
const MAX_WORDS = 20

export interface Sentences {
  /**
   * How what is said so far (`before`) may go on where `begun` is the word that is being typed; each replaces `begun`. Without the phrases all
   * is there at once (default: with them).
   */
  readonly after: (before: string, begun: string, withPhrases?: boolean) => FoundItems
  /** Told when there is more for the last words. One listener; gives how to stop it. */
  readonly onChange: (again: () => void) => () => void
}

export interface SlicesOptions {
  /** Milliseconds; any beginning. */
  readonly now: () => number
  /** Runs something when nothing else waits. */
  readonly later: (work: () => void) => void
}

const SLICE_MS = 4

interface Example {
  readonly text: string
  readonly low: string
  /** The first of its action. */
  readonly isFirst: boolean
}

/** Blanks as one, in lower case; a blank at the end stays, since it ends a word. */
const plain = (text: string): string => text.toLowerCase().trimStart().replace(/\s+/g, " ")

/** Each item goes on from a place in the line; a list has one. So all are written from where `begun` begins. */
const rest = (whole: string, before: string): string => whole.slice(plain(before).length)

interface Conditions {
  readonly items: ReadonlyArray<PickItem>
  /** Words before the one that is typed belong to it: nothing else is meant then. */
  readonly isBegun: boolean
}

/** By the longest end of what was typed with which a condition begins: "larger th". */
const conditionsAfter = (before: string, begun: string): Conditions => {
  const words = before.trimEnd().split(/\s+/)
  for (let count = Math.min(4, words.length - 1); count >= 0; count--) {
    const noun = words.slice(0, words.length - count).join(" ")
    if (!NOUNS_OF_FILES.test(noun)) continue
    const said = words.slice(words.length - count).map((word) => `${word} `)
    const typed = plain(said.join("") + begun)
    const fitting = CONDITIONS.filter((condition) => condition.startsWith(typed) && condition !== typed)
    if (fitting.length > 0)
      return {
        isBegun: count > 0,
        items: fitting.map((condition) => ({
          insert: condition.slice(typed.length - begun.length),
          label: condition,
          note: "which files"
        }))
      }
  }
  return { items: [], isBegun: false }
}

export const makeSentences = ({ tools }: Toolbox, { later, now }: SlicesOptions): Sentences => {
  const actions = tools.flatMap((tool) => tool.actions.map((action) => ({ tool: tool.name, action })))
  let examples: ReadonlyArray<Example> | null = null
  const allExamples = (): ReadonlyArray<Example> =>
    (examples ??= actions.flatMap(({ action }) =>
      action.examples.map((text, index) => ({ text, low: plain(text), isFirst: index === 0 }))
    ))
  const next: NextWords = makeNextWords(actions)
  let listener: (() => void) | null = null
  /** The words for which phrases are walked, and whether all were. */
  let last: { readonly before: string; isWhole: boolean } | null = null

  const slice = (): boolean => {
    const end = now() + SLICE_MS
    return next.lookFor(last?.before ?? "", () => now() >= end)
  }
  const goOn = (walk: { readonly before: string; isWhole: boolean }): void =>
    later(() => {
      // Other words were asked for meanwhile.
      if (last !== walk) return
      walk.isWhole = slice()
      if (walk.isWhole) listener?.()
      else goOn(walk)
    })
  const wordsAfter = (before: string, begun: string): FoundItems => {
    if (last?.before !== before) {
      const walk = { before, isWhole: false }
      last = walk
      walk.isWhole = slice()
      if (!walk.isWhole) goOn(walk)
    }
    const { isWhole } = last
    // A part of them would jump when the others come.
    const found = isWhole ? next.found(begun, MAX_WORDS) : []
    return { items: found.map(({ action, say }) => ({ insert: say, label: say, note: action })), isWhole }
  }
  return {
    after: (before, begun, withPhrases = true) => {
      const typed = plain(before + begun)
      const fitting = allExamples()
        .filter(({ isFirst, low }) => (typed === "" ? isFirst : low.startsWith(typed) && low !== typed))
        .slice(0, typed === "" ? undefined : MAX_EXAMPLES)
        .map(({ text }) => ({ insert: rest(text, before), label: text, note: "example" }))
      const conditions = conditionsAfter(before, begun)
      const isElse = withPhrases && before.trim() !== "" && !conditions.isBegun
      const words = isElse ? wordsAfter(before, begun) : { items: [], isWhole: true }
      const seen = new Set<string>()
      const items = [...conditions.items, ...fitting, ...words.items].filter(
        ({ insert }) => !seen.has(insert) && seen.add(insert).size > 0
      )
      return { items, isWhole: words.isWhole }
    },
    onChange: (again) => {
      listener = again
      return () => {
        if (listener === again) listener = null
      }
    }
  }
}
