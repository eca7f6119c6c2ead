/**
 * Providers by another hand: aimock serves Anthropic's, OpenAI's (OpenRouter's, DeepSeek's), Gemini's and Ollama's protocols from
 * descriptions that are not ours, and breaks them. What our providers make of it is compared with what it was told to say.
 */
import { LLMock } from "@copilotkit/aimock"
import { assert, describe, it as base } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import {
  askModel,
  type Chat,
  type ChatAnswer,
  makeProvider,
  type ProviderError,
  textOf,
  toolCallsOf
} from "@zenus/core/models"
import { makeNodeHttpClient } from "@zenus/core/node"
import { knownProviders } from "#core/llm/knownProviders.ts"
import { wireFor } from "#core/llm/wireFor.ts"

/** What stands behind the host in the base URL that the server knows. */
const basePath: Readonly<Record<string, string>> = { openai: "/v1", deepseek: "/v1", openrouter: "/api/v1" }

const it = base
  .extend("mock", async ({}, { onCleanup }) => {
    const mock = new LLMock({ port: 0, host: "127.0.0.1" })
    await mock.start()
    onCleanup(() => mock.stop())
    return mock
  })
  .extend("providerOf", ({ mock }, { onCleanup }) => {
    const { client, close } = makeNodeHttpClient()
    onCleanup(close)
    return (known: (typeof knownProviders)[number]) =>
      makeProvider(client, {
        name: known.name,
        wire: wireFor(known),
        baseUrl: `${mock.url}${basePath[known.name] ?? ""}`,
        key: Redacted.make("key-123456")
      })
  })

type Provider = ReturnType<typeof makeProvider>
type Outcome = ChatAnswer | ProviderError

const orError = (effect: Effect.Effect<ChatAnswer, ProviderError>): Promise<Outcome> =>
  Effect.runPromise(Effect.match(effect, { onSuccess: (answer): Outcome => answer, onFailure: (error) => error }))

const complete = (provider: Provider, chat: Chat): Promise<Outcome> => orError(provider.complete(chat))

const streamed = (provider: Provider, chat: Chat): Promise<Outcome> =>
  orError(
    Effect.gen(function* () {
      let answer: ChatAnswer | null = null
      let told = ""
      yield* Stream.runForEach(provider.stream(chat), (event) =>
        Effect.sync(() => {
          if (event.type === "text") told += event.text
          if (event.type === "done") ({ answer } = event)
        })
      )
      if (answer === null) return yield* Effect.die(new Error("a stream ended without an answer"))
      assert.strictEqual(told, textOf(answer))
      return answer
    })
  )

const both = [
  ["whole", complete],
  ["streamed", streamed]
] as const

const answerOf = (outcome: Outcome): ChatAnswer =>
  "content" in outcome ? outcome : assert.fail(`${outcome.reason}: ${outcome.message}`)
const reasonOf = (outcome: Outcome): string => ("content" in outcome ? "answered" : outcome.reason)

/** Characters that are split in bytes and in halves, and a line end. */
const HARD_TEXT = "Grüße, 世界! 👩‍💻\nA second line."

const weather: Chat = {
  ...askModel("any-model", "what is the weather?"),
  system: "Be short.",
  tools: [
    {
      name: "get_weather",
      description: "Weather of a city.",
      input: { type: "object", properties: { city: { type: "string" } }, required: ["city"] }
    }
  ]
}

/** Types are Anthropic's words, codes OpenAI's; the others know the status. */
const errors = [
  { status: 401, reason: "BadKey", type: "authentication_error", code: "invalid_api_key" },
  { status: 429, reason: "RateLimited", type: "rate_limit_error", code: "rate_limit_exceeded" },
  { status: 500, reason: "ServerFailed", type: "api_error", code: "server_error" },
  { status: 503, reason: "Overloaded", type: "overloaded_error", code: "overloaded" }
] as const

describe.each(knownProviders)("$name against aimock", (known) => {
  it("gives the text it was told, with tokens and a reason to end", async ({ mock, providerOf }) => {
    mock.onMessage("hello", { content: HARD_TEXT })
    for (const [way, ask] of both) {
      const answer = answerOf(await ask(providerOf(known), askModel("any-model", "hello")))
      assert.strictEqual(textOf(answer), HARD_TEXT, way)
      assert.strictEqual(answer.finishReason, "stop", way)
      assert.isNumber(answer.usage.inputTokens, way)
      assert.isNumber(answer.usage.outputTokens, way)
    }
    assert.strictEqual(mock.getRequests().length, 2)
  })

  it("carries tools there and their calls back, and what a tool said after that", async ({ mock, providerOf }) => {
    mock.onMessage("weather", { toolCalls: [{ name: "get_weather", arguments: '{"city":"Bern"}' }] })
    const provider = providerOf(known)
    const first = answerOf(await complete(provider, weather))
    const [call] = toolCallsOf(first)
    assert.deepInclude(call ?? {}, { name: "get_weather", input: { city: "Bern" } })
    // Gemini itself says STOP here; aimock says a word that Gemini does not have.
    assert.strictEqual(first.finishReason, known.wire === "gemini" ? "other" : "tool-calls")
    assert.isTrue(JSON.stringify(mock.getLastRequest()?.body).includes("get_weather"))
    const again = answerOf(await streamed(provider, weather))
    assert.deepInclude(toolCallsOf(again)[0] ?? {}, { name: "get_weather", input: { city: "Bern" } })
    mock.clearFixtures()
    mock.on({ hasToolResult: true }, { content: "It rains in Bern." })
    const told: Chat = {
      ...weather,
      messages: [
        ...weather.messages,
        { role: "assistant", content: first.content },
        { role: "tool", id: call?.id ?? "", name: "get_weather", text: "rain", failed: false }
      ]
    }
    for (const [way, ask] of both) {
      assert.strictEqual(textOf(answerOf(await ask(provider, told))), "It rains in Bern.", way)
    }
  })

  it("names each of its errors", async ({ mock, providerOf }) => {
    const provider = providerOf(known)
    for (const { status, reason, ...error } of errors) {
      mock.clearFixtures()
      mock.onMessage("hello", {
        error: { message: "no", ...error },
        status,
        ...(status === 429 ? { retryAfter: 7 } : {})
      })
      for (const [way, ask] of both) {
        const outcome = await ask(provider, askModel("any-model", "hello"))
        assert.strictEqual(reasonOf(outcome), reason, `${status}, ${way}`)
        if (status === 429) assert.strictEqual("content" in outcome ? 0 : outcome.retryAfterMs, 7_000, way)
      }
    }
  })

  it("takes broken JSON for no answer, a dropped call for a failure, a cut connection for one", async ({
    mock,
    providerOf
  }) => {
    const provider = providerOf(known)
    mock.onMessage("hello", { content: "never seen" })
    const chaos = [
      // A line without an end may as well be one that was cut off.
      [{ malformedRate: 1 }, ["MalformedAnswer", ...(known.wire === "ollama" ? ["ConnectionLost"] : [])]],
      [{ dropRate: 1 }, ["ServerFailed"]],
      [{ rateLimitRate: 1 }, ["RateLimited"]],
      [{ disconnectRate: 1 }, ["ConnectionLost"]]
    ] as const
    for (const [config, reasons] of chaos) {
      mock.setChaos(config)
      for (const [way, ask] of both) {
        assert.include(
          reasons,
          reasonOf(await ask(provider, askModel("any-model", "hello"))),
          `${Object.keys(config)[0]}, ${way}`
        )
      }
    }
  })
})
