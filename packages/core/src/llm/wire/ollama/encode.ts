/**
 * A chat as the body of `POST /api/chat` (Ollama's API documentation). Images stand beside the text, a schema is the `format`.
 * Surprises: a stream is the default, so both are said; there is no way to make a model call a tool, so `required` is said in words.
 */
import * as Result from "effect/Result"
import type { Chat, Message } from "../../Chat.ts"
import type { JsonObject } from "../json.ts"
import type { Encoded } from "../Wire.ts"

const messageOf = (message: Message): JsonObject => {
  switch (message.role) {
    case "user": {
      const images = message.content.flatMap((part) => (part.type === "image" ? [part.data] : []))
      const text = message.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")
      return { role: "user", content: text, ...(images.length === 0 ? {} : { images }) }
    }
    case "assistant": {
      const calls = message.content.flatMap((part) =>
        part.type === "tool-call" ? [{ function: { name: part.name, arguments: part.input ?? {} } }] : []
      )
      const content = message.content.map((part) => (part.type === "text" ? part.text : "")).join("")
      return { role: "assistant", content, ...(calls.length === 0 ? {} : { tool_calls: calls }) }
    }
    case "tool":
      return {
        role: "tool",
        tool_name: message.name,
        content: message.failed ? `Error: ${message.text}` : message.text
      }
  }
}

export const encode = (chat: Chat, stream: boolean): Result.Result<Encoded, string> => {
  if (chat.messages.length === 0) return Result.fail("a chat needs at least one message")
  const choice = chat.toolChoice ?? "auto"
  const tools = choice === "none" ? [] : (chat.tools ?? [])
  const inWords = tools.length > 0 && choice === "required" ? "Answer by calling at least one of the tools." : ""
  const system = [chat.system ?? "", inWords].filter((text) => text !== "").join("\n\n")
  const options = {
    ...(chat.maxOutputTokens === undefined ? {} : { num_predict: chat.maxOutputTokens }),
    ...(chat.temperature === undefined ? {} : { temperature: chat.temperature })
  }
  return Result.succeed({
    path: "/api/chat",
    body: {
      model: chat.model,
      messages: [...(system === "" ? [] : [{ role: "system", content: system }]), ...chat.messages.map(messageOf)],
      ...(tools.length === 0
        ? {}
        : {
            tools: tools.map(({ name, description, input }) => ({
              type: "function",
              function: { name, description, parameters: input }
            }))
          }),
      ...(chat.output === undefined ? {} : { format: chat.output.schema }),
      ...(Object.keys(options).length === 0 ? {} : { options }),
      stream
    }
  })
}
