/** What the look at an undo says before anything is taken back. */
import { assert, describe, it } from "@effect/vitest"
import type { PlanEffect } from "@zenus/core"
import { lookLines, numberSaid, plainList, restoredLines } from "#cli/shell/rewind.ts"
import { AT, block, planOf } from "#kit/readingWorld.ts"

const seen = (path: string): string => path.replace("/w/", "")
const lines = (...effects: ReadonlyArray<PlanEffect>) => restoredLines(planOf({ effects }))

describe("what undo would restore", () => {
  it.for([
    [{ op: "move", from: "/w/a", to: "/w/old/a" }, "old/a goes back to a"],
    [{ op: "delete", from: "/w/a" }, "a comes back"],
    [{ op: "create", to: "/w/a" }, "a goes"],
    [{ op: "copy", from: "/w/a", to: "/w/b" }, "b goes"],
    [{ op: "replace", from: "/w/a", to: "/w/b" }, "b is what it was"],
    [{ op: "mode", to: "/w/a", detail: "0644 -> 0755" }, "a is what it was (now 0644 -> 0755)"],
    [{ op: "delete", from: "/w/\u001b[2J" }, "\\e[2J comes back"]
  ] as const)("%j", ([effect, line]) => assert.deepStrictEqual(lines(effect), [line]))

  it("names some and counts the rest", () => {
    const many = Array.from({ length: 1_000 }, (_, at): PlanEffect => ({ op: "delete", from: `/w/f${at}` }))
    assert.deepStrictEqual(lines(...many).slice(-2), ["f7 comes back", "... and 992 more"])
  })

  it("is not said where it would not go", () => {
    const stopped = { transaction: "TX1", path: "/w/a", why: "something else is there now." }
    const report = { undone: [], stopped, interrupted: false, recovered: [] }
    assert.deepStrictEqual(lookLines(report, planOf({ effects: [{ op: "delete", from: "/w/a" }] }), seen), [
      "Cannot be taken back: a: something else is there now."
    ])
  })
})

const one = (transaction: string, restored: number) => ({ transaction, request: "x", restored })

describe("what undo would restore of a line with parts", () => {
  const plan = planOf({ effects: [{ op: "delete", from: "/w/a" }] })
  it("is all of them", () =>
    assert.deepStrictEqual(
      lookLines(
        { undone: [one("TX2", 1), one("TX1", 1_200)], stopped: null, interrupted: false, recovered: [] },
        plan,
        seen
      ),
      ["Would be taken back: 1,201 deeds", "a comes back", "and what was done before it was cut off"]
    ))
  it("or the first, and why not the other", () => {
    const stopped = { transaction: "TX1", path: "/w/b", why: "it was changed since." }
    assert.deepStrictEqual(
      lookLines({ undone: [one("TX2", 1)], stopped, interrupted: false, recovered: [] }, plan, seen),
      ["Would be taken back: 1 deed", "And not the part before: b: it was changed since.", "a comes back"]
    )
  })
})

describe("the list in plain lines", () => {
  it("stands under the numbers of its lines, on one row each", () => {
    const moved = block(3, { text: "move a", effects: [{ op: "move", from: "/w/a", to: "/w/b" }] })
    const made = block(1, { text: "say\nsomething", plan: null })
    assert.deepStrictEqual(plainList([moved, made], AT + 120_000), [
      "#3 move 1, 2 minutes ago",
      "#1 say\\nsomething, 2 minutes ago"
    ])
  })

  it.for([
    ["3", 3],
    [" #3 ", 3],
    ["0", null],
    ["", null],
    ["n", null],
    ["-1", null],
    ["3 4", null],
    ["#", null]
  ] as const)("takes %j for %j", ([typed, number]) => assert.strictEqual(numberSaid(typed), number))
})
