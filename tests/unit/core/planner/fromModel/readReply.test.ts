/** What a model's answer is taken for: tolerant in form, and no word of it is ever a deed. */
import { assert, describe, it } from "vitest"
import type { ChatAnswer, ToolCallPart } from "@zenus/core/models"
import { MAX_PLAN_TEXT, readReply, type Reply } from "#core/planner/fromModel/readReply.ts"

type Content = ChatAnswer["content"]

const call = (name: string, input: unknown): ToolCallPart => {
  const inputText = typeof input === "string" ? input : JSON.stringify(input)
  const parsed = typeof input === "object" && input !== null ? (input as Readonly<Record<string, unknown>>) : null
  return { type: "tool-call", id: "c", name, input: parsed, inputText, signature: null }
}
const read = (content: Content, finishReason: ChatAnswer["finishReason"] = "stop"): Reply =>
  readReply({ content, finishReason })
const words = (text: string): Reply => read([{ type: "text", text }])
const problemsOf = (reply: Reply): string => (reply._tag === "Unusable" ? reply.problems.join("\n") : reply._tag)

const plan = { goal: "g", confidence: 1, steps: [{ id: "1" }] }

describe("readReply", () => {
  const replies: ReadonlyArray<readonly [string, Reply, Reply]> = [
    ["a plan", read([call("make_plan", plan)]), { _tag: "Plan", plan }],
    [
      "a plan with words and thoughts beside it",
      read([
        { type: "reasoning", text: "hm", signature: null },
        { type: "text", text: "Sure." },
        call("make_plan", plan)
      ]),
      { _tag: "Plan", plan }
    ],
    ["an answer", read([call("answer", { text: " Paris.\n" })]), { _tag: "Text", text: "Paris." }],
    ["words", words("Paris is the capital."), { _tag: "Text", text: "Paris is the capital." }],
    [
      "a question back",
      read([call("ask_back", { reason: "two\nmeanings", rephrasings: ["a", "", 3, "b"] })]),
      { _tag: "AskBack", reason: "two meanings", rephrasings: ["a"] }
    ],
    [
      "a question back without anything",
      read([call("ask_back", {})]),
      { _tag: "AskBack", reason: "it could mean several things.", rephrasings: [] }
    ],
    ["no", read([call("decline", { reason: "no such action" })]), { _tag: "Decline", reason: "no such action" }],
    [
      "a plan as the whole text",
      words(JSON.stringify({ reply: "make_plan", ...plan })),
      { _tag: "Plan", plan: { reply: "make_plan", ...plan } }
    ],
    [
      "a plan in a fence",
      words(`Here it is:\n\`\`\`json\n${JSON.stringify(plan, null, 2)}\n\`\`\`\nDone.`),
      { _tag: "Plan", plan }
    ],
    ["a plan between words", words(`I would do ${JSON.stringify(plan)} for you.`), { _tag: "Plan", plan }],
    ["an answer as JSON", words(JSON.stringify({ reply: "answer", text: "4" })), { _tag: "Text", text: "4" }]
  ]
  it.each(replies)("takes %s for what it is", (_what, reply, expected) => assert.deepStrictEqual(reply, expected))

  const written: ReadonlyArray<readonly [string, unknown]> = [
    ["by tool and input", { tool: "make_plan", input: plan }],
    ["by name and arguments", { name: "make_plan", arguments: plan }],
    ["with its arguments as text", { name: "make_plan", arguments: JSON.stringify(plan) }],
    ["as a function", { type: "function", function: { name: "make_plan", parameters: plan } }],
    ["in a list of calls", { tool_calls: [{ id: "1", function: { name: "make_plan", arguments: '{"steps":[]}' } }] }],
    ["as a list of one", [{ name: "make_plan", arguments: plan }]],
    ["under its name", { make_plan: plan }]
  ]
  it.each(written)("reads a call that is written out %s, bare, tagged or between words", (_how, document) => {
    const text = JSON.stringify(document)
    for (const around of [text, `<tool_call>\n${text}\n</tool_call>`, `\`\`\`json\n${text}\n\`\`\``])
      assert.strictEqual(words(around)._tag, "Plan", around)
  })

  it("sends back a written call that cannot be read, and does not print it", () => {
    assert.match(
      problemsOf(words('{"tool":"make_plan","input":"ten files"}')),
      /^The arguments of the call are no JSON/
    )
    assert.match(
      problemsOf(words('{"name":"FileOps.find","arguments":{}}')),
      /^There is no tool FileOps\.find; reply with/
    )
    assert.match(
      problemsOf(words('{"tool":"make_plan","input":{"goal":"g","steps":[{"id"')),
      /^The reply is no whole JSON/
    )
    assert.match(problemsOf(words('```json\n{"goal":"g","steps":[{"id": 1,,}]}\n```')), /^The reply is no whole JSON/)
  })

  it("leaves a call in words that speak about one", () => {
    const about = 'A call looks so: {"name":"get_weather","arguments":{"city":"Oslo"}}. It names the function.'
    assert.deepStrictEqual(words(about), { _tag: "Text", text: about })
    assert.deepStrictEqual(words('{"answer":"42"}'), { _tag: "Text", text: '{"answer":"42"}' })
  })

  it("takes JSON that is no reply for words", () => {
    for (const text of ['{"name": "zenus", "version": 1}', "[1, 2]", "{ broken", '{"reply": "delete_everything"}'])
      assert.deepStrictEqual(words(text), { _tag: "Text", text })
  })

  it.each([
    ["nothing", [], "empty"],
    ["blanks", [{ type: "text", text: " \n " }], "empty"],
    ["an answer without a text", [call("answer", {})], "needs a text"],
    ["two calls", [call("make_plan", plan), call("make_plan", plan)], "there are 2"],
    ["a tool that is not ours", [call("run_shell", { command: "rm -rf /" })], "no tool run_shell"],
    ["arguments that are none", [call("make_plan", '{"steps": [')], "no JSON object"]
  ] as const)("cannot use %s", (_what, content, said) => assert.include(problemsOf(read(content)), said))

  it("says that a call was cut off", () => {
    assert.include(problemsOf(read([call("make_plan", '{"steps": [')], "length")), "cut off")
  })

  it("reads no plan of a megabyte, as a call or as words", () => {
    const long = JSON.stringify({ ...plan, goal: "x".repeat(MAX_PLAN_TEXT) })
    assert.include(problemsOf(read([call("make_plan", JSON.parse(long))])), "longer than")
    const reply = words(long)
    assert.strictEqual(reply._tag, "Text")
  })

  it("gives a long answer as a whole", () =>
    assert.deepStrictEqual(words("x".repeat(200_000)), { _tag: "Text", text: "x".repeat(200_000) }))
})
