import { assert, describe, it } from "vitest"
import { type Cut, IntentIR, Plan, type PlanEffect, Report, Step } from "@zenus/core"
import { saidBeforehand } from "#cli/session/handleRequest.ts"
import { beforehandOf, cutLine, doesTwice, meaningOf, offerText } from "#cli/shell/resume.ts"
import { endOfRounds } from "#cli/shell/resumeRounds.ts"
import { chosen } from "#cli/terminal/askChoice.ts"

const NOW = Date.UTC(2026, 10, 21)
const cut: Cut = {
  transaction: "01J",
  direction: "run",
  request: "move all\u001b[2J jpg files",
  at: NOW - 120_000,
  earlier: [],
  done: 4_211,
  total: 20_001
}

describe("what is said of what was cut off", () => {
  it.each([
    [{}, '"move all\\e[2J jpg files" (2 minutes ago) was cut off: 4,211 of 20,001 changes are done.'],
    [{ done: 0 }, '"move all\\e[2J jpg files" (2 minutes ago) was cut off before it had changed anything.'],
    [
      { direction: "undo" as const },
      'Taking back "move all\\e[2J jpg files" was cut off: 4,211 of 20,001 changes still stand.'
    ],
    [
      { direction: "redo" as const },
      'Doing "move all\\e[2J jpg files" again was cut off: 4,211 of 20,001 changes are done.'
    ]
  ])("%j", (more, line) => {
    assert.strictEqual(cutLine({ ...cut, ...more }, NOW), line)
  })
})

it("asks for what can be answered", () =>
  assert.deepStrictEqual(
    [offerText(["finish", "undo"]), offerText(["finish"]), offerText(["undo"])],
    ["Finish the rest, or take it back?", "Finish the rest?", "Take it back?"]
  ))

const planOf = (risk: 0 | 1, ...effects: ReadonlyArray<PlanEffect>): Plan =>
  new Plan({
    request: "",
    goal: "",
    provider: "rules",
    confidence: 1,
    status: "planned",
    requiresConfirmation: false,
    steps: [
      new Step({
        id: "1",
        tool: "FileOps",
        action: "x",
        args: {},
        risk,
        undo: "yes",
        dependsOn: [],
        explanation: "",
        count: effects.length,
        bytes: 0,
        effects,
        notes: []
      })
    ],
    refusal: null,
    suggestions: [],
    cwd: "/w"
  })

const rest = { isTouched: (path: string): boolean => path === "/w/x_a", hasMade: false }

it("the rest would do something twice where it takes from, or brings to, what was done", () => {
  assert.isTrue(doesTwice(planOf(1, { op: "move", from: "/w/x_a", to: "/w/x_x_a" }), rest))
  assert.isTrue(doesTwice(planOf(1, { op: "copy", from: "/w/b", to: "/w/x_a" }), rest))
  assert.isFalse(doesTwice(planOf(1, { op: "move", from: "/w/b", to: "/w/x_b" }, { op: "act" }), rest))
  assert.isFalse(doesTwice(planOf(0, { op: "move", from: "/w/x_a" }), rest), "looking is no deed")
  // The name is taken by the first copy, so the second one is planned under another, which nothing has touched.
  const copy = planOf(1, { op: "copy", from: "/w/b", to: "/w/old/b (2)" })
  assert.isFalse(doesTwice(copy, rest))
  assert.isTrue(doesTwice(copy, { ...rest, hasMade: true }), "a copy of what was copied")
})

it("what was finished is asked again by its words, or by its plan where they refer to what nobody knows any more", () => {
  const whole = new IntentIR({ version: 1, goal: "", provider: "rules", confidence: 1, steps: [] })
  assert.deepStrictEqual(meaningOf("move all txt files to old", whole), {
    type: "request",
    text: "move all txt files to old"
  })
  const them = meaningOf("move them to old", whole)
  assert.deepStrictEqual(them.type === "request" ? them.translators?.map(({ name }) => name) : [], ["rules"])
})

it("what was taken back for a request that then does nothing is said with how it comes again, and never that nothing was done", () => {
  const undone = [{ transaction: "T", request: "copy all", restored: 2_003 }]
  const beforehand = beforehandOf({ undone })
  assert.strictEqual(beforehand, "2,003 changes were taken back for it before: redo does them again.")
  assert.strictEqual(
    beforehandOf({ undone: [{ transaction: "T", request: "copy all", restored: 1 }] }),
    "1 change was taken back for it before: redo does it again."
  )
  const report = new Report(
    {
      status: "refused",
      transaction: null,
      plan: null,
      steps: [],
      answer: "",
      answerTruncated: false,
      undoable: false,
      error: { tag: "NotConfirmed", message: "You said no: nothing was done.", recovery: [] },
      cost: { microUsd: 0, inputTokens: 0, outputTokens: 0 }
    },
    { disableChecks: true }
  )
  assert.strictEqual(
    saidBeforehand(report, beforehand).error?.message,
    `You said no: nothing more was done. ${beforehand}`
  )
  const acted = new Report({ ...report, transaction: "01J" }, { disableChecks: true })
  assert.strictEqual(saidBeforehand(acted, beforehand), acted)
})

it("all rounds are one line: the last one's transaction, and those before it newest first", () => {
  const cost = { microUsd: 0, inputTokens: 0, outputTokens: 0 }
  const rounds = ["TX1", null, "TX2", "TX3"].map((transaction, at) => ({
    round: at + 1,
    goal: "",
    provider: "fake",
    status: "done" as const,
    transaction,
    undoable: transaction !== null,
    error: null,
    cost
  }))
  const end = endOfRounds({ status: "done", answer: "a\nb", error: null, rounds, cost }, "/w")
  assert.isTrue(end.type === "request")
  if (end.type !== "request") return
  assert.deepStrictEqual(
    [end.end.transaction, end.parts, end.end.lines, end.end.undoable],
    ["TX3", ["TX2", "TX1"], ["a", "b"], true]
  )
  const none = endOfRounds({ status: "refused", answer: "", error: null, rounds: [], cost }, "/w")
  assert.deepStrictEqual(none.type === "request" ? [none.end.transaction, none.parts, none.end.lines] : [], [
    null,
    [],
    []
  ])
})

it("a choice is one of its words as a whole, in any case", () => {
  const choices = [{ says: ["f", "finish"] as const, label: "finish", value: 1 }]
  const mutable = choices.map(({ label, says, value }) => ({
    label,
    value,
    says: [says[0], says[1]] as [string, string]
  }))
  assert.strictEqual(chosen(" Finish ", mutable)?.value, 1)
  for (const typed of ["", "fi", "y", "f u"]) assert.isNull(chosen(typed, mutable))
})
