/** The resilience layers: what people import as `@zenus/core/resilience`. One namespace a primitive; `Resilience` puts them together. */
export * as Backoff from "./resilience/retry/Backoff.ts"
export * as Bulkhead from "./resilience/limits/Bulkhead.ts"
export * as CircuitBreaker from "./resilience/breaker/CircuitBreaker.ts"
export * as Coalesce from "./resilience/coalesce/Coalesce.ts"
export * as Concurrency from "./resilience/limits/Concurrency.ts"
export * as Deadline from "./resilience/limits/Deadline.ts"
export * as Fallback from "./resilience/cascade/Fallback.ts"
export * as Hedge from "./resilience/limits/Hedge.ts"
export * as HttpOutcome from "./resilience/httpOutcome.ts"
export * as OpenTime from "./resilience/breaker/OpenTime.ts"
export * as Outcome from "./resilience/Outcome.ts"
export * as RateLimit from "./resilience/limits/RateLimit.ts"
export * as Resilience from "./resilience/policy/Resilience.ts"
export * as Retry from "./resilience/retry/Retry.ts"
export * as RetryBudget from "./resilience/retry/RetryBudget.ts"
export * as Timeout from "./resilience/limits/Timeout.ts"
export * as Trip from "./resilience/breaker/Trip.ts"
export * as Window from "./resilience/breaker/Window.ts"
export { InvalidOption } from "./resilience/checkOptions.ts"
export { isLocalRejection, Rejection } from "./resilience/Rejection.ts"
export { RetryStopped } from "./resilience/retry/RetryStopped.ts"
export { attributeTable } from "./telemetry/attributes.ts"
export { metricTable } from "./telemetry/metrics.ts"
export { LiveMetrics } from "./telemetry/LiveMetrics.ts"
export {
  createPolicy,
  type ExecuteOptions,
  type PlainEvent,
  type PlainFallback,
  type PlainOptions,
  type PlainPolicy,
  type PlainSnapshot
} from "./resilience/plain/createPolicy.ts"
