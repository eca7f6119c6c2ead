/**
 * The official clients' types as the truth about the wires. What we send, for chats that use everything a chat can hold, is written
 * down as literals of the clients' request types and compiled: a missing field, a wrong type and a field that they do not know are
 * errors. What they say they receive, as values that the compiler holds to their answer types, is read by our decoders.
 *
 * Anthropic's are those of the last client of the API version that we speak (2023-06-01). Gemini's are those of Google's older client,
 * whose requests go out as they are typed. Fields that an API takes and its types do not hold are named below and left out.
 */
import { execFile } from "node:child_process"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type Anthropic from "@anthropic-ai/sdk"
import type { FinishReason, GenerateContentCandidate, GenerateContentResponse } from "@google/generative-ai"
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import type { ChatResponse } from "ollama"
import type OpenAI from "openai"
import { askModel, type Chat, textOf, toolCallsOf } from "@zenus/core/models"
import { anthropicWire } from "#core/llm/wire/anthropic/anthropicWire.ts"
import { empty, toAnswer } from "#core/llm/wire/Draft.ts"
import { geminiWire } from "#core/llm/wire/gemini/geminiWire.ts"
import { ollamaWire } from "#core/llm/wire/ollama/ollamaWire.ts"
import { openaiWire } from "#core/llm/wire/openai/openaiWire.ts"
import { readBody } from "#core/llm/wire/Reader.ts"
import type { Wire } from "#core/llm/wire/Wire.ts"

const root = join(import.meta.dirname, "..", "..", "..")

const schema = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false
} as const

const tools: Chat["tools"] = [{ name: "get_weather", description: "Weather of a city.", input: schema }]
const signature = (by: Wire["name"]) => ({ by, value: "c2ln", sealed: false })

/** Everything that a chat can hold, in every wire. */
const chats = (by: Wire["name"]): ReadonlyArray<readonly [string, Chat]> => [
  ["short", askModel("m", "hi")],
  ["bounded", { ...askModel("m", "hi"), system: "Be short.", maxOutputTokens: 100, temperature: 0.5 }],
  ...(["auto", "required", "none"] as const).map((toolChoice): readonly [string, Chat] => [
    toolChoice,
    { ...askModel("m", "hi"), tools, toolChoice }
  ]),
  ["schema", { ...askModel("m", "hi"), output: { name: "place", schema } }],
  ["schema_and_tools", { ...askModel("m", "hi"), tools, output: { name: "place", schema } }],
  [
    "conversation",
    {
      model: "m",
      tools,
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "what is this?" },
            { type: "image", mediaType: "image/png", data: "iVBORw0KGgo=" }
          ]
        },
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "A picture.", signature: signature(by) },
            { type: "text", text: "Let me look." },
            {
              type: "tool-call",
              id: "call_1",
              name: "get_weather",
              input: { city: "Bern" },
              inputText: '{"city":"Bern"}',
              signature: null
            }
          ]
        },
        { role: "tool", id: "call_1", name: "get_weather", text: "rain", failed: false },
        { role: "tool", id: "call_1", name: "get_weather", text: "no such city", failed: true },
        { role: "user", content: [{ type: "text", text: "and now?" }] }
      ]
    }
  ]
]

interface Client {
  readonly name: string
  readonly wire: Wire
  readonly importing: string
  readonly type: string
  /** Fields that the API takes and these types do not hold. */
  readonly beyond?: RegExp
}

const clients: ReadonlyArray<Client> = [
  {
    name: "anthropic",
    wire: anthropicWire,
    importing: 'import type Anthropic from "@anthropic-ai/sdk"',
    type: "Anthropic.MessageCreateParams"
  },
  {
    name: "openai",
    wire: openaiWire({ maxTokensField: "max_completion_tokens", jsonMode: "schema" }),
    importing: 'import type OpenAI from "openai"',
    type: "OpenAI.ChatCompletionCreateParams"
  },
  {
    name: "compatible",
    wire: openaiWire({ maxTokensField: "max_tokens", jsonMode: "object" }),
    importing: 'import type OpenAI from "openai"',
    type: "OpenAI.ChatCompletionCreateParams"
  },
  {
    name: "gemini",
    wire: geminiWire,
    // Its enumerations are values of TypeScript, and it wants a role where the API does not.
    importing: [
      'import type { Content, GenerateContentRequest } from "@google/generative-ai"',
      "type Plain<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T]: Plain<T[K]> } : T",
      'type Request = Omit<Plain<GenerateContentRequest>, "systemInstruction"> & { systemInstruction?: Pick<Content, "parts"> }'
    ].join("\n"),
    type: "Request",
    beyond: /^(?:thoughtSignature|parametersJsonSchema|responseJsonSchema)$/
  },
  {
    name: "ollama",
    wire: ollamaWire,
    importing: 'import type { ChatRequest } from "ollama"',
    type: "ChatRequest",
    beyond: /^additionalProperties$/
  }
]

const bodyOf = (client: Client, chat: Chat, stream: boolean): string => {
  const encoded = client.wire.encode(chat, stream)
  if (Result.isFailure(encoded)) return assert.fail(encoded.failure)
  return JSON.stringify(
    encoded.success.body,
    (key, value: unknown) => (client.beyond?.test(key) === true ? undefined : value),
    2
  )
}

const sourceOf = (client: Client): string =>
  [
    client.importing,
    ...chats(client.wire.name).flatMap(([name, chat]) =>
      [false, true].map(
        (stream) => `export const ${name}${stream ? "_streamed" : ""}: ${client.type} = ${bodyOf(client, chat, stream)}`
      )
    )
  ].join("\n\n")

/** What the compiler says about these files. */
const compile = (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = join(root, ".cache", `client-types-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), `${text}\n`)
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: "nodenext",
    moduleResolution: "nodenext",
    target: "es2024",
    types: ["node"]
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }))
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", folder],
      { cwd: folder },
      (_error, stdout, stderr) => {
        rmSync(folder, { recursive: true, force: true })
        resolve(stdout + stderr)
      }
    )
  })
}

describe("what we send", () => {
  it("is what the official clients would take, and the check sees what is not", async () => {
    const wrong = [
      'import type Anthropic from "@anthropic-ai/sdk"',
      'export const wrong: Anthropic.MessageCreateParams = { model: "m", messages: [], max_token: 1 }'
    ].join("\n")
    const said = await compile({
      ...Object.fromEntries(clients.map((client) => [`${client.name}.ts`, sourceOf(client)])),
      "wrong.ts": wrong
    })
    const lines = said.split("\n").filter((line) => /^\S+\.ts\(/.test(line))
    assert.deepStrictEqual(
      lines.filter((line) => !line.startsWith("wrong.ts")),
      []
    )
    assert.match(said, /wrong\.ts.*max_token/)
  })
})

/** What each of them answers: this text, this call, seven tokens in and three out, two of those in read from a cache. */
const TEXT = "It rains."
const INPUT = { city: "Bern" }

const anthropicUsage: Anthropic.Usage = {
  cache_creation: null,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 2,
  inference_geo: null,
  input_tokens: 5,
  output_tokens: 3,
  output_tokens_details: { thinking_tokens: 1 },
  server_tool_use: null,
  service_tier: "standard",
  speed: null
}
const message: Anthropic.Message = {
  id: "a1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5-20250929",
  container: null,
  diagnostics: null,
  content: [
    { type: "text", text: TEXT, citations: null },
    { type: "tool_use", id: "call_1", name: "get_weather", input: INPUT, caller: { type: "direct" } }
  ],
  stop_details: null,
  stop_reason: "tool_use",
  stop_sequence: null,
  usage: anthropicUsage
}
const messageEvents: ReadonlyArray<Anthropic.RawMessageStreamEvent> = [
  { type: "message_start", message: { ...message, content: [], stop_reason: null } },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "", citations: null } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: TEXT } },
  { type: "content_block_stop", index: 0 },
  {
    type: "content_block_start",
    index: 1,
    content_block: { type: "tool_use", id: "call_1", name: "get_weather", input: {}, caller: { type: "direct" } }
  },
  { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '{"city":' } },
  { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '"Bern"}' } },
  { type: "content_block_stop", index: 1 },
  {
    type: "message_delta",
    delta: { container: null, stop_details: null, stop_reason: "tool_use", stop_sequence: null },
    usage: { ...anthropicUsage, server_tool_use: null }
  },
  { type: "message_stop" }
]

const openaiUsage: OpenAI.CompletionUsage = {
  prompt_tokens: 7,
  completion_tokens: 3,
  total_tokens: 10,
  prompt_tokens_details: { cached_tokens: 2 },
  completion_tokens_details: { reasoning_tokens: 1 }
}
const completion: OpenAI.ChatCompletion = {
  id: "a1",
  object: "chat.completion",
  created: 1,
  model: "gpt-x-1",
  choices: [
    {
      index: 0,
      finish_reason: "tool_calls",
      logprobs: null,
      message: {
        role: "assistant",
        content: TEXT,
        refusal: null,
        tool_calls: [
          { id: "call_1", type: "function", function: { name: "get_weather", arguments: JSON.stringify(INPUT) } }
        ]
      }
    }
  ],
  usage: openaiUsage
}
const chunkOf = (choices: OpenAI.ChatCompletionChunk["choices"]): OpenAI.ChatCompletionChunk => ({
  id: "a1",
  object: "chat.completion.chunk",
  created: 1,
  model: "gpt-x-1",
  choices
})
const chunks: ReadonlyArray<OpenAI.ChatCompletionChunk> = [
  chunkOf([{ index: 0, finish_reason: null, delta: { role: "assistant", content: TEXT } }]),
  chunkOf([
    {
      index: 0,
      finish_reason: null,
      delta: {
        tool_calls: [
          { index: 0, id: "call_1", type: "function", function: { name: "get_weather", arguments: '{"city":' } }
        ]
      }
    }
  ]),
  chunkOf([
    { index: 0, finish_reason: null, delta: { tool_calls: [{ index: 0, function: { arguments: '"Bern"}' } }] } }
  ]),
  chunkOf([{ index: 0, finish_reason: "tool_calls", delta: {} }]),
  { ...chunkOf([]), usage: openaiUsage }
]

/** `finishReason` is a value of TypeScript there; it goes over the wire as its text. */
const generated: Omit<GenerateContentResponse, "candidates"> & {
  readonly candidates: ReadonlyArray<
    Omit<GenerateContentCandidate, "finishReason"> & { readonly finishReason: `${FinishReason}` }
  >
} = {
  candidates: [
    {
      index: 0,
      finishReason: "STOP",
      content: { role: "model", parts: [{ text: TEXT }, { functionCall: { name: "get_weather", args: INPUT } }] }
    }
  ],
  usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 3, totalTokenCount: 10, cachedContentTokenCount: 2 }
}

const ollamaAnswer: Omit<ChatResponse, "created_at"> = {
  model: "llama3.2",
  message: {
    role: "assistant",
    content: TEXT,
    tool_calls: [{ function: { name: "get_weather", arguments: INPUT } }]
  },
  done: true,
  done_reason: "stop",
  total_duration: 1,
  load_duration: 1,
  prompt_eval_count: 7,
  prompt_eval_duration: 1,
  eval_count: 3,
  eval_duration: 1
}

/** What is only in some of them. */
const received: ReadonlyArray<{
  readonly name: string
  readonly wire: Wire
  readonly whole: object
  readonly events: ReadonlyArray<object>
  readonly cached: number | null
}> = [
  { name: "Anthropic", wire: anthropicWire, whole: message, events: messageEvents, cached: 2 },
  { name: "OpenAI", wire: openaiWire(), whole: completion, events: chunks, cached: 2 },
  { name: "Gemini", wire: geminiWire, whole: generated, events: [generated], cached: 2 },
  { name: "Ollama", wire: ollamaWire, whole: ollamaAnswer, events: [ollamaAnswer], cached: null }
]

describe("what they receive", () => {
  it.each(received)("of $name is read, whole and event by event", ({ wire, whole, events, cached }) => {
    const body = readBody(wire, { status: 200, headers: {} }, JSON.stringify(whole))
    if (Result.isFailure(body)) return assert.fail(body.failure.detail)
    let draft = empty
    for (const event of events) {
      const taken = wire.take(draft, JSON.parse(JSON.stringify(event)))
      if (Result.isFailure(taken)) return assert.fail(taken.failure.detail)
      ;({ draft } = taken.success)
    }
    assert.isTrue(wire.isWhole(draft))
    for (const answer of [toAnswer(body.success, "p", "m"), toAnswer(draft, "p", "m")]) {
      assert.strictEqual(textOf(answer), TEXT)
      assert.deepInclude(toolCallsOf(answer)[0] ?? {}, { name: "get_weather", input: INPUT })
      assert.strictEqual(answer.finishReason, "tool-calls")
      assert.deepInclude(answer.usage, { inputTokens: 7, outputTokens: 3, cachedInputTokens: cached })
    }
  })
})
