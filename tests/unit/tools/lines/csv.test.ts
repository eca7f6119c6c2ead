import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { delimiterOf, guessDelimiter, makeRowParser, MAX_ROW, parseRow, writeRow } from "#tools/lines/csv.ts"
import { cellFits, cellNumber, figureOf } from "#tools/text/columns.ts"

const rowsOf = (text: string, delimiter: string) => {
  const { push, end } = makeRowParser(delimiter)
  return [...text.split("\n").flatMap((line) => push(line)), ...end()]
}

describe("parseRow", () => {
  it("reads quotes, doubled quotes and delimiters in them", () => {
    assert.deepStrictEqual(parseRow('a,"b,c","d ""e""",', ","), ["a", "b,c", 'd "e"', ""])
    assert.deepStrictEqual(parseRow('a "b" c,d', ","), ['a "b" c', "d"])
    assert.deepStrictEqual(parseRow("", ","), [""])
    assert.strictEqual(parseRow('a,"open', ","), null)
  })
  it("splits at runs of white space", () => {
    assert.deepStrictEqual(parseRow("  a \t b  c ", "space"), ["a", "b", "c"])
    assert.deepStrictEqual(parseRow("   ", "space"), [])
  })
})

describe("makeRowParser", () => {
  it("lets a quoted field go over lines", () => {
    assert.deepStrictEqual(rowsOf('a,"one\ntwo"\nb,c', ","), [
      ["a", "one\ntwo"],
      ["b", "c"]
    ])
  })
  it("takes a quote that is never closed as an ordinary character", () => {
    assert.deepStrictEqual(rowsOf('a,"b\nc,d', ","), [
      ["a", '"b'],
      ["c", "d"]
    ])
    assert.strictEqual(rowsOf(`"${"x".repeat(MAX_ROW)}\nb`, ",").length, 2)
  })
  it("reads back what writeRow writes", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", ";", " ", "é") })
    const property = fc.property(
      fc.array(cell, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(",", ";", "\t"),
      (cells, delimiter) => assert.deepStrictEqual(rowsOf(writeRow(cells, delimiter), delimiter), [cells])
    )
    fc.assert(property, { seed: 5, numRuns: 1000 })
  })
})

describe("delimiters", () => {
  it("are named or guessed from the file", () => {
    assert.deepStrictEqual(["comma", "TAB", ";", "whitespace"].map(delimiterOf), [",", "\t", ";", "space"])
    assert.strictEqual(guessDelimiter("a.csv", "x;y;z"), ";")
    assert.strictEqual(guessDelimiter("a.csv", "x,y"), ",")
    assert.strictEqual(guessDelimiter("a.tsv", "x,y"), "\t")
    assert.strictEqual(guessDelimiter("a.txt", "x y"), "space")
  })
})

const fits = (is: "is" | "isNot" | "contains" | "over" | "atMost", value: string, cell: string) =>
  cellFits({ column: 1, is, value }, cell)

describe("cells", () => {
  it("are numbers with signs, thousands and currency", () => {
    assert.deepStrictEqual(["1,234.5", " -3 ", "$10", "50%", "1e3", "", "abc", "1,23"].map(cellNumber), [
      1234.5,
      -3,
      10,
      50,
      1000,
      null,
      null,
      null
    ])
  })
  it("fit conditions on text and numbers", () => {
    assert.isTrue(fits("is", "Paris", " Paris "))
    assert.isFalse(fits("is", "paris", "Paris"))
    assert.isTrue(fits("isNot", "Rome", "Paris"))
    assert.isTrue(fits("over", "9", "10"))
    assert.isFalse(fits("over", "10", "10"))
    assert.isTrue(fits("atMost", "10", "10"))
    assert.isFalse(fits("over", "1", "n/a"))
  })
  it("make figures that add up", () => {
    assert.strictEqual(figureOf("sum", ["0.1", "0.2", "x"]), 0.30000000000000004)
    assert.strictEqual(figureOf("sum", ["1e16", "1", "-1e16"]), 1)
    assert.strictEqual(figureOf("average", ["1", "2"]), 1.5)
    assert.strictEqual(figureOf("median", ["5", "1", "3"]), 3)
    assert.strictEqual(figureOf("median", ["4", "1", "3", "2"]), 2.5)
    assert.strictEqual(figureOf("max", ["-1", "-2"]), -1)
    assert.strictEqual(figureOf("distinct", ["a", "b", "a"]), 2)
    assert.strictEqual(figureOf("sum", ["x"]), null)
  })
})
