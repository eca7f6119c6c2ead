import { assert, describe, it } from "@effect/vitest"
import { allTools } from "@zenus/tools"
import { makeNextWords } from "#core/planner/grammar/nextWords.ts"

const phrasesOf = (tool: string, name: string, ...says: ReadonlyArray<string>) => ({
  tool,
  action: { name, phrases: says.map((say) => ({ say })) }
})
const table = [
  phrasesOf(
    "TextOps",
    "sort",
    "sort [lines of] {files:document} [alphabetically|by_name]",
    "sort {files:document} in reverse|descending order"
  ),
  phrasesOf("TextOps", "head", "show first {lines:number} lines of {files:document}"),
  phrasesOf("FileOps", "list", "<list> {files:listing}", "show hidden files")
]
const next = makeNextWords(table)
const after = (before: string, begun: string, most?: number) => {
  assert.isTrue(next.lookFor(before, () => false))
  return next.found(begun, most)
}
/** One phrase at a time. */
const once = (): boolean => true
const says = (before: string, begun = ""): ReadonlyArray<string> => after(before, begun).map(({ say }) => say)

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
    assert.deepStrictEqual(after("show", "f"), [{ say: "first", phrases: 1, action: "TextOps.head" }])
    assert.strictEqual(after("show", "", 1).length, 1)
  })

  it("goes on where it was when its time was up, and begins anew for other words", () => {
    const slow = makeNextWords(table)
    const ends = Array.from({ length: 6 }, () => slow.lookFor("show", once))
    assert.deepStrictEqual(ends, [false, false, false, false, false, true])
    assert.deepStrictEqual(slow.found(""), after("show", ""))
    slow.lookFor("sort", once)
    assert.deepStrictEqual(
      slow.found("").map(({ say }) => say),
      ["lines"]
    )
  })

  it("ends for every beginning of examples of the tools", () => {
    const all = makeNextWords(
      allTools.flatMap(({ actions, name }) => actions.map((action) => ({ action, tool: name })))
    )
    const examples = allTools.flatMap(({ actions }) => actions.flatMap((action) => action.examples)).slice(0, 40)
    for (const example of examples) {
      assert.isTrue(all.lookFor(example, () => false))
      assert.isAtMost(all.found("").length, 50)
    }
    all.lookFor("count the", () => false)
    assert.include(
      all.found("li").map(({ say }) => say),
      "lines"
    )
  })
})
