/** Quoted names with pattern signs: which are names, which are patterns, and the pattern that only one name fits. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import {
  escapePattern,
  isExactName,
  isPattern,
  liesInPlace,
  withLiteralNames
} from "#core/planner/grammar/exactNames.ts"
import { NO_REFERENTS, type Reading } from "#core/planner/grammar/Reading.ts"
import { tokenize } from "#core/planner/grammar/tokenize.ts"
import { compileGlob } from "#tools/select/glob.ts"

const THERE = new Set(["f?.txt", "*.jpg", "sub/b?.txt"])
const reading = (text: string): Reading => ({
  source: text,
  tokens: tokenize(text),
  referents: NO_REFERENTS,
  look: (path) => (THERE.has(path) ? "file" : path === "sub" ? "folder" : null),
  bareNames: true,
  memo: new Map(),
  now: 0,
  zone: "UTC"
})
const quotedAt = (whole: Reading) => whole.tokens.findIndex((token) => token.kind === "quoted")
const exact = (text: string) => isExactName(reading(text), quotedAt(reading(text)))
const lies = (text: string) => liesInPlace(reading(text), quotedAt(reading(text)))

describe("a quoted name with pattern signs", () => {
  it.each([
    'delete "*"',
    "delete '**'",
    'delete "?"',
    'all files named "*"',
    'delete "f?.txt"',
    'delete "*.jpg"',
    'delete "b?.txt" in sub',
    'delete "b?.txt" in the folder sub',
    'delete the file "b?.txt" file in sub',
    'everything except "*"',
    'all "*" files'
  ])("is the name: %s", (text) => {
    assert.isTrue(exact(text))
  })

  it.each([
    'delete "*.png"',
    'delete "f?.txt" in sub',
    'delete "b?.txt"',
    'files matching "*"',
    'files matching "f?.txt" or "*.jpg"',
    'all "*.jpg"',
    '"*.jpg" files',
    'with the pattern "f?.txt"'
  ])("is a pattern: %s", (text) => {
    assert.isFalse(exact(text))
  })

  it("is no question for names without signs, and for what is not quoted", () => {
    assert.isFalse(exact('delete "a.txt"'))
    assert.isFalse(isExactName(reading("delete *.jpg"), 1))
    assert.isFalse(isExactName(reading("delete"), 5))
  })

  it("is known again by its text and by its own pattern", () => {
    const whole = reading('delete "f?.txt" and *.log')
    assert.isFalse(isPattern(whole, "f?.txt"))
    assert.isFalse(isPattern(whole, "f[?].txt"))
    assert.isTrue(isPattern(whole, "*.log"))
    assert.isFalse(isPattern(whole, "a.txt"))
  })

  it("lies in the place behind it only when it is there", () => {
    assert.isTrue(lies('delete "b?.txt" in sub'))
    assert.isFalse(lies('delete "f?.txt" in sub'))
    assert.isFalse(lies('delete "f?.txt"'))
    assert.isFalse(lies('delete "f?.txt" in'))
  })
})

/** Each name that was taken as if it stood in quotes. */
const literal = (text: string): ReadonlyArray<string> => {
  const there = new Set(["*", "?", "[a]", "{a,b}", "x*", "y*", "sub/z*"])
  return withLiteralNames(tokenize(text), text, (path) => (there.has(path) ? "file" : null)).flatMap((token) =>
    token.kind === "quoted" ? [token.text] : []
  )
}

describe("a name that is said to be one", () => {
  it.each([
    ["delete the file named *", ["*"]],
    ["delete the file *", ["*"]],
    ["delete the file called ?", ["?"]],
    ["delete the file named [a].", ["[a]"]],
    ["delete the file named {a,b}, please", ["{a,b}"]],
    ["delete all files named x*", ["x*"]],
    ["delete the files named x* and y*", ["x*", "y*"]],
    ["delete the files named x*, and y*", ["x*", "y*"]],
    ["delete files with the name x*", ["x*"]],
    ["delete the file by the name of x*", ["x*"]],
    ["delete the file named z* in sub", ["z*"]],
    ["show the folder named x*: now", ["x*"]]
  ])("is that one where it is there: %s", (text, names) => assert.deepStrictEqual(literal(text), names))

  it.each([
    "delete the file named z*",
    "delete the file named x* in sub",
    "delete x*",
    "delete all files *",
    "delete files matching x*",
    "delete files named like x*",
    "delete the file named a*",
    "delete the file named xy",
    "move the files named a* and x*"
  ])("is what it was otherwise: %s", (text) => assert.deepStrictEqual(literal(text), []))
})

describe("the pattern of one name", () => {
  it("fits that name and no other", () => {
    const name = fc.string({
      unit: fc.constantFrom("a", "b", "*", "?", "[", "]", "\\", "!", "-", "."),
      minLength: 1,
      maxLength: 6
    })
    fc.assert(
      fc.property(name, name, (one, other) => {
        const fits = compileGlob(escapePattern(one))
        assert.isTrue(fits(one), one)
        assert.strictEqual(fits(other), one === other, `${one} and ${other}`)
      }),
      { seed: 7, numRuns: 2000 }
    )
  })
})
