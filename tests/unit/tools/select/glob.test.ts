import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { compileGlob, compilePathGlob, pathGlobDepth } from "#tools/select/glob.ts"

/** What a pattern means, said in the slowest and plainest way: try every length for a star. */
const plainly = (pattern: ReadonlyArray<string>, name: ReadonlyArray<string>): boolean => {
  const [first, ...rest] = pattern
  if (first === undefined) return name.length === 0
  if (first === "*") return name.some((_, at) => plainly(rest, name.slice(at))) || plainly(rest, [])
  const [char, ...others] = name
  return char !== undefined && (first === "?" || first === char) && plainly(rest, others)
}

describe("compileGlob", () => {
  const cases: ReadonlyArray<readonly [pattern: string, name: string, fits: boolean]> = [
    ["*.jpg", "a.jpg", true],
    ["*.jpg", "a.JPG", false],
    ["*.jpg", ".jpg", true],
    ["*.jpg", "a.jpg.bak", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["?", "🗑", true],
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["[abc].txt", "b.txt", true],
    ["[abc].txt", "d.txt", false],
    ["[!abc].txt", "d.txt", true],
    ["[^abc].txt", "a.txt", false],
    ["[a-c]x", "bx", true],
    ["[]]", "]", true],
    ["[a-]", "-", true],
    ["[", "[", true],
    ["[ab", "[ab", true],
    ["[[:digit:]]*", "7up", true],
    ["[[:digit:]]*", "up7", false],
    ["\\*", "*", true],
    ["\\*", "a", false],
    ["$HOME", "$HOME", true],
    ["{a,b}", "a", false],
    ["{a,b}", "{a,b}", true],
    ["two*lines*", "two\nlines.txt", true],
    ["*a*b*c*", "xxaxxbxxcxx", true],
    ["*a*b*c*", "xxcxxbxxaxx", false]
  ]
  for (const [pattern, name, fits] of cases) {
    it(`${JSON.stringify(pattern)} ${fits ? "fits" : "does not fit"} ${JSON.stringify(name)}`, () => {
      assert.strictEqual(compileGlob(pattern)(name), fits)
    })
  }

  it("fits in any case only when asked, sets included", () => {
    assert.isTrue(compileGlob("*.JPG", true)("a.jpg"))
    assert.isTrue(compileGlob("[A-C]x", true)("bX"))
    assert.isFalse(compileGlob("[A-C]x")("bx"))
  })

  it("means what the plainest reading means", () => {
    const letters = fc.constantFrom("a", "b", "*", "?", ".")
    const names = fc.constantFrom("a", "b", ".", "é")
    const property = fc.property(
      fc.array(letters, { maxLength: 8 }),
      fc.array(names, { maxLength: 8 }),
      (pattern, name) =>
        assert.strictEqual(compileGlob(pattern.join(""))(name.join("")), plainly(pattern, name), pattern.join(""))
    )
    fc.assert(property, { seed: 7, numRuns: 2000 })
  })

  it("takes a pattern made to explode in its stride", () => {
    const fits = compileGlob("*a".repeat(60) + "b?")
    const start = performance.now()
    assert.isFalse(fits("a".repeat(5000)))
    assert.isBelow(performance.now() - start, 2000)
  })
})

describe("compilePathGlob", () => {
  const cases: ReadonlyArray<readonly [pattern: string, path: string, fits: boolean]> = [
    ["src/*.ts", "src/a.ts", true],
    ["src/*.ts", "src/b/a.ts", false],
    ["src/**/*.ts", "src/a.ts", true],
    ["src/**/*.ts", "src/b/c/a.ts", true],
    ["src/**/*.ts", "src/b/c/a.js", false],
    ["**/test/*", "test/a", true],
    ["**/test/*", "x/y/test/a", true],
    ["**/test/*", "x/mytest/a", false],
    ["**", "x/y/z", true],
    ["./a/*", "a/b", true],
    ["a?b", "a/b", false],
    ["*/*", "a/b", true],
    ["*/*", "a/b/c", false],
    ["docs/**", "docs/a/b", true],
    ["a/**/b/**/c", "a/x/b/y/z/c", true],
    ["a/**/b/**/c", "a/x/c/y/z/b", false]
  ]
  for (const [pattern, path, fits] of cases) {
    it(`${pattern} ${fits ? "fits" : "does not fit"} ${path}`, () => {
      assert.strictEqual(compilePathGlob(pattern)(path), fits)
    })
  }

  it("says how far down it reaches", () => {
    assert.strictEqual(pathGlobDepth("a/*"), 2)
    assert.strictEqual(pathGlobDepth("./a/b/*.ts"), 3)
    assert.strictEqual(pathGlobDepth("a/**"), Number.POSITIVE_INFINITY)
  })
})
