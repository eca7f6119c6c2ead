/** Whose database it is, from three numbers. */
import { assert, describe, it } from "@effect/vitest"
import { ageOf, APPLICATION_ID, type StoreAge } from "#core/state/StoreHeader.ts"

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
