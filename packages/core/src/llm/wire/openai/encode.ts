/**
 * A chat as the body of `POST /chat/completions` (OpenAI API reference, "Create chat completion"), which DeepSeek, OpenRouter
 * and most others speak with small differences: those are data (`Dialect`), not branches on a provider's name.
 */
import * as Result from "effect/Result"
import type { Chat, Message } from "../../Chat.ts"
import type { JsonObject } from "../json.ts"
import type { Encoded } from "../Wire.ts"

export interface Dialect {
  /** OpenAI refuses `max_tokens` for its reasoning models; others know nothing else. */
  readonly maxTokensField: "max_tokens" | "max_completion_tokens"
  /** `object`: the provider only promises JSON, so the schema is told to the model in words. */
  readonly jsonMode: "schema" | "object"
}

/** What any server that says it is compatible is likely to take. */
export const compatible: Dialect = { maxTokensField: "max_tokens", jsonMode: "schema" }

const messageOf = (message: Message): JsonObject => {
  switch (message.role) {
    case "user":
      // Text alone as a string: some compatible servers know no lists.
      return message.content.every((part) => part.type === "text")
        ? { role: "user", content: message.content.map(({ text }) => text).join("\n") }
        : {
            role: "user",
            content: message.content.map((part) =>
              part.type === "text"
                ? { type: "text", text: part.text }
                : { type: "image_url", image_url: { url: `data:${part.mediaType};base64,${part.data}` } }
            )
          }
    case "assistant": {
      const text = message.content.map((part) => (part.type === "text" ? part.text : "")).join("")
      const calls = message.content.flatMap((part) =>
        part.type === "tool-call"
          ? [
              {
                id: part.id,
                type: "function",
                function: { name: part.name, arguments: part.inputText === "" ? "{}" : part.inputText }
              }
            ]
          : []
      )
      // Reasoning is not sent back: this protocol has no place for it, and DeepSeek refuses a request that holds some.
      return {
        role: "assistant",
        content: text === "" && calls.length > 0 ? null : text,
        ...(calls.length === 0 ? {} : { tool_calls: calls })
      }
    }
    case "tool":
      return {
        role: "tool",
        tool_call_id: message.id,
        content: message.failed ? `Error: ${message.text}` : message.text
      }
  }
}

const schemaInWords = (chat: Chat): string =>
  chat.output === undefined
    ? ""
    : `Answer with one JSON object and nothing else. It must be valid against this JSON schema:\n${JSON.stringify(chat.output.schema)}`

export const encode =
  (dialect: Dialect) =>
  (chat: Chat, stream: boolean): Result.Result<Encoded, string> => {
    if (chat.messages.length === 0) return Result.fail("a chat needs at least one message")
    const inWords = dialect.jsonMode === "object" ? schemaInWords(chat) : ""
    const system = [chat.system ?? "", inWords].filter((text) => text !== "").join("\n\n")
    const tools = chat.tools ?? []
    return Result.succeed({
      path: "/chat/completions",
      body: {
        model: chat.model,
        messages: [...(system === "" ? [] : [{ role: "system", content: system }]), ...chat.messages.map(messageOf)],
        ...(tools.length === 0
          ? {}
          : {
              tools: tools.map(({ name, description, input }) => ({
                type: "function",
                function: { name, description, parameters: input }
              })),
              tool_choice: chat.toolChoice ?? "auto"
            }),
        ...(chat.output === undefined
          ? {}
          : {
              response_format:
                dialect.jsonMode === "object"
                  ? { type: "json_object" }
                  : { type: "json_schema", json_schema: { name: chat.output.name, schema: chat.output.schema } }
            }),
        ...(chat.maxOutputTokens === undefined ? {} : { [dialect.maxTokensField]: chat.maxOutputTokens }),
        ...(chat.temperature === undefined ? {} : { temperature: chat.temperature }),
        ...(stream ? { stream: true, stream_options: { include_usage: true } } : {})
      }
    })
  }
