import { assert, describe, it } from "@effect/vitest"
import type { ChatEvent } from "#core/llm/ChatAnswer.ts"
import { toAnswer } from "#core/llm/wire/Draft.ts"
import { anthropicWire } from "#core/llm/wire/anthropic/anthropicWire.ts"
import type { Fault } from "#core/llm/wire/faults.ts"
import { geminiWire } from "#core/llm/wire/gemini/geminiWire.ts"
import { ollamaWire } from "#core/llm/wire/ollama/ollamaWire.ts"
import { openaiWire } from "#core/llm/wire/openai/openaiWire.ts"
import { makeReader } from "#core/llm/wire/Reader.ts"
import type { Wire } from "#core/llm/wire/Wire.ts"

const openai = openaiWire()
const limits = { maxEvent: 1_000, maxBytes: 5_000 }

const replay = (wire: Wire, pieces: ReadonlyArray<string | Uint8Array>, ending: "end" | Fault = "end") => {
  const reader = makeReader(wire, { status: 200, headers: {} }, limits)
  const events: Array<ChatEvent> = []
  let last = { events: [] as ReadonlyArray<ChatEvent>, fault: undefined as Fault | undefined, ended: false }
  for (const piece of pieces) {
    last = reader.push(typeof piece === "string" ? new TextEncoder().encode(piece) : piece)
    events.push(...last.events)
    if (last.fault !== undefined || last.ended) break
  }
  if (last.fault === undefined && !last.ended) {
    last = ending === "end" ? reader.end() : reader.broken(ending)
    events.push(...last.events)
  }
  return { events, fault: last.fault, ended: last.ended, answer: toAnswer(reader.draft(), "p", "m") }
}

const bytewise = (text: string): ReadonlyArray<Uint8Array> =>
  Array.from(new TextEncoder().encode(text), (byte) => Uint8Array.of(byte))

const chunk = (content: string, finish: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`

const texts = (events: ReadonlyArray<ChatEvent>): string =>
  events.map((event) => (event.type === "text" ? event.text : "")).join("")

const toolChunk = (value: object): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { tool_calls: [value] } }] })}\n\n`

describe("a stream of chat completions", () => {
  it("puts together a character that is split between two pieces", () => {
    const { events, ended } = replay(openai, bytewise(`${chunk("Grüße 🦉 漢")}${chunk("", "stop")}data: [DONE]\n\n`))
    assert.isTrue(ended)
    assert.strictEqual(texts(events), "Grüße 🦉 漢")
  })

  it("is whole without [DONE] and without the last blank line, once it said why it ended", () => {
    assert.isTrue(replay(openai, [chunk("a"), chunk("b", "stop")]).ended)
    assert.isTrue(replay(openai, [chunk("a"), chunk("b", "stop").trimEnd()]).ended)
  })

  it("is lost when it ends without having said why", () => {
    const { fault, answer } = replay(openai, [chunk("a"), chunk("b")])
    assert.strictEqual(fault?.reason, "ConnectionLost")
    assert.deepStrictEqual(answer.content, [{ type: "text", text: "ab" }])
    assert.strictEqual(answer.finishReason, "other")
  })

  it("is lost when it ends in the middle of an event", () => {
    const { fault } = replay(openai, [chunk("a"), chunk("b").slice(0, 20)])
    assert.deepInclude(fault ?? {}, { reason: "ConnectionLost", detail: "the answer ended in the middle of an event" })
  })

  it("stays whole when the connection breaks or falls silent behind its end", () => {
    const stalled: Fault = { reason: "Stalled", detail: "" }
    assert.isTrue(replay(openai, [chunk("a", "stop")], stalled).ended)
    assert.strictEqual(replay(openai, [chunk("a")], stalled).fault?.reason, "Stalled")
  })

  it("takes counts that come behind the end, and reads nothing behind the end mark", () => {
    const usage = `data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}\n\n`
    const { answer, ended } = replay(openai, [`${chunk("a", "stop")}${usage}data: [DONE]\n\ndata: rubbish\n\n`])
    assert.isTrue(ended)
    assert.deepInclude(answer.usage, { inputTokens: 3, outputTokens: 4, cachedInputTokens: null })
  })

  it("keeps what came before an error in its middle, and the reason", () => {
    const error = `data: {"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}}\n\n`
    const { events, fault } = replay(openai, [chunk("so far") + error + chunk("never")])
    assert.strictEqual(texts(events), "so far")
    assert.deepInclude(fault ?? {}, { reason: "RateLimited", detail: "Rate limit reached" })
  })

  it("is malformed where an event is no JSON, an end mark stands alone, or nothing comes at all", () => {
    assert.strictEqual(replay(openai, ["data: {oops\n\n", chunk("a", "stop")]).fault?.reason, "MalformedAnswer")
    assert.strictEqual(replay(openai, ["data: [DONE]\n\n"]).fault?.reason, "MalformedAnswer")
    assert.deepInclude(replay(openai, []).fault ?? {}, { reason: "MalformedAnswer", detail: "the answer was empty" })
  })

  it("reads a server that does not stream, and a page, from their first character", () => {
    const whole = { choices: [{ message: { role: "assistant", content: "hi" }, finish_reason: "stop" }] }
    const { events, ended } = replay(openai, bytewise(`\n ${JSON.stringify(whole)}`))
    assert.isTrue(ended)
    assert.deepStrictEqual(events, [{ type: "text", text: "hi" }])
    const page = replay(openai, ["<!DOCTYPE html><title>Sign", " in</title><script>x()</script>"])
    assert.deepInclude(page.fault ?? {}, { reason: "MalformedAnswer", detail: "Sign in" })
    const error = replay(openai, [
      `{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}`
    ])
    assert.strictEqual(error.fault?.reason, "QuotaSpent")
  })

  it("keeps calls apart that share an index (Gemini's compatible endpoint), and pieces together that have no id", () => {
    const { answer } = replay(openai, [
      toolChunk({ index: 0, id: "a", function: { name: "list", arguments: "{}" } }),
      toolChunk({ index: 0, id: "b", function: { name: "read", arguments: `{"p":` } }),
      toolChunk({ index: 0, function: { arguments: `"x"}` } }),
      chunk("", "tool_calls")
    ])
    assert.deepStrictEqual(
      answer.content.map((part) => (part.type === "tool-call" ? [part.id, part.name, part.input] : part)),
      [
        ["a", "list", {}],
        ["b", "read", { p: "x" }]
      ]
    )
  })

  it("shows arguments that are no JSON as the model wrote them", () => {
    const call = { choices: [{ delta: { tool_calls: [{ id: "a", function: { name: "f", arguments: "{oops" } }] } }] }
    const [first] = replay(openai, [`data: ${JSON.stringify(call)}\n\n${chunk("", "tool_calls")}`]).answer.content
    assert.deepInclude(first ?? {}, { input: null, inputText: "{oops" })
  })

  it("is a refusal where the filter or the model refuses", () => {
    assert.strictEqual(replay(openai, [chunk("I", "content_filter")]).fault?.reason, "ContentRefused")
    const refusal = `data: ${JSON.stringify({ choices: [{ delta: { refusal: "I cannot help" } }] })}\n\n`
    const { fault } = replay(openai, [refusal + chunk("", "stop")])
    assert.deepInclude(fault ?? {}, { reason: "ContentRefused", detail: "I cannot help" })
  })
})

describe("the bounds of a stream", () => {
  it("hold for one event, for a line that never ends, and for all of it", () => {
    assert.strictEqual(replay(openai, [`data: ${"x".repeat(1_100)}`]).fault?.reason, "AnswerTooLarge")
    assert.strictEqual(replay(ollamaWire, [`{"a":"`, "x".repeat(1_100)]).fault?.reason, "AnswerTooLarge")
    const endless = Array.from({ length: 200 }, () => chunk("xxxxxxxxxx"))
    const { fault, events } = replay(openai, endless)
    assert.strictEqual(fault?.reason, "AnswerTooLarge")
    assert.isAbove(events.length, 10)
  })

  it("hold for comments that never become an event", () => {
    const pings = Array.from({ length: 500 }, () => ": keep-alive\n\n")
    assert.strictEqual(replay(openai, pings).fault?.reason, "AnswerTooLarge")
  })

  it("hold for a page instead of a stream", () => {
    assert.strictEqual(replay(openai, ["<html>", "x".repeat(1_100)]).fault?.reason, "AnswerTooLarge")
  })
})

const event = (value: { readonly type: string } & Readonly<Record<string, unknown>>): string =>
  `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`

describe("a stream of Anthropic", () => {
  it("tells an overload in its middle", () => {
    const { fault } = replay(anthropicWire, [
      event({ type: "message_start", message: { id: "1", model: "claude", usage: { input_tokens: 2 } } }),
      event({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } })
    ])
    assert.strictEqual(fault?.reason, "Overloaded")
  })

  it("is whole once it says why it ended, also without message_stop, and not before", () => {
    const text = event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "hi" } })
    const end = event({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 1 } })
    const begun = event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } })
    assert.strictEqual(replay(anthropicWire, [begun, text]).fault?.reason, "ConnectionLost")
    const unsaid = event({ type: "message_delta", delta: { stop_reason: null }, usage: { output_tokens: 1 } })
    assert.strictEqual(replay(anthropicWire, [begun, text, unsaid]).fault?.reason, "ConnectionLost")
    for (const last of [[], [event({ type: "message_stop" })]])
      assert.isTrue(replay(anthropicWire, [begun, text, end, ...last]).ended)
  })

  it("adds what was read from and written to the cache to what went in", () => {
    const usage = {
      input_tokens: 3,
      cache_read_input_tokens: 1_000,
      cache_creation_input_tokens: 12_304,
      output_tokens: 1
    }
    const { answer } = replay(anthropicWire, [
      event({ type: "message_start", message: { usage } }),
      // The end repeats some of the figures: they replace, they do not add up.
      event({
        type: "message_delta",
        delta: { stop_reason: "end_turn" },
        usage: { input_tokens: 3, output_tokens: 550 }
      }),
      event({ type: "message_stop" })
    ])
    assert.deepStrictEqual(answer.usage, {
      inputTokens: 13_307,
      cachedInputTokens: 1_000,
      cacheWriteTokens: 12_304,
      outputTokens: 550,
      reasoningTokens: null
    })
  })

  it("knows what of it is kept for an hour, which has a price of its own, also when the end says nothing of it", () => {
    const cache_creation = { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 600 }
    const usage = { input_tokens: 3, cache_creation_input_tokens: 1_000, cache_creation, output_tokens: 1 }
    const { answer } = replay(anthropicWire, [
      event({ type: "message_start", message: { usage } }),
      event({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } }),
      event({ type: "message_stop" })
    ])
    assert.deepInclude(answer.usage, { inputTokens: 1_003, cacheWriteTokens: 1_000, longCacheWriteTokens: 600 })
  })

  it("gives the input of the answer's tool as text", () => {
    const { answer, events } = replay(anthropicWire, [
      event({
        type: "content_block_start",
        index: 0,
        content_block: { type: "tool_use", id: "t", name: "give_final_answer", input: {} }
      }),
      event({ type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json: `{"a":` } }),
      event({ type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json: "1}" } }),
      event({ type: "content_block_stop", index: 0 }),
      event({ type: "message_delta", delta: { stop_reason: "tool_use" } }),
      event({ type: "message_stop" })
    ])
    assert.strictEqual(texts(events), `{"a":1}`)
    assert.strictEqual(answer.finishReason, "stop")
  })
})

const part = (functionCall: object): string =>
  `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ functionCall }] } }] })}\n\n`

describe("a stream of Gemini", () => {
  it("is a refusal where the prompt is blocked", () => {
    const { fault } = replay(geminiWire, [`data: {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}\n\n`])
    assert.strictEqual(fault?.reason, "ContentRefused")
  })

  it("tells an error in its middle", () => {
    const { fault } = replay(geminiWire, [
      `data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}\n\n`,
      `data: {"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}\n\n`
    ])
    assert.strictEqual(fault?.reason, "Overloaded")
  })

  it("puts arguments together that come by path, and takes no path for a prototype", () => {
    const { answer, events } = replay(geminiWire, [
      part({ name: "move", willContinue: true }),
      part({
        partialArgs: [{ jsonPath: "$.files[1].name", stringValue: "b.", willContinue: true }],
        willContinue: true
      }),
      part({ partialArgs: [{ jsonPath: "$.files[1].name", stringValue: "txt" }], willContinue: true }),
      part({
        partialArgs: [
          { jsonPath: "$['__proto__'].bad", boolValue: true },
          { jsonPath: "$.n", numberValue: 2 }
        ],
        willContinue: true
      }),
      part({ partialArgs: [{ jsonPath: "nonsense[", boolValue: true }], willContinue: true }),
      part({}),
      `data: {"candidates":[{"finishReason":"STOP"}]}\n\n`
    ])
    const [call] = answer.content
    const text = `{"files":[null,{"name":"b.txt"}],"__proto__":{"bad":true},"n":2}`
    assert.strictEqual(call?.type === "tool-call" ? call.inputText : "", text)
    assert.isUndefined(Reflect.get({}, "bad"))
    assert.deepStrictEqual(
      events.map(({ type }) => type),
      ["tool-call-started", "tool-call-input"]
    )
  })
})

const line = (value: object): string => `${JSON.stringify({ model: "llama3.2", ...value })}\n`

describe("a stream of Ollama", () => {
  // Written by hand from Ollama's API documentation.
  const whole =
    line({ message: { role: "assistant", content: "", thinking: "Hm, ü." }, done: false }) +
    line({ message: { role: "assistant", content: "Hél" }, done: false }) +
    line({ message: { role: "assistant", content: "lo" }, done: false }) +
    line({
      message: { role: "assistant", content: "", tool_calls: [{ function: { name: "f", arguments: { a: [1] } } }] },
      done: false
    }) +
    line({
      message: { role: "assistant", content: "" },
      done: true,
      done_reason: "stop",
      prompt_eval_count: 26,
      eval_count: 298
    })

  it("gives the same whole, bytewise, with CRLF and without the last line end", () => {
    const once = replay(ollamaWire, [whole])
    assert.isTrue(once.ended)
    assert.deepStrictEqual(once.answer, {
      provider: "p",
      model: "llama3.2",
      id: null,
      content: [
        { type: "reasoning", text: "Hm, ü.", signature: null },
        { type: "text", text: "Héllo" },
        { type: "tool-call", id: "call_2", name: "f", input: { a: [1] }, inputText: `{"a":[1]}`, signature: null }
      ],
      finishReason: "tool-calls",
      usage: {
        inputTokens: 26,
        cachedInputTokens: null,
        cacheWriteTokens: null,
        outputTokens: 298,
        reasoningTokens: null
      }
    })
    assert.deepStrictEqual(replay(ollamaWire, bytewise(whole)), once)
    assert.deepStrictEqual(replay(ollamaWire, bytewise(whole.replaceAll("\n", "\r\n"))), once)
    assert.deepStrictEqual(replay(ollamaWire, [whole.trimEnd()]), once)
  })

  it("is lost without its last line, and tells an error line", () => {
    const lines = whole.split("\n").slice(0, -2)
    assert.strictEqual(replay(ollamaWire, [lines.join("\n")]).fault?.reason, "ConnectionLost")
    const { fault } = replay(ollamaWire, [`${lines[0]}\n{"error":"model 'x' not found"}\n`])
    assert.strictEqual(fault?.reason, "ModelUnknown")
  })
})
