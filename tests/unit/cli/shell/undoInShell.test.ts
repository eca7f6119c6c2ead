/** Whose transactions are whose, and how somebody else's is named. */
import { assert, describe, it } from "@effect/vitest"
import { foreignLine, ownTransactions } from "#cli/shell/undoInShell.ts"
import { block } from "#kit/readingWorld.ts"

const NOW = Date.UTC(2026, 10, 21, 12)
const made = [{ op: "create" as const, to: "/w/q" }]

describe("what this shell did", () => {
  it("is what its lines did and did again, and what it finished with the part before it", () => {
    const blocks = [
      block(1, { effects: made }),
      block(2, { text: "list files" }),
      block(3, { kind: "undo", plan: null, moved: ["THEIRS"] }),
      block(4, { kind: "redo", plan: null, moved: ["AGAIN"] })
    ]
    assert.deepStrictEqual(
      [...ownTransactions({ blocks, finished: new Map([["REST", "PART"]]) })].toSorted(),
      ["AGAIN", "PART", "REST", "TX1"],
      "what was only taken back here was done elsewhere"
    )
  })

  it("is not what another did: that is named with request, age and folder, escaped", () => {
    const entry = { at: new Date(NOW - 120_000).toISOString(), cwd: "/home/ann/w\u001b", request: "move\n all" }
    assert.strictEqual(
      foreignLine(entry, "/home/ann", NOW),
      "Not done in this shell: move\\n all (2 minutes ago, in ~/w\\e)"
    )
  })
})
