/**
 * Sizes in bytes: "larger than 10 MB", "between 1 and 5 MB", "1 GB or more", "exactly 100 bytes". "Over" leaves the limit
 * itself out, "at least" takes it; a bare figure is a size only behind "size".
 */
import type { Draft } from "../Draft.ts"
import { type Found, found } from "../Found.ts"
import { type Reading, type SayingIndex, longestSaying, lowAt, sayingTable } from "../Reading.ts"
import { readNumber, readSize } from "../readNumber.ts"
import type { Modifier } from "./Modifier.ts"

type Limit = "over" | "atLeast" | "under" | "atMost"

const LIMITS: ReadonlyArray<readonly [SayingIndex, Limit]> = [
  [
    sayingTable(
      "larger than | bigger than | greater than | more than | over | above | exceeding | in excess of | heavier than | exceeds | exceed | upwards of | beyond | larger then | bigger then | greater then | more then | of more than | of over | larger as | > | bigger | larger | taking more than | take more than | that take up more than | taking up more than | bigger as"
    ),
    "over"
  ],
  [
    sayingTable(
      "at least | no smaller than | not smaller than | not less than | no less than | minimum | a minimum of | of at least | >="
    ),
    "atLeast"
  ],
  [
    sayingTable(
      "smaller than | less than | under | below | fewer than | lower than | of less than | lesser than | smaller then | less then | lighter than | of under | < | not reaching | shorter than | smaller | taking less than"
    ),
    "under"
  ],
  [
    sayingTable(
      "at most | no larger than | no bigger than | not larger than | not bigger than | no more than | not more than | up to | maximum | a maximum of | of at most | not exceeding | not over | <="
    ),
    "atMost"
  ]
]

const SIZE_LEADS = sayingTable(
  `with a size of | with size | with sizes | with a size | of size | with a file size of | with a filesize of | with file size | whose size is | whose sizes are | whose file size is | having a size of | having size | have size | have a size | have a size of | has a size of | has size | sized | size | with a size that is | in size | weighing | which is | of a size | with a total size of | with the size | file size | having a size | which size is | of size that is | with file sizes | weigh | weighs`
)

const OPPOSITE: Readonly<Record<Limit, Limit>> = { over: "atMost", atLeast: "under", under: "atLeast", atMost: "over" }

const limitAt = (reading: Reading, at: number, negated: boolean, bare: boolean): ReadonlyArray<Found<Draft>> => {
  const out: Array<Found<Draft>> = []
  for (const [table, limit] of LIMITS) {
    const end = longestSaying(reading, at, table)
    if (end < 0) continue
    const size = readSize(reading.tokens, end, bare)
    if (size === null) continue
    let after = size.end
    if (lowAt(reading, after) === "in" && ["size", "length"].includes(lowAt(reading, after + 1))) after += 2
    else if (["big", "large"].includes(lowAt(reading, after))) after++
    else if (lowAt(reading, after) === "of" && ["size", "data", "space"].includes(lowAt(reading, after + 1))) after += 2
    else if (lowAt(reading, after) === "each") after++
    out.push(found(after, { size: { [negated ? OPPOSITE[limit] : limit]: size.value } }))
  }
  return out
}

export const size: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  const lead = longestSaying(reading, at, SIZE_LEADS)
  for (const [start, bare] of [
    [at, false],
    [lead, true]
  ] as const) {
    if (start < 0) continue
    out.push(...limitAt(reading, start, negated, bare))
    // "between 1 MB and 5 MB", "from 1 to 5 MB"
    if (!negated && ["between", "from"].includes(lowAt(reading, start))) {
      const upper = (end: number) => readSize(reading.tokens, end + 1)
      const low = readSize(reading.tokens, start + 1) ?? sameUnit(reading, start + 1)
      if (low !== null && ["and", "to"].includes(lowAt(reading, low.end))) {
        const high = upper(low.end)
        if (high !== null && low.value <= high.value)
          out.push(found(high.end, { size: { atLeast: low.value, atMost: high.value } }))
      }
    }
    // "10 MB or larger", "exactly 100 bytes"
    const exact = start === at ? at : start
    const plain = readSize(reading.tokens, ["exactly", "of"].includes(lowAt(reading, exact)) ? exact + 1 : exact)
    if (plain !== null && !negated) {
      if (["or", "and"].includes(lowAt(reading, plain.end))) {
        const word = lowAt(reading, plain.end + 1)
        if (["larger", "bigger", "more", "greater", "above", "up", "over", "upwards"].includes(word))
          out.push(found(plain.end + 2, { size: { atLeast: plain.value } }))
        if (["smaller", "less", "below", "under"].includes(word))
          out.push(found(plain.end + 2, { size: { atMost: plain.value } }))
      }
      if ((lead >= 0 && start === lead) || lowAt(reading, exact) === "exactly") {
        const end =
          lowAt(reading, plain.end) === "in" && lowAt(reading, plain.end + 1) === "size" ? plain.end + 2 : plain.end
        out.push(found(end, { size: { atLeast: plain.value, atMost: plain.value } }))
      }
      if (["long", "large", "big"].includes(lowAt(reading, plain.end)))
        out.push(found(plain.end + 1, { size: { atLeast: plain.value, atMost: plain.value } }))
    }
  }
  return out
}

/** "between 1 and 5 MB": the first figure takes the unit of the second. */
const sameUnit = (reading: Reading, at: number): Found<number> | null => {
  const low = readNumber(reading.tokens, at)
  if (low === null || !["and", "to"].includes(lowAt(reading, low.end))) return null
  const high = readSize(reading.tokens, low.end + 1)
  const count = readNumber(reading.tokens, low.end + 1)
  if (high === null || count === null || count.value === 0) return null
  return found(low.end, Math.round((low.value * high.value) / count.value))
}
