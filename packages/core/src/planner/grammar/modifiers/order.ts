/**
 * In which order, and how many: "sorted by size, largest first", "which was changed last", "limited to the first 5". "By size"
 * alone must follow "sorted" or say a direction: it could be another deed's word ("organize by type").
 */
import type { Order } from "../../../plan/Selection.ts"
import type { Draft } from "../Draft.ts"
import { type Found, found } from "../Found.ts"
import { type Reading, type SayingIndex, longestSaying, lowAt, sayingTable } from "../Reading.ts"
import { readNumber } from "../readNumber.ts"
import { readWhen } from "../readTime.ts"
import { sayings, words } from "../words.ts"
import type { Modifier } from "./Modifier.ts"

const ORDERS: ReadonlyArray<readonly [SayingIndex, Order]> = [
  [
    sayingTable(
      "biggest first | largest first | biggest to smallest | largest to smallest | from biggest to smallest | from largest to smallest | from the largest to the smallest | from the biggest to the smallest | by size , largest first | by size , biggest first | by descending size | by size descending | in descending order of size | by size in descending order | by size , descending | with the biggest first | with the largest first | starting with the largest | starting with the biggest | by size in decreasing order | by decreasing size | in order of decreasing size | in decreasing order of size | by size largest first | by size biggest first | by size ( largest first ) | by size ( biggest first ) | by size , from largest to smallest | by size from largest to smallest | large to small | big to small | by size in reverse | by size from biggest to smallest"
    ),
    { by: "size", descending: true }
  ],
  [
    sayingTable(
      "smallest first | smallest to largest | smallest to biggest | from smallest to largest | from smallest to biggest | by size | by their size | by file size | by size , smallest first | by size ascending | by ascending size | in order of size | by filesize | in order of increasing size | by size in ascending order | with the smallest first | by increasing size | small to large | by size from smallest to largest | by size smallest first | in ascending order of size"
    ),
    { by: "size" }
  ],
  [
    sayingTable(
      "newest first | latest first | most recent first | most recently modified first | newest to oldest | from newest to oldest | by date , newest first | by time , newest first | by modification time , newest first | by modification date , newest first | by date descending | by date newest first | with the newest first | by date in descending order | by modification time in descending order | by modification date in descending order | by most recent | latest to oldest | by modification time newest first | by modification time descending | by modification date descending | by last modified , newest first | with the most recent first | in reverse chronological order"
    ),
    { by: "modified", descending: true }
  ],
  [
    sayingTable(
      "oldest first | oldest to newest | from oldest to newest | by date | by time | by modification time | by modification date | by age | by date modified | by last modified | by last modified date | by last modification | by when they were modified | by modified time | by modified date | chronologically | in chronological order | by date , oldest first | by time , oldest first | by mtime | by date of modification | with the oldest first | by date ascending | by modification time , oldest first | by modification date , oldest first | by date oldest first | by when they were last modified"
    ),
    { by: "modified" }
  ],
  [
    sayingTable(
      "alphabetically | by name | by file name | by filename | by their name | by their names | in alphabetical order | alphabetical | a to z | from a to z | by name alphabetically | alphabetically by name | in alphabetical order of name | by name ascending | by names | in order of name"
    ),
    { by: "name" }
  ],
  [
    sayingTable(
      "reverse alphabetically | in reverse alphabetical order | by name descending | by name in reverse | by name in reverse order | by name in descending order | z to a | from z to a | reverse alphabetical order | in reverse order of name | reverse sorted by name | by name backwards"
    ),
    { by: "name", descending: true }
  ],
  [sayingTable("by extension | by type | by file type | by file extension | by kind"), { by: "extension" }],
  [sayingTable("by path | by full path | by file | by file path"), { by: "path" }]
]

const ORDERED = words("sorted ordered arranged sort order listed ranked rank arrange")

export const order: Modifier = (reading, at, negated) => {
  if (negated) return []
  const out: Array<Found<Draft>> = []
  let start = at
  if (
    lowAt(reading, start) === "in" &&
    ["sorted", "order"].includes(lowAt(reading, start + 1)) &&
    lowAt(reading, start + 1) === "sorted"
  )
    start++
  const sorted = ORDERED.has(lowAt(reading, start))
  if (sorted) start++
  if (sorted && ["them", "it", "the", "result", "results", "list"].includes(lowAt(reading, start))) start++
  for (const [table, value] of ORDERS) {
    const end = longestSaying(reading, start, table)
    if (end < 0) continue
    // "by size" alone could be another action's word ("organize by type"): it must follow "sorted", or say a direction.
    const bare = lowAt(reading, start) === "by"
    if (bare && !sorted && !/first|ascending|descending|order|largest|oldest|newest/.test(joined(reading, start, end)))
      continue
    let after = end
    let descending: boolean | undefined = value.descending
    for (const [said, down] of DIRECTIONS) {
      if (said.every((word, offset) => lowAt(reading, end + offset) === word)) {
        after = end + said.length
        descending = down
        break
      }
    }
    out.push(found(after, { order: { by: value.by, ...(descending === true ? { descending: true } : {}) } }))
  }
  return out
}

const joined = (reading: Reading, start: number, end: number): string =>
  Array.from({ length: end - start }, (_, offset) => lowAt(reading, start + offset)).join(" ")

const DIRECTIONS: ReadonlyArray<readonly [ReadonlyArray<string>, boolean]> = [
  ...sayings(
    ", descending | descending | in descending order | , in descending order | in reverse order | in reverse | reversed | ( descending ) | in decreasing order | , newest first | , largest first | , biggest first | newest first | largest first | biggest first | , reversed | backwards | desc | ( largest first ) | ( newest first ) | ( biggest first ) | , from largest to smallest | , most recent first"
  ).map((said) => [said, true] as const),
  ...sayings(
    "ascending | in ascending order | , ascending | ( ascending ) | , smallest first | , oldest first | smallest first | oldest first | in increasing order | asc"
  ).map((said) => [said, false] as const)
]

const LIMIT_LEADS = sayings(
  `only the first | just the first | limited to the first | limited to | at most | limit | limit to | only show the first | no more than | , only the first | and limit to | but only the first | only`
)

/** "which file was changed last", "which one is the biggest": one, by that order. */
const SUPERLATIVES: ReadonlyArray<readonly [SayingIndex, Order]> = [
  [
    sayingTable(
      "changed last | modified last | edited last | updated last | touched last | saved last | last changed | last modified | last edited | last updated | last touched | last saved | changed most recently | modified most recently | edited most recently | updated most recently | touched most recently | most recently changed | most recently modified | most recently edited | most recently updated | the newest | newest | the latest | the most recent | the most recent one | the newest one | created last | added last | written last"
    ),
    { by: "modified", descending: true }
  ],
  [
    sayingTable(
      "the oldest | oldest | the oldest one | changed least recently | modified least recently | least recently changed | least recently modified | changed first | modified first | the least recently modified"
    ),
    { by: "modified" }
  ],
  [
    sayingTable(
      "the biggest | the largest | biggest | largest | the biggest one | the largest one | takes the most space | takes up the most space | takes most space | uses the most space | uses most space | takes up most space | has the most bytes | has the largest size | has the biggest size | the heaviest | occupies the most space | takes the most room | take the most space | take up the most space | take most space | take up most space | use the most space | use most space | occupy the most space | take the most room | have the largest size"
    ),
    { by: "size", descending: true }
  ],
  [
    sayingTable(
      "the smallest | smallest | the smallest one | takes the least space | takes up the least space | uses the least space | has the smallest size | takes least space"
    ),
    { by: "size" }
  ]
]

/** Verbs of several files, and how many are meant where no number is said. */
const MANY_VERBS = words("take use occupy have")
const SEVERAL = 10

export const superlative: Modifier = (reading, at, negated) => {
  if (negated) return []
  const out: Array<Found<Draft>> = []
  for (const [table, value] of SUPERLATIVES) {
    const end = longestSaying(reading, at, table)
    if (end < 0) continue
    // "last modified in 2022" is a time.
    const next = lowAt(reading, end)
    // "Which files take up the most space": several, as with "the largest files".
    const many = MANY_VERBS.has(lowAt(reading, at))
    if (next !== "" && !["?", ".", "!", "in", "inside", "under", "of", "here", "there", "on"].includes(next)) continue
    if (["in", "on"].includes(next) && readWhen(reading, end, false).length > 0) continue
    out.push(found(end, { order: value, first: many ? SEVERAL : 1 }))
  }
  return out
}

export const limit: Modifier = (reading, at, negated) => {
  if (negated) return []
  const out: Array<Found<Draft>> = []
  for (const lead of LIMIT_LEADS) {
    if (!lead.every((word, offset) => lowAt(reading, at + offset) === word)) continue
    const number = readNumber(reading.tokens, at + lead.length)
    if (number === null || number.value === 0) continue
    const tail = ["files", "results", "entries", "items", "ones", "of"].includes(lowAt(reading, number.end))
      ? number.end + 1
      : number.end
    if (tail > number.end || /first/.test(lead.join(" ")) || lead.includes("limit"))
      out.push(
        found(tail === number.end + 1 && lowAt(reading, number.end) === "of" ? tail + 1 : tail, { first: number.value })
      )
  }
  return out
}
