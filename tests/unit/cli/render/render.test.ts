import { assert, describe, it } from "@effect/vitest"
import { Plan, Step } from "@zenus/core"
import { colours } from "#cli/render/colour.ts"
import { displayWidth } from "#cli/render/displayWidth.ts"
import { jsonLine, planJson } from "#cli/render/json.ts"
import { cutText, wrapText } from "#cli/render/fitText.ts"
import { table } from "#cli/render/table.ts"
import { allEffects, effectLine, effectLines, planLines } from "#cli/render/plan.ts"
import { progressLine } from "#cli/terminal/Progress.ts"
import { terminalLines } from "#cli/terminal/answer.ts"

const step = new Step({
  id: "1",
  tool: "FileOps",
  action: "delete",
  args: {},
  risk: 2,
  undo: "trash",
  dependsOn: [],
  explanation: "Delete 1,200 files",
  count: 1_200,
  bytes: 2_048,
  notes: ["kept b"],
  effects: Array.from({ length: 1_200 }, (_, index) => ({ op: "delete" as const, from: `/w/f${index}`, bytes: 1 }))
})
const plan = new Plan({
  request: "r",
  goal: "g",
  provider: "rules",
  confidence: 1,
  status: "planned",
  requiresConfirmation: true,
  steps: [step],
  refusal: null,
  suggestions: [],
  cwd: "/w"
})

const explained = (...explanations: ReadonlyArray<string>): Plan =>
  new Plan({
    ...plan,
    steps: explanations.map((explanation, at) => new Step({ ...step, id: `${at + 1}`, explanation }))
  })
const tableOf = (width: number, ...explanations: ReadonlyArray<string>): ReadonlyArray<string> =>
  planLines(explained(...explanations), colours(false), 0, width).filter(
    (line) => !/^(?: {2}\.\.\.|Note|Step)/.test(line)
  )

const whereOf = (width: number, ...effects: Step["effects"]): string => {
  const [title = "", row = ""] = planLines(
    new Plan({ ...plan, steps: [new Step({ ...step, explanation: "Do it", effects })] }),
    colours(false),
    0,
    width
  )
  const from = title.indexOf("Where")
  return from < 0 ? "no column" : row.slice(from, title.indexOf("Risk")).trim()
}

describe("a plan on the screen", () => {
  it("says risk in words, how it is undone, counts and sizes, and how many effects are folded", () => {
    const lines = planLines(plan, colours(false), 2)
    assert.deepStrictEqual(lines.slice(0, 2), [
      "#  What                Count  Size  Where  Risk                  Undo",
      "1  Delete 1,200 files  1,200  2 KB  ./     2 changes or deletes  from the trash"
    ])
    assert.deepStrictEqual(lines.slice(2), [
      "  delete f0  (1 byte)",
      "  delete f1  (1 byte)",
      "  ... and 1,198 more",
      "Note: kept b"
    ])
  })

  it("fits 80 columns, and 60: columns go before sentences are wrapped, and nothing is lost", () => {
    const long = "Move 1,200 files (34 MB) into Images, Documents and Archives"
    for (const width of [60, 72, 80, 100, 120]) {
      const lines = tableOf(width, long, "Delete a.txt")
      assert.isAtMost(Math.max(...lines.map(displayWidth)), width)
      assert.match(lines[0] ?? "", /^# {2}What .* Risk .* Undo$/)
      const said = lines.map((line) => line.slice(3, 3 + (lines[0]?.search(/ (Count|Risk)/) ?? 0) - 3).trim())
      assert.include(said.join(" "), long, `${width}`)
    }
    assert.deepStrictEqual(tableOf(80, "Delete 1,200 files"), [
      "#  What                Count  Size  Where  Risk                  Undo",
      "1  Delete 1,200 files  1,200  2 KB  ./     2 changes or deletes  from the trash"
    ])
    assert.deepStrictEqual(tableOf(60, "Delete 1,200 files from the folder old"), [
      "#  What                          Risk                  Undo",
      "1  Delete 1,200 files from the   2 changes or deletes  trash",
      "   folder old"
    ])
  })

  it.for<readonly [string, ReadonlyArray<Step["effects"][number]>, string]>([
    ["what is made, by its folder", [{ op: "create", to: "/w/pictures" }], "./"],
    ["what is moved, by where it goes", [{ op: "move", from: "/w/a/x", to: "/w/b/x" }], "b/"],
    [
      "many, by the folder that holds all",
      [
        { op: "delete", from: "/w/a/b/x" },
        { op: "delete", from: "/w/a/c/y" }
      ],
      "a/"
    ],
    ["what lies elsewhere, whole", [{ op: "delete", from: "/other/x" }], "/other/"],
    [
      "what lies here and elsewhere",
      [
        { op: "delete", from: "/w/x" },
        { op: "delete", from: "/other/x" }
      ],
      "/"
    ],
    ["a hostile name, escaped", [{ op: "delete", from: "/w/a\u001b[2J b/x" }], '"a\\e[2J b/"'],
    ["what is in no folder, not at all", [{ op: "kill", detail: "pid 1" }], "no column"]
  ])("says where: %s", ([, effects, expected]) => {
    assert.strictEqual(whereOf(Infinity, ...effects), expected)
  })

  it("cuts a long folder at its beginning, and leaves the column out before the sentence suffers", () => {
    const deep = { op: "delete" as const, from: "/w/a/very/deep/folder/with/many/parts/x" }
    assert.strictEqual(whereOf(120, deep), ".../with/many/parts/")
    assert.strictEqual(whereOf(50, deep), "no column")
  })

  it("says how what is folded can be seen", () => {
    assert.include(planLines(plan, colours(false), 10, 80, " (d shows all)"), "  ... and 1,190 more (d shows all)")
  })

  it("sets names off that could be taken for words, and shows blanks at their ends", () => {
    assert.strictEqual(
      effectLine({ op: "move", from: "/w/delete everything", to: "/w/trail " }, "/w"),
      'move "delete everything" -> "trail "'
    )
  })

  it("shows every path when asked", () => {
    assert.lengthOf(effectLines(plan, Infinity), 1_200)
    for (const shown of [plan, explained("One", "Two")]) {
      const lazy = allEffects(shown)
      const lines = Array.from({ length: lazy.length }, (_, at) => lazy.at(at))
      assert.deepStrictEqual(lines, [...effectLines(shown, Infinity)])
      assert.isUndefined(lazy.at(lazy.length))
    }
  })

  it("has no column of sizes where nothing has one", () => {
    const kill = new Step({ ...step, explanation: "End process pid 9", bytes: 0, count: 1, effects: [] })
    assert.deepStrictEqual(planLines(new Plan({ ...plan, steps: [kill] }), colours(false), 0, 80).slice(0, 2), [
      "#  What               Count  Risk                  Undo",
      "1  End process pid 9      1  2 changes or deletes  from the trash"
    ])
  })

  it("gives up the column of sizes first where the sentence says the size and would have to be wrapped", () => {
    assert.deepStrictEqual(tableOf(80, "Delete drafts with all in it (2 files and 1 folder, 2 KB)"), [
      "#  What                                Count  Where  Risk                  Undo",
      "1  Delete drafts with all in it (2     1,200  ./     2 changes or deletes  trash",
      "   files and 1 folder, 2 KB)"
    ])
    assert.include(tableOf(80, "Delete drafts with all in it (2 files and 1 folder)")[0], "Size")
  })

  it("is no wider than a narrow terminal: risk and undo as sentences of their own", () => {
    assert.deepStrictEqual(tableOf(34, "Delete 1,200 files that nobody needs any more"), [
      "1 Delete 1,200 files that nobody",
      "needs any more",
      "  Risk: 2 changes or deletes",
      "  Undo: from the trash"
    ])
    for (let width = 8; width < 80; width++)
      for (const line of tableOf(width, "Delete 1,200 files that nobody needs any more"))
        assert.isAtMost(displayWidth(line), width, `${width}: ${line}`)
  })

  it("shows hostile names escaped", () => {
    assert.strictEqual(
      effectLine({ op: "move", from: "/w/a\u001b[2J\n", to: "/other/\u202eb" }, "/w"),
      "move a\\e[2J\\n -> /other/\\u{202e}b"
    )
  })
})

describe("a plan as JSON", () => {
  it("has relative paths, all effects for plan and 1,000 a step for run", () => {
    const text = jsonLine(planJson(plan, null))
    assert.include(text, '"from":"f1199"')
    const cut = JSON.parse(jsonLine(planJson(plan, 1_000)))
    assert.lengthOf(cut.steps[0].effects, 1_000)
    assert.strictEqual(cut.steps[0].effectsOmitted, 200)
  })

  it("carries a name that is no UTF-8", () => {
    assert.strictEqual(jsonLine("a\udcff"), '"a\\udcff"\n')
  })
})

/** A second after the start of a move. */
const FACTS = {
  done: 4_211,
  total: 100_000,
  unit: "things",
  staged: 0,
  bytes: 0,
  totalBytes: null,
  phase: null,
  rate: 4_211,
  left: 22.7
} as const

describe("small things", () => {
  it("measures cells, not characters", () => {
    assert.strictEqual(displayWidth("日本"), 4)
    assert.strictEqual(displayWidth("e\u0301"), 1)
    assert.strictEqual(displayWidth("\u001b[31mred\u001b[39m"), 3)
  })

  it("says rate and time left", () => {
    assert.strictEqual(
      progressLine({ ...FACTS, what: "Move" }),
      "Move  4,211 of 100,000 (4%)  4,211/s  25 s left  Ctrl+C stops"
    )
  })

  it.for([
    [80, "Move 1,200 files in...  4,211 of 100,000 (4%)  4,211/s  25 s left  Ctrl+C stops"],
    [60, "Move 1,200 files into...  4,211 of 100,000 (4%)  25 s left"]
  ] as const)("keeps the figures of progress in %i columns", ([width, expected]) => {
    const line = progressLine({ ...FACTS, what: "Move 1,200 files into Images" }, width - 1)
    assert.isBelow(displayWidth(line), width)
    assert.strictEqual(line, expected)
  })

  it("wraps at blanks, breaks what is too long, and cuts with dots, in cells", () => {
    assert.deepStrictEqual(wrapText("one two  three", 7), ["one two", "three"])
    assert.deepStrictEqual(wrapText("abcdefgh ij", 3), ["abc", "def", "gh", "ij"])
    assert.deepStrictEqual(wrapText("\u65e5\u672c\u8a9e", 4), ["\u65e5\u672c", "\u8a9e"])
    assert.deepStrictEqual(wrapText("\u65e5\u672c", 1), ["\u65e5", "\u672c"], "a cell too few")
    assert.deepStrictEqual(wrapText("", 5), [""])
    assert.strictEqual(cutText("exactly", 7), "exactly")
    assert.strictEqual(cutText("one more", 7), "one...")
    assert.strictEqual(cutText("\u65e5\u672c\u8a9e\u8a9e", 7), "\u65e5\u672c...")
  })

  it("cuts or wraps one column of a table and no other", () => {
    const rows = [["a", "one two three four"]]
    const columns = [{ title: "x" }, { title: "words", fit: "wrap" as const }]
    assert.deepStrictEqual(table(columns, rows, { width: 16 }), ["x  words", "a  one two three", "   four"])
    const cutting = [{ title: "x" }, { title: "words", fit: "cut" as const }]
    assert.deepStrictEqual(table(cutting, rows, { width: 16 }), ["x  words", "a  one two th..."])
    assert.deepStrictEqual(table(cutting, rows, { width: 21 }), ["x  words", "a  one two three four"])
  })

  it("shows a name with a line end as one line, and text of several lines as it is", () => {
    assert.deepStrictEqual(terminalLines({ lines: ["a\nb", "c"], paths: ["/w/a\nb", "/w/c"] }), ["a\\nb", "c"])
    assert.deepStrictEqual(terminalLines({ lines: ["a\nb\u001b"] }), ["a\nb\\e"])
  })

  it("aligns numbers to the right in tables of answers", () => {
    assert.deepStrictEqual(
      terminalLines({
        lines: [],
        table: {
          columns: ["name", "size"],
          rows: [
            ["a\tb", 5],
            ["c", 1_000]
          ]
        }
      }),
      ["name  size", "a\\tb     5", "c     1000"]
    )
  })
})
