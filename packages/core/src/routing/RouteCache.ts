/**
 * Where kept answers come in: around the whole of an ask, so that an answer which is kept opens no connection and equal asks at the
 * same time may be one. The router knows no more of it than this, and without it asks every time.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Chat } from "../llm/Chat.ts"
import type { Routed } from "./Routed.ts"

/** What an answer depends on. */
export interface CacheAsk {
  readonly chat: Omit<Chat, "model">
  /** Those that may be called, in the order in which they would be; at least one. */
  readonly from: ReadonlyArray<{ readonly provider: string; readonly model: string; readonly baseUrl: string }>
  /** Whether an answer that is too old may be given where `call` fails. */
  readonly staleOnOutage: boolean
}

export interface RouteCacheService {
  /** A kept answer, or what `call` gives. `cached` of what it gives says which. Fails as `call` does. */
  readonly around: <E>(ask: CacheAsk, call: Effect.Effect<Routed, E>) => Effect.Effect<Routed, E>
}

/** Default: nothing is kept. Asked only for asks with `cache: "use"`. */
export const RouteCache: Context.Reference<RouteCacheService | null> = Context.Reference<RouteCacheService | null>(
  "@zenus/core/routing/RouteCache",
  { defaultValue: () => null }
)
