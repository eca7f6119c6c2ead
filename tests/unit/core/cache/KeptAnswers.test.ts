import { assert, describe, it } from "@effect/vitest"
import { answerText, readAnswer } from "#core/cache/answerText.ts"
import { emptyKept, forgetKept, getKept, isYounger, type KeptAnswer, putKept } from "#core/cache/KeptAnswers.ts"
import { type ChatAnswer, unknownUsage } from "#core/llm/ChatAnswer.ts"

const answer: ChatAnswer = {
  provider: "anthropic",
  model: "m",
  id: null,
  content: [
    { type: "reasoning", text: "", signature: { by: "anthropic", value: "s", sealed: true } },
    { type: "text", text: "a\u0000b\ud800" }
  ],
  finishReason: "stop",
  usage: { ...unknownUsage, inputTokens: 7 }
}
const kept = (bytes: number, at = 0): KeptAnswer => ({ answer, at, bytes })

describe("KeptAnswers", () => {
  it("lets go of what was not asked for the longest, as soon as there are too many bytes", () => {
    const all = emptyKept()
    for (const key of ["a", "b", "c"]) putKept(all, key, kept(10), 30)
    assert.isNotNull(getKept(all, "a", 0, 1))
    putKept(all, "d", kept(10), 30)
    assert.deepStrictEqual([...all.byKey.keys()], ["c", "a", "d"])
    putKept(all, "e", kept(11), 30)
    assert.deepStrictEqual([...all.byKey.keys()], ["d", "e"])
    assert.strictEqual(all.bytes, 21)
  })

  it("keeps none that is larger than all the room, and lets go of the one before it", () => {
    const all = emptyKept()
    putKept(all, "a", kept(30), 30)
    assert.strictEqual(all.bytes, 30)
    putKept(all, "a", kept(31), 30)
    assert.deepStrictEqual([all.byKey.size, all.bytes], [0, 0])
    forgetKept(all, "a")
    assert.strictEqual(all.bytes, 0)
  })

  it("is too old at exactly that age, and of no age when it is from a time to come", () => {
    assert.isTrue(isYounger(100, 149, 50))
    assert.isFalse(isYounger(100, 150, 50))
    assert.isFalse(isYounger(100, 99, 50))
    const all = emptyKept()
    putKept(all, "a", kept(1, 100), 10)
    assert.isNull(getKept(all, "a", 150, 50))
    assert.isNotNull(getKept(all, "a", 150, 51))
  })
})

describe("an answer as text", () => {
  it("comes back as it was, whatever its letters", () => {
    assert.deepStrictEqual(readAnswer(answerText(answer)), answer)
    assert.notInclude(answerText(answer), "\u0000")
  })

  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["a number", 7],
    ["another form", '{"text":"hi"}'],
    ["one that was cut off", answerText({ ...answer, finishReason: "length" })],
    [
      "one that calls a tool",
      answerText({
        ...answer,
        content: [{ type: "tool-call", id: "1", name: "t", input: {}, inputText: "{}", signature: null }]
      })
    ]
  ])("is none where it is %s", (_name, text) => assert.isNull(readAnswer(text)))
})
