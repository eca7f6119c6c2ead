import { assert, describe, it } from "@effect/vitest"
import {
  addDays,
  dateTime,
  dayOfYear,
  findZone,
  isoDate,
  isoTime,
  isoWeek,
  monthName,
  weekday,
  zoneName
} from "#tools/system/calendar.ts"

const at = Date.UTC(2026, 10, 21, 23, 4, 5)

describe("calendar", () => {
  it("writes local dates in ISO's order, also on the other side of midnight", () => {
    assert.strictEqual(dateTime(at, "UTC"), "2026-11-21 23:04:05")
    assert.strictEqual(isoDate(at, "Asia/Tokyo"), "2026-11-22")
    assert.strictEqual(isoTime(at, "America/New_York"), "18:04:05")
    assert.strictEqual(isoTime(Date.UTC(2026, 0, 1), "UTC"), "00:00:00")
  })

  it("counts calendar days over months, leap years and changes of clocks", () => {
    assert.strictEqual(addDays("2026-03-01", -1), "2026-02-28")
    assert.strictEqual(addDays("2028-02-28", 1), "2028-02-29")
    assert.strictEqual(addDays("2026-12-31", 1), "2027-01-01")
    assert.strictEqual(addDays("2026-11-21", 0), "2026-11-21")
    assert.strictEqual(addDays("2026-11-21", -400), "2025-10-17")
  })

  it("numbers weeks as ISO 8601 does, also around New Year", () => {
    for (const [date, week] of [
      ["2026-11-21", 47],
      ["2026-01-01", 1],
      ["2025-12-29", 1],
      ["2027-01-03", 53],
      ["2027-01-04", 1],
      ["2021-01-03", 53]
    ] as const) {
      assert.strictEqual(isoWeek(date), week, date)
    }
  })

  it("names days and months in English and numbers days in their year", () => {
    assert.strictEqual(weekday("2026-11-21"), "Saturday")
    assert.strictEqual(monthName("2026-11-21"), "November")
    assert.strictEqual(dayOfYear("2026-01-01"), 1)
    assert.strictEqual(dayOfYear("2028-12-31"), 366)
  })

  it("finds a zone by name or city and none for what is no zone", () => {
    assert.strictEqual(findZone("asia/tokyo"), "Asia/Tokyo")
    assert.strictEqual(findZone(" New York "), "America/New_York")
    assert.strictEqual(findZone("utc"), "UTC")
    for (const name of ["", "Atlantis", "../etc/passwd", "x".repeat(100_000), "Asia"]) assert.isNull(findZone(name))
  })

  it("names the zone as it is at that instant", () => {
    assert.strictEqual(zoneName(at, "UTC"), "UTC")
    assert.strictEqual(zoneName(at, "America/New_York"), "EST")
    assert.strictEqual(zoneName(Date.UTC(2026, 6, 1), "America/New_York"), "EDT")
  })
})
