import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { askModel, type Chat } from "#core/llm/Chat.ts"
import { knownProviders } from "#core/llm/knownProviders.ts"
import { wireFor } from "#core/llm/wireFor.ts"
import { anthropicWire } from "#core/llm/wire/anthropic/anthropicWire.ts"
import { geminiWire } from "#core/llm/wire/gemini/geminiWire.ts"
import { at } from "#core/llm/wire/json.ts"
import { ollamaWire } from "#core/llm/wire/ollama/ollamaWire.ts"
import { openaiWire } from "#core/llm/wire/openai/openaiWire.ts"
import type { Encoded, Wire } from "#core/llm/wire/Wire.ts"

const openai = openaiWire()
const wireOf = (name: string): Wire => wireFor(knownProviders.find((known) => known.name === name) ?? assert.fail(name))

const encode = (wire: Wire, chat: Chat, stream = false): Encoded => {
  const encoded = wire.encode(chat, stream)
  return Result.isSuccess(encoded) ? encoded.success : assert.fail(encoded.failure)
}

const schema = { type: "object", properties: { a: { type: "string" } } }
const tool = { name: "read", description: "Reads a file", input: schema }

/** Everything that a chat can hold. */
const full: Chat = {
  model: "m",
  system: "Be brief.",
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "What is it?" },
        { type: "image", mediaType: "image/png", data: "iVBO" }
      ]
    },
    {
      role: "assistant",
      content: [
        { type: "reasoning", text: "Hm.", signature: { by: "anthropic", value: "sig", sealed: false } },
        { type: "reasoning", text: "", signature: { by: "anthropic", value: "hidden", sealed: true } },
        { type: "text", text: "I look." },
        {
          type: "tool-call",
          id: "c1",
          name: "read",
          input: { a: "x" },
          inputText: `{"a": "x"}`,
          signature: { by: "gemini", value: "gs", sealed: false }
        },
        { type: "tool-call", id: "c2", name: "read", input: {}, inputText: "", signature: null }
      ]
    },
    { role: "tool", id: "c1", name: "read", text: "done", failed: false },
    { role: "tool", id: "c2", name: "read", text: "no such file", failed: true },
    { role: "user", content: [{ type: "text", text: "And now?" }] }
  ],
  tools: [tool],
  toolChoice: "required",
  maxOutputTokens: 100,
  temperature: 0.5
}

describe("a chat for chat completions", () => {
  it("is the documented body", () => {
    const { path, body } = encode(openai, full, true)
    assert.strictEqual(path, "/chat/completions")
    assert.deepStrictEqual(body, {
      model: "m",
      messages: [
        { role: "system", content: "Be brief." },
        {
          role: "user",
          content: [
            { type: "text", text: "What is it?" },
            { type: "image_url", image_url: { url: "data:image/png;base64,iVBO" } }
          ]
        },
        {
          role: "assistant",
          content: "I look.",
          tool_calls: [
            { id: "c1", type: "function", function: { name: "read", arguments: `{"a": "x"}` } },
            { id: "c2", type: "function", function: { name: "read", arguments: "{}" } }
          ]
        },
        { role: "tool", tool_call_id: "c1", content: "done" },
        { role: "tool", tool_call_id: "c2", content: "Error: no such file" },
        { role: "user", content: "And now?" }
      ],
      tools: [{ type: "function", function: { name: "read", description: "Reads a file", parameters: schema } }],
      tool_choice: "required",
      max_tokens: 100,
      temperature: 0.5,
      stream: true,
      stream_options: { include_usage: true }
    })
    assert.deepStrictEqual(openai.headers("k"), { authorization: "Bearer k" })
  })

  it("differs by provider only where the table says so", () => {
    const chat: Chat = { ...askModel("m", "hi"), maxOutputTokens: 5, output: { name: "plan", schema } }
    const toOpenai = encode(wireOf("openai"), chat).body
    assert.strictEqual(at(toOpenai, "max_completion_tokens"), 5)
    assert.deepStrictEqual(at(toOpenai, "response_format", "json_schema", "schema"), schema)
    const toDeepseek = encode(wireOf("deepseek"), chat).body
    assert.strictEqual(at(toDeepseek, "max_tokens"), 5)
    assert.deepStrictEqual(at(toDeepseek, "response_format"), { type: "json_object" })
    assert.include(String(at(toDeepseek, "messages", 0, "content")), JSON.stringify(schema))
  })
})

describe("a chat for Anthropic", () => {
  it("is the documented body, with neighbours of one role joined", () => {
    const { path, body } = encode(anthropicWire, full, true)
    assert.strictEqual(path, "/v1/messages")
    assert.deepStrictEqual(body, {
      model: "m",
      max_tokens: 100,
      system: "Be brief.",
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is it?" },
            { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBO" } }
          ]
        },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "Hm.", signature: "sig" },
            { type: "redacted_thinking", data: "hidden" },
            { type: "text", text: "I look." },
            { type: "tool_use", id: "c1", name: "read", input: { a: "x" } },
            { type: "tool_use", id: "c2", name: "read", input: {} }
          ]
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "c1", content: "done", is_error: false },
            { type: "tool_result", tool_use_id: "c2", content: "no such file", is_error: true },
            { type: "text", text: "And now?" }
          ]
        }
      ],
      tools: [{ name: "read", description: "Reads a file", input_schema: schema }],
      tool_choice: { type: "any" },
      temperature: 0.5,
      stream: true
    })
    assert.deepStrictEqual(anthropicWire.headers("k"), { "anthropic-version": "2023-06-01", "x-api-key": "k" })
    assert.strictEqual(at(encode(anthropicWire, askModel("m", "hi")).body, "max_tokens"), 4_096)
  })

  it("marks a system text that is to be kept, and nobody else's wire says a word of it", () => {
    const kept = { ...askModel("m", "hi"), system: "Long rules.", keepsSystem: true }
    assert.deepStrictEqual(at(encode(anthropicWire, kept).body, "system"), [
      { type: "text", text: "Long rules.", cache_control: { type: "ephemeral" } }
    ])
    const { keepsSystem: _, ...plain } = kept
    for (const wire of [openaiWire(), geminiWire, ollamaWire])
      assert.deepStrictEqual(encode(wire, kept), encode(wire, plain))
  })

  it("asks for JSON as a tool that must be called, and lets other tools be called first", () => {
    const output = { name: "plan", schema }
    const alone = encode(anthropicWire, { ...askModel("m", "hi"), output }).body
    assert.deepStrictEqual(at(alone, "tool_choice"), { type: "tool", name: "give_final_answer" })
    assert.deepStrictEqual(at(alone, "tools", 0, "input_schema"), schema)
    const both = encode(anthropicWire, { ...askModel("m", "hi"), output, tools: [tool] }).body
    assert.deepStrictEqual(at(both, "tool_choice"), { type: "any" })
    const never = encode(anthropicWire, { ...askModel("m", "hi"), output, tools: [tool], toolChoice: "none" }).body
    assert.deepStrictEqual(at(never, "tool_choice"), { type: "tool", name: "give_final_answer" })
  })
})

describe("a chat for Gemini", () => {
  it("is the documented body, with its own signatures and nobody else's", () => {
    const { path, body } = encode(geminiWire, full, true)
    assert.strictEqual(path, "/v1beta/models/m:streamGenerateContent?alt=sse")
    assert.deepStrictEqual(body, {
      contents: [
        { role: "user", parts: [{ text: "What is it?" }, { inlineData: { mimeType: "image/png", data: "iVBO" } }] },
        {
          role: "model",
          parts: [
            { text: "I look." },
            { functionCall: { name: "read", args: { a: "x" } }, thoughtSignature: "gs" },
            { functionCall: { name: "read", args: {} } }
          ]
        },
        {
          role: "user",
          parts: [
            { functionResponse: { name: "read", response: { output: "done" } } },
            { functionResponse: { name: "read", response: { error: "no such file" } } },
            { text: "And now?" }
          ]
        }
      ],
      systemInstruction: { parts: [{ text: "Be brief." }] },
      tools: [{ functionDeclarations: [{ name: "read", description: "Reads a file", parametersJsonSchema: schema }] }],
      toolConfig: { functionCallingConfig: { mode: "ANY" } },
      generationConfig: { maxOutputTokens: 100, temperature: 0.5 }
    })
    const json = encode(geminiWire, { ...askModel("m", "hi"), output: { name: "plan", schema } }).body
    assert.deepStrictEqual(at(json, "generationConfig"), {
      responseMimeType: "application/json",
      responseJsonSchema: schema
    })
  })

  it("cannot leave its path by the name of a model", () => {
    const { path } = encode(geminiWire, askModel("../../x?key=1#", "hi"))
    assert.strictEqual(path, "/v1beta/models/..%2F..%2Fx%3Fkey%3D1%23:generateContent")
    assert.strictEqual(encode(geminiWire, askModel("models/g", "hi")).path, "/v1beta/models/g:generateContent")
  })

  it("carries the key in a header, never in the address", () => {
    assert.deepStrictEqual(geminiWire.headers("k"), { "x-goog-api-key": "k" })
    assert.notInclude(encode(geminiWire, full).path, "key")
  })
})

describe("a chat for Ollama", () => {
  it("is the documented body, with what it cannot be told by a field told in words", () => {
    const { path, body } = encode(ollamaWire, full)
    assert.strictEqual(path, "/api/chat")
    assert.deepStrictEqual(body, {
      model: "m",
      messages: [
        { role: "system", content: "Be brief.\n\nAnswer by calling at least one of the tools." },
        { role: "user", content: "What is it?", images: ["iVBO"] },
        {
          role: "assistant",
          content: "I look.",
          tool_calls: [
            { function: { name: "read", arguments: { a: "x" } } },
            { function: { name: "read", arguments: {} } }
          ]
        },
        { role: "tool", tool_name: "read", content: "done" },
        { role: "tool", tool_name: "read", content: "Error: no such file" },
        { role: "user", content: "And now?" }
      ],
      tools: [{ type: "function", function: { name: "read", description: "Reads a file", parameters: schema } }],
      options: { num_predict: 100, temperature: 0.5 },
      stream: false
    })
    assert.isUndefined(at(encode(ollamaWire, { ...full, toolChoice: "none" }).body, "tools"))
    const json = encode(ollamaWire, { ...askModel("m", "hi"), output: { name: "plan", schema } }).body
    assert.deepStrictEqual(at(json, "format"), schema)
  })
})

it.each(knownProviders)("$name refuses a chat without messages in words", (known) => {
  const encoded = wireFor(known).encode({ model: "m", messages: [] }, false)
  assert.isTrue(Result.isFailure(encoded))
})

describe("a list of models", () => {
  it.each<readonly [string, Wire, unknown, ReadonlyArray<object>]>([
    [
      "Anthropic",
      anthropicWire,
      { data: [{ id: "claude-x", type: "model" }, { odd: 1 }] },
      [{ id: "claude-x", contextTokens: null }]
    ],
    ["OpenRouter", openai, { data: [{ id: "a/b", context_length: 128_000 }] }, [{ id: "a/b", contextTokens: 128_000 }]],
    [
      "Gemini",
      geminiWire,
      {
        models: [
          { name: "models/g", inputTokenLimit: 1_048_576, supportedGenerationMethods: ["generateContent"] },
          { name: "models/embed", supportedGenerationMethods: ["embedContent"] }
        ]
      },
      [{ id: "g", contextTokens: 1_048_576 }]
    ],
    [
      "Ollama",
      ollamaWire,
      { models: [{ name: "llama3.2:latest", size: 1 }] },
      [{ id: "llama3.2:latest", contextTokens: null }]
    ],
    ["nobody", openai, "<html>", []]
  ])("of %s is read", (_name, wire, body, models) => {
    assert.deepStrictEqual(wire.models.decode(body), models)
  })
})
