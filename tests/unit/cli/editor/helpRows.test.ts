/** The keys under the line. */
import { assert, describe, it } from "@effect/vitest"
import { helpRows, moveInHelp, nextPart } from "#cli/editor/helpRows.ts"
import { namedKey } from "#cli/editor/Key.ts"
import { KEYMAP } from "#cli/editor/keymap.ts"
import { rowWidth } from "#cli/editor/graphemes.ts"

const all = KEYMAP.flatMap(({ bindings }) => bindings.map(({ does }) => does.slice(0, 20)))

describe("the keys under the line", () => {
  it.for([
    [80, 24],
    [34, 12],
    [40, 5],
    [200, 24]
  ] as const)("on %i x %i are all reached, and leave half of a window to what was there", ([width, window]) => {
    const seen: Array<string> = []
    let top = -1
    for (let next = 0; next !== top; next = nextPart(top, width)) {
      top = next
      const rows = helpRows(top, width, window - 1, window)
      assert.isAtMost(rows.length, Math.max(12, window / 2))
      for (const row of rows) assert.isAtMost(rowWidth(row), width)
      seen.push(...rows)
    }
    if (window < 12) return
    for (const does of all) assert.include(seen.join("\n"), width < 80 ? does.slice(0, 9) : does)
  })

  it("are all there at once where half of the window is enough", () => {
    const rows = helpRows(0, 200, 49, 50)
    assert.notMatch(rows.join("\n"), /space on/)
    for (const does of all) assert.include(rows.join("\n"), does)
  })

  it("move by rows and parts, and stop at both ends", () => {
    const end = moveInHelp(0, namedKey("end"), 80)
    assert.strictEqual(moveInHelp(0, namedKey("down"), 80), 1)
    assert.strictEqual(moveInHelp(3, namedKey("pageup"), 80), 0)
    assert.strictEqual(moveInHelp(end ?? 0, namedKey("pagedown"), 80), end)
    assert.isNull(moveInHelp(0, namedKey("enter"), 80))
    assert.match(helpRows(end ?? 0, 80, 23, 24).at(-1) ?? "", /of (\d+)/)
  })
})
