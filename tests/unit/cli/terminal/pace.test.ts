/** How fast something goes, and how long it will still take. */
import { assert, describe, it } from "vitest"
import { keepPace, measureOf, type Pace, type ProgressNews, sayLeft, speedOf } from "#cli/terminal/pace.ts"

const MB = 1024 * 1024

const bytes = (done: number, total: number | null): ProgressNews => ({
  done,
  total,
  unit: "bytes",
  staged: 0,
  bytes: 0,
  totalBytes: null,
  phase: null
})

const copies = (done: number, of: number, copied: number, all: number): ProgressNews => ({
  done,
  total: of,
  unit: "things",
  staged: 0,
  bytes: copied,
  totalBytes: all,
  phase: null
})

/** Speeds as something that goes by `at`, every 100 ms until `end`. */
const drive = (end: number, newsAt: (at: number) => ProgressNews) => {
  let pace: Pace = []
  let longest = 0
  const speeds = []
  for (let at = 0; at <= end; at += 100) {
    const news = newsAt(at)
    pace = keepPace(pace, news, at)
    longest = Math.max(longest, pace.length)
    speeds.push({ at, ...speedOf(pace, news, at) })
  }
  return { speeds, longest }
}

const lastOf = (newsAt: (at: number) => ProgressNews) => drive(20_000, newsAt).speeds.at(-1)

describe("pace", () => {
  it("says nothing in the first second, and then rate and time left of what goes evenly", () => {
    const { speeds } = drive(3_000, (at) => bytes(at * 1_000, 10_000_000))
    assert.isTrue(
      speeds.every(({ at, rate, left }) =>
        at < 900 ? rate === null && left === null : Math.round(rate ?? 0) === 1_000_000
      )
    )
    assert.strictEqual(speeds.at(-1)?.left, 7)
  })

  it("goes by the last ten seconds: what was fast at first no longer counts, and little is kept", () => {
    const { longest, speeds } = drive(60_000, (at) =>
      bytes(at < 1_000 ? at * MB : 1_000 * MB + (at - 1_000) * 1_000, 2_000 * MB)
    )
    assert.closeTo(speeds.at(-1)?.rate ?? 0, 1_000_000, 1)
    assert.isAtMost(longest, 45)
  })

  it("does not jump where something stands still for a moment", () => {
    const { speeds } = drive(30_000, (at) => bytes((at - Math.min(1_000, Math.max(0, at - 15_000))) * MB, 60_000 * MB))
    const left = speeds.flatMap((speed) => (speed.at >= 12_000 && speed.left !== null ? [speed.left] : []))
    for (const [at, seconds] of left.entries()) assert.isBelow(Math.abs(seconds - (left[at - 1] ?? seconds)), 2)
  })

  it("knows no time where the end is not known, nothing goes on, or nothing is left", () => {
    assert.deepStrictEqual(
      lastOf((at) => bytes(at, null)),
      { at: 20_000, rate: 1_000, left: null }
    )
    assert.deepStrictEqual(
      lastOf(() => bytes(5, 10)),
      { at: 20_000, rate: null, left: null }
    )
    assert.isNull(lastOf((at) => bytes(at, 20_000))?.left)
  })

  it("has a rate for what is told only now and then", () => {
    let pace: Pace = []
    for (const at of [0, 30_000, 60_000]) pace = keepPace(pace, bytes(at * 100, 12_000_000), at)
    assert.strictEqual(speedOf(pace, bytes(6_000_000, 12_000_000), 60_000).left, 60)
  })

  it("counts copies by bytes where they are large, else by files", () => {
    assert.deepStrictEqual(measureOf(copies(0, 1, 5, 500 * MB)), { unit: "bytes", done: 5, total: 500 * MB })
    assert.deepStrictEqual(measureOf(copies(3, 1_000, 5, 100 * MB)), { unit: "things", done: 3, total: 1_000 })
    assert.deepStrictEqual(measureOf(bytes(3, null)), { unit: "bytes", done: 3, total: null })
  })

  it("goes by copies that are made, while the count waits for their place", () => {
    // 1,000 files a second, put into place by the thousand.
    const { speeds } = drive(4_500, (at) => {
      const done = Math.floor(at / 1_000) * 1_000
      return { ...copies(done, 20_000, at, 20_000), staged: at - done }
    })
    assert.isTrue(speeds.every(({ at, rate }) => (at < 900 ? rate === null : Math.round(rate ?? 0) === 1_000)))
    assert.closeTo(speeds.at(-1)?.left ?? 0, 15.5, 0.1)
  })

  it("stays near the truth of copies with thousands of small files before a large one", () => {
    // 4,000 files of 1 KB in 2 s, then 1 GB in 4 s.
    const all = 4_000 * 1024 + 1_024 * MB
    const { speeds } = drive(5_500, (at) =>
      at <= 2_000
        ? copies(at * 2, 4_001, at * 2 * 1024, all)
        : copies(4_000, 4_001, 4_000 * 1024 + (at - 2_000) * 0.256 * MB, all)
    )
    const wrong = speeds.map(({ at, left }) => (left === null ? 0 : Math.abs(left - (6 - at / 1_000))))
    assert.isBelow(Math.max(...wrong), 3)
  })

  it.each([
    [0.2, "1 s"],
    [6.1, "7 s"],
    [20, "20 s"],
    [22.7, "25 s"],
    [58, "1 min"],
    [61, "1 min 10 s"],
    [3_000, "50 min"],
    [3_601, "1 h 1 min"],
    [7_200, "2 h"]
  ])("says %d seconds as %s", (seconds, said) => {
    assert.strictEqual(sayLeft(seconds), said)
  })
})
