/** The short way of a call: taken by our own client alone, told of to nobody, and with the same faults and closings as the long one. */
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { it } from "#kit"
import { askModel } from "#core/llm/Chat.ts"
import type { ChatEvent } from "#core/llm/ChatAnswer.ts"
import { make } from "#core/llm/Provider.ts"
import { wireFor } from "#core/llm/wireFor.ts"
import { makeNodeHttpClient } from "#core/node/httpClient.ts"

const piece = `data: ${JSON.stringify({ choices: [{ delta: { content: "hi" } }] })}\n\n`
const end = `data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`
type Answers = "whole" | "nothing" | "half"

/** A server that answers so, what it was asked with, and a promise of the first call that was closed on it. */
const serve = (answers: Answers) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const traced: Array<unknown> = []
      const { promise: asked, resolve: sayAsked } = Promise.withResolvers<void>()
      const { promise: closed, resolve: sayClosed } = Promise.withResolvers<void>()
      const server: Server = createServer((request, response) => {
        traced.push(request.headers["traceparent"])
        request.resume()
        response.once("close", () => response.writableFinished || sayClosed())
        if (answers === "nothing") return sayAsked()
        response.writeHead(200, { "content-type": "text/event-stream" })
        if (answers === "whole") return response.end(piece + end)
        response.write(piece, () => sayAsked())
      })
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      return { url, traced, server, asked: Effect.promise(() => asked), closed: Effect.promise(() => closed) }
    }),
    ({ server }) =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
  )

const client = Effect.map(
  Effect.acquireRelease(Effect.sync(makeNodeHttpClient), ({ close }) => Effect.sync(close)),
  (made) => made.client
)
const providerAt = (http: HttpClient.HttpClient, baseUrl: string, ms = 30_000) =>
  make(http, { name: "openai", wire: wireFor({ wire: "openai" }), baseUrl, firstTokenTimeout: ms, stallTimeout: ms })
const chat = askModel("m", "hi")
const tracer = Tracer.make({ span: (options) => new Tracer.NativeSpan(options) })

describe("a call the short way", () => {
  it.live("sends no trace of ours to a provider, and one where somebody set a tracer", () =>
    Effect.gen(function* () {
      const http = yield* client
      const { traced, url } = yield* serve("whole")
      const call = Stream.runCollect(providerAt(http, url).stream(chat))
      yield* call
      yield* Effect.provideService(call, Tracer.Tracer, tracer)
      assert.isUndefined(traced[0])
      assert.isString(traced[1])
    })
  )

  it.live("is not taken past what somebody put around the client", () =>
    Effect.gen(function* () {
      let mapped = 0
      const http = HttpClient.mapRequest(yield* client, (request) => {
        mapped++
        return HttpClientRequest.setHeader(request, "x-who", "me")
      })
      const { url } = yield* serve("whole")
      yield* Stream.runCollect(providerAt(http, url).stream(chat))
      assert.strictEqual(mapped, 1)
    })
  )

  it.live.each([
    ["nothing", "TimedOut"],
    ["half", "Stalled"]
  ] as const)("that gets %s is %s, and its connection is closed", ([answers, reason]) =>
    Effect.gen(function* () {
      const http = yield* client
      const { closed, url } = yield* serve(answers)
      const error = yield* Effect.flip(Stream.runDrain(providerAt(http, url, 100).stream(chat)))
      assert.strictEqual(error.reason, reason)
      yield* closed
    })
  )

  it.live.each(["nothing", "half"] as const)("that is cut off with %s closes its connection", (answers) =>
    Effect.gen(function* () {
      const http = yield* client
      const { asked, closed, url } = yield* serve(answers)
      const fiber = yield* Effect.forkChild(Stream.runDrain(providerAt(http, url).stream(chat)))
      yield* asked
      yield* Fiber.interrupt(fiber)
      yield* closed
    })
  )
})

describe("an answer that is told", () => {
  it.live("is the events of its stream, one piece at a time, and waits for whoever hears them", () =>
    Effect.gen(function* () {
      const { url } = yield* serve("whole")
      const provider = providerAt(yield* client, url)
      const told: Array<ChatEvent> = []
      let isHearing = false
      yield* provider.tell(chat, (events) =>
        Effect.gen(function* () {
          assert.isFalse(isHearing)
          isHearing = true
          yield* Effect.yieldNow
          isHearing = false
          told.push(...events)
        })
      )
      assert.deepStrictEqual(told, yield* Stream.runCollect(provider.stream(chat)))
      assert.strictEqual(told.at(-1)?.type, "done")
    })
  )

  it.live("fails with what had come, and its connection is closed; so it is by whoever stops to listen", () =>
    Effect.gen(function* () {
      const http = yield* client
      const { closed, url } = yield* serve("half")
      const error = yield* Effect.flip(providerAt(http, url, 100).tell(chat, () => Effect.void))
      assert.deepInclude(error.received?.content[0], { type: "text", text: "hi" })
      yield* closed
      const other = yield* serve("half")
      const fiber = yield* Effect.forkChild(providerAt(http, other.url).tell(chat, () => Effect.never))
      yield* other.asked
      yield* Fiber.interrupt(fiber)
      yield* other.closed
    })
  )
})
