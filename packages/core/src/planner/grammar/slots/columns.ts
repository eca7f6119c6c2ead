/** Columns of tables by number or header name, and conditions on their values ("where age is over 30"). */
import { type Found, found } from "../Found.ts"
import { type Reading, longestSaying, lowAt, sayingTable } from "../Reading.ts"
import type { Slot } from "../compilePhrase.ts"
import { readNumber, readOrdinal } from "../readNumber.ts"
import { readList, readName } from "../readPath.ts"
import { words } from "../words.ts"
import { type Filled, type SlotReader, plain } from "./SlotReader.ts"

const COLUMN_WORDS = words(
  "column columns field fields value values line lines row rows file files number numbers and or of in from the a each every all by first last sum total average"
)

/** A column by number or header name. */
export const columnId: SlotReader = (reading, at) => {
  const ordinal = readOrdinal(reading.tokens, at) ?? readNumber(reading.tokens, at)
  if (ordinal !== null) return [found(ordinal.end, { value: ordinal.value })]
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct" || COLUMN_WORDS.has(token.low)) return []
  return token.kind === "quoted" || /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(token.text)
    ? [found(at + 1, { value: token.text }, 0.01)]
    : []
}

export const listOf =
  (item: (reading: Reading, at: number, slot: Slot) => ReadonlyArray<Found<Filled>>): SlotReader =>
  (reading, at, slot) =>
    readList(reading, at, (next) =>
      item(reading, next, slot).map((one) => found(one.end, one.value.value, one.cost))
    ).map((one) => found(one.end, { value: one.value }, one.cost))

export const columnName: SlotReader = (reading, at, slot) =>
  columnId(reading, at, slot).filter((one) => typeof one.value.value === "string")

const ORDER_WORDS: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
  [["is", "greater", "than"], "over"],
  [["is", "larger", "than"], "over"],
  [["is", "more", "than"], "over"],
  [["is", "bigger", "than"], "over"],
  [["is", "higher", "than"], "over"],
  [["is", "above"], "over"],
  [["is", "over"], "over"],
  [["greater", "than"], "over"],
  [["more", "than"], "over"],
  [["over"], "over"],
  [["above"], "over"],
  [["exceeds"], "over"],
  [[">"], "over"],
  [["is", "older", "than"], "over"],
  [["larger", "than"], "over"],
  [["is", "less", "than"], "under"],
  [["is", "smaller", "than"], "under"],
  [["is", "lower", "than"], "under"],
  [["is", "under"], "under"],
  [["is", "below"], "under"],
  [["less", "than"], "under"],
  [["under"], "under"],
  [["below"], "under"],
  [["<"], "under"],
  [["is", "younger", "than"], "under"],
  [["smaller", "than"], "under"],
  [["is", "at", "least"], "atLeast"],
  [["at", "least"], "atLeast"],
  [["is", "at", "most"], "atMost"],
  [["at", "most"], "atMost"],
  [["is", "not", "equal", "to"], "isNot"],
  [["is", "not"], "isNot"],
  [["not", "equal", "to"], "isNot"],
  [["does", "not", "equal"], "isNot"],
  [["are", "not"], "isNot"],
  [["is", "equal", "to"], "is"],
  [["equals"], "is"],
  [["equal", "to"], "is"],
  [["="], "is"],
  [["=="], "is"],
  [["is"], "is"],
  [["are"], "is"],
  [["being"], "is"],
  [["of"], "is"],
  [["does", "not", "contain"], "notContains"],
  [["contains"], "contains"],
  [["containing"], "contains"],
  [["includes"], "contains"]
]

const LEADS = sayingTable(
  "where | with | whose | in which | that have | which have | for which | having | where the | with the | with a | whose column | where column | where the column | if | that are | when"
)

/** "where city is Paris and age is over 30". */
export const where: SlotReader = (reading, start) => {
  const lead = longestSaying(reading, start, LEADS)
  if (lead < 0) return []
  const one = (at: number): Found<{ readonly column: unknown; readonly is: string; readonly value: string }> | null => {
    let from = at
    while (["the", "column", "value", "field", "in", "of"].includes(lowAt(reading, from))) from++
    const column = columnId(reading, from, NO_SLOT)[0]
    if (column === undefined) return null
    const next = ["column", "field", "value"].includes(lowAt(reading, column.end)) ? column.end + 1 : column.end
    for (const [said, is] of ORDER_WORDS) {
      if (!said.every((word_, offset) => lowAt(reading, next + offset) === word_)) continue
      const token = reading.tokens[next + said.length]
      if (token === undefined || token.kind === "punct" || COLUMN_WORDS.has(token.low)) continue
      return found(next + said.length + 1, { column: column.value.value, is, value: token.text })
    }
    return null
  }
  const out: Array<Found<Filled>> = []
  let current = one(lead)
  let all: ReadonlyArray<unknown> = []
  while (current !== null) {
    all = [...all, current.value]
    out.push(found(current.end, { value: all }))
    if (lowAt(reading, current.end) !== "and") break
    current = one(current.end + 1)
  }
  return out.toReversed()
}

const NO_SLOT: Slot = { part: "slot", arguments: [], kinds: [], choices: [] }

/** A column by its number or its name. */
export const column: SlotReader = (reading, at) => {
  const ordinal = readOrdinal(reading.tokens, at)
  if (ordinal !== null) return plain(ordinal)
  const figure = readNumber(reading.tokens, at)
  if (figure !== null) return plain(figure)
  return readName(reading, at)
    .filter((one) => one.end === at + 1)
    .map((one) => found(one.end, { value: one.value }, one.cost))
}
