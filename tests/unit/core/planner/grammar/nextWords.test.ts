import { assert, describe, it } from "@effect/vitest"
import { allTools } from "@zenus/tools"
import { makeNextWords } from "#core/planner/grammar/nextWords.ts"

const table = [
  {
    tool: "TextOps",
    name: "sort",
    phrases: [
      { say: "sort [lines of] {files:document} [alphabetically|by_name]" },
      { say: "sort {files:document} in reverse|descending order" }
    ]
  },
  { tool: "TextOps", name: "head", phrases: [{ say: "show first {lines:number} lines of {files:document}" }] },
  { tool: "FileOps", name: "list", phrases: [{ say: "<list> {files:listing}" }, { say: "show hidden files" }] }
]
const next = makeNextWords(table)
const says = (before: string, begun = ""): ReadonlyArray<string> => next.after(before, begun).map(({ say }) => say)

describe("makeNextWords", () => {
  it("proposes what follows the words that were said, articles left out", () => {
    assert.deepStrictEqual(says("show the"), ["first", "hidden"])
    assert.deepStrictEqual(says("please sort"), ["lines"])
    assert.deepStrictEqual(says("show first 5"), ["lines"])
  })

  it("proposes behind an argument only what somebody has begun to type", () => {
    assert.deepStrictEqual(says("sort words.txt"), [])
    assert.deepStrictEqual(says("sort words.txt", "a"), ["alphabetically"])
    assert.deepStrictEqual(says("sort words.txt", "BY"), ["by name"])
    assert.deepStrictEqual(says("sort 'in reverse'", "i"), ["in"])
  })

  it("goes on in the middle of words that belong together", () => {
    assert.deepStrictEqual(says("sort words.txt by", "n"), ["name"])
  })

  it("proposes nothing before a word was said, behind words of no phrase, and no word that stands there already", () => {
    assert.deepStrictEqual(says("", "s"), [])
    assert.deepStrictEqual(says("frobnicate"), [])
    assert.deepStrictEqual(says("show", "hidden"), [])
  })

  it("says how many phrases go on so, and of which action the first is", () => {
    assert.deepStrictEqual(next.after("show", "f"), [{ say: "first", phrases: 1, action: "TextOps.head" }])
    assert.strictEqual(next.after("show", "", 1).length, 1)
  })

  it("ends for every beginning of every example of the tools", () => {
    const all = makeNextWords(
      allTools.flatMap(({ actions, name }) => actions.map((action) => ({ ...action, tool: name })))
    )
    const examples = allTools.flatMap(({ actions }) => actions.flatMap((action) => action.examples)).slice(0, 40)
    for (const example of examples) assert.isAtMost(all.after(example, "").length, 50)
    assert.include(
      all.after("count the", "li").map(({ say }) => say),
      "lines"
    )
  })
})
