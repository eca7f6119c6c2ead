/**
 * Who could be asked of the model providers, known at once; and how, loaded when somebody is asked. A start without keys, or one that
 * never gets to a model, loads and reads nothing for it.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import {
  chooseProviders,
  escapeName,
  type Environment,
  type FoundProvider,
  type HousekeepingService,
  type ProviderChoice,
  providerSettings,
  type StoreService,
  type WrongChoice,
  type ZenusConfig
} from "@zenus/core"
import type { MadeModelServices, ModelServices } from "./modelServices.ts"
import type { Learned } from "./resilience.ts"

export interface Models {
  readonly choice: ProviderChoice
  /** Every provider that is known, also those that cannot be called. */
  readonly providers: ReadonlyArray<FoundProvider>
  /** Whether a model may be asked: one of those that are chosen has its key, or needs none. */
  readonly areConfigured: boolean
  /** The router and what it stands on, made once; connections and what was learned are let go with the session. */
  readonly services: Effect.Effect<Context.Context<ModelServices>>
  /** Lines that a person should hear after what was asked for, each once: limits for money that are nearly or all spent. */
  readonly news: () => ReadonlyArray<string>
}

const RULES = "rules"

/** A name of a model may lead to a provider that is in no cascade. */
const mayAsk = ({ cascade, model, provider }: ProviderChoice, providers: ReadonlyArray<FoundProvider>): boolean => {
  if (provider === RULES) return false
  const can = (name: string): boolean => providers.some((one) => one.name === name && one.whyNot === null)
  if (provider !== null) return can(provider)
  const others = model === null ? [] : providers.map(({ name }) => name)
  return [...cascade, ...others].some(can)
}

/** What somebody set up for a provider that would be asked, and that cannot be used; a key that is not there is nobody's mistake. */
export const passedOver = ({ choice, providers }: Models): ReadonlyArray<string> => {
  const asked = choice.provider === null ? choice.cascade : [choice.provider]
  return providers.flatMap(({ name, problem }) =>
    problem !== null && problem.what !== "no-key" && asked.includes(name)
      ? [`${name} is passed over: ${problem.says}.`]
      : []
  )
}

/** A model that was named where nobody can be asked for one: the rules would answer as if nothing had been said. */
export const namedInVain = ({ areConfigured, choice: { model, provider } }: Models): ReadonlyArray<string> =>
  model === null || provider !== null || areConfigured
    ? []
    : [`The model ${escapeName(model)} is not asked: no provider is set up. zenus doctor says what each needs.`]

/** What the command line, the environment and the configuration choose. */
export const choiceOf = (
  flag: (name: string) => string | undefined,
  env: Environment,
  config: ZenusConfig
): ProviderChoice | WrongChoice =>
  chooseProviders({ provider: flag("provider"), cascade: flag("cascade"), model: flag("model") }, env, config)

export interface ModelsOptions {
  readonly choice: ProviderChoice
  readonly config: ZenusConfig
  readonly env: Environment
  readonly store: StoreService["Service"]
  readonly cacheFolder: string
  /** This process waits for a person between requests: once models were asked, it looks now and then whether they are there. */
  readonly livesLong: boolean
  readonly learned: Effect.Effect<Learned>
  readonly scope: Scope.Scope
  readonly note: (line: string) => void
  readonly housekeeping: HousekeepingService
}

export const makeModels = (options: ModelsOptions): Effect.Effect<Models> => {
  const { cacheFolder, choice, config, env, housekeeping, learned, livesLong, note, scope, store } = options
  const providers = providerSettings(config, env)
  let made: MadeModelServices | null = null
  return Effect.map(
    Effect.cached(
      Effect.gen(function* () {
        const { makeModelServices } = yield* Effect.promise(() => import("./modelServices.ts"))
        const probes = livesLong ? { only: choice.provider ?? undefined } : null
        const base = { cascade: choice.cascade, config, providers, store, cacheFolder, probes, note, housekeeping }
        made = yield* Scope.provide(makeModelServices({ ...base, learned: yield* learned }), scope)
        return made.services
      })
    ),
    (services): Models => ({
      choice,
      providers,
      areConfigured: mayAsk(choice, providers),
      services,
      news: () => made?.news() ?? []
    })
  )
}
