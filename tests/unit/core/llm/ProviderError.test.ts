import { assert, describe, it } from "@effect/vitest"
import * as Exit from "effect/Exit"
import { isRecoverable } from "#core/errors/Recoverable.ts"
import { unknownUsage } from "#core/llm/ChatAnswer.ts"
import {
  classifyProviderCall,
  outcomeOfProviderError,
  ProviderError,
  type ProviderErrorReason,
  providerErrorTable
} from "#core/llm/ProviderError.ts"
import { readBaseUrl } from "#core/llm/readBaseUrl.ts"
import { redact } from "#core/llm/redact.ts"
import * as Result from "effect/Result"

const error = (
  reason: ProviderErrorReason,
  more: Partial<ConstructorParameters<typeof ProviderError>[0]> = {}
): ProviderError => new ProviderError({ provider: "anthropic", model: "claude-x", reason, ...more })

const reasons = Object.entries(providerErrorTable).map(([reason, row]) => ({
  ...row,
  reason: reason as ProviderErrorReason
}))

describe("ProviderError", () => {
  it.each(reasons)("$reason has a message that names the provider, and one to three things to do", (row) => {
    const failed = error(row.reason)
    assert.isTrue(isRecoverable(failed))
    assert.instanceOf(failed, Error)
    assert.match(failed.message, /^anthropic .*\.$/)
    assert.isAtLeast(failed.recovery.length, 1)
    assert.isAtMost(failed.recovery.length, 3)
    for (const advice of failed.recovery) assert.match(advice, /^[A-Z].*\.$/)
    assert.strictEqual(failed.retryHelps, row.retry)
    assert.strictEqual(failed.nextHelps, row.next)
  })

  it("says who, what, with which figures, in the provider's own words", () => {
    const limited = error("RateLimited", { status: 429, retryAfterMs: 12_000, detail: "slow\n down" })
    assert.strictEqual(
      limited.message,
      "anthropic limits how often it may be called (status 429); it asks for 12 s of rest: slow down"
    )
    assert.strictEqual(limited.recovery[0], "Wait 12 s, then try again.")
    assert.strictEqual(error("ModelUnknown").message, "anthropic does not know the model claude-x.")
  })

  it("escapes and shortens what a provider says", () => {
    const loud = error("BadRequest", { detail: `\u001b[2J${"x".repeat(1_000)}` })
    assert.isTrue(loud.detail.startsWith("\\e[2J"))
    assert.strictEqual(loud.detail.length, 300)
  })

  it("is helped by nothing once the person has seen the beginning", () => {
    const received = {
      provider: "anthropic",
      model: "claude-x",
      id: null,
      content: [{ type: "text" as const, text: "so far" }],
      finishReason: "other" as const,
      usage: unknownUsage
    }
    const stalled = error("Stalled", { received })
    assert.isFalse(stalled.retryHelps)
    assert.isFalse(stalled.nextHelps)
    assert.isTrue(error("Stalled").retryHelps)
  })

  it("tells circuits what its row says", () => {
    assert.deepStrictEqual(outcomeOfProviderError(error("RateLimited", { retryAfterMs: 5 })), {
      _tag: "Failure",
      retryAfterMs: 5
    })
    assert.deepStrictEqual(outcomeOfProviderError(error("Unreachable")), { _tag: "Failure", opens: true })
    assert.deepStrictEqual(outcomeOfProviderError(error("TimedOut")), { _tag: "Failure", timedOut: true })
    for (const reason of ["BadKey", "ModelUnknown", "ContextTooLong", "ContentRefused", "BadRequest"] as const) {
      assert.deepStrictEqual(outcomeOfProviderError(error(reason)), { _tag: "Ignored" })
    }
    assert.deepStrictEqual(classifyProviderCall(Exit.fail(error("QuotaSpent")), 1), { _tag: "Failure", opens: true })
    assert.deepStrictEqual(classifyProviderCall(Exit.fail("another error"), 1), { _tag: "Failure" })
    assert.deepStrictEqual(classifyProviderCall(Exit.succeed(1), 1), { _tag: "Success" })
    assert.deepStrictEqual(classifyProviderCall(Exit.interrupt(), 1), { _tag: "Ignored" })
  })
})

describe("redact", () => {
  it.each([
    ["Incorrect API key provided: sk-proj-abc***wxyz. You can", "Incorrect API key provided: [key]. You can"],
    ["key AIzaSyD-1234567890abcdef is bad", "key [key] is bad"],
    ['{"authorization":"Bearer abc.def"}', '{"authorization":"Bearer [key]"}'],
    ["x-api-key: s3cret, host: a", "x-api-key: [key], host: a"],
    ["GET /v1?key=abc123&alt=sse", "GET /v1?key=[key]&alt=sse"],
    ["my own very-special-token here", "my own [key] here"],
    ["a task-force of risk-takers", "a task-force of risk-takers"]
  ])("%s", (text, expected) => {
    assert.strictEqual(redact(text, ["very-special-token", "", "ab"]), expected)
  })
})

describe("readBaseUrl", () => {
  it.each<readonly [string, number | undefined, string]>([
    ["https://api.openai.com/v1/", undefined, "https://api.openai.com/v1"],
    [" http://localhost:8080 ", undefined, "http://localhost:8080"],
    ["http://[::1]:9/a//", undefined, "http://[::1]:9/a"],
    ["127.0.0.1", 11_434, "http://127.0.0.1:11434"],
    ["0.0.0.0:9", 11_434, "http://127.0.0.1:9"],
    ["box:80", 11_434, "http://box"],
    ["https://box", 11_434, "https://box"]
  ])("%s", (text, port, expected) => {
    assert.strictEqual(Result.getOrThrow(readBaseUrl(text, port)), expected)
  })

  it.each(["", "localhost", "ftp://a", "https://me:pw@a", "https://a?key=1", "https://a#b", "http://"])(
    "refuses %s without repeating it",
    (text) => {
      const read = readBaseUrl(text)
      assert.isTrue(Result.isFailure(read))
      assert.notInclude(Result.isFailure(read) ? read.failure : "", "pw")
    }
  )
})
