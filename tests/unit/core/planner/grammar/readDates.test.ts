/** Dates by the larger reader: whole local days and exact hours are taken, what was said vaguely is not made exact. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { looksDated, readDates } from "#core/planner/grammar/readDates.ts"

const NOW = Date.UTC(2026, 10, 18, 12, 20)
const periodOf = (text: string, zone = "UTC") =>
  readDates(text, { now: NOW, zone }).pipe(Effect.map((found) => [...found.values()][0]?.period ?? null))

describe("a looser date", () => {
  it.effect("is a whole local day", () =>
    Effect.gen(function* () {
      const day = { from: Date.UTC(2024, 2, 5), until: Date.UTC(2024, 2, 6) }
      assert.deepStrictEqual(yield* periodOf("on 3/5/2024"), day)
      const hour = 3_600_000
      assert.deepStrictEqual(yield* periodOf("on 3/5/2024", "Europe/Berlin"), {
        from: day.from - hour,
        until: day.until - hour
      })
    })
  )

  it.effect("with two ends holds both days whole", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* periodOf("Mar 3 - Mar 5 2024"), {
        from: Date.UTC(2024, 2, 3),
        until: Date.UTC(2024, 2, 6)
      })
    })
  )

  it.effect("is declined where chrono would make it more exact than it was said", () =>
    Effect.gen(function* () {
      for (const text of [
        "yesterday evening",
        "this morning",
        "last weekend",
        "yesterday at 5",
        "the hour before noon",
        "tomorrow"
      ])
        assert.isNull(yield* periodOf(text), text)
    })
  )

  it("is asked for only where the words sound dated", () => {
    assert.isTrue(looksDated("files from the 3rd of march"))
    assert.isFalse(looksDated("delete a.txt"))
  })
})
