import { afterAll, assert, beforeAll, describe, it } from "vitest"
import * as fc from "fast-check"
import { dayOf, monthOf } from "#core/cost/localCalendar.ts"
import { forecastMonth } from "#core/cost/forecast.ts"

const zone = process.env["TZ"]
beforeAll(() => {
  process.env["TZ"] = "Europe/Berlin"
})
afterAll(() => {
  if (zone === undefined) delete process.env["TZ"]
  else process.env["TZ"] = zone
})

const at = (iso: string): number => Date.parse(iso)
const HOUR_MS = 3_600_000

describe("localCalendar", () => {
  it("ends days and months at local midnight, to the millisecond", () => {
    assert.strictEqual(dayOf(at("2026-11-30T22:59:59.999Z")).key, "2026-11-30")
    assert.strictEqual(dayOf(at("2026-11-30T23:00:00.000Z")).key, "2026-12-01")
    assert.strictEqual(monthOf(at("2026-11-30T22:59:59.999Z")).key, "2026-11")
    assert.deepStrictEqual(monthOf(at("2026-12-31T22:00:00Z")), {
      key: "2026-12",
      startsAt: at("2026-11-30T23:00:00Z"),
      endsAt: at("2026-12-31T23:00:00Z")
    })
  })

  it("knows days of 23 and of 25 hours", () => {
    const hours = ["2026-03-29T12:00:00Z", "2026-10-25T12:00:00Z"].map((iso) => {
      const day = dayOf(at(iso))
      return (day.endsAt - day.startsAt) / HOUR_MS
    })
    assert.deepStrictEqual(hours, [23, 25])
    assert.strictEqual(dayOf(at("2026-03-01T12:00:00Z"), -1).key, "2026-02-28")
  })
})

describe("forecastMonth", () => {
  it("knows nothing without data", () => {
    assert.deepStrictEqual(forecastMonth([], at("2026-11-21T12:00:00Z")), { monthMicroUsd: 0, confidence: 0 })
  })

  it("goes on as the last seven days did, and is sure of even days", () => {
    const days = Array.from({ length: 20 }, (_, index) => ({
      day: `2026-11-${String(index + 1).padStart(2, "0")}`,
      spentMicroUsd: 1_000
    }))
    // The 21st at local midnight: 20 days are spent, 10 are to come.
    const forecast = forecastMonth(days, at("2026-11-20T23:00:00Z"))
    assert.deepStrictEqual(forecast, { monthMicroUsd: 30_000, confidence: 1 })
  })

  it("takes the week before from the last month, so the first of a month is no special day", () => {
    const days = Array.from({ length: 7 }, (_, index) => ({ day: `2026-10-${25 + index}`, spentMicroUsd: 1_000 }))
    const { confidence, monthMicroUsd } = forecastMonth(days, at("2026-10-31T23:00:00Z"))
    // The week has an hour more, since the clocks change in it.
    assert.approximately(monthMicroUsd, 30_000, 200)
    assert.isAbove(confidence, 0.9)
  })

  it("makes no day's rate from an hour, and says how little it knows", () => {
    const now = at("2026-11-21T00:00:00Z")
    const { confidence, monthMicroUsd } = forecastMonth([{ day: "2026-11-21", spentMicroUsd: 1_000 }], now)
    assert.strictEqual(monthMicroUsd, Math.round(1_000 + (1_000 * 239) / 24))
    assert.isBelow(confidence, 0.15)
  })

  it("is unsure when one day cost everything", () => {
    const now = at("2026-11-10T12:00:00Z")
    const even = Array.from({ length: 9 }, (_, index) => ({ day: `2026-11-0${index + 1}`, spentMicroUsd: 1_000 }))
    const burst = even.map((day, index) => ({ ...day, spentMicroUsd: index === 5 ? 9_000 : 0 }))
    assert.isBelow(forecastMonth(burst, now).confidence, forecastMonth(even, now).confidence - 0.2)
  })

  it("is never below what is spent, always a number, and exact at the end", () => {
    const month = monthOf(at("2026-11-10T12:00:00Z"))
    const day = fc.integer({ min: 1, max: 30 }).map((date) => `2026-11-${String(date).padStart(2, "0")}`)
    const spent = fc.uniqueArray(fc.record({ day, spentMicroUsd: fc.nat() }), { selector: (one) => one.day })
    fc.assert(
      fc.property(spent, fc.integer({ min: month.startsAt, max: month.endsAt - 1 }), (days, now) => {
        const past = days.filter((one) => one.day <= dayOf(now).key)
        const sum = past.reduce((all, one) => all + one.spentMicroUsd, 0)
        const { confidence, monthMicroUsd } = forecastMonth(past, now)
        assert.isAtLeast(monthMicroUsd, sum)
        assert.isTrue(confidence >= 0 && confidence <= 1)
        const last = forecastMonth(past, month.endsAt - 1)
        assert.approximately(last.monthMicroUsd, sum, 1 + sum / 1e6)
      })
    )
  })
})
