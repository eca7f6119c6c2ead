/** Answers as effect's parts: what is left out, what is kept, and what is handed on as it was written. */
import { assert, describe, it } from "vitest"
import { type ChatAnswer, unknownUsage } from "#core/llm/ChatAnswer.ts"
import { nextParts, nothingOpen, partsOfAnswer } from "#core/routing/partsOfAnswer.ts"
import type { RoutedEvent } from "#core/routing/Routed.ts"

const answerOf = (content: ChatAnswer["content"], more: Partial<ChatAnswer> = {}): ChatAnswer => ({
  provider: "anthropic",
  model: "m-1",
  id: null,
  content,
  finishReason: "stop",
  usage: unknownUsage,
  ...more
})
const signature = { by: "anthropic", value: "sig", sealed: true } as const

describe("partsOfAnswer", () => {
  it("hands arguments that are no JSON on as the text they are", () => {
    const call = { type: "tool-call", id: "1", name: "t", input: null, inputText: `{"a":`, signature: null } as const
    const [, part] = partsOfAnswer(answerOf([call]), false)
    assert.deepStrictEqual(part, { type: "tool-call", id: "1", name: "t", params: `{"a":` })
  })

  it("keeps what proves a thought or a call", () => {
    const parts = partsOfAnswer(
      answerOf([
        { type: "reasoning", text: "hm", signature },
        { type: "tool-call", id: "1", name: "t", input: { a: 1 }, inputText: `{"a":1}`, signature }
      ]),
      false
    )
    assert.deepStrictEqual(parts.slice(1, 3), [
      { type: "reasoning", text: "hm", metadata: { zenus: { ...signature } } },
      { type: "tool-call", id: "1", name: "t", params: { a: 1 }, metadata: { zenus: { ...signature } } }
    ])
  })

  const fences: ReadonlyArray<readonly [text: string, isObject: boolean, given: string]> = [
    ["```json\n{}\n```", true, "{}"],
    ["  ```\n{}\n```\n", true, "{}"],
    ["```json\n{}\n```", false, "```json\n{}\n```"],
    ["here: ```json\n{}\n```", true, "here: ```json\n{}\n```"],
    ["{}", true, "{}"]
  ]
  it.each(fences)("%j, for an object %s, is %j", (text, isObject, given) => {
    const [, part] = partsOfAnswer(answerOf([{ type: "text", text }]), isObject)
    assert.deepStrictEqual(part, { type: "text", text: given })
  })

  it("says what a provider did not count as not known, never as zero", () => {
    const finish = partsOfAnswer(answerOf([]), false).at(-1)
    assert.deepStrictEqual(JSON.parse(JSON.stringify(finish)), {
      type: "finish",
      reason: "stop",
      usage: { inputTokens: {}, outputTokens: {} }
    })
    const counted = partsOfAnswer(
      answerOf([], {
        usage: { inputTokens: 10, cachedInputTokens: 4, cacheWriteTokens: 1, outputTokens: 6, reasoningTokens: 2 }
      }),
      false
    ).at(-1)
    assert.deepStrictEqual(counted?.type === "finish" ? counted.usage : null, {
      inputTokens: { uncached: 6, total: 10, cacheRead: 4, cacheWrite: 1 },
      outputTokens: { total: 6, text: 4, reasoning: 2 }
    })
  })
})

describe("nextParts", () => {
  it("opens and closes blocks as kinds change, and tells calls whole at the end", () => {
    const call = { type: "tool-call", id: "c", name: "t", input: {}, inputText: "{}", signature: null } as const
    const routed = {
      answer: answerOf([call]),
      cost: { microUsd: 0, inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 },
      attempts: [],
      cached: "no" as const
    }
    const events: ReadonlyArray<RoutedEvent> = [
      { type: "reasoning", text: "a" },
      { type: "text", text: "b" },
      { type: "text", text: "c" },
      { type: "tool-call-started", id: "c", name: "t" },
      { type: "tool-call-input", id: "c", text: "{}" },
      { type: "done", routed }
    ]
    let state = nothingOpen
    const told = events.flatMap((event) => {
      const [next, parts] = nextParts(state, event)
      state = next
      return parts.map((part) => `${part.type}${"id" in part && part.id !== undefined ? ` ${part.id}` : ""}`)
    })
    assert.deepStrictEqual(told, [
      "reasoning-start reasoning-0",
      "reasoning-delta reasoning-0",
      "reasoning-end reasoning-0",
      "text-start text-1",
      "text-delta text-1",
      "text-delta text-1",
      "text-end text-1",
      "tool-params-start c",
      "tool-params-delta c",
      "tool-params-end c",
      "tool-call c",
      "response-metadata",
      "finish"
    ])
    assert.deepStrictEqual(state, nothingOpen)
  })
})
