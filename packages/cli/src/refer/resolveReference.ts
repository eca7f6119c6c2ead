/**
 * Which things a reference means, or what is asked back. Numbers count in the latest list; "it" and "them" are what was spoken of
 * last. Never guesses: one of many, "them" after one of a list, a number that there is not, a list that is not known whole are asked
 * about. Pure.
 */
import { escapeName, groupDigits, PathText, quoteName } from "@zenus/core"
import type { Block } from "../line/ShellState.ts"
import type { Reference, Which } from "./findReferences.ts"
import { kindNamed } from "./kindNamed.ts"
import { type Spoken, spokenBefore } from "./referents.ts"

export type Resolved =
  | { readonly type: "items"; readonly from: Spoken; readonly items: ReadonlyArray<string> }
  /** Nothing is known that could be meant. */
  | { readonly type: "nothing"; readonly lines: ReadonlyArray<string> }
  /** Something is known, and does not fit. */
  | { readonly type: "unclear"; readonly lines: ReadonlyArray<string> }

/** A request that lists something anywhere. */
export const EXAMPLE = "what are the 5 largest files here?"

const things = (count: number): string => `${groupDigits(count)} ${count === 1 ? "thing" : "things"}`

const NTH = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
/** `fourth one`, `number 40` */
const nthWords = (number: number): string => {
  const word = NTH[number - 1]
  return word === undefined ? `number ${groupDigits(number)}` : `${word} one`
}

/** The list that numbers count in: the latest that was asked for, else the latest of several. */
const listIn = (blocks: ReadonlyArray<Block>): Spoken | null => {
  let several: Spoken | null = null
  for (const spoken of spokenBefore(blocks)) {
    if (spoken.isList) return spoken
    if (several === null && spoken.items.length > 1) several = spoken
  }
  return several
}

const latestIn = (blocks: ReadonlyArray<Block>): Spoken | null => {
  for (const spoken of spokenBefore(blocks)) return spoken
  return null
}

/** The list of several that the one thing a line spoke of was taken from ("delete the second one"); `null` for any other. */
const listBehind = (blocks: ReadonlyArray<Block>, { isList, items, number }: Spoken): Spoken | null => {
  const [only, ...more] = items
  if (isList || only === undefined || more.length > 0) return null
  for (const spoken of spokenBefore(blocks))
    if (spoken.number < number && spoken.items.length > 1) return spoken.items.includes(only) ? spoken : null
  return null
}

const spokenOfLine = (blocks: ReadonlyArray<Block>, number: number): Spoken | null => {
  for (const spoken of spokenBefore(blocks)) if (spoken.number === number) return spoken
  return null
}

/** Places in a list, from 0; `null` for one that there is not. */
const placesOf = (which: Which, count: number): ReadonlyArray<number> | { readonly missing: number } => {
  switch (which.type) {
    case "nths": {
      const places = which.numbers.map((number) => (number < 0 ? count + number : number - 1))
      const missing = which.numbers.find((_, index) => (places[index] ?? -1) < 0 || (places[index] ?? count) >= count)
      return missing === undefined ? [...new Set(places)] : { missing: Math.abs(missing) }
    }
    case "first":
    case "last": {
      if (which.count > count || which.count === 0) return { missing: which.count }
      const from = which.type === "first" ? 0 : count - which.count
      return Array.from({ length: which.count }, (_, index) => from + index)
    }
    case "all":
    case "it":
    case "line":
      return Array.from({ length: count }, (_, index) => index)
    case "except": {
      const left = placesOf(which.which, count)
      if ("missing" in left) return left
      const out = new Set(left)
      return Array.from({ length: count }, (_, index) => index).filter((place) => !out.has(place))
    }
  }
}

/** Whether it can be told without knowing the whole list. */
const needsWhole = (which: Which): boolean =>
  which.type === "first" ? false : which.type === "nths" ? which.numbers.some((number) => number < 0) : true

const unclear = (...lines: ReadonlyArray<string>): Resolved => ({ type: "unclear", lines })

const asked = (reference: Pick<Reference, "text">): string => `What do you mean by "${escapeName(reference.text)}"?`

/** `ofSeveral`: of one thing the line would say nothing ("which of them is the largest"), so that the list behind it is meant. */
export const resolveReference = (reference: Reference, blocks: ReadonlyArray<Block>, ofSeveral = false): Resolved => {
  const { which } = reference
  if (which.type === "line")
    return unclear(
      `#${which.number} is a line of this shell, and no file.`,
      `What it listed is "the files of #${which.number}"; undo #${which.number} takes back what it did, again #${which.number} asks for it anew.`
    )
  const counts = which.type !== "it" && which.type !== "all"
  const spoken =
    reference.from === null ? (counts ? listIn(blocks) : latestIn(blocks)) : spokenOfLine(blocks, reference.from)
  if (spoken === null) {
    return {
      type: "nothing",
      lines:
        reference.from === null
          ? [`${asked(reference)} Nothing has been listed yet.`, `Name it, or list things first: ${EXAMPLE}`]
          : [`${asked(reference)} #${reference.from} named nothing that is known here.`]
    }
  }
  const list = which.type === "all" && reference.from === null ? listBehind(blocks, spoken) : null
  const meant = ofSeveral && list !== null ? list : spoken
  const kind = counts || meant.items.length === 0 ? null : kindNamed(reference.text)
  const ofKind = kind === null ? meant.items : meant.type === "path" ? meant.items.filter(kind.fits) : []
  if (kind !== null && ofKind.length === 0)
    return unclear(
      `${asked(reference)} Nothing that #${meant.number} spoke of is one of those.`,
      `Name them, or say where they are: "the ${kind.word} in this folder".`
    )
  const from = { ...meant, items: ofKind }
  const block = `#${from.number}`
  const count = from.items.length
  if (count === 0 && !from.cut)
    return unclear(
      `${asked(reference)} ${from.lacks ?? `${block} found nothing.`}`,
      "Name it, or look for something else first."
    )
  if (from.cut && needsWhole(which))
    return unclear(
      `${asked(reference)} ${block} named more than is kept here (${groupDigits(count)}).`,
      "Say in the request which ones are meant, for example: delete all tmp files in this folder"
    )
  if (which.type === "it" && count > 1)
    return unclear(
      `${asked(reference)} ${block} spoke of ${things(count)}.`,
      'Say "them" for all of them, or which one: "the second one".'
    )
  if (list !== null && !ofSeveral)
    return unclear(
      `${asked(reference)} ${block} spoke of one thing, and #${list.number} of ${things(list.items.length)}.`,
      `Say "it" for ${quoteName(PathText.basename(from.items[0] ?? ""))}, or "the files of #${list.number}" for all of them.`
    )
  const places = placesOf(which, count)
  if ("missing" in places)
    return unclear(
      which.type === "first" || which.type === "last"
        ? `${block} named ${things(count)}, and not ${groupDigits(places.missing)}.`
        : `There is no ${nthWords(places.missing)}: ${block} named ${things(count)}.`,
      "Nothing was done."
    )
  const items = places.flatMap((place) => from.items[place] ?? [])
  return items.length === 0
    ? unclear(`${asked(reference)} That leaves none of what ${block} named.`, "Nothing was done.")
    : { type: "items", from, items }
}
