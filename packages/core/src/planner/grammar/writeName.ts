/**
 * A name as a request writes it, so that the rules read exactly that name: as it is where it looks like a path by itself, else in the
 * first pair of quotes from which it comes back unchanged. Pure; the tokenizer has the say, so both never drift apart.
 */
import { isGlob } from "./exactNames.ts"
import { isPathLike } from "./readPath.ts"
import { tokenize } from "./tokenize.ts"

/** As the tokenizer knows them; the plainest first. */
const QUOTES: ReadonlyArray<readonly [open: string, close: string]> = [
  ["'", "'"],
  ['"', '"'],
  ["“", "”"],
  ["«", "»"],
  ["`", "`"],
  ["„", "“"],
  ["‘", "’"]
]

/** Between words, as it will stand: what is behind it must not be taken for a part of it. */
const readsAs = (written: string, kind: "word" | "quoted", name: string): boolean => {
  const [, token, behind, ...more] = tokenize(`x ${written} 'x'`)
  return token?.kind === kind && token.text === name && behind !== undefined && more.length === 0
}

const isPlain = (name: string): boolean => {
  const [token] = tokenize(name)
  return !isGlob(name) && isPathLike(token) && readsAs(name, "word", name)
}

/**
 * `null` for a name that no pair of quotes holds (one that has all of them in it, at places where a word could end), and for the empty one.
 * @example
 * ```ts
 * import { writeName } from "@zenus/core"
 *
 * writeName("src/main.ts") // => "src/main.ts"
 * writeName("my notes.txt") // => "'my notes.txt'"
 * writeName("build") // => "'build'"
 * ```
 */
export const writeName = (name: string): string | null => {
  if (name === "" || name.includes("\0")) return null
  if (isPlain(name)) return name
  const pair = QUOTES.find(([open, close]) => readsAs(open + name + close, "quoted", name))
  return pair === undefined ? null : pair[0] + name + pair[1]
}
