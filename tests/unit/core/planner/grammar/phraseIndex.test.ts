import { assert, describe, it } from "@effect/vitest"
import { firstWords, indexPhrases, requiredOf } from "#core/planner/grammar/phraseIndex.ts"

describe("what a phrase requires", () => {
  it.each([
    ["pack|bundle {files:files} [into {to:place}]", ["pack|bundle"]],
    ["[please] squeeze {files:files} into|to {to:place}", ["squeeze", "into|to"]],
    ["roll {files:files} ~[now|at_once] -> deep=true", ["roll"]],
    ["a [b [c] d] e", ["a", "e"]],
    ["{how:choice(to_front=front|to back=back)} x", ["x"]],
    ["{files:search}", []],
    ["", []]
  ])("%j", (say, literals) => {
    assert.deepStrictEqual(requiredOf(say), literals)
  })

  it("begins with the first words of its alternatives", () => {
    assert.deepStrictEqual([...firstWords("roll_up|roll|pack")], ["roll", "pack"])
    assert.isAbove(firstWords("<find>|x").size, 2)
    assert.isFalse(firstWords("<find>|x").has("<find>"))
  })
})

describe("an index", () => {
  it("has each phrase at the literal with the fewest alternatives, and counts them by action", () => {
    const index = indexPhrases([
      { phrases: [{ say: "pack|bundle {files:files} up" }, { say: "{files:search}" }] },
      { phrases: [] },
      { phrases: [{ say: "bundle {files:files}" }, { say: "up|down {files:files}" }] }
    ])
    assert.deepStrictEqual(index, {
      counts: [2, 0, 2],
      byWord: [
        ["up", [0, 3]],
        ["bundle", [2]],
        ["down", [3]]
      ],
      always: [1]
    })
  })
})
