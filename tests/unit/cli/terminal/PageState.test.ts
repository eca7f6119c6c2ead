import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { type Key, namedKey } from "#cli/editor/Key.ts"
import { clamp, pageLine, type PageState, turn } from "#cli/terminal/PageState.ts"

const at = (top: number, rows = 500, page = 20): PageState => ({ top, rows, page })
const text = (typed: string): Key => ({ type: "text", text: typed })

describe("a page of a long list", () => {
  it.each<readonly [string, Key, number, number | null]>([
    ["Space: a page on", text(" "), 0, 20],
    ["Page Down", namedKey("pagedown"), 0, 20],
    ["two letters in one piece", text("ff"), 0, 40],
    ["b: a page back", text("b"), 40, 20],
    ["Down and Enter: a row on", namedKey("enter"), 7, 8],
    ["Up: a row back", namedKey("up"), 7, 6],
    ["Ctrl+F", namedKey("f", { ctrl: true }), 0, 20],
    ["End: the last page, full", namedKey("end"), 0, 480],
    ["Home", namedKey("home"), 480, 0],
    ["beyond the end", text(" "), 479, 480],
    ["before the beginning", text("b"), 3, 0],
    ["what says nothing here", text("z"), 7, 7],
    ["a letter with Alt", namedKey("f", { alt: true }), 7, 7],
    ["a paste, whatever is in it", { type: "paste", text: "q   " }, 7, 7],
    ["what the terminal answers", { type: "reply", text: "q" }, 7, 7],
    ["q leaves", text("q"), 7, null],
    ["Escape leaves", namedKey("escape"), 7, null],
    ["Ctrl+C leaves", namedKey("c", { ctrl: true }), 7, null],
    ["a terminal that is gone leaves", { type: "end" }, 7, null]
  ])("%s", (_, key, from, to) => {
    assert.strictEqual(turn(at(from), key)?.top ?? null, to)
  })

  it("stays at the first row where all fit on one page", () => {
    assert.strictEqual(turn(at(0, 5), text(" G"))?.top, 0)
  })

  it("says where one is", () => {
    assert.match(pageLine(at(0)), /^1-20 of 500 /)
    assert.match(pageLine(at(480)), /^481-500 of 500 /)
    assert.match(pageLine(at(0, 5)), /^1-5 of 5 /)
    assert.match(pageLine(at(99_980, 100_000)), /^99,981-100,000 of 100,000 /)
  })

  it("is within the list, whatever is pressed (property)", () => {
    const keys = fc.array(fc.constantFrom(...[..." fbjkgG<>x"].map(text), namedKey("up"), namedKey("end")))
    fc.assert(
      fc.property(fc.nat(1_000), fc.integer({ min: 1, max: 60 }), keys, (rows, page, pressed) => {
        let state = clamp(at(0, rows, page))
        for (const key of pressed) state = turn(state, key) ?? state
        assert.isAtLeast(state.top, 0)
        assert.isAtMost(state.top, Math.max(0, rows - page))
      })
    )
  })
})
