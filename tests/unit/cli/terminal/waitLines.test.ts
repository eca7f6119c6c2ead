/** Who is waited for, where nothing can be drawn over: a line a second, and none once it is over. */
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { makeWaitLines, waitLine } from "#cli/terminal/waitLines.ts"

const about = { provider: "anthropic", model: "m-1" }
const attempt = { type: "attempt", ...about, attempt: 1, of: 3, endsInMs: 5_000 } as const

describe("waitLine", () => {
  const wait = { text: "x is asked", since: 1_000, endsAt: 6_000 }
  it("says how long it has been and how long it may be", () =>
    assert.strictEqual(waitLine(wait, 3_000), "x is asked: 2 s, 3 s more at most"))
  it("says no end that nobody knows, or that has passed", () => {
    assert.strictEqual(waitLine({ ...wait, endsAt: null }, 3_000), "x is asked: 2 s")
    assert.strictEqual(waitLine(wait, 7_000), "x is asked: 6 s")
  })
  it("shows names with their control characters escaped", () =>
    assert.strictEqual(waitLine({ ...wait, text: "\u001b[2J" }, 1_000), "\\e[2J: 5 s more at most"))
})

const start = () => {
  const notes: Array<string> = []
  return {
    notes,
    lines: makeWaitLines({ note: (line) => notes.push(line) }, () => vi.getMockedSystemTime()?.getTime() ?? 0)
  }
}

describe("makeWaitLines", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it("says nothing of a wait below a second, and a line a second from then on", () => {
    const { lines, notes } = start()
    lines.tell(attempt)
    vi.advanceTimersByTime(940)
    assert.deepStrictEqual(notes, [])
    vi.advanceTimersByTime(2_060)
    assert.deepStrictEqual(notes, [
      "anthropic is asked (m-1), attempt 1 of 3: 1 s, 4 s more at most",
      "anthropic is asked (m-1), attempt 1 of 3: 2 s, 3 s more at most",
      "anthropic is asked (m-1), attempt 1 of 3: 3 s, 2 s more at most"
    ])
    lines.end()
  })

  it("is not silent for longer because providers come and go", () => {
    const { lines, notes } = start()
    for (const provider of ["a", "b", "c"]) {
      lines.tell({ ...attempt, provider })
      vi.advanceTimersByTime(500)
      lines.tell({ type: "failed", provider, model: "m-1", why: "refused" })
      vi.advanceTimersByTime(200)
    }
    assert.strictEqual(notes.length, 2)
    lines.end()
  })

  it("is over at its end, and stays so", () => {
    const { lines, notes } = start()
    lines.tell(attempt)
    lines.end()
    lines.end()
    vi.advanceTimersByTime(10_000)
    assert.deepStrictEqual(notes, [])
    assert.strictEqual(vi.getTimerCount(), 0)
  })
})
