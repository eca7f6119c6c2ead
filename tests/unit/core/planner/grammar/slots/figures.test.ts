/** Slot kinds of figures and times: what the phrase around them has already said. */
import { assert, describe, it } from "@effect/vitest"
import { NO_REFERENTS, type Reading } from "#core/planner/grammar/Reading.ts"
import { time } from "#core/planner/grammar/slots/figures.ts"
import { tokenize } from "#core/planner/grammar/tokenize.ts"

const reading = (text: string): Reading => ({
  source: text,
  tokens: tokenize(text),
  referents: NO_REFERENTS,
  look: () => null,
  bareNames: false,
  memo: new Map(),
  now: Date.UTC(2026, 10, 18, 12),
  zone: "UTC"
})
const SLOT = { part: "slot", arguments: ["time"], kinds: ["time"], choices: [] } as const
const values = (text: string) => time(reading(text), 1, SLOT).map((one) => one.value.value)

describe("a stretch of time", () => {
  it("goes on until now behind the word since, and is that day behind other words", () => {
    const from = "2026-11-17T00:00:00.000Z"
    assert.deepStrictEqual(values("since yesterday"), [{ from }])
    assert.deepStrictEqual(values("in yesterday"), [{ from, until: "2026-11-18T00:00:00.000Z" }])
  })
})
