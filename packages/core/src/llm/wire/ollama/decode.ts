/**
 * Answers of Ollama: a line of a stream has the shape of a whole answer, and the last one says `done` with the counts. Calls of
 * tools come whole, mostly without an id. A prompt that was in the cache as a whole comes without a count: it stays unknown.
 */
import * as Result from "effect/Result"
import type { FinishReason } from "../../ChatAnswer.ts"
import { addInput, addText, amend, type Draft, empty, start, startTool, type Step } from "../Draft.ts"
import { malformed } from "../faults.ts"
import { at, countAt, isObject, listAt, textAt } from "../json.ts"
import type { Taken } from "../Wire.ts"

const finishTable: Readonly<Record<string, FinishReason>> = { stop: "stop", length: "length" }

const add = (draft: Draft, line: unknown): Step => {
  const message = at(line, "message")
  let step: Step = amend(start(draft), { model: textAt(line, "model") ?? draft.model })
  step = addText(step, "reasoning", textAt(message, "thinking") ?? "", "reasoning")
  step = addText(step, "text", textAt(message, "content") ?? "")
  for (const call of listAt(message, "tool_calls")) {
    const position = step.draft.parts.length
    const key = `tool:${position}`
    const id = textAt(call, "id") ?? ""
    const input = at(call, "function", "arguments")
    step = startTool(step, key, id === "" ? `call_${position}` : id, textAt(call, "function", "name") ?? "")
    step = addInput(step, key, typeof input === "string" ? input : isObject(input) ? JSON.stringify(input) : "")
  }
  if (at(line, "done") !== true) return step
  const reason = textAt(line, "done_reason") ?? "stop"
  return amend(step, {
    ended: true,
    finish: (Object.hasOwn(finishTable, reason) ? finishTable[reason] : undefined) ?? "other",
    usage: {
      ...step.draft.usage,
      inputTokens: countAt(line, "prompt_eval_count") ?? null,
      outputTokens: countAt(line, "eval_count") ?? null
    }
  })
}

export const decode = (body: unknown): Taken => {
  if (!isObject(at(body, "message"))) return Result.fail(malformed("the answer holds no message"))
  const step = add(empty, body)
  return Result.succeed(amend(step, { ended: true, finish: step.draft.finish ?? "other" }))
}

export const take = (draft: Draft, line: unknown): Taken =>
  isObject(line) ? Result.succeed(add(draft, line)) : Result.fail(malformed("a line of the answer is no JSON object"))
