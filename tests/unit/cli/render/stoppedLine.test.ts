import { assert, describe, it } from "vitest"
import { Plan, type PlanEffect, Report, Step, StepReport } from "@zenus/core"
import { stoppedLine } from "#cli/render/stoppedLine.ts"

const step = (id: string, effects: ReadonlyArray<PlanEffect["op"]>): Step =>
  new Step({
    id,
    tool: "FileOps",
    action: "x",
    args: {},
    risk: 1,
    undo: "yes",
    dependsOn: [],
    explanation: "",
    count: effects.length,
    bytes: 0,
    effects: effects.map((op) => ({ op, to: "/a" })),
    notes: []
  })

const stopped = (counts: ReadonlyArray<readonly [Step, number, StepReport["status"]]>, undoable = true) =>
  stoppedLine(
    {
      plan: new Plan({
        request: "",
        goal: "",
        provider: "rules",
        confidence: 1,
        status: "planned",
        requiresConfirmation: false,
        steps: counts.map(([one]) => one),
        refusal: null,
        suggestions: [],
        cwd: "/"
      }),
      steps: counts.map(
        ([{ id }, count, status]) => new StepReport({ id, status, count, durationMs: 0, output: null, error: null })
      ),
      undoable
    },
    "zenus undo"
  )

const many = (count: number, op: PlanEffect["op"]): ReadonlyArray<PlanEffect["op"]> =>
  Array.from({ length: count }, () => op)

describe("what was stopped", () => {
  it("says how many of how many, of what was asked for, and the way back", () => {
    const folder = step("1", ["create"])
    const move = step("2", many(100_000, "move"))
    assert.strictEqual(
      stopped([
        [folder, 1, "done"],
        [move, 4_211, "interrupted"]
      ]),
      "Stopped: 4,211 of 100,000 moved; zenus undo takes them back."
    )
  })

  it("names each step that had something left, and what most of a step is", () => {
    const mixed = step("1", ["create", ...many(30, "copy")])
    const gone = step("2", many(3, "delete"))
    assert.strictEqual(
      stopped([
        [mixed, 31, "done"],
        [gone, 0, "interrupted"]
      ]),
      "Stopped: 30 of 30 copied, 0 of 3 deleted; zenus undo takes them back."
    )
  })

  it("offers no way back where there is none, and does not say more than is true", () => {
    assert.strictEqual(
      stopped([[step("1", many(3, "destroy")), 1, "interrupted"]], false),
      "Stopped: 1 of 3 deleted for good."
    )
    assert.strictEqual(stopped([[step("1", many(3, "move")), 0, "interrupted"]], false), "Stopped: nothing was done.")
    assert.strictEqual(stopped([], false), "Stopped: nothing was done.")
    assert.strictEqual(
      stopped([[step("1", many(3, "move")), 0, "interrupted"]], true),
      "Stopped; zenus undo takes back what was done."
    )
  })

  it("is what a report says", () => {
    const report = new Report({
      status: "interrupted",
      transaction: null,
      plan: null,
      steps: [],
      answer: "",
      answerTruncated: false,
      undoable: false,
      error: null,
      cost: { microUsd: 0, inputTokens: 0, outputTokens: 0 }
    })
    assert.strictEqual(stoppedLine(report, "undo"), "Stopped: nothing was done.")
  })
})
