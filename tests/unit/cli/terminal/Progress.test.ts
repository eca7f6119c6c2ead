import { assert, describe, it } from "vitest"
import type { ProgressNews } from "#cli/terminal/pace.ts"
import { makeProgress, plainProgress, progressLine } from "#cli/terminal/Progress.ts"
import { makeScreen, type Screen } from "#cli/terminal/Screen.ts"

const MB = 1024 * 1024

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

const NEWS: ProgressNews = { done: 0, total: null, unit: "things", staged: 0, bytes: 0, totalBytes: null, phase: null }
const things = (done: number, total: number | null): ProgressNews => ({ ...NEWS, done, total })
const slices = (done: number, total: number | null): ProgressNews => ({ ...NEWS, done, total, unit: "bytes" })
const facts = (news: Partial<ProgressNews>, rate: number | null = null, left: number | null = null) => ({
  ...NEWS,
  ...news,
  what: "Do it",
  rate,
  left
})

describe("progress", () => {
  it("is not there below 300 ms, then at most ten times a second, and goes away", () => {
    const { clock, progress, shown } = world(true)
    for (clock.at = 0; clock.at <= 1_000; clock.at += 10) progress.update("Move", things(clock.at, 4_000))
    assert.lengthOf(shown, 8)
    assert.strictEqual(shown[0], "Move  300 of 4,000 (7%)  Esc stops")
    assert.strictEqual(shown[7], "Move  1,000 of 4,000 (25%)  1,000/s  3 s left  Esc stops")
    progress.clear()
    assert.strictEqual(shown.at(-1), "gone")
    progress.clear()
    assert.lengthOf(shown, 9)
  })

  it("begins anew with the next step", () => {
    const { clock, progress, shown } = world(true)
    progress.update("Move", things(1, 10))
    clock.at = 400
    progress.update("Delete", things(1, 10))
    assert.deepStrictEqual(shown, [])
    clock.at = 800
    progress.update("Delete", things(2, 10))
    assert.lengthOf(shown, 1)
  })

  it("stays with one of several that go on side by side, until that is over or silent", () => {
    const { clock, progress, shown } = world(true)
    progress.update("Copy", things(0, 4_000), "1")
    progress.update("Move", things(0, 4_000), "2")
    for (clock.at = 300; clock.at <= 1_500; clock.at += 150) {
      progress.update("Copy", things(clock.at, 4_000), "1")
      clock.at += 150
      progress.update("Move", things(clock.at, 4_000), "2")
    }
    assert.isNotEmpty(shown)
    assert.isTrue(shown.every((line) => line.startsWith("Copy")))
    progress.end("1")
    assert.strictEqual(shown.at(-1), "gone")
    clock.at += 100
    progress.update("Move", things(2_000, 4_000), "2")
    assert.match(shown.at(-1) ?? "", /^Move/)
    clock.at += 2_000
    progress.update("Copy", things(1, 10), "3")
    clock.at += 400
    progress.update("Copy", things(2, 10), "3")
    assert.match(shown.at(-1) ?? "", /^Copy/)
  })

  it("has another pace in another phase, and nothing to say of one thing of one", () => {
    const { clock, progress, shown } = world(true)
    for (clock.at = 0; clock.at <= 2_000; clock.at += 100) progress.update("Pack", slices(clock.at * MB, 4_000 * MB))
    assert.include(shown.at(-1), "2 GB of 3.9 GB (50%)  1000 MB/s  2 s left")
    clock.at += 100
    progress.update("Pack", { ...slices(2_000 * MB, 4_000 * MB), phase: "Checking" })
    assert.strictEqual(shown.at(-1), "Checking: Pack  2 GB of 3.9 GB (50%)  Esc stops")
    const before = shown.length
    clock.at += 1_000
    assert.isFalse(progress.update("Pack", { ...things(1, 1), phase: "Putting into place" }))
    assert.lengthOf(shown, before)
  })

  it("is a sentence after two seconds and every ten, where nothing may be drawn over", () => {
    const { clock, progress, shown } = world(false)
    for (clock.at = 0; clock.at <= 23_000; clock.at += 500) progress.update("Move", things(clock.at, 46_000))
    assert.deepStrictEqual(shown, [
      "note Move: 2,000 of 46,000, 1,000/s, 45 s left. Esc stops.",
      "note Move: 12,000 of 46,000, 1,000/s, 35 s left.",
      "note Move: 22,000 of 46,000, 1,000/s, 25 s left."
    ])
  })

  it.each([
    [
      "one large thing",
      facts({ done: 123 * MB, total: 477 * MB, unit: "bytes" }, 48 * MB, 7),
      "123 MB of 477 MB (25%)  48 MB/s  7 s left"
    ],
    ["an end that is not known", facts({ done: 123 * MB, unit: "bytes" }, 48 * MB), "123 MB  48 MB/s"],
    [
      "a copy of one file",
      facts({ total: 1, bytes: 512 * MB, totalBytes: 2_048 * MB }, MB, 90),
      "512 MB of 2 GB (25%)  1 MB/s  1 min 30 s left"
    ],
    [
      "copies of large files",
      facts({ done: 3, total: 10, bytes: 512 * MB, totalBytes: 2_048 * MB }, MB, 3),
      "512 MB of 2 GB (25%)  3 of 10  1 MB/s  3 s left"
    ],
    [
      "copies of small files",
      facts({ done: 30, total: 100, bytes: MB, totalBytes: 4 * MB }, 15, 5),
      "30 of 100 (30%)  1 MB  15/s  5 s left"
    ],
    ["renames", facts({ done: 30, total: 100, bytes: 900 * MB }, 15, 5), "30 of 100 (30%)  900 MB  15/s  5 s left"],
    ["nothing at all", facts({ done: 0, total: 0, unit: "bytes" }), "0 bytes of 0 bytes (100%)"]
  ])("says of %s", (_, given, figures) => {
    assert.strictEqual(progressLine(given), `Do it  ${figures}  Ctrl+C stops`)
    const sentence = figures.replace(/ \(\d+%\)/, "").replaceAll("  ", ", ")
    assert.strictEqual(plainProgress(given), `Do it: ${sentence}.`)
  })

  it("says the phase first, so that it stays where there is little room", () => {
    const given = facts({ done: MB, total: 4 * MB, unit: "bytes", phase: "Reading back" }, MB, 3)
    assert.strictEqual(
      progressLine(given, 60, "Esc stops"),
      "Reading back: Do it  1 MB of 4 MB (25%)  3 s left  Esc stops"
    )
    assert.strictEqual(plainProgress(given), "Reading back: Do it: 1 MB of 4 MB, 1 MB/s, 3 s left.")
  })
})
