/**
 * An answer of ours as the parts that effect's LanguageModel expects, whole or as it is written. Pure. What may surprise: a tool call
 * whose arguments are no JSON object is handed on as its text, so that it fails where it is decoded, with what was wrong; and a
 * fence of Markdown around an answer that was to be JSON is taken away, since models put it there whatever they are told.
 */
import type * as Response from "effect/ai/Response"
import type { ReasoningPart, ToolCallPart } from "../llm/Chat.ts"
import type { ChatAnswer, FinishReason, Usage } from "../llm/ChatAnswer.ts"
import { OPTIONS_KEY } from "./chatOfPrompt.ts"
import type { RoutedEvent } from "./Routed.ts"

const reasons: Readonly<Record<FinishReason, Response.FinishReason>> = {
  stop: "stop",
  length: "length",
  "tool-calls": "tool-calls",
  other: "other"
}

/** What a provider did not say is left out. */
const known = (count: number | null): number | undefined => count ?? undefined

const uncached = ({ cachedInputTokens, inputTokens }: Usage): number | undefined =>
  inputTokens === null ? undefined : inputTokens - (cachedInputTokens ?? 0)

const finishOf = ({ finishReason, usage }: ChatAnswer): Response.FinishPartEncoded => ({
  type: "finish",
  reason: reasons[finishReason],
  usage: {
    inputTokens: {
      uncached: uncached(usage),
      total: known(usage.inputTokens),
      cacheRead: known(usage.cachedInputTokens),
      cacheWrite: known(usage.cacheWriteTokens)
    },
    outputTokens: {
      total: known(usage.outputTokens),
      text:
        usage.outputTokens === null || usage.reasoningTokens === null
          ? undefined
          : usage.outputTokens - usage.reasoningTokens,
      reasoning: known(usage.reasoningTokens)
    }
  },
  response: undefined
})

const metadataOf = ({ id, model, provider }: ChatAnswer): Response.ResponseMetadataPartEncoded => ({
  type: "response-metadata",
  ...(id === null ? {} : { id }),
  modelId: model,
  metadata: { [OPTIONS_KEY]: { provider } }
})

const proofOf = ({ signature }: ReasoningPart | ToolCallPart) =>
  signature === null
    ? {}
    : { metadata: { [OPTIONS_KEY]: { by: signature.by, value: signature.value, sealed: signature.sealed } } }

const callOf = (part: ToolCallPart): Response.ToolCallPartEncoded => ({
  type: "tool-call",
  id: part.id,
  name: part.name,
  params: part.input ?? part.inputText,
  ...proofOf(part)
})

/** The JSON inside of one fence around all of it; anything else as it is. */
const withoutFence = (text: string): string => /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/i.exec(text)?.[1] ?? text

/** The whole answer; `isObject`: its text was to be JSON. */
export const partsOfAnswer = (answer: ChatAnswer, isObject: boolean): Array<Response.PartEncoded> => [
  metadataOf(answer),
  ...answer.content.map((part): Response.PartEncoded => {
    switch (part.type) {
      case "text":
        return { type: "text", text: isObject ? withoutFence(part.text) : part.text }
      case "reasoning":
        return { type: "reasoning", text: part.text, ...proofOf(part) }
      case "tool-call":
        return callOf(part)
    }
  }),
  finishOf(answer)
]

/** What of a stream is open: a text or a thought with its number, and calls whose arguments are being written. */
export interface OpenParts {
  readonly block: { readonly kind: "text" | "reasoning"; readonly id: string } | null
  readonly begun: number
  readonly calls: ReadonlyArray<string>
}

export const nothingOpen: OpenParts = { block: null, begun: 0, calls: [] }

const closed = ({ block }: OpenParts): ReadonlyArray<Response.StreamPartEncoded> =>
  block === null ? [] : [{ type: `${block.kind}-end`, id: block.id }]

type Step = readonly [state: OpenParts, parts: ReadonlyArray<Response.StreamPartEncoded>]

const written = (state: OpenParts, kind: "text" | "reasoning", delta: string): Step => {
  if (state.block?.kind === kind) return [state, [{ type: `${kind}-delta`, id: state.block.id, delta }]]
  const id = `${kind}-${state.begun}`
  return [
    { ...state, block: { kind, id }, begun: state.begun + 1 },
    [...closed(state), { type: `${kind}-start`, id }, { type: `${kind}-delta`, id, delta }]
  ]
}

/** One event more. Calls are told whole at the end, when their arguments are. */
export const nextParts = (state: OpenParts, event: RoutedEvent): Step => {
  switch (event.type) {
    case "text":
    case "reasoning":
      return written(state, event.type, event.text)
    case "tool-call-started":
      return [
        { ...state, block: null, calls: [...state.calls, event.id] },
        [...closed(state), { type: "tool-params-start", id: event.id, name: event.name }]
      ]
    case "tool-call-input":
      return [state, [{ type: "tool-params-delta", id: event.id, delta: event.text }]]
    case "done": {
      const { answer } = event.routed
      const calls = answer.content.flatMap((part) => (part.type === "tool-call" ? callOf(part) : []))
      return [
        nothingOpen,
        [
          ...closed(state),
          ...state.calls.map((id) => ({ type: "tool-params-end" as const, id })),
          ...calls,
          metadataOf(answer),
          finishOf(answer)
        ]
      ]
    }
  }
}
