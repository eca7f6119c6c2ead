/** Two questions have one name exactly when they are the same question. */
import { assert, describe, it } from "@effect/vitest"
import type { Chat } from "#core/llm/Chat.ts"
import { sha256 } from "#core/node/sha256.ts"
import { cacheKey, type CacheQuestion } from "#core/cache/cacheKey.ts"

const signature = { by: "anthropic" as const, value: "s", sealed: false }
const tool = (schema: Readonly<Record<string, unknown>>) => ({ name: "t", description: "d", input: schema })

const chat: Omit<Chat, "model"> = {
  system: "be short",
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "what is this?" },
        { type: "image", mediaType: "image/png", data: "AAAA" }
      ]
    },
    {
      role: "assistant",
      content: [
        { type: "reasoning", text: "hm", signature },
        { type: "text", text: "a cat" },
        { type: "tool-call", id: "1", name: "look", input: { a: 1 }, inputText: '{"a":1}', signature: null }
      ]
    },
    { role: "tool", id: "1", name: "look", text: "seen", failed: false }
  ],
  tools: [tool({ type: "object", properties: { a: { type: "string" } } })],
  toolChoice: "none",
  output: { name: "o", schema: { type: "object" } },
  maxOutputTokens: 100,
  temperature: 0.5
}
const from = [
  { provider: "anthropic", model: "m", baseUrl: "https://a.example" },
  { provider: "deepseek", model: "d", baseUrl: "https://d.example" }
]
const [user, assistant, told] = chat.messages
const question: CacheQuestion = { chat, from }
const nameOf = (one: CacheQuestion): string => cacheKey(one, (text) => text)
const other = (changed: Partial<Omit<Chat, "model">>): CacheQuestion => ({ chat: { ...chat, ...changed }, from })
const withMessages = (...messages: ReadonlyArray<Chat["messages"][number] | undefined>): CacheQuestion =>
  other({ messages: messages.flatMap((message) => message ?? []) })

const { system: _, ...withoutSystem } = chat
const { temperature: __, ...withoutTemperature } = chat

const others: ReadonlyArray<readonly [string, CacheQuestion]> = [
  ["another model", { chat, from: [{ ...question.from[0], model: "n" } as (typeof from)[0], ...from.slice(1)] }],
  [
    "another address",
    { chat, from: [{ ...question.from[0], baseUrl: "https://b.example" } as (typeof from)[0], ...from.slice(1)] }
  ],
  ["fewer providers", { chat, from: from.slice(0, 1) }],
  ["another order of providers", { chat, from: from.toReversed() }],
  ["another system text", other({ system: "be long" })],
  ["no system text", { chat: withoutSystem, from }],
  ["an empty system text", other({ system: "" })],
  ["one message less", withMessages(user, assistant)],
  ["another order of messages", withMessages(assistant, user, told)],
  [
    "another speaker",
    withMessages({ role: "assistant", content: [{ type: "text", text: "what is this?" }] }, assistant, told)
  ],
  [
    "two texts for one",
    withMessages(
      {
        role: "user",
        content: [
          { type: "text", text: "what is" },
          { type: "text", text: " this?" }
        ]
      },
      assistant,
      told
    )
  ],
  [
    "another image",
    withMessages(
      {
        role: "user",
        content: [
          { type: "text", text: "what is this?" },
          { type: "image", mediaType: "image/png", data: "AAAB" }
        ]
      },
      assistant,
      told
    )
  ],
  [
    "another kind of image",
    withMessages(
      {
        role: "user",
        content: [
          { type: "text", text: "what is this?" },
          { type: "image", mediaType: "image/gif", data: "AAAA" }
        ]
      },
      assistant,
      told
    )
  ],
  [
    "another signature",
    withMessages(
      user,
      { role: "assistant", content: [{ type: "reasoning", text: "hm", signature: { ...signature, value: "t" } }] },
      told
    )
  ],
  [
    "another result of a tool",
    withMessages(user, assistant, { role: "tool", id: "1", name: "look", text: "seen", failed: true })
  ],
  ["other tools", other({ tools: [tool({ type: "object", properties: { a: { type: "number" } } })] })],
  ["another order in a list", other({ tools: [tool({ required: ["b", "a"] })] })],
  ["another choice of tools", other({ toolChoice: "required" })],
  ["another form of answer", other({ output: { name: "o", schema: { type: "array" } } })],
  ["another name of the form", other({ output: { name: "p", schema: { type: "object" } } })],
  ["another length", other({ maxOutputTokens: 101 })],
  ["another temperature", other({ temperature: 0 })],
  ["no temperature", { chat: withoutTemperature, from }]
]

/** The name of a question of these texts. */
const ask = (...texts: ReadonlyArray<string>): string =>
  cacheKey(
    { from, chat: { messages: [{ role: "user", content: texts.map((text) => ({ type: "text", text })) }] } },
    sha256
  )

describe("cacheKey", () => {
  it("is one for the same question, however its objects are written", () => {
    const turned = other({
      tools: [{ input: { properties: { a: { type: "string" } }, type: "object" }, description: "d", name: "t" }]
    })
    assert.strictEqual(nameOf(turned), nameOf(question))
    assert.strictEqual(nameOf(structuredClone(question)), nameOf(question))
    assert.strictEqual(nameOf(other({ keepsSystem: true })), nameOf(question))
    const { toolChoice: ___, ...auto } = chat
    assert.strictEqual(nameOf({ chat: auto, from }), nameOf(other({ toolChoice: "auto" })))
  })

  it.each(others)("is another for %s", (_name, one) => assert.notStrictEqual(nameOf(one), nameOf(question)))

  it("is another for each of them", () => {
    assert.strictEqual(new Set(others.map(([, one]) => nameOf(one))).size, others.length)
  })

  it("is another where a text ends and the next begins, and for halves of signs, which a digest takes for one", () => {
    assert.notStrictEqual(ask("a", "bc"), ask("ab", "c"))
    assert.notStrictEqual(ask("a1:b"), ask("a", "b"))
    assert.notStrictEqual(ask("\ud800"), ask("\ud801"))
    assert.notStrictEqual(ask("\ud800"), ask('"\\ud800"'))
  })

  it("holds no image, but what it is digested to", () => {
    const digested: Array<string> = []
    const key = cacheKey(question, (text) => {
      digested.push(text)
      return `#${digested.length}`
    })
    assert.strictEqual(digested[0], "AAAA")
    assert.include(digested[1], "2:#1")
    assert.notInclude(digested[1], "AAAA")
    assert.strictEqual(key, "#2")
  })
})
