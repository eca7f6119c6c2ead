/**
 * What each provider says, written by hand from their published API descriptions: a whole answer, the same as a stream, and an error
 * in its own shape. Tokens are the same everywhere (7 in, 3 out), so that a test can tell who counted what.
 */

export const TOKENS = { in: 7, out: 3 } as const

export interface Speaker {
  readonly provider: string
  readonly baseUrlVariable: string
  /** Null where no key is needed. */
  readonly keyVariable: string | null
  /** What the base URL holds behind the host. */
  readonly basePath: string
  /** The model that its answers name. */
  readonly model: string
  readonly streamType: string
  /** The body of an answer that is not streamed. */
  readonly whole: (text: string) => string
  /** The stream of these pieces, one frame each and those around them; the last one ends the answer. */
  readonly frames: (pieces: ReadonlyArray<string>) => ReadonlyArray<string>
  /** What an error of this status looks like. */
  readonly error: (status: number) => string
}

const event = (type: string, fields: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
const data = (value: object): string => `data: ${JSON.stringify(value)}\n\n`

const anthropicErrors: Readonly<Record<number, readonly [type: string, message: string]>> = {
  401: ["authentication_error", "invalid x-api-key"],
  402: ["billing_error", "There is an issue with your payment information."],
  403: ["permission_error", "Your API key does not have permission to use the specified resource."],
  404: ["not_found_error", "model: claude-9"],
  413: ["request_too_large", "Request exceeds the maximum allowed number of bytes."],
  429: ["rate_limit_error", "This request would exceed your rate limit."],
  500: ["api_error", "Internal server error"],
  529: ["overloaded_error", "Overloaded"]
}

const anthropicUsage = { input_tokens: TOKENS.in, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 }

const anthropic: Speaker = {
  provider: "anthropic",
  baseUrlVariable: "ANTHROPIC_BASE_URL",
  keyVariable: "ANTHROPIC_API_KEY",
  basePath: "",
  model: "claude-sonnet-4-5-20250929",
  streamType: "text/event-stream; charset=utf-8",
  whole: (text) =>
    JSON.stringify({
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: anthropic.model,
      content: [{ type: "text", text }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: { ...anthropicUsage, output_tokens: TOKENS.out }
    }),
  frames: (pieces) => [
    event("message_start", {
      message: {
        id: "msg_1",
        type: "message",
        role: "assistant",
        model: anthropic.model,
        content: [],
        stop_reason: null,
        usage: { ...anthropicUsage, output_tokens: 1 }
      }
    }),
    event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }) + event("ping", {}),
    ...pieces.map((text) => event("content_block_delta", { index: 0, delta: { type: "text_delta", text } })),
    event("content_block_stop", { index: 0 }) +
      event("message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: TOKENS.out } }) +
      event("message_stop", {})
  ],
  error: (status) => {
    const [type, message] = anthropicErrors[status] ?? ["invalid_request_error", `Not good: ${status}`]
    return JSON.stringify({ type: "error", error: { type, message }, request_id: "req_1" })
  }
}

const openaiErrors: Readonly<Record<number, readonly [type: string, code: string | null, message: string]>> = {
  401: ["invalid_request_error", "invalid_api_key", "Incorrect API key provided: sk-n****. You can find your API key."],
  402: ["unknown_error", "invalid_request_error", "Insufficient Balance"],
  403: ["invalid_request_error", null, "Project is not allowed to use this."],
  404: ["invalid_request_error", "model_not_found", "The model gpt-9 does not exist or you do not have access to it."],
  429: ["requests", "rate_limit_exceeded", "Rate limit reached for requests per minute."],
  500: ["server_error", null, "The server had an error while processing your request."]
}

const openaiUsage = { prompt_tokens: TOKENS.in, completion_tokens: TOKENS.out, total_tokens: TOKENS.in + TOKENS.out }

const compatible = (facts: {
  readonly provider: string
  readonly variables: string
  readonly basePath: string
  readonly model: string
}): Speaker => {
  const { model } = facts
  const chunk = (fields: object): string =>
    data({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model, ...fields })
  const choice = (delta: object, finish_reason: string | null = null): string =>
    chunk({ choices: [{ index: 0, delta, finish_reason }] })
  return {
    provider: facts.provider,
    baseUrlVariable: `${facts.variables}_BASE_URL`,
    keyVariable: `${facts.variables}_API_KEY`,
    basePath: facts.basePath,
    model,
    streamType: "text/event-stream",
    whole: (text) =>
      JSON.stringify({
        id: "chatcmpl-1",
        object: "chat.completion",
        created: 1,
        model,
        choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
        usage: openaiUsage
      }),
    frames: (pieces) => [
      choice({ role: "assistant", content: "" }),
      ...pieces.map((content) => choice({ content })),
      `${choice({}, "stop")}${chunk({ choices: [], usage: openaiUsage })}data: [DONE]\n\n`
    ],
    error: (status) => {
      const [type, code, message] = openaiErrors[status] ?? ["invalid_request_error", null, `Not good: ${status}`]
      return JSON.stringify({ error: { message, type, param: null, code } })
    }
  }
}

const routerWords: Readonly<Record<number, string>> = {
  401: "No auth credentials found",
  402: "Insufficient credits",
  404: "Model openai/gpt-9 not found"
}

const openrouter: Speaker = {
  ...compatible({
    provider: "openrouter",
    variables: "OPENROUTER",
    basePath: "/api/v1",
    model: "openai/gpt-4o-mini"
  }),
  // The code of an error is the status.
  error: (status) => JSON.stringify({ error: { code: status, message: routerWords[status] ?? `Not good: ${status}` } })
}

const geminiErrors: Readonly<Record<number, readonly [status: string, message: string]>> = {
  400: ["INVALID_ARGUMENT", "Invalid value at 'contents'."],
  401: ["UNAUTHENTICATED", "Request had invalid authentication credentials."],
  403: ["PERMISSION_DENIED", "The caller does not have permission."],
  404: ["NOT_FOUND", "models/gemini-9 is not found for API version v1beta."],
  429: ["RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."],
  500: ["INTERNAL", "An internal error has occurred."],
  503: ["UNAVAILABLE", "The model is overloaded. Please try again later."]
}

const gemini: Speaker = {
  provider: "gemini",
  baseUrlVariable: "GEMINI_BASE_URL",
  keyVariable: "GEMINI_API_KEY",
  basePath: "",
  model: "gemini-2.5-flash",
  streamType: "text/event-stream",
  whole: (text) => JSON.stringify(geminiBody(text, true)),
  frames: (pieces) => pieces.map((text, at) => data(geminiBody(text, at === pieces.length - 1))),
  error: (code) => {
    const [status, message] = geminiErrors[code] ?? ["UNKNOWN_WORD", `Not good: ${code}`]
    return JSON.stringify({ error: { code, message, status } })
  }
}

const geminiBody = (text: string, last: boolean): object => ({
  candidates: [{ content: { parts: [{ text }], role: "model" }, ...(last ? { finishReason: "STOP" } : {}), index: 0 }],
  usageMetadata: {
    promptTokenCount: TOKENS.in,
    ...(last ? { candidatesTokenCount: TOKENS.out, totalTokenCount: TOKENS.in + TOKENS.out } : {})
  },
  modelVersion: gemini.model,
  responseId: "r1"
})

const ollamaLine = (content: string, done: boolean): string =>
  JSON.stringify({
    model: ollama.model,
    created_at: "2026-01-01T00:00:00Z",
    message: { role: "assistant", content },
    done,
    ...(done ? { done_reason: "stop", prompt_eval_count: TOKENS.in, eval_count: TOKENS.out } : {})
  })

const ollama: Speaker = {
  provider: "ollama",
  baseUrlVariable: "OLLAMA_HOST",
  keyVariable: null,
  basePath: "",
  model: "llama3.2",
  streamType: "application/x-ndjson",
  whole: (text) => ollamaLine(text, true),
  frames: (pieces) => [...pieces.map((text) => `${ollamaLine(text, false)}\n`), `${ollamaLine("", true)}\n`],
  error: (status) =>
    JSON.stringify({ error: status === 404 ? `model 'llama9' not found` : `something is wrong: ${status}` })
}

export const speakers: ReadonlyArray<Speaker> = [
  anthropic,
  compatible({ provider: "deepseek", variables: "DEEPSEEK", basePath: "", model: "deepseek-chat" }),
  compatible({ provider: "openai", variables: "OPENAI", basePath: "/v1", model: "gpt-4o-mini" }),
  openrouter,
  gemini,
  ollama
]

export const speakerOf = (provider: string): Speaker => {
  const found = speakers.find((speaker) => speaker.provider === provider)
  if (found === undefined) throw new Error(`no speaker for ${provider}`)
  return found
}

/** The variables that make a provider of the command call this address. */
export const environmentOf = (speaker: Speaker, url: string): Readonly<Record<string, string>> => ({
  [speaker.baseUrlVariable]: `${url}${speaker.basePath}`,
  ...(speaker.keyVariable === null ? {} : { [speaker.keyVariable]: `key-of-${speaker.provider}-123456` })
})
