/**
 * The name under which an answer is kept: everything that the answer depends on, in one canonical text, and its digest. Pure. Not in it:
 * the clock, who asks, keys, and what only changes the bill (`keepsSystem`). What may surprise: the order of providers is part of
 * it, since who is asked first is likely to be who answered; and an object's names count in any order.
 */
import type { AssistantMessage, Chat, Message, Signature, UserMessage } from "../llm/Chat.ts"

/** Who may answer, in the order in which they would be asked. */
export interface Answerer {
  readonly provider: string
  readonly model: string
  /** The same name at another place is somebody else. */
  readonly baseUrl: string
}

export interface CacheQuestion {
  readonly chat: Omit<Chat, "model">
  readonly from: ReadonlyArray<Answerer>
}

/** Changes when answers are kept or keyed in another way: what was kept before is then not found. */
const FORM = 1

type Part = UserMessage["content"][number] | AssistantMessage["content"][number]

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The same value with the names of every object in order. */
const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOrder)
  if (!isRecord(value)) return value
  return Object.keys(value)
    .toSorted()
    .map((name) => [name, inOrder(value[name])])
}

/**
 * A text so that no two lists of texts look alike: its length stands before it. Nothing is escaped, which takes longest of all, but for
 * text that is no Unicode: a digest would take every half of a pair for the same sign.
 */
const told = (text: string): string => (text.isWellFormed() ? `${text.length}:${text}` : `!${JSON.stringify(text)}`)

const tellAll = (kind: string, ...texts: ReadonlyArray<string>): string => kind + texts.map(told).join("")

const signatureOf = (signature: Signature | null): string =>
  signature === null ? "-" : tellAll("s", signature.by, signature.value, String(signature.sealed))

const partOf = (part: Part, digest: Digest): string => {
  switch (part.type) {
    case "text":
      return tellAll("t", part.text)
    case "image":
      return tellAll("i", part.mediaType, digest(part.data))
    case "reasoning":
      return tellAll("r", part.text) + signatureOf(part.signature)
    case "tool-call":
      return tellAll("c", part.id, part.name, part.inputText) + signatureOf(part.signature)
  }
}

const messageOf = (message: Message, digest: Digest): string => {
  if (message.role === "tool") return tellAll("T", message.id, message.name, message.text, String(message.failed))
  const kind = message.role === "user" ? "U" : "A"
  return kind + message.content.length + message.content.map((part: Part) => partOf(part, digest)).join("")
}

/** A value that may not be there. */
const dataOf = (value: unknown): string => (value === undefined ? "-" : told(JSON.stringify(inOrder(value))))

/** A short name for a long text; two texts must not share one. SHA-256, say. */
export type Digest = (text: string) => string

/** Fails to compile when a chat gets a field that nobody has thought of here. */
const allRead = (rest: Readonly<Record<string, never>>): void => void rest

/**
 * Equal for equal questions, and for no others.
 * @example The order of names in a schema means nothing, a temperature of 0 is not none
 * ```ts
 * import { cacheKey } from "@zenus/core/models"
 * const from = [{ provider: "anthropic", model: "m", baseUrl: "https://api.anthropic.com" }]
 * const messages = [{ role: "user" as const, content: [{ type: "text" as const, text: "hi" }] }]
 * const key = (chat: object) => cacheKey({ from, chat: { messages, ...chat } }, (text) => text)
 *
 * key({ temperature: 0 }) === key({}) // => false
 * key({ toolChoice: "auto" }) === key({}) // => true
 * ```
 */
export const cacheKey = ({ chat, from }: CacheQuestion, digest: Digest): string => {
  const { keepsSystem: _, maxOutputTokens, messages, output, system, temperature, toolChoice, tools, ...rest } = chat
  allRead(rest)
  return digest(
    [
      String(FORM),
      String(from.length),
      ...from.map((one) => tellAll("f", one.provider, one.model, one.baseUrl)),
      system === undefined ? "-" : told(system),
      String(messages.length),
      ...messages.map((message) => messageOf(message, digest)),
      dataOf(tools),
      toolChoice ?? "auto",
      dataOf(output),
      String(temperature ?? "-"),
      String(maxOutputTokens ?? "-")
    ].join("\n")
  )
}
