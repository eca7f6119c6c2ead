/** Places behind a noun: what is none although it stands behind "at" or "in". */
import { assert, describe, it } from "@effect/vitest"
import { place } from "#core/planner/grammar/modifiers/place.ts"
import { type Look, NO_REFERENTS, type Reading } from "#core/planner/grammar/Reading.ts"
import { tokenize } from "#core/planner/grammar/tokenize.ts"

const reading = (text: string, look: Look = () => null): Reading => ({
  source: text,
  tokens: tokenize(text),
  referents: NO_REFERENTS,
  look,
  bareNames: true,
  memo: new Map(),
  now: Date.UTC(2026, 10, 18, 12),
  zone: "UTC"
})
const folders = (text: string, look?: Look) => place(reading(text, look), 0, false).flatMap((one) => one.value.in ?? [])

describe("a place", () => {
  it("is a folder behind its preposition", () => {
    assert.deepStrictEqual(folders("in docs"), ["docs"])
  })

  it("is no hour of the day, unless there is a folder of that name", () => {
    for (const hour of ["at 3pm", "at 15:00", "in 13pm", "at noon"]) assert.deepStrictEqual(folders(hour), [], hour)
    assert.deepStrictEqual(
      folders("in 3pm", () => "folder"),
      ["3pm"]
    )
  })
})
