import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import {
  allLines,
  bytesAsText,
  encodeText,
  lineBatches,
  linesWithEnds,
  looksBinary,
  textFormOf,
  textPieces
} from "#tools/lines/lineStream.ts"
import { lineRange } from "#tools/lines/lineRange.ts"
import { sortLines } from "#tools/text/sort.ts"
import { chooser } from "#tools/text/lines.ts"
import { reverseText, titleCase, wrapLine } from "#tools/lines/transformLines.ts"

async function* inSlices(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}
const collect = async <A>(source: AsyncIterable<ReadonlyArray<A>>): Promise<ReadonlyArray<A>> => {
  const all: Array<A> = []
  for await (const batch of source) all.push(...batch)
  return all
}

describe("lineStream", () => {
  it("gives back every byte of lines with their ends, however they were sliced", async () => {
    const bytes = fc.array(fc.constantFrom(0x61, 0x0a, 0x0d, 0xc3, 0xa9, 0xff, 0xe2, 0x82, 0xac), { maxLength: 60 })
    const property = fc.asyncProperty(bytes, fc.integer({ min: 1, max: 9 }), async (list, length) => {
      const source = Uint8Array.from(list)
      const lines = await collect(linesWithEnds(inSlices(source, length)))
      assert.deepStrictEqual(Array.from(encodeText(lines.join(""), "utf8")), list)
      assert.isTrue(lines.every((line, at) => line.endsWith("\n") || at === lines.length - 1))
      assert.deepStrictEqual(
        await collect(lineBatches(inSlices(source, length))),
        lines.map((line) => line.replace(/\r?\n$|\r$/, ""))
      )
    })
    await fc.assert(property, { seed: 13, numRuns: 1000 })
  })
  it("reads each byte as a character of its own where that is asked for", async () => {
    const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, 0xff, 0x0a, 0xfe, ...Buffer.from("é")])
    const pieces: Array<string> = []
    for await (const piece of textPieces(inSlices(bytes, 3), true)) pieces.push(piece)
    assert.deepStrictEqual(pieces, ["\u00ef\u00bb\u00bf\u00ff\n", `\u00fe${bytesAsText("é")}`])
    assert.strictEqual(bytesAsText("é\udcff"), "\u00c3\u00a9\u00ff")
  })
  it("reads UTF-16 by its mark, in slices of odd length", async () => {
    const text = "eins\r\nzwei é\nЖ"
    const little = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])
    const big = Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, "utf16le").swap16()])
    for (const bytes of [little, big]) {
      for (const length of [4, 5, 7, 100]) {
        assert.deepStrictEqual(await collect(lineBatches(inSlices(bytes, length))), ["eins", "zwei é", "Ж"])
      }
      assert.isFalse(looksBinary(bytes))
    }
    assert.deepStrictEqual(textFormOf(Buffer.from("\ufeffa")), { encoding: "utf8", markLength: 3 })
    assert.isTrue(looksBinary(Buffer.from([0x61, 0])))
  })
  it("refuses to hold more than it was told", async () => {
    const error = await allLines(inSlices(Buffer.alloc(100, 0x0a), 10), 50, "Sort").then(() => null, String)
    assert.include(error ?? "", "more than")
  })
})

describe("lineRange", () => {
  it("is what slicing the lines gives", async () => {
    const property = fc.asyncProperty(
      fc.array(fc.constantFrom("", "a", "bc"), { maxLength: 10 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (lines, ended, from, to, length) => {
        const text = lines.join("\n") + (ended && lines.length > 0 ? "\n" : "")
        const slices: Array<Uint8Array> = []
        for await (const slice of lineRange(inSlices(Buffer.from(text), length), from, to)) slices.push(slice)
        const expected = (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).slice(from - 1, Math.max(from - 1, to)).join("")
        assert.strictEqual(Buffer.concat(slices).toString(), expected)
      }
    )
    await fc.assert(property, { seed: 17, numRuns: 1000 })
  })
})

const whole = (line: string): string => line

describe("sortLines", () => {
  it("sorts by code points, any case, numbers, in reverse, each once, below a header", () => {
    assert.deepStrictEqual(sortLines(["b", "B", "a"], {}, whole), ["B", "a", "b"])
    assert.deepStrictEqual(sortLines(["b", "C", "a"], { anyCase: true }, whole), ["a", "b", "C"])
    assert.deepStrictEqual(sortLines(["10", "9", "x", "-1", "2.5", "1,000"], { numeric: true }, whole), [
      "x",
      "-1",
      "2.5",
      "9",
      "10",
      "1,000"
    ])
    assert.deepStrictEqual(sortLines(["a", "b"], { reverse: true }, whole), ["b", "a"])
    assert.deepStrictEqual(sortLines(["b", "a", "b"], { unique: true }, whole), ["a", "b"])
    assert.deepStrictEqual(sortLines(["head", "b", "a"], { header: true }, whole), ["head", "a", "b"])
    assert.deepStrictEqual(sortLines([], { header: true }, whole), [])
  })
})

const chosen = (choice: Parameters<typeof chooser>[0], total = 6) => {
  const { chosen: isChosen } = chooser(choice, total)
  return [1, 2, 3, 4, 5, 6].filter(isChosen)
}

describe("chooser", () => {
  it("counts from 1, and from the end below zero", () => {
    assert.deepStrictEqual(chosen({ from: 2, to: 3 }), [2, 3])
    assert.deepStrictEqual(chosen({ numbers: [-1, 1] }), [1, 6])
    assert.deepStrictEqual(chosen({ every: 2 }), [1, 3, 5])
    assert.deepStrictEqual(chosen({ every: 2, from: 2 }), [2, 4, 6])
    assert.deepStrictEqual(chosen({ from: -2 }), [5, 6])
    assert.deepStrictEqual(chosen({ numbers: [9] }), [])
  })
})

describe("transformLines", () => {
  it("wraps at words, or exactly", () => {
    assert.deepStrictEqual(wrapLine("the quick brown fox", 10, false), ["the quick", "brown fox"])
    assert.deepStrictEqual(wrapLine("the quick brown fox", 10, true), ["the quick ", "brown fox"])
    assert.deepStrictEqual(wrapLine("abcdefgh", 3, false), ["abc", "def", "gh"])
    assert.deepStrictEqual(wrapLine("🗑🗑🗑", 2, true), ["🗑🗑", "🗑"])
    assert.deepStrictEqual(wrapLine("", 5, false), [""])
    assert.deepStrictEqual(wrapLine("a  b", 2, false), ["a", "b"])
  })
  it("turns letters round without tearing accents off, and makes titles", () => {
    assert.strictEqual(reverseText("cafe\u0301"), "e\u0301fac")
    assert.strictEqual(titleCase("the old MAN's élan"), "The Old Man's Élan")
  })
})
