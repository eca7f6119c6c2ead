/** Whose database it is, from three numbers. */
import { assert, describe, it } from "@effect/vitest"
import { ageOf, APPLICATION_ID, HEADER_BYTES, markOf, type StoreAge } from "#core/state/StoreHeader.ts"

describe("the age of a state file", () => {
  const ours = APPLICATION_ID
  const table: ReadonlyArray<readonly [applicationId: number, version: number, objects: number, age: StoreAge]> = [
    [0, 0, 0, "empty"],
    [0, 0, 1, "foreign"],
    [0, 3, 0, "foreign"],
    [ours + 1, 3, 5, "foreign"],
    [ours, 0, 0, "older"],
    [ours, 2, 5, "older"],
    [ours, 3, 5, "current"],
    [ours, 4, 5, "newer"]
  ]
  it.each(table)(
    "with mark %d, version %d and %d objects is %s to a program that knows 3",
    (mark, version, objects, age) => assert.strictEqual(ageOf({ applicationId: mark, version, objects }, 3), age)
  )
})

/** The first bytes of a database with these two numbers. */
const header = (applicationId: number, version: number): Uint8Array => {
  const bytes = new Uint8Array(HEADER_BYTES)
  bytes.set(new TextEncoder().encode("SQLite format 3\0"))
  const view = new DataView(bytes.buffer)
  view.setUint32(60, version)
  view.setUint32(68, applicationId)
  return bytes
}

describe("the mark of a file", () => {
  it("is where SQLite puts it", () => {
    assert.deepStrictEqual(markOf(header(APPLICATION_ID, 7)), { applicationId: APPLICATION_ID, version: 7 })
    // As a part of a larger buffer, which is how files are read.
    const large = new Uint8Array(200)
    large.set(header(5, 6), 50)
    assert.deepStrictEqual(markOf(large.subarray(50)), { applicationId: 5, version: 6 })
  })
  it("is that of nobody in an empty file, and none in what is no database", () => {
    assert.deepStrictEqual(markOf(new Uint8Array()), { applicationId: 0, version: 0 })
    assert.isNull(markOf(header(1, 1).subarray(0, HEADER_BYTES - 1)))
    assert.isNull(markOf(new TextEncoder().encode("x".repeat(HEADER_BYTES))))
  })
})
