/**
 * An answer as text and back, for the file of kept answers. Pure. A text that is none of ours, or of a version that wrote answers in
 * another form, is `null`: it is asked for anew and overwritten.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { ChatAnswer } from "../llm/ChatAnswer.ts"

const Count = Schema.NullOr(Schema.Finite)
const KeptSignature = Schema.NullOr(
  Schema.Struct({
    by: Schema.Literals(["anthropic", "openai", "gemini", "ollama"]),
    value: Schema.String,
    sealed: Schema.Boolean
  })
)

/** Answers with calls of tools are not kept. */
const Answer = Schema.fromJsonString(
  Schema.Struct({
    provider: Schema.String,
    model: Schema.String,
    id: Schema.NullOr(Schema.String),
    content: Schema.Array(
      Schema.Union([
        Schema.Struct({ type: Schema.Literal("text"), text: Schema.String }),
        Schema.Struct({ type: Schema.Literal("reasoning"), text: Schema.String, signature: KeptSignature })
      ])
    ),
    finishReason: Schema.Literal("stop"),
    usage: Schema.Struct({
      inputTokens: Count,
      cachedInputTokens: Count,
      cacheWriteTokens: Count,
      longCacheWriteTokens: Schema.optionalKey(Schema.Finite),
      outputTokens: Count,
      reasoningTokens: Count
    })
  })
)
const decode = Schema.decodeUnknownOption(Answer)

export const answerText = (answer: ChatAnswer): string => JSON.stringify(answer)

export const readAnswer = (text: unknown): ChatAnswer | null => Option.getOrNull(decode(text))
