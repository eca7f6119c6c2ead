/**
 * Where the phrases of a table are found by the words of a request. Pure. The command's bundle holds the index of its own table, made
 * when it was built (packages/cli/bundle), because reading 1,700 phrases at every start is a tenth of it; from source it is made with
 * the first request.
 */
import { CLASSES } from "./words.ts"

export interface PhraseIndex {
  /** How many phrases each action has, in the order of the table. */
  readonly counts: ReadonlyArray<number>
  /**
   * By word, the places of phrases among all, upwards. A phrase is found by that of its required literals which has the fewest
   * alternatives: a request that holds none of them needs no look at the rest.
   */
  readonly byWord: ReadonlyArray<readonly [word: string, places: ReadonlyArray<number>]>
  /** The places of phrases without a literal that must be there. */
  readonly always: ReadonlyArray<number>
}

const SPACE = 32
const OPEN = 91
const CLOSE = 93
const SLOT = 123

/** The literals of a template that must be there, as written. By hand and not by pattern, which costs a multiple for a whole table. */
export const requiredOf = (say: string): ReadonlyArray<string> => {
  const out: Array<string> = []
  let depth = 0
  for (let at = 0; at < say.length;) {
    const code = say.charCodeAt(at)
    if (code === SLOT) {
      at = say.indexOf("}", at) + 1
      if (at === 0) return out
      continue
    }
    if (code === OPEN) depth++
    else if (code === CLOSE) depth--
    else if (depth === 0 && code > SPACE) {
      const from = at
      while (at < say.length && !endsLiteral(say.charCodeAt(at))) at++
      const literal = say.slice(from, at)
      if (literal.startsWith("->")) return out
      // "~[" begins what may stand anywhere.
      if (literal !== "~") out.push(literal)
      continue
    }
    at++
  }
  return out
}

const endsLiteral = (code: number): boolean => code <= SPACE || code === OPEN || code === CLOSE

/** What a class such as `<find>` stands for; `null` for a word. */
const classOf = (one: string): ReadonlyArray<ReadonlyArray<string>> | null =>
  one.startsWith("<") && one.endsWith(">") ? (CLASSES.get(one.slice(1, -1)) ?? []) : null

/** How many alternatives a literal has. */
const sizeOf = (literal: string): number => {
  let size = 1
  for (let at = literal.indexOf("|"); at >= 0; at = literal.indexOf("|", at + 1)) size++
  if (!literal.includes("<")) return size
  return literal.split("|").reduce((sum, one) => sum + (classOf(one)?.length ?? 1), 0)
}

/** The first words of a literal's alternatives. */
export const firstWords = (literal: string): ReadonlySet<string> => {
  const words = new Set<string>()
  for (const one of literal.split("|")) {
    const sayings = classOf(one)
    if (sayings !== null) for (const saying of sayings) words.add(saying[0] ?? "")
    else {
      const end = one.indexOf("_")
      words.add(end < 0 ? one : one.slice(0, end))
    }
  }
  return words
}

/** A literal, and the places of the phrases that are found by it. */
interface Group {
  readonly literal: string
  readonly size: number
  readonly places: Array<number>
}

const bestOf = (say: string, groups: Map<string, Group>): Group | null => {
  let best: Group | null = null
  for (const literal of requiredOf(say)) {
    let group = groups.get(literal)
    if (group === undefined) {
      group = { literal, size: sizeOf(literal), places: [] }
      groups.set(literal, group)
    }
    if (best === null || group.size < best.size) best = group
  }
  return best
}

/** For actions in the order of their table. */
export const indexPhrases = (
  actions: ReadonlyArray<{ readonly phrases: ReadonlyArray<{ readonly say: string }> }>
): PhraseIndex => {
  const groups = new Map<string, Group>()
  const always: Array<number> = []
  let place = 0
  for (const { phrases } of actions)
    for (const { say } of phrases) {
      const places = bestOf(say, groups)?.places ?? always
      places.push(place++)
    }
  const byWord = new Map<string, Array<number>>()
  for (const { literal, places } of groups.values()) {
    if (places.length === 0) continue
    for (const word of firstWords(literal)) {
      const list = byWord.get(word)
      if (list === undefined) byWord.set(word, [...places])
      else list.push(...places)
    }
  }
  for (const places of byWord.values()) places.sort((a, b) => a - b)
  return { counts: actions.map(({ phrases }) => phrases.length), byWord: [...byWord], always }
}
