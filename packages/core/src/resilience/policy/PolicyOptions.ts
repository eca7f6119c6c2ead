/** What a policy is told. A part that is not named is not there; `{}` takes a part with its defaults. */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { Breakers, CircuitOpen } from "../breaker/CircuitBreaker.ts"
import type { AllOptionsFailed, OptionDefect } from "../cascade/AllOptionsFailed.ts"
import type { CascadeOptions, FallbackOption, Needs, WhereNamed } from "../cascade/FallbackOption.ts"
import type { Coalescing } from "../coalesce/Coalesce.ts"
import type { BulkheadFull, Bulkheads } from "../limits/Bulkhead.ts"
import type { Concurrencies, ConcurrencyLimited } from "../limits/Concurrency.ts"
import type { DeadlineExceeded } from "../limits/Deadline.ts"
import type { Known, KnownEach, NoOptionOfThisName } from "../knownOptions.ts"
import type { RateLimited, RateLimits } from "../limits/RateLimit.ts"
import type { TimedOut } from "../limits/Timeout.ts"
import type { Classify } from "../Outcome.ts"
import type { RetryOptions } from "../retry/Retry.ts"
import type { RetryBudgets } from "../retry/RetryBudget.ts"
import type { RetryStopped } from "../retry/RetryStopped.ts"

type Call = Effect.Effect<unknown, unknown, unknown>

/** Which of its service's keys a part uses. Default: the policy's name. */
export interface Keyed {
  readonly key?: string
}

export interface PolicyOptions {
  /** Whose policy it is ("anthropic"): default key of breaker, budget and limits, and the name in errors. */
  readonly name: string
  /** The end of everything, attempts, waits, queues and fallbacks included. */
  readonly deadline?: Duration.Input
  /** Equal calls at the same time are one; the key must say what is called and with what, so it has no default. */
  readonly coalesce?: { readonly key: string }
  /** What answers when the call does not; the value is that of whatever answered. */
  readonly fallbacks?: ReadonlyArray<FallbackOption<Call>>
  readonly order?: CascadeOptions["order"]
  readonly sticky?: CascadeOptions["sticky"]
  /** Its budget is that of the policy's name, unless another is given. */
  readonly retry?: Omit<RetryOptions<unknown>, "while"> & {
    /** As in `Retry`, but an Effect that needs nothing and cannot fail: what it would add has no place in the policy's types. */
    readonly while?: (error: unknown) => boolean | Effect.Effect<boolean>
  }
  readonly breaker?: Keyed & { readonly classify?: Classify }
  readonly rateLimit?: Keyed & { readonly tokens?: number }
  readonly bulkhead?: Keyed
  readonly concurrency?: Keyed
  /** The limit of each attempt. */
  readonly timeout?: Duration.Input
}

/** The options again, without names that nobody reads: at the top, in each part, in each fallback. */
export type KnownOptions<Options> = {
  readonly [Name in keyof Options]: Name extends "fallbacks"
    ? KnownEach<Options[Name], FallbackOption<Call>>
    : Name extends "coalesce" | "retry" | "breaker" | "rateLimit" | "bulkhead" | "concurrency"
      ? Options[Name] & Known<Options[Name], NonNullable<PolicyOptions[Name]>>
      : Name extends keyof PolicyOptions
        ? Options[Name]
        : NoOptionOfThisName
}

type ListOf<Options> = Options extends { readonly fallbacks: infer Own extends ReadonlyArray<FallbackOption<Call>> }
  ? Own[number]
  : never

/** What one attempt can fail with. */
type AttemptError<E, Options> =
  | E
  | WhereNamed<Options, "timeout", TimedOut>
  | WhereNamed<Options, "concurrency", ConcurrencyLimited>
  | WhereNamed<Options, "bulkhead", BulkheadFull>
  | WhereNamed<Options, "rateLimit", RateLimited>
  | WhereNamed<Options, "breaker", CircuitOpen>

type RetriedError<E, Options> = Options extends { readonly retry: { readonly exhausted: "wrap" } }
  ? RetryStopped<AttemptError<E, Options>>
  : AttemptError<E, Options>

type CascadeError<E, Options> = [ListOf<Options>] extends [never]
  ? RetriedError<E, Options>
  : AllOptionsFailed<
      | RetriedError<E, Options>
      | Effect.Error<ListOf<Options>["run"]>
      | OptionDefect
      | WhereNamed<ListOf<Options>, "timeout", TimedOut>
    >

/** What a call under the policy fails with: its own errors, and one for each part that was named. */
export type PolicyError<E, Options> = CascadeError<E, Options> | WhereNamed<Options, "deadline", DeadlineExceeded>

/** A call's value, or that of a fallback. */
export type PolicyValue<A, Options> =
  A | ([ListOf<Options>] extends [never] ? never : Effect.Success<ListOf<Options>["run"]>)

type BudgetOf<Options> = Options extends { readonly retry: { readonly budget: "none" } }
  ? never
  : WhereNamed<Options, "retry", RetryBudgets>

/** The services that the named parts live in. */
export type PolicyNeeds<Options> =
  | WhereNamed<Options, "breaker", Breakers>
  | WhereNamed<Options, "coalesce", Coalescing>
  | WhereNamed<Options, "rateLimit", RateLimits>
  | WhereNamed<Options, "bulkhead", Bulkheads>
  | WhereNamed<Options, "concurrency", Concurrencies>
  | BudgetOf<Options>
  | ([ListOf<Options>] extends [never] ? never : Needs<ListOf<Options>> | Effect.Services<ListOf<Options>["run"]>)
