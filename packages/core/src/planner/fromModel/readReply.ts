/**
 * What a model answered, as one of four replies, or why it is none. Tolerant in form and strict in meaning: a call of one of our tools,
 * a JSON document in the text (alone, in a fence, or between words), also a call that is written out as text, as small models do, or
 * plain text, which is an answer to a question and never a deed. What the fields hold is not checked here but for their kind; `checkSteps` reads a plan.
 *
 * Everything has a limit: a plan beyond 256 KB is not read, an answer is cut, reasons and rephrasings are short lines.
 */
import { type ChatAnswer, textOf, toolCallsOf } from "../../llm/ChatAnswer.ts"
import { REPLY_TOOLS, type ReplyTool } from "./replyTools.ts"

export type Json = Readonly<Record<string, unknown>>

export type Reply =
  | { readonly _tag: "Plan"; readonly plan: Json }
  | { readonly _tag: "Text"; readonly text: string }
  | { readonly _tag: "AskBack"; readonly reason: string; readonly rephrasings: ReadonlyArray<string> }
  | { readonly _tag: "Decline"; readonly reason: string }
  /** One problem a line, for the model. */
  | { readonly _tag: "Unusable"; readonly problems: ReadonlyArray<string> }

/** Characters of a plan's JSON. */
export const MAX_PLAN_TEXT = 256 * 1024
const MAX_REASON = 500

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A value that should be a line of text: its beginning, on one line. Empty for what is no text. */
export const lineOf = (value: unknown, limit = MAX_REASON): string =>
  typeof value === "string" ? value.slice(0, limit).replace(/\s+/g, " ").trim().toWellFormed() : ""

const unusable = (...problems: ReadonlyArray<string>): Reply => ({ _tag: "Unusable", problems })

const textReply = (text: string): Reply =>
  text.trim() === ""
    ? unusable("The answer is empty.")
    : // Its size is bounded where it was read.
      { _tag: "Text", text: text.trim() }

/** A row for each way to reply: what its fields come to. */
const READERS: Readonly<Record<ReplyTool, (input: Json) => Reply>> = {
  make_plan: (plan) => ({ _tag: "Plan", plan }),
  answer: ({ text }) => (typeof text === "string" ? textReply(text) : unusable("answer needs a text.")),
  ask_back: ({ reason, rephrasings }) => ({
    _tag: "AskBack",
    reason: lineOf(reason) || "it could mean several things.",
    rephrasings: (Array.isArray(rephrasings) ? rephrasings : [])
      .slice(0, 3)
      .map((one) => lineOf(one))
      .filter((one) => one !== "")
  }),
  decline: ({ reason }) => ({ _tag: "Decline", reason: lineOf(reason) || "no action does that." })
}

const NO_ARGUMENTS = "The arguments of the call are no JSON object."

const noTool = (name: unknown): string =>
  `There is no tool ${lineOf(name, 60)}; reply with one of ${REPLY_TOOLS.join(", ")}.`

const isReplyTool = (name: unknown): name is ReplyTool => REPLY_TOOLS.some((known) => known === name)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What is written in the place of a call: its name, and what should be its arguments. */
interface WrittenCall {
  readonly name: string
  readonly input: unknown
}

const firstOf = (document: Json, names: ReadonlyArray<string>): unknown =>
  names.map((name) => document[name]).find((value) => value !== undefined)

/** A call as it stands in protocols and in what small models are trained on; undefined where it is something else. */
const writtenCall = (document: Json): WrittenCall | undefined => {
  const wrapped = firstOf(document, ["tool_calls", "function_call", "function"])
  const inner: unknown = Array.isArray(wrapped) && wrapped.length === 1 ? wrapped[0] : wrapped
  if (isJson(inner)) return writtenCall(inner)
  const name = firstOf(document, ["tool", "name", "tool_name"])
  const input = firstOf(document, ["input", "arguments", "parameters", "args"])
  if (typeof name === "string" && input !== undefined)
    return { name, input: typeof input === "string" ? parse(input) : input }
  const [only, ...others] = Object.entries(document)
  return only !== undefined && others.length === 0 && isReplyTool(only[0]) && isJson(only[1])
    ? { name: only[0], input: only[1] }
    : undefined
}

/** The reply in a JSON document, or undefined where it is a document about something else. */
const readDocument = (document: unknown, isAll: boolean): Reply | undefined => {
  if (Array.isArray(document) && document.length === 1) return readDocument(document[0], isAll)
  if (!isJson(document)) return undefined
  if (isReplyTool(document["reply"])) return READERS[document["reply"]](document)
  if (Array.isArray(document["steps"])) return READERS.make_plan(document)
  const call = writtenCall(document)
  if (call === undefined) return undefined
  if (isReplyTool(call.name)) return isJson(call.input) ? READERS[call.name](call.input) : unusable(NO_ARGUMENTS)
  // Between words it may be what was asked about.
  return isAll ? unusable(noTool(call.name)) : undefined
}

/** The places of a text where a document may stand: all of it, in a fence, from the first brace to the last. */
const documentsIn = (text: string): ReadonlyArray<string> => {
  const fence = /```(?:json)?\s*\n([\s\S]*?)\n\s*```/.exec(text)?.[1]
  const [from, to] = [text.indexOf("{"), text.lastIndexOf("}")]
  return [text, ...(fence === undefined ? [] : [fence]), ...(from >= 0 && to > from ? [text.slice(from, to + 1)] : [])]
}

/** Begins as a reply in JSON and cannot be read: cut off, or with a slip in it. */
const BROKEN = /^\s*(?:```(?:json)?\s*|<tool_call>\s*)?[{[](?=[\s\S]{0,200}"(?:make_plan|ask_back|decline|steps)")/

const readText = (text: string): Reply => {
  // Beyond the limit of a plan nothing is taken for one.
  if (text.length <= MAX_PLAN_TEXT)
    for (const candidate of documentsIn(text)) {
      const reply = readDocument(parse(candidate), candidate === text)
      if (reply !== undefined) return reply
    }
  return BROKEN.test(text) ? unusable("The reply is no whole JSON document; call one of the tools.") : textReply(text)
}

export const readReply = (answer: Pick<ChatAnswer, "content" | "finishReason">): Reply => {
  const calls = toolCallsOf(answer)
  const [call] = calls
  if (call === undefined) return readText(textOf(answer))
  if (calls.length > 1) return unusable(`There must be one call, and there are ${calls.length}.`)
  if (!isReplyTool(call.name)) return unusable(noTool(call.name))
  if (call.inputText.length > MAX_PLAN_TEXT)
    return unusable(`The call is longer than ${MAX_PLAN_TEXT} characters; select many files by one step.`)
  if (call.input === null)
    return unusable(
      answer.finishReason === "length"
        ? "The call was cut off because it is too long; select many files by one step."
        : NO_ARGUMENTS
    )
  return READERS[call.name](call.input)
}
