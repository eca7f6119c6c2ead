/**
 * The providers that are known by name: which wire, where, and which variables configure them. A table and nothing else: nobody
 * here reads the environment. Base URLs are those that the official clients take, so that a variable set for them works here.
 */
import type { Wire } from "./wire/Wire.ts"
import { anthropicWire } from "./wire/anthropic/anthropicWire.ts"
import { geminiWire } from "./wire/gemini/geminiWire.ts"
import { ollamaWire } from "./wire/ollama/ollamaWire.ts"
import { openaiWire } from "./wire/openai/openaiWire.ts"

export interface KnownProvider {
  readonly name: string
  readonly wire: Wire
  readonly baseUrl: string
  readonly baseUrlVariable: string
  /** Null where no key is needed. */
  readonly keyVariable: string | null
  /** Where the base URL may be a host alone (`OLLAMA_HOST=127.0.0.1:11434`): what completes it. */
  readonly defaultPort?: number
}

export const knownProviders: ReadonlyArray<KnownProvider> = [
  {
    name: "anthropic",
    wire: anthropicWire,
    baseUrl: "https://api.anthropic.com",
    baseUrlVariable: "ANTHROPIC_BASE_URL",
    keyVariable: "ANTHROPIC_API_KEY"
  },
  {
    name: "deepseek",
    // It knows `json_object` alone.
    wire: openaiWire({ maxTokensField: "max_tokens", jsonMode: "object" }),
    baseUrl: "https://api.deepseek.com",
    baseUrlVariable: "DEEPSEEK_BASE_URL",
    keyVariable: "DEEPSEEK_API_KEY"
  },
  {
    name: "openai",
    wire: openaiWire({ maxTokensField: "max_completion_tokens", jsonMode: "schema" }),
    baseUrl: "https://api.openai.com/v1",
    baseUrlVariable: "OPENAI_BASE_URL",
    keyVariable: "OPENAI_API_KEY"
  },
  {
    name: "openrouter",
    wire: openaiWire(),
    baseUrl: "https://openrouter.ai/api/v1",
    baseUrlVariable: "OPENROUTER_BASE_URL",
    keyVariable: "OPENROUTER_API_KEY"
  },
  {
    name: "gemini",
    wire: geminiWire,
    baseUrl: "https://generativelanguage.googleapis.com",
    baseUrlVariable: "GEMINI_BASE_URL",
    keyVariable: "GEMINI_API_KEY"
  },
  {
    name: "ollama",
    wire: ollamaWire,
    baseUrl: "http://127.0.0.1:11434",
    baseUrlVariable: "OLLAMA_HOST",
    keyVariable: null,
    defaultPort: 11_434
  }
]
