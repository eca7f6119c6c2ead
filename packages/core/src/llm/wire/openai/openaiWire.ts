/**
 * OpenAI's chat completions and what is compatible with them (DeepSeek, OpenRouter, local servers). A stream ends with
 * `data: [DONE]`, which some servers forget: an answer that said why it ended is whole without it.
 */
import type { ModelInfo } from "../../ChatAnswer.ts"
import type { FaultRow, Spoken } from "../faults.ts"
import { at, countAt, isObject, listAt, textAt } from "../json.ts"
import type { Wire } from "../Wire.ts"
import { decode, take } from "./decode.ts"
import { compatible, type Dialect, encode } from "./encode.ts"

/** Codes and types of OpenAI, DeepSeek and OpenRouter. */
const faultRows: ReadonlyArray<FaultRow> = [
  { code: /^(?:insufficient_quota|billing_.*|account_deactivated)$/, reason: "QuotaSpent" },
  { code: /^context_length_exceeded$/, reason: "ContextTooLong" },
  { code: /^(?:content_policy_violation|content_filter|moderation)$/, reason: "ContentRefused" },
  { words: /\b(?:content policy|requires moderation|was flagged)\b/i, reason: "ContentRefused" },
  { code: /^(?:model_not_found|model_not_exist)$/, reason: "ModelUnknown" },
  { code: /^(?:invalid_api_key|authentication_error|invalid_authentication)$/, reason: "BadKey" },
  { code: /^(?:rate_limit.*|requests|tokens)$/, reason: "RateLimited" },
  { code: /^(?:overloaded.*|server_overloaded|engine_overloaded.*)$/, reason: "Overloaded" },
  { code: /^(?:server_error|internal_server_error|api_error)$/, reason: "ServerFailed" }
]

/** `{ error: { message, type, code } }`, `{ error: "…" }`; OpenRouter's code is the HTTP status. */
const errorIn = (body: unknown): Spoken | undefined => {
  const error = at(body, "error")
  if (typeof error === "string" && error !== "") return { codes: [], message: error }
  if (!isObject(error)) {
    // Without an envelope: `{ "object": "error", "message": … }` of vLLM and its like, `{ "message", "code" }` of gateways.
    const bare = textAt(body, "message")
    if (bare === undefined || at(body, "choices") !== undefined) return undefined
    return { codes: [textAt(body, "type") ?? "", textAt(body, "code") ?? ""], message: bare }
  }
  return {
    codes: [textAt(error, "code") ?? "", textAt(error, "type") ?? ""].filter((code) => code !== ""),
    message: textAt(error, "message") ?? "",
    status: countAt(error, "code")
  }
}

const models = (body: unknown): ReadonlyArray<ModelInfo> =>
  listAt(body, "data").flatMap((model) => {
    const id = textAt(model, "id")
    return id === undefined ? [] : [{ id, contextTokens: countAt(model, "context_length") ?? null }]
  })

/** @param dialect what this provider wants different; default: what any compatible server is likely to take. */
export const openaiWire = (dialect: Dialect = compatible): Wire => ({
  name: "openai",
  framing: "sse",
  encode: encode(dialect),
  headers: (key): Readonly<Record<string, string>> => (key === null ? {} : { authorization: `Bearer ${key}` }),
  decode,
  take,
  endMark: "[DONE]",
  isWhole: ({ finish }) => finish !== null,
  errorIn,
  faultRows,
  models: { path: "/models", decode: models }
})
