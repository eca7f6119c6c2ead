/**
 * A request to tokens. Quotes (straight, curly, guillemets, backticks) hold a string as it is; contractions become
 * two words; punctuation at the edge of a word stands alone, inside a word (`a.txt`, `http://x`, `1,000`) it stays. What
 * surprises: a lone quote or backtick is dropped, and `?` ends a question unless the word is a pattern.
 */
import { CONTRACTIONS } from "./words.ts"
import { lowerAscii, QUOTED, type Token } from "./Token.ts"

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["“", "”"],
  ["„", "“"],
  ["‘", "’"],
  ["«", "»"]
])

const isSpace = (char: string | undefined): boolean => char === undefined || /\s/.test(char)
const EDGE_BEFORE = new Set(["(", "[", "{", ",", ":", ";", "="])
const EDGE_AFTER = new Set([")", "]", "}", ",", ".", ":", ";", "!", "?"])

/** Where the string that opens at `at` ends (index of the closing quote), or -1 when it is no string. */
const closingOf = (text: string, at: number): number => {
  const open = text.charAt(at)
  const close = CLOSING.get(open)
  if (close === undefined) return -1
  // An apostrophe opens only where a word could begin.
  const before = text[at - 1]
  if (!isSpace(before) && before !== undefined && !EDGE_BEFORE.has(before)) return -1
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] !== close) continue
    const after = text[end + 1]
    if (close === "'" || close === "’") {
      if (!isSpace(after) && after !== undefined && !EDGE_AFTER.has(after)) continue
    }
    return end
  }
  return -1
}

const GLOB = /[*[\]]/

/** How many characters at the end of a word are punctuation that stands for itself. */
const trailing = (word: string): number => {
  let end = word.length
  while (end > 0) {
    const char = word.charAt(end - 1)
    if (char === "." && (/(^|\/)\.{1,2}$/.test(word.slice(0, end)) || /^\.+$/.test(word.slice(0, end)))) break
    if (char === "?" && GLOB.test(word.slice(0, end - 1))) break
    if (char === "]" && word.slice(0, end - 1).includes("[")) break
    if (char === "}" && word.slice(0, end - 1).includes("{")) break
    if (char === ")" && word.slice(0, end - 1).includes("(")) break
    if (!EDGE_AFTER.has(char)) break
    end--
  }
  return word.length - end
}

export const tokenize = (source: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  let spaced = true
  const push = (kind: Token["kind"], text: string, start: number, end: number) => {
    tokens.push({ kind, text, low: kind === "quoted" ? QUOTED + text : lowerAscii(text), start, end, spaced })
    spaced = false
  }
  const pushWord = (text: string, start: number) => {
    if (text === "") return
    const parts = CONTRACTIONS.get(lowerAscii(text).replaceAll("’", "'"))
    if (parts === undefined) return push("word", text, start, start + text.length)
    for (const part of parts) push("word", part, start, start + text.length)
  }
  let at = 0
  while (at < source.length) {
    const char = source.charAt(at)
    if (isSpace(char)) {
      spaced = true
      // A line end is a sentence end.
      if (char === "\n" && tokens.length > 0) push("punct", "\n", at, at + 1)
      spaced = true
      at++
      continue
    }
    const close = closingOf(source, at)
    if (close > at) {
      push("quoted", source.slice(at + 1, close), at, close + 1)
      at = close + 1
      continue
    }
    if (char === "`" || char === '"' || char === "“" || char === "”") {
      at++
      continue
    }
    if ((char === "(" || char === "," || char === ";" || char === ")") && !(char === "(" && source[at + 1] === ")")) {
      push("punct", char, at, at + 1)
      at++
      continue
    }
    let end = at
    while (end < source.length && !isSpace(source[end])) {
      const inner = source.charAt(end)
      // `a.txt,b.txt` and `name;` are two words; `1,000` is one.
      if (inner === "," && source.slice(at, end).includes("{") && source.indexOf("}", end) > 0) {
        end++
        continue
      }
      if (inner === "," && !(/\d/.test(source[end - 1] ?? "") && /\d{3}/.test(source.slice(end + 1, end + 4)))) break
      // "32KB(approx)"
      if (inner === "(" && /^\d/.test(char)) break
      if (end > at && (inner === '"' || inner === "“" || inner === "`")) break
      end++
    }
    const word = source.slice(at, end)
    const cut = trailing(word)
    pushWord(word.slice(0, word.length - cut), at)
    for (let index = end - cut; index < end; index++) push("punct", source.charAt(index), index, index + 1)
    at = end === at ? at + 1 : end
  }
  return tokens.map((token, index) => (isNameA(tokens, index) ? { ...token, low: "\u0001a" } : token))
}

const AFTER_NAME = new Set(["and", "or", "but", "to", "into", "from", "in", "as", "with", "&"])
/** "a" is a name and no article where no noun can follow it ("folders a, b and c", "from a to b"). */
const isNameA = (tokens: ReadonlyArray<Token>, index: number): boolean => {
  if (tokens[index]?.low !== "a" || tokens[index]?.kind !== "word") return false
  const next = tokens[index + 1]
  return (
    next === undefined ||
    (next.kind === "punct" && next.text !== "(") ||
    (next.kind === "word" && AFTER_NAME.has(next.low))
  )
}
