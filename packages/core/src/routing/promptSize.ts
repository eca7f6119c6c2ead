/**
 * How much a call may use at most, guessed before it is made, so that money can be held for it: four characters a token for the
 * letters of English, one a token for all others, and a fixed size for an image. A guess, no count: the provider's own
 * count is what is booked. Pure.
 */
import type { Chat, Message } from "../llm/Chat.ts"
import type { TokenUsage } from "../cost/priceUsage.ts"

const LETTERS_A_TOKEN = 4
/** The largest that the providers' own rules give for one image of the sizes that they take. */
export const IMAGE_TOKENS = 1_600
/** Where a chat sets no limit: what the Anthropic wire asks for, and more than others write by themselves. */
export const DEFAULT_OUTPUT_TOKENS = 4_096

/** Tokens of a text, rounded up. */
export const textTokens = (text: string): number => {
  let others = 0
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) others++
  return Math.ceil((text.length - others) / LETTERS_A_TOKEN) + others
}

const messageTokens = (message: Message): number => {
  if (message.role === "tool") return textTokens(message.text)
  let sum = 0
  for (const part of message.content) {
    if (part.type === "image") sum += IMAGE_TOKENS
    else sum += textTokens(part.type === "tool-call" ? part.inputText : part.text)
  }
  return sum
}

/** Tools and schemas are the same objects from call to call, and long. */
const measured = new WeakMap<object, number>()
const dataTokens = (data: object): number => {
  const found = measured.get(data)
  if (found !== undefined) return found
  const tokens = textTokens(JSON.stringify(data))
  measured.set(data, tokens)
  return tokens
}

/** The whole prompt, and as long an answer as is asked for. */
export const atMost = (chat: Omit<Chat, "model">): TokenUsage => {
  let inputTokens = textTokens(chat.system ?? "")
  for (const message of chat.messages) inputTokens += messageTokens(message)
  if (chat.tools !== undefined) inputTokens += dataTokens(chat.tools)
  if (chat.output !== undefined) inputTokens += dataTokens(chat.output)
  return { inputTokens, outputTokens: chat.maxOutputTokens ?? DEFAULT_OUTPUT_TOKENS }
}
