/** What the clause before spoke of or answered: "it", "the result", or nothing said at all. */
import { found } from "../Found.ts"
import { longestSaying, sayingTable } from "../Reading.ts"
import { BACK, type SlotReader, thingOf } from "./SlotReader.ts"

/** The answer of the step before, without a word for it. */
export const before: SlotReader = (reading, at) =>
  reading.referents.result === null
    ? []
    : [found(at, { value: "", reference: { step: reading.referents.result, output: "text" } }, 0.02)]

const RESULT = sayingTable(
  `it | them | that | this | the result | the results | result | results | the output | output | the answer | the list | the listing | the result of that | those | these | the sum | the total | the count | the number | the value | the hash | the hashes | the checksums | the checksum | the names | the paths | the report | the content | the contents | the text | the lines | the sorted lines | the sorted list | the sorted result | the sorted output | the sorted file | the new text | the resulting text | the resulting list | that list | this list | everything | the sorted version | the listing of it | the size | the sizes | the difference | the differences | the info | the information`
)

/** "the result", "it": the answer of the step before. */
export const result: SlotReader = (reading, at) => {
  const step = reading.referents.result
  const end = longestSaying(reading, at, RESULT)
  return step === null || end < 0 ? [] : [found(end, { value: "", reference: { step, output: "text" } }, 0.01)]
}

/** Takes no words: what the clause before spoke of. */
export const it: SlotReader = (reading, at) => {
  const sets = reading.referents.things.filter((thing) => thing.kind === "files")
  const [only, ...more] = sets
  if (only?.selection !== undefined && more.length === 0)
    return [
      found(at, { value: only.selection, things: [{ kind: "files", selection: only.selection }], phrase: BACK }, 0.05)
    ]
  const known = reading.referents.things.filter((thing) => thing.path !== undefined && thing.place !== true)
  const [one, ...others] = known
  return one?.path === undefined || others.length > 0
    ? []
    : [found(at, { value: { paths: [one.path] }, things: [thingOf(reading)(one.path)], phrase: BACK }, 0.05)]
}

/** Takes no words: the one file the clause before spoke of, as a path. */
export const itself: SlotReader = (reading, at) => {
  const known = reading.referents.things.filter((thing) => thing.path !== undefined && thing.place !== true)
  const [one, ...others] = known
  return one?.path === undefined || others.length > 0
    ? []
    : [found(at, { value: one.path, things: [thingOf(reading)(one.path)] }, 0.05)]
}
