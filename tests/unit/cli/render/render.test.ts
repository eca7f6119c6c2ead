import { assert, describe, it } from "@effect/vitest"
import { Plan, Step } from "@zenus/core"
import { colours } from "#cli/render/colour.ts"
import { displayWidth } from "#cli/render/displayWidth.ts"
import { jsonLine, planJson } from "#cli/render/json.ts"
import { effectLine, effectLines, planLines } from "#cli/render/plan.ts"
import { progressLine } from "#cli/terminal/Progress.ts"
import { terminalLines } from "#cli/render/answer.ts"

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

describe("a plan on the screen", () => {
  it("says risk in words, how it is undone, counts and sizes, and how many effects are folded", () => {
    const lines = planLines(plan, colours(false), 2)
    assert.deepStrictEqual(lines.slice(0, 2), [
      "#  What                Count  Size  Risk                  Undo",
      "1  Delete 1,200 files  1,200  2 KB  2 changes or deletes  from the trash"
    ])
    assert.deepStrictEqual(lines.slice(2), [
      "  delete f0  (1 byte)",
      "  delete f1  (1 byte)",
      "  ... and 1,198 more",
      "Note: kept b"
    ])
  })

  it("shows every path when asked", () => {
    assert.lengthOf(effectLines(plan, Infinity), 1_200)
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

describe("small things", () => {
  it("measures cells, not characters", () => {
    assert.strictEqual(displayWidth("日本"), 4)
    assert.strictEqual(displayWidth("e\u0301"), 1)
    assert.strictEqual(displayWidth("\u001b[31mred\u001b[39m"), 3)
  })

  it("says rate and time left", () => {
    assert.strictEqual(
      progressLine({ what: "Move", done: 4_211, total: 100_000, bytes: 0, elapsedMs: 1_000 }),
      "Move  4,211 of 100,000 (4%)  4,211/s  23 s left  Ctrl+C stops"
    )
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
