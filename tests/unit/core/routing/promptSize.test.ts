/** The guess of a call's size. */
import { assert, describe, it } from "vitest"
import type { Chat } from "#core/llm/Chat.ts"
import { atMost, DEFAULT_OUTPUT_TOKENS, IMAGE_TOKENS, textTokens } from "#core/routing/promptSize.ts"

describe("textTokens", () => {
  const rows: ReadonlyArray<readonly [text: string, tokens: number]> = [
    ["", 0],
    ["a", 1],
    ["abcd", 1],
    ["abcde", 2],
    ["日本", 2],
    ["ab日", 2]
  ]
  it.each(rows)("%s", (text, tokens) => {
    assert.strictEqual(textTokens(text), tokens)
  })
})

describe("atMost", () => {
  const base: Omit<Chat, "model"> = { messages: [{ role: "user", content: [{ type: "text", text: "a".repeat(400) }] }] }
  const tools = [{ name: "t", description: "d".repeat(400), input: { type: "object" } }]
  const rows: ReadonlyArray<readonly [what: string, chat: Omit<Chat, "model">, input: number]> = [
    ["text", base, 100],
    ["system", { ...base, system: "b".repeat(40) }, 110],
    [
      "images",
      { messages: [{ role: "user", content: [{ type: "image", mediaType: "image/png", data: "x".repeat(99_999) }] }] },
      IMAGE_TOKENS
    ],
    ["tool results", { messages: [{ role: "tool", id: "1", name: "t", text: "c".repeat(80), failed: false }] }, 20],
    [
      "tool calls",
      {
        messages: [
          {
            role: "assistant",
            content: [{ type: "tool-call", id: "1", name: "t", input: {}, inputText: "{}".repeat(8), signature: null }]
          }
        ]
      },
      4
    ],
    ["tools", { ...base, tools }, 100 + Math.ceil(JSON.stringify(tools).length / 4)]
  ]
  it.each(rows)("counts %s", (_, chat, inputTokens) => {
    assert.deepStrictEqual(atMost(chat), { inputTokens, outputTokens: DEFAULT_OUTPUT_TOKENS })
  })

  it("holds as long an answer as is asked for", () => {
    assert.strictEqual(atMost({ ...base, maxOutputTokens: 50 }).outputTokens, 50)
  })
})
