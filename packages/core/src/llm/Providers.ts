/**
 * The providers of this process, each ready to be called or with the reason why it cannot be. Made from settings, which are data
 * (`config/providerSettings.ts` makes them from a configuration and an environment); no connection is opened here.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as HttpClient from "effect/http/HttpClient"
import { withAnyModel } from "./anyModel.ts"
import type { WireName } from "./Chat.ts"
import { make, type ProviderService } from "./Provider.ts"
import type { Dialect } from "./wire/openai/encode.ts"
import { wireFor } from "./wireFor.ts"

/** Milliseconds, for each attempt. */
export interface ProviderTimeouts {
  readonly connect: number
  readonly firstToken: number
  readonly gap: number
}

export interface ProviderSettings {
  readonly name: string
  readonly wire: WireName
  readonly dialect?: Dialect | undefined
  /** As `readBaseUrl` gives it; the provider's own where the one that was set is none. */
  readonly baseUrl: string
  /** `null`: none is sent. */
  readonly key: Redacted.Redacted | null
  /** The model that is asked when nobody names another; `null` for a provider of a person's own without one. */
  readonly model: string | null
  /**
   * Whether another model will do where it has not that one: where nobody chose it, and which there are is a matter of the machine.
   * Default false.
   */
  readonly anyModel?: boolean | undefined
  /** Names that mean one of its models: `fast`, `best`, `local`. */
  readonly aliases: Readonly<Record<string, string>>
  readonly timeouts: ProviderTimeouts
  /** Whether it runs on this machine: its calls cost nothing and leave nothing behind elsewhere. */
  readonly isLocal: boolean
  /** Why it cannot be called, for a person ("no key: set ANTHROPIC_API_KEY"); `null` when it can. */
  readonly whyNot: string | null
}

export interface ConfiguredProvider extends Pick<
  ProviderSettings,
  "name" | "aliases" | "timeouts" | "isLocal" | "whyNot" | "baseUrl"
> {
  /** `null` where none is known. */
  readonly defaultModel: string | null
  /** `null` exactly when `whyNot` is not. */
  readonly service: ProviderService | null
}

const configured = (client: HttpClient.HttpClient, settings: ProviderSettings): ConfiguredProvider => {
  const { aliases, anyModel, baseUrl, isLocal, key, model, name, timeouts, whyNot } = settings
  const base = { name, aliases, baseUrl, isLocal, timeouts, whyNot, defaultModel: model }
  if (whyNot !== null) return { ...base, service: null }
  const service = make(client, {
    name,
    wire: wireFor(settings),
    baseUrl,
    key: key ?? undefined,
    connectTimeout: timeouts.connect,
    firstTokenTimeout: timeouts.firstToken,
    stallTimeout: timeouts.gap
  })
  return { ...base, service: anyModel === true && model !== null ? withAnyModel(service, model) : service }
}

export class Providers extends Context.Service<
  Providers,
  {
    /** Every provider that is known, in the order of the settings. */
    readonly all: ReadonlyArray<ConfiguredProvider>
  }
>()("@zenus/core/llm/Providers") {
  /** Takes its HttpClient when it is built. */
  static readonly layer = (
    settings: ReadonlyArray<ProviderSettings>
  ): Layer.Layer<Providers, never, HttpClient.HttpClient> =>
    Layer.effect(
      Providers,
      Effect.map(HttpClient.HttpClient, (client) => ({ all: settings.map((one) => configured(client, one)) }))
    )
}
