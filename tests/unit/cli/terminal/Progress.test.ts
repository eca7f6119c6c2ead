import { assert, describe, it } from "vitest"
import { makeProgress, plainProgress } from "#cli/terminal/Progress.ts"
import { makeScreen, type Screen } from "#cli/terminal/Screen.ts"

/** A screen of 60 cells that is a terminal, a clock that is set, and what was shown. */
const world = (moves: boolean) => {
  const shown: Array<string> = []
  const screen: Screen = {
    ...makeScreen({}, true),
    errIsTerminal: true,
    errWidth: 60,
    note: (line) => void shown.push(`note ${line}`),
    status: (line) => void shown.push(line ?? "gone"),
    stops: "Esc stops"
  }
  const clock = { at: 0 }
  return { shown, clock, progress: makeProgress(screen, moves, () => clock.at) }
}

describe("progress", () => {
  it("is not there below 300 ms, then at most ten times a second, and goes away", () => {
    const { clock, progress, shown } = world(true)
    for (clock.at = 0; clock.at <= 1_000; clock.at += 10) progress.update("Move", clock.at, 4_000, 0)
    assert.lengthOf(shown, 8)
    assert.strictEqual(shown[0], "Move  300 of 4,000 (7%)  1,000/s  4 s left  Esc stops")
    progress.clear()
    assert.strictEqual(shown.at(-1), "gone")
    progress.clear()
    assert.lengthOf(shown, 9)
  })

  it("begins anew with the next step", () => {
    const { clock, progress, shown } = world(true)
    progress.update("Move", 1, 10, 0)
    clock.at = 400
    progress.update("Delete", 1, 10, 0)
    assert.deepStrictEqual(shown, [])
    clock.at = 800
    progress.update("Delete", 2, 10, 0)
    assert.lengthOf(shown, 1)
  })

  it("is a sentence after two seconds and every ten, where nothing may be drawn over", () => {
    const { clock, progress, shown } = world(false)
    for (clock.at = 0; clock.at <= 23_000; clock.at += 500) progress.update("Move", clock.at, 46_000, 0)
    assert.deepStrictEqual(shown, [
      "note Move: 2,000 of 46,000, 44 s left.",
      "note Move: 12,000 of 46,000, 34 s left.",
      "note Move: 22,000 of 46,000, 24 s left."
    ])
  })

  it("says what it knows where the end is not known", () => {
    assert.strictEqual(
      plainProgress({ what: "Search", done: 1_200, total: null, bytes: 0, elapsedMs: 2_000 }),
      "Search: 1,200."
    )
  })
})
