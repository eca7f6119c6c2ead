/** What a step says of how far it is. */
import { assert, describe, it } from "vitest"
import type { Deed } from "@zenus/core"
import type { StepProgress } from "#core/executor/ExecutorEvent.ts"
import { copiedBytesOf, makeStepTelling } from "#core/executor/stepProgress.ts"
import { EVERY_MS } from "#core/tool/TellProgress.ts"

const world = () => {
  const clock = { at: 1_000 }
  const tally = { count: 0, bytes: 0 }
  const heard: Array<StepProgress> = []
  return {
    clock,
    heard,
    tally,
    telling: makeStepTelling(
      "1",
      tally,
      (event) => void heard.push(event),
      () => clock.at
    )
  }
}

const copy = (bytes: number): Deed => ({
  do: "put",
  path: "/to",
  content: { kind: "copy", from: "/from", identity: null },
  bytes,
  as: "copy"
})
const trash = (bytes: number): Deed => ({ do: "trash", path: "/from", identity: null, bytes, entries: 1 })

describe("what a step says of how far it is", () => {
  it("passes on what its own work tells, in its unit, now and then and at the end of each phase", () => {
    const { clock, heard, telling } = world()
    for (let done = 0; done <= 10_000; done++) {
      clock.at = 1_000 + done / 10
      telling.tell(done, 10_000, "bytes")
    }
    assert.isAtMost(heard.length, 1_000 / EVERY_MS + 2)
    assert.deepStrictEqual(heard.at(-1), {
      type: "step.progress",
      stepId: "1",
      done: 10_000,
      total: 10_000,
      unit: "bytes",
      staged: 0,
      bytes: 0,
      totalBytes: null,
      phase: null
    })
    const before = heard.length
    telling.tell(10, 20, "bytes", "Reading back")
    telling.tell(11, 20, "bytes", "Reading back")
    assert.deepStrictEqual(
      heard.slice(before).map(({ done, phase }) => [done, phase]),
      [[10, "Reading back"]]
    )
  })

  it("says all of deeds, and of their copies the bytes as they grow, never more than there are", () => {
    const { clock, heard, tally, telling } = world()
    telling.deeds([copy(100), copy(300)], 2, null)
    for (const bytes of [40, 60, 300, 5]) {
      clock.at += EVERY_MS
      telling.copied(bytes)
    }
    telling.copied(1, 1)
    telling.done()
    tally.count = 2
    tally.bytes = 400
    telling.done()
    assert.deepStrictEqual(
      heard.map(({ bytes, done, staged, total, totalBytes }) => [done, staged, total, bytes, totalBytes]),
      [
        [0, 0, 2, 40, 400],
        [0, 0, 2, 100, 400],
        [0, 0, 2, 400, 400],
        [0, 0, 2, 400, 400],
        [0, 1, 2, 400, 400],
        [2, 0, 2, 400, 400]
      ]
    )
  })

  it("counts no bytes of what is renamed, since it takes none, and says what follows on a staging", () => {
    const { heard, tally, telling } = world()
    telling.deeds([trash(500)], 1, "Putting into place")
    tally.count = 1
    tally.bytes = 500
    telling.done()
    assert.deepStrictEqual(
      heard.map(({ bytes, phase, totalBytes }) => [bytes, totalBytes, phase]),
      [[500, null, "Putting into place"]]
    )
    assert.isNull(copiedBytesOf([trash(1)]))
    assert.strictEqual(copiedBytesOf([copy(2), trash(2)]), 2, "a move to another file system is a copy and a trash")
  })
})
