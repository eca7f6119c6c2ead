/** Whose transactions are whose, and how somebody else's is named. */
import { assert, describe, it } from "@effect/vitest"
import { foreignLine, lastOf, ownTransactions, wholeLines } from "#cli/shell/undoInShell.ts"
import { block } from "#kit/readingWorld.ts"

const NOW = Date.UTC(2026, 10, 21, 12)
const made = [{ op: "create" as const, to: "/w/q" }]

describe("what this shell did", () => {
  it("is what its lines did and did again, and what it finished with the part before it", () => {
    const blocks = [
      block(1, { effects: made }),
      block(5, { effects: made, parts: ["CUT"] }),
      block(2, { text: "list files" }),
      block(3, { kind: "undo", plan: null, moved: ["THEIRS"] }),
      block(4, { kind: "redo", plan: null, moved: ["AGAIN"] })
    ]
    assert.deepStrictEqual(
      [...ownTransactions({ blocks })].toSorted(),
      ["AGAIN", "CUT", "TX1", "TX5"],
      "what was only taken back here was done elsewhere"
    )
  })

  const finished = [block(1, { effects: made, parts: ["CUT"] }), block(2, { effects: made })]
  it.for([
    ["the last is itself", ["TX2", "TX1", "CUT"], 1, ["TX2"]],
    ["a line with parts is one", ["TX1", "CUT", "OLD"], 1, ["TX1", "CUT"]],
    ["and counts once", ["TX2", "TX1", "CUT", "OLD"], 3, ["TX2", "TX1", "CUT", "OLD"]],
    ["what another did in between stays", ["TX1", "THEIRS", "CUT"], 1, ["TX1", "CUT"]],
    ["unless it is counted as well, in its place", ["TX1", "THEIRS", "CUT"], 2, ["TX1", "THEIRS", "CUT"]],
    ["a part beyond what was looked at comes last", ["TX1", "THEIRS"], 2, ["TX1", "THEIRS", "CUT"]],
    ["there may be fewer", ["TX2"], 5, ["TX2"]]
  ] as const)("of several at once: %s", ([, next, count, ids]) =>
    assert.deepStrictEqual(wholeLines(next, count, finished), ids)
  )

  it.for([
    ["its own, whatever another did since", ["TX2", "TX1", "CUT"], ["THEIRS", "TX2", "TX1", "CUT"], 1, ["TX2"]],
    ["several of its own", ["TX2", "TX1", "CUT"], ["THEIRS", "TX2"], 2, ["TX2", "TX1", "CUT"]],
    ["the others' only with all of its own, newest first", ["TX2"], ["OLD", "TX2", "OLDER"], 2, ["OLD", "TX2"]],
    ["and as many", ["TX1", "CUT"], ["THEIRS", "TX1", "OLD", "CUT"], 3, ["THEIRS", "TX1", "OLD", "CUT"]],
    ["its own before what was looked at come last", ["TX1", "CUT"], ["THEIRS", "TX1"], 2, ["THEIRS", "TX1", "CUT"]],
    ["another's alone where none of its own stands", [], ["THEIRS", "OLD"], 1, ["THEIRS"]],
    ["nothing", [], [], 2, []]
  ] as const)("comes first: %s", ([, own, next, count, ids]) =>
    assert.deepStrictEqual(lastOf(own, next, count, finished), ids)
  )

  it("is also what a redo here did again and no line here had asked for, as one", () => {
    const blocks = [...finished, block(3, { kind: "redo", plan: null, moved: ["OLD1", "TX2", "OLD2"] })]
    assert.deepStrictEqual(lastOf(["TX2", "OLD2", "OLD1", "TX1", "CUT"], [], 2, blocks), ["TX2", "OLD2", "OLD1"])
  })

  it("is not what another did: that is named with request, age and folder, escaped", () => {
    const entry = { at: new Date(NOW - 120_000).toISOString(), cwd: "/home/ann/w\u001b", request: "move\n all" }
    assert.strictEqual(
      foreignLine(entry, "/home/ann", NOW),
      "Not done in this shell: move\\n all (2 minutes ago, in ~/w\\e)"
    )
  })
})
