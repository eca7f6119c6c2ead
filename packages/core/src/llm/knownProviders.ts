/**
 * The providers that are known by name: which protocol, where, which variables configure them, and which models stand for "fast" and
 * "best". A table and nothing else: nobody here reads the environment, and no protocol is loaded with it (`wireFor.ts`). Base
 * URLs are those that the official clients take, so that a variable set for them works here.
 *
 * What may surprise: models go out of date. Those here are what a provider is asked for when nobody names another, no promise that
 * it still has them; `zenus providers --check` lists what there is.
 */
import type { WireName } from "./Chat.ts"
import type { Dialect } from "./wire/openai/encode.ts"

export interface KnownProvider {
  readonly name: string
  readonly wire: WireName
  /** What this provider wants different of chat completions; default: what any compatible server is likely to take. */
  readonly dialect?: Dialect
  readonly baseUrl: string
  readonly baseUrlVariable: string
  /** Null where no key is needed. */
  readonly keyVariable: string | null
  /** Where the base URL may be a host alone (`OLLAMA_HOST=127.0.0.1:11434`): what completes it. */
  readonly defaultPort?: number
  /** The model that is asked when nobody names another. */
  readonly model: string
  /** Names that mean one of its models. */
  readonly aliases: Readonly<Record<string, string>>
}

export const knownProviders: ReadonlyArray<KnownProvider> = [
  {
    name: "anthropic",
    wire: "anthropic",
    baseUrl: "https://api.anthropic.com",
    baseUrlVariable: "ANTHROPIC_BASE_URL",
    keyVariable: "ANTHROPIC_API_KEY",
    model: "claude-sonnet-5",
    aliases: { fast: "claude-haiku-4-5", best: "claude-opus-5-5" }
  },
  {
    name: "deepseek",
    wire: "openai",
    // It knows `json_object` alone.
    dialect: { maxTokensField: "max_tokens", jsonMode: "object" },
    baseUrl: "https://api.deepseek.com",
    baseUrlVariable: "DEEPSEEK_BASE_URL",
    keyVariable: "DEEPSEEK_API_KEY",
    model: "deepseek-v4-pro",
    aliases: { fast: "deepseek-v4-flash", best: "deepseek-v4-pro" }
  },
  {
    name: "openai",
    wire: "openai",
    dialect: { maxTokensField: "max_completion_tokens", jsonMode: "schema" },
    baseUrl: "https://api.openai.com/v1",
    baseUrlVariable: "OPENAI_BASE_URL",
    keyVariable: "OPENAI_API_KEY",
    model: "gpt-6-sol",
    aliases: { fast: "gpt-6-luna", best: "gpt-6-astra" }
  },
  {
    name: "openrouter",
    wire: "openai",
    baseUrl: "https://openrouter.ai/api/v1",
    baseUrlVariable: "OPENROUTER_BASE_URL",
    keyVariable: "OPENROUTER_API_KEY",
    model: "anthropic/claude-sonnet-5",
    aliases: { fast: "openai/gpt-6-luna", best: "anthropic/claude-opus-5.5" }
  },
  {
    name: "gemini",
    wire: "gemini",
    baseUrl: "https://generativelanguage.googleapis.com",
    baseUrlVariable: "GEMINI_BASE_URL",
    keyVariable: "GEMINI_API_KEY",
    model: "gemini-3.8-flash",
    aliases: { fast: "gemini-3.5-flash-lite", best: "gemini-3.1-pro-preview" }
  },
  {
    name: "ollama",
    wire: "ollama",
    baseUrl: "http://127.0.0.1:11434",
    baseUrlVariable: "OLLAMA_HOST",
    keyVariable: null,
    defaultPort: 11_434,
    model: "llama3.2",
    aliases: { local: "llama3.2" }
  }
]

/** Every name that a cascade may hold without configuration; `rules` is built in, plans without a model, and is no provider of one. */
export const PROVIDER_NAMES: ReadonlyArray<string> = [...knownProviders.map(({ name }) => name), "rules"]
