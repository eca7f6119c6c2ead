import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { lookContext } from "#kit/lookContext.ts"
import { compileConditions } from "#tools/select/conditions.ts"

const fitsOf = (...extensions: ReadonlyArray<string>) => {
  const { name } = compileConditions({ extensions, hidden: "include" }, lookContext({ cwd: "/", home: "/nonexistent" }))
  return (text: string): boolean => name(text, "file")
}

describe("extensions", () => {
  it.each([
    [
      "txt",
      ["a.txt", "A.TXT", "a.tXt", "b.c.txt", "..txt"],
      ["txt", ".txt", "a.txt ", "a.tx", "a.txtx", "a.txt.gz", "a."]
    ],
    ["7z", ["a.7z", "a.7Z"], ["a.\u0017z", "a.z"]],
    ["c++", ["a.c++", "a.C++"], ["a.cKK", "a.c\u000b\u000b"]],
    ["{x}", ["a.{x}", "a.{X}"], ["a.[x]"]],
    ["", ["a", ".a", "a."], ["a.b"]],
    ["tar.gz", ["a.tar.gz", "A.Tar.GZ"], ["a.gz", ".tar.gz"]],
    // Letters whose small form is another one, or two: the Kelvin sign, the dotted capital I.
    ["mk", ["a.m\u212a"], []],
    ["\u0130", ["a.\u0130", "a.i\u0307"], ["a.i"]],
    ["\u00e9t", ["a.\u00c9T", "a.\u00e9T"], ["a.et"]]
  ])("%j fits in any case", (extension, fitting, others) => {
    const fits = fitsOf(extension)
    for (const name of fitting) assert.isTrue(fits(name), name)
    for (const name of others) assert.isFalse(fits(name), name)
  })

  it("are compared as their small letters are, one or several of them", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "A", "k", "K", "\u212a", "i", "\u0130", "@", "`", "[", "{", "1")
    })
    fc.assert(
      fc.property(text, text, (extension, of) => {
        const expected = of.toLowerCase() === extension.toLowerCase()
        assert.strictEqual(fitsOf(extension)(`x.${of}`), expected)
        assert.strictEqual(fitsOf(extension, "other")(`x.${of}`), expected)
      }),
      { numRuns: 500, seed: 3 }
    )
  })
})
