import { assert, describe, it } from "@effect/vitest"
import { BadArgument, StepFailed } from "@zenus/core"
import { guardRegex, MAX_REGEX_LENGTH } from "#tools/lines/guardedRegex.ts"

const swap = (replacement: string) => guardRegex("(\\w+)-(\\w+)", "").replaceAll("a-b c-d", replacement)

describe("guardRegex", () => {
  it("tests and finds in many texts", () => {
    const regex = guardRegex("a+", "")
    assert.deepStrictEqual(regex.testEach(["baa", "b", "a"]), [true, false, true])
    assert.isTrue(regex.testAny(["b", "ab"]))
    assert.deepStrictEqual(regex.findEach(["baab a", "x"]), [
      [
        [1, 3],
        [5, 6]
      ],
      []
    ])
    assert.deepStrictEqual(guardRegex("x*", "").findEach(["aab"]), [[]])
  })
  it("reads the classes of grep", () => {
    assert.deepStrictEqual(guardRegex("^[[:digit:][:upper:]]+$", "").testEach(["A1", "a1"]), [true, false])
  })
  it("replaces with groups, in both spellings, and counts", () => {
    assert.deepStrictEqual(swap("$2-$1"), { text: "b-a d-c", count: 2 })
    assert.deepStrictEqual(swap("\\2-\\1"), { text: "b-a d-c", count: 2 })
    assert.deepStrictEqual(swap("[$&]$$"), { text: "[a-b]$ [c-d]$", count: 2 })
    assert.deepStrictEqual(swap("$12"), { text: "a2 c2", count: 2 })
    assert.deepStrictEqual(swap("$3"), { text: " ", count: 2 })
    assert.deepStrictEqual(guardRegex("x", "").replaceAll("abc", "y"), { text: "abc", count: 0 })
    assert.deepStrictEqual(guardRegex("b*", "").replaceAll("abc", "-"), { text: "-a--c-", count: 4 })
  })
  it("takes a literal replacement as it is", () => {
    assert.deepStrictEqual(guardRegex("a", "i").replaceEach(["A", "b"], "$&\\n", true), {
      texts: ["$&\\n", "b"],
      count: 1
    })
  })
  it("stops what would never end, and works again after that", () => {
    const regex = guardRegex("^(a+)+$", "", 50)
    for (const work of [
      () => regex.testAny(["a".repeat(50) + "!"]),
      () => regex.replaceAll("a".repeat(50) + "!", "")
    ]) {
      const started = performance.now()
      assert.throws(work, StepFailed)
      assert.isBelow(performance.now() - started, 5_000)
    }
    assert.isTrue(regex.testAny(["aaa"]))
  })
  it("refuses what cannot be read and what is too long", () => {
    for (const wrong of ["(", "[a", "a{2,1}", "x".repeat(MAX_REGEX_LENGTH + 1)]) {
      assert.throws(() => guardRegex(wrong, ""), BadArgument)
    }
  })
})
