import { assert, describe, it } from "@effect/vitest"
import { readNumber, readOrdinal, readSize } from "#core/planner/grammar/readNumber.ts"
import { tokenize } from "#core/planner/grammar/tokenize.ts"

const whole = <A>(read: { readonly value: A; readonly end: number } | null, text: string): A | null =>
  read === null || read.end < tokenize(text).length ? null : read.value

describe("readNumber", () => {
  it.each<readonly [string, number]>([
    ["7", 7],
    ["1,000", 1000],
    ["five", 5],
    ["twenty one", 21],
    ["twenty-one", 21],
    ["three hundred", 300],
    ["a dozen", 12],
    ["half a dozen", 6],
    ["two dozen", 24],
    ["a couple of", 2],
    ["10 million", 10_000_000]
  ])("%s is %d", (text, value) => {
    assert.strictEqual(whole(readNumber(tokenize(text), 0), text), value)
  })

  it.each(["a", "a few", "files", "1.5", "-3", "7th", ""])("reads none in %j", (text) => {
    assert.isNull(whole(readNumber(tokenize(text), 0), text))
  })
})

describe("readOrdinal", () => {
  it.each<readonly [string, number]>([
    ["first", 1],
    ["tenth", 10],
    ["22nd", 22]
  ])("%s is %d", (text, value) => {
    assert.strictEqual(whole(readOrdinal(tokenize(text), 0), text), value)
  })
})

describe("readSize", () => {
  it.each<readonly [string, number]>([
    ["10 MB", 10 * 1024 ** 2],
    ["20mb", 20 * 1024 ** 2],
    ["1.5 GB", 1.5 * 1024 ** 3],
    ["half a gigabyte", 512 * 1024 ** 2],
    ["a megabyte", 1024 ** 2],
    ["twenty bytes", 20],
    ["500 megabytes", 500 * 1024 ** 2],
    ["1k", 1024],
    ["2 and a half GB", 2.5 * 1024 ** 3],
    ["1 TiB", 1024 ** 4],
    ["1KB (approx)", 1024]
  ])("%s is %d bytes", (text, value) => {
    assert.strictEqual(whole(readSize(tokenize(text), 0), text), value)
  })

  it("needs a unit, unless a bare figure is allowed", () => {
    assert.isNull(readSize(tokenize("100"), 0))
    assert.strictEqual(readSize(tokenize("100"), 0, true)?.value, 100)
    assert.isNull(readSize(tokenize("10 files"), 0))
  })
})
