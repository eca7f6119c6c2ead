/** What `createPolicy` is told: the options of every part side by side, since a plain policy owns what it works with. */
import type * as Duration from "effect/Duration"
import type { BreakerOptions, BreakerSnapshot } from "../breaker/CircuitBreaker.ts"
import type { CascadeOptions } from "../cascade/FallbackOption.ts"
import type { CascadeSnapshot } from "../cascade/CascadeState.ts"
import type { BulkheadOptions, BulkheadSnapshot } from "../limits/Bulkhead.ts"
import type { ConcurrencyOptions, ConcurrencySnapshot } from "../limits/Concurrency.ts"
import type { RateLimitOptions, RateLimitSnapshot } from "../limits/RateLimit.ts"
import type { RetryOptions } from "../retry/Retry.ts"
import type { RetryBudgetOptions, RetryBudgetSnapshot } from "../retry/RetryBudget.ts"

/** A call: a value, a promise, or a throw. The signal is aborted when nobody waits for the answer any more. */
export type Run<A> = (signal: AbortSignal) => PromiseLike<A> | A

export interface PlainFallback<out A> {
  readonly name: string
  readonly run: (signal: AbortSignal) => PromiseLike<A> | A
  /** Asked with the newest error; `false` passes it over. */
  readonly when?: (error: unknown) => boolean
  /** Why it cannot answer now; `undefined` when it can. */
  readonly unavailable?: () => string | undefined
  readonly timeout?: Duration.Input
  readonly price?: number
}

/** A part that is not named is not there; `{}` takes one with its defaults. Lengths are milliseconds or text ("30 seconds"). */
export interface PlainOptions<Fallback = never> {
  /** In errors, events and snapshots. */
  readonly name: string
  readonly deadline?: Duration.Input
  readonly fallbacks?: ReadonlyArray<PlainFallback<Fallback>>
  readonly order?: CascadeOptions["order"]
  readonly sticky?: CascadeOptions["sticky"]
  readonly retry?: Omit<RetryOptions<unknown>, "budget" | "while"> & {
    /** Whether an error is worth another attempt; default: yes, except for refusals of our own. */
    readonly while?: (error: unknown) => boolean
  }
  /** Pays for retries. Default: 10 retries, and one more for ten successes. */
  readonly retryBudget?: RetryBudgetOptions
  readonly breaker?: BreakerOptions
  readonly rateLimit?: RateLimitOptions
  readonly bulkhead?: BulkheadOptions
  readonly concurrency?: ConcurrencyOptions
  readonly timeout?: Duration.Input
}

/** Everything of this moment; each list has at most one entry of the policy's own name, and the breakers of nobody else. */
export interface PlainSnapshot {
  readonly breakers: ReadonlyArray<BreakerSnapshot>
  readonly retryBudgets: ReadonlyArray<RetryBudgetSnapshot>
  readonly cascades: ReadonlyArray<CascadeSnapshot>
  readonly bulkheads: ReadonlyArray<BulkheadSnapshot>
  readonly concurrencies: ReadonlyArray<ConcurrencySnapshot>
  readonly rateLimits: ReadonlyArray<RateLimitSnapshot>
}
