/** What becomes of a line that is written while it is looked whether there is something to offer. Nobody types here, and nothing is offered. */
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Begun, LineReader } from "#cli/shell/lineReader.ts"
import { offeringReader } from "#cli/shell/offeringReader.ts"
import type { TakenOffer } from "#cli/shell/TakenOffer.ts"
import type { ReadResult } from "#cli/terminal/readLine.ts"

const TAKEN: TakenOffer = {
  text: "undo",
  askedAt: 0,
  meaning: { type: "redo", dryRun: false },
  act: () => Effect.succeed({ code: 0 })
}

/** The look ends when it is told to; the first line is what `ends` gives, or is interrupted at `typed`. */
const world = Effect.fnUntraced(function* (answer: TakenOffer | null, typed: Begun, ends?: ReadResult) {
  const found = yield* Deferred.make<string | null>()
  const asked: Array<string> = []
  const begun: Array<Begun> = []
  const read: LineReader = (begins, onLeft) =>
    Effect.suspend(() => {
      begun.push(begins)
      if (begun.length > 1) return Effect.succeed<ReadResult>({ type: "line", text: "after" })
      return ends === undefined
        ? Effect.callback<ReadResult>(() => Effect.sync(() => onLeft?.(typed)))
        : Effect.succeed(ends)
    })
  const offering = (isPlain: boolean) => ({
    find: Deferred.await(found),
    put: (offer: string) => Effect.sync(() => (asked.push(offer), answer)),
    isPlain
  })
  return { asked, begun, found, reader: (isPlain = false) => offeringReader(offering(isPlain), read) }
})

describe("an offer that comes while a line is written", () => {
  const typed = { text: "list fil", cursor: 4 }

  it.effect("leaves the line as it stood, once it is answered", () =>
    Effect.gen(function* () {
      const { asked, begun, found, reader } = yield* world(TAKEN, typed)
      const reading = yield* Effect.forkChild(reader()({ text: "" }), { startImmediately: true })
      yield* Deferred.succeed(found, "an offer")
      assert.deepStrictEqual(yield* Fiber.join(reading), { type: "taken", taken: TAKEN, begun: typed })
      assert.deepStrictEqual([asked, begun], [["an offer"], [{ text: "" }]])
    })
  )

  it.effect("and once it is not taken", () =>
    Effect.gen(function* () {
      const { begun, found, reader } = yield* world(null, typed)
      const reading = yield* Effect.forkChild(reader()({ text: "" }), { startImmediately: true })
      yield* Deferred.succeed(found, "an offer")
      assert.deepStrictEqual(yield* Fiber.join(reading), { type: "line", text: "after" })
      assert.deepStrictEqual(begun, [{ text: "" }, typed])
    })
  )

  it.effect.each([
    [{ type: "line", text: "list files" }, { text: "list files" }],
    [
      { type: "mode", text: "list", cursor: 2 },
      { text: "list", cursor: 2 }
    ],
    [{ type: "rewind" }, { text: "" }]
  ] as ReadonlyArray<[ReadResult, Begun]>)("a line that was quicker stands there again: %j", ([ends, begins]) =>
    Effect.gen(function* () {
      const { found, reader } = yield* world(TAKEN, typed, ends)
      yield* Deferred.succeed(found, "an offer")
      assert.deepStrictEqual(yield* reader()({ text: "" }), { type: "taken", taken: TAKEN, begun: begins })
    })
  )

  it.effect("and is done where there is nothing to offer; who leaves is not kept by a look", () =>
    Effect.gen(function* () {
      const line: ReadResult = { type: "line", text: "list files" }
      const nothing = yield* world(TAKEN, typed, line)
      yield* Deferred.succeed(nothing.found, null)
      assert.deepStrictEqual(yield* nothing.reader()({ text: "" }), line)
      const leaving = yield* world(TAKEN, typed, { type: "leave" })
      assert.deepStrictEqual(yield* leaving.reader()({ text: "" }), { type: "leave" })
    })
  )

  it.effect("is put before the first line where lines are plain, and once only", () =>
    Effect.gen(function* () {
      const { asked, begun, found, reader } = yield* world(TAKEN, typed, { type: "line", text: "a" })
      yield* Deferred.succeed(found, "an offer")
      const read = reader(true)
      assert.deepStrictEqual(yield* read({ text: "" }), { type: "taken", taken: TAKEN, begun: { text: "" } })
      assert.deepStrictEqual(begun, [])
      assert.deepStrictEqual(yield* read({ text: "b" }), { type: "line", text: "a" })
      assert.deepStrictEqual([asked, begun], [["an offer"], [{ text: "b" }]])
    })
  )
})
