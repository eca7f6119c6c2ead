/**
 * The names under which figures and spans say what they are about: one table for metrics and spans, so that a chart and
 * a trace can be joined. They follow OpenTelemetry's rules for names (lower case, dots for folders, own prefix). Values
 * are what the program chose as names, never contents of a request.
 */

/** Attribute → what it holds and on which spans and metrics it stands. */
export const attributeTable = {
  "zenus.policy.name": "The name of a policy, on the span in which a call under it ran.",
  "zenus.breaker.name": "The key of a circuit breaker; on a span, of the one that turned the call away.",
  "zenus.breaker.state": "On a span: Open, HalfOpen or Isolated, as the call that was turned away found it.",
  "zenus.breaker.slow": "On a span: the key of the circuit by whose policy an attempt of the call was slow.",
  "zenus.retry.attempts": "On a span: how many attempts the call took, the first included.",
  "zenus.retry.stopped":
    "On a span: why no further attempt was made (attempts, budget, deadline, refused, retryAfter); budget is a refused retry.",
  "zenus.retry_budget.name": "The key of a retry budget.",
  "zenus.cascade.name": "The name of a fallback cascade.",
  "zenus.cascade.answered": "On a span: the option that gave the answer.",
  "zenus.cascade.skipped": "On a span: the options passed over without an attempt, in order, separated by commas.",
  "zenus.cascade.failed": "On a span: the options that were tried and failed, in order, separated by commas.",
  "zenus.option.name": "One option of a cascade.",
  "zenus.limit.name": "The key of a bulkhead, rate limit or concurrency limit.",
  "zenus.limit.kind": "Which of the three: bulkhead, rateLimit or concurrencyLimit."
} as const

export type AttributeName = keyof typeof attributeTable

/** Attributes with their values, for a span or a series. */
export type Attributes = Readonly<Partial<Record<AttributeName, string | number | boolean>>>
