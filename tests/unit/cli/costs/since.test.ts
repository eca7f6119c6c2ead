import { assert, describe, it } from "@effect/vitest"
import { readSince } from "#cli/costs/since.ts"

const NOW = new Date(2026, 10, 21, 13, 30).getTime()
const HOUR = 3_600_000

describe("readSince", () => {
  it.each([
    ["7d", NOW - 168 * HOUR],
    ["24h", NOW - 24 * HOUR],
    ["90m", NOW - 1.5 * HOUR],
    ["1.5d", NOW - 36 * HOUR],
    ["2w", NOW - 14 * 24 * HOUR],
    [" 2 weeks ", NOW - 14 * 24 * HOUR],
    ["0h", NOW],
    ["2026-11-21", new Date(2026, 10, 21).getTime()],
    ["2026-11-01T06:00:00Z", Date.UTC(2026, 10, 1, 6)]
  ])("reads %j", (text, expected) => assert.strictEqual(readSince(text, NOW), expected))

  it.each([
    "",
    "7",
    "d",
    "-7d",
    "7x",
    "7 d",
    "yesterday",
    "2026-02-31",
    "2026-11-22",
    "2027-01-01T00:00:00Z",
    "99999999w"
  ])("refuses %j", (text) => assert.isNull(readSince(text, NOW)))
})
