/** Where a request may be cut into deeds. Quoted strings are never cut; whether a cut is right is decided by reading both sides. */
import type { Token } from "./Token.ts"

export interface Cut {
  /** Tokens before it end here, and those behind it begin at `to`. */
  readonly from: number
  readonly to: number
  /** Said as an order of doing ("then", ";", a new sentence). */
  readonly hard: boolean
  /** A colon: what stands before it only announces what follows. */
  readonly colon?: boolean
  /** A line that ends here, and nothing that says that the next one goes on with it ("and", a comma). */
  readonly line?: boolean
}

const HARD_PUNCT = new Set([";", "\n", ".", "!", "?"])
/** What ends a line and its sentence. */
const STOPS = new Set(["\n", ".", "!", "?", ")"])
const SEQUENCE: ReadonlyArray<ReadonlyArray<string>> = [
  "after that",
  "after which",
  "after this",
  "afterwards",
  "afterward",
  "then",
  "thereafter",
  "next",
  "finally",
  "lastly",
  "subsequently",
  "once done",
  "when done",
  "when that is done",
  "once that is done",
  "after you are done",
  "followed by",
  "before finally"
].map((words) => words.split(" "))

export const cutsOf = (tokens: ReadonlyArray<Token>): ReadonlyArray<Cut> => {
  const cuts: Array<Cut> = []
  const low = (at: number) => (tokens[at]?.kind === "quoted" ? "" : (tokens[at]?.low ?? ""))
  for (let at = 1; at < tokens.length - 1; at++) {
    const token = tokens[at]
    if (token === undefined || token.kind === "quoted") continue
    let end = at
    let hard = false
    let soft = false
    if (token.kind === "punct") {
      if (token.text === ":") {
        cuts.push({ from: at, to: at + 1, hard: true, colon: true })
        continue
      }
      if (HARD_PUNCT.has(token.text)) {
        hard = true
        end = at + 1
      } else if (token.text === ",") {
        soft = true
        end = at + 1
      } else continue
    }
    if (["and", "&", "plus", "but"].includes(low(end))) {
      if (low(end) === "but" && low(end + 1) !== "then" && low(end + 1) !== "first") continue
      soft = true
      end++
    }
    for (const saying of SEQUENCE) {
      if (saying.every((word, offset) => low(end + offset) === word) && (saying[0] !== "next" || soft || hard)) {
        hard = true
        end += saying.length
        break
      }
    }
    if (end === at) continue
    if (["also", "additionally", "lastly"].includes(low(end)) && (soft || hard)) end++
    if (low(end) === "," && hard) end++
    if (end >= tokens.length) continue
    cuts.push({ from: at, to: end, hard, ...(endsLine(tokens, at, end) ? { line: true } : {}) })
    at = end - 1
  }
  return cuts
}

/** Whether only line ends and full stops lie at a cut, one line end at least. */
const endsLine = (tokens: ReadonlyArray<Token>, from: number, to: number): boolean => {
  let end = to
  while (tokens[end]?.kind === "punct" && STOPS.has(tokens[end]?.text ?? "")) end++
  let begin = from
  while (tokens[begin - 1]?.kind === "punct" && begin > 0) begin--
  const between = tokens.slice(begin, end)
  return (
    between.some(({ kind, text }) => kind === "punct" && text === "\n") &&
    between.every(({ kind, text }) => kind === "punct" && STOPS.has(text))
  )
}
