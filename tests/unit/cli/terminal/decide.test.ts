/** What each answer leads to, with a face that answers by itself. */
import { assert, describe, it } from "@effect/vitest"
import { type AllowRule, IntentIR, NotUnderstood, Plan, type Question, type Reply, Step } from "@zenus/core"
import * as Effect from "effect/Effect"
import { colours } from "#cli/render/colour.ts"
import { makeDecide, type ShellAnswers } from "#cli/terminal/decide.ts"
import type { Given, Inquiry } from "#cli/terminal/QuestionFace.ts"
import type { Screen } from "#cli/terminal/Screen.ts"

const step = (id: string): Step =>
  new Step({
    id,
    tool: "FileOps",
    action: "delete",
    args: {},
    risk: 2,
    undo: "trash",
    dependsOn: [],
    explanation: `Delete 12 files`,
    count: 12,
    bytes: 12,
    effects: Array.from({ length: 12 }, (_, at) => ({ op: "delete" as const, from: `/w/f${at}`, bytes: 1 })),
    notes: []
  })
const plan = new Plan({
  request: "delete them",
  goal: "g",
  provider: "rules",
  confidence: 1,
  status: "planned",
  requiresConfirmation: true,
  steps: [step("1"), step("2")],
  refusal: null,
  suggestions: [],
  cwd: "/w"
})
const rule: AllowRule = { action: "FileOps.delete", under: "/w/build", until: null }
const question: Question = {
  plan,
  verdict: { _tag: "Confirm", risk: 2, why: ["changes or deletes"] },
  intent: new IntentIR({ version: 1, goal: "g", provider: "rules", confidence: 1, steps: [] }),
  problem: null,
  rules: () => [rule]
}
const irreversible: Question = {
  ...question,
  verdict: { _tag: "ConfirmIrreversible", risk: 3, why: ["cannot be undone"], word: "kill" },
  rules: () => []
}

const decided = async (
  given: ReadonlyArray<Given>,
  { asked = question, inShell = true, edits = [] as ReadonlyArray<Reply | null> } = {}
) => {
  const inquiries: Array<Inquiry> = []
  const notes: Array<string> = []
  const log: Array<string> = []
  const screen: Screen = Object.assign(Object.create(null), {
    errColours: colours(false),
    errWidth: 100,
    note: (line: string) => void notes.push(line)
  })
  let edited = 0
  const shell: ShellAnswers = {
    allow: (rules) => void log.push(`allow ${rules.map(({ under }) => under).join()}`),
    change: (start) => void log.push(`change ${start}`),
    editStep: (_, id, problem) =>
      Effect.sync(() => {
        log.push(`edit ${id}${problem === null ? "" : ` ${problem._tag}`}`)
        return edits[edited++] ?? null
      })
  }
  const decide = makeDecide({
    face: {
      ask: (inquiry) =>
        Effect.sync(() => {
          const answer = given[inquiries.length]
          inquiries.push(inquiry)
          if (answer === undefined) throw new Error(`asked once more: ${inquiry.text}`)
          return answer
        }),
      page: (lines) => Effect.sync(() => void log.push(`page of ${lines.length}`))
    },
    screen,
    onWait: () => void log.push("wait"),
    shell: inShell ? shell : null
  })
  const reply = await Effect.runPromise(decide(asked))
  return { reply, decide, inquiries, notes, log }
}

const INSTEAD: Reply = { _tag: "Instead", intent: question.intent }

/** The answers that are offered, and the steps that can be changed. */
const answers = async (options: Parameters<typeof decided>[1]) => {
  const { inquiries } = await decided([{ type: "no" }], options)
  return [[...(inquiries[0]?.asked.answers ?? [])].join(" "), inquiries[0]?.asked.steps.join(" ")]
}

describe("a decision", () => {
  it.each<readonly [string, ReadonlyArray<Given>, Reply, ReadonlyArray<string>]>([
    ["yes", [{ type: "yes" }], { _tag: "Yes" }, ["wait"]],
    ["no", [{ type: "no" }], { _tag: "No", why: "declined" }, ["wait"]],
    ["every path, then yes", [{ type: "details" }, { type: "yes" }], { _tag: "Yes" }, ["wait", "page of 26"]],
    ["the words changed", [{ type: "edit", step: null }], { _tag: "No", why: "changed" }, ["wait", "change words"]],
    ["said differently", [{ type: "retype" }], { _tag: "No", why: "changed" }, ["wait", "change empty"]],
    ["allowed", [{ type: "allow" }, { type: "yes" }], { _tag: "Yes" }, ["wait", "allow /w/build"]],
    [
      "allowed, but not so much, then no",
      [{ type: "allow" }, { type: "no" }, { type: "no" }],
      { _tag: "No", why: "declined" },
      ["wait"]
    ]
  ])("%s", async (_, given, expected, log) => {
    const decision = await decided(given)
    assert.deepStrictEqual(decision.reply, expected)
    assert.deepStrictEqual(decision.log, log)
  })

  it("shows the plan with its first effects, once, and how to see the rest", async () => {
    const { notes } = await decided([{ type: "details" }, { type: "yes" }])
    assert.lengthOf(
      notes.filter((line) => line.includes("... and 2 more (d shows all)")),
      2
    )
    assert.lengthOf(notes, 3 + 2 * 12)
  })

  it("asks for what the terminal's words say: scope and end before anything is allowed", async () => {
    const { inquiries } = await decided([{ type: "allow" }, { type: "yes" }])
    assert.strictEqual(inquiries[1]?.why, "This allows FileOps.delete under ./build, until you leave, and does it.")
    assert.deepStrictEqual([...(inquiries[1]?.asked.answers ?? [])], ["yes", "no"])
  })

  it("offers all answers in a shell, and outside one those that need no line", async () => {
    assert.deepStrictEqual(await answers({}), ["yes no edit retype allow details help", "1 2"])
    assert.deepStrictEqual(await answers({ inShell: false }), ["yes no details", ""])
    // What would let too much pass, and what cannot be undone, are never offered.
    assert.deepStrictEqual(await answers({ asked: { ...question, rules: () => [] } }), [
      "yes no edit retype details help",
      "1 2"
    ])
    assert.deepStrictEqual(await answers({ asked: { ...irreversible, rules: () => [rule] } }), [
      "yes no edit retype details help",
      "1 2"
    ])
  })

  it("asks for the shown word at risk 3", async () => {
    const { inquiries } = await decided([{ type: "no" }], { asked: irreversible })
    assert.strictEqual(inquiries[0]?.asked.word, "kill")
    assert.match(inquiries[0]?.text ?? "", /^Type kill to do it \(n no, /)
  })

  it("a step changed: the new arguments are the reply; none, and it is asked again", async () => {
    const changed = await decided([{ type: "edit", step: "2" }], { edits: [INSTEAD] })
    assert.deepStrictEqual([changed.reply, changed.log], [INSTEAD, ["wait", "edit 2"]])
    const back = await decided([{ type: "edit", step: "2" }, { type: "no" }], { edits: [null] })
    assert.deepStrictEqual([back.reply, back.inquiries.length], [{ _tag: "No", why: "declined" }, 2])
  })

  it("a step changed to what comes to no plan: the same step again, with what is wrong, and the plan is not shown twice", async () => {
    const problem = new NotUnderstood({ reason: "no", suggestions: [] })
    const { decide, log, notes } = await decided([{ type: "edit", step: "2" }], { edits: [INSTEAD, INSTEAD] })
    const shown = notes.length
    assert.deepStrictEqual(await Effect.runPromise(decide({ ...question, problem })), INSTEAD)
    assert.deepStrictEqual(log, ["wait", "edit 2", "edit 2 NotUnderstood"])
    assert.lengthOf(notes, shown)
  })

  it("a step left as it was after a change that came to no plan: the question about the plan that is on the screen", async () => {
    const problem = new NotUnderstood({ reason: "no", suggestions: [] })
    const given: ReadonlyArray<Given> = [{ type: "edit", step: "2" }, { type: "no" }]
    const { decide, log, notes } = await decided(given, { edits: [INSTEAD, null] })
    const shown = notes.length
    const reply = await Effect.runPromise(decide({ ...question, problem }))
    assert.deepStrictEqual(reply, { _tag: "No", why: "declined" })
    assert.deepStrictEqual(log, ["wait", "edit 2", "edit 2 NotUnderstood", "wait"])
    assert.lengthOf(notes, shown)
  })
})
