/**
 * Everything between a question and a model: the router over the providers, what calls cost and may cost, how providers have been
 * doing, and the way out. In a script of its own, which most commands never load. It shares circuits and budgets with all other
 * calls of this process.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import {
  type FoundProvider,
  Housekeeping,
  type HousekeepingService,
  PathText,
  StoreService,
  type ZenusConfig
} from "@zenus/core"
import {
  cacheMigrations,
  closeMoved,
  Health,
  Ledger,
  PriceTable,
  probeProviders,
  Providers,
  ResponseCache,
  RouteCacheLayer,
  Router,
  SpendLimit
} from "@zenus/core/models"
import { NodeCallIntentsLayer, NodeHttpClientLayer, sha256, SqliteStoreLayer } from "@zenus/core/node"
import { makeAlertLines } from "../render/alertLines.ts"
import { type Learned, loggingTo } from "./resilience.ts"

export type ModelServices = Router | Providers | SpendLimit | Ledger | PriceTable | Health

export interface ModelParts {
  /** Known names, in order. */
  readonly cascade: ReadonlyArray<string>
  readonly config: ZenusConfig
  readonly providers: ReadonlyArray<FoundProvider>
  readonly store: StoreService["Service"]
  /** For kept answers; made by the first of them. */
  readonly cacheFolder: string
  /** Whether providers are looked at now and then; `only`: that one alone. For processes that live long. */
  readonly probes: { readonly only: string | undefined } | null
  readonly learned: Learned
  /** Is told what a person should know. */
  readonly note: (line: string) => void
  readonly housekeeping: HousekeepingService
}

/** The services, and what a person should hear of what they spent, each line once. */
export interface MadeModelServices {
  readonly services: Context.Context<ModelServices>
  readonly news: () => ReadonlyArray<string>
}

/** Nothing is opened before an answer is kept or looked for. */
const keptAnswers = ({ cacheFolder, config: { cache } }: ModelParts) =>
  RouteCacheLayer.pipe(
    Layer.provide(ResponseCache.layer({ ...cache, digest: sha256 })),
    Layer.provide(SqliteStoreLayer({ file: PathText.child(cacheFolder, "answers.db"), migrations: cacheMigrations }))
  )

/** Turns of the event loop in which a reader that was just told of alerts has heard them. */
const TURNS = 20

/** Hears alerts as long as the scope is open; the last of them are heard before it closes. */
const hearAlerts = (services: Context.Context<ModelServices>) =>
  Effect.gen(function* () {
    const lines = makeAlertLines()
    const { alerts } = Context.get(services, SpendLimit)
    const hearing = Stream.runForEach(alerts, (alert) => Effect.sync(() => lines.hear(alert)))
    yield* Effect.forkScoped(hearing, { startImmediately: true })
    yield* Effect.addFinalizer(() => Effect.repeat(Effect.yieldNow, { times: TURNS }))
    return lines
  })

const microUsd = (usd: number | null): number | null => (usd === null ? null : Math.round(usd * 1_000_000))

/** Ends with the scope: connections are closed, what was seen and spent is in the file, what nobody told of alerts is told. */
export const makeModelServices = (parts: ModelParts): Effect.Effect<MadeModelServices, never, Scope.Scope> => {
  const { cascade, config, housekeeping, learned, note, providers, store } = parts
  const { limits, prices, stopAt, warnAt } = config.costs
  const { strategy, weights: listed } = config.routing
  const weights = Object.fromEntries(listed.map(({ provider, weight }) => [provider, weight]))
  return Effect.gen(function* () {
    yield* closeMoved(providers).pipe(Effect.provideContext(learned), Effect.provideService(StoreService, store))
    const services = yield* Router.layer({ cascade, strategy, weights, deadline: config.llm.deadline }).pipe(
      Layer.provideMerge(
        SpendLimit.layer({ day: microUsd(limits.day), month: microUsd(limits.month), stopAt, warnAt })
      ),
      Layer.provideMerge(
        Layer.mergeAll(
          Layer.provide(Ledger.layer, NodeCallIntentsLayer),
          PriceTable.layer({ own: prices }),
          Health.layer()
        )
      ),
      Layer.provideMerge(Layer.provide(Providers.layer(providers), NodeHttpClientLayer())),
      Layer.provide(Layer.succeedContext(learned)),
      Layer.provide(Layer.succeed(StoreService, store)),
      Layer.merge(keptAnswers(parts)),
      Layer.build
    )
    // Told last, when all that is written is written.
    yield* Effect.addFinalizer(() => Effect.sync(() => lines.take().forEach(note)))
    const lines = yield* hearAlerts(services)
    if (parts.probes !== null) yield* Effect.forkScoped(Effect.provideContext(probeProviders(parts.probes), services))
    return { services, news: lines.take }
  }).pipe(Effect.provideService(Housekeeping, housekeeping), loggingTo(note))
}
