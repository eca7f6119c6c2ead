/**
 * The ways in which a model can reply, as tools and as one JSON Schema. Tools are the first choice, since all four wires carry them and
 * models are trained to call them; `required` is said where a wire knows it. The schema is for models without tools (many small ones
 * that run here): one object whose `reply` says which way it is.
 *
 * Arguments of steps are open objects here. The 116 argument schemas would make a prompt of 260 KB, and what a provider
 * enforces of them differs; they are decoded when the plan is here (`checkSteps`). There is no field for a risk.
 */
import type { ToolDefinition } from "../../llm/Chat.ts"
import { MAX_STEPS } from "../resolve.ts"

/** The names of the tools by which a model replies. */
export const REPLY_TOOLS = ["make_plan", "answer", "ask_back", "decline"] as const
export type ReplyTool = (typeof REPLY_TOOLS)[number]

type Json = Readonly<Record<string, unknown>>

const text = (description: string): Json => ({ type: "string", description })

const step: Json = {
  type: "object",
  properties: {
    id: text("1, 2, 3 ..."),
    tool: text("such as FileOps"),
    action: text("such as find"),
    args: { type: "object", additionalProperties: true, description: "arguments of the action" },
    dependsOn: { type: "array", items: { type: "string" }, description: "ids of earlier steps" },
    references: {
      type: "object",
      description: "name of an argument to the earlier step that gives it",
      additionalProperties: {
        type: "object",
        properties: { step: { type: "string" }, output: { type: "string", enum: ["paths", "path", "text"] } },
        required: ["step", "output"]
      }
    }
  },
  required: ["id", "tool", "action", "args"]
}

const planFields: Json = {
  goal: text("one sentence"),
  confidence: { type: "number", description: "0 to 1" },
  steps: { type: "array", items: step, minItems: 1, maxItems: MAX_STEPS }
}
const reason = text("one sentence")
const rephrasings: Json = { type: "array", items: { type: "string" }, maxItems: 3, description: "whole requests" }

const tool = (
  name: ReplyTool,
  description: string,
  properties: Json,
  required: ReadonlyArray<string>
): ToolDefinition => ({ name, description, input: { type: "object", properties, required } })

export const replyTools: ReadonlyArray<ToolDefinition> = [
  tool("make_plan", "Plans the steps that do what is asked.", planFields, ["goal", "confidence", "steps"]),
  tool("answer", "Answers a question that needs nothing of this machine.", { text: text("plain text") }, ["text"]),
  tool("ask_back", "Asks which of several things is meant.", { reason, rephrasings }, ["reason", "rephrasings"]),
  tool("decline", "Says that the actions cannot do it.", { reason }, ["reason"])
]

/** The same as one object, for models that know no tools. */
export const replySchema: { readonly name: string; readonly schema: Json } = {
  name: "reply",
  schema: {
    type: "object",
    properties: {
      reply: { type: "string", enum: REPLY_TOOLS },
      ...planFields,
      text: text("of answer"),
      reason,
      rephrasings
    },
    required: ["reply"]
  }
}
