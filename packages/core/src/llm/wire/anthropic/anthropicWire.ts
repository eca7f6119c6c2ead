/**
 * Anthropic's Messages API. A stream ends with the event `message_stop`. The one before it says why the answer ended and what it used, so that
 * it is whole from there on, should a proxy leave the last one out.
 */
import type { ModelInfo } from "../../ChatAnswer.ts"
import type { FaultRow, Spoken } from "../faults.ts"
import { at, countAt, isObject, listAt, textAt } from "../json.ts"
import type { Wire } from "../Wire.ts"
import { decode, take } from "./decode.ts"
import { encode } from "./encode.ts"

/** Types of errors as Anthropic's documentation lists them ("Errors"). */
const faultRows: ReadonlyArray<FaultRow> = [
  { code: /^billing_error$/, reason: "QuotaSpent" },
  { code: /^(?:authentication_error|permission_error)$/, reason: "BadKey" },
  { code: /^not_found_error$/, words: /model/i, reason: "ModelUnknown" },
  { code: /^request_too_large$/, reason: "ContextTooLong" },
  { code: /^rate_limit_error$/, reason: "RateLimited" },
  { code: /^overloaded_error$/, reason: "Overloaded" },
  { code: /^(?:api_error|timeout_error)$/, reason: "ServerFailed" },
  { words: /\bcontent filtering policy\b/i, reason: "ContentRefused" }
]

/** `{ type: "error", error: { type, message } }`, in a body and as an event alike. */
const errorIn = (body: unknown): Spoken | undefined => {
  const error = at(body, "error")
  if (!isObject(error)) return undefined
  return { codes: [textAt(error, "type") ?? ""], message: textAt(error, "message") ?? "" }
}

const models = (body: unknown): ReadonlyArray<ModelInfo> =>
  listAt(body, "data").flatMap((model) => {
    const id = textAt(model, "id")
    return id === undefined ? [] : [{ id, contextTokens: countAt(model, "max_input_tokens") ?? null }]
  })

export const anthropicWire: Wire = {
  name: "anthropic",
  framing: "sse",
  encode,
  headers: (key): Readonly<Record<string, string>> => ({
    "anthropic-version": "2023-06-01",
    ...(key === null ? {} : { "x-api-key": key })
  }),
  decode,
  take,
  endMark: null,
  isWhole: ({ finish }) => finish !== null,
  errorIn,
  faultRows,
  models: { path: "/v1/models?limit=1000", decode: models }
}
