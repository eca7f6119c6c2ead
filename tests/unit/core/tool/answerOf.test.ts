import { assert, describe, it } from "@effect/vitest"
import { answerOf, MAX_ANSWER, type Output, PathBytes } from "@zenus/core"
import * as Effect from "effect/Effect"

const bytes = (...parts: ReadonlyArray<string | Uint8Array>): Output => ({
  lines: [],
  bytes: (async function* () {
    for (const part of parts) yield await Promise.resolve(typeof part === "string" ? Buffer.from(part) : part)
  })()
})

const broken = async function* () {
  yield await Promise.resolve(Buffer.from("begun"))
  throw new Error("the disk reports an error")
}

describe("answerOf", () => {
  it.effect("is empty for nothing, also for outputs without a line", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* answerOf([]), { text: "", truncated: false })
      assert.deepStrictEqual(yield* answerOf([{ lines: [] }, { lines: [] }]), { text: "", truncated: false })
    })
  )

  it.effect("is all lines in order, an empty line too", () =>
    Effect.gen(function* () {
      const { text } = yield* answerOf([{ lines: ["a", "b"] }, { lines: [""] }, { lines: ["c"] }])
      assert.strictEqual(text, "a\nb\n\nc")
    })
  )

  it.effect("joins what is streamed, without the last line end alone, and keeps what is no UTF-8", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* answerOf([bytes("one\ntw", "o\n\n")])).text, "one\ntwo\n")
      // A character that is cut in two by the slices is whole again.
      const euro = Buffer.from("€")
      assert.strictEqual((yield* answerOf([bytes(euro.subarray(0, 1), euro.subarray(1))])).text, "€")
      const { text } = yield* answerOf([bytes(Uint8Array.of(0x61, 0xff))])
      assert.deepStrictEqual(PathBytes.toBytes(text), Uint8Array.of(0x61, 0xff))
    })
  )

  it.effect("is whole at the limit, and cut and said so one character above", () =>
    Effect.gen(function* () {
      const whole = yield* answerOf([{ lines: ["x".repeat(MAX_ANSWER)] }])
      assert.deepStrictEqual([whole.text.length, whole.truncated], [MAX_ANSWER, false])
      const cut = yield* answerOf([{ lines: ["x".repeat(MAX_ANSWER)] }, { lines: [""] }, { lines: ["y"] }])
      assert.deepStrictEqual([cut.text.length, cut.truncated], [MAX_ANSWER, true])
    })
  )

  it.effect("says that it was cut where the bytes are more and the characters fewer", () =>
    Effect.gen(function* () {
      const slices = Array.from({ length: 10 }, () => "é".repeat(512 * 1024))
      const cut = yield* answerOf([bytes(...slices)])
      assert.isBelow(cut.text.length, MAX_ANSWER)
      assert.isTrue(cut.truncated)
      const whole = yield* answerOf([bytes(...slices.slice(0, 8))])
      assert.deepStrictEqual([whole.text.length, whole.truncated], [4 * 1024 * 1024, false])
    })
  )

  it.effect("stops reading a stream without an end", () =>
    Effect.gen(function* () {
      let read = 0
      const slice = new Uint8Array(1024 * 1024).fill(0x78)
      const endless = async function* () {
        for (;;) {
          read += 1
          yield await Promise.resolve(slice)
        }
      }
      const { text, truncated } = yield* answerOf([{ lines: [], bytes: endless() }])
      assert.deepStrictEqual([text.length, truncated], [MAX_ANSWER, true])
      assert.isBelow(read, 12)
    })
  )

  it.effect("fails with what the stream failed with", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(answerOf([{ lines: [], bytes: broken() }]))
      assert.include(error.message, "the disk reports an error")
    })
  )
})
