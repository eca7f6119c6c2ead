/**
 * Kept answers as the router sees them: an answer that was kept cost nothing and was nobody's attempt. An old one is given only where
 * nobody answered: not after a refusal, and not where a part of an answer has been shown already, since two answers would be mixed.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ResponseCache } from "../cache/ResponseCache.ts"
import { RouteCache, type RouteCacheService } from "./RouteCache.ts"
import { NoModelAnswered } from "./routeErrors.ts"
import type { RouteAttempt, RouteCost } from "./Routed.ts"

const NOTHING_PAID: RouteCost = { microUsd: 0, inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 }

/** Reasons of providers that another day would not change. */
const ABOUT_THE_QUESTION: ReadonlySet<string> = new Set(["ContentRefused", "ContextTooLong", "BadRequest"])

/** Nobody could be asked or answered, as against: the question was not taken. */
export const isOutage = (error: unknown): boolean =>
  error instanceof NoModelAnswered &&
  error.received === null &&
  !error.attempts.some(({ error: reason = "" }) => ABOUT_THE_QUESTION.has(reason))

/** Who was tried in vain before an old answer was given. */
const attemptsOf = (error: unknown): ReadonlyArray<RouteAttempt> =>
  error instanceof NoModelAnswered ? error.attempts : []

/** Over `ResponseCache`. */
export const RouteCacheLayer: Layer.Layer<never, never, ResponseCache> = Layer.effect(
  RouteCache,
  Effect.map(ResponseCache, (cache): RouteCacheService => ({
    around: ({ staleOnOutage, ...question }, call) =>
      Effect.map(
        cache.around({
          question,
          call,
          answerOf: ({ answer }) => answer,
          mayBeStale: (error) => staleOnOutage && isOutage(error)
        }),
        (found) =>
          found.how === "called"
            ? found.value
            : {
                answer: found.answer,
                cost: NOTHING_PAID,
                attempts: found.how === "stale" ? attemptsOf(found.error) : [],
                cached: found.how === "stale" ? "stale" : "fresh"
              }
      )
  }))
)
