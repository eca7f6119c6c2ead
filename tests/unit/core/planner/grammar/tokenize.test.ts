import { assert, describe, it } from "@effect/vitest"
import { tokenize } from "#core/planner/grammar/tokenize.ts"

const texts = (source: string) => tokenize(source).map((token) => token.text)
const kinds = (source: string) => tokenize(source).map((token) => `${token.kind[0]}:${token.text}`)

const lows = (source: string) => tokenize(source).map((token) => token.low)

describe("tokenize", () => {
  it.each<readonly [string, ReadonlyArray<string>]>([
    ["list files.", ["list", "files", "."]],
    ["show a.txt, b.txt", ["show", "a.txt", ",", "b.txt"]],
    ["move to ..", ["move", "to", ".."]],
    ["list ./a/.", ["list", "./a/."]],
    ["over 1,000 bytes", ["over", "1,000", "bytes"]],
    ["where is it?", ["where", "is", "it", "?"]],
    ["delete a?.txt", ["delete", "a?.txt"]],
    ["what's up", ["what", "is", "up"]],
    ["don't", ["do", "not"]],
    ["32KB(approx)", ["32KB", "(", "approx", ")"]],
    ["find *.{jpg,png}", ["find", "*.{jpg,png}"]],
    ["open https://x.example/a?b=1, then", ["open", "https://x.example/a?b=1", ",", "then"]],
    ["", []],
    ["   ", []]
  ])("%j", (source, expected) => {
    assert.deepStrictEqual(texts(source), expected)
  })

  it("keeps what is quoted whole, in any quotes, and drops a quote without its partner", () => {
    assert.deepStrictEqual(kinds("show 'my file.txt' \"b; c\" “d e” «f» `g h`"), [
      "w:show",
      "q:my file.txt",
      "q:b; c",
      "q:d e",
      "q:f",
      "q:g h"
    ])
    assert.deepStrictEqual(texts('show "a.txt'), ["show", "a.txt"])
    assert.deepStrictEqual(texts("it's here.txt"), ["it", "is", "here.txt"])
    assert.deepStrictEqual(texts("odd/it's here.txt"), ["odd/it's", "here.txt"])
  })

  it("tells the article from the name a", () => {
    assert.strictEqual(lows("make a folder")[1], "a")
    assert.notStrictEqual(lows("folders a, b")[1], "a")
    assert.notStrictEqual(lows("from a to b")[1], "a")
  })

  it("lowers ASCII letters and nothing else", () => {
    assert.strictEqual(tokenize("\u212AILL")[0]?.low, "\u212Aill")
    assert.strictEqual(tokenize("ＤＥＬ")[0]?.low, "ＤＥＬ")
    assert.strictEqual(tokenize("ÄBC")[0]?.low, "Äbc")
  })

  it("remembers where each word stood", () => {
    const [, name] = tokenize("show 'a b'")
    assert.deepStrictEqual([name?.start, name?.end], [5, 10])
  })
})
