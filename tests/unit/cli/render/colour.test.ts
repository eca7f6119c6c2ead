import { assert, describe, it } from "vitest"
import { type Background, colours, PALETTES } from "#cli/render/colour.ts"

const LEVELS = [0, 95, 135, 175, 215, 255]

/** Of a place in the cube of 216 colours, as WCAG 2 measures it. */
const luminance = (place: number): number => {
  const cube = place - 16
  const channels = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((level) => {
    const share = (LEVELS[level] ?? 0) / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  const [red = 0, green = 0, blue = 0] = channels
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const onWhite = (place: number): number => 1.05 / (luminance(place) + 0.05)
const onBlack = (place: number): number => (luminance(place) + 0.05) / 0.05

const of = (background: Background, has256: boolean) => colours(true, { background, has256 })

describe("colours", () => {
  it.each(Object.entries(PALETTES.light))("%s can be read on white", (_, place) => {
    assert.isAtLeast(onWhite(place), 4.5)
  })

  it.each(Object.entries(PALETTES.unknown))("%s can be read on white and on black where nobody knows", (_, place) => {
    assert.isAtLeast(onWhite(place), 3.9)
    assert.isAtLeast(onBlack(place), 3.9)
  })

  it("are the person's own palette on a dark background, and on 16 colours nothing that cannot be read on a light one", () => {
    assert.strictEqual(of("dark", true).yellow("x"), "\u001b[33mx\u001b[39m")
    assert.strictEqual(of("light", true).yellow("x"), "\u001b[38;5;130mx\u001b[39m")
    assert.strictEqual(of("light", false).yellow("x"), "\u001b[1mx\u001b[22m")
    assert.strictEqual(of("light", false).cyan("x"), "\u001b[34mx\u001b[39m")
    assert.strictEqual(of("unknown", true).red("x"), "\u001b[38;5;196mx\u001b[39m")
    assert.strictEqual(of("unknown", false).red("x"), "\u001b[31mx\u001b[39m")
  })

  it("are none where they are off", () => {
    for (const colour of Object.values(colours(false, { background: "light", has256: true })))
      assert.strictEqual(colour("x"), "x")
  })
})
