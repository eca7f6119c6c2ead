/**
 * Whoever needs a model asks here: which provider, under which circuit and budget, with which retries and at which cost is decided
 * behind it. It never plans: `rules` in a cascade is passed over.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { ModelInfo } from "../llm/ChatAnswer.ts"
import type { ProviderError } from "../llm/ProviderError.ts"
import type { ModelAsk, ProviderStanding, Routed, RoutedEvent } from "./Routed.ts"
import type { ModelNameUnknown, NoModelAnswered, NotConfigured } from "./routeErrors.ts"

export interface RouterService {
  /** The whole answer of the first provider that gives one. */
  readonly complete: (ask: ModelAsk) => Effect.Effect<Routed, NoModelAnswered | ModelNameUnknown>
  /** The answer as it is written, all of it from one provider. Each run is an ask of its own. */
  readonly stream: (ask: ModelAsk) => Stream.Stream<RoutedEvent, NoModelAnswered | ModelNameUnknown>
  /** The providers of the configured cascade, in its order. Opens no connection. */
  readonly standing: Effect.Effect<ReadonlyArray<ProviderStanding>>
  /** Asks one provider for its models, which checks its key and costs nothing. */
  readonly models: (
    provider: string
  ) => Effect.Effect<ReadonlyArray<ModelInfo>, ProviderError | NotConfigured | ModelNameUnknown>
}

export class Router extends Context.Service<Router, RouterService>()("@zenus/core/routing/Router") {}
