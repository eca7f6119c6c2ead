/**
 * A router that plays prepared answers in order and keeps what it was asked: for tests of what becomes of a model's words. Asked once
 * more than it has answers, it dies: a test that forgot an answer should not look like a provider that failed.
 */
import type { ChatAnswer, ModelAsk, Routed, RouterService } from "@zenus/core/models"
import { NoModelAnswered, unknownUsage } from "@zenus/core/models"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** Text, a call of one of our tools with its arguments (as they are, or as the model wrote them), or a whole answer. */
export type ScriptedReply =
  | string
  | readonly [tool: string, input: Readonly<Record<string, unknown>> | string]
  | Pick<ChatAnswer, "content" | "finishReason">
  | NoModelAnswered

export interface ScriptedRouter extends RouterService {
  /** Every ask so far, oldest first. */
  readonly asks: ReadonlyArray<ModelAsk>
}

const parsed = (text: string): Readonly<Record<string, unknown>> | null => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const contentOf = (reply: Exclude<ScriptedReply, NoModelAnswered>): Pick<ChatAnswer, "content" | "finishReason"> => {
  if (typeof reply === "string") return { content: [{ type: "text", text: reply }], finishReason: "stop" }
  if (!("length" in reply)) return reply
  const [name, input] = reply
  const inputText = typeof input === "string" ? input : JSON.stringify(input)
  return {
    content: [{ type: "tool-call", id: "call-1", name, input: parsed(inputText), inputText, signature: null }],
    finishReason: "tool-calls"
  }
}

const routed = (reply: Exclude<ScriptedReply, NoModelAnswered>, provider: string): Routed => ({
  answer: { provider, model: "scripted-1", id: null, usage: unknownUsage, ...contentOf(reply) },
  cost: { microUsd: 1_250, inputTokens: 100, outputTokens: 20, cachedInputTokens: 0 },
  attempts: [{ provider, model: "scripted-1", outcome: "answered", durationMs: 1 }],
  cached: "no"
})

export const scriptedRouter = (replies: ReadonlyArray<ScriptedReply>, provider = "anthropic"): ScriptedRouter => {
  const asks: Array<ModelAsk> = []
  return {
    asks,
    complete: (ask) =>
      Effect.suspend(() => {
        const reply = replies[asks.length]
        asks.push(ask)
        if (reply === undefined)
          return Effect.die(new Error(`scripted router: asked ${asks.length} times, has ${replies.length} answers`))
        return reply instanceof NoModelAnswered ? Effect.fail(reply) : Effect.succeed(routed(reply, provider))
      }),
    stream: () => Stream.die(new Error("scripted router: it does not stream")),
    standing: Effect.succeed([]),
    models: () => Effect.succeed([])
  }
}

/** That nobody answered, with what each provider said. */
export const nobodyAnswered = (...reasons: ReadonlyArray<readonly [provider: string, error: string, reason: string]>) =>
  new NoModelAnswered(
    reasons.map(([provider, error, reason]) => ({
      provider,
      model: "scripted-1",
      outcome: "failed" as const,
      error,
      reason,
      durationMs: 1
    })),
    null,
    []
  )

/** All text of what was asked: the system's, the messages' and the tools'. */
export const textOfAsk = ({ chat }: ModelAsk): string => JSON.stringify(chat)
