/**
 * What real providers sent, however it is cut: whole, one byte at a time, at places drawn from a seed, with LF and CRLF, with
 * comments in between. And cut off: a typed fault that keeps what came, never a short answer that looks whole.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import type { ChatAnswer, ChatEvent } from "#core/llm/ChatAnswer.ts"
import { textOf, toolCallsOf } from "#core/llm/ChatAnswer.ts"
import { anthropicWire } from "#core/llm/wire/anthropic/anthropicWire.ts"
import { toAnswer } from "#core/llm/wire/Draft.ts"
import type { Fault } from "#core/llm/wire/faults.ts"
import { geminiWire } from "#core/llm/wire/gemini/geminiWire.ts"
import { openaiWire } from "#core/llm/wire/openai/openaiWire.ts"
import { makeReader, readBody } from "#core/llm/wire/Reader.ts"
import type { Wire } from "#core/llm/wire/Wire.ts"
import { bytesOf as bytes, bytewise, cutAt } from "#kit/upstream/pieces.ts"
import { bodiesOf, type Capture, capturesNote, framed, haveCaptures, shortened, streamsOf } from "#kit/wireCaptures.ts"

interface Outcome {
  readonly events: ReadonlyArray<ChatEvent>
  readonly answer: ChatAnswer
  readonly fault: Fault | undefined
  readonly ended: boolean
}

const ok = { status: 200, headers: {} }

const replay = (wire: Wire, pieces: ReadonlyArray<Uint8Array>): Outcome => {
  const reader = makeReader(wire, ok, { maxEvent: 1_000_000, maxBytes: 10_000_000 })
  const events: Array<ChatEvent> = []
  const done = (fault: Fault | undefined, ended: boolean): Outcome => ({
    events: joined(events),
    answer: toAnswer(reader.draft(), "p", "m"),
    fault,
    ended
  })
  for (const piece of pieces) {
    const read = reader.push(piece)
    events.push(...read.events)
    if (read.fault !== undefined || read.ended) return done(read.fault, read.ended)
  }
  const read = reader.end()
  events.push(...read.events)
  return done(read.fault, read.ended)
}

/** Neighbours of one kind as one, so that only what is said counts. */
const joined = (events: ReadonlyArray<ChatEvent>): ReadonlyArray<ChatEvent> => {
  const out: Array<ChatEvent> = []
  for (const event of events) {
    const last = out.at(-1)
    if ((event.type === "text" || event.type === "reasoning") && last?.type === event.type) {
      out[out.length - 1] = { type: event.type, text: last.text + event.text }
    } else out.push(event)
  }
  return out
}

const wires: ReadonlyArray<{ readonly folder: string; readonly wire: Wire }> = [
  { folder: "anthropic-messages", wire: anthropicWire },
  { folder: "openai-chat", wire: openaiWire() },
  { folder: "gemini", wire: geminiWire }
]

const streams = wires.flatMap(({ folder, wire }) =>
  streamsOf(folder).map((capture): readonly [string, Wire, Capture] => [
    `${folder}/${capture.name}`,
    wire,
    shortened(capture)
  ])
)

describe.skipIf(!haveCaptures)(`streams of real providers${capturesNote}`, () => {
  it("are there", () => {
    assert.isAtLeast(streams.length, 20)
  })

  it.each(streams)("%s gives the same however it is cut", (_name, wire, { events }) => {
    const whole = replay(wire, [bytes(framed(wire.name, events))])
    const ways: ReadonlyArray<readonly [string, ReadonlyArray<Uint8Array>]> = [
      ["bytewise", bytewise(bytes(framed(wire.name, events)))],
      ["CRLF bytewise", bytewise(bytes(framed(wire.name, events, { end: "\r\n" })))],
      ["with comments", cutAt(bytes(framed(wire.name, events, { between: ": keep-alive\n\n" })), 7)],
      ["without the end mark", [bytes(framed(wire.name, events, { mark: false }))]],
      ["with a byte order mark", bytewise(bytes(`\ufeff${framed(wire.name, events)}`))],
      ...[1, 2, 3, 4, 5].map((seed) => [`seed ${seed}`, cutAt(bytes(framed(wire.name, events)), seed)] as const)
    ]
    for (const [way, pieces] of ways) assert.deepStrictEqual(replay(wire, pieces), whole, way)
    // What was told while it was written is what the answer holds.
    const told = whole.events.map((event) => (event.type === "text" ? event.text : "")).join("")
    assert.strictEqual(told, textOf(whole.answer))
    for (const call of toolCallsOf(whole.answer)) {
      const text = whole.events.map((event) =>
        event.type === "tool-call-input" && event.id === call.id ? event.text : ""
      )
      assert.strictEqual(text.join(""), call.inputText)
      assert.isNotNull(call.input)
    }
  })

  it.each(streams)("%s cut off behind any event is a fault that keeps what came", (_name, wire, { events }) => {
    const whole = textOf(replay(wire, [bytes(framed(wire.name, events))]).answer)
    // Every event of a short stream, some of a long one.
    const stride = Math.max(1, Math.floor(events.length / 40))
    for (let kept = 1; kept < events.length; kept += stride) {
      const cut = replay(wire, [bytes(framed(wire.name, events.slice(0, kept), { mark: false }))])
      const said = textOf(cut.answer)
      assert.isTrue(whole.startsWith(said), `${kept}: ${said}`)
      if (cut.ended) {
        assert.notStrictEqual(cut.answer.finishReason, "other")
        assert.strictEqual(said, whole, `${kept} events were taken for the whole`)
      } else assert.include(["ConnectionLost", "ContentRefused"], cut.fault?.reason)
      // In the middle of an event it is never whole unless it was before.
      const torn = bytes(framed(wire.name, events.slice(0, kept + 1), { mark: false }))
      const inside = replay(wire, [torn.subarray(0, torn.length - 5)])
      if (!cut.ended && inside.ended) assert.strictEqual(textOf(inside.answer), whole)
    }
  })
})

/** Read off the recordings by hand: tool, its arguments, the reason to end, tokens in, cached, out, reasoned. */
const facts: Readonly<
  Record<
    string,
    {
      readonly calls?: ReadonlyArray<readonly [string, object]>
      readonly finish: ChatAnswer["finishReason"]
      readonly tokens: readonly [number | null, number | null, number | null, number | null]
      readonly text?: string
      readonly reasoning?: string
      readonly model: string
    }
  >
> = {
  "anthropic-messages/anthropic-text": {
    finish: "stop",
    tokens: [12, 0, 30, null],
    text: "Hello! I'm doing well, thank you for asking. How are you doing today? Is there anything I can help you with?",
    model: "claude-sonnet-4-5-20250929"
  },
  "anthropic-messages/anthropic-clear-thinking.1": {
    finish: "stop",
    tokens: [69, 0, 53, null],
    text: "925 ÷ 5 = 185",
    reasoning: "The previous result was 925. Now I need to divide that by 5.\n\n925 ÷ 5 = 185",
    model: "claude-sonnet-4-5-20250929"
  },
  "anthropic-messages/anthropic-tool-no-args": {
    calls: [["updateIssueList", {}]],
    finish: "tool-calls",
    tokens: [565, 0, 48, null],
    text: "I'll update the issue list for you.",
    model: "claude-sonnet-4-5-20250929"
  },
  "openai-chat/alibaba__alibaba-tool-call": {
    calls: [["weather", { location: "San Francisco" }]],
    finish: "tool-calls",
    tokens: [295, 0, 22, null],
    model: "qwen3-max"
  },
  "openai-chat/mistral__mistral-incremental-tool-call": {
    calls: [["webSearchTool", { query: "current Berlin weather" }]],
    finish: "tool-calls",
    tokens: [171, 128, 14, null],
    model: "zai-glm-5-2"
  },
  // It counts reasoning outside completion_tokens: 291 + 26 + 196 = 513.
  "openai-chat/xai__xai-tool-call": {
    calls: [["weather", { location: "San Francisco" }]],
    finish: "tool-calls",
    tokens: [291, 290, 222, 196],
    model: "grok-3-mini"
  },
  "openai-chat/moonshotai__moonshotai-stream": {
    finish: "stop",
    tokens: [9, null, 12, 7],
    text: "Hello!",
    reasoning: "Thinking aloud. ",
    model: "kimi-k3"
  },
  "openai-chat/openai__azure-model-router.1": {
    finish: "stop",
    tokens: [15, 0, 78, 64],
    model: "gpt-5-nano-2025-08-07"
  },
  "openai-chat/deepseek-text": { finish: "length", tokens: [13, 0, 400, null], model: "deepseek-chat" },
  "gemini/google-text": {
    finish: "stop",
    tokens: [9, null, 208, 185],
    text: 'There are **3** "r"s in strawberry.\n\nst**r**awbe**rr**y',
    model: "gemini-3-pro-preview"
  },
  "gemini/google-tool-call": {
    calls: [["weather", { location: "San Francisco" }]],
    finish: "tool-calls",
    tokens: [29, null, 60, 45],
    model: "gemini-3-pro-preview"
  },
  "gemini/google-stream-no-args-tool-call": {
    calls: [
      ["read_theme", {}],
      ["read_screen", { id: "A" }],
      ["read_screen", { id: "B" }],
      ["read_screen", { id: "C" }]
    ],
    finish: "tool-calls",
    tokens: [249, null, 241, 183],
    model: "gemini-3-flash-preview"
  }
}

describe.skipIf(!haveCaptures)(`what recordings say${capturesNote}`, () => {
  it.each(streams.filter(([name]) => Object.hasOwn(facts, name)))("%s", (name, wire, { events }) => {
    const { answer, ended } = replay(wire, [bytes(framed(wire.name, events))])
    const fact = facts[name]
    assert.isTrue(ended)
    assert.isDefined(fact)
    assert.strictEqual(answer.model, fact?.model)
    assert.strictEqual(answer.finishReason, fact?.finish)
    const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = answer.usage
    assert.deepStrictEqual([inputTokens, cachedInputTokens, outputTokens, reasoningTokens], fact?.tokens)
    assert.deepStrictEqual(
      toolCallsOf(answer).map(({ name, input }) => [name, input]),
      fact?.calls?.map(([name, input]) => [name, { ...input }]) ?? []
    )
    if (fact?.text !== undefined) assert.strictEqual(textOf(answer), fact.text)
    const reasoning = answer.content.map((part) => (part.type === "reasoning" ? part.text : "")).join("")
    if (fact?.reasoning !== undefined) assert.strictEqual(reasoning, fact.reasoning)
  })

  it("a stream that ends in a refusal is one, with the provider's words", () => {
    const found = streams.find(([name]) => name.endsWith("anthropic-refusal"))
    assert.isDefined(found)
    const { fault, ended } = replay(anthropicWire, [bytes(framed("anthropic", found?.[2].events ?? []))])
    assert.isFalse(ended)
    assert.strictEqual(fault?.reason, "ContentRefused")
    assert.include(fault?.detail, "Usage Policy")
  })
})

describe.skipIf(!haveCaptures)(`whole answers of real providers${capturesNote}`, () => {
  it.each(wires)("of $folder are read", ({ folder, wire }) => {
    const bodies = bodiesOf(folder)
    assert.isAtLeast(bodies.size, 4)
    for (const [name, body] of bodies) {
      const read = readBody(wire, ok, body)
      if (name.includes("refusal") || name.includes("429")) {
        assert.isTrue(Result.isFailure(read), name)
        continue
      }
      if (Result.isFailure(read)) return assert.fail(`${name}: ${read.failure.detail}`)
      const answer = toAnswer(read.success, "p", "m")
      assert.isAbove(answer.content.length, 0, name)
      assert.isNotNull(answer.usage.inputTokens, name)
      assert.isNotNull(answer.usage.outputTokens, name)
      assert.notStrictEqual(answer.finishReason, "other", name)
      for (const call of toolCallsOf(answer)) assert.isNotNull(call.input, name)
    }
  })

  it("a limit of Gemini says how long to wait", () => {
    const body = bodiesOf("gemini").get("google-429-retry-info") ?? ""
    const read = readBody(geminiWire, { status: 429, headers: {} }, body)
    assert.deepInclude(Result.isFailure(read) ? read.failure : {}, { reason: "RateLimited", retryAfterMs: 34_400 })
  })
})
