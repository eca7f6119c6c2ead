/** Hours of a day: what they mean with a day, without one, as the ends of a stretch, and which of them are declined. */
import { assert, describe, it } from "@effect/vitest"
import { goesOnWithClock, soundsLikeClock } from "#core/planner/grammar/readClock.ts"
import { readPeriod, readWhen } from "#core/planner/grammar/readTime.ts"
import { tokenize } from "#core/planner/grammar/tokenize.ts"

/** A Wednesday, 12:20. */
const NOW = Date.UTC(2026, 10, 18, 12, 20)
const context = (text: string, zone = "UTC") => ({ tokens: tokenize(text), now: NOW, zone })

const shown = (at: number | undefined) => (at === undefined ? "" : new Date(at).toISOString().slice(5, 19))
/** What all the words say, as local times of November 2026 without their zone; `null` when nothing explains them all. */
const whenOf = (text: string): string | null => {
  const all = context(text)
  const whole = readWhen(all, 0, true).filter((one) => one.end === all.tokens.length)
  const readings = new Set(whole.map((one) => `${shown(one.value.from)}..${shown(one.value.until)}`))
  assert.isAtMost(readings.size, 1, [...readings].join(" or "))
  return [...readings][0] ?? null
}

const inBerlin = (text: string) => readPeriod(context(text, "Europe/Berlin"), 0)?.value.from

describe("an hour of a day", () => {
  it.each([
    ["yesterday at 3pm", "11-17T15:00:00..11-17T16:00:00"],
    ["yesterday 3 pm", "11-17T15:00:00..11-17T16:00:00"],
    ["yesterday, at 3pm", "11-17T15:00:00..11-17T16:00:00"],
    ["at 3pm yesterday", "11-17T15:00:00..11-17T16:00:00"],
    ["at 3.30pm yesterday", "11-17T15:30:00..11-17T15:31:00"],
    ["yesterday at 12am", "11-17T00:00:00..11-17T01:00:00"],
    ["yesterday at 12pm", "11-17T12:00:00..11-17T13:00:00"],
    ["on monday at noon", "11-16T12:00:00..11-16T13:00:00"],
    ["at noon on monday", "11-16T12:00:00..11-16T13:00:00"],
    ["on 2026-11-17 15:00", "11-17T15:00:00..11-17T15:01:00"],
    ["on 2026-11-17 at 15:00:30", "11-17T15:00:30..11-17T15:00:31"],
    ["on 17.11.2026 at 9:05 am", "11-17T09:05:00..11-17T09:06:00"],
    ["on 2026-11-17T15:00", "11-17T15:00:00..11-17T15:01:00"],
    ["at 9 a.m. yesterday", "11-17T09:00:00..11-17T10:00:00"],
    ["at 3:30", "11-18T03:30:00..11-18T03:31:00"]
  ])("is that hour, minute or second: %s", (text, when) => {
    assert.strictEqual(whenOf(text), when)
  })

  it.each([
    ["since yesterday 15:00", "11-17T15:00:00.."],
    ["since yesterday at 15:00", "11-17T15:00:00.."],
    ["since 3pm yesterday", "11-17T15:00:00.."],
    ["after yesterday 3pm", "11-17T15:00:00.."],
    ["newer than yesterday at noon", "11-17T12:00:00.."],
    ["older than yesterday 3pm", "..11-17T15:00:00"],
    ["before 3pm yesterday", "..11-17T15:00:00"],
    ["until 2026-11-17 15:00", "..11-17T15:00:00"],
    ["since 9am", "11-18T09:00:00.."],
    ["since midnight", "11-18T00:00:00.."]
  ])("is an instant behind a preposition: %s", (text, when) => {
    assert.strictEqual(whenOf(text), when)
  })

  it.each([
    ["between 9am and noon today", "11-18T09:00:00..11-18T12:00:00"],
    ["today between 9am and noon", "11-18T09:00:00..11-18T12:00:00"],
    ["between 9am and 11am", "11-18T09:00:00..11-18T11:00:00"],
    ["from 9am to 5pm yesterday", "11-17T09:00:00..11-17T17:00:00"],
    ["on tuesday between 9:00 and 17:30", "11-17T09:00:00..11-17T17:30:00"],
    ["between yesterday 3pm and today 9am", "11-17T15:00:00..11-18T09:00:00"],
    ["between monday 9am and noon", "11-16T09:00:00..11-16T12:00:00"],
    ["between yesterday and noon today", "11-17T00:00:00..11-18T12:00:00"],
    ["yesterday after 3pm", "11-17T15:00:00..11-18T00:00:00"],
    ["yesterday before noon", "11-17T00:00:00..11-17T12:00:00"]
  ])("is one end of a stretch: %s", (text, when) => {
    assert.strictEqual(whenOf(text), when)
  })

  it.each([
    "yesterday at 5",
    "yesterday at 3 o'clock",
    "yesterday at 13pm",
    "yesterday at 25:00",
    "yesterday at 12:60",
    "yesterday at 0pm",
    "yesterday around 3pm",
    "yesterday at midnight",
    "at 3pm",
    "from 9am",
    "from yesterday at 3pm",
    "between 9 and 11 today",
    "between noon and 9am today",
    "yesterday between 9am and 3pm today",
    "on 2026-02-30T15:00"
  ])("is declined where it is vague, past midnight or to come: %s", (text) => {
    assert.isNull(whenOf(text))
  })

  it("is never dropped: a day with an hour behind it is not the whole day", () => {
    for (const hour of ["at 3pm", "3pm", "at 5", ", at 13pm", "around 3pm", "3 o'clock", "between 9am", "after noon"]) {
      const all = context(`yesterday ${hour}`)
      assert.notStrictEqual(readPeriod(all, 0)?.end, 1, hour)
      assert.isTrue(goesOnWithClock(all, 1), hour)
    }
    // Nor by the larger reader, which finds the day and the hour apart.
    const day = { end: 1, value: { from: NOW - 1, until: NOW }, cost: 0 }
    assert.isNull(readPeriod({ ...context("yesterday around 3pm"), dates: new Map([[0, day]]) }, 0))
    assert.strictEqual(readPeriod(context("yesterday in docs"), 0)?.end, 1)
    assert.strictEqual(readPeriod(context("yesterday at work"), 0)?.end, 1)
  })

  it("goes by the clock of the zone, also on the day it is put forward", () => {
    assert.strictEqual(inBerlin("2026-11-17 15:00"), Date.UTC(2026, 10, 17, 14))
    assert.strictEqual(inBerlin("2026-07-01 15:00"), Date.UTC(2026, 6, 1, 13))
    assert.strictEqual(inBerlin("2026-03-29 12:00"), Date.UTC(2026, 2, 29, 10))
    assert.strictEqual(inBerlin("2026-11-17T15:00Z"), Date.UTC(2026, 10, 17, 15))
  })

  it("is known by its look", () => {
    for (const low of ["3pm", "15:00", "13pm", "15h", "3.30pm", "noon"]) assert.isTrue(soundsLikeClock(low), low)
    for (const low of ["2022", "5", "docs", "noons", "mp3"]) assert.isFalse(soundsLikeClock(low), low)
  })
})
