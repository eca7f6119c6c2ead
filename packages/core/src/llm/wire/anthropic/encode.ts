/**
 * A chat as the body of `POST /v1/messages` (Anthropic API reference, "Create a message", version 2023-06-01). Results of
 * tools are blocks of a user message, and neighbours of one role are one message, which this protocol asks for.
 *
 * JSON of a schema is asked for as a tool that the model is made to call: that holds for every model, and `decode` gives the tool's
 * input back as text, so that nobody else has to know.
 */
import * as Result from "effect/Result"
import type { Chat, Message } from "../../Chat.ts"
import type { JsonObject } from "../json.ts"
import type { Encoded } from "../Wire.ts"

/** The tool whose input is the answer. */
export const OUTPUT_TOOL = "give_final_answer"

/** The protocol wants a limit; every model takes this one. */
const DEFAULT_MAX_TOKENS = 4_096

type Block = JsonObject

const blocksOf = (message: Message): ReadonlyArray<Block> => {
  switch (message.role) {
    case "user":
      return message.content.map((part) =>
        part.type === "text"
          ? { type: "text", text: part.text }
          : { type: "image", source: { type: "base64", media_type: part.mediaType, data: part.data } }
      )
    case "assistant":
      return message.content.flatMap((part): ReadonlyArray<Block> => {
        switch (part.type) {
          case "text":
            // An empty block is refused.
            return part.text === "" ? [] : [{ type: "text", text: part.text }]
          case "tool-call":
            return [{ type: "tool_use", id: part.id, name: part.name, input: part.input ?? {} }]
          case "reasoning":
            if (part.signature?.by !== "anthropic") return []
            return part.signature.sealed
              ? [{ type: "redacted_thinking", data: part.signature.value }]
              : [{ type: "thinking", thinking: part.text, signature: part.signature.value }]
        }
      })
    case "tool":
      return [{ type: "tool_result", tool_use_id: message.id, content: message.text, is_error: message.failed }]
  }
}

const joinNeighbours = (messages: ReadonlyArray<Message>): ReadonlyArray<JsonObject> => {
  const joined: Array<{ role: "user" | "assistant"; content: ReadonlyArray<Block> }> = []
  for (const message of messages) {
    const role = message.role === "assistant" ? "assistant" : "user"
    const content = blocksOf(message)
    const last = joined.at(-1)
    if (content.length === 0) continue
    if (last?.role === role) last.content = [...last.content, ...content]
    else joined.push({ role, content })
  }
  return joined
}

const toolsOf = (chat: Chat): JsonObject => {
  const tools = (chat.tools ?? []).map(({ name, description, input }) => ({ name, description, input_schema: input }))
  if (chat.output !== undefined) {
    const description = `Gives the final answer (${chat.output.name}). Call it exactly once, when the answer is known.`
    const mayCallOthers = tools.length > 0 && chat.toolChoice !== "none"
    return {
      tools: [...tools, { name: OUTPUT_TOOL, description, input_schema: chat.output.schema }],
      tool_choice: mayCallOthers ? { type: "any" } : { type: "tool", name: OUTPUT_TOOL }
    }
  }
  if (tools.length === 0) return {}
  const choice = chat.toolChoice ?? "auto"
  return { tools, tool_choice: { type: choice === "required" ? "any" : choice } }
}

/** With a mark behind it up to which the prompt is kept: tools come before the system text, so they are, too. */
const systemOf = (text: string, keeps = false): string | ReadonlyArray<Block> =>
  keeps ? [{ type: "text", text, cache_control: { type: "ephemeral" } }] : text

export const encode = (chat: Chat, stream: boolean): Result.Result<Encoded, string> => {
  const messages = joinNeighbours(chat.messages)
  if (messages.length === 0) return Result.fail("a chat needs at least one message")
  return Result.succeed({
    path: "/v1/messages",
    body: {
      model: chat.model,
      max_tokens: chat.maxOutputTokens ?? DEFAULT_MAX_TOKENS,
      ...(chat.system === undefined || chat.system === "" ? {} : { system: systemOf(chat.system, chat.keepsSystem) }),
      messages,
      ...toolsOf(chat),
      ...(chat.temperature === undefined ? {} : { temperature: chat.temperature }),
      ...(stream ? { stream: true } : {})
    }
  })
}
