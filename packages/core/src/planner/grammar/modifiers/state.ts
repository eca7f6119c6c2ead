/** What a file is, in one word: empty, hidden, executable, a broken link, one of several equal ones. */
import type { Draft } from "../Draft.ts"
import { type Found, found } from "../Found.ts"
import { type SayingIndex, longestSaying, sayingTable } from "../Reading.ts"
import type { Modifier } from "./Modifier.ts"

const STATES: ReadonlyArray<readonly [SayingIndex, Draft, Draft | null]> = [
  [
    sayingTable(
      "empty | completely empty | zero bytes | zero bytes long | zero bytes in size | of zero length | with zero length | with zero bytes | with zero size | of size zero | of zero size | of size 0 | with size 0 | with size zero | 0 bytes | 0 bytes long | 0 bytes in size | with 0 bytes | with no content | with no contents | without content | without any content | with nothing in them | with nothing in it | with nothing inside | with a size of zero | with a size of 0 | blank | contain nothing | containing nothing | that contain nothing | having no content | zero-length | zero length"
    ),
    { empty: true },
    { empty: false }
  ],
  [sayingTable("hidden"), { hidden: "only" }, { hidden: "exclude" }],
  [
    sayingTable(
      "executable | executables | runnable | that can be executed | can be executed | i can execute | i can run"
    ),
    { mode: "/111" },
    { mode: "!/111" }
  ],
  [sayingTable("broken | dangling | dead"), { brokenLinks: true, type: "link" }, null],
  [
    sayingTable(
      "duplicates | duplicated | identical | duplicates of each other | duplicates of one another | exact duplicates | with identical content | with the same content | with the same contents | with identical contents | that are the same | identical to each other | identical to one another | byte-identical | exact copies of each other | copies of each other | identical in content | have the same content | have identical content | exist twice | exist more than once | appear twice | appear more than once"
    ),
    { duplicates: "content" },
    null
  ]
]

export const state: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  for (const [table, positive, negative] of STATES) {
    const end = longestSaying(reading, at, table)
    if (end < 0) continue
    const draft = negated ? negative : positive
    if (draft !== null) out.push(found(end, draft))
  }
  return out
}
