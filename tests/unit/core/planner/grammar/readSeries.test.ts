/** Numbered names: what is a series, and that its end is never a folder. */
import { assert, describe, it } from "@effect/vitest"
import { NO_REFERENTS, type Reading } from "#core/planner/grammar/Reading.ts"
import { beginsSeries, readSeries } from "#core/planner/grammar/readSeries.ts"
import { tokenize } from "#core/planner/grammar/tokenize.ts"

const reading = (text: string): Reading => ({
  source: text,
  tokens: tokenize(text),
  referents: NO_REFERENTS,
  look: () => null,
  bareNames: true,
  memo: new Map(),
  now: 0,
  zone: "UTC"
})
const namesOf = (text: string) => readSeries(reading(text), 0)[0]?.value ?? null

describe("a series of names", () => {
  it("counts up, with zeros in front where they were written", () => {
    assert.deepStrictEqual(namesOf("f1 to f3"), ["f1", "f2", "f3"])
    assert.deepStrictEqual(namesOf("img08.png through img11.png"), ["img08.png", "img09.png", "img10.png", "img11.png"])
    assert.deepStrictEqual(namesOf("f9 up to f11"), ["f9", "f10", "f11"])
    assert.deepStrictEqual(namesOf("2024 to 2026"), ["2024", "2025", "2026"])
    assert.deepStrictEqual(namesOf("a/1.txt to a/2.txt"), ["a/1.txt", "a/2.txt"])
  })

  it("is of one kind", () => {
    for (const text of ["f1 to g3", "f1.txt to f3.md", "f to g", "f1 and f3", "f1"]) assert.isNull(namesOf(text), text)
  })

  it("that runs backwards or without end is none, and still no name and a folder", () => {
    for (const text of ["f3 to f1", "f1 to f10000000"]) {
      assert.isNull(namesOf(text), text)
      assert.isTrue(beginsSeries(reading(text), 0), text)
    }
  })
})
