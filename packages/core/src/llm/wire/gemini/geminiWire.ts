/** Google's Gemini API (v1beta). A stream has no end mark: an answer that said why it ended is whole. */
import type { ModelInfo } from "../../ChatAnswer.ts"
import { type FaultRow, readProtoDuration, type Spoken } from "../faults.ts"
import { at, countAt, isObject, listAt, textAt } from "../json.ts"
import type { Wire } from "../Wire.ts"
import { decode, take } from "./decode.ts"
import { encode } from "./encode.ts"

/** Google's status words (google.rpc.Code), reasons of `ErrorInfo`, and ids of quotas. */
const faultRows: ReadonlyArray<FaultRow> = [
  { code: /^API_KEY_(?:INVALID|EXPIRED|SERVICE_BLOCKED)/, reason: "BadKey" },
  { code: /^(?:UNAUTHENTICATED|PERMISSION_DENIED)$/, reason: "BadKey" },
  // A quota of the day is not over in a minute, whatever the wait that comes with it.
  { code: /PerDay/, reason: "QuotaSpent" },
  { code: /^BILLING_DISABLED$/, reason: "QuotaSpent" },
  { code: /^RESOURCE_EXHAUSTED$/, reason: "RateLimited" },
  { code: /^NOT_FOUND$/, words: /model/i, reason: "ModelUnknown" },
  { code: /^UNAVAILABLE$/, reason: "Overloaded" },
  { code: /^(?:INTERNAL|DEADLINE_EXCEEDED|ABORTED|UNKNOWN)$/, reason: "ServerFailed" }
]

/** `{ error: { code, message, status, details } }`; in some streams as a list of one. */
const errorIn = (body: unknown): Spoken | undefined => {
  const error = at(Array.isArray(body) ? body[0] : body, "error")
  if (!isObject(error)) return undefined
  const details = listAt(error, "details")
  const found = details.flatMap((detail) => [
    textAt(detail, "reason") ?? "",
    ...listAt(detail, "violations").map((violation) => textAt(violation, "quotaId") ?? "")
  ])
  const delay = details.map((detail) => textAt(detail, "retryDelay")).find((text) => text !== undefined)
  return {
    codes: [...found, textAt(error, "status") ?? ""].filter((code) => code !== ""),
    message: textAt(error, "message") ?? "",
    status: countAt(error, "code"),
    retryAfterMs: readProtoDuration(delay)
  }
}

const models = (body: unknown): ReadonlyArray<ModelInfo> =>
  listAt(body, "models").flatMap((model) => {
    const methods = listAt(model, "supportedGenerationMethods")
    const name = textAt(model, "name")?.replace(/^models\//, "")
    if (name === undefined || (methods.length > 0 && !methods.includes("generateContent"))) return []
    return [{ id: name, contextTokens: countAt(model, "inputTokenLimit") ?? null }]
  })

export const geminiWire: Wire = {
  name: "gemini",
  framing: "sse",
  encode,
  // In a header, not in the address: addresses are written to logs.
  headers: (key): Readonly<Record<string, string>> => (key === null ? {} : { "x-goog-api-key": key }),
  decode,
  take,
  endMark: null,
  isWhole: ({ finish }) => finish !== null,
  errorIn,
  faultRows,
  models: { path: "/v1beta/models?pageSize=1000", decode: models }
}
