/** A text as rows of a terminal. */
import * as FastCheck from "fast-check"
import { assert, describe, it } from "vitest"
import { editorOf, moveTo } from "#cli/editor/EditorState.ts"
import { graphemesOf, rowWidth, shown } from "#cli/editor/graphemes.ts"
import { layoutText, moveByRow } from "#cli/editor/layoutText.ts"

const plain = (text: string): string => text
const options = { prompt: "> ", width: 10, height: 10, ghost: null, dim: plain }

/** `|` is the cursor; rows are given with it where the layout puts it. */
const laidOut = (marked: string, more: Partial<typeof options> = {}): ReadonlyArray<string> => {
  const at = marked.indexOf("|")
  const { cursor, rows } = layoutText(marked.replace("|", ""), at, { ...options, ...more })
  return rows.map((row, index) => {
    if (index !== cursor.row) return row
    let cells = 0
    for (const [from, end] of graphemesOf(row)) {
      if (cells >= cursor.cell) return `${row.slice(0, from)}|${row.slice(from)}`
      cells += shown(row.slice(from, end)).cells
    }
    return `${row}|`
  })
}

describe("rows of a text", () => {
  it.for<readonly [string, string, ReadonlyArray<string>]>([
    ["nothing", "|", ["> |"]],
    ["a word", "ab|c", ["> ab|c"]],
    ["a line that is longer", "abcdefghijkl|", ["> abcdefgh", "ijkl|"]],
    ["a line that is full: the cursor is below", "abcdefgh|", ["> abcdefgh", "|"]],
    ["at the break of a line", "abcdefgh|ij", ["> abcdefgh", "|ij"]],
    ["other lines are indented", "one\ntwo|\n", ["> one", "  two|", "  "]],
    ["wide characters that do not fit go down whole", "日本日本x日|", ["> 日本日本", "x日|"]],
    ["a wide character at an odd place", "a日本日本|", ["> a日本日", "本|"]],
    ["an emoji of several parts", "👨‍👩‍👧|x", ["> 👨‍👩‍👧|x"]],
    ["a tab", "a\tb|", ["> a     b|"]],
    ["control characters and bytes", "a\u0007\udcffb|", ["> a\\x07", "\\xffb|"]],
    ["text that would turn around", "a\u202e|", ["> a", "\\u{202e}|"]],
    ["a mark without a letter", "\u0301|", ["> \u25cc\u0301|"]]
  ])("%s", ([, text, rows]) => assert.deepStrictEqual(laidOut(text), rows))

  it("shows the rows around the cursor, and how many lines are not shown", () => {
    const text = Array.from({ length: 500 }, (_, line) => `line ${line}`).join("\n")
    assert.deepStrictEqual(laidOut(`${text}|`, { height: 4, width: 30 }), [
      "... 497 lines above",
      "  line 497",
      "  line 498",
      "  line 499|"
    ])
    assert.deepStrictEqual(laidOut(`|${text}`, { height: 4, width: 30 }), [
      "> |line 0",
      "  line 1",
      "  line 2",
      "... 497 lines below"
    ])
    const middle = text.indexOf("line 250")
    assert.deepStrictEqual(laidOut(`${text.slice(0, middle)}|${text.slice(middle)}`, { height: 5, width: 30 }), [
      "... 248 lines above",
      "  line 248",
      "  line 249",
      "  |line 250",
      "... 249 lines below"
    ])
    assert.deepStrictEqual(laidOut(`${"x".repeat(200)}|`, { height: 3 }), ["... more a", "xxxxxxxxxx", "xx|"])
  })

  it("a very long line of one-cell characters is broken as a short one is", () => {
    for (const length of [4_001, 4_006, 4_007, 5_000]) {
      // What is not ASCII at its beginning has the same line measured cell by cell.
      const [even, measured] = ["a", "\u00e4"].map((first) =>
        layoutText(first + "x".repeat(length), length + 1, options)
      )
      assert.deepStrictEqual(even, measured)
    }
  })

  it("the grey text follows the end of the line, and is its first line only", () => {
    const ghosted = layoutText("find", 4, { ...options, ghost: " the files\nand more", dim: (text) => `<${text}>` })
    assert.deepStrictEqual(ghosted.rows, ["> find< the>", "< files ...>"])
    assert.deepStrictEqual(ghosted.cursor, { row: 0, cell: 6 })
    assert.deepStrictEqual(layoutText("find", 3, { ...options, ghost: "x" }).rows, ["> find"])
  })
})

describe("up and down", () => {
  const shape = { prompt: "> ", width: 10 }
  it.for<readonly [string, string, 1 | -1, string | null]>([
    ["into the line above", "one\ntwo|", -1, "one|\ntwo"],
    ["into a shorter line", "a\ntwo|", -1, "a|\ntwo"],
    ["into the row above of the same line", "abcdefghij|", -1, "|abcdefghij"],
    ["down into the same line", "ab|cdefghij", 1, "abcdefghij|"],
    ["not above the first row", "one|\ntwo", -1, null],
    ["not below the last", "one\ntw|o", 1, null],
    ["over wide characters", "日本x\nab|c", -1, "日|本x\nabc"]
  ])("%s", ([, before, by, after]) => {
    const at = before.indexOf("|")
    const text = before.replace("|", "")
    const moved = moveByRow(text, at, by, null, shape)
    assert.strictEqual(moved === null ? null : `${text.slice(0, moved.cursor)}|${text.slice(moved.cursor)}`, after)
  })

  it("stays in a row that goes on below: its end is the next one's beginning", () => {
    assert.strictEqual(moveByRow("abcdefghijkl", 11, -1, 40, shape)?.cursor, 7)
  })

  it("is in the first row where nothing fitted behind the prompt", () => {
    assert.isNull(moveByRow("\u202e", 1, -1, null, { prompt: "> ", width: 9 }))
    assert.isNull(moveByRow("\u202e", 0, -1, null, { prompt: "> ", width: 9 }))
  })

  it("keeps the cell that it came from", () => {
    const text = "long line\nx\nlong line"
    const first = moveByRow(text, text.length, -1, null, { prompt: "> ", width: 40 })
    const second = moveByRow(text, first?.cursor ?? 0, -1, first?.goal ?? null, { prompt: "> ", width: 40 })
    assert.strictEqual(second?.cursor, "long line".length)
  })
})

const texts = FastCheck.array(
  FastCheck.oneof(
    FastCheck.constantFrom(
      "a",
      "bc",
      " ",
      "\n",
      "\t",
      "日",
      "👨‍👩‍👧",
      "e\u0301",
      "\u0301",
      "\u202e",
      "\u0007",
      "\udcff",
      "ｶﾞ",
      "한",
      "🇩🇪",
      "क्षि",
      "☃️"
    ),
    FastCheck.string({ unit: "binary", maxLength: 3 })
  ),
  { maxLength: 40 }
).map((parts) => parts.join("").replace(/\r/g, ""))

describe("whatever the text", () => {
  const sizes = FastCheck.record({
    width: FastCheck.integer({ min: 1, max: 24 }),
    height: FastCheck.integer({ min: 1, max: 8 })
  })
  it("every row fits, there are not too many, and the cursor is in one of them", () => {
    FastCheck.assert(
      FastCheck.property(texts, FastCheck.nat(60), sizes, FastCheck.option(texts), (text, at, size, ghost) => {
        const { cursor } = moveTo(editorOf(text), at)
        const prompt = size.width > 4 ? "> " : ""
        const layout = layoutText(text, cursor, { prompt, ...size, ghost, dim: plain })
        assert.isAtMost(layout.rows.length, size.height)
        for (const row of layout.rows) assert.isAtMost(rowWidth(row), size.width)
        assert.isBelow(layout.cursor.row, layout.rows.length)
        assert.isBelow(layout.cursor.cell, size.width)
      }),
      { numRuns: 500 }
    )
  })

  it("all of the text is there, in order", () => {
    FastCheck.assert(
      FastCheck.property(texts, FastCheck.integer({ min: 12, max: 30 }), (text, width) => {
        const { rows } = layoutText(text, text.length, { ...options, prompt: "", width, height: 1000 })
        let expected = ""
        for (const [from, end] of graphemesOf(text)) {
          const one = text.slice(from, end)
          if (one !== "\n" && one !== "\t") expected += shown(one).text
        }
        assert.strictEqual(rows.join("").replaceAll(" ", ""), expected.replaceAll(" ", ""))
      }),
      { numRuns: 300 }
    )
  })

  it("up and then down is where one was, or nearer to the left", () => {
    FastCheck.assert(
      FastCheck.property(texts, FastCheck.nat(60), FastCheck.integer({ min: 8, max: 30 }), (text, at, width) => {
        const { cursor } = moveTo(editorOf(text), at)
        const shape = { prompt: "> ", width }
        const up = moveByRow(text, cursor, -1, null, shape)
        if (up === null) return
        const down = moveByRow(text, up.cursor, 1, up.goal, shape)
        assert.isNotNull(down)
        assert.isAtMost(down?.cursor ?? 0, cursor)
        assert.isAbove(down?.cursor ?? 0, up.cursor)
      }),
      { numRuns: 300 }
    )
  })
})
