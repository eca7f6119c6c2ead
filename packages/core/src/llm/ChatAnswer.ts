/**
 * What comes back: the whole answer, or events as it is written that end with it. Token counts are what the provider said;
 * what it did not say is null and never zero, since zero would be priced as free.
 */
import type { ReasoningPart, TextPart, ToolCallPart } from "./Chat.ts"

/**
 * Counts in tokens. Providers disagree about what contains what; here `inputTokens` is all that went in (read from and
 * written to a cache included) and `outputTokens` all that came out (reasoning included).
 */
export interface Usage {
  readonly inputTokens: number | null
  readonly cachedInputTokens: number | null
  readonly cacheWriteTokens: number | null
  /** Of `cacheWriteTokens`, those that are kept for an hour, which costs more; only where there are any. */
  readonly longCacheWriteTokens?: number
  readonly outputTokens: number | null
  readonly reasoningTokens: number | null
}

export const unknownUsage: Usage = {
  inputTokens: null,
  cachedInputTokens: null,
  cacheWriteTokens: null,
  outputTokens: null,
  reasoningTokens: null
}

/** `length`: cut off by the token limit. A refusal is no reason to end but a `ProviderError`. */
export type FinishReason = "stop" | "length" | "tool-calls" | "other"

export interface ChatAnswer {
  readonly provider: string
  /** The model that answered, which may be more exact than the one that was asked. */
  readonly model: string
  /** The provider's name for this answer, for its support; null where it gives none. */
  readonly id: string | null
  /** In the order in which the model began them. */
  readonly content: ReadonlyArray<TextPart | ReasoningPart | ToolCallPart>
  readonly finishReason: FinishReason
  readonly usage: Usage
}

/** What a stream gives. `done` comes exactly once and last; its answer equals what the other events add up to. */
export type ChatEvent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "reasoning"; readonly text: string }
  | { readonly type: "tool-call-started"; readonly id: string; readonly name: string }
  | { readonly type: "tool-call-input"; readonly id: string; readonly text: string }
  | { readonly type: "done"; readonly answer: ChatAnswer }

export interface ModelInfo {
  readonly id: string
  /** Tokens; null where the provider does not say. */
  readonly contextTokens: number | null
}

/** All text of an answer, reasoning left out. */
export const textOf = (answer: Pick<ChatAnswer, "content">): string =>
  answer.content.map((part) => (part.type === "text" ? part.text : "")).join("")

export const toolCallsOf = (answer: Pick<ChatAnswer, "content">): ReadonlyArray<ToolCallPart> =>
  answer.content.filter((part) => part.type === "tool-call")
