import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import { parseFolder, parseInstant, parseLength, parseSize, sayBytes, sayDuration } from "#core/config/configValues.ts"

const ms = (value: unknown): number | null => {
  const length = parseLength(value)
  return length === null ? null : Duration.toMillis(length)
}

describe("parseLength", () => {
  it.each([
    ["30 days", 2_592_000_000],
    ["1 day", 86_400_000],
    ["2 seconds", 2_000],
    ["500 millis", 500],
    ["1.5 hours", 5_400_000],
    [" 3 weeks ", 1_814_400_000],
    ["10minutes", 600_000],
    ["0 days", 0]
  ])("reads %s", (text, expected) => assert.strictEqual(ms(text), expected))

  it.each([
    30,
    "30",
    "30 d",
    "-1 days",
    "1 fortnight",
    "days",
    "",
    "1e3 days",
    "Infinity",
    "99999999 weeks",
    null,
    true,
    ["1 day"]
  ])("does not read %s", (value) => assert.isNull(ms(value)))

  it("is written back as it is shortest", () => {
    for (const text of ["30 days", "1 day", "90 minutes", "500 millis", "1 hour", "0 millis"]) {
      const length = parseLength(text)
      assert.strictEqual(length === null ? "" : sayDuration(length), text)
    }
  })
})

describe("parseSize", () => {
  it.each([
    ["10 GB", 10 * 1024 ** 3],
    ["1.5MB", 1_572_864],
    ["512k", 524_288],
    ["2 GiB", 2 * 1024 ** 3],
    ["1 TB", 1024 ** 4],
    ["7 bytes", 7],
    ["1 byte", 1],
    ["12", 12],
    [4096, 4096],
    [0, 0]
  ])("reads %s", (text, expected) => assert.strictEqual(parseSize(text), expected))

  it.each([
    -1,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "",
    "GB",
    "10 XB",
    "-5 MB",
    "1 0 MB",
    "ten GB",
    "99999999 TB",
    null,
    {},
    []
  ])("does not read %s", (value) => assert.isNull(parseSize(value)))

  it("is written back exactly", () => {
    for (const bytes of [0, 1, 1000, 1024, 1536, 10 * 1024 ** 3, 1024 ** 4]) {
      assert.strictEqual(parseSize(sayBytes(bytes)), bytes)
    }
    assert.strictEqual(sayBytes(10 * 1024 ** 3), "10 GB")
    assert.strictEqual(sayBytes(1000), "1000 bytes")
  })
})

describe("parseFolder", () => {
  it("takes absolute paths and the home, and makes them plain", () => {
    assert.strictEqual(parseFolder("~", "/home/ada"), "/home/ada")
    assert.strictEqual(parseFolder("~/work/../x/", "/home/ada"), "/home/ada/x")
    assert.strictEqual(parseFolder("/data/$HOME/*", "/home/ada"), "/data/$HOME/*")
  })

  it("does not guess", () => {
    for (const value of ["work", "./x", "~bob", "$HOME/x", "", "a\0b", 5, null, ["/x"]]) {
      assert.isNull(parseFolder(value, "/home/ada"))
    }
  })
})

describe("parseInstant", () => {
  it("takes a day in UTC, or an instant with its zone", () => {
    assert.strictEqual(parseInstant("2027-01-31"), Date.UTC(2027, 0, 31))
    assert.strictEqual(parseInstant("2027-01-31T18:00:00+02:00"), Date.UTC(2027, 0, 31, 16))
    assert.strictEqual(parseInstant("2027-01-31 18:00Z"), Date.UTC(2027, 0, 31, 18))
  })

  it("does not take what no calendar has, or no zone", () => {
    for (const value of [
      "2026-02-30",
      "2026-13-01",
      "2027-01-31T18:00:00",
      "tomorrow",
      "31.1.2027",
      "",
      20270131,
      null
    ]) {
      assert.isNull(parseInstant(value), String(value))
    }
  })
})
