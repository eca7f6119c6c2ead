import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { displayWidth } from "#cli/render/displayWidth.ts"
import { lookingLine, makeLooking } from "#cli/terminal/Looking.ts"
import { makeScreen, type Screen } from "#cli/terminal/Screen.ts"

const SCREEN = { ...makeScreen({}, true) }

const world = (moves: boolean, errIsTerminal = true) => {
  const shown: Array<string> = []
  const screen: Screen = {
    ...SCREEN,
    errIsTerminal,
    errWidth: 60,
    note: (line) => void shown.push(`note ${line}`),
    status: (line) => void shown.push(line ?? "gone"),
    stops: "Esc stops"
  }
  return { shown, looking: makeLooking(screen, moves) }
}

describe("what is looked at", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it("is not said within 700 ms, then with the seconds, and goes away", () => {
    const { looking, shown } = world(true)
    looking.begin("Planning")
    vi.advanceTimersByTime(700)
    assert.deepStrictEqual(shown, [])
    vi.advanceTimersByTime(1_300)
    assert.strictEqual(shown.at(-1), "Planning  2 s  Esc stops")
    looking.end()
    assert.strictEqual(shown.at(-1), "gone")
    const { length } = shown
    vi.advanceTimersByTime(5_000)
    assert.lengthOf(shown, length)
    assert.strictEqual(vi.getTimerCount(), 0)
  })

  it("begins anew with the next thing", () => {
    const { looking, shown } = world(true)
    looking.begin("Planning")
    vi.advanceTimersByTime(600)
    looking.begin("Find files matching *.pdf")
    vi.advanceTimersByTime(600)
    assert.deepStrictEqual(shown, [])
    vi.advanceTimersByTime(500)
    assert.match(shown.at(-1) ?? "", /^Find files matching \*\.pdf {2}1 s/)
  })

  it("keeps quiet beside who says more, and does not take away that line", () => {
    const { looking, shown } = world(true)
    looking.begin("Move")
    for (let at = 0; at < 20; at++) {
      vi.advanceTimersByTime(100)
      looking.hush()
    }
    looking.end()
    assert.deepStrictEqual(shown, [])
  })

  it("is one sentence where nothing may be drawn over, and nothing in a pipe", () => {
    const plain = world(false)
    plain.looking.begin("Planning")
    vi.advanceTimersByTime(20_000)
    plain.looking.end()
    assert.deepStrictEqual(plain.shown, ["note Planning: this takes a while. Esc stops."])
    const piped = world(true, false)
    piped.looking.begin("Planning")
    vi.advanceTimersByTime(20_000)
    piped.looking.end()
    assert.deepStrictEqual(piped.shown, [])
  })
})

it("the line keeps its figures in few cells, and shows names as what they are", () => {
  const line = lookingLine(`Search \u001b[2J${"x".repeat(100)}`, 12_400, 40, "Esc stops")
  assert.strictEqual(displayWidth(line), 40)
  assert.match(line, /^Search \\e\[2Jx+\.\.\. {2}12 s {2}Esc stops$/)
})
