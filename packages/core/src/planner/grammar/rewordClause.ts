/**
 * Other forms of a clause that mean the same: the place put behind ("in X, show …"), what it is about put in ("X: show
 * it"), brackets, assurances and stories left out. What could turn the meaning (a negation, a condition) is never left out.
 */
import { longestSaying, lowAt, type Referents, sayingTable } from "./Reading.ts"
import { readPlaces } from "./readFolder.ts"
import { readOnePath } from "./readSelection.ts"
import { readingOf, type Session, type Tokens } from "./Session.ts"
import { trim, withoutOpeners } from "./unwrap.ts"

const FRONT = new Set(["in", "inside", "under", "within", "from", "of", "for", "on", "at", "among", "out"])

/** "in X, show …" as "show … in X"; one form for each way to end the place. */
export const fronted = (session: Session, tokens: Tokens, referents: Referents): ReadonlyArray<Tokens> => {
  const out: Array<Tokens> = []
  const first = tokens[0]
  if (first !== undefined && (first.low === "recursively" || first.low === "recursive"))
    return [[...trim(tokens.slice(1)), first]]
  if (!FRONT.has(lowAt({ tokens }, 0))) return out
  const reading = readingOf(session, tokens, referents)
  const ends = new Set([
    ...readPlaces(reading, 1).map((one) => one.end),
    ...readOnePath(reading, 1).map((one) => one.end)
  ])
  for (const end of [...ends].toSorted((a, b) => b - a)) {
    const rest = trim(tokens.slice(end))
    if (rest.length === 0) continue
    for (const stage of withoutOpeners(rest)) out.push([...stage, ...tokens.slice(0, end)])
  }
  return out
}

/** "X in Y: show it": what is spoken of, then the order. */
export const topic = (
  session: Session,
  tokens: Tokens,
  referents: Referents
): { readonly rest: Tokens; readonly referents: Referents } | null => {
  const at = tokens.findIndex((token) => token.kind === "punct" && (token.text === ":" || token.text === ","))
  if (at <= 0 || at >= tokens.length - 1) return null
  const head = tokens.slice(0, at)
  const reading = readingOf(session, head, referents)
  const path = readOnePath(reading, 0).find((one) => one.end === head.length)
  if (path === undefined) return null
  return {
    rest: trim(tokens.slice(at + 1)),
    referents: {
      things: [{ kind: /\.[A-Za-z0-9]+$/.test(path.value) ? "file" : "folder", path: path.value, step: "0" }],
      result: null
    }
  }
}

/** Without what stands in brackets; `null` where that could turn the meaning. */
export const withoutParentheses = (tokens: Tokens): Tokens | null => {
  const open = tokens.findIndex((token) => token.kind === "punct" && token.text === "(")
  const close = tokens.findIndex((token, at) => at > open && token.kind === "punct" && token.text === ")")
  if (open < 0 || close < 0) return null
  const inner = tokens.slice(open + 1, close)
  // What a bracket adds is left out only where it cannot turn the meaning.
  if (
    inner.some((token) =>
      ["not", "no", "except", "but", "never", "without", "only", "unless", "if"].includes(token.low)
    )
  )
    return null
  return [...tokens.slice(0, open), ...tokens.slice(close + 1)]
}

/** Without the brackets themselves. */
export const withoutBrackets = (tokens: Tokens): Tokens =>
  tokens.filter((token) => !(token.kind === "punct" && (token.text === "(" || token.text === ")")))

const NO_CHANGE =
  sayingTable(`without deleting it | without deleting them | without deleting anything | without changing it | without changing them | without changing anything | without modifying it | without modifying them | without modifying anything | without touching it | without touching anything | without touching them | without removing it | without removing anything | without removing them | without moving it | without moving them | without moving anything | without editing it | do not delete it | do not delete them | do not delete anything | do not change it | do not change anything | do not touch anything | but do not delete it | but do not delete them | but do not delete anything | but do not change anything | but do not change it | and do not delete anything | and do not change anything | but do not touch it | but do not touch anything | but do not modify it | but do not modify anything | but leave it as it is | but do not delete any of them | nothing else | , nothing more | , do not delete anything | , do not change anything | , do not touch anything
and print their names | and print the names | and display their names | and show their names | and list their names | and print them | and list them | and show them | and display them | and print the list | and print the result | and print the results | and show the result | and show the results | and display the result | and display the results | and print it | and show it | and display it | and display the matched file name | and display the matched file names | and print the matched file names | and print the file names | and print the filenames | and display the file names | and display the filenames | and show the file names | and list the file names | and print their paths | and print the paths | and show their paths | and display their paths | and print the output | and print out their names | and print only their names | and output their names | and give me their names | and tell me their names | and output the result | , and print their names | , and display the results | and list the results | and print the file name | and display the file name | and show me the result | and show me the results | and print all of them | and show me the list | and give me the list | and print the matching files | and display the matching files | and list the matching files | and tell me which ones | and show me | and print their full paths | and print the full paths | and print the full path | and list it | and tell me the result | and tell me the number | and report it | and give me the result | full path | the full path | full path please | absolute path | just the number | only the number | just the name | just the names | only the names | names only | only names | one per line | one on each line | one a line | and count nothing else | only the result | just the result | and nothing else please | ( names only ) | ( full path ) | ( just the number ) | and print only the number`)
/** A request that reads, without what it says against changing things or for showing what it finds. */
export const withoutAssurance = (tokens: Tokens): Tokens | null => {
  for (let at = tokens.length - 2; at > 0; at--) {
    const end = longestSaying({ tokens }, at, NO_CHANGE)
    if (end >= 0 && trim(tokens.slice(end)).length === 0) return trim(tokens.slice(0, at))
  }
  return null
}

const ASKING = sayingTable(
  `could you | can you | would you | will you | please | could u | can u | would u | pls | i want to | i want you to | i need to | i need you to | i would like to | i would like you to | show me | tell me | give me | list | find | what | which | where | how many | so please | so could you | so can you | let me know`
)
/** A story before the request ("i was cleaning my laptop, could you list …"): only what is asked for at its end, and only to read. */
export const withoutStory = (tokens: Tokens): ReadonlyArray<Tokens> => {
  const out: Array<Tokens> = []
  for (let at = 2; at < tokens.length - 1; at++) {
    const before = tokens[at - 1]
    if (before === undefined || before.kind !== "punct" || ![",", ".", ";", "!", "?", "\n", ":"].includes(before.text))
      continue
    if (longestSaying({ tokens }, at, ASKING) < 0) continue
    out.push(trim(tokens.slice(at)))
  }
  return out
}
