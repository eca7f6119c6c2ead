import { assert, describe, it } from "vitest"
import type { StepRow, TransactionRow } from "#core/history/transactionRows.ts"
import { type Candidate, neverUndone, redoOrder, undoOrder } from "#core/history/undoOrder.ts"

const row = (seq: number, more: Partial<TransactionRow> = {}): TransactionRow => ({
  seq,
  id: `T${seq}`,
  kind: "run",
  status: "done",
  standing: "after",
  crashed: false,
  pruned: false,
  command: null,
  target: null,
  request: "",
  cwd: "/",
  provider: "rules",
  consent: null,
  at: 0,
  endedAt: 0,
  owner: null,
  plan: null,
  error: null,
  ...more
})
const candidate = (seq: number, more: Partial<Candidate> = {}, of: Partial<TransactionRow> = {}): Candidate => ({
  row: row(seq, of),
  key: seq,
  stands: true,
  ...more
})
const ids = (rows: ReadonlyArray<TransactionRow>): ReadonlyArray<string> => rows.map(({ id }) => id)

describe("undoOrder", () => {
  it("is newest first, and passes over what changed nothing or is taken back", () => {
    const all = [
      candidate(1),
      candidate(2, { stands: false }),
      candidate(3, {}, { standing: "before" }),
      candidate(4, {}, { kind: "housekeeping" }),
      candidate(5, {}, { status: "failed" }),
      candidate(6, {}, { status: "interrupted" })
    ]
    assert.deepStrictEqual(ids(undoOrder(all, 10)), ["T6", "T5", "T1"])
    assert.deepStrictEqual(ids(undoOrder(all, 1)), ["T6"])
    assert.deepStrictEqual(ids(undoOrder(all, 0)), [])
    assert.deepStrictEqual(ids(undoOrder(all, -1)), [])
  })

  it("continues what was cut off before older work, and after newer", () => {
    // T1 was being undone (by row 4) when that was cut off; T5 is newer than that, T2 and T3 are not.
    const all = [candidate(1, { key: 4 }, { standing: "undoing" }), candidate(2), candidate(3), candidate(5)]
    assert.deepStrictEqual(ids(undoOrder(all, 10)), ["T5", "T1", "T3", "T2"])
  })

  it("stops at what was pruned instead of passing over it", () => {
    const all = [candidate(1), candidate(2, { stands: false }, { pruned: true })]
    assert.deepStrictEqual(ids(undoOrder(all, 1)), ["T2"])
    assert.include(neverUndone(row(2, { pruned: true }), []), "pruned")
  })
})

const step = (id: string, undo: StepRow["undo"]): StepRow => ({
  position: 0,
  id,
  tool: "Git",
  action: "push",
  explanation: "Push main",
  undo,
  status: "done",
  total: 1,
  count: 1,
  durationMs: 1,
  error: null
})

describe("neverUndone", () => {
  it("names the first step that cannot be taken back", () => {
    assert.strictEqual(neverUndone(row(1), [step("1", "yes"), step("2", "trash")]), null)
    assert.strictEqual(
      neverUndone(row(1), [step("1", "yes"), step("2", "no")]),
      "step 2 (Push main) cannot be taken back"
    )
  })
})

const undo = (seq: number, target: TransactionRow, command: string) => ({
  undo: row(seq, { kind: "undo", command, target: target.seq }),
  target
})

describe("redoOrder", () => {
  const back = { standing: "before" } as const

  it("is all of the last command, oldest first", () => {
    const undos = [undo(6, row(1, back), "B"), undo(5, row(2, back), "B"), undo(4, row(3, back), "A")]
    assert.deepStrictEqual(ids(redoOrder(undos, 3)), ["T1", "T2"])
  })

  it("is the command before once that is done again", () => {
    const undos = [undo(6, row(1), "B"), undo(4, row(3, back), "A")]
    assert.deepStrictEqual(ids(redoOrder(undos, 3)), ["T3"])
  })

  it("is nothing after a new run, without an undo, or once the trash was pruned", () => {
    assert.deepStrictEqual(redoOrder([undo(4, row(3, back), "A")], 5), [])
    assert.deepStrictEqual(redoOrder([], 5), [])
    assert.deepStrictEqual(redoOrder([undo(4, row(3, { ...back, pruned: true }), "A")], 3), [])
  })

  it("takes a transaction once that was undone twice", () => {
    const undos = [undo(8, row(1, back), "A"), undo(4, row(1, back), "A")]
    assert.deepStrictEqual(ids(redoOrder(undos, 1)), ["T1"])
  })
})
