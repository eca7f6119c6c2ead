/**
 * A local server that plans, in the stream of each of the four protocols: a call of one of the tools that a planner may call, or plain
 * text. Written by hand from the providers' published API descriptions, like `upstream/speakers.ts`, which it stands on.
 */
import { chunkedHead, chunkOf, lastChunk } from "./upstream/httpBytes.ts"
import { bytesOf } from "./upstream/pieces.ts"
import { speakerOf, TOKENS } from "./upstream/speakers.ts"
import { type Received, type Script, startTcpUpstream, type Upstream } from "./upstream/tcpUpstream.ts"

/** A tool and its arguments, or words. */
export type Told = string | readonly [tool: string, input: Readonly<Record<string, unknown>>]

type Frames = (tool: string, input: Readonly<Record<string, unknown>>) => ReadonlyArray<string>

const event = (type: string, fields: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
const data = (value: object): string => `data: ${JSON.stringify(value)}\n\n`

const anthropic: Frames = (name, input) => {
  const json = JSON.stringify(input)
  const half = Math.floor(json.length / 2)
  const delta = (partial_json: string) =>
    event("content_block_delta", { index: 0, delta: { type: "input_json_delta", partial_json } })
  return [
    event("message_start", {
      message: {
        id: "msg_1",
        type: "message",
        role: "assistant",
        model: speakerOf("anthropic").model,
        content: [],
        stop_reason: null,
        usage: { input_tokens: TOKENS.in, output_tokens: 1 }
      }
    }),
    event("content_block_start", { index: 0, content_block: { type: "tool_use", id: "toolu_1", name, input: {} } }),
    delta(json.slice(0, half)),
    delta(json.slice(half)),
    event("content_block_stop", { index: 0 }) +
      event("message_delta", { delta: { stop_reason: "tool_use" }, usage: { output_tokens: TOKENS.out } }) +
      event("message_stop", {})
  ]
}

const chunk = (model: string, fields: object): string =>
  data({ id: "c1", object: "chat.completion.chunk", created: 1, model, ...fields })

const compatible =
  (provider: string): Frames =>
  (name, input) => {
    const { model } = speakerOf(provider)
    const call = (fields: object): string =>
      chunk(model, { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...fields }] }, finish_reason: null }] })
    const usage = { prompt_tokens: TOKENS.in, completion_tokens: TOKENS.out, total_tokens: TOKENS.in + TOKENS.out }
    return [
      call({ id: "call_1", type: "function", function: { name, arguments: "" } }),
      call({ function: { arguments: JSON.stringify(input) } }),
      `${chunk(model, { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] })}${chunk(model, { choices: [], usage })}data: [DONE]\n\n`
    ]
  }

const gemini: Frames = (name, args) => [
  data({
    candidates: [
      { content: { role: "model", parts: [{ functionCall: { name, args } }] }, finishReason: "STOP", index: 0 }
    ],
    usageMetadata: { promptTokenCount: TOKENS.in, candidatesTokenCount: TOKENS.out },
    modelVersion: speakerOf("gemini").model
  })
]

const ollama: Frames = (name, input) => [
  `${JSON.stringify({
    model: speakerOf("ollama").model,
    message: { role: "assistant", content: "", tool_calls: [{ function: { name, arguments: input } }] },
    done: false
  })}\n`,
  `${JSON.stringify({
    model: speakerOf("ollama").model,
    message: { role: "assistant", content: "" },
    done: true,
    done_reason: "stop",
    prompt_eval_count: TOKENS.in,
    eval_count: TOKENS.out
  })}\n`
]

const callers: ReadonlyMap<string, Frames> = new Map([
  ["anthropic", anthropic],
  ["deepseek", compatible("deepseek")],
  ["openai", compatible("openai")],
  ["gemini", gemini],
  ["ollama", ollama]
])

/** What a provider's stream says, as a script. */
export const tellScript = (provider: string, told: Told): Script => {
  const speaker = speakerOf(provider)
  const frames = typeof told === "string" ? speaker.frames([told]) : (callers.get(provider)?.(told[0], told[1]) ?? [])
  return {
    pieces: [chunkedHead({ type: speaker.streamType }), ...frames.map(chunkOf), bytesOf(""), lastChunk].filter(
      (piece) => piece.length > 0
    ),
    after: "keep",
    billed: true
  }
}

/** @param reply what each request is answered with; `nth` counts from 1. */
export const startPlanner = (provider: string, reply: (request: Received, nth: number) => Told): Promise<Upstream> =>
  startTcpUpstream((request, nth) => tellScript(provider, reply(request, nth)))

/** A plan of steps, numbered. */
export const planOf = (...steps: ReadonlyArray<Readonly<Record<string, unknown>>>): Told => [
  "make_plan",
  { goal: "as asked", confidence: 0.9, steps: steps.map((step, at) => ({ id: String(at + 1), ...step })) }
]
