/**
 * Answers of Gemini, whole and as events: an event has the shape of a whole answer that holds only what is new, with the counts
 * so far. Seen in recordings: a call of a tool may come whole, or announced (`willContinue`) and then by path and piece without a name;
 * a call's id is often absent; thoughts are parts marked `thought`; the reason to end is `STOP` for calls, too.
 *
 * Surprise: `candidatesTokenCount` leaves thoughts out and `promptTokenCount` leaves out what tools of the provider added; ours are sums.
 */
import * as Result from "effect/Result"
import type { FinishReason, Usage } from "../../ChatAnswer.ts"
import type { Signature } from "../../Chat.ts"
import {
  addInput,
  addText,
  amend,
  amendTool,
  type Draft,
  type DraftTool,
  empty,
  sign,
  start,
  startTool,
  type Step
} from "../Draft.ts"
import { malformed } from "../faults.ts"
import { at, countAt, isObject, listAt, textAt } from "../json.ts"
import type { Taken } from "../Wire.ts"
import { addPieces } from "./partialArgs.ts"

const finishTable: Readonly<Record<string, FinishReason>> = { STOP: "stop", MAX_TOKENS: "length" }

/** Reasons to end that are a refusal of the content. */
const refusals: ReadonlySet<string> = new Set([
  "SAFETY",
  "RECITATION",
  "BLOCKLIST",
  "PROHIBITED_CONTENT",
  "SPII",
  "IMAGE_SAFETY"
])

const sum = (...counts: ReadonlyArray<number | undefined>): number | null =>
  counts[0] === undefined ? null : counts.reduce<number>((all, count) => all + (count ?? 0), 0)

/** Counts are of the whole answer so far: a later figure replaces an earlier one, an absent one leaves it. */
const usageOf = (before: Usage, usage: unknown): Usage => ({
  inputTokens: sum(countAt(usage, "promptTokenCount"), countAt(usage, "toolUsePromptTokenCount")) ?? before.inputTokens,
  cachedInputTokens: countAt(usage, "cachedContentTokenCount") ?? before.cachedInputTokens,
  cacheWriteTokens: before.cacheWriteTokens,
  outputTokens:
    sum(countAt(usage, "candidatesTokenCount"), countAt(usage, "thoughtsTokenCount")) ?? before.outputTokens,
  reasoningTokens: countAt(usage, "thoughtsTokenCount") ?? before.reasoningTokens
})

const signatureOf = (part: unknown): Signature | null => {
  const value = textAt(part, "thoughtSignature") ?? ""
  return value === "" ? null : { by: "gemini", value, sealed: false }
}

/** The last call, while more of it is announced. */
const openCall = ({ draft }: Step): DraftTool | undefined => {
  const last = draft.parts.at(-1)
  return last?.kind === "tool" && last.open ? last : undefined
}

const addCall = (step: Step, part: unknown): Step => {
  const call = at(part, "functionCall")
  const name = textAt(call, "name")
  const goesOn = at(call, "willContinue") === true
  const open = openCall(step)
  let key = open?.key ?? ""
  let next = step
  if (name !== undefined && name !== "") {
    key = `tool:${step.draft.parts.length}`
    const id = textAt(call, "id") ?? ""
    const named = id === "" ? `call_${step.draft.parts.length}` : id
    next = startTool(step, key, named, name, { open: goesOn, signature: signatureOf(part) })
  } else if (open === undefined) return step
  const args = at(call, "args")
  if (isObject(args) && Object.keys(args).length > 0) next = addInput(next, key, JSON.stringify(args))
  const pieces = listAt(call, "partialArgs")
  if (pieces.length > 0) next = amendTool(next, key, { built: addPieces(open?.built ?? {}, pieces) })
  // What was built by path is told as text once it is whole.
  if (goesOn) return next
  const done = next.draft.parts.find((found) => found.key === key)
  const text = done?.kind === "tool" && done.built !== null ? JSON.stringify(done.built) : ""
  return addInput(amendTool(next, key, { open: false, built: null }), key, text)
}

/** Neighbours of one kind are one part; another kind in between begins a new one. */
const textKey = ({ draft }: Step, kind: "text" | "reasoning"): string => {
  const last = draft.parts.at(-1)
  return last?.kind === kind ? last.key : `${kind}:${draft.parts.length}`
}

const addPart = (step: Step, part: unknown): Step => {
  if (isObject(at(part, "functionCall"))) return addCall(step, part)
  const text = textAt(part, "text") ?? ""
  const kind = at(part, "thought") === true ? "reasoning" : "text"
  const key = textKey(step, kind)
  const next = addText(step, key, text, kind)
  const signature = signatureOf(part)
  return signature === null ? next : sign(next, text === "" ? `signature:${next.draft.parts.length}` : key, signature)
}

const endOf = (step: Step, body: unknown): Step => {
  const blocked = textAt(body, "promptFeedback", "blockReason")
  const reason = textAt(body, "candidates", 0, "finishReason") ?? (blocked === undefined ? undefined : "SAFETY")
  if (reason === undefined || reason === "FINISH_REASON_UNSPECIFIED") return step
  const words = textAt(body, "candidates", 0, "finishMessage") ?? `the reason given is ${blocked ?? reason}`
  return amend(step, {
    finish: (Object.hasOwn(finishTable, reason) ? finishTable[reason] : undefined) ?? "other",
    ...(refusals.has(reason) ? { refusal: words } : {})
  })
}

const add = (draft: Draft, body: unknown): Step => {
  let step: Step = amend(start(draft), {
    id: textAt(body, "responseId") ?? draft.id,
    model: textAt(body, "modelVersion") ?? draft.model,
    usage: usageOf(draft.usage, at(body, "usageMetadata"))
  })
  for (const part of listAt(body, "candidates", 0, "content", "parts")) step = addPart(step, part)
  return endOf(step, body)
}

export const decode = (body: unknown): Taken => {
  if (at(body, "candidates", 0) === undefined && at(body, "promptFeedback") === undefined) {
    return Result.fail(malformed("the answer holds no candidates"))
  }
  const step = add(empty, body)
  return Result.succeed(amend(step, { ended: true, finish: step.draft.finish ?? "other" }))
}

export const take = (draft: Draft, event: unknown): Taken =>
  isObject(event)
    ? Result.succeed(add(draft, event))
    : Result.fail(malformed("an event of the answer is no JSON object"))
