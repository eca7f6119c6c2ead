/** What is known of a line, said again: why it failed, what was done, what can be done about it. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { blockLines, readWhy } from "#cli/refer/readWhy.ts"
import type { Block } from "#cli/line/ShellState.ts"
import { block, entryOf, listing, readingWorld, type WorldParts } from "#kit/readingWorld.ts"

const lines = async (line: string, blocks: ReadonlyArray<Block>, parts: WorldParts = {}) => {
  const meaning = await Effect.runPromise(readWhy(line, readingWorld({ blocks, ...parts })))
  return meaning?.type === "say" ? meaning.lines : null
}

const error = { tag: "StepFailed", message: "The disk is full.", recovery: ["Make room, then try again."] }
const failed = block(2, {
  text: "move a.txt to old",
  status: "failed",
  error,
  effects: [{ op: "move", from: "/w/a.txt", to: "/w/old/a.txt" }]
})
const refused = block(3, {
  text: "delete \u001b[2J.txt",
  status: "refused",
  plan: null,
  error: { tag: "NotConfirmed", message: "You said no: nothing was done.", recovery: ["Ask again."] }
})

describe("why", () => {
  it.for([
    "why?",
    "why",
    "Why did that fail?",
    "why did it fail",
    "but why",
    "why not?",
    "what went wrong?",
    "what's wrong",
    "why didn't it work",
    "explain the error",
    "why #2",
    "why did #2 fail?",
    "what happened in #2"
  ])("%s", async (line) => {
    const said = await lines(line, [listing(1, ["a.txt"]), failed])
    assert.deepStrictEqual(said, [
      "#2 (move a.txt to old) failed.",
      "The disk is full.",
      "Step 1 (move 1): failed here, 1 done before: The disk is full.",
      "  Make room, then try again.",
      "undo #2 takes back what was done."
    ])
  })

  it("after a no and after what was not understood; escaped, and the newest trouble of all", async () => {
    assert.deepStrictEqual(await lines("why?", [failed, refused]), [
      "#3 (delete \\e[2J.txt) was not done.",
      "You said no: nothing was done.",
      "  Ask again."
    ])
    assert.strictEqual((await lines("why?", [failed, listing(4, ["a"])]))?.[0], "#2 (move a.txt to old) failed.")
    const undo = block(5, { text: "undo", kind: "undo", plan: null, moved: ["TX1"] })
    assert.strictEqual((await lines("why?", [failed, undo]))?.[0], "#5 (undo) was done.")
    const since = block(5, { text: "create a folder named zz", transaction: "TX5" })
    assert.strictEqual((await lines("why?", [failed, since]))?.[0], "#5 (create a folder named zz) was done.")
  })

  it("where nothing went wrong says what the last line did", async () => {
    const done = block(1, {
      text: "move a.txt to old",
      effects: [{ op: "move", from: "/w/a.txt", to: "/w/old/a.txt" }]
    })
    assert.deepStrictEqual(await lines("why?", [done]), [
      "#1 (move a.txt to old) was done.",
      "move 1",
      "undo #1 takes back what was done."
    ])
    assert.deepStrictEqual(
      (await lines("what happened?", [done], { undone: ["TX1"] }))?.at(-1),
      "It has been taken back."
    )
    assert.match((await lines("why?", []))?.[0] ?? "", /^Nothing has been asked here yet/)
  })

  it.for(["why is the disk full", "what happened to a.txt", "why is the sky blue today", "what is using port 80"])(
    "is no question about a line: %s",
    async (line) => assert.isNull(await lines(line, [failed]))
  )

  it("in a new shell says what the journal knows of the last request here", async () => {
    const before = [entryOf({ ...failed, cwd: "/b", text: "elsewhere" }, false), entryOf(failed, false)]
    assert.deepStrictEqual(await lines("why?", [], { before }), [
      "Asked here before this shell: move a.txt to old. It failed.",
      "The disk is full.",
      "Step 1 (move 1): failed here, 1 done before: The disk is full.",
      "  Make room, then try again.",
      "undo TX2 takes back what was done."
    ])
  })

  it("after a stop says how far it came in the words of then, once", async () => {
    const effects = ["a", "b", "c"].map((name) => ({ op: "move" as const, from: `/w/${name}`, to: `/w/old/${name}` }))
    const stopped = block(3, {
      text: "move all to old",
      status: "interrupted",
      error: { tag: "Interrupted", message: "Interrupted: 1 of 4 moved.", recovery: ["zenus undo takes them back."] },
      effects: [{ op: "create", to: "/w/old" }, ...effects]
    })
    const entry = entryOf(stopped, false)
    const steps = entry.steps.map((step) => ({ ...step, count: 2 }))
    assert.deepStrictEqual(blockLines(stopped, { ...entry, steps }), [
      "#3 (move all to old) was stopped: 1 of 3 moved.",
      "undo #3 takes back what was done."
    ])
    assert.deepStrictEqual((await lines("why?", [stopped], { undone: ["TX3"] }))?.slice(1), ["It has been taken back."])
  })

  it("of an undo or a redo says what it was about, each request once", async () => {
    const before = [entryOf({ ...failed, text: "move all", transaction: "CUT" }, true)]
    const undo = block(1, { text: "undo", kind: "undo", plan: null, moved: ["CUT", "CUT"] })
    assert.deepStrictEqual(await lines("why?", [undo], { before }), ["#1 (undo) was done.", "Taken back: move all"])
    const redo = block(2, { text: "redo", kind: "redo", plan: null, moved: ["CUT"] })
    assert.deepStrictEqual((await lines("what happened?", [redo], { before }))?.[1], "Done again: move all")
    assert.deepStrictEqual((await lines("what did you do?", [undo, redo], { before }))?.slice(0, 2), [
      "#1 undo: move all",
      "#2 redo: move all"
    ])
  })

  it("of a line that there is not", async () =>
    assert.deepStrictEqual(await lines("why #9", [failed]), ["There is no #9: this shell knows #2 to #2."]))
})

describe("what did you do", () => {
  it("names the rest of what was cut off as that", async () => {
    const rest = block(1, { text: "mk", effects: [{ op: "create", to: "/w/x" }], parts: ["CUT"] })
    assert.deepStrictEqual((await lines("what did you do?", [rest]))?.[0], "#1 mkdir 1 (the rest of what was cut off)")
  })

  it("is what was changed in this shell, with what was taken back", async () => {
    const said = await lines(
      "what did you do?",
      [listing(1, ["a.txt"]), failed, refused, block(4, { text: "mk", effects: [{ op: "create", to: "/w/x" }] })],
      {
        undone: ["TX4"]
      }
    )
    assert.deepStrictEqual(said, [
      "#2 move 1, failed",
      "#4 mkdir 1, taken back",
      "undo #2 takes that line back; /history shows more."
    ])
  })
  it.for(["what have you done so far", "what did you change?", "what was deleted"])("%s", async (line) =>
    assert.deepStrictEqual(await lines(line, []), [
      "Nothing was changed in this shell so far. /history shows what was done before."
    ])
  )
})
