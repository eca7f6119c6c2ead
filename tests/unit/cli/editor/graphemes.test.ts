/** Where characters begin and end, and how wide they are: the tables agree with the libraries that they are faster than. */
import * as FastCheck from "fast-check"
import stringWidth from "string-width"
import { assert, describe, it } from "vitest"
import { graphemeEnd, graphemesOf, graphemeStart, onBoundary, rowWidth, shown } from "#cli/editor/graphemes.ts"

const texts = FastCheck.array(
  FastCheck.oneof(
    FastCheck.constantFrom(
      "a",
      "Zz ",
      "ä",
      "é",
      "ж",
      "Ω",
      "日",
      "かな",
      "カナ",
      "한국",
      "👨‍👩‍👧",
      "🇩🇪",
      "👍🏽",
      "☃️",
      "©",
      "\u0301",
      "क्षि",
      "ก็",
      "\n",
      "ｶﾞ",
      "❯"
    ),
    FastCheck.string({ unit: "grapheme", maxLength: 3 }),
    FastCheck.string({ unit: "binary", maxLength: 2 })
  ),
  { maxLength: 60 }
).map((parts) => parts.join("").replaceAll("\r", ""))

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" })

describe("graphemes", () => {
  it("are those of Unicode, from either side", () => {
    FastCheck.assert(
      FastCheck.property(texts, (text) => {
        const expected = [...segmenter.segment(text)].map(
          ({ index, segment }) => [index, index + segment.length] as const
        )
        assert.deepStrictEqual(graphemesOf(text), expected)
        for (const [at, end] of expected) {
          assert.strictEqual(graphemeEnd(text, at), end)
          assert.strictEqual(graphemeStart(text, end), at)
          for (let within = at; within < end; within++) assert.strictEqual(onBoundary(text, within), at)
        }
      }),
      { numRuns: 300 }
    )
  })

  it("of a long run of emoji are not cut where it is looked at in pieces", () => {
    const text = "👨‍👩‍👧🇩🇪".repeat(60)
    assert.deepStrictEqual(
      graphemesOf(text).map(([at, end]) => text.slice(at, end)),
      Array.from({ length: 120 }, (_, index) => (index % 2 === 0 ? "👨‍👩‍👧" : "🇩🇪"))
    )
  })

  it("of one letter with a thousand marks are taken in pieces, and shown bounded", () => {
    const text = `a${"\u0301".repeat(1_000)}b`
    const pieces = graphemesOf(text)
    assert.strictEqual(pieces.at(-1)?.[1], text.length)
    for (const [at, end] of pieces) assert.isAtMost(shown(text.slice(at, end)).text.length, 30)
  })
})

describe("cells", () => {
  it("are those of string-width wherever a character is shown as it is", () => {
    FastCheck.assert(
      FastCheck.property(texts, (text) => {
        for (const [at, end] of graphemesOf(text)) {
          const grapheme = text.slice(at, end)
          const one = shown(grapheme)
          if (one.text === grapheme) assert.strictEqual(one.cells, stringWidth(grapheme), JSON.stringify(grapheme))
          else assert.isAbove(one.cells, 0)
        }
      }),
      { numRuns: 300 }
    )
  })

  it("of colour codes and links are none", () => {
    assert.strictEqual(rowWidth("\u001b[1mab\u001b[22m\u001b]8;;file:///x\u001b\\日\u001b]8;;\u0007"), 4)
  })

  it.for([
    ["\u001b", "\\e"],
    ["\u202e", "\\u{202e}"],
    ["\udcff", "\\xff"],
    ["\u200d", "\\u{200d}"],
    ["\u0301", "\u25cc\u0301"],
    ["\ufe0f", "\u25cc\ufe0f"],
    ["👨‍👩‍👧", "👨‍👩‍👧"]
  ] as const)("%j is shown as %s", ([grapheme, text]) => assert.strictEqual(shown(grapheme).text, text))
})
