/**
 * The names under which figures and spans say what they are about: one table for metrics and spans, so that a chart and
 * a trace can be joined. They follow OpenTelemetry's rules for names (lower case, dots for folders, own prefix). Values
 * are what the program chose as names, never contents of a request.
 */

/** Attribute → what it holds and on which spans and metrics it stands. */
export const attributeTable = {
  "zenus.breaker.name": "The key of a circuit breaker.",
  "zenus.breaker.state": "Closed, Open, HalfOpen, Isolated or Disabled, as the call found it.",
  "zenus.breaker.rejected": "True on a span whose call was turned away.",
  "zenus.breaker.slow": "True on a span whose call was slow by the breaker's measure.",
  "zenus.retry.attempts": "How many attempts the call took, the first included.",
  "zenus.retry.stopped": "Why no further attempt was made: attempts, budget, deadline, refused, retryAfter.",
  "zenus.retry_budget.name": "The key of a retry budget.",
  "zenus.cascade.name": "The name of a fallback cascade.",
  "zenus.cascade.answered": "The option that gave the answer.",
  "zenus.cascade.skipped": "The options that were passed over without an attempt, in order, separated by commas.",
  "zenus.cascade.failed": "The options that were tried and failed, in order, separated by commas.",
  "zenus.option.name": "One option of a cascade.",
  "zenus.limit.name": "The key of a bulkhead, rate limit or concurrency limit.",
  "zenus.limit.kind": "bulkhead, rateLimit or concurrencyLimit.",
  "zenus.policy.name": "The name of a policy."
} as const

export type AttributeName = keyof typeof attributeTable

/** Attributes with their values, for a span or a series. */
export type Attributes = Readonly<Partial<Record<AttributeName, string | number | boolean>>>
