/** Who is waited for, in one line that keeps its times and never disturbs the text above it. */
import { assert, describe, it } from "@effect/vitest"
import { makeTheme } from "#cli/terminal/theme.ts"
import { columnAfter, makeWaiting, waitingLine, waitOf } from "#cli/terminal/Waiting.ts"
import type { Screen } from "#cli/terminal/Screen.ts"
import { colours } from "#cli/render/colour.ts"
import { displayWidth } from "#cli/render/displayWidth.ts"
import { afterEach, beforeEach, vi } from "vitest"

const about = { provider: "anthropic", model: "claude-x" }

describe("what is waited for", () => {
  it("is an answer, and until when at most", () => {
    const wait = waitOf({ type: "attempt", attempt: 1, of: 3, endsInMs: 30_000, ...about }, 1_000)
    assert.isNotNull(wait)
    if (wait === null) return
    assert.strictEqual(
      waitingLine(wait, 3_000),
      "anthropic is asked (claude-x), attempt 1 of 3  2 s, 28 s left  Ctrl+C stops"
    )
  })

  it("is the next attempt, with the reason", () => {
    const wait = waitOf(
      { type: "waiting", attempt: 2, of: 3, ms: 4_000, why: "anthropic is overloaded (status 529).", ...about },
      0
    )
    assert.strictEqual(
      wait === null ? "" : waitingLine(wait, 1_000),
      "anthropic, attempt 2 of 3 next: is overloaded (status 529)  1 s, 3 s left  Ctrl+C stops"
    )
  })

  it("keeps which attempt it is on a terminal of the usual width", () => {
    const asked = { provider: "anthropic", model: "claude-sonnet-5" }
    const wait = waitOf({ type: "attempt", attempt: 1, of: 3, endsInMs: 120_000, ...asked }, 0)
    assert.strictEqual(
      wait === null ? "" : waitingLine(wait, 2_000, 79),
      "anthropic is asked (claude-so..., attempt 1 of 3  2 s, 118 s left  Ctrl+C stops"
    )
  })

  it("is nothing once a provider failed, was passed over or answered", () => {
    assert.isNull(waitOf({ type: "failed", why: "x", ...about }, 0))
    assert.isNull(waitOf({ type: "skipped", why: "x", ...about }, 0))
    assert.isNull(waitOf({ type: "answered", isFallback: false, ...about }, 0))
  })

  it("is cut at the name on a narrow terminal, never at the times, and shows no control sequence", () => {
    const line = waitingLine({ text: `\u001b[2J${"long ".repeat(40)}`, since: 0, endsAt: null }, 65_000, 60)
    assert.isAtMost(displayWidth(line), 60)
    assert.notInclude(line, "\u001b")
    assert.match(line, /\.\.\. {2}65 s {2}Ctrl\+C stops$/)
  })
})

const columnOf = (column: number, text: string): number => columnAfter(column, text, 10, displayWidth)

it("the column counts cells since the last line end, tabs and wide signs included", () => {
  assert.strictEqual(columnOf(0, "abc"), 3)
  assert.strictEqual(columnOf(3, "de"), 5)
  assert.strictEqual(columnOf(3, "d\nefg"), 3)
  assert.strictEqual(columnOf(3, "\t"), 8)
  assert.strictEqual(columnOf(0, "日本"), 4)
  assert.strictEqual(columnOf(8, "abc"), 1)
})

/** A screen, and all that was written to its standard error. */
const screenOf = (isTerminal: boolean) => {
  const written: Array<string> = []
  const screen: Screen = {
    outIsTerminal: isTerminal,
    errIsTerminal: isTerminal,
    outWidth: 80,
    errWidth: 80,
    outColours: colours(false),
    errColours: colours(false),
    out: () => Promise.resolve(),
    outBytes: () => Promise.resolve(),
    note: (line) => void written.push(`${line}\n`),
    errRaw: (text) => void written.push(text),
    status: (line) => void written.push(`\r\u001b[2K${line ?? ""}`),
    stops: "Ctrl+C stops",
    theme: makeTheme({})
  }
  return { screen, written }
}

/** Escapes as text: patterns hold no control characters. */
const shown = (written: ReadonlyArray<string>): string => written.join("").replaceAll("\u001b", "ESC")

describe("the line", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const attempt = { type: "attempt", attempt: 1, of: 1, endsInMs: 10_000, ...about } as const

  it("comes within a second, is drawn over, and goes with the answer", () => {
    const { screen, written } = screenOf(true)
    const waiting = makeWaiting(screen, true)
    waiting.tell(attempt)
    vi.advanceTimersByTime(699)
    assert.deepStrictEqual(written, [])
    vi.advanceTimersByTime(600)
    assert.match(shown(written), /^\rESC\[2Kanthropic is asked .*\rESC\[2Kanthropic is asked/)
    written.length = 0
    waiting.tell({ type: "answered", isFallback: false, ...about })
    assert.deepStrictEqual(written, ["\r\u001b[2K"])
    waiting.end()
    vi.advanceTimersByTime(5_000)
    assert.strictEqual(written.length, 1)
  })

  it("stands below a text that is being written and gives the cursor back", () => {
    const { screen, written } = screenOf(true)
    const waiting = makeWaiting(screen, true)
    waiting.more("anthropic", 12)
    vi.advanceTimersByTime(800)
    assert.match(shown(written), /^\r\nESC\[2Kanthropic is writing {2}1 s {2}Ctrl\+C stops$/)
    written.length = 0
    waiting.clear()
    assert.deepStrictEqual(written, ["\r\u001b[2K\u001b[1A\u001b[13G"])
    waiting.end()
  })

  it("is said once and stays where nothing may be drawn over", () => {
    const { screen, written } = screenOf(true)
    const waiting = makeWaiting(screen, false)
    waiting.tell(attempt)
    vi.advanceTimersByTime(5_000)
    waiting.end()
    assert.strictEqual(written.length, 1)
    assert.match(written[0] ?? "", /^anthropic is asked .* stops\n$/)
  })

  it("is not there in a pipe", () => {
    const { screen, written } = screenOf(false)
    const waiting = makeWaiting(screen, true)
    waiting.tell(attempt)
    vi.advanceTimersByTime(5_000)
    waiting.end()
    assert.deepStrictEqual(written, [])
  })
})
