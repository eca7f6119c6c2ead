import { assert, describe, it } from "vitest"
import * as fc from "fast-check"
import * as Sse from "effect/encoding/Sse"
import { makeEventCutter } from "#core/llm/wire/cutEvents.ts"

/** `text` in pieces of these lengths, over and over. */
const cut = (text: string, lengths: ReadonlyArray<number>): ReadonlyArray<string> => {
  const pieces: Array<string> = []
  for (let from = 0, turn = 0; from < text.length; turn++) {
    const to = from + (lengths[turn % lengths.length] ?? text.length)
    pieces.push(text.slice(from, to))
    from = to
  }
  return pieces
}
/** Data of events piece by piece, and whether it was too large, up to there. */
const ours = (pieces: ReadonlyArray<string>, maxEvent = 1_000) => {
  const { feed } = makeEventCutter(maxEvent)
  const events: Array<string> = []
  const isTooLarge = pieces.some((piece) => feed(piece, events))
  return { events, isTooLarge }
}
const theirs = (pieces: ReadonlyArray<string>, maxEvent = 1_000) => {
  const events: Array<string> = []
  const parser = Sse.makeParser((event) => void (event._tag === "Event" && events.push(event.data)), {
    maxEventSize: maxEvent
  })
  const isTooLarge = pieces.some((piece) => parser.feed(piece) !== undefined)
  return { events, isTooLarge }
}

const word = fc.constantFrom(
  "\n",
  "\r",
  "\r\n",
  "data",
  "data:",
  "data: ",
  ":",
  " ",
  "x",
  "event: a",
  "id: 1",
  "\uFEFF",
  "ü",
  "{}"
)
const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(""))
const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })

describe("makeEventCutter", () => {
  it("gives the data of each event, lines joined, and nothing of what has not ended", () => {
    const stream = ': a comment\r\nevent: x\r\ndata: {"a":\r\ndata:1}\r\n\r\ndata\n\nid: 7\n\ndata: left'
    assert.deepStrictEqual(ours([stream]), { events: ['{"a":\n1}', ""], isTooLarge: false })
  })

  it("does what effect's parser does, however a text is cut", () => {
    fc.assert(
      fc.property(text, lengths, fc.constantFrom(1_000, 12, 3), (stream, sizes, maxEvent) => {
        const pieces = cut(stream, sizes)
        assert.deepStrictEqual(ours(pieces, maxEvent), theirs(pieces, maxEvent))
      }),
      { numRuns: 3_000 }
    )
  })
})
