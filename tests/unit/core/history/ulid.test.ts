import { assert, describe, it } from "vitest"
import { timeOfUlid, ulid, ULID_DRAWS } from "#core/history/ulid.ts"

const draws = (value: number): ReadonlyArray<number> => Array.from({ length: ULID_DRAWS }, () => value)

describe("ulid", () => {
  it("is 26 characters that sort by time", () => {
    const times = [0, 1, 31, 32, 1_700_000_000_000, 1_795_000_000_000, 2 ** 48 - 1]
    const ids = times.map((at) => ulid(at, draws(31)))
    assert.deepStrictEqual(ids.toSorted(), ids)
    for (const id of ids) assert.match(id, /^[0-9A-HJKMNP-TV-Z]{26}$/)
    assert.deepStrictEqual(ids.map(timeOfUlid), times)
  })

  it("begins as the contract's example does, in 2025", () => {
    assert.strictEqual(ulid(Date.UTC(2024, 11, 1), draws(0)).slice(0, 3), "01J")
  })

  it.each([
    "",
    "notes",
    "01jd0000000000000000000000",
    "81000000000000000000000000",
    "0".repeat(25),
    "0".repeat(27),
    "../01000000000000000000000"
  ])("is not %j", (text) => assert.strictEqual(timeOfUlid(text), null))
})
