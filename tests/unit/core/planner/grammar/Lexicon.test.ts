import { assert, describe, it } from "@effect/vitest"
import { type LexiconAction, makeLexicon } from "#core/planner/grammar/Lexicon.ts"
import { indexPhrases } from "#core/planner/grammar/phraseIndex.ts"
import { CLASSES } from "#core/planner/grammar/words.ts"

const says = [
  "pack|bundle {files:files} [into {to:place}]",
  "[please] squeeze {files:files} into|to {to:place}",
  "{files:search}",
  "<find> {files:found}",
  "roll_up {files:files} ~[now|at_once] -> deep=true",
  "unpack|bundle|roll {from:path} [ [very] slowly ]",
  "wrap|fold {files:files}",
  "wrap {from:path}",
  "wrap|fold {to:place}"
]

const actionOf = (name: string, ...phrases: ReadonlyArray<string>): LexiconAction => ({
  tool: "Box",
  name,
  risk: 1,
  phrases: phrases.map((say) => ({ say })),
  examples: []
})

const lexicon = makeLexicon([actionOf("pack", ...says)])
const candidates = (...words: ReadonlyArray<string>): ReadonlyArray<number> =>
  lexicon.candidates(new Set(words)).map(({ rank }) => rank)

describe("Lexicon", () => {
  it("gives the phrases of which every fixed part is there, and those without one always", () => {
    assert.deepStrictEqual(candidates("pack"), [2, 0])
    assert.deepStrictEqual(candidates("squeeze"), [2])
    assert.deepStrictEqual(candidates("squeeze", "to"), [2, 1])
    assert.deepStrictEqual(candidates("into"), [2])
    assert.deepStrictEqual(candidates("nothing"), [2])
  })

  it("knows a saying by its first word and a class by the first word of each saying in it", () => {
    assert.deepStrictEqual(candidates("roll"), [2, 4, 5])
    assert.deepStrictEqual(candidates("roll_up"), [2])
    const finds = CLASSES.get("find") ?? []
    assert.isNotEmpty(finds)
    for (const [first = ""] of finds) assert.include(candidates(first), 3)
  })

  it("asks for nothing that may be left out, and for nothing behind the arrow", () => {
    for (const word of ["please", "now", "slowly", "very", "deep=true", "->"])
      assert.deepStrictEqual(candidates(word), [2])
  })

  it("keeps the order of the words, and within a word that of the table", () => {
    assert.deepStrictEqual(candidates("unpack", "pack", "bundle"), [2, 5, 0])
    assert.deepStrictEqual(candidates("bundle"), [2, 0, 5])
    assert.deepStrictEqual(candidates("wrap"), [2, 6, 7, 8])
  })

  it("reads the phrases of an action when one of them is first needed, where the index is known", () => {
    const table = [
      actionOf("pack", "pack {files:files}", "bundle {files:files}"),
      actionOf("roll", "roll {files:files}")
    ]
    const index = indexPhrases(table)
    const read: Array<string> = []
    const seen = table.map((action) => ({
      ...action,
      get phrases() {
        read.push(action.name)
        return action.phrases
      }
    }))
    const known = makeLexicon(seen, JSON.parse(JSON.stringify(index)))
    assert.deepStrictEqual(
      known.candidates(new Set(["roll"])).map(({ action, rank }) => [action.name, rank]),
      [["roll", 2]]
    )
    assert.deepStrictEqual([...new Set(read)], ["roll"])
    assert.deepStrictEqual([...known.vocabulary()].toSorted(), ["bundle", "pack", "roll"])
  })

  it("refuses the index of another table", () => {
    const index = indexPhrases([actionOf("pack", "pack {files:files}", "bundle {files:files}")])
    assert.throws(() => makeLexicon([], index), /another table/)
    const shorter = makeLexicon([actionOf("pack", "pack {files:files}")], index)
    assert.throws(() => shorter.candidates(new Set(["pack"])), /another table/)
  })
})
