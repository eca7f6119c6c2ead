/**
 * What is asked of a model, in one form for every provider. Plain data: a wire turns it into what its provider expects, and
 * every field is read by every wire. Images are bytes in the request, never addresses that somebody else would fetch.
 *
 * Surprises: `system` stands apart, since two of four wires keep it apart. Reasoning and tool calls may carry a signature by
 * which their provider knows them again; a wire sends back its own and leaves out those of others.
 */

/** The protocols that we speak. */
export type WireName = "anthropic" | "openai" | "gemini" | "ollama"

/** An opaque proof that a provider attached to a part; it means something to that wire alone. */
export interface Signature {
  readonly by: WireName
  readonly value: string
  /** The value is the part itself, hidden, rather than a proof of its text. */
  readonly sealed: boolean
}

export interface TextPart {
  readonly type: "text"
  readonly text: string
}

export interface ImagePart {
  readonly type: "image"
  readonly mediaType: "image/png" | "image/jpeg" | "image/gif" | "image/webp"
  /** Base64, without the `data:` prefix. */
  readonly data: string
}

/** What the model thought before it answered. Its text is empty where the provider keeps it hidden. */
export interface ReasoningPart {
  readonly type: "reasoning"
  readonly text: string
  readonly signature: Signature | null
}

export interface ToolCallPart {
  readonly type: "tool-call"
  /** Unique in its answer; made up from the position where a provider gives none. */
  readonly id: string
  readonly name: string
  /** The arguments; null where what the model wrote is no JSON object. No arguments at all are an empty object. */
  readonly input: Readonly<Record<string, unknown>> | null
  /** The arguments as the model wrote them. */
  readonly inputText: string
  readonly signature: Signature | null
}

export interface UserMessage {
  readonly role: "user"
  readonly content: ReadonlyArray<TextPart | ImagePart>
}

/** The `content` of an earlier `ChatAnswer`, or the like. */
export interface AssistantMessage {
  readonly role: "assistant"
  readonly content: ReadonlyArray<TextPart | ReasoningPart | ToolCallPart>
}

/** What a tool answered to the call with that id. */
export interface ToolMessage {
  readonly role: "tool"
  readonly id: string
  readonly name: string
  readonly text: string
  readonly failed: boolean
}

export type Message = UserMessage | AssistantMessage | ToolMessage

/** `input` is a JSON Schema (2020-12) of an object. */
export interface ToolDefinition {
  readonly name: string
  readonly description: string
  readonly input: Readonly<Record<string, unknown>>
}

export interface Chat {
  /** As the provider names it, without a `provider/` prefix. */
  readonly model: string
  readonly system?: string
  /** Oldest first; at least one. */
  readonly messages: ReadonlyArray<Message>
  readonly tools?: ReadonlyArray<ToolDefinition>
  /** Default `auto`: the model decides. `required`: at least one call. `none`: tools are known and not to be used. */
  readonly toolChoice?: "auto" | "required" | "none"
  /** The answer's text is to be JSON of this schema (of an object). Providers differ in how hard they hold to it: decode what comes. */
  readonly output?: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> }
  /** Default: the provider's; for Anthropic, which wants one, 4,096. */
  readonly maxOutputTokens?: number
  /** 0 to 1. Default: the provider's. */
  readonly temperature?: number
  /**
   * `system` and `tools` are long and the same in many chats. Anthropic, which keeps prompts for a few minutes only when asked to, is
   * asked: writing costs a quarter more, reading a tenth. The others keep beginnings by themselves. Default false.
   */
  readonly keepsSystem?: boolean
}

/** A chat of one question. */
export const askModel = (model: string, text: string): Chat => ({
  model,
  messages: [{ role: "user", content: [{ type: "text", text }] }]
})
