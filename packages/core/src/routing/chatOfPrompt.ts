/**
 * A prompt of effect's LanguageModel as a chat of ours. Pure. It refuses what no provider here takes (an image behind an address, another
 * file, a tool that a provider would run itself), rather than leaving it out. What may surprise: system messages are one text wherever
 * they stand, as most providers have it; and what proves a thought of an earlier answer travels in its part's options,
 * under `zenus`, where `partsOfAnswer` put it.
 */
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import * as AiError from "effect/ai/AiError"
import type * as LanguageModel from "effect/ai/LanguageModel"
import type * as Prompt from "effect/ai/Prompt"
import * as Tool from "effect/ai/Tool"
import type { Chat, ImagePart, Message, Signature, ToolDefinition } from "../llm/Chat.ts"

/** The name under which parts keep what is ours. */
export const OPTIONS_KEY = "zenus"

type Refused = AiError.AiErrorReason
type Read<A> = Result.Result<A, Refused>

const refuse = (description: string): Read<never> => Result.fail(new AiError.InvalidUserInputError({ description }))

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const wires: ReadonlyArray<Signature["by"]> = ["anthropic", "openai", "gemini", "ollama"]

const signatureIn = (options: Readonly<Record<string, unknown>>): Signature | null => {
  const found = options[OPTIONS_KEY]
  if (!isRecord(found)) return null
  const { sealed, value } = found
  const by = wires.find((wire) => wire === found["by"])
  return by === undefined || typeof value !== "string" ? null : { by, value, sealed: sealed === true }
}

const imageTypes: ReadonlyArray<ImagePart["mediaType"]> = ["image/png", "image/jpeg", "image/gif", "image/webp"]

const imageOf = ({ data, mediaType }: Prompt.FilePart): Read<ImagePart> => {
  const type = imageTypes.find((known) => known === mediaType)
  if (type === undefined) return refuse(`a file of the type ${mediaType} cannot be sent: only ${imageTypes.join(", ")}`)
  if (data instanceof URL) return refuse("an image is sent as bytes, not as an address that somebody else would fetch")
  const base64 = typeof data === "string" ? data.replace(/^data:[^,]*;base64,/, "") : Base64.encode(data)
  return Result.succeed({ type: "image", mediaType: type, data: base64 })
}

/** All, or why one of them was refused. */
const all = <A, B>(items: ReadonlyArray<A>, read: (item: A) => Read<ReadonlyArray<B>>): Read<ReadonlyArray<B>> => {
  const found: Array<B> = []
  for (const item of items) {
    const one = read(item)
    if (Result.isFailure(one)) return Result.fail(one.failure)
    found.push(...one.success)
  }
  return Result.succeed(found)
}

type AssistantPart = Extract<Message, { readonly role: "assistant" }>["content"][number]

const textOfResult = (result: unknown): string =>
  typeof result === "string" ? result : (JSON.stringify(result) ?? String(result))

const userPart = (part: Prompt.UserMessagePart): Read<ReadonlyArray<{ type: "text"; text: string } | ImagePart>> =>
  part.type === "text"
    ? Result.succeed([{ type: "text", text: part.text }])
    : Result.map(imageOf(part), (image) => [image])

const assistantPart = (part: Prompt.AssistantMessagePart): Read<ReadonlyArray<AssistantPart>> => {
  switch (part.type) {
    case "text":
      return Result.succeed([{ type: "text", text: part.text }])
    case "reasoning":
      return Result.succeed([{ type: "reasoning", text: part.text, signature: signatureIn(part.options) }])
    case "tool-call": {
      const { id, name, params } = part
      const inputText = typeof params === "string" ? params : (JSON.stringify(params) ?? "{}")
      const input = isRecord(params) ? params : null
      return Result.succeed([{ type: "tool-call", id, name, input, inputText, signature: signatureIn(part.options) }])
    }
    case "tool-approval-request":
      // Between effect and the person; no model sees it.
      return Result.succeed([])
    default:
      return refuse(`an earlier answer with a ${part.type} cannot be sent`)
  }
}

const messageOf = (message: Prompt.Message): Read<ReadonlyArray<Message>> => {
  switch (message.role) {
    case "system":
      return Result.succeed([])
    case "user":
      return Result.map(all(message.content, userPart), (content) => [{ role: "user", content }])
    case "assistant":
      return Result.map(all(message.content, assistantPart), (content) => [{ role: "assistant", content }])
    case "tool":
      return Result.succeed(
        message.content.flatMap((part): ReadonlyArray<Message> =>
          part.type === "tool-result"
            ? [{ role: "tool", id: part.id, name: part.name, text: textOfResult(part.result), failed: part.isFailure }]
            : []
        )
      )
  }
}

const definitionOf = (tool: Tool.Any): Read<ReadonlyArray<ToolDefinition>> =>
  Tool.isProviderDefined(tool)
    ? Result.fail(
        new AiError.ToolConfigurationError({
          toolName: tool.name,
          description: "it would be run by one provider, and any of the cascade may be asked"
        })
      )
    : Result.succeed([
        { name: tool.name, description: Tool.getDescription(tool) ?? "", input: { ...Tool.getJsonSchema(tool) } }
      ])

/** Which of the tools may be called, and whether one must be. */
const chosen = (
  tools: ReadonlyArray<Tool.Any>,
  choice: LanguageModel.ToolChoice<string>
): { readonly tools: ReadonlyArray<Tool.Any>; readonly toolChoice: NonNullable<Chat["toolChoice"]> } => {
  if (typeof choice === "string") return { tools, toolChoice: choice }
  if ("tool" in choice) return { tools: tools.filter(({ name }) => name === choice.tool), toolChoice: "required" }
  return { tools: tools.filter(({ name }) => choice.oneOf.includes(name)), toolChoice: choice.mode ?? "auto" }
}

/** What the schema of an object is called and what it looks like; fails for one that JSON Schema cannot say. */
const outputOf = (
  format: LanguageModel.ProviderOptions["responseFormat"]
): Read<NonNullable<Chat["output"]> | null> => {
  if (format.type === "text") return Result.succeed(null)
  const { objectName: name, schema } = format
  return Result.try({
    try: () => ({ name, schema: { ...Tool.getJsonSchemaFromSchema(schema) } }),
    catch: (cause) =>
      new AiError.UnsupportedSchemaError({ description: cause instanceof Error ? cause.message : String(cause) })
  })
}

export const chatOfPrompt = ({
  prompt,
  responseFormat,
  toolChoice,
  tools
}: Pick<LanguageModel.ProviderOptions, "prompt" | "tools" | "toolChoice" | "responseFormat">): Read<
  Omit<Chat, "model">
> => {
  const system = prompt.content.flatMap((message) => (message.role === "system" ? message.content : [])).join("\n\n")
  const messages = all(prompt.content, messageOf)
  if (Result.isFailure(messages)) return Result.fail(messages.failure)
  if (messages.success.length === 0) return refuse("a prompt needs a message of the user")
  const choice = chosen(tools, toolChoice)
  const definitions = all(choice.tools, definitionOf)
  if (Result.isFailure(definitions)) return Result.fail(definitions.failure)
  const output = outputOf(responseFormat)
  if (Result.isFailure(output)) return Result.fail(output.failure)
  return Result.succeed({
    ...(system === "" ? {} : { system }),
    messages: messages.success,
    ...(definitions.success.length === 0 ? {} : { tools: definitions.success, toolChoice: choice.toolChoice }),
    ...(output.success === null ? {} : { output: output.success })
  })
}
