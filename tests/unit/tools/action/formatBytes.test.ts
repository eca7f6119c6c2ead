import { assert, describe, it } from "@effect/vitest"
import { formatBytes } from "#tools/action/formatBytes.ts"
import { counted, fewNames, figure, mixed, sized } from "#tools/action/sayCount.ts"

describe("formatBytes", () => {
  it("goes by powers of 1024, with one decimal below ten", () => {
    const expected: ReadonlyArray<readonly [number, string]> = [
      [0, "0 bytes"],
      [1, "1 byte"],
      [1023, "1023 bytes"],
      [1024, "1 KB"],
      [1536, "1.5 KB"],
      [10_239, "10 KB"],
      [1024 * 1024 - 1, "1 MB"],
      [35_651_584, "34 MB"],
      [10 * 1024 ** 3, "10 GB"],
      [1.25 * 1024 ** 4, "1.3 TB"],
      [2 ** 70, "1024 EB"]
    ]
    for (const [bytes, text] of expected) assert.strictEqual(formatBytes(bytes), text, String(bytes))
  })
})

describe("counts in words", () => {
  it("knows one, many and none, and groups thousands", () => {
    assert.strictEqual(figure(1234567), "1,234,567")
    assert.strictEqual(counted(1, "file"), "1 file")
    assert.strictEqual(counted(0, "entry", "entries"), "0 entries")
    assert.strictEqual(sized(12, 35_651_584), "12 files (34 MB)")
    assert.strictEqual(mixed({ files: 1, folders: 2 }), "1 file and 2 folders")
    assert.strictEqual(mixed({ files: 0, folders: 0 }), "nothing")
    assert.strictEqual(fewNames(["a"]), "a")
    assert.strictEqual(fewNames(["a", "b", "c"]), "a, b and c")
    assert.strictEqual(fewNames(["a", "b", "c", "d", "e"]), "a, b, c and 2 more")
    assert.strictEqual(fewNames([]), "nothing")
  })
})
