/**
 * Answers of `chat/completions`, whole and as chunks. Both go through one reader: a chunk's `delta` has the shape of a
 * whole answer's `message`, and only the first choice is read.
 *
 * What real servers do, each seen in a recording: tool calls come without an index, with an empty id or an empty name after the first
 * piece; content is null, text, or a list of parts (Mistral); reasoning is `reasoning_content` (DeepSeek, xAI, Moonshot) or
 * `reasoning` (OpenRouter); usage comes with the last choice, after it with no choices, or never; xAI counts
 * reasoning outside `completion_tokens`, which the total gives away.
 */
import * as Result from "effect/Result"
import type { FinishReason, Usage } from "../../ChatAnswer.ts"
import { addInput, addText, amend, type Draft, empty, start, startTool, type Step } from "../Draft.ts"
import { malformed } from "../faults.ts"
import { at, countAt, isObject, listAt, textAt } from "../json.ts"
import type { Taken } from "../Wire.ts"

const finishTable: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  eos: "stop",
  length: "length",
  tool_calls: "tool-calls",
  function_call: "tool-calls"
}

/** The tokens of a `usage` object; null where the server gives none. */
export const usageOf = (usage: unknown): Usage | null => {
  if (!isObject(usage)) return null
  const input = countAt(usage, "prompt_tokens")
  const output = countAt(usage, "completion_tokens")
  const total = countAt(usage, "total_tokens")
  const reasoning = countAt(usage, "completion_tokens_details", "reasoning_tokens")
  const outside =
    total !== undefined && input !== undefined && output !== undefined && reasoning !== undefined
      ? total === input + output + reasoning
      : false
  return {
    inputTokens: input ?? null,
    cachedInputTokens:
      countAt(usage, "prompt_tokens_details", "cached_tokens") ?? countAt(usage, "prompt_cache_hit_tokens") ?? null,
    cacheWriteTokens: countAt(usage, "prompt_tokens_details", "cache_write_tokens") ?? null,
    outputTokens: output === undefined ? null : outside ? output + (reasoning ?? 0) : output,
    reasoningTokens: reasoning ?? null
  }
}

/** Text of a content that is text or a list of parts; `thinking` parts are reasoning. */
const addContent = (step: Step, content: unknown): Step => {
  if (typeof content === "string") return addText(step, "text", content)
  let next = step
  for (const part of listAt(content)) {
    if (textAt(part, "type") === "thinking") {
      for (const piece of listAt(part, "thinking")) {
        next = addText(next, "reasoning", textAt(piece, "text") ?? "", "reasoning")
      }
    } else next = addText(next, "text", textAt(part, "text") ?? "")
  }
  return next
}

const addCall = (step: Step, call: unknown, position: number): Step => {
  const base = `tool:${countAt(call, "index") ?? position}`
  const id = textAt(call, "id") ?? ""
  const name = textAt(call, "function", "name") ?? ""
  const begun = step.draft.parts.findLast(({ key }) => key === base || key.startsWith(`${base}:`))
  // Gemini's compatible endpoint gives every one of several calls the index 0: another id with a name is another call.
  const another = begun?.kind === "tool" && id !== "" && name !== "" && begun.id !== id
  const key = another ? `${base}:${id}` : (begun?.key ?? base)
  const started =
    begun === undefined || another ? startTool(step, key, id === "" ? `call_${position}` : id, name) : step
  const input = at(call, "function", "arguments")
  // Some send the object itself instead of its text.
  return addInput(started, key, typeof input === "string" ? input : isObject(input) ? JSON.stringify(input) : "")
}

/** What a message or a delta adds. */
const addMessage = (step: Step, message: unknown): Step => {
  let next = addText(
    step,
    "reasoning",
    textAt(message, "reasoning_content") ?? textAt(message, "reasoning") ?? "",
    "reasoning"
  )
  next = addContent(next, at(message, "content"))
  let position = 0
  for (const call of listAt(message, "tool_calls")) next = addCall(next, call, position++)
  const refusal = textAt(message, "refusal") ?? ""
  return refusal === "" ? next : amend(next, { refusal: (next.draft.refusal ?? "") + refusal })
}

const addEnd = (step: Step, choice: unknown): Step => {
  const reason = textAt(choice, "finish_reason")
  if (reason === undefined || reason === "") return step
  return amend(step, {
    finish: (Object.hasOwn(finishTable, reason) ? finishTable[reason] : undefined) ?? "other",
    ...(reason === "content_filter" ? { refusal: step.draft.refusal ?? "its content filter stopped the answer" } : {})
  })
}

/** Each chunk says it anew, and it is the same. */
const addHead = (step: Step, body: unknown): Step => {
  const { draft } = step
  const usage = usageOf(at(body, "usage"))
  const id = textAt(body, "id") ?? ""
  const model = textAt(body, "model") ?? ""
  const isKnown = (id === "" || id === draft.id) && (model === "" || model === draft.model) && usage === null
  if (isKnown) return step
  return amend(step, {
    ...(id === "" ? {} : { id }),
    ...(model === "" ? {} : { model }),
    ...(usage === null ? {} : { usage })
  })
}

export const decode = (body: unknown): Taken => {
  const choice = at(body, "choices", 0)
  const message = at(choice, "message")
  if (!isObject(message)) return Result.fail(malformed("the answer holds no choices[0].message"))
  const step = addEnd(addMessage(addHead(start(empty), body), message), choice)
  return Result.succeed(amend(step, { ended: true, finish: step.draft.finish ?? "other" }))
}

export const take = (draft: Draft, chunk: unknown): Taken => {
  if (!isObject(chunk)) return Result.fail(malformed("a chunk of the answer is no JSON object"))
  const step = addHead(start(draft), chunk)
  const choice = at(chunk, "choices", 0)
  return Result.succeed(choice === undefined ? step : addEnd(addMessage(step, at(choice, "delta")), choice))
}
