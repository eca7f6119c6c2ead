/** Branches, revisions and addresses of repositories. What begins with a dash is none of them. */
import { found } from "../Found.ts"
import { readNumber } from "../readNumber.ts"
import { isUrl } from "../readPath.ts"
import { words } from "../words.ts"
import { paths } from "./newPaths.ts"
import type { SlotReader } from "./SlotReader.ts"

const NO_REVISIONS = words(
  "it that this them branch branches commit commits tag tags changes the a an all my last latest current new and or to from everything file files main-branch on in of with into here there clean up out back down work"
)

/** A branch, tag or commit: one word without blanks that git would take. */
export const branchName: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct" || (token.kind === "word" && NO_REVISIONS.has(token.low))) return []
  return /^[\p{L}\p{N}_@][\p{L}\p{N}_./@+-]*$/u.test(token.text) && !isUrl(token)
    ? [found(at + 1, { value: token.text }, 0.01)]
    : []
}

/** Names of what is there, in a folder that is a repository: "add a.txt" can make nothing then, and stages it. */
export const versioned: SlotReader = (reading, at, slot) =>
  reading.look(".git") === null
    ? []
    : paths(reading, at, slot)
        .filter(
          ({ value: { value } }) => Array.isArray(value) && value.every((path) => reading.look(String(path)) !== null)
        )
        .map((one) => found(one.end, one.value, one.cost - SURELY))
/** Such a name says more than one that something new would be given. */
const SURELY = 0.03

/** What is a revision by its look; any other word may be one, but is a name of a folder as well. */
const REVISION =
  /^(?:HEAD|@)|[~^]|^[0-9a-f]{6,40}$|^(?:main|master|trunk|dev|develop|release)\b|^origin\/|^v?\d+(?:\.\d+)+/

export const revision: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct" || (token.kind === "word" && NO_REVISIONS.has(token.low))) return []
  return /^[\p{L}\p{N}_@][\p{L}\p{N}_./@^~{}+-]*$/u.test(token.text) && !isUrl(token)
    ? [found(at + 1, { value: token.text }, REVISION.test(token.text) ? 0.01 : 0.06)]
    : []
}

/** "the last 2 commits": HEAD~2. */
export const headBack: SlotReader = (reading, at) => {
  const count = readNumber(reading.tokens, at)
  return count === null || count.value < 1 ? [] : [found(count.end, { value: `HEAD~${count.value}` })]
}

/** "main..dev" and "main...dev". */
export const dots: SlotReader = (reading, at) => {
  const match = /^([\w./@^~-]+?)\.{2,3}([\w./@^~-]+)$/.exec(reading.tokens[at]?.text ?? "")
  return match?.[1] === undefined ? [] : [found(at + 1, { value: match[1], more: { to: match[2] } })]
}

/** Where a repository lies: an address, `host:path`, or a folder written with a slash. */
export const cloneUrl: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct" || token.text.startsWith("-")) return []
  const sure = isUrl(token) || token.text.includes("/") || token.text.endsWith(".git") || token.kind === "quoted"
  return sure && !/[;|&<>$`]/.test(token.text) ? [found(at + 1, { value: token.text })] : []
}

export const url: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct") return []
  if (isUrl(token) || (token.kind === "quoted" && token.text !== "")) return [found(at + 1, { value: token.text })]
  return []
}
