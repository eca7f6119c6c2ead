/** Status, headers and body to a reason, on every wire: real sentences and codes of the providers' error pages. */
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import type { ProviderErrorReason } from "#core/llm/ProviderError.ts"
import { knownProviders } from "#core/llm/knownProviders.ts"
import { anthropicWire } from "#core/llm/wire/anthropic/anthropicWire.ts"
import { type Fault, statusRows } from "#core/llm/wire/faults.ts"
import { geminiWire } from "#core/llm/wire/gemini/geminiWire.ts"
import { ollamaWire } from "#core/llm/wire/ollama/ollamaWire.ts"
import { openaiWire } from "#core/llm/wire/openai/openaiWire.ts"
import { readBody } from "#core/llm/wire/Reader.ts"
import type { Wire } from "#core/llm/wire/Wire.ts"

const openai = openaiWire()

const faultOf = (wire: Wire, status: number, body: string, headers: Record<string, string> = {}): Fault => {
  const read = readBody(wire, { status, headers }, body)
  return Result.isFailure(read) ? read.failure : assert.fail(`status ${status} was taken for an answer`)
}

const wires = [anthropicWire, openai, geminiWire, ollamaWire]
const byStatus: ReadonlyArray<readonly [number, ProviderErrorReason]> = [
  [301, "MalformedAnswer"],
  [400, "BadRequest"],
  [401, "BadKey"],
  [402, "QuotaSpent"],
  [403, "BadKey"],
  [404, "BadRequest"],
  [408, "ServerFailed"],
  [409, "ServerFailed"],
  [413, "ContextTooLong"],
  [422, "BadRequest"],
  [425, "ServerFailed"],
  [429, "RateLimited"],
  [500, "ServerFailed"],
  [502, "ServerFailed"],
  [503, "Overloaded"],
  [504, "ServerFailed"],
  [529, "Overloaded"],
  [599, "ServerFailed"]
]

describe.each(wires)("a status of $name with a body that says nothing", (wire) => {
  it.each(byStatus)("%i is %s, whether the body is a page, empty, cut off or foreign JSON", (status, reason) => {
    const bodies = ["<html><title>Bad gateway</title></html>", "", '{"error":{"mess', "[1,2]", "null", '"text"']
    for (const body of bodies) assert.strictEqual(faultOf(wire, status, body).reason, reason, body)
  })

  it("200 is malformed", () => {
    const bodies = ["<html><title>Bad gateway</title></html>", "", '{"choices":[{"mess', "[1,2]", "null", "{}"]
    for (const body of bodies) assert.strictEqual(faultOf(wire, 200, body).reason, "MalformedAnswer", body)
  })
})

it("every status from 400 to 599 has a row", () => {
  for (let status = 400; status < 600; status++) {
    assert.isTrue(statusRows.some(({ from, to }) => status >= from && status <= to))
  }
})

const anthropic = (type: string, message: string): string => JSON.stringify({ type: "error", error: { type, message } })
const openaiError = (error: object | string): string => JSON.stringify({ error })
const google = (code: number, status: string, message: string, details: ReadonlyArray<object> = []): string =>
  JSON.stringify({ error: { code, status, message, details } })

const spoken: ReadonlyArray<readonly [string, Wire, number, string, ProviderErrorReason]> = [
  [
    "no credit",
    anthropicWire,
    400,
    anthropic("invalid_request_error", "Your credit balance is too low to access the Anthropic API."),
    "QuotaSpent"
  ],
  [
    "too long",
    anthropicWire,
    400,
    anthropic("invalid_request_error", "prompt is too long: 208310 tokens > 200000 maximum"),
    "ContextTooLong"
  ],
  ["unknown model", anthropicWire, 404, anthropic("not_found_error", "model: claude-9"), "ModelUnknown"],
  ["unknown path", anthropicWire, 404, anthropic("not_found_error", "Not found"), "BadRequest"],
  ["bad key", anthropicWire, 401, anthropic("authentication_error", "invalid x-api-key"), "BadKey"],
  ["overloaded", anthropicWire, 529, anthropic("overloaded_error", "Overloaded"), "Overloaded"],
  ["overloaded in a 200", anthropicWire, 200, anthropic("overloaded_error", "Overloaded"), "Overloaded"],
  [
    "billing",
    anthropicWire,
    403,
    anthropic("billing_error", "There is an issue with your payment information."),
    "QuotaSpent"
  ],
  [
    "filtered",
    anthropicWire,
    400,
    anthropic("invalid_request_error", "Output blocked by content filtering policy"),
    "ContentRefused"
  ],
  [
    "bad request",
    anthropicWire,
    400,
    anthropic("invalid_request_error", "max_tokens: must be at least 1"),
    "BadRequest"
  ],
  [
    "no quota",
    openai,
    429,
    openaiError({
      message: "You exceeded your current quota, please check your plan and billing details.",
      type: "insufficient_quota",
      code: "insufficient_quota"
    }),
    "QuotaSpent"
  ],
  [
    "rate",
    openai,
    429,
    openaiError({ message: "Rate limit reached for gpt-4o", type: "tokens", code: "rate_limit_exceeded" }),
    "RateLimited"
  ],
  [
    "too long",
    openai,
    400,
    openaiError({
      message: "This model's maximum context length is 8192 tokens.",
      type: "invalid_request_error",
      code: "context_length_exceeded"
    }),
    "ContextTooLong"
  ],
  [
    "too long, without a code",
    openai,
    400,
    openaiError({
      message: "This model's maximum context length is 65536 tokens. However, you requested 70000.",
      type: "invalid_request_error",
      code: "invalid_request_error"
    }),
    "ContextTooLong"
  ],
  [
    "unknown model",
    openai,
    404,
    openaiError({
      message: "The model `gpt-9` does not exist or you do not have access to it.",
      type: "invalid_request_error",
      code: "model_not_found"
    }),
    "ModelUnknown"
  ],
  [
    "DeepSeek's unknown model",
    openai,
    400,
    openaiError({ message: "Model Not Exist", type: "invalid_request_error", code: "invalid_request_error" }),
    "ModelUnknown"
  ],
  [
    "DeepSeek's empty account",
    openai,
    402,
    openaiError({ message: "Insufficient Balance", type: "unknown_error", code: "invalid_request_error" }),
    "QuotaSpent"
  ],
  [
    "OpenRouter's provider",
    openai,
    200,
    openaiError({ message: "Provider returned error", code: 502 }),
    "ServerFailed"
  ],
  [
    "OpenRouter's moderation",
    openai,
    403,
    openaiError({ message: "The model requires moderation on OpenRouter. Your input was flagged", code: 403 }),
    "ContentRefused"
  ],
  [
    "OpenRouter's model",
    openai,
    400,
    openaiError({ message: "claude-9 is not a valid model ID", code: 400 }),
    "ModelUnknown"
  ],
  ["an error as a sentence", openai, 500, openaiError("boom"), "ServerFailed"],
  [
    "without an envelope",
    openai,
    404,
    JSON.stringify({ object: "error", message: "The model `x` does not exist.", type: "NotFoundError" }),
    "ModelUnknown"
  ],
  [
    "bad key",
    geminiWire,
    400,
    google(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [{ reason: "API_KEY_INVALID" }]),
    "BadKey"
  ],
  [
    "too long",
    geminiWire,
    400,
    google(
      400,
      "INVALID_ARGUMENT",
      "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
    ),
    "ContextTooLong"
  ],
  [
    "unknown model",
    geminiWire,
    404,
    google(404, "NOT_FOUND", "models/gemini-9 is not found for API version v1beta"),
    "ModelUnknown"
  ],
  [
    "quota of the day",
    geminiWire,
    429,
    google(429, "RESOURCE_EXHAUSTED", "quota", [{ violations: [{ quotaId: "GenerateRequestsPerDayPerProject" }] }]),
    "QuotaSpent"
  ],
  ["overloaded", geminiWire, 503, google(503, "UNAVAILABLE", "The model is overloaded."), "Overloaded"],
  ["as a list", geminiWire, 429, `[${google(429, "RESOURCE_EXHAUSTED", "slow down")}]`, "RateLimited"],
  ["unknown model", ollamaWire, 404, openaiError("model 'llama9' not found"), "ModelUnknown"],
  [
    "busy",
    ollamaWire,
    503,
    openaiError("server busy, please try again.  maximum pending requests exceeded"),
    "Overloaded"
  ],
  ["no tools", ollamaWire, 400, openaiError("registry.ollama.ai/library/tiny does not support tools"), "BadRequest"]
]

describe("what a provider says", () => {
  it.each(spoken)("%s", (_name, wire, status, body, reason) => {
    assert.strictEqual(faultOf(wire, status, body).reason, reason)
  })

  it("does not take the blame for what its status blames on the call", () => {
    const own = JSON.stringify({
      error: { type: "server_error", code: "server_error", message: "something went wrong" }
    })
    assert.strictEqual(faultOf(openai, 500, own).reason, "ServerFailed")
    assert.strictEqual(faultOf(openai, 401, own).reason, "BadKey")
    assert.strictEqual(faultOf(openai, 402, own).reason, "QuotaSpent")
  })

  it("in a page is not searched for words", () => {
    assert.strictEqual(faultOf(openai, 500, "<p>billing and credit balance</p>").reason, "ServerFailed")
  })

  it("is shown without tags, scripts and styles", () => {
    const page = "<style>p{}</style><h1>502</h1>\n<script>alert('x')</script> <p>Bad   gateway</p>"
    assert.strictEqual(faultOf(openai, 502, page).detail, "502 Bad gateway")
    assert.strictEqual(faultOf(openai, 502, "  ").detail, "the answer was empty")
  })
})

const wait = (wire: Wire, headers: Record<string, string>, body = ""): number | undefined =>
  faultOf(wire, 429, body, headers).retryAfterMs

describe("how long to wait", () => {
  it.each(wires)("is read from the headers of $name: milliseconds, seconds, a date", (wire) => {
    assert.strictEqual(wait(wire, { "retry-after-ms": "1500", "retry-after": "9" }), 1_500)
    assert.strictEqual(wait(wire, { "retry-after": "20" }), 20_000)
    const date = "Sat, 21 Nov 2026 08:00:00 GMT"
    assert.strictEqual(wait(wire, { date, "retry-after": "Sat, 21 Nov 2026 08:01:00 GMT" }), 60_000)
    assert.isUndefined(wait(wire, { "retry-after": "soon" }))
    assert.isUndefined(wait(wire, {}))
  })

  it("is read from Gemini's body, and its header comes first", () => {
    const body = google(429, "RESOURCE_EXHAUSTED", "slow down", [{ retryDelay: "34.4s" }])
    assert.strictEqual(wait(geminiWire, {}, body), 34_400)
    assert.strictEqual(wait(geminiWire, { "retry-after": "2" }, body), 2_000)
  })
})

it("every known provider has a wire, an address and a row of its own", () => {
  assert.deepStrictEqual(
    knownProviders.map(({ name }) => name),
    ["anthropic", "deepseek", "openai", "openrouter", "gemini", "ollama"]
  )
  for (const { wire, baseUrl } of knownProviders) {
    assert.isTrue(wires.some(({ name }) => name === wire))
    assert.notMatch(baseUrl, /\/$/)
  }
})
