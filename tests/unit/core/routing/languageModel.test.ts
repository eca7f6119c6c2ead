/** effect's own AI modules on the router: text, objects, tools, streams and errors, over providers that play scripts. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as LanguageModel from "effect/ai/LanguageModel"
import * as Prompt from "effect/ai/Prompt"
import * as Tool from "effect/ai/Tool"
import * as Toolkit from "effect/ai/Toolkit"
import { chatOfPrompt } from "#core/routing/chatOfPrompt.ts"
import { languageModelLayer } from "#core/routing/languageModel.ts"
import { type Calls, routeWorld, type RouteWorld, type RouteWorldOptions } from "#kit/routeWorld.ts"

const test = (
  name: string,
  options: RouteWorldOptions,
  work: (world: RouteWorld) => Effect.Effect<void, unknown, LanguageModel.LanguageModel>
) =>
  it.effect(name, () => {
    const world = routeWorld(options)
    return Effect.provide(work(world), Layer.provide(languageModelLayer({ maxOutputTokens: 99 }), world.layer))
  })

const FindFiles = Tool.make("FindFiles", {
  description: "Finds files",
  parameters: Schema.Struct({ pattern: Schema.String }),
  success: Schema.Array(Schema.String)
})
const OpenFile = Tool.make("OpenFile", { parameters: Schema.Struct({ path: Schema.String }), success: Schema.String })
const tools = Toolkit.make(FindFiles, OpenFile)
const handlers = tools.toLayer({
  FindFiles: ({ pattern }) => Effect.succeed([`a${pattern}`, `b${pattern}`]),
  OpenFile: ({ path }) => Effect.succeed(path)
})

const calls: Calls = { calls: [{ id: "c1", name: "FindFiles", input: `{"pattern":".txt"}` }] }
const toolsOf = (world: RouteWorld, at: number) => {
  const sent = world.asked[at]?.body["tools"]
  return Array.isArray(sent) ? sent.length : 0
}
const messagesOf = (world: RouteWorld, at = 0) => world.asked[at]?.body["messages"]

describe("LanguageModel over the router", () => {
  test(
    "generates text with the next provider when the first is down",
    { scripts: { anthropic: ["refused"], deepseek: ["Hello there"] } },
    (world) =>
      Effect.gen(function* () {
        const response = yield* LanguageModel.generateText({
          prompt: [
            { role: "system", content: "Be short." },
            { role: "user", content: "hi" }
          ]
        })
        assert.strictEqual(response.text, "Hello there")
        assert.strictEqual(response.finishReason, "stop")
        assert.strictEqual(response.usage.inputTokens.total, 7)
        assert.strictEqual(response.usage.outputTokens.total, 3)
        const [metadata] = response.content
        assert.isTrue(metadata?.type === "response-metadata")
        if (metadata?.type === "response-metadata") {
          assert.deepStrictEqual(metadata.metadata, { zenus: { provider: "deepseek" } })
        }
        assert.deepStrictEqual(messagesOf(world, 1), [
          { role: "system", content: "Be short." },
          { role: "user", content: "hi" }
        ])
        assert.strictEqual(world.asked[1]?.body["max_tokens"], 99)
      })
  )

  const person = Schema.Struct({ name: Schema.String, age: Schema.Int })
  test(
    "generates an object, also out of a fence, by the schema that it sends",
    { scripts: { anthropic: ['{"name":"Ada","age":36}', '```json\n{"name":"Bob","age":5}\n```'] } },
    (world) =>
      Effect.gen(function* () {
        const generate = LanguageModel.generateObject({ prompt: "who?", schema: person, objectName: "person" })
        assert.deepStrictEqual((yield* generate).value, { name: "Ada", age: 36 })
        assert.deepStrictEqual((yield* generate).value, { name: "Bob", age: 5 })
        const format = JSON.stringify(world.asked[0]?.body)
        assert.match(format, /"person"/)
        assert.match(format, /"age"/)
      })
  )

  test("says what of an object was wrong", { scripts: { anthropic: ['{"name":"Ada"}'] } }, () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(LanguageModel.generateObject({ prompt: "who?", schema: person }))
      assert.strictEqual(error.reason._tag, "StructuredOutputError")
    })
  )

  test(
    "runs the tools that the model calls, and sends their results with the next turn",
    { scripts: { anthropic: [calls, "Two files."] } },
    (world) =>
      Effect.gen(function* () {
        const first = yield* LanguageModel.generateText({ prompt: "find text files", toolkit: tools })
        assert.deepStrictEqual(
          first.toolResults.map(({ name, result }) => [name, result]),
          [["FindFiles", ["a.txt", "b.txt"]]]
        )
        assert.strictEqual(first.finishReason, "tool-calls")
        const prompt = Prompt.concat(Prompt.make("find text files"), Prompt.fromResponseParts(first.content))
        const second = yield* LanguageModel.generateText({ prompt, toolkit: tools })
        assert.strictEqual(second.text, "Two files.")
        const sent = messagesOf(world, 1)
        assert.isArray(sent)
        assert.deepStrictEqual(
          (sent as ReadonlyArray<{ role: string }>).map(({ role }) => role),
          ["user", "assistant", "tool"]
        )
        assert.match(JSON.stringify(sent), /a\.txt/)
        assert.match(JSON.stringify(world.asked[0]?.body["tools"]), /FindFiles.*Finds files.*pattern/)
      }).pipe(Effect.provide(handlers))
  )

  test("sends the tools that may be called and no others", { scripts: { anthropic: [calls] } }, (world) =>
    Effect.gen(function* () {
      yield* LanguageModel.generateText({ prompt: "x", toolkit: tools, toolChoice: { tool: "FindFiles" } })
      assert.strictEqual(toolsOf(world, 0), 1)
      assert.strictEqual(world.asked[0]?.body["tool_choice"], "required")
      yield* LanguageModel.generateText({ prompt: "x", toolkit: tools, toolChoice: { oneOf: ["FindFiles"] } })
      assert.strictEqual(toolsOf(world, 1), 1)
      assert.notStrictEqual(world.asked[1]?.body["tool_choice"], "required")
    }).pipe(Effect.provide(handlers))
  )

  test(
    "fails where arguments are no JSON, and does not run the tool",
    { scripts: { anthropic: [{ calls: [{ id: "c1", name: "FindFiles", input: `{"pattern":` }] }] } },
    () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(LanguageModel.generateText({ prompt: "x", toolkit: tools }))
        assert.match(JSON.stringify(error), /ToolParameterValidationError|InvalidOutputError|MalformedAnswer/)
      }).pipe(Effect.provide(handlers))
  )

  test("streams text in parts that begin and end, and finishes", { scripts: { anthropic: ["one two"] } }, () =>
    Effect.gen(function* () {
      const parts = yield* Stream.runCollect(LanguageModel.streamText({ prompt: "x" }))
      assert.deepStrictEqual(
        [...parts].map((part) => (part.type === "text-delta" ? `+${part.delta}` : part.type)),
        ["text-start", "+one ", "+two", "text-end", "response-metadata", "finish"]
      )
    })
  )

  test("streams a tool's arguments, then runs it", { scripts: { anthropic: [calls] } }, () =>
    Effect.gen(function* () {
      const parts = yield* Stream.runCollect(LanguageModel.streamText({ prompt: "x", toolkit: tools }))
      const types = [...parts].map(({ type }) => type)
      assert.includeMembers(types, ["tool-params-start", "tool-params-end", "tool-call", "tool-result", "finish"])
      assert.isBelow(types.indexOf("tool-params-end"), types.indexOf("tool-call"))
    }).pipe(Effect.provide(handlers))
  )

  const errors: ReadonlyArray<readonly [what: string, script: { status: number } | "refused", tag: string]> = [
    ["a key that is not accepted", { status: 401 }, "AuthenticationError"],
    ["a request that is not understood", { status: 400 }, "InvalidRequestError"],
    ["nobody who listens", "refused", "InternalProviderError"],
    ["an account without money", { status: 402 }, "QuotaExhaustedError"]
  ]
  for (const [what, script, tag] of errors) {
    test(`says ${what} in effect's words, with all that was tried`, { scripts: { anthropic: [script] } }, () =>
      Effect.gen(function* () {
        const failures = [
          yield* Effect.flip(LanguageModel.generateText({ prompt: "x" })),
          yield* Effect.flip(Stream.runCollect(LanguageModel.streamText({ prompt: "x" })))
        ]
        const [first, second] = failures
        assert.strictEqual(first?.reason._tag, tag)
        const metadata = first !== undefined && "metadata" in first.reason ? first.reason.metadata : null
        assert.match(JSON.stringify(metadata), /"provider":"anthropic"/)
        assert.strictEqual(second?._tag, "AiError")
      })
    )
  }
})

const read = (prompt: Prompt.RawInput) =>
  chatOfPrompt({ prompt: Prompt.make(prompt), tools: [], toolChoice: "none", responseFormat: { type: "text" } })

const user = (part: Prompt.UserMessagePartEncoded) => read([{ role: "user", content: [part] }])

describe("chatOfPrompt", () => {
  it("sends images as bytes, however they are given", () => {
    for (const data of [Uint8Array.of(1, 2, 3), "AQID", "data:image/png;base64,AQID"]) {
      const found = user({ type: "file", mediaType: "image/png", data })
      assert.deepStrictEqual(
        Result.isSuccess(found)
          ? found.success.messages[0]?.role === "user" && found.success.messages[0].content
          : null,
        [{ type: "image", mediaType: "image/png", data: "AQID" }]
      )
    }
  })

  const refused: ReadonlyArray<readonly [what: string, prompt: Prompt.RawInput]> = [
    [
      "an image behind an address",
      [{ role: "user", content: [{ type: "file", mediaType: "image/png", data: new URL("http://x.test/a.png") }] }]
    ],
    ["another file", [{ role: "user", content: [{ type: "file", mediaType: "application/pdf", data: "AQID" }] }]],
    ["a prompt without a message", [{ role: "system", content: "x" }]]
  ]
  it.each(refused)("refuses %s", (_, prompt) => {
    const found = read(prompt)
    assert.strictEqual(Result.isFailure(found) ? found.failure._tag : "", "InvalidUserInputError")
  })

  it("gives back to a provider what proves its own thought", () => {
    const found = read([
      { role: "user", content: "x" },
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "hm", options: { zenus: { by: "anthropic", value: "sig", sealed: false } } },
          { type: "reasoning", text: "ah", options: { zenus: { by: "somebody", value: "sig" } } }
        ]
      }
    ])
    const answer = Result.isSuccess(found) ? found.success.messages[1] : undefined
    assert.deepStrictEqual(answer?.role === "assistant" ? answer.content : null, [
      { type: "reasoning", text: "hm", signature: { by: "anthropic", value: "sig", sealed: false } },
      { type: "reasoning", text: "ah", signature: null }
    ])
  })
})
