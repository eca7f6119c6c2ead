/** One call over a made-up HttpClient: what is sent, what comes back, and every way it can end. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import { TestClock } from "effect/testing"
import { type ChatEvent, textOf } from "#core/llm/ChatAnswer.ts"
import { askModel } from "#core/llm/Chat.ts"
import { ConnectWithin, NoConnection } from "#core/llm/ConnectWithin.ts"
import { make, Provider, type ProviderOptions } from "#core/llm/Provider.ts"
import type { ProviderError } from "#core/llm/ProviderError.ts"
import { anthropicWire } from "#core/llm/wire/anthropic/anthropicWire.ts"
import { ollamaWire } from "#core/llm/wire/ollama/ollamaWire.ts"
import { openaiWire } from "#core/llm/wire/openai/openaiWire.ts"

const key = "sk-secret-1234567890"
const options: ProviderOptions = {
  name: "openai",
  wire: openaiWire(),
  baseUrl: "http://127.0.0.1:9/v1",
  key: Redacted.make(key)
}

/** A client that answers with `respond`, and what it was asked. */
const clientOf = (respond: () => Response) => {
  const asked: Array<HttpClientRequest.HttpClientRequest> = []
  const signals: Array<AbortSignal> = []
  const client = HttpClient.make((request, _url, signal) =>
    Effect.sync(() => {
      asked.push(request)
      signals.push(signal)
      return HttpClientResponse.fromWeb(request, respond())
    })
  )
  return { client, asked, signals }
}

const failing = (cause: unknown): HttpClient.HttpClient =>
  HttpClient.make((request) =>
    Effect.fail(new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) }))
  )

const chat = askModel("gpt-x", "hi")
const whole = (content: string): string =>
  JSON.stringify({ id: "a1", model: "gpt-x-1", choices: [{ message: { content }, finish_reason: "stop" }] })
const chunk = (content: string, finish: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason: finish }] })}\n\n`

const encoder = new TextEncoder()

/** A body of these pieces that then stays open; `waiting` resolves when somebody waits for more. */
const openBody = (pieces: ReadonlyArray<string>) => {
  const waiting = Promise.withResolvers<void>()
  const left = [...pieces]
  let cancelled = false
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const piece = left.shift()
        if (piece !== undefined) return controller.enqueue(encoder.encode(piece))
        waiting.resolve()
        return new Promise<void>(() => undefined)
      },
      cancel: () => {
        cancelled = true
      }
    },
    { highWaterMark: 0 }
  )
  return { body, waiting: Effect.promise(() => waiting.promise), cancelled: () => cancelled }
}

/** All events and the error that ended them, if any. */
const collect = (stream: Stream.Stream<ChatEvent, ProviderError>) =>
  Effect.gen(function* () {
    const events: Array<ChatEvent> = []
    const error = yield* Stream.runForEach(stream, (event) => Effect.sync(() => events.push(event))).pipe(
      Effect.match({ onSuccess: () => null, onFailure: (failure) => failure })
    )
    return { events, error }
  })

const texts = (events: ReadonlyArray<ChatEvent>): string =>
  events.map((event) => (event.type === "text" ? event.text : "")).join("")

describe("complete", () => {
  it.effect("sends one request with the key and gives the answer", () =>
    Effect.gen(function* () {
      const { client, asked } = clientOf(() => new Response(whole("Grüße")))
      const answer = yield* make(client, options).complete(chat)
      assert.strictEqual(textOf(answer), "Grüße")
      assert.deepInclude(answer, { provider: "openai", model: "gpt-x-1", id: "a1", finishReason: "stop" })
      assert.strictEqual(asked.length, 1)
      assert.deepInclude(asked[0] ?? {}, { method: "POST", url: "http://127.0.0.1:9/v1/chat/completions" })
      assert.strictEqual(asked[0]?.headers["authorization"], `Bearer ${key}`)
    })
  )

  it.effect("is there as a service", () =>
    Effect.gen(function* () {
      const provider = yield* Provider
      assert.strictEqual(textOf(yield* provider.complete(chat)), "a")
    }).pipe(
      Effect.provide(Provider.layer(options)),
      Effect.provideService(HttpClient.HttpClient, clientOf(() => new Response(whole("a"))).client)
    )
  )

  it.effect("fails with status, wait and words, and without the key", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({
        error: { message: `Limit for ${key} (Bearer other-token-1)`, code: "rate_limit_exceeded" }
      })
      const { client } = clientOf(() => new Response(body, { status: 429, headers: { "retry-after": "7" } }))
      const error = yield* Effect.flip(make(client, options).complete(chat))
      assert.deepInclude(error, { reason: "RateLimited", status: 429, retryAfterMs: 7_000, received: null })
      const shown = `${error.message} ${JSON.stringify(error)} ${String(error)}`
      assert.notInclude(shown, "secret")
      assert.notInclude(shown, "other-token")
    })
  )

  it.effect.each([
    [{ code: "ECONNREFUSED" }, "Unreachable", "ECONNREFUSED"],
    [new TypeError("fetch failed", { cause: { code: "ENOTFOUND" } }), "Unreachable", "ENOTFOUND"],
    [{ code: "ECONNRESET" }, "ConnectionLost", "ECONNRESET"],
    [new Error(`connect with ${key}`), "ConnectionLost", ""]
  ] as const)("a connection that fails with %o is %s", ([cause, reason, detail]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(make(failing(cause), options).complete(chat))
      assert.deepInclude(error, { reason, detail, status: null })
    })
  )

  it.effect("reads no more than the limit, and of an error only its beginning", () =>
    Effect.gen(function* () {
      let produced = 0
      const endless = (): ReadableStream<Uint8Array> =>
        new ReadableStream({
          pull: (controller) => {
            produced += 65_536
            controller.enqueue(new Uint8Array(65_536).fill(120))
          }
        })
      const good = clientOf(() => new Response(endless()))
      const tooLarge = yield* Effect.flip(make(good.client, { ...options, maxBytes: 1_000_000 }).complete(chat))
      assert.strictEqual(tooLarge.reason, "AnswerTooLarge")
      assert.isBelow(produced, 1_300_000)
      produced = 0
      const bad = clientOf(() => new Response(endless(), { status: 500 }))
      const failed = yield* Effect.flip(make(bad.client, options).complete(chat))
      assert.deepInclude(failed, { reason: "ServerFailed", status: 500 })
      assert.isTrue(bad.signals[0]?.aborted, "what is not read any more is closed")
      assert.isBelow(produced, 400_000)
    })
  )

  it.effect("gives up on a whole answer that does not come, and on one that stops", () =>
    Effect.gen(function* () {
      const silent = openBody([`{"choices":`])
      const { client, signals } = clientOf(() => new Response(silent.body))
      const fiber = yield* Effect.forkChild(Effect.flip(make(client, options).complete(chat)))
      yield* silent.waiting
      yield* TestClock.adjust("19 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(fiber)).reason, "Stalled")
      assert.isTrue(signals[0]?.aborted)

      const never = HttpClient.make(() => Effect.never)
      const second = yield* Effect.forkChild(Effect.flip(make(never, options).complete(chat)))
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual((yield* Fiber.join(second)).reason, "TimedOut")
    })
  )

  it.effect("says what the wire cannot carry, without a call", () =>
    Effect.gen(function* () {
      const { client, asked } = clientOf(() => new Response(whole("a")))
      const error = yield* Effect.flip(make(client, options).complete({ model: "m", messages: [] }))
      assert.deepInclude(error, { reason: "BadRequest", detail: "a chat needs at least one message" })
      assert.strictEqual(asked.length, 0)
    })
  )

  it.effect("keeps what was paid for in a refusal", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({
        content: [{ type: "text", text: "I would" }],
        stop_reason: "refusal",
        usage: { input_tokens: 9, output_tokens: 2 }
      })
      const { client } = clientOf(() => new Response(body))
      const error = yield* Effect.flip(make(client, { ...options, wire: anthropicWire }).complete(chat))
      assert.strictEqual(error.reason, "ContentRefused")
      assert.strictEqual(error.received?.usage.inputTokens, 9)
    })
  )
})

describe("stream", () => {
  it.effect("tells the pieces and at last the answer, once", () =>
    Effect.gen(function* () {
      const { client } = clientOf(() => new Response(`${chunk("He")}${chunk("llo", "stop")}data: [DONE]\n\n`))
      const { events, error } = yield* collect(make(client, options).stream(chat))
      assert.isNull(error)
      assert.deepStrictEqual(
        events.map(({ type }) => type),
        ["text", "text", "done"]
      )
      const last = events.at(-1)
      assert.strictEqual(last?.type === "done" ? textOf(last.answer) : "", "Hello")
    })
  )

  it.effect("is a call of its own each time it is run", () =>
    Effect.gen(function* () {
      const { client, asked } = clientOf(() => new Response(chunk("a", "stop")))
      const stream = make(client, options).stream(chat)
      assert.strictEqual(asked.length, 0)
      yield* collect(stream)
      yield* collect(stream)
      assert.strictEqual(asked.length, 2)
    })
  )

  it.effect("fails before its first event where the provider does not answer", () =>
    Effect.gen(function* () {
      const { client } = clientOf(() => new Response("", { status: 503 }))
      const { events, error } = yield* collect(make(client, options).stream(chat))
      assert.deepStrictEqual(events, [])
      assert.deepInclude(error, { reason: "Overloaded", received: null, nextHelps: true })
    })
  )

  it.effect("hands over what came, then fails with it, when it is cut off, silent or broken", () =>
    Effect.gen(function* () {
      const cut = clientOf(() => new Response(chunk("so far")))
      const lost = yield* collect(make(cut.client, options).stream(chat))
      assert.strictEqual(texts(lost.events), "so far")
      assert.strictEqual(lost.error?.reason, "ConnectionLost")
      assert.strictEqual(lost.error?.received === null ? "" : textOf(lost.error?.received ?? { content: [] }), "so far")
      assert.isFalse(lost.error?.nextHelps)

      const broken = clientOf(() => {
        const pieces = [encoder.encode(chunk("so far"))]
        return new Response(
          new ReadableStream(
            {
              pull: (controller) => {
                const piece = pieces.shift()
                if (piece === undefined) controller.error(Object.assign(new Error("x"), { code: "ECONNRESET" }))
                else controller.enqueue(piece)
              }
            },
            { highWaterMark: 0 }
          )
        )
      })
      const reset = yield* collect(make(broken.client, options).stream(chat))
      assert.strictEqual(texts(reset.events), "so far")
      assert.deepInclude(reset.error, { reason: "ConnectionLost", detail: "ECONNRESET" })
    })
  )

  it.effect("stalls after 20 seconds of silence behind the first piece, and closes the connection", () =>
    Effect.gen(function* () {
      const open = openBody([chunk("so far")])
      const { client, signals } = clientOf(() => new Response(open.body))
      const fiber = yield* Effect.forkChild(collect(make(client, options).stream(chat)))
      yield* open.waiting
      yield* TestClock.adjust("19 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      const { events, error } = yield* Fiber.join(fiber)
      assert.strictEqual(texts(events), "so far")
      assert.strictEqual(error?.reason, "Stalled")
      assert.isTrue(open.cancelled() || signals[0]?.aborted)
    })
  )

  const usage = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } })}\n\n`
  const unended: ReadonlyArray<readonly [what: string, pieces: ReadonlyArray<string>, seconds: number]> = [
    ["a second after its reason and its tokens", [chunk("all", "stop"), usage], 1],
    ["three seconds after its reason where tokens are not told", [chunk("all", "stop")], 3],
    ["no later for pings", [chunk("all", "stop"), usage, ": ping\n\n", ": ping\n\n"], 1]
  ]
  it.effect.each(unended)("takes an answer for whole whose end is never marked, %s", ([_what, pieces, seconds]) =>
    Effect.gen(function* () {
      const open = openBody(pieces)
      const { client, signals } = clientOf(() => new Response(open.body))
      const fiber = yield* Effect.forkChild(collect(make(client, options).stream(chat)))
      yield* open.waiting
      yield* TestClock.adjust(seconds * 1_000 - 1)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)
      const { error, events } = yield* Fiber.join(fiber)
      assert.isNull(error)
      const last = events.at(-1)
      assert.deepInclude(last?.type === "done" ? last.answer : {}, { finishReason: "stop" })
      assert.strictEqual(texts(events), "all")
      assert.isTrue(open.cancelled() || signals[0]?.aborted)
    })
  )

  it.effect("times out while there are headers and comments and no answer", () =>
    Effect.gen(function* () {
      const open = openBody([": keep-alive\n\n", ": keep-alive\n\n"])
      const { client } = clientOf(() => new Response(open.body))
      const fiber = yield* Effect.forkChild(collect(make(client, options).stream(chat)))
      yield* open.waiting
      yield* TestClock.adjust("29 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      const { error } = yield* Fiber.join(fiber)
      assert.deepInclude(error, { reason: "TimedOut", nextHelps: true })
    })
  )

  it.effect("waits for the first piece as long as its caller says, if it says so", () =>
    Effect.gen(function* () {
      const open = openBody([": keep-alive\n\n"])
      const { client } = clientOf(() => new Response(open.body))
      const asked = collect(make(client, options).stream(chat, { firstTokenMs: 90_000 }))
      const fiber = yield* Effect.forkChild(asked)
      yield* open.waiting
      yield* TestClock.adjust("89 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(fiber)).error?.reason, "TimedOut")
    })
  )

  it.effect("says how long a connection may take: its own time, or less where its caller has less", () =>
    Effect.gen(function* () {
      const seen: Array<number> = []
      const client = HttpClient.make((request) =>
        Effect.flatMap(ConnectWithin, (ms) => {
          seen.push(ms)
          const cause = new NoConnection(null, ms)
          return Effect.fail(
            new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })
          )
        })
      )
      const provider = make(client, { ...options, connectTimeout: "2 seconds" })
      const call = Effect.flip(provider.complete(chat))
      const failed = yield* Effect.provideService(call, ConnectWithin, 1_500)
      assert.deepInclude(failed, { reason: "Unreachable", detail: "no connection within 1.5 s", hasBegun: false })
      yield* Effect.provideService(call, ConnectWithin, 60_000)
      yield* call
      yield* Effect.flip(provider.models)
      yield* collect(make(client, options).stream(chat)).pipe(Effect.provideService(ConnectWithin, 700))
      for (const connectMs of [600, 60_000]) yield* collect(provider.stream(chat, { connectMs }))
      assert.deepStrictEqual(seen, [1_500, 2_000, 2_000, 2_000, 700, 600, 2_000])
    })
  )

  it.effect("tells a connection that was lost before the answer from one that was lost in it", () =>
    Effect.gen(function* () {
      const before = yield* Effect.flip(make(failing({ code: "ECONNRESET" }), options).complete(chat))
      assert.deepInclude(before, { reason: "ConnectionLost", detail: "ECONNRESET", hasBegun: false })
      const { client } = clientOf(
        () =>
          new Response(
            new ReadableStream({ pull: () => Promise.reject(Object.assign(new Error(), { code: "ECONNRESET" })) })
          )
      )
      const provider = make(client, options)
      for (const failed of [
        yield* Effect.flip(provider.complete(chat)),
        (yield* collect(provider.stream(chat))).error,
        yield* Effect.flip(provider.models)
      ]) {
        assert.deepInclude(failed, { reason: "ConnectionLost", detail: "ECONNRESET", hasBegun: true })
      }
      const notHttp = yield* Effect.flip(make(failing({ code: "HPE_INVALID_CONSTANT" }), options).complete(chat))
      assert.deepInclude(notHttp, { reason: "MalformedAnswer", detail: "the answer is no HTTP (HPE_INVALID_CONSTANT)" })
    })
  )

  it.effect("is whole when the server stays silent behind the end", () =>
    Effect.gen(function* () {
      const open = openBody([chunk("all", "stop")])
      const { client } = clientOf(() => new Response(open.body))
      const fiber = yield* Effect.forkChild(collect(make(client, options).stream(chat)))
      yield* open.waiting
      yield* TestClock.adjust("20 seconds")
      const { events, error } = yield* Fiber.join(fiber)
      assert.isNull(error)
      assert.strictEqual(events.at(-1)?.type, "done")
    })
  )

  it.effect("closes the connection when nobody wants more of it", () =>
    Effect.gen(function* () {
      const open = openBody([chunk("one"), chunk("two")])
      const { client, signals } = clientOf(() => new Response(open.body))
      const events = yield* Stream.runCollect(Stream.take(make(client, options).stream(chat), 1))
      assert.strictEqual(events.length, 1)
      assert.isTrue(open.cancelled() || signals[0]?.aborted)
    })
  )

  it.effect("does not read what lies behind the end", () =>
    Effect.gen(function* () {
      let produced = 0
      const { client } = clientOf(
        () =>
          new Response(
            new ReadableStream({
              pull: (controller) => {
                produced++
                controller.enqueue(
                  encoder.encode(produced === 1 ? `${chunk("a", "stop")}data: [DONE]\n\n` : chunk("b"))
                )
              }
            })
          )
      )
      const { events, error } = yield* collect(make(client, options).stream(chat))
      assert.isNull(error)
      assert.strictEqual(texts(events), "a")
      assert.isBelow(produced, 10)
    })
  )

  it.effect("reads lines of Ollama", () =>
    Effect.gen(function* () {
      const lines = `{"model":"l","message":{"content":"hi"}}\n{"model":"l","message":{"content":""},"done":true}\n`
      const { client, asked } = clientOf(() => new Response(lines))
      const ollama = make(client, { name: "ollama", wire: ollamaWire, baseUrl: "http://127.0.0.1:11434" })
      const { events, error } = yield* collect(ollama.stream(chat))
      assert.isNull(error)
      assert.strictEqual(texts(events), "hi")
      assert.isUndefined(asked[0]?.headers["authorization"])
    })
  )
})

describe("models", () => {
  it.effect("are listed, or the typed error is that of a call", () =>
    Effect.gen(function* () {
      const good = clientOf(() => new Response(JSON.stringify({ data: [{ id: "gpt-x" }] })))
      assert.deepStrictEqual(yield* make(good.client, options).models, [{ id: "gpt-x", contextTokens: null }])
      assert.deepInclude(good.asked[0] ?? {}, { method: "GET", url: "http://127.0.0.1:9/v1/models" })
      const bad = clientOf(() => new Response("{}", { status: 401 }))
      assert.strictEqual((yield* Effect.flip(make(bad.client, options).models)).reason, "BadKey")
      const page = clientOf(() => new Response("<html>Sign in</html>"))
      assert.strictEqual((yield* Effect.flip(make(page.client, options).models)).reason, "MalformedAnswer")
    })
  )
})
