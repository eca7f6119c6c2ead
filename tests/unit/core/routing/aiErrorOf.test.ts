/** Our errors in effect's words: a row a reason, of the last provider that was called. */
import { assert, describe, it } from "vitest"
import { aiErrorOf } from "#core/routing/aiErrorOf.ts"
import { ModelNameUnknown, NoModelAnswered } from "#core/routing/routeErrors.ts"
import type { RouteAttempt } from "#core/routing/Routed.ts"

const attempt = (provider: string, outcome: RouteAttempt["outcome"], error: string): RouteAttempt => ({
  provider,
  model: "m",
  outcome,
  error,
  reason: `${error} happened`,
  durationMs: 1
})
const reasonOf = (...attempts: ReadonlyArray<RouteAttempt>) =>
  aiErrorOf("generateText", new NoModelAnswered(attempts, null, [])).reason

describe("aiErrorOf", () => {
  const rows: ReadonlyArray<readonly [error: string, tag: string, retryable: boolean]> = [
    ["RateLimited", "RateLimitError", true],
    ["QuotaSpent", "QuotaExhaustedError", false],
    ["SpendLimitReached", "QuotaExhaustedError", false],
    ["BadKey", "AuthenticationError", false],
    ["NotConfigured", "AuthenticationError", false],
    ["ModelUnknown", "InvalidRequestError", false],
    ["ContextTooLong", "InvalidRequestError", false],
    ["ContentRefused", "ContentPolicyError", false],
    ["MalformedAnswer", "InvalidOutputError", true],
    ["Unreachable", "InternalProviderError", true],
    ["CircuitOpen", "InternalProviderError", true],
    ["DeadlineExceeded", "InternalProviderError", true]
  ]
  it.each(rows)("%s is %s", (error, tag, retryable) => {
    const reason = reasonOf(attempt("a", "failed", error))
    assert.deepStrictEqual([reason._tag, reason.isRetryable], [tag, retryable])
  })

  it("is that of the last one that was called, whoever was passed over behind it", () => {
    const reason = reasonOf(
      attempt("a", "failed", "RateLimited"),
      attempt("b", "failed", "BadKey"),
      attempt("rules", "skipped", "PlansOnly")
    )
    assert.strictEqual(reason._tag, "AuthenticationError")
  })

  it("is that of the last one passed over, where nobody was called, and holds all of them", () => {
    const reason = reasonOf(attempt("a", "skipped", "CircuitOpen"), attempt("b", "skipped", "NotConfigured"))
    assert.strictEqual(reason._tag, "AuthenticationError")
    assert.match(JSON.stringify("metadata" in reason ? reason.metadata : null), /"a".*"CircuitOpen".*"b"/)
  })

  it("says which name is nobody's", () => {
    const { reason } = aiErrorOf("streamText", new ModelNameUnknown("model", "lama", ["llama"]))
    assert.strictEqual(reason._tag, "InvalidRequestError")
    assert.match(reason.message, /lama/)
  })
})
