/**
 * Everything between a question and a model: the router over the providers, what calls cost and may cost, how providers have been
 * doing, and the way out. In a script of its own, which most commands never load. It shares circuits and budgets with all other
 * calls of this process.
 */
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { type FoundProvider, StoreService, type ZenusConfig } from "@zenus/core"
import { Health, Ledger, PriceTable, Providers, Router, SpendLimit } from "@zenus/core/models"
import { NodeHttpClientLayer } from "@zenus/core/node"
import { type Learned, loggingTo } from "./resilience.ts"

export type ModelServices = Router | Providers | SpendLimit | Ledger | PriceTable | Health

export interface ModelParts {
  /** Known names, in order. */
  readonly cascade: ReadonlyArray<string>
  readonly config: ZenusConfig
  readonly providers: ReadonlyArray<FoundProvider>
  readonly store: StoreService["Service"]
  readonly learned: Learned
  /** Is told what a person should know. */
  readonly note: (line: string) => void
}

const microUsd = (usd: number | null): number | null => (usd === null ? null : Math.round(usd * 1_000_000))

/** Ends with the scope: connections are closed, what was seen and spent is in the file. */
export const makeModelServices = ({
  cascade,
  config,
  learned,
  note,
  providers,
  store
}: ModelParts): Effect.Effect<Context.Context<ModelServices>, never, Scope.Scope> => {
  const { limits, prices, stopAt, warnAt } = config.costs
  const { strategy, weights: listed } = config.routing
  const weights = Object.fromEntries(listed.map(({ provider, weight }) => [provider, weight]))
  return Router.layer({ cascade, strategy, weights, deadline: config.llm.deadline }).pipe(
    Layer.provideMerge(SpendLimit.layer({ day: microUsd(limits.day), month: microUsd(limits.month), stopAt, warnAt })),
    Layer.provideMerge(Layer.mergeAll(Ledger.layer, PriceTable.layer({ own: prices }), Health.layer())),
    Layer.provideMerge(Layer.provide(Providers.layer(providers), NodeHttpClientLayer())),
    Layer.provide(Layer.succeedContext(learned)),
    Layer.provide(Layer.succeed(StoreService, store)),
    Layer.build,
    loggingTo(note)
  )
}
