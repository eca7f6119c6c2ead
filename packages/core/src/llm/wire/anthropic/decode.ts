/**
 * Answers of the Messages API, whole and as events ("Streaming messages" in Anthropic's documentation). A part is an indexed
 * block; blocks of tools that ran at the provider (searches, fetches) are skipped, their text answers are not. Usage
 * comes in two pieces: what went in at the start, what came out with the end, and later figures replace earlier ones.
 *
 * Surprise: `input_tokens` leaves out what was read from or written to the cache; ours is the sum.
 */
import * as Result from "effect/Result"
import type { FinishReason, Usage } from "../../ChatAnswer.ts"
import type { Signature } from "../../Chat.ts"
import {
  addInput,
  addText,
  amend,
  beginText,
  type Draft,
  empty,
  partOf,
  sign,
  start,
  startTool,
  type Step
} from "../Draft.ts"
import { malformed } from "../faults.ts"
import { at, countAt, isObject, listAt, textAt } from "../json.ts"
import type { Taken } from "../Wire.ts"
import { OUTPUT_TOOL } from "./encode.ts"

const finishTable: Readonly<Record<string, FinishReason>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool-calls"
}

/** `usage` on top of what was known before. */
const usageOf = (before: Usage, usage: unknown): Usage => {
  const plainBefore =
    before.inputTokens === null
      ? null
      : before.inputTokens - (before.cachedInputTokens ?? 0) - (before.cacheWriteTokens ?? 0)
  const plain = countAt(usage, "input_tokens") ?? plainBefore
  const cached = countAt(usage, "cache_read_input_tokens") ?? before.cachedInputTokens
  const written = countAt(usage, "cache_creation_input_tokens") ?? before.cacheWriteTokens
  const long = countAt(usage, "cache_creation", "ephemeral_1h_input_tokens") ?? before.longCacheWriteTokens ?? 0
  return {
    inputTokens: plain === null ? null : plain + (cached ?? 0) + (written ?? 0),
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    ...(long > 0 ? { longCacheWriteTokens: long } : {}),
    outputTokens: countAt(usage, "output_tokens") ?? before.outputTokens,
    reasoningTokens: countAt(usage, "output_tokens_details", "thinking_tokens") ?? before.reasoningTokens
  }
}

const signature = (value: string, sealed = false): Signature => ({ by: "anthropic", value, sealed })

const outputKey = (index: number): string => `output:${index}`

/** An answer without any field is the empty object, however few pieces it came in. */
const endOutput = (step: Step, index: number): Step => {
  const part = partOf(step.draft, outputKey(index))
  return part !== undefined && part.kind === "text" && part.text === "" ? addText(step, outputKey(index), "{}") : step
}

/** A block at its beginning (a stream: still empty) or whole. */
const addBlock = (step: Step, index: number, block: unknown): Step => {
  const key = `block:${index}`
  switch (textAt(block, "type")) {
    case "text":
      return addText(step, key, textAt(block, "text") ?? "")
    case "thinking": {
      const thought = addText(step, key, textAt(block, "thinking") ?? "", "reasoning")
      const value = textAt(block, "signature") ?? ""
      return value === "" ? thought : sign(thought, key, signature(value))
    }
    case "redacted_thinking":
      return sign(step, key, signature(textAt(block, "data") ?? "", true))
    case "tool_use": {
      const name = textAt(block, "name") ?? ""
      const input = at(block, "input")
      // In a stream the input of a block that begins is always the empty object; pieces of text follow.
      const text = isObject(input) && Object.keys(input).length > 0 ? JSON.stringify(input) : ""
      if (name === OUTPUT_TOOL) return addText(beginText(step, outputKey(index)), outputKey(index), text)
      return addInput(startTool(step, key, textAt(block, "id") ?? `call_${index}`, name), key, text)
    }
    default:
      return step
  }
}

const addDelta = (step: Step, index: number, delta: unknown): Step => {
  const key = `block:${index}`
  switch (textAt(delta, "type")) {
    case "text_delta":
      return addText(step, key, textAt(delta, "text") ?? "")
    case "thinking_delta":
      return addText(step, key, textAt(delta, "thinking") ?? "", "reasoning")
    case "signature_delta": {
      const value = textAt(delta, "signature") ?? ""
      return value === "" ? step : sign(step, key, signature(value))
    }
    case "input_json_delta": {
      const text = textAt(delta, "partial_json") ?? ""
      // A block that is neither began no part: a tool that runs at the provider.
      return partOf(step.draft, outputKey(index)) === undefined
        ? addInput(step, key, text)
        : addText(step, outputKey(index), text)
    }
    default:
      return step
  }
}

/** Why it ended; a refusal is kept with the provider's words. */
const addEnd = (step: Step, message: unknown): Step => {
  const reason = textAt(message, "stop_reason")
  if (reason === undefined) return step
  const explanation = textAt(message, "stop_details", "explanation") ?? "the model declined to answer"
  return amend(step, {
    finish: (Object.hasOwn(finishTable, reason) ? finishTable[reason] : undefined) ?? "other",
    ...(reason === "refusal" ? { refusal: explanation } : {})
  })
}

const addHead = (step: Step, message: unknown): Step =>
  amend(step, {
    id: textAt(message, "id") ?? step.draft.id,
    model: textAt(message, "model") ?? step.draft.model,
    usage: usageOf(step.draft.usage, at(message, "usage"))
  })

export const decode = (body: unknown): Taken => {
  if (!Array.isArray(at(body, "content"))) return Result.fail(malformed("the answer holds no list of content"))
  let step = addHead(start(empty), body)
  let index = 0
  for (const block of listAt(body, "content")) step = endOutput(addBlock(step, index, block), index++)
  step = addEnd(step, body)
  return Result.succeed(amend(step, { ended: true, finish: step.draft.finish ?? "other" }))
}

export const take = (draft: Draft, event: unknown): Taken => {
  const step = start(draft)
  const index = countAt(event, "index") ?? 0
  switch (textAt(event, "type")) {
    case undefined:
      return Result.fail(malformed("an event of the answer has no type"))
    case "message_start":
      return Result.succeed(addHead(step, at(event, "message")))
    case "content_block_start":
      return Result.succeed(addBlock(step, index, at(event, "content_block")))
    case "content_block_delta":
      return Result.succeed(addDelta(step, index, at(event, "delta")))
    case "content_block_stop":
      return Result.succeed(endOutput(step, index))
    case "message_delta": {
      const counted = amend(step, { usage: usageOf(draft.usage, at(event, "usage")) })
      return Result.succeed(addEnd(counted, at(event, "delta")))
    }
    case "message_stop":
      return Result.succeed(amend(step, { ended: true, finish: draft.finish ?? "other" }))
    default:
      return Result.succeed(step)
  }
}
