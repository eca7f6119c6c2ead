/**
 * What a reader of one clause knows: its tokens, the moment, and what earlier clauses spoke of. Immutable but for
 * `memo`, which only saves doing the same work twice.
 */
import type { Selection } from "../../plan/Selection.ts"
import type { Found } from "./Found.ts"
import type { TimeContext } from "./readTime.ts"
import type { Token } from "./Token.ts"
import { sayings } from "./words.ts"

/** Something an earlier clause named or made, for "it", "them", "there", "the result". */
export interface Referent {
  readonly kind: "file" | "folder" | "files"
  /** For a file or a folder. */
  readonly path?: string
  /** For files. */
  readonly selection?: Selection
  /** Only where something else was: "there" may mean it, "it" may not. */
  readonly place?: boolean
  /** The step that spoke of it. */
  readonly step: string
}

export interface Referents {
  /** What the clause before spoke of, in its order. */
  readonly things: ReadonlyArray<Referent>
  /** The step before that gives an answer as text, if it does. */
  readonly result: string | null
}
export const NO_REFERENTS: Referents = { things: [], result: null }

/** Asked whether a path is there, as written; `null` for not. Used to choose between readings of a word ("logs"), never to guess a name. */
export type Look = (path: string) => "file" | "folder" | null

export interface Reading extends TimeContext {
  readonly source: string
  readonly tokens: ReadonlyArray<Token>
  readonly referents: Referents
  readonly look: Look
  /** Plain words may be names of files (an order says "delete build"; nobody says "show joke"). */
  readonly bareNames: boolean
  readonly memo: Map<string, ReadonlyArray<Found<unknown>>>
}

export const lowAt = (reading: { readonly tokens: ReadonlyArray<Token> }, at: number): string =>
  reading.tokens[at]?.low ?? ""

/** The index behind `saying` when it stands at `at`, else -1. */
export const sayingAt = (
  reading: { readonly tokens: ReadonlyArray<Token> },
  at: number,
  saying: ReadonlyArray<string>
): number => {
  for (const [index, word] of saying.entries()) if (reading.tokens[at + index]?.low !== word) return -1
  return at + saying.length
}

/** A table of sayings by first word, so that a look-up tries few; longest first. */
export interface SayingIndex {
  readonly get: (first: string) => ReadonlyArray<ReadonlyArray<string>> | undefined
}
/** Built at the first look-up and not at import: a start of the program pays only for what its request needs. */
export const indexSayings = (sayings: () => ReadonlyArray<ReadonlyArray<string>>): SayingIndex => {
  let index: Map<string, Array<ReadonlyArray<string>>> | null = null
  const build = () => {
    const built = new Map<string, Array<ReadonlyArray<string>>>()
    for (const saying of sayings()) {
      const first = saying[0]
      if (first === undefined) continue
      const list = built.get(first)
      if (list === undefined) built.set(first, [saying])
      else list.push(saying)
    }
    for (const list of built.values()) list.sort((a, b) => b.length - a.length)
    return built
  }
  return { get: (first) => (index ??= build()).get(first) }
}
/** A table written as text: entries separated by `|` or line ends. */
export const sayingTable = (text: string): SayingIndex => indexSayings(() => sayings(text))
/** The index behind the longest saying of the table at `at`, else -1. */
export const longestSaying = (
  reading: { readonly tokens: ReadonlyArray<Token> },
  at: number,
  index: SayingIndex
): number => {
  for (const saying of index.get(lowAt(reading, at)) ?? []) {
    const end = sayingAt(reading, at, saying)
    if (end >= 0) return end
  }
  return -1
}

/** All results of a reader at a place, computed once per clause. */
export const once = <A>(
  reading: Reading,
  name: string,
  at: number,
  read: () => ReadonlyArray<Found<A>>
): ReadonlyArray<Found<A>> => {
  const key = `${name}@${at}`
  const known = reading.memo.get(key)
  if (known !== undefined) return known as ReadonlyArray<Found<A>>
  const result = read()
  reading.memo.set(key, result)
  return result
}
