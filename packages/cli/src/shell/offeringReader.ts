/**
 * A reader of lines that looks once whether there is something to offer: while the first line is written, since a prompt waits for no look
 * into a state file. Found, the question comes at once; what had been typed answers nothing, and stands in the line again afterwards, as
 * does a line that was quicker than the question. A terminal's own line cannot be taken back, so there the look comes first.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { ReadResult } from "../terminal/readLine.ts"
import { type Begun, type LineReader, NOTHING } from "./lineReader.ts"
import type { TakenOffer } from "./TakenOffer.ts"

/** A line, or what was answered to the offer, with what is to stand in the line after it. */
export type OfferingRead = ReadResult | { readonly type: "taken"; readonly taken: TakenOffer; readonly begun: Begun }

export interface Offering<Offer> {
  /** `null` for nothing to offer. */
  readonly find: Effect.Effect<Offer | null>
  /** Puts it to the person; `null` for none of its answers. */
  readonly put: (offer: Offer) => Effect.Effect<TakenOffer | null>
  /** Lines are the terminal's own. */
  readonly isPlain: boolean
}

/** What stood in a line that was quicker. */
const leftOf = (read: ReadResult): Begun => {
  switch (read.type) {
    case "line":
      return { text: read.text }
    case "mode":
      return { text: read.text, cursor: read.cursor }
    case "leave":
    case "rewind":
      return NOTHING
  }
}

export const offeringReader = <Offer>(
  { find, isPlain, put }: Offering<Offer>,
  read: LineReader
): ((begun: Begun) => Effect.Effect<OfferingRead>) => {
  let isOver = false
  const offer = (found: Offer, begun: Begun): Effect.Effect<OfferingRead> =>
    Effect.flatMap(put(found), (taken) =>
      taken === null ? read(begun) : Effect.succeed<OfferingRead>({ type: "taken", taken, begun })
    )
  const first = Effect.fnUntraced(function* (begun: Begun): Effect.fn.Return<OfferingRead> {
    isOver = true
    let left = begun
    const looking = yield* Effect.forkChild(find)
    const found = Effect.flatMap(Fiber.join(looking), (come) =>
      come === null ? Effect.never : Effect.succeed({ offer: come })
    )
    const come = yield* Effect.raceFirst(
      Effect.map(
        read(begun, (typed) => (left = typed)),
        (line) => ({ line })
      ),
      found
    )
    if ("offer" in come) return yield* offer(come.offer, left)
    if (come.line.type === "leave") return come.line
    const late = yield* Fiber.join(looking)
    return yield* late === null ? Effect.succeed(come.line) : offer(late, leftOf(come.line))
  })
  const plain = Effect.fnUntraced(function* (begun: Begun): Effect.fn.Return<OfferingRead> {
    isOver = true
    const found = yield* find
    return yield* found === null ? read(begun) : offer(found, begun)
  })
  return (begun) => (isOver ? read(begun) : isPlain ? plain(begun) : first(begun))
}
