/** What is taken back by which words: exact transactions, or a question; and that sentences of the rules stay theirs. */
import { assert, describe, it } from "@effect/vitest"
import type { HistoryEntry } from "@zenus/core"
import * as Effect from "effect/Effect"
import { readUndo } from "#cli/refer/readUndo.ts"
import type { Block } from "#cli/line/ShellState.ts"
import { block, entryOf, listing, readingWorld, type WorldParts } from "#kit/readingWorld.ts"

const moved = block(2, {
  text: "move a.txt to old",
  paths: ["/w/old/a.txt"],
  effects: [{ op: "move", from: "/w/a.txt", to: "/w/old/a.txt" }]
})
const deleted = block(3, { text: "delete b.txt", effects: [{ op: "delete", from: "/w/b.txt" }] })
const made = block(4, { text: "create a folder x", effects: [{ op: "create", to: "/w/x" }], paths: ["/w/x"] })
const BLOCKS: ReadonlyArray<Block> = [listing(1, ["a.txt"]), moved, deleted, made]

const read = async (line: string, parts: WorldParts = {}): Promise<string> => {
  const meaning = await Effect.runPromise(readUndo(line, readingWorld({ blocks: BLOCKS, ...parts })))
  if (meaning === null) return "-"
  switch (meaning.type) {
    case "undo":
      return `${meaning.transactions.join(" ")}${meaning.dryRun ? " dry" : ""}`
    case "undo-last":
      return `last ${meaning.count}${meaning.dryRun ? " dry" : ""}`
    case "redo":
      return `redo${meaning.dryRun ? " dry" : ""}`
    case "say":
      return meaning.lines[0] ?? ""
    case "word":
      return `/${meaning.name}`
    default:
      return meaning.type
  }
}

describe("undo", () => {
  it.for([
    ["undo", "last 1"],
    ["Undo!", "last 1"],
    ["please undo", "last 1"],
    ["undo 3", "last 3"],
    ["undo the last two", "last 2"],
    ["undo my last 4 changes", "last 4"],
    ["undo three things", "last 3"],
    ["undo --dry-run", "last 1 dry"],
    ["undo 2 --dry-run", "last 2 dry"],
    ["undo #3", "TX3"],
    ["undo #3 --dry-run", "TX3 dry"],
    ["undo line #2", "TX2"],
    ["undo #2 and #4", "TX4 TX2"],
    ["undo #2, #3", "TX3 TX2"],
    ["undo #2-#4", "TX4 TX3 TX2"],
    ["undo #2 to #3", "TX3 TX2"],
    ["undo that", "last 1"],
    ["undo it", "last 1"],
    ["undo the last one", "last 1"],
    ["undo what you just did", "last 1"],
    ["take that back", "last 1"],
    ["put it back", "last 1"],
    ["undo the delete", "TX3"],
    ["undo my last deletion", "TX3"],
    ["undo the move", "TX2"],
    ["revert the move", "TX2"],
    ["undo the rename", "There is no rename that could be taken back."],
    ["bring back b.txt", "TX3"],
    ["restore b.txt", "TX3"],
    ["undelete the file b.txt", "TX3"],
    ["bring back the deleted files", "TX3"],
    ["what would undo do?", "last 1 dry"],
    ["what can be undone?", "/rewind"],
    ["What can I undo", "/rewind"],
    ["which one can I take back?", "/rewind"],
    ["what would undoing #3 restore", "TX3 dry"],
    ["undo #9", "There is no #9: this shell knows #1 to #4."],
    ["undo #1", "#1 changed nothing, so there is nothing to take back."],
    ["undo 0", "undo 0 would take back nothing."],
    ["undo everything", "3 lines of this shell could be taken back: #4, #3, #2."],
    ["undo the weather", "It is not clear what is to be taken back: the weather."],
    ["undo 01JD5Q8Z9W0000000000000000", "01JD5Q8Z9W0000000000000000"]
  ] as const)("%s: %s", async ([line, means]) => assert.strictEqual(await read(line), means))

  it("takes what still stands, and says what has gone already", async () => {
    const undone = ["TX4"]
    assert.strictEqual(
      await read("undo the delete", { undone: ["TX3"] }),
      "There is no delete that could be taken back."
    )
    assert.strictEqual(await read("undo #4", { undone }), "#4 has been taken back already.")
    const gone = await Effect.runPromise(
      readUndo("undo #4", readingWorld({ blocks: [block(4, { effects: [{ op: "create", to: "/w/q" }] })], undone }))
    )
    assert.strictEqual(gone?.type === "say" ? gone.code : null, 3, "is not done, and was understood")
    assert.strictEqual(await read("undo everything", { undone: ["TX4", "TX3"] }), "TX2")
    assert.strictEqual(await read("restore b.txt", { undone: ["TX3"] }), "-")
  })

  it("of several in one line takes none where one cannot be", async () =>
    assert.strictEqual(await read("undo #1 and #3"), "#1 changed nothing, so there is nothing to take back."))

  it("of what was done before this shell is by its kind", async () => {
    const before: ReadonlyArray<HistoryEntry> = [entryOf({ ...moved, transaction: "OLD1" }, false)]
    assert.strictEqual(await read("undo the move", { blocks: [], before }), "OLD1")
  })

  it("brings back one file of many only with all of them, and says so", async () => {
    const many = block(5, {
      effects: [
        { op: "delete", from: "/w/x.tmp" },
        { op: "delete", from: "/w/y.tmp" }
      ]
    })
    assert.strictEqual(await read("restore x.tmp", { blocks: [many] }), "#5 took x.tmp and 1 more.")
  })

  it("of what was cut off and finished here is both parts, as far as they stand", async () => {
    const blocks = [...BLOCKS, block(5, { effects: [{ op: "move", from: "/w/q", to: "/w/old/q" }], parts: ["CUT"] })]
    for (const line of ["undo #5", "undo the move"]) assert.strictEqual(await read(line, { blocks }), "TX5 CUT")
    assert.strictEqual(await read("undo #4, #5", { blocks }), "TX5 CUT TX4")
    assert.strictEqual(await read("undo #5", { blocks, undone: ["TX5"] }), "CUT")
    assert.strictEqual(await read("undo #5", { blocks, undone: ["CUT"] }), "TX5")
    const undone = ["TX5", "CUT"]
    assert.strictEqual(await read("undo #5", { blocks, undone }), "#5 has been taken back already.")
    const undo = block(6, { kind: "undo", plan: null, moved: undone })
    assert.strictEqual(await read("redo #5", { blocks: [...blocks, undo], undone }), "redo")
  })

  it("of a redo is what it did again, where no line here asked for it", async () => {
    const before = [
      entryOf({ ...moved, transaction: "OLD1" }, false),
      entryOf({ ...moved, transaction: "OLD2" }, false)
    ]
    const redo = block(5, { kind: "redo", plan: null, moved: ["OLD1", "OLD2"] })
    const blocks = [...BLOCKS, redo]
    assert.strictEqual(await read("undo #5", { blocks, before }), "OLD2 OLD1")
    const own = [...BLOCKS, { ...redo, moved: ["TX2"] }]
    assert.strictEqual(await read("undo #5, #2", { blocks: own }), "TX2", "once")
  })

  it("of an undo is a redo", async () => {
    const undo = block(5, { kind: "undo", plan: null, moved: ["TX4"] })
    assert.strictEqual(
      await read("undo #5", { blocks: [...BLOCKS, undo] }),
      "#5 took something back itself: redo does it again."
    )
  })

  it.for([
    "undo the last commit",
    "undo the last 2 commits",
    "revert a.txt to yesterday's version?",
    "list files",
    "reverse a.txt"
  ])("leaves to others: %s", async (line) =>
    assert.include(
      ["-", `It is not clear what is to be taken back: ${line.toLowerCase().replace(/^\w+ /, "").replace("?", "")}.`],
      await read(line)
    )
  )

  it("leaves what the rules know to them", async () => assert.strictEqual(await read("undo the last commit"), "-"))
})

describe("redo", () => {
  it.for([
    ["redo", "redo"],
    ["redo that", "redo"],
    ["redo --dry-run", "redo dry"],
    ["redo #4", "redo"],
    ["redo #3", "redo does again what the last undo took back, and knows no #3."]
  ] as const)("%s: %s", async ([line, means]) => {
    const undo = block(5, { kind: "undo", plan: null, moved: ["TX4"] })
    assert.strictEqual(await read(line, { blocks: [...BLOCKS, undo] }), means)
  })
})
