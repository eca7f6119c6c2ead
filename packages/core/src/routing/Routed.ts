/**
 * What the router is asked and what it says: the question without a fixed model, the answer with what it cost and all that was tried
 * on the way, and what happens meanwhile. Data only, for whoever asks, shows or keeps it. What may surprise: `attempts` holds what was
 * passed over, too, in order; a money figure is null where the price is unknown and never zero.
 */
import type { Chat } from "../llm/Chat.ts"
import type { ChatAnswer, ChatEvent } from "../llm/ChatAnswer.ts"
import type { BreakerState } from "../resilience/breaker/CircuitBreaker.ts"

export interface ModelAsk {
  readonly chat: Omit<Chat, "model">
  /** As a person writes it: `claude-…`, `provider/model`, an alias. Absent: each provider's configured or default model. */
  readonly model?: string | undefined
  /** That provider alone, no fallback. */
  readonly provider?: string | undefined
  /** Order for this ask instead of the configured one. `rules` in it is passed over: it only plans. */
  readonly cascade?: ReadonlyArray<string> | undefined
  /**
   * Milliseconds that all providers together may take to accept a connection, shared out evenly among those left: for whoever has an
   * answer of its own at hand, so the last provider has no more time for its first token than the others. Absent: each its own
   * `timeouts.connect`, and the last has what is left.
   */
  readonly connectWithinMs?: number | undefined
  /** Default `off`. Never `use` for asks with tools that act. */
  readonly cache?: "use" | "off" | undefined
  /** With `cache: "use"`, a kept answer that is too old is given where nobody answers. Default false. */
  readonly staleOnOutage?: boolean | undefined
  /** Told as it happens; what it throws is ignored. */
  readonly onEvent?: ((event: RouteEvent) => void) | undefined
}

/** `skipped`: no call was made. */
export type RouteOutcome = "answered" | "failed" | "skipped"

/** One call to a provider, or the reason for which there was none. */
export interface RouteAttempt {
  readonly provider: string
  /** Empty where it is not known which would have been asked. */
  readonly model: string
  readonly outcome: RouteOutcome
  /** The reason of a `ProviderError`, or `CircuitOpen`, `SpendLimitReached`, `NotConfigured` …; absent when answered. */
  readonly error?: string
  /** One line for a person; absent when answered. */
  readonly reason?: string
  /** Milliseconds; a stream's until its end. Zero when skipped. */
  readonly durationMs: number
}

/** Of the call that answered. */
export interface RouteCost {
  /** Null: price or usage unknown. Zero: nothing was paid (a free model, a kept answer). */
  readonly microUsd: number | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly cachedInputTokens: number | null
}

export interface Routed {
  readonly answer: ChatAnswer
  readonly cost: RouteCost
  /** In order, the one that answered last. Of a kept answer: those that were tried in vain, so nobody unless it is `stale`. */
  readonly attempts: ReadonlyArray<RouteAttempt>
  readonly cached: "no" | "fresh" | "stale"
}

interface About {
  readonly provider: string
  readonly model: string
}

/**
 * `attempt` counts from 1 and `of` is the most that this provider will be called; `endsInMs` is the longest until something of the
 * answer, or the next event, is there. `waiting` comes between two attempts on one provider.
 */
export type RouteEvent =
  | ({ readonly type: "attempt"; readonly attempt: number; readonly of: number; readonly endsInMs: number } & About)
  | ({
      readonly type: "waiting"
      readonly attempt: number
      readonly of: number
      readonly ms: number
      readonly why: string
    } & About)
  | ({ readonly type: "failed"; readonly why: string } & About)
  | ({ readonly type: "skipped"; readonly why: string } & About)
  | ({ readonly type: "answered"; readonly isFallback: boolean } & About)
  /** A call without a whole answer is over and was, or may have been, paid: null where nobody knows how much. Told of a cancelled one, too. */
  | ({ readonly type: "unanswered"; readonly microUsd: number | null } & About)

/** What a stream gives: all of one provider's answer. `done` comes exactly once and last. */
export type RoutedEvent =
  Exclude<ChatEvent, { readonly type: "done" }> | { readonly type: "done"; readonly routed: Routed }

/** Where one provider stands, without a connection. */
export interface ProviderStanding {
  readonly provider: string
  /** The one that is asked when nobody names another; null where none is known. */
  readonly model: string | null
  readonly isLocal: boolean
  /** Whether it is asked by itself, or only by its name. */
  readonly isInCascade: boolean
  /** Why it cannot be asked ("no key: set ANTHROPIC_API_KEY"); null when it can. */
  readonly whyNot: string | null
  /** The worse one of the provider's circuit and its model's. */
  readonly circuit: BreakerState
  /** Milliseconds until an open circuit lets a trial through; null for others. */
  readonly retryInMs: number | null
  /** Null: nobody called it for a while. */
  readonly healthy: boolean | null
}
