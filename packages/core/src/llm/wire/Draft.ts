/**
 * An answer while it is being written: the same pure steps for every wire, streamed or not, so that a stream and a whole
 * body of the same content give the same answer. A part is found again by its `key`, which the wire chooses (the
 * index of a block, "text", the index of a tool call); parts keep the order in which they began.
 */
import type { ChatAnswer, ChatEvent, FinishReason, Usage } from "../ChatAnswer.ts"
import { unknownUsage } from "../ChatAnswer.ts"
import type { Signature } from "../Chat.ts"
import { type JsonObject, parseInput } from "./json.ts"

interface DraftText {
  readonly kind: "text" | "reasoning"
  readonly key: string
  readonly text: string
  readonly signature: Signature | null
}
export interface DraftTool {
  readonly kind: "tool"
  readonly key: string
  readonly id: string
  readonly name: string
  /** JSON as far as it has come. */
  readonly text: string
  /** Arguments that come as values by path instead of as text (Gemini); null where they come as text. */
  readonly built: JsonObject | null
  /** More of it is announced. */
  readonly open: boolean
  readonly signature: Signature | null
}
export type DraftPart = DraftText | DraftTool

export interface Draft {
  readonly id: string | null
  readonly model: string | null
  readonly parts: ReadonlyArray<DraftPart>
  readonly usage: Usage
  /** Null until the provider says why it ended. */
  readonly finish: FinishReason | null
  /** What the provider says about a refusal; null where it refuses nothing. */
  readonly refusal: string | null
  /** The wire's own mark of the end has come. */
  readonly ended: boolean
}

export const empty: Draft = {
  id: null,
  model: null,
  parts: [],
  usage: unknownUsage,
  finish: null,
  refusal: null,
  ended: false
}

/** A draft and what a listener is told about how it came there. */
export interface Step {
  readonly draft: Draft
  readonly events: ReadonlyArray<ChatEvent>
}

export const start = (draft: Draft): Step => ({ draft, events: [] })

/** The step with the draft changed and nothing told. */
export const amend = (step: Step, change: Partial<Draft>): Step => ({
  draft: { ...step.draft, ...change },
  events: step.events
})

export const partOf = (draft: Draft, key: string): DraftPart | undefined => draft.parts.find((part) => part.key === key)

const put = (draft: Draft, part: DraftPart): Draft => ({
  ...draft,
  parts: draft.parts.some(({ key }) => key === part.key)
    ? draft.parts.map((old) => (old.key === part.key ? part : old))
    : [...draft.parts, part]
})

const tell = (step: Step, draft: Draft, event: ChatEvent): Step => ({ draft, events: [...step.events, event] })

/** Adds text or reasoning; an empty piece begins nothing and tells nothing. */
export const addText = (step: Step, key: string, text: string, kind: "text" | "reasoning" = "text"): Step => {
  if (text === "") return step
  const old = partOf(step.draft, key)
  const part: DraftText =
    old === undefined || old.kind === "tool" ? { kind, key, text, signature: null } : { ...old, text: old.text + text }
  return tell(step, put(step.draft, part), { type: kind, text })
}

/** Begins a text without a word, so that what follows has a place. */
export const beginText = (step: Step, key: string): Step => ({
  ...step,
  draft: put(step.draft, { kind: "text", key, text: "", signature: null })
})

/** Attaches a signature; to a part that has not begun, as hidden reasoning. */
export const sign = (step: Step, key: string, signature: Signature): Step => {
  const old = partOf(step.draft, key)
  const part: DraftPart = old === undefined ? { kind: "reasoning", key, text: "", signature } : { ...old, signature }
  return { ...step, draft: put(step.draft, part) }
}

/** Begins a tool call. */
export const startTool = (
  step: Step,
  key: string,
  id: string,
  name: string,
  options: { readonly built?: JsonObject; readonly open?: boolean; readonly signature?: Signature | null } = {}
): Step => {
  const { built = null, open = false, signature = null } = options
  return tell(step, put(step.draft, { kind: "tool", key, id, name, text: "", built, open, signature }), {
    type: "tool-call-started",
    id,
    name
  })
}

/** Adds to the arguments of a call; nothing where there is no such call or nothing to add. */
export const addInput = (step: Step, key: string, text: string): Step => {
  const old = partOf(step.draft, key)
  if (text === "" || old?.kind !== "tool") return step
  return tell(step, put(step.draft, { ...old, text: old.text + text }), {
    type: "tool-call-input",
    id: old.id,
    text
  })
}

/** Changes a call without telling anybody. */
export const amendTool = (step: Step, key: string, change: Partial<Pick<DraftTool, "built" | "open">>): Step => {
  const old = partOf(step.draft, key)
  return old?.kind === "tool" ? { ...step, draft: put(step.draft, { ...old, ...change }) } : step
}

const contentOf = (parts: ReadonlyArray<DraftPart>): ChatAnswer["content"] =>
  parts.map((part) => {
    switch (part.kind) {
      case "text":
        return { type: "text", text: part.text }
      case "reasoning":
        return { type: "reasoning", text: part.text, signature: part.signature }
      case "tool":
        return {
          type: "tool-call",
          id: part.id,
          name: part.name,
          input: part.built ?? parseInput(part.text),
          inputText: part.built === null ? part.text : JSON.stringify(part.built),
          signature: part.signature
        }
    }
  })

/** The answer as far as it has come; `other` where the provider did not say why it ended. */
export const toAnswer = (draft: Draft, provider: string, askedModel: string): ChatAnswer => {
  const calls = draft.parts.some(({ kind }) => kind === "tool")
  const finish = draft.finish ?? "other"
  return {
    provider,
    model: draft.model ?? askedModel,
    id: draft.id,
    content: contentOf(draft.parts),
    // Some say "stop" and call a tool all the same, some say "tool calls" and mean the answer's schema.
    finishReason: finish === "stop" && calls ? "tool-calls" : finish === "tool-calls" && !calls ? "stop" : finish,
    usage: draft.usage
  }
}
