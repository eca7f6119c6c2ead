import { assert, describe, it } from "@effect/vitest"
import { assessRisk, type Deed, deedRisk, type Identity, type Prepared, type Risk, undoOf } from "@zenus/core"
import * as fc from "fast-check"

const identity: Identity = { type: "file", dev: 1, ino: 2, size: 3, mtimeMs: 4 }
const move: Deed = { do: "move", from: "/a", to: "/b", identity }
const replace: Deed = { ...move, replaces: identity }
const trash: Deed = { do: "trash", path: "/a", identity, bytes: 3, entries: 1 }
const make: Deed = { do: "make-folder", path: "/f" }
const put: Deed = { do: "put", path: "/p", content: { kind: "symlink", target: "x" }, bytes: 0, as: "create" }
const set: Deed = { do: "set", path: "/a", identity, mode: 0o600, detail: "" }
const prepared = (deeds: ReadonlyArray<Deed>, more: Partial<Prepared> = {}): Prepared => ({
  explanation: "",
  deeds,
  ...more
})
const everywhere = (): boolean => true
const nowhere = (): boolean => false

describe("deedRisk", () => {
  it.each<readonly [string, Deed, Risk, Risk]>([
    ["a folder made", make, 1, 1],
    ["a move", move, 1, 1],
    ["a new file", put, 1, 1],
    ["a move onto something", replace, 2, 3],
    ["a delete", trash, 2, 3],
    ["permissions", set, 2, 2]
  ])("is by what the deed does: %s", (_, deed, withTrash, without) => {
    assert.strictEqual(deedRisk(deed, everywhere), withTrash)
    assert.strictEqual(deedRisk(deed, nowhere), without)
  })
})

describe("assessRisk", () => {
  it("reads when nothing is done, whatever the action could do", () => {
    assert.strictEqual(assessRisk({ risk: 2 }, prepared([]), everywhere), 0)
  })

  it("is never below the action's own risk, nor below what look found", () => {
    assert.strictEqual(assessRisk({ risk: 2 }, prepared([move]), everywhere), 2)
    assert.strictEqual(assessRisk({ risk: 1 }, prepared([move], { risk: 3 }), everywhere), 3)
  })

  it("never falls when a step grows", () => {
    const deeds = fc.array(fc.constantFrom(make, move, replace, trash, put, set), { maxLength: 12 })
    fc.assert(
      fc.property(deeds, deeds, fc.boolean(), (some, more, canTrash) =>
        assert.isAtLeast(
          assessRisk({ risk: 1 }, prepared([...some, ...more]), () => canTrash),
          assessRisk({ risk: 1 }, prepared(some), () => canTrash)
        )
      ),
      { seed: 7, numRuns: 500 }
    )
  })
})

describe("undoOf", () => {
  it("says from the trash as soon as one deed needs it, and no at risk 3", () => {
    assert.strictEqual(undoOf({ undo: "yes" }, prepared([move, make]), 1), "yes")
    assert.strictEqual(undoOf({ undo: "yes" }, prepared([move, trash]), 2), "trash")
    assert.strictEqual(undoOf({ undo: "yes" }, prepared([trash]), 3), "no")
  })
})
