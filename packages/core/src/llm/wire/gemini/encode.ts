/**
 * A chat as the body of `models/MODEL:generateContent` (Gemini API reference, v1beta). The model's name is part of the path and
 * escaped there. Results of tools are parts of a user's content, found again by the tool's name; schemas go in as JSON Schema
 * (`parametersJsonSchema`, `responseJsonSchema`), not in Gemini's own subset.
 */
import * as Result from "effect/Result"
import type { Chat, Message, Signature } from "../../Chat.ts"
import type { JsonObject } from "../json.ts"
import type { Encoded } from "../Wire.ts"

const signed = (signature: Signature | null): JsonObject =>
  signature?.by === "gemini" ? { thoughtSignature: signature.value } : {}

const partsOf = (message: Message): ReadonlyArray<JsonObject> => {
  switch (message.role) {
    case "user":
      return message.content.map((part) =>
        part.type === "text" ? { text: part.text } : { inlineData: { mimeType: part.mediaType, data: part.data } }
      )
    case "assistant":
      return message.content.flatMap((part): ReadonlyArray<JsonObject> => {
        switch (part.type) {
          case "text":
            return part.text === "" ? [] : [{ text: part.text }]
          case "tool-call":
            return [{ functionCall: { name: part.name, args: part.input ?? {} }, ...signed(part.signature) }]
          case "reasoning":
            // Thoughts are not sent back, their signature is: as an empty part at its place.
            return part.signature?.by === "gemini" ? [{ text: "", ...signed(part.signature) }] : []
        }
      })
    case "tool":
      return [
        {
          functionResponse: {
            name: message.name,
            response: message.failed ? { error: message.text } : { output: message.text }
          }
        }
      ]
  }
}

const contentsOf = (messages: ReadonlyArray<Message>): ReadonlyArray<JsonObject> => {
  const joined: Array<{ role: "user" | "model"; parts: ReadonlyArray<JsonObject> }> = []
  for (const message of messages) {
    const role = message.role === "assistant" ? "model" : "user"
    const parts = partsOf(message)
    const last = joined.at(-1)
    if (parts.length === 0) continue
    if (last?.role === role) last.parts = [...last.parts, ...parts]
    else joined.push({ role, parts })
  }
  return joined
}

const modes = { auto: "AUTO", required: "ANY", none: "NONE" } as const

const generationOf = (chat: Chat): JsonObject => ({
  ...(chat.maxOutputTokens === undefined ? {} : { maxOutputTokens: chat.maxOutputTokens }),
  ...(chat.temperature === undefined ? {} : { temperature: chat.temperature }),
  ...(chat.output === undefined ? {} : { responseMimeType: "application/json", responseJsonSchema: chat.output.schema })
})

export const encode = (chat: Chat, stream: boolean): Result.Result<Encoded, string> => {
  const contents = contentsOf(chat.messages)
  if (contents.length === 0) return Result.fail("a chat needs at least one message")
  const tools = chat.tools ?? []
  const generationConfig = generationOf(chat)
  const model = encodeURIComponent(chat.model.replace(/^models\//, ""))
  return Result.succeed({
    path: `/v1beta/models/${model}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
    body: {
      contents,
      ...(chat.system === undefined || chat.system === ""
        ? {}
        : { systemInstruction: { parts: [{ text: chat.system }] } }),
      ...(tools.length === 0
        ? {}
        : {
            tools: [
              {
                functionDeclarations: tools.map(({ name, description, input }) => ({
                  name,
                  description,
                  parametersJsonSchema: input
                }))
              }
            ],
            toolConfig: { functionCallingConfig: { mode: modes[chat.toolChoice ?? "auto"] } }
          }),
      ...(Object.keys(generationConfig).length === 0 ? {} : { generationConfig })
    }
  })
}
