/** What a copy decides before it acts: which zeros are holes, which mode bits may come along. */
import { assert, describe, it } from "@effect/vitest"
import { writtenParts } from "#core/node/copyContent.ts"
import { modeOfCopy } from "#core/node/copyFile.ts"

const KIB = 1024
const HOLE = 64 * KIB

/** Zeros, but for these places. */
const slice = (length: number, ...marks: ReadonlyArray<number>): Uint8Array => {
  const bytes = new Uint8Array(length)
  for (const at of marks) bytes[at] = 1
  return bytes
}

describe("the parts of a slice that are written", () => {
  it("are none of a slice of zeros, and nothing of an empty one", () => {
    assert.deepStrictEqual(writtenParts(slice(3 * HOLE)), [])
    assert.deepStrictEqual(writtenParts(slice(0)), [])
    assert.deepStrictEqual(writtenParts(slice(10)), [])
  })
  it("are whole blocks around every byte that is not zero", () => {
    assert.deepStrictEqual(writtenParts(slice(4 * HOLE, HOLE)), [[HOLE, 2 * HOLE]])
    assert.deepStrictEqual(writtenParts(slice(4 * HOLE, 0, 2 * HOLE, 3 * HOLE - 1)), [
      [0, HOLE],
      [2 * HOLE, 3 * HOLE]
    ])
  })
  it("end with the slice", () => {
    assert.deepStrictEqual(writtenParts(slice(HOLE + 5, HOLE + 4)), [[HOLE, HOLE + 5]])
    assert.deepStrictEqual(writtenParts(slice(7, 3)), [[0, 7]])
  })
})

describe("the mode of a copy", () => {
  const mine = { uid: 1, gid: 1 }
  it("is that of the source", () => {
    assert.strictEqual(modeOfCopy({ mode: 0o100640, ...mine }, mine), 0o640)
    assert.strictEqual(modeOfCopy({ mode: 0o104755, ...mine }, mine), 0o4755)
  })
  it("loses the set-id bits where the copy has another owner or group", () => {
    assert.strictEqual(modeOfCopy({ mode: 0o107755, uid: 2, gid: 1 }, mine), 0o1755)
    assert.strictEqual(modeOfCopy({ mode: 0o102755, uid: 1, gid: 2 }, mine), 0o755)
  })
})
