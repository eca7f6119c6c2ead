/** What is kept of a line: of a request its report, of an undo what it took back, of a word how it ended. */
import { assert, describe, it } from "@effect/vitest"
import type { UndoReport } from "@zenus/core"
import { type LineOutcome, makeBlock } from "#cli/shell/makeBlock.ts"
import type { Meaning } from "#cli/line/Meaning.ts"
import { AT, planOf } from "#kit/readingWorld.ts"

const made = (meaning: Meaning, ends: ReadonlyArray<LineOutcome>, code = 0) =>
  makeBlock({ number: 7, text: "typed", cwd: "/w", at: AT, meaning, ends, code, error: null })

const undone: UndoReport = {
  undone: [
    { transaction: "TX2", request: "b", restored: 1 },
    { transaction: "TX1", request: "a", restored: 1 }
  ],
  stopped: null,
  interrupted: false,
  recovered: []
}

const request = { type: "request", text: "x" } as const
const ended = (transaction: string | null) =>
  ({
    type: "request",
    end: {
      status: transaction === null ? "refused" : "done",
      transaction,
      plan: planOf({}),
      error: transaction === null ? { tag: "NotConfirmed", message: "You said no.", recovery: [] } : null,
      undoable: transaction !== null,
      lines: [],
      paths: ["/w/old/b"],
      cut: false
    },
    planned: false,
    cwd: "/w"
  }) as const

describe("the block of a line", () => {
  it("of a request is its report, where it was asked", () => {
    const end = {
      status: "done",
      transaction: "TX1",
      plan: planOf({}),
      error: null,
      undoable: true,
      lines: ["a"],
      paths: ["/b/a"],
      cut: false
    } as const
    const { cwd, items, kind, paths, planned, status, transaction } = made({ type: "request", text: "x" }, [
      { type: "request", end, planned: false, cwd: "/b" }
    ])
    assert.deepStrictEqual(
      { cwd, items, kind, paths, planned, status, transaction },
      { cwd: "/b", items: ["a"], kind: "request", paths: ["/b/a"], planned: false, status: "done", transaction: "TX1" }
    )
  })

  it("of what was finished here has its parts, and names no longer all that it was about", () => {
    const { cut, parts, transaction } = made(request, [{ ...ended("TX2"), parts: ["TX1"] }])
    assert.deepStrictEqual({ cut, parts, transaction }, { cut: true, parts: ["TX1"], transaction: "TX2" })
    assert.isFalse(made(request, [ended("TX2")]).cut)
  })

  it("of what was taken back first is what came of it then, or what was taken back where nothing did", () => {
    const back = { type: "undo", report: undone, dryRun: false } as const
    const whole = made(request, [back, ended("TX3")])
    assert.deepStrictEqual([whole.kind, whole.transaction, whole.moved], ["request", "TX3", []])
    const refused = made(request, [back, ended(null)], 3)
    assert.deepStrictEqual(
      [refused.kind, refused.status, refused.moved, refused.error?.tag],
      ["undo", "refused", ["TX2", "TX1"], "NotConfirmed"]
    )
  })

  it("of an undo is what it took back, of a dry run nothing", () => {
    const meaning = { type: "undo", transactions: ["TX2"], dryRun: false } as const
    assert.deepStrictEqual(made(meaning, [{ type: "undo", report: undone, dryRun: false }]).moved, ["TX2", "TX1"])
    assert.deepStrictEqual(made(meaning, [{ type: "undo", report: undone, dryRun: true }]).moved, [])
    const stopped = {
      ...undone,
      stopped: { transaction: "TX1", path: "a.txt", why: "it was changed.", mend: "Move it" }
    }
    const block = made(meaning, [{ type: "undo", report: stopped, dryRun: false }], 1)
    assert.deepStrictEqual(
      [block.kind, block.status, block.error],
      ["undo", "failed", { tag: "UndoStopped", message: "a.txt: it was changed.", recovery: ["Move it"] }]
    )
  })

  it("of what was only answered is that answer, so that why? knows it", () => {
    const said = made({ type: "say", lines: ["What do you mean?", "Name it."], code: 4 }, [], 4)
    assert.deepStrictEqual(
      [said.kind, said.status, said.error],
      ["command", "not-understood", { tag: "Said", message: "What do you mean?", recovery: ["Name it."] }]
    )
    assert.isNull(made({ type: "say", lines: ["You are welcome."], code: 0 }, []).error)
  })

  it.for([
    [0, "done"],
    [1, "failed"],
    [2, "failed"],
    [3, "refused"],
    [4, "not-understood"],
    [5, "not-understood"],
    [130, "interrupted"],
    [129, "interrupted"]
  ] as const)("of a word that ended with %d is %s", ([code, status]) =>
    assert.strictEqual(made({ type: "word", name: "stats", rest: "" }, [], code).status, status)
  )
})
