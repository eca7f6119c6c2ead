/** What a retry is told, and what it tells. */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { Classify } from "../Outcome.ts"
import type { Backoff, Jitter } from "./Backoff.ts"
import type { Budget } from "./RetryBudget.ts"
import type { StopReason } from "./RetryState.ts"

/**
 * What a retry did; `attempt` is the one that failed, `at` wall-clock epoch ms, `budget` its name. `retry.misjudged`: an option that is a
 * function threw, or gave what is no answer.
 */
export type RetryEvent<E = unknown> = {
  readonly at: number
  readonly attempt: number
  readonly error: E
  readonly budget: string | null
} & (
  | { readonly _tag: "retry.scheduled"; readonly waitMs: number }
  | { readonly _tag: "retry.stopped"; readonly reason: StopReason }
  | {
      readonly _tag: "retry.misjudged"
      readonly what: "classify" | "while" | "retryAfter" | "backoff"
      readonly why: string
    }
)

/** What may be asked whether an error is worth another attempt. */
export type Verdict = boolean | Effect.Effect<boolean, unknown, unknown>

export type BudgetOption = "none" | (string & {}) | Budget

/** `W`, `B` and `X`: what `while`, `budget` and `exhausted` are, from which the errors and needs of the retried call follow. */
export interface RetryOptions<in E, out W = boolean, out B = BudgetOption, out X = "last" | "wrap"> {
  /** The first call included; from 1, default 3. */
  readonly attempts?: number
  /** Default `Backoff.exponential()`: 200 ms, doubling, at most 20 s. A function of your own that gives no number waits the cap. */
  readonly backoff?: Backoff
  /** Default "full". */
  readonly jitter?: Jitter
  /** Name of the budget in `RetryBudgets` (default "default"), a budget itself, or "none". Name what fails together. */
  readonly budget?: B
  /**
   * What a failed attempt says of the dependency: `Ignored` is not tried again, a `retryAfterMs` is waited for, one that `timedOut` costs the
   * budget twice. Default `Outcome.classify`; in a policy, the classifier that its breaker is given there.
   */
  readonly classify?: Classify
  /**
   * Whether an error is worth another attempt; default: unless it is classified as `Ignored`. Refusals of our own layers never are. One that
   * throws or gives no boolean says no.
   */
  readonly while?: (error: E) => W
  /** The wait that an error asks for; default: by its class, a Retry-After of its HTTP answer, or its `retryAfterMs`. What is no length counts as none. */
  readonly retryAfter?: (error: E) => Duration.Input | undefined
  /** Asked for more, the retry gives up. Default "1 minute". */
  readonly maxRetryAfter?: Duration.Input
  /** "last" (default): fails as the last attempt did. "wrap": with `RetryStopped`, which says why and holds all attempts. */
  readonly exhausted?: X
  /** Told of each retry and of the end without success, at once; what it throws is dropped. */
  readonly observe?: (event: RetryEvent<E>) => void
}

/** Their names. */
export const RETRY_OPTIONS = [
  "attempts",
  "backoff",
  "jitter",
  "budget",
  "classify",
  "while",
  "retryAfter",
  "maxRetryAfter",
  "exhausted",
  "observe"
] as const satisfies ReadonlyArray<keyof RetryOptions<never>>
