/** What undo and redo say of how far they came: one line for each transaction, and where one stopped, each way on. */
import { assert, describe, it } from "@effect/vitest"
import type { UndoReport } from "@zenus/core"
import { type Around, undoLines } from "#cli/commands/undo.ts"

const report = (some: Partial<UndoReport>): UndoReport => ({
  undone: [],
  stopped: null,
  interrupted: false,
  recovered: [],
  ...some
})
/** As a shell shows a path below its folder. */
const seen = (path: string): string => path.replace("/w/", "")
const nothing: Around = { elsewhere: new Map(), older: null }
const numberOf = (transaction: string): number | null => (transaction === "01OLD" ? 2 : null)
const stopped = { transaction: "01NEW", path: "/w/a\u001b.txt", why: "it is not there any more" }

describe("what undo says", () => {
  it("of what was taken back, with the folder where that is another one", () => {
    const undone = [
      { transaction: "1", request: "move all", restored: 1200 },
      { transaction: "2", request: "make x", restored: 1 }
    ]
    assert.deepStrictEqual(
      undoLines(report({ undone }), "undo", false, { ...nothing, elsewhere: new Map([["2", "/b"]]) }),
      ["Taken back: move all (1,200 deeds)", "Taken back: make x (1 deed, in /b)"]
    )
    assert.deepStrictEqual(undoLines(report({ undone: undone.slice(1) }), "redo", true, nothing), [
      "Would be done again: make x (1 deed)"
    ])
    assert.deepStrictEqual(
      undoLines(
        report({ undone: [{ transaction: "3", request: "make x", restored: 0, kept: 1 }] }),
        "undo",
        false,
        nothing
      ),
      ["Taken back: make x (0 deeds); 1 folder stays, since there is something of yours in it"]
    )
    assert.deepStrictEqual(undoLines(report({}), "undo", false, nothing), ["Nothing to undo."])
  })

  it("of one that a person stopped: how far it came, and what goes on with it", () => {
    const far = { done: 4_211, total: 100_000 }
    assert.deepStrictEqual(undoLines(report({ interrupted: true }), "undo", false, { ...nothing, far }), [
      "Stopped: 4,211 of 100,000 taken back; zenus undo goes on where it was."
    ])
    assert.deepStrictEqual(undoLines(report({ interrupted: true }), "redo", false, { ...nothing, inShell: true }), [
      "Stopped; redo goes on where it was."
    ])
  })

  it("of where it stopped, and how to leave that one for an older one", () => {
    const older = { transaction: "01OLD", request: "sort it" }
    assert.deepStrictEqual(undoLines(report({ stopped }), "undo", false, { ...nothing, older }), [
      "Undo stopped at /w/a\\e.txt: it is not there any more",
      "The rest of 01NEW is as it was.",
      "To leave it so and take back the one before it (sort it): zenus undo --id 01OLD. zenus history has every id."
    ])
    assert.match(
      undoLines(report({ stopped }), "undo", false, { ...nothing, seen })[0] ?? "",
      /^Undo stopped at a\\e\.txt: /
    )
    const inShell = { ...nothing, inShell: true, numberOf }
    assert.deepStrictEqual(undoLines(report({ stopped }), "undo", false, { ...inShell, older }).slice(1), [
      "The rest of it is as it was.",
      "To leave it so and take back the one before it (sort it): undo #2. /rewind shows the others."
    ])
    const another = { ...older, transaction: "01ELSE" }
    assert.deepStrictEqual(undoLines(report({ stopped }), "undo", false, { ...inShell, older: another }).slice(2), [
      "To leave it so and take back the one before it (sort it): undo 01ELSE. /rewind shows the others."
    ])
    const mendable = { ...stopped, mend: "If you moved it, move it back" }
    assert.deepStrictEqual(undoLines(report({ stopped: mendable }), "undo", false, nothing), [
      "Undo stopped at /w/a\\e.txt: it is not there any more",
      "The rest of 01NEW is as it was. If you moved it, move it back, then run zenus undo again."
    ])
  })

  it("of where it stopped in a shell: what to write there, and no id", () => {
    const inShell = { ...nothing, inShell: true }
    const mendable = { ...stopped, mend: "If you moved it, move it back" }
    assert.deepStrictEqual(
      [stopped, mendable].flatMap((one) => undoLines(report({ stopped: one }), "undo", false, inShell).slice(1)),
      [
        "The rest of it is as it was. To take back what another line did, write undo # and its number.",
        "The rest of it is as it was. If you moved it, move it back, then write undo again."
      ]
    )
    assert.deepStrictEqual(undoLines(report({ stopped: mendable }), "redo", false, inShell).slice(1), [
      "The rest of it is as it was. If you moved it, move it back, then write redo again."
    ])
  })

  it("of one that cannot be taken back at all: nothing to put right, and the older one", () => {
    const never = { transaction: "01NEW", path: "", why: "step 1 (Push) cannot be taken back" }
    const lines = undoLines(report({ stopped: never }), "undo", false, {
      ...nothing,
      older: { transaction: "01OLD", request: "sort it" }
    })
    assert.lengthOf(lines, 2)
    assert.strictEqual(lines[0], "Undo stopped: step 1 (Push) cannot be taken back")
    assert.include(lines[1] ?? "", "zenus undo --id 01OLD")
  })
})
